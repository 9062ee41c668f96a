"""Promises about rebuilding the unit files, shown on a country of three provinces."""

from __future__ import annotations

import csv
import json
import sqlite3

import pytest

from pipelines.reference import build_units

OLD = [
    # province, code, district, ward, ward code; the keys are the names without spaces, as in the source
    ("Tỉnh Quảng Bình", "44", "Huyện Một", "Xã An", "00001"),
    ("Tỉnh Quảng Bình", "44", "Huyện Một", "Thị Trấn Bình", "00002"),
    ("Tỉnh Quảng Trị", "45", "Thị xã Hai", "Phường 1", "00003"),
    ("Tỉnh Lạng Sơn", "20", "Huyện Ba", "Xã Hoà  Lạc", "00004"),
    ("Tỉnh Lạng Sơn", "20", "Huyện Đảo", None, None),
]
NEW = [
    ("Tỉnh Quảng Trị", "44", None, "Xã An Bình", "00001"),
    ("Tỉnh Quảng Trị", "44", None, "Phường 1", "00003"),
    ("Tỉnh Lạng Sơn", "20", None, "Xã Hoà  Lạc", "00004"),
]
CONVERTER = {
    "DICT_PROVINCE": {"TỉnhQuảngTrị": ["TỉnhQuảngBình", "TỉnhQuảngTrị"], "TỉnhLạngSơn": ["TỉnhLạngSơn"]},
    "DICT_PROVINCE_WARD_NO_DIVIDED": {
        "TỉnhQuảngTrị": {
            "XãAnBình": ["TỉnhQuảngBình_HuyệnMột_XãAn"],
            "Phường1": ["TỉnhQuảngTrị_ThịxãHai_Phường1"],
        },
        "TỉnhLạngSơn": {"XãHoàLạc": ["TỉnhLạngSơn_HuyệnBa_XãHoàLạc"], "ĐặckhuĐảo": ["TỉnhLạngSơn_HuyệnĐảo_"]},
    },
    "DICT_PROVINCE_WARD_DIVIDED": {
        "TỉnhQuảngTrị": {"TỉnhQuảngBình_HuyệnMột_ThịTrấnBình": [{"newWardKey": "XãAnBình"}, {"newWardKey": "Phường1"}]}
    },
}


def key(text):
    return text and "".join(text.split())


def write_source(folder, converter=CONVERTER, new=NEW):
    columns = "province, provinceCode, district, ward, wardCode, provinceKey, districtKey, wardKey, wardLat, wardLon"
    connection = sqlite3.connect(folder / "dataset.db")
    for table, rows in (("admin_units_legacy", OLD), ("admin_units", new)):
        connection.execute(f"CREATE TABLE {table} ({columns})")
        full = [(*row, key(row[0]), key(row[2]), key(row[3]), 16.75, 107.1) for row in rows]
        connection.executemany(f"INSERT INTO {table} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", full)
    connection.commit()
    connection.close()
    (folder / "converter_2025.json").write_text(json.dumps(converter), encoding="utf-8")


@pytest.fixture
def built(tmp_path):
    write_source(tmp_path)
    build_units.main(tmp_path, tmp_path)

    def rows(name):
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return rows


def test_a_code_that_changed_meaning_has_two_dated_rows(built):
    rows = [(row["code"], row["name"], row["valid_from"], row["valid_to"], row["decree"]) for row in built("provinces")]
    assert rows == [
        ("20", "Lạng Sơn", "", "", "124/2004/QĐ-TTg"),
        ("44", "Quảng Bình", "", "2025-06-30", "124/2004/QĐ-TTg"),
        ("44", "Quảng Trị", "2025-07-01", "", "202/2025/QH15"),
        ("45", "Quảng Trị", "", "2025-06-30", "124/2004/QĐ-TTg"),
    ]


def test_names_come_clean_and_without_their_type(built):
    units = {(row["code"], row["valid_from"]): row for row in built("administrative_units")}
    town, ward = units["00002", ""], units["00003", ""]
    assert (town["unit_type"], town["name"], town["district"]) == ("thị trấn", "Bình", "huyện Một")
    assert (ward["unit_type"], ward["name"], ward["district"]) == ("phường", "1", "thị xã Hai")
    assert units["00004", "2025-07-01"]["name"] == "Hòa Lạc"
    assert units["00004", "2025-07-01"]["district"] == ""
    assert len(units) == 7  # the island district has no communes


def test_a_succession_says_how_much_of_the_unit_went_where(built):
    rows = {(row["old_code"], row["new_code"]): row["relation"] for row in built("unit_successions")}
    assert rows == {
        ("00001", "00001"): "whole",  # same code, other name
        ("00002", "00001"): "part",
        ("00002", "00003"): "part",
        ("00003", "00003"): "whole",  # kept its name and code but took in a part of another
        ("00004", "00004"): "unchanged",
    }


def test_building_twice_gives_the_same_bytes(tmp_path):
    write_source(tmp_path)
    build_units.main(tmp_path, tmp_path)
    first = {path.name: path.read_bytes() for path in tmp_path.glob("*.csv")}
    build_units.main(tmp_path, tmp_path)
    assert len(first) == 4
    assert first == {path.name: path.read_bytes() for path in tmp_path.glob("*.csv")}


def test_a_former_unit_without_successor_stops_the_build(tmp_path):
    converter = CONVERTER | {"DICT_PROVINCE_WARD_DIVIDED": {}}
    write_source(tmp_path, converter)
    with pytest.raises(ValueError, match=r"no successor for 1 former units, first \['00002'\]"):
        build_units.main(tmp_path, tmp_path)
    assert not list(tmp_path.glob("*.csv"))


def test_a_reviewed_change_of_another_unit_stops_the_build(tmp_path):
    # 26368 is Long Thành in unit_changes.csv
    write_source(tmp_path, new=[*NEW, ("Tỉnh Quảng Trị", "44", None, "Xã Khác", "26368")])
    with pytest.raises(ValueError, match=r"unit_changes\.csv, code 26368: the list holds xã Khác"):
        build_units.main(tmp_path, tmp_path)


def test_a_name_without_a_known_type_stops_the_build():
    with pytest.raises(ValueError, match="Làng Mai"):
        build_units.split_type("Làng Mai", build_units.COMMUNE_TYPES)


def test_every_unit_of_today_has_its_place(built):
    places = [(row["code"], row["latitude"], row["longitude"]) for row in built("unit_places")]
    assert places == [(code, "16.75", "107.1") for code in ("00001", "00003", "00004")]


def test_a_point_outside_viet_nam_is_refused():
    with pytest.raises(ValueError, match="not in Viet Nam"):
        list(build_units.place_rows([{"wardCode": "00001", "ward": "Xã An", "wardLat": 107.1, "wardLon": 16.75}]))

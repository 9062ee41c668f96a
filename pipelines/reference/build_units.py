"""Rebuild the unit files from their sources. Run by a maintainer, never by the pipeline.

Usage (docs/developer/reference_data.md says when and with which sources)::

    python -m pipelines.reference.build_units <folder "data" of the installed package vietnamadminunits 1.0.4>

Reads ``dataset.db`` and ``converter_2025.json`` there plus the reviewed files ``unit_changes.csv`` and
``unit_name_corrections.csv`` beside the output, and writes ``provinces.csv``, ``administrative_units.csv``,
``unit_successions.csv`` and ``unit_places.csv``. The same inputs always give the same bytes.
"""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pipelines.reference.tables import DATA_DIR, reference_rows
from pipelines.text.vietnamese import match_key, new_tone_style, slug, squeeze_spaces

Row = dict[str, str]

SOURCE = "vietnamadminunits 1.0.4"
LIST_2004 = "124/2004/QĐ-TTg"  # the code list in force until 30/6/2025
LIST_2025 = "19/2025/QĐ-TTg"  # the code list in force from 01/7/2025
MERGER = "202/2025/QH15"
REFORM = "2025-07-01"
LAST_OLD_DAY = "2025-06-30"
COMMUNE_TYPES = ("đặc khu", "thị trấn", "phường", "xã")
PROVINCE_TYPES = ("thành phố", "tỉnh")

PROVINCE_COLUMNS = ("code", "name", "unit_type", "slug", "valid_from", "valid_to", "decree", "source")
UNIT_COLUMNS = (
    "code",
    "province_code",
    "name",
    "unit_type",
    "district",
    "valid_from",
    "valid_to",
    "decree",
    "source",
)
PLACE_COLUMNS = ("code", "latitude", "longitude", "source")
SUCCESSION_COLUMNS = ("old_code", "old_province_code", "new_code", "relation", "effective_on", "source")


def split_type(full_name: str, types: Sequence[str]) -> tuple[str, str]:
    """Split "Thị Trấn Ái Tử" into ("thị trấn", "Ái Tử").

    The full name decides: the type column of the source contradicts it for four units.

    Raises:
        ValueError: The name starts with none of ``types``.
    """
    text = new_tone_style(squeeze_spaces(full_name))
    for unit_type in types:
        if text.casefold().startswith(unit_type + " "):
            return unit_type, text[len(unit_type) + 1 :]
    raise ValueError(f"administrative unit {full_name!r}: expected a name starting with one of {types}")


def day_before(day: str) -> str:
    """The day before an ISO date, as ISO text."""
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def read_source(folder: Path, table: str) -> list[dict[str, Any]]:
    """Read one table of the package's database as dictionaries, rows without a commune left out."""
    with closing(sqlite3.connect(folder / "dataset.db")) as connection:
        connection.row_factory = sqlite3.Row
        rows = connection.execute(f"SELECT DISTINCT * FROM {table} WHERE wardCode IS NOT NULL")
        return [dict(row) for row in rows]


def changes(level: str) -> dict[str, Row]:
    """Reviewed changes of unit type after 01/7/2025, by code."""
    return {row["code"]: row for row in reference_rows("unit_changes") if row["level"] == level}


def with_change(row: Row, change: Mapping[str, str] | None) -> Iterator[Row]:
    """Yield ``row``, cut in two at its reviewed change of type.

    Raises:
        ValueError: The change speaks of another name or type than the row holds.
    """
    if change is None:
        yield row
        return
    if (row["name"], row["unit_type"]) != (change["name"], change["unit_type_before"]):
        raise ValueError(f"unit_changes.csv, code {row['code']}: the list holds {row['unit_type']} {row['name']}")
    yield row | {"valid_to": day_before(change["effective_on"])}
    yield row | {
        "unit_type": change["unit_type_after"],
        "valid_from": change["effective_on"],
        "decree": change["decree"],
        "source": change["source"],
    }


def province_row(code: str, full_name: str, start: str, end: str, decree: str) -> Row:
    """One row of ``provinces.csv``; an empty start is "not recorded", an empty end "still valid"."""
    unit_type, name = split_type(full_name, PROVINCE_TYPES)
    values = (code, name, unit_type, slug(name), start, end, decree, SOURCE)
    return dict(zip(PROVINCE_COLUMNS, values, strict=True))


def province_names(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Full province name by code."""
    return {row["provinceCode"]: row["province"] for row in rows}


def hue_rows() -> list[Row]:
    """Code 46 before and since it became a city (the source knows only the later name)."""
    city_since = "2025-01-01"
    before = province_row("46", "Tỉnh Thừa Thiên Huế", "", day_before(city_since), LIST_2004)
    after = province_row("46", "Thành phố Huế", city_since, "", "175/2024/QH15")
    return [row | {"source": "Resolution 175/2024/QH15 of 30/11/2024"} for row in (before, after)]


def province_rows(old: Mapping[str, str], new: Mapping[str, str], merged: set[str]) -> Iterator[Row]:
    """All dated province rows: former ones, merged ones, and one row for each that nothing happened to."""
    for code, full_name in old.items():
        if code == "46":
            yield from hue_rows()
            continue
        kept = new.get(code) == full_name and code not in merged
        yield from with_change(
            province_row(code, full_name, "", "" if kept else LAST_OLD_DAY, LIST_2004),
            changes("province").get(code) if kept else None,
        )
    for code, full_name in new.items():
        if code in merged:
            yield from with_change(province_row(code, full_name, REFORM, "", MERGER), changes("province").get(code))


def merged_codes(converter: Mapping[str, Any], new_rows: Iterable[Mapping[str, Any]]) -> set[str]:
    """Codes of the provinces that took in another one on 01/7/2025."""
    key_of = {row["provinceKey"]: row["provinceCode"] for row in new_rows}
    return {key_of[key] for key, parents in converter["DICT_PROVINCE"].items() if len(parents) > 1}


def unit_row(source: Mapping[str, Any], start: str, end: str, decree: str) -> Row:
    """One row of ``administrative_units.csv`` from a row of the source, names cleaned."""
    unit_type, name = split_type(source["ward"], COMMUNE_TYPES)
    fixes = {(row["code"], row["found"]): row["corrected"] for row in reference_rows("unit_name_corrections")}
    return {
        "code": source["wardCode"],
        "province_code": source["provinceCode"],
        "name": fixes.get((source["wardCode"], name), name),
        "unit_type": unit_type,
        "district": district_name(source.get("district")),
        "valid_from": start,
        "valid_to": end,
        "decree": decree,
        "source": SOURCE,
    }


def district_name(full_name: str | None) -> str:
    """District with its type in small letters ("huyện Vĩnh Linh"); empty for units after the reform."""
    if not full_name:
        return ""
    return " ".join(split_type(full_name, ("thành phố", "thị xã", "huyện", "quận")))


def unit_rows(old: Iterable[Mapping[str, Any]], new: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
    """All dated commune rows."""
    yield from (unit_row(row, "", LAST_OLD_DAY, LIST_2004) for row in old)
    changed = changes("commune")
    for row in new:
        yield from with_change(unit_row(row, REFORM, "", LIST_2025), changed.get(row["wardCode"]))


def place_rows(new: Iterable[Mapping[str, Any]]) -> Iterator[Row]:
    """Where each unit of today lies, in degrees, as the source gives it.

    Raises:
        ValueError: A point is not in Viet Nam or its islands.
    """
    for row in new:
        latitude, longitude = row["wardLat"], row["wardLon"]
        if not (8 <= latitude <= 24 and 102 <= longitude <= 118):
            raise ValueError(f"{row['wardCode']} {row['ward']}: {latitude}, {longitude} is not in Viet Nam")
        yield {
            "code": row["wardCode"], "latitude": str(latitude), "longitude": str(longitude), "source": SOURCE,
        }  # fmt: skip


def succession_pairs(converter: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Yield (old unit key, new province key, new unit key, "whole" | "part") of the package's conversion table."""
    for province, units in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for new_key, old_keys in units.items():
            yield from ((old_key, province, new_key, "whole") for old_key in old_keys)
    for province, units in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for old_key, targets in units.items():
            yield from ((old_key, province, target["newWardKey"], "part") for target in targets)


def succession_rows(
    converter: Mapping[str, Any], old: Iterable[Mapping[str, Any]], new: Iterable[Mapping[str, Any]]
) -> Iterator[Row]:
    """Old code → new code, with how much of the old unit went there.

    "unchanged" is a whole unit that is the only origin of a new one with the same code, name and type. The five
    island districts without communes have no old commune code and are left out.
    """
    old_by_key = {f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey']}": row for row in old}
    new_by_key = {(row["provinceKey"], row["wardKey"]): row for row in new}
    pairs = [pair for pair in succession_pairs(converter) if not pair[0].endswith("_")]
    origins = Counter((province, unit) for _, province, unit, _ in pairs)
    for old_key, province, unit, relation in pairs:
        before, after = old_by_key[old_key], new_by_key[province, unit]
        # by key: the two lists differ in capitals ("KRong", "Krong")
        same = (before["wardCode"], match_key(before["ward"])) == (after["wardCode"], match_key(after["ward"]))
        alone = relation == "whole" and origins[province, unit] == 1
        values = (
            before["wardCode"],
            before["provinceCode"],
            after["wardCode"],
            "unchanged" if same and alone else relation,
            REFORM,
            SOURCE,
        )
        yield dict(zip(SUCCESSION_COLUMNS, values, strict=True))


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Write ``path`` sorted by code, start and third column; return the number of rows."""
    ordered = sorted(rows, key=lambda row: (row[columns[0]], row.get("valid_from", ""), row[columns[2]]))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(ordered)
    return len(ordered)


def unmapped(rows: Iterable[Row], successions: Iterable[Row]) -> list[str]:
    """Codes of former units that no succession starts from."""
    targets: dict[str, list[str]] = defaultdict(list)
    for row in successions:
        targets[row["old_code"]].append(row["new_code"])
    return [row["code"] for row in rows if row["valid_to"] == LAST_OLD_DAY and row["code"] not in targets]


def main(folder: Path, target: Path = DATA_DIR) -> None:
    """Rebuild the files.

    Args:
        folder: The folder with ``dataset.db`` and ``converter_2025.json``.
        target: Where to write.

    Raises:
        ValueError: A former unit has no successor.
    """
    old, new = read_source(folder, "admin_units_legacy"), read_source(folder, "admin_units")
    converter = json.loads((folder / "converter_2025.json").read_text(encoding="utf-8"))
    units, successions = list(unit_rows(old, new)), list(succession_rows(converter, old, new))
    if lost := unmapped(units, successions):
        raise ValueError(f"converter_2025.json: no successor for {len(lost)} former units, first {lost[:5]}")
    provinces = province_rows(province_names(old), province_names(new), merged_codes(converter, new))
    counts = (
        write_table(target / "provinces.csv", PROVINCE_COLUMNS, provinces),
        write_table(target / "administrative_units.csv", UNIT_COLUMNS, units),
        write_table(target / "unit_successions.csv", SUCCESSION_COLUMNS, successions),
        write_table(target / "unit_places.csv", PLACE_COLUMNS, place_rows(new)),
    )
    print("provinces, units, successions, places:", *counts)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Ten years of provinces whose code changed in 2025 and of one that kept it: one warehouse, one report each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from era_plans import write_era_plan

from .conftest import Finished, cchc

pytestmark = pytest.mark.slow

_PROVINCES = ("quang-tri", "gia-lai", "nghe-an")
_CODES = {"quang-tri": ("45", "44"), "gia-lai": ("64", "52"), "nghe-an": ("40", "40")}
_FORMER = {
    "quang-tri": ("xã Vĩnh Thủy", "huyện Vĩnh Linh, tỉnh Quảng Trị"),
    "gia-lai": ("xã Ia Phí", "huyện Chư Păh, tỉnh Gia Lai"),
    "nghe-an": ("xã Kim Liên", "huyện Nam Đàn, tỉnh Nghệ An"),
}
_TODAY = {
    "quang-tri": ("xã Bến Quan", "tỉnh Quảng Trị"),
    "gia-lai": ("xã Ia Phí", "tỉnh Gia Lai"),
    "nghe-an": ("xã Kim Liên", "tỉnh Nghệ An"),
}
_FORMER_YEARS = (2016, 2020, 2024)


def _on_time(value: int) -> list[str]:
    return [f"Trên {value}% hồ sơ thủ tục hành chính được giải quyết đúng hạn."]


def _level(year: int) -> int:
    return 60 + year % 100


@dataclass(frozen=True)
class Eras:
    """The warehouse after the backfill of both eras."""

    warehouse: Path
    run: Finished

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.warehouse / "cchc.duckdb"), read_only=True) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def eras(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Iterator[Eras]:
    base = tmp_path_factory.mktemp("eras")
    raw, warehouse = base / "raw", base / "kho"
    for province in _PROVINCES:
        for year in (*_FORMER_YEARS, 2025):
            write_era_plan(raw / province / str(year) / "cu.docx", *_FORMER[province], year, _on_time(_level(year)))
        unit, place = _TODAY[province]
        write_era_plan(raw / province / "2025" / "moi.docx", unit, place, 2025, _on_time(95), half=True)
        write_era_plan(raw / province / "2026" / "moi.docx", unit, place, 2026, _on_time(97))
    # the province that had code 44 before: its plans belong to no Quảng Trị
    other = ("thị trấn Phong Nha", "huyện Bố Trạch, tỉnh Quảng Bình")
    write_era_plan(raw / "quang-binh" / "2024" / "cu.docx", *other, 2024, _on_time(70))
    asked = [part for province in (*_PROVINCES, "quang-binh") for part in ("--province", province)]
    run = cchc("backfill", "--years", "2016:2026", *asked, "--raw", raw, "--warehouse", warehouse, cwd=repository)
    yield Eras(warehouse, run)


def test_both_eras_are_published_in_one_backfill(eras: Eras) -> None:
    assert eras.run.code == 0, eras.run.output
    found = eras.rows("select province_key, count(*) from core.dim_document group by 1 order by 1")
    assert found == [("gia-lai", 6), ("nghe-an", 6), ("quang-binh", 1), ("quang-tri", 6)]


@pytest.mark.parametrize("province", _PROVINCES)
def test_one_key_leads_through_both_codes(eras: Eras, province: str) -> None:
    before, after = _CODES[province]
    found = eras.rows(
        "select plan_year, province_code, mean_value from marts.province_indicators "
        f"where province_key = '{province}' and indicator_code = 'on_time_rate' and target_count > 0 order by 1"
    )
    assert found == [
        *((year, before, float(_level(year))) for year in _FORMER_YEARS),
        (2025, after, 95.0),
        (2026, after, 97.0),
    ]


def test_a_code_that_changed_hands_is_two_provinces(eras: Eras) -> None:
    found = eras.rows(
        "select province_key, plan_year from marts.province_indicators "
        "where province_code = '44' and indicator_code = 'on_time_rate' and target_count > 0 order by plan_year"
    )
    assert found == [("quang-binh", 2024), ("quang-tri", 2025), ("quang-tri", 2026)]
    assert eras.rows("select successor_key from core.dim_province where province_key = 'quang-binh'") == [
        ("quang-tri",)
    ]


def test_no_change_is_computed_and_no_series_joined_across_the_break(eras: Eras) -> None:
    found = eras.rows(
        "select plan_year, series_no, mean_change from marts.indicator_trends "
        "where province_key = 'quang-tri' and indicator_code = 'on_time_rate' order by 1"
    )
    assert found == [(2016, 1, None), (2020, 1, None), (2024, 1, None), (2025, 2, None), (2026, 2, 2.0)]


def test_every_mart_and_view_has_the_key(eras: Eras) -> None:
    with_code = eras.rows(
        "select table_schema || '.' || table_name from information_schema.columns "
        "where table_schema in ('marts', 'bi') and column_name in ('province_code', 'ma_tinh') order by 1"
    )
    with_key = eras.rows(
        "select table_schema || '.' || table_name from information_schema.columns "
        "where table_schema in ('marts', 'bi') and column_name in ('province_key', 'khoa_tinh') order by 1"
    )
    assert with_code == with_key
    assert len(with_code) > 25


def test_each_province_has_one_report_with_both_eras_and_the_break(eras: Eras) -> None:
    reports = eras.warehouse / "reports"
    assert sorted(path.parent.name for path in reports.glob("*/.cchc-report")) == [
        "gia-lai",
        "nghe-an",
        "quang-binh",
        "quang-tri",
    ]
    front = (reports / "quang-tri" / "index.html").read_text(encoding="utf-8")
    assert "2016 – 2024" in front
    assert ">45<" in front
    assert "không nối thành một đường" in front
    trend = (reports / "quang-tri" / "2026" / "chi-tieu" / "on_time_rate.html").read_text(encoding="utf-8")
    assert "đổi địa giới" in trend


def test_former_units_stand_in_the_history_of_their_successors(eras: Eras) -> None:
    found = eras.rows(
        "select distinct p.former_name, p.former_province_code, p.former_province_key, p.province_key "
        "from marts.commune_history_parts as p where p.province_key = 'gia-lai'"
    )
    assert found == [("Ia Phí", "64", "gia-lai", "gia-lai")]

"""Columns of the views are explained by the dictionary of the tables that they show."""

from __future__ import annotations

import pytest

from pipelines.warehouse.publication.bi_sources import expression, fitted, sources_of

QUERY = """select
    p.plan_year as nam,
    {unit:p.unit} as don_vi_tinh,
    round(100 * p.share, 1) as ty_le,
    case f.severity when 'error' then 'lỗi' else 'thông tin' end as muc_do,
    is_core as cot_loi
from marts.figures as p
left join quality.finding as f on p.id = f.id"""


@pytest.mark.parametrize(
    ("column", "sources"),
    [
        ("nam", (("marts.figures", "plan_year"),)),
        ("don_vi_tinh", (("marts.figures", "unit"),)),
        ("ty_le", (("marts.figures", "share"),)),
        ("muc_do", (("quality.finding", "severity"),)),
        # without an alias the dictionary decides which table has it
        ("cot_loi", (("marts.figures", "is_core"), ("quality.finding", "is_core"))),
        # a name that only ends like one of the query is no column of it
        ("am", ()),
    ],
)
def test_column_of_a_view_is_found_in_its_table(column: str, sources: tuple[tuple[str, str], ...]) -> None:
    assert sources_of(QUERY, (column,)) == {column: sources}


def test_a_share_that_is_shown_in_per_cent_says_so_and_another_does_not() -> None:
    assert (
        fitted("Phần đạt (0–1); NULL khi trống.", expression(QUERY, "ty_le"))
        == "Phần đạt, tính bằng %; để trống khi trống."
    )
    assert fitted("Độ tin cậy (0–1).", expression(QUERY, "nam")) == "Độ tin cậy (0–1)."


def test_tables_that_a_view_shows_are_named_by_the_view() -> None:
    assert fitted("Xem marts.province_indicators_by_basis.", "x") == "Xem bi.tong_hop_theo_cach_tinh."

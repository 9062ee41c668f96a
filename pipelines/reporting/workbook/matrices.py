"""Sheets whose columns depend on the data: units × indicators and units × checks of one year.

Every unit of the year has a row, so that a column can be pasted into a list of the province's units as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.reporting.site.display import unit_name
from pipelines.reporting.site.index import FactIndex
from pipelines.reporting.site.links import COMMUNES
from pipelines.reporting.workbook.layout import SheetColumn
from pipelines.reporting.workbook.tables import Row

_UNIT: tuple[SheetColumn, ...] = (
    SheetColumn("commune_code", "Mã đơn vị", "code", 10),
    SheetColumn("unit_name", "Đơn vị", "link", 26),
    SheetColumn("plan_state_vi", "Tình trạng", "text", 18),
)
FROZEN_COLUMNS = 2


@dataclass(frozen=True, slots=True)
class Matrix:
    """A sheet with a column per indicator or check."""

    name: str
    about_vi: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[Row, ...]


def matrices(index: FactIndex) -> Iterator[Matrix]:
    """Values and checks of the main year."""
    year = index.found.main_year
    yield _values(index, year)
    yield _checks(index, year)


def _values(index: FactIndex, year: int) -> Matrix:
    named = [row for row in index.indicators.get(year, ()) if row.target_count]
    columns = tuple(
        SheetColumn(row.indicator_code, _with_unit(row.indicator_name_vi, row.unit), "number", 15) for row in named
    )
    values = {(v.commune_code, v.indicator_code): v for v in index.found.values if v.plan_year == year}
    cells = {
        (code, indicator): value.value
        for (code, indicator), value in values.items()
        if not value.is_fallback_multi_year
    }
    return Matrix(
        name=f"Bảng chỉ tiêu {year}",
        about_vi=f"Mỗi dòng là một đơn vị, mỗi cột là một chỉ tiêu của năm {year}; ô trống là đơn vị không nêu.",
        columns=(*_UNIT, *columns),
        rows=_rows(index, year, columns, cells),
    )


def _checks(index: FactIndex, year: int) -> Matrix:
    checks = [check for check in index.found.checks if check.plan_year == year]
    titles = {check.check_code: check.title_vi for check in sorted(checks, key=lambda row: row.check_order)}
    columns = tuple(SheetColumn(code, title, "text", 17) for code, title in titles.items())
    cells = {(check.commune_code, check.check_code): check.status_vi for check in checks}
    return Matrix(
        name=f"Kiểm tra {year}",
        about_vi=f"Mỗi dòng là một đơn vị, mỗi cột là một điểm kiểm tra kế hoạch năm {year}: đạt, chưa đạt, cần rà "
        "soát hoặc không áp dụng.",
        columns=(*_UNIT, *columns),
        rows=_rows(index, year, columns, cells),
    )


def _rows(
    index: FactIndex, year: int, columns: Sequence[SheetColumn], cells: Mapping[tuple[str, str], object]
) -> tuple[Row, ...]:
    return tuple(
        (
            (
                unit.commune_code,
                unit_name(unit.unit_type, unit.commune_name),
                unit.plan_state_vi,
                *(cells.get((unit.commune_code, column.name)) for column in columns),
            ),
            f"{year}/{COMMUNES}/{unit.commune_code}.html",
        )
        for unit in index.communes.get(year, ())
    )


def _with_unit(name: str, unit: str) -> str:
    return f"{name} (%)" if unit == "percent" else name

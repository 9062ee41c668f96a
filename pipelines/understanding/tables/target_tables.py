"""Tables of targets ("Chỉ tiêu | Đơn vị tính | Kế hoạch 2026") as clauses that the target grammar reads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipelines.model.document import Box
from pipelines.reference.headers import ColumnRole as Role
from pipelines.reference.target_words import any_of, phrase_values
from pipelines.text.vietnamese import match_key
from pipelines.understanding.tables.columns import Column, Header
from pipelines.understanding.tables.grid import Grid, cell_text, first_box
from pipelines.understanding.tables.period_columns import period_of
from pipelines.understanding.tables.sections import Section, is_outer_number, make_section

_PERCENT = re.compile(r"%|phần trăm")
_NUMBER = re.compile(r"\d")
_SHARE_NAME = re.compile(r"(?:tỷ lệ|tỉ lệ|mức độ hài lòng)(?!\w)")
_SHARE_AT_END = re.compile(r"(?:[(,-]\s?(?:đơn vị tính|đvt|tính theo)?:?\s?(?:%|phần trăm)\s?\)?)$")
_TIME_AT_END = re.compile(r"\(\s?(?:đơn vị tính|đvt|tính theo)?:?\s?(?P<unit>phút|giờ|ngày(?: làm việc)?)\s?\)$")
_UNIT_OF_TABLE = re.compile(r"(?:đơn vị(?: tính)?|đvt|đv tính)\s?:?\s?(?:%|phần trăm)(?!\w)")
_YEAR = re.compile(r"20\d\d")
_AIM = re.compile(r"^(?:kế hoạch|mục tiêu|chỉ tiêu) (?=\S)", re.IGNORECASE)


@cache
def _counted() -> re.Pattern[str]:
    return re.compile(rf"(?P<number>(?:tổng )?số(?: lượng)? )?(?P<noun>{any_of('count_noun')})(?!\w)")


@dataclass(frozen=True, slots=True)
class TargetClause:
    """One target as a sentence ("Tỷ lệ … đạt 95%"); ``evidence`` is the printed row, ``year`` the value column's.

    ``until`` names the part of the year at whose end the value holds ("Quý II"); None for the year's own value.
    """

    clause: str
    evidence: str
    section: str | None
    heading: str | None
    row_no: str | None
    year: int | None
    box: Box | None
    until: str | None = None
    confidence: float = 1.0


_ASSUMED_COLUMN = 0.6  # a level below a title that nobody knows


def target_clauses(
    grid: Grid, header: Header, plan_year: int | None = None, unit: str = ""
) -> tuple[tuple[TargetClause, ...], ...]:
    """The clauses of a target table, one for every filled value cell, grouped by row.

    Args:
        grid: the table.
        header: its header.
        plan_year: columns of earlier years ("Năm 2025 / KH") say what was, and give no clause.
        unit: of values that name none, nor does their row or column: :func:`caption_unit`.

    Returns:
        Rows in order; in a row the year's own value comes first, then those of its parts, by column.
    """
    values = [column for column in header.columns if _is_of_plan(column, plan_year)]
    found: list[tuple[TargetClause, ...]] = []
    section: Section | None = None
    for row in range(header.end, grid.row_count):
        opened = _section(grid, header, row)
        if opened:
            section = opened
            continue
        clauses = _row_clauses(grid, header, row, section, _Levels(values, unit))
        found.append(tuple(sorted(clauses, key=lambda one: one.until is not None)))
    return tuple(found)


def _is_of_plan(column: Column, plan_year: int | None) -> bool:
    return column.role == Role.VALUE and not column.is_assigned and not _is_earlier(column, plan_year)


def _is_earlier(column: Column, plan_year: int | None) -> bool:
    years = [int(year) for year in _YEAR.findall(column.title)]
    return plan_year is not None and bool(years) and max(years) < plan_year


def _part_of_year(column: Column, values: Sequence[Column]) -> str | None:
    """The part of the year that a value column is for, when a later column has the year's value."""
    above, _, last = column.title.rpartition(" / ")
    return period_of(_AIM.sub("", last), above) if column != values[-1] else None


def _text(grid: Grid, row: int, columns: tuple[int, ...]) -> str:
    texts = (cell_text(cell).replace("\n", " ") for cell in grid.cells_at(row, columns))
    return " ".join(filter(None, texts))


def _section(grid: Grid, header: Header, row: int) -> Section | None:
    """A row without value that has a title: a group of targets. A title may span the value columns."""
    own_values = [column for column in header.with_role(Role.VALUE) if not _is_title_cell(grid, header, row, column)]
    if _text(grid, row, tuple(own_values)):
        return None
    number = _text(grid, row, header.with_role(Role.NO))
    title = _name(grid, header, row)
    if not title or (number and not is_outer_number(number) and len(grid.own_cells(row)) > 2):
        return None
    return make_section("" if number == title else number, title)


def _is_title_cell(grid: Grid, header: Header, row: int, column: int) -> bool:
    names = header.with_role(Role.INDICATOR) + header.with_role(Role.OBJECTIVE) + header.with_role(Role.NO)
    return grid.at(row, column) in [grid.at(row, name) for name in names]


def _name(grid: Grid, header: Header, row: int) -> str:
    return _text(grid, row, header.with_role(Role.INDICATOR) + header.with_role(Role.OBJECTIVE))


@dataclass(frozen=True, slots=True)
class _Levels:
    """The value columns of a table, and the unit that the lines above it set."""

    columns: Sequence[Column]
    unit: str


def _row_clauses(grid: Grid, header: Header, row: int, section: Section | None, levels: _Levels) -> list[TargetClause]:
    name = _name(grid, header, row)
    unit = _text(grid, row, header.with_role(Role.UNIT))
    above = (caption_unit((section.name,)) if section else "") or levels.unit
    number = _text(grid, row, header.with_role(Role.NO)) or None
    values = [(column, _text(grid, row, (column.index,))) for column in levels.columns]
    return [
        TargetClause(
            clause=clause(name, value, unit or _column_unit(header, column) or above or unit_in_name(name, value)),
            evidence=grid.row_text(row).replace("\n", " "),
            section=_place(section, number),
            heading=section.name if section else None,
            row_no=number,
            year=_column_year(column) if len(values) > 1 else None,
            box=next((first_box(cell.boxes) for cell in grid.own_cells(row) if cell.boxes), None),
            until=_part_of_year(column, levels.columns),
            confidence=_ASSUMED_COLUMN if column.is_assumed else 1.0,
        )
        for column, value in values
        if name and _NUMBER.search(value)
    ]


def caption_unit(captions: Sequence[str]) -> str:
    """The unit that the lines above a table set for it: "%" of "Đơn vị tính: %", "(ĐVT: %)"; "" when none does."""
    return "%" if captions and _UNIT_OF_TABLE.search(match_key(captions[-1])) else ""


def _column_unit(header: Header, column: Column) -> str:
    """The unit that the title of a value column names, or that of the names: "Mục tiêu (%)", "Chỉ tiêu (%)"."""
    titles = [column.title, *(one.title for one in header.columns if one.role == Role.INDICATOR)]
    return "%" if any(_PERCENT.search(title) for title in titles) else ""


def unit_in_name(name: str, value: str) -> str:
    """The unit of a bare level that the name of its row tells; "" where it tells none.

    "Hồ sơ đúng hạn (%) | > 98,5" and "Tỷ lệ hồ sơ đúng hạn | 98" are shares, "Số cuộc đối thoại | 3" counts "cuộc",
    "Thời gian chờ (phút) | 15" is a time.
    """
    key, level = match_key(name).strip(" .;:"), value.strip()
    if _SHARE_AT_END.search(key) or key.startswith("% "):
        return "%"
    if time := _TIME_AT_END.search(key):
        return time["unit"]
    if _SHARE_NAME.match(key):
        return "%" if re.fullmatch(r"\D{0,20}\d{1,2}(?:[.,]\d+)?|\D{0,20}100", level) else ""
    counted = _counted().match(key)
    if counted is None or " trên tổng " in key:
        return ""
    is_count = counted["number"] or phrase_values("count_noun")[counted["noun"]] != "weak"
    return counted["noun"] if is_count else ""


def _place(section: Section | None, number: str | None) -> str | None:
    labels = [section.number if section else None, (number or "").rstrip(".") or None]
    return ".".join(label for label in labels if label) or None


def _column_year(column: Column) -> int | None:
    match = _YEAR.search(column.title)
    return int(match.group()) if match else None


def clause(name: str, value: str, unit: str) -> str:
    """A sentence of the usual form: indicator, "đạt", value with its unit; the percent sign glued on."""
    subject = name.strip(" .;:").removeprefix("% ")
    if _PERCENT.search(match_key(subject)) and _NUMBER.search(subject) and value in subject:
        return subject
    amount = value.strip(" .;")
    if _PERCENT.search(match_key(unit)) and "%" not in amount:
        amount = re.sub(r"(\d)(?!.*\d)", r"\1%", amount)
    elif unit and not re.search(r"[^\W\d_%]{2,}$", amount) and "%" not in amount:
        amount = f"{amount} {unit.strip()}"
    # "… căn cứ pháp lý mới" + "đạt" would read as "mới đạt", a result of the past
    joint = ", đạt" if match_key(subject).endswith((" mới", " chỉ", " đã", " ước")) else " đạt"
    return f"{subject}{joint} {amount}"

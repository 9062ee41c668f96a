"""Columns of quarters or months whose cells are marks: "Quý I | Quý II | Quý III | Quý IV" over "x" or colours.

They are one deadline: a row is due in the periods that it marks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipelines.text.vietnamese import match_key, roman_value, to_roman
from pipelines.understanding.tables.grid import Grid, cell_text

_QUARTER = re.compile(r"(?:quý|q\.?) ?(?P<number>iv|i{1,3}|[1-4])(?P<year>/20\d\d| ?năm 20\d\d)?")
_MONTH = re.compile(r"(?:tháng|th|t)\.? ?(?P<number>0?[1-9]|1[0-2])(?P<year>/20\d\d)?")
_HALF = re.compile(r"0?[369] tháng(?: đầu| cuối)?(?: của)?(?: năm)?(?: 20\d\d|/20\d\d)?")
_BARE_QUARTER = re.compile(r"iv|i{1,3}|[1-4]")
_BARE_MONTH = re.compile(r"0?[1-9]|1[0-2]")
_UNDER_QUARTERS = re.compile(r"(?<!\w)quý(?!\w)")
_UNDER_MONTHS = re.compile(r"(?<!\w)tháng(?!\w)")
_MARK = re.compile(r"[xX×✓✔√vV+*•●■◼☑☒]{1,2}")
_NUMBERED = re.compile(r"(?P<kind>Quý|Tháng) (?P<number>[IV]+|\d+)(?P<year>/20\d\d)?")


@dataclass(frozen=True, slots=True)
class PeriodColumn:
    """What a column stands for, in the words of a deadline ("Quý II", "Tháng 3/2026")."""

    column: int
    words: str
    by_colour: bool = False  # its cells are marked by their background


def period_of(title: str, above: str = "") -> str | None:
    """The words of a deadline that a column title says, or None.

    Args:
        title: lowest level of the title.
        above: the levels above it, which give bare numbers their sense ("Quý" over "I | II | III | IV").
    """
    key, over = match_key(title.replace("\n", " ")).strip(" .:"), match_key(above)
    quarter, month = _QUARTER.fullmatch(key), _MONTH.fullmatch(key)
    if quarter:
        return _quarter(quarter["number"], quarter["year"])
    if month:
        return f"Tháng {int(month['number'])}{month['year'] or ''}"
    if _HALF.fullmatch(key):
        return title.strip()
    if _BARE_QUARTER.fullmatch(key) and _UNDER_QUARTERS.search(over):
        return _quarter(key, None)
    return f"Tháng {int(key)}" if _BARE_MONTH.fullmatch(key) and _UNDER_MONTHS.search(over) else None


def _quarter(number: str, year: str | None) -> str:
    digits = re.search(r"20\d\d", year or "")
    return f"Quý {to_roman(roman_value(number) or int(number))}" + (f"/{digits.group()}" if digits else "")


def period_columns(titles: Mapping[int, str], grid: Grid, end: int) -> tuple[PeriodColumn, ...]:
    """The columns that are periods to be marked, left to right; none unless two of them hold nothing but marks.

    Cells without any words are marked by their colours, where these tell the rows apart.

    Args:
        titles: column → title, levels joined by " / ".
        grid: the table.
        end: first row below the header.
    """
    periods = _titled(titles)
    texts = _filled(periods, grid, end)
    if texts:
        return periods if all(map(is_mark, texts)) else ()
    return tuple(replace(one, by_colour=True) for one in periods) if _tell_apart(_patterns(periods, grid, end)) else ()


def has_unread_colours(titles: Mapping[int, str], grid: Grid, end: int) -> bool:
    """True when columns of periods without words are coloured in a way that tells no row from another.

    The arguments are those of :func:`period_columns`.
    """
    periods = _titled(titles)
    patterns = [] if _filled(periods, grid, end) else _patterns(periods, grid, end)
    return any(patterns) and not _tell_apart(patterns)


def _titled(titles: Mapping[int, str]) -> tuple[PeriodColumn, ...]:
    """Columns titled with different periods; none unless there are two."""
    split = {index: title.rpartition(" / ") for index, title in titles.items()}
    named = {index: words for index, (above, _, last) in split.items() if (words := period_of(last, above))}
    periods = tuple(PeriodColumn(index, words) for index, words in sorted(named.items()))
    return periods if len({one.words for one in periods}) == len(periods) >= 2 else ()


def _filled(periods: tuple[PeriodColumn, ...], grid: Grid, end: int) -> list[str]:
    """What is written in the columns of periods; rows that go over other columns as well are titles."""
    columns = {one.column for one in periods}
    texts = (
        cell_text(cell)
        for row in range(end, grid.row_count)
        for cell in grid.cells_at(row, sorted(columns))
        if columns.issuperset(range(cell.column, cell.column + cell.column_span))
    )
    return [text for text in texts if text]


def _patterns(periods: tuple[PeriodColumn, ...], grid: Grid, end: int) -> list[tuple[PeriodColumn, ...]]:
    """The periods that each row colours."""
    return [_coloured(periods, grid, row) for row in range(end, grid.row_count)] if periods else []


def _tell_apart(patterns: Sequence[tuple[PeriodColumn, ...]]) -> bool:
    """True when rows differ in what they colour: one pattern in all of them may be the look of the columns."""
    used = [pattern for pattern in patterns if pattern]
    return bool(used) and (len(used) == 1 or len(set(used)) > 1)


def _coloured(periods: tuple[PeriodColumn, ...], grid: Grid, row: int) -> tuple[PeriodColumn, ...]:
    """The periods whose cells have a colour of their own: not that of the row's other cells."""
    columns = {one.column for one in periods}
    others = {cell.colour for cell in grid.covering_cells(row) if cell.column not in columns}
    cells = ((one, grid.at(row, one.column)) for one in periods)
    return tuple(
        one for one, cell in cells if cell is not None and cell.colour is not None and cell.colour not in others
    )


def is_mark(text: str) -> bool:
    """True for what stands in such a cell: "x", a tick, a dot."""
    return _MARK.fullmatch(text) is not None


def words_of(periods: tuple[PeriodColumn, ...]) -> str:
    """The periods as a deadline is written: "Quý II, III", "Quý I-IV", "Tháng 3, 6, 12", "Tháng 4 đến tháng 6"."""
    parts = [_NUMBERED.fullmatch(one.words) for one in periods]
    numbered = [part for part in parts if part]
    kinds = {(part["kind"], part["year"]) for part in numbered}
    if len(numbered) < len(periods) or len(kinds) != 1:
        return ", ".join(one.words for one in periods)
    ((kind, year),) = kinds
    numbers = [part["number"] for part in numbered]
    columns = [one.column for one in periods]
    in_a_row = columns == list(range(columns[0], columns[0] + len(columns)))
    if in_a_row and len(columns) > 1 and kind == "Tháng":
        return f"Tháng {numbers[0]} đến tháng {numbers[-1]}{year or ''}"
    listed = f"{numbers[0]}-{numbers[-1]}" if in_a_row and len(columns) > 2 else ", ".join(numbers)
    return f"{kind} {listed}{year or ''}"


def marked(periods: tuple[PeriodColumn, ...], grid: Grid, row: int) -> tuple[PeriodColumn, ...]:
    """The periods that a row marks; a mark in a cell over several columns marks them all."""
    if periods and periods[0].by_colour:
        return _coloured(periods, grid, row)
    cells = ((one, grid.at(row, one.column)) for one in periods)
    return tuple(one for one, cell in cells if cell is not None and is_mark(cell_text(cell)))

"""Columns of quarters or months whose cells are marks: "Quý I | Quý II | Quý III | Quý IV" with an "x" below.

They are one deadline: a row is due in the periods that it marks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.text.vietnamese import match_key, roman_value, to_roman
from pipelines.understanding.tables.grid import Grid, cell_text

_QUARTER = re.compile(r"(?:quý|q\.?) ?(?P<number>iv|i{1,3}|[1-4])(?P<year>/20\d\d| ?năm 20\d\d)?")
_MONTH = re.compile(r"(?:tháng|th|t)\.? ?(?P<number>0?[1-9]|1[0-2])(?P<year>/20\d\d)?")
_HALF = re.compile(r"6 tháng (?:đầu|cuối)(?: năm(?: 20\d\d)?)?")
_BARE_QUARTER = re.compile(r"iv|i{1,3}|[1-4]")
_BARE_MONTH = re.compile(r"0?[1-9]|1[0-2]")
_UNDER_QUARTERS = re.compile(r"(?<!\w)quý(?!\w)")
_UNDER_MONTHS = re.compile(r"(?<!\w)tháng(?!\w)")
_MARK = re.compile(r"[xX×✓✔√vV+*•●■◼☑☒]{1,2}")
_NUMBERED = re.compile(r"(?P<kind>Quý|Tháng) (?P<number>[IV]+|\d+)(?P<year>/20\d\d)?")


@dataclass(frozen=True, slots=True)
class Period:
    """What a column stands for, in the words of a deadline ("Quý II", "Tháng 3/2026")."""

    column: int
    words: str


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


def period_columns(titles: Mapping[int, str], grid: Grid, end: int) -> tuple[Period, ...]:
    """The columns that are periods to be marked, left to right; none unless two of them hold nothing but marks.

    Args:
        titles: column → title, levels joined by " / ".
        grid: the table.
        end: first row below the header.
    """
    split = {index: title.rpartition(" / ") for index, title in titles.items()}
    named = {index: words for index, (above, _, last) in split.items() if (words := period_of(last, above))}
    periods = tuple(Period(index, words) for index, words in sorted(named.items()))
    different = len({one.words for one in periods}) == len(periods) >= 2
    return periods if different and _only_marked(periods, grid, end) else ()


def _only_marked(periods: tuple[Period, ...], grid: Grid, end: int) -> bool:
    columns = {one.column for one in periods}
    texts = [
        cell_text(cell)
        for row in range(end, grid.row_count)
        for cell in grid.cells_at(row, sorted(columns))
        if columns.issuperset(range(cell.column, cell.column + cell.column_span))
    ]
    filled = [text for text in texts if text]
    return bool(filled) and all(map(is_mark, filled))


def is_mark(text: str) -> bool:
    """True for what stands in such a cell: "x", a tick, a dot."""
    return _MARK.fullmatch(text) is not None


def words_of(periods: tuple[Period, ...]) -> str:
    """The periods as a deadline is written: "Quý II, III", "Quý I-IV", "Tháng 3, 6, 9, 12"."""
    parts = [_NUMBERED.fullmatch(one.words) for one in periods]
    numbered = [part for part in parts if part]
    kinds = {(part["kind"], part["year"]) for part in numbered}
    if len(numbered) < len(periods) or len(kinds) != 1:
        return ", ".join(one.words for one in periods)
    ((kind, year),) = kinds
    numbers = [part["number"] for part in numbered]
    columns = [one.column for one in periods]
    in_a_row = len(columns) > 2 and columns == list(range(columns[0], columns[0] + len(columns)))
    listed = f"{numbers[0]}-{numbers[-1]}" if in_a_row else ", ".join(numbers)
    return f"{kind} {listed}{year or ''}"


def marked(periods: tuple[Period, ...], grid: Grid, row: int) -> tuple[Period, ...]:
    """The periods that a row marks; a mark in a cell over several columns marks them all."""
    cells = ((one, grid.at(row, one.column)) for one in periods)
    return tuple(one for one, cell in cells if cell is not None and is_mark(cell_text(cell)))

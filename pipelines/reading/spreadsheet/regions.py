"""Where the tables of a sheet begin and end.

Ruled cells are the table, with the titles right above them and the titles of sections between them, which often have
no rules; where nothing is ruled, it starts at the first row that fills three columns and ends at the last that fills
half as many as that, those below other text only when they bear a number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.reading.spreadsheet.shown import LEAST_ROWS, Shown

_LEAST_COLUMNS = 3  # that a row without rules fills to be part of a table
_MOST_TITLE_ROWS = 4  # that a header of levels and a section below it take
_MOST_SECTION_ROWS = 2
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})*\.?")


def table_rows(shown: Shown) -> list[tuple[int, int]]:
    """First and last row of every table."""
    # joined first: a header with rules over a title of a section without any is one row high
    ruled = _joined(shown, _runs(sorted(shown.ruled_rows)))
    tall = [(first, last) for first, last in ruled if last - first + 1 >= LEAST_ROWS]
    found = [(first, last) for first, last in tall if _columns_of(shown, first, last) > 1]
    return _joined(shown, [_with_titles(shown, first, last) for first, last in found]) or _unruled(shown)


def _with_titles(shown: Shown, first: int, last: int) -> tuple[int, int]:
    """A ruled table with the titles right above it that have no rules: of two levels, a section below them or not."""
    least = max(_LEAST_COLUMNS, (_columns_of(shown, first, last) + 1) // 2)
    above = first
    for row in range(first - 1, max(first - 1 - _MOST_TITLE_ROWS, -1), -1):
        if row in shown.ruled_rows or not _adjoin(shown, row, row + 1):
            break
        if len(shown.by_row.get(row, ())) >= least:
            above = row
    return above, last


def _joined(shown: Shown, tables: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs of ruled rows that only an unruled title of a section parts, where the next goes on with a number."""
    found: list[tuple[int, int]] = []
    for first, last in tables:
        if found and first <= found[-1][1] + 1 + _MOST_SECTION_ROWS and _goes_on(shown, found[-1][1], first):
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


def _goes_on(shown: Shown, last: int, first: int) -> bool:
    between = range(last + 1, first)
    if not all(_adjoin(shown, row - 1, row) for row in range(last + 1, first + 1)):
        return False
    is_section = all(1 <= len(shown.by_row.get(row, ())) <= _LEAST_COLUMNS - 1 for row in between)
    opening = next(iter(shown.by_row.get(first, ())), None)
    return is_section and opening is not None and _NUMBER.fullmatch(opening.text) is not None


def _adjoin(shown: Shown, above: int, below: int) -> bool:
    """Whether no blank row of the sheet lies between two rows that are shown one below the other."""
    gap = range(shown.rows[above] + 1, shown.rows[below])
    return all(row in shown.sheet.hidden_rows for row in gap) and bool(shown.by_row.get(above))


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found


def _columns_of(shown: Shown, first: int, last: int) -> int:
    return len({placed.column for row in range(first, last + 1) for placed in shown.by_row.get(row, ())})


def _unruled(shown: Shown) -> list[tuple[int, int]]:
    """The table of a sheet without lines, if it has one: from its titles to the last row that fills half of them."""
    filled = {row: len(cells) for row, cells in shown.by_row.items()}
    first = next((row for row in sorted(filled) if filled[row] >= _LEAST_COLUMNS), None)
    if first is None:
        return []
    least = max(LEAST_ROWS, (filled[first] + 1) // 2)
    last = max(row for row, count in filled.items() if count >= _LEAST_COLUMNS)
    for row in sorted(row for row, count in filled.items() if row > last and count >= least):
        if row == last + 1 or _NUMBER.fullmatch(shown.by_row[row][0].text):
            last = row  # below other text only rows with a number: a signature beside recipients is none
    return [(first, last)] if last > first else []

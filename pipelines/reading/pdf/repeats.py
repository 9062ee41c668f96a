"""Header rows that a table prints again on its next pages.

On born-digital pages a repeated header repeats letter by letter. On scanned pages each print is read anew: "TT"
becomes "I", a stamp lies over a title. There a row is compared by its letters, column by column, and what the
prints of one title disagree about is settled by the readings themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from rapidfuzz import fuzz

from pipelines.text.vietnamese import match_key

MAX_HEADER_ROWS = 5
_EQUAL_CELLS = 0.6  # share of equal cells that makes a row a repetition
_ALIKE_PRINTED = 0.85  # likeness of letters that makes a row a repetition
_ALIKE_READ = 0.6  # the same where OCR read: noisy prints of one header stay above .7, body rows below .45
_COUNTER_ALIKE = 0.5
_COUNTER_LETTERS = 4
_OWN_NUMBER = re.compile(r"^\(?(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]+|[A-Za-zĐđ])[.)]?$")


class HeaderCell(Protocol):
    """What is needed of a cell; rows count from the top of its page's part of the table."""

    row: int
    column: int
    row_span: int
    column_span: int
    confidence: float | None

    @property
    def blank(self) -> bool:
        """True when nothing is printed in it."""

    @property
    def text(self) -> str:
        """What is printed in it."""


Row = Sequence[HeaderCell]


def is_own_number(text: str) -> bool:
    """True for the number of a row: "3", "1.2", "II", "a)"."""
    return bool(_OWN_NUMBER.match(text))


def is_numbered(row: Row) -> bool:
    """True for a body row: it has a number of its own, and not only numbers as the "(1) (2) (3)" row has."""
    printed = [cell for cell in row if not cell.blank]
    numbers = [cell for cell in printed if is_own_number(cell.text)]
    return bool(numbers) and numbers[0].column == 0 and len(numbers) < len(printed)


def spans_over(rows: Sequence[Row], count: int) -> bool:
    """True when a cell of the first ``count`` rows reaches below them."""
    return any(cell.row + cell.row_span > count for row in rows[:count] for cell in row)


def tied_rows(rows: Sequence[Row], least: int = 1) -> int:
    """The first ``least`` rows and those that merges tie to them."""
    count = max(least, 1)
    while count < len(rows) and spans_over(rows, count):
        count += 1
    return count


def _key(cell: HeaderCell) -> str:
    return match_key(cell.text).replace(" ", "")


def _printed(row: Row) -> dict[int, str]:
    return {cell.column: _key(cell) for cell in row if not cell.blank}


def _equal_cells(header: Row, row: Row) -> float:
    """Share of the header row's printed cells that ``row`` prints again in the same columns."""
    printed, again = _printed(header), _printed(row)
    if not printed or not again:
        return 0.0
    equal = sum(again.get(column) == key for column, key in printed.items())
    return equal / max(len(printed), len(again))


def _alike(first: dict[int, str], second: dict[int, str]) -> float:
    """Likeness of the letters of two rows, column by column, 0..1; long titles count for more."""
    columns = sorted(first.keys() | second.keys())
    pairs = [(first.get(column, ""), second.get(column, "")) for column in columns]
    weights = [max(len(a), len(b)) for a, b in pairs]
    total = sum(weights)
    return sum(fuzz.ratio(a, b) * n for (a, b), n in zip(pairs, weights, strict=True)) / 100 / total if total else 0.0


def _may_be_title(header: Row, row: Row) -> bool:
    """False when the first column tells that a row is none of the header: a number beside no title.

    The recogniser takes "TT" for "I", so a number is believed to be a title when the other print shows letters.
    """
    numbered = [is_numbered(header), is_numbered(row)]
    first, second = _printed(header).get(0, ""), _printed(row).get(0, "")
    if all(numbered):
        return first == second
    title = second if numbered[0] else first
    return not any(numbered) or (len(title) > 1 and title.isalpha())


def _same_titles(header: Row, row: Row, bar: float) -> float:
    """Likeness of two rows when they are prints of one header row, else 0."""
    first, second = _printed(header), _printed(row)
    if min(len(first), len(second)) < 2 or not _may_be_title(header, row):
        return 0.0
    likeness = _alike(first, second)
    return likeness if likeness >= bar else 0.0


def _counts_columns(row: Row) -> bool:
    """True for what noise leaves of a "(1) (2) (3)" row."""
    keys = _printed(row)
    return len(keys) >= 3 and all(len(key) <= _COUNTER_LETTERS for key in keys.values())


def _likeness(header: Row, row: Row, *, tied: bool, recognised: bool) -> float:
    """How alike a row and the header row in its place are; 0 when it does not repeat it."""
    if not any(not cell.blank for cell in (*header, *row)):
        return 1.0
    equal = _equal_cells(header, row)
    if equal >= _EQUAL_CELLS and not is_numbered(row):
        return equal
    if tied:
        return _same_titles(header, row, _ALIKE_READ if recognised else _ALIKE_PRINTED)
    if recognised and _counts_columns(header) and _counts_columns(row):
        likeness = _alike(_printed(header), _printed(row))
        return likeness if likeness >= _COUNTER_ALIKE else 0.0
    return 0.0


def repeated_header(header: Sequence[Row], rows: Sequence[Row], *, recognised: bool) -> tuple[int, float]:
    """How many leading rows of a page repeat the table's first rows, and how alike they are.

    Args:
        header: the first rows of the table's first page.
        rows: the rows of a later page.
        recognised: one of the pages was read by OCR.

    Returns:
        The number of rows, at most :data:`MAX_HEADER_ROWS`, and their mean likeness 0..1.
    """
    tied = tied_rows(header)
    found: list[float] = []
    for index in range(min(len(header), len(rows), MAX_HEADER_ROWS)):
        likeness = _likeness(header[index], rows[index], tied=index < tied, recognised=recognised)
        if not likeness:
            break
        found.append(likeness)
    while found and spans_over(rows, len(found)):
        found.pop()
    return len(found), sum(found) / len(found) if found else 0.0


def best_reading(cells: Sequence[HeaderCell]) -> int:
    """Index of the reading to believe among several prints of one header cell.

    Most prints decide; between equally frequent readings the recogniser's confidence does, then the earlier page.
    """
    keys = [_key(cell) for cell in cells]
    votes = Counter(key for key in keys if key)
    if not votes:
        return 0
    return max(range(len(cells)), key=lambda i: (votes[keys[i]], cells[i].confidence or 0.0, -i))

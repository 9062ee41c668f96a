"""What the rows of one table usually look like: what its page breaks are judged by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from pipelines.reading.pdf.growing import GrowingCell, Rows, is_sparse
from pipelines.reading.pdf.wrapping import ends_sentence, starts_list_item, starts_lower

SMOOTH = 0.05  # added to shares that are divided by
_UNSEEN = 0.1  # rows of a pattern that the table does not show


@dataclass(frozen=True, slots=True)
class Habits:
    """What the table's rows usually look like, by column."""

    filled: tuple[float, ...]  # share of rows in which the column prints something
    spanned: frozenset[int]  # columns with a vertical merge somewhere
    listed: tuple[float, ...]  # share of the cells with list items that have several
    ended: tuple[float, ...]  # share of the cells that end as a sentence or clause does
    lower: tuple[float, ...]  # share of the cells that start in lower case
    digit: tuple[float, ...]  # share of the cells that start with a digit
    long: tuple[float, ...]  # share of the printed cells with more than one line
    patterns: Mapping[frozenset[int], float]  # columns that a row prints → share of such rows
    unseen: float  # share to expect of a pattern that no row shows
    together: Mapping[tuple[int, int], float]  # (a, b) → how often b is merged over a row border that a is merged over


class _Counts:
    """Counts of one column's cells."""

    def __init__(self) -> None:
        self.cells = self.printed = self.listed = self.several = self.ended = self.lower = self.digit = self.long = 0

    def add(self, cell: GrowingCell) -> None:
        items = sum(starts_list_item(line.text) for line in cell.lines)
        self.cells += 1
        self.printed += not cell.blank
        self.listed += items > 0
        self.several += items > 1
        self.ended += not cell.blank and ends_sentence(cell.lines[-1].text)
        self.lower += not cell.blank and starts_lower(cell.lines[0].text)
        self.digit += not cell.blank and cell.lines[0].text[0].isdigit()
        self.long += len(cell.lines) > 1


def learn_habits(bodies: Sequence[Rows], columns: int) -> Habits:
    """Learn the table's habits from all body rows but those at a page's top, which are in question."""
    counts = [_Counts() for _ in range(columns)]
    rows = [row for number, body in enumerate(bodies) for row in body[1 if number else 0 :]]
    full = [row for row in rows if not is_sparse(row, columns)]
    for cell in (cell for row in full for cell in row if cell.column_span == 1):
        counts[cell.column].add(cell)
    spanned = {c.column for body in bodies for row in body for c in row if c.row_span > 1 and c.column_span == 1}
    return Habits(
        tuple(_rate(count.printed, count.cells) for count in counts),
        frozenset(spanned),
        tuple(_rate(count.several, count.listed) for count in counts),
        tuple(_rate(count.ended, count.printed) for count in counts),
        tuple(_rate(count.lower, count.printed) for count in counts),
        tuple(_rate(count.digit, count.printed) for count in counts),
        tuple(_rate(count.long, count.printed) for count in counts),
        _patterns(rows),
        _UNSEEN / (len(rows) + 1),
        _merged_together(bodies),
    )


def pattern(row: Iterable[GrowingCell]) -> frozenset[int]:
    """The columns in which a row prints something."""
    return frozenset(cell.column for cell in row if not cell.blank)


def _patterns(rows: Rows) -> dict[frozenset[int], float]:
    return {columns: count / (len(rows) + 1) for columns, count in Counter(map(pattern, rows)).items()}


def _merged_together(bodies: Sequence[Rows]) -> dict[tuple[int, int], float]:
    """(a, b) → how often column b is merged over a row border within a page that column a is merged over."""
    borders: dict[tuple[int, int], set[int]] = {}
    for number, body in enumerate(bodies):
        for cell in (cell for row in body for cell in row if cell.column_span == 1):
            for row_number in range(cell.row, cell.row + cell.row_span - 1):
                borders.setdefault((number, row_number), set()).add(cell.column)
    alone = Counter(column for columns in borders.values() for column in columns)
    both = Counter(pair for columns in borders.values() for pair in permutations(sorted(columns), 2))
    return {(a, b): _rate(both[a, b], alone[a]) for a, b in permutations(sorted(alone), 2)}


def _rate(part: int, whole: int) -> float:
    return (part + 0.5) / (whole + 1)

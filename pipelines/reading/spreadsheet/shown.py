"""A sheet's cells at their places among the rows and columns that are shown."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipelines.model.document import Box
from pipelines.reading.spreadsheet.shapes import Sheet, SheetCell
from pipelines.text.note_marks import raised
from pipelines.text.vietnamese import squeeze_spaces

LEAST_ROWS = 2
"""Rows that a table has at least, and columns that rules cover in a row of it."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A filled or ruled cell among the rows and columns that are shown; ``sheet_*`` is its place in the file."""

    row: int
    column: int
    row_span: int
    column_span: int
    cell: SheetCell
    text: str
    struck: str
    box: Box

    @property
    def end(self) -> int:
        """First column after the cell."""
        return self.column + self.column_span

    @property
    def below(self) -> int:
        """First row after the cell."""
        return self.row + self.row_span


class Shown:
    """The cells of a sheet at their places among what is shown."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._merges = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merges}
        covered = set(_covered(sheet))
        filled = [(place, cell) for place, cell in sorted(sheet.cells.items()) if place not in covered]
        used = [self._area(place) for place, cell in filled if cell.is_filled]
        last_row, last_column = max((a[2] for a in used), default=-1), max((a[3] for a in used), default=-1)
        first_row, first_column = min((a[0] for a in used), default=0), min((a[1] for a in used), default=0)
        # rows far below the last value are not walked through: a merge may go on to the last row of the sheet
        self.rows = [row for row in self._busy_rows(filled, first_row, last_row) if row not in sheet.hidden_rows]
        self.columns = [c for c in range(first_column, last_column + 1) if c not in sheet.hidden_columns]
        self.cells = [placed for place, cell in filled if (placed := self._placed(place, cell)) is not None]

    def _busy_rows(self, filled: Sequence[tuple[tuple[int, int], SheetCell]], first: int, last: int) -> list[int]:
        return sorted({place[0] for place, _ in filled if first <= place[0] <= last})

    def _area(self, place: tuple[int, int]) -> tuple[int, int, int, int]:
        bottom, right = self._merges.get(place, place)
        return place[0], place[1], bottom, right

    def _placed(self, place: tuple[int, int], cell: SheetCell) -> ShownCell | None:
        top, left, bottom, right = self._area(place)
        row, below = bisect_left(self.rows, top), bisect_right(self.rows, bottom)
        column, beyond = bisect_left(self.columns, left), bisect_right(self.columns, right)
        if row == below or column == beyond:
            return None
        kept = (piece for piece in cell.pieces if not piece.struck)
        words = "".join(raised(piece.text) if piece.raised else piece.text for piece in kept)
        struck = squeeze_spaces("".join(piece.text for piece in cell.pieces if piece.struck))
        box = Box(self.sheet.number, float(left), float(top), float(right + 1), float(bottom + 1))
        return ShownCell(row, column, below - row, beyond - column, cell, _lines(words), struck, box)

    @cached_property
    def by_row(self) -> dict[int, list[ShownCell]]:
        """Filled cells by the row in which they begin, from left to right."""
        found: dict[int, list[ShownCell]] = {}
        for placed in self.cells:
            if placed.text or placed.struck:
                found.setdefault(placed.row, []).append(placed)
        return found

    @cached_property
    def ruled_rows(self) -> frozenset[int]:
        """Rows that cells with lines cover in two columns or more."""
        count: dict[int, int] = {}
        for placed in self.cells:
            if placed.cell.ruled:
                for row in range(placed.row, placed.below):
                    count[row] = count.get(row, 0) + placed.column_span
        return frozenset(row for row, columns in count.items() if columns >= LEAST_ROWS)


def _covered(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Places under a merge, as far as cells stand there."""
    rows = sorted({row for row, _ in sheet.cells})
    spans: dict[int, list[tuple[int, int, int, int]]] = {}
    for span in sheet.merges:
        if span[:2] != span[2:]:
            for row in rows[bisect_left(rows, span[0]) : bisect_right(rows, span[2])]:
                spans.setdefault(row, []).append(span)
    for row, column in sheet.cells:
        for top, left, _, right in spans.get(row, ()):
            if left <= column <= right and (row, column) != (top, left):
                yield row, column
                break


def _lines(text: str) -> str:
    lines = (squeeze_spaces(line) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)

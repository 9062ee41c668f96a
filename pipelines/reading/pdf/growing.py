"""A table while it grows over the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.model.document import Box, RowJoin
from pipelines.reading.pdf.textlines import Line
from pipelines.reading.pdf.wrapping import join_lines


@dataclass(slots=True)
class GrowingCell:
    """A cell that may go on with the next page; ``lines`` and ``boxes`` are those of all its pages so far."""

    row: int
    column: int
    row_span: int
    column_span: int
    left: float
    right: float
    lines: list[Line]
    boxes: list[Box]
    confidence: float | None = None
    colour: str | None = None

    @property
    def blank(self) -> bool:
        """True when nothing is printed in it."""
        return not self.lines

    @property
    def text(self) -> str:
        """Its lines, joined as they were wrapped."""
        return join_lines(self.lines, self.left, self.right)

    @property
    def note_marks(self) -> tuple[str, ...]:
        """Marks of notes that stood in it."""
        return tuple(mark for line in self.lines for mark in line.marks)

    def read_as(self, other: GrowingCell) -> None:
        """Take the reading of another print of this cell; the place stays."""
        self.lines, self.left, self.right = list(other.lines), other.left, other.right

    def absorb(self, other: GrowingCell) -> None:
        """Take the rest of this cell from the next page."""
        self.lines += other.lines
        self.boxes += other.boxes
        self.colour = self.colour or other.colour


Owners = dict[int, GrowingCell]  # column → the cell that covers it in the last row
Rows = Sequence[Sequence[GrowingCell]]


@dataclass(slots=True)
class GrowingTable:
    """The table so far."""

    columns: int
    rows: int = 0
    cells: list[GrowingCell] = field(default_factory=list)
    joins: list[RowJoin] = field(default_factory=list)

    def owners(self) -> Owners:
        """Column → the cell that covers it in the last row."""
        last = self.rows - 1
        return {
            column: cell
            for cell in self.cells
            if cell.row <= last < cell.row + cell.row_span
            for column in range(cell.column, cell.column + cell.column_span)
        }


def is_full_width(row: Sequence[GrowingCell], columns: int) -> bool:
    """True for a row of one cell over all columns."""
    return len(row) == 1 and row[0].column_span >= columns


def is_sparse(row: Sequence[GrowingCell], columns: int) -> bool:
    """A row that says nothing about how full the columns usually are: section rows, merged rows."""
    return len(row) < 2 or sum(not cell.blank for cell in row) <= 2 < columns

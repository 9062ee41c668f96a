"""A table as a grid: which cell covers a position, cell text in its stored form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pipelines.model.document import Box, Cell, Table
from pipelines.text.vietnamese import squeeze_spaces


def cell_text(cell: Cell) -> str:
    """The cell's words as printed: one space between words, one line per list item, no empty lines."""
    return _stored(cell.text)


@lru_cache(maxsize=8192)
def _stored(text: str) -> str:
    lines = (squeeze_spaces(line) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def first_box(boxes: tuple[Box, ...]) -> Box | None:
    """The place where something starts, if it has one."""
    return boxes[0] if boxes else None


@dataclass(frozen=True)
class Grid:
    """Random access to a table's cells."""

    table: Table

    @cached_property
    def _covering(self) -> dict[tuple[int, int], Cell]:
        return {
            (row, column): cell
            for cell in self.table.cells
            for row in range(cell.row, cell.row + cell.row_span)
            for column in range(cell.column, cell.column + cell.column_span)
        }

    @property
    def row_count(self) -> int:
        """Rows of the joined table."""
        return self.table.row_count

    @property
    def column_count(self) -> int:
        """Columns of the joined table."""
        return self.table.column_count

    def at(self, row: int, column: int) -> Cell | None:
        """The cell that covers a position, or None where the reader left a hole."""
        return self._covering.get((row, column))

    @cached_property
    def _rows(self) -> dict[int, tuple[Cell, ...]]:
        return {row: self.cells_at(row, range(self.column_count)) for row in range(self.row_count)}

    def covering_cells(self, row: int) -> tuple[Cell, ...]:
        """The cells that cover ``row`` from left to right, each once; none for a row that there is not."""
        return self._rows.get(row, ())

    def cells_at(self, row: int, columns: Iterable[int]) -> tuple[Cell, ...]:
        """The cells that cover ``columns`` of ``row``, in the order of the columns, each once."""
        covering = self._covering
        found: dict[int, Cell] = {}  # by place: two cells may hold the same
        for column in columns:
            if (cell := covering.get((row, column))) is not None:
                found[id(cell)] = cell
        return tuple(found.values())

    def own_cells(self, row: int) -> tuple[Cell, ...]:
        """The cells that begin in ``row``: not those that reach into it from above."""
        return tuple(cell for cell in self.covering_cells(row) if cell.row == row)

    def height(self, cell: Cell) -> int:
        """Rows of a cell in which any cell begins: a page break can leave a row of the grid that holds nothing."""
        return sum(bool(self.own_cells(row)) for row in range(cell.row, cell.row + cell.row_span))

    def row_below(self, row: int) -> int:
        """The next row in which a cell begins; the number of rows when there is none."""
        return next((one for one in range(row + 1, self.row_count) if self.own_cells(one)), self.row_count)

    def row_text(self, row: int) -> str:
        """All words of the cells that begin in ``row``, for evidence."""
        return " ".join(filter(None, (cell_text(cell) for cell in self.own_cells(row))))

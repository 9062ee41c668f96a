"""Glyphs → the text of a grid's cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.model.document import Box
from pipelines.reading.pdf.bulklines import lines_by_owner
from pipelines.reading.pdf.glyphs import Glyphs
from pipelines.reading.pdf.repeats import is_own_number
from pipelines.reading.pdf.shapes import Glyph, GridCell, RuledGrid
from pipelines.reading.pdf.textlines import Line
from pipelines.reading.pdf.wrapping import join_lines

_SPILL_LINES = 2.6  # how far below a header cell (em) its spilled words may stand: two lines
_SPILL_STEP = 1.5  # and how far below the header's last line in the cell: the next line of the same print


@dataclass(frozen=True, slots=True)
class FilledCell:
    """A grid cell with what is printed in it."""

    place: GridCell
    lines: tuple[Line, ...]
    confidence: float | None = None  # of the recogniser, 0..1; None for text that was never an image
    colour: str | None = None  # of its background; None for paper
    box: Box | None = None  # where it is printed, when its place is one of a sheet put together from several pages

    @property
    def text(self) -> str:
        """Its lines, joined as they were wrapped."""
        return join_lines(self.lines, self.place.x0, self.place.x1)

    @property
    def bold(self) -> bool:
        """True when most letters of the cell are bold."""
        letters = sum(len(line.text) for line in self.lines)
        return letters > 0 and sum(line.bold_share * len(line.text) for line in self.lines) > 0.7 * letters


def _owners(grid: RuledGrid) -> npt.NDArray[np.int64]:
    """Index of the cell that covers each elementary (row, column); a rim of -1 around for points outside."""
    owners = np.full((grid.row_count + 2, grid.column_count + 2), -1, np.int64)
    for index, cell in enumerate(grid.cells):
        rows = slice(cell.row + 1, cell.row + cell.row_span + 1)
        owners[rows, cell.column + 1 : cell.column + cell.column_span + 1] = index
    return owners


def cell_indexes(grid: RuledGrid, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Index of the grid's cell that holds each point; -1 outside."""
    rows, columns = np.searchsorted(grid.ys, y), np.searchsorted(grid.xs, x)
    found: npt.NDArray[np.int64] = _owners(grid)[rows, columns]
    return found


def _owner_cells(table: Glyphs, grids: Sequence[RuledGrid]) -> npt.NDArray[np.intp]:
    """Number of the cell that holds each glyph's middle, counted through all grids; -1 outside.

    The last grid that holds a glyph keeps it: tables inside a cell stand behind the table that the cell is of.
    """
    owners = np.full(len(table), -1, np.intp)
    x, y = (table.x0 + table.x1) / 2, table.baseline - 0.3 * table.size  # the middle of a letter's body
    before = 0
    for grid in grids:
        found = cell_indexes(grid, x, y)
        owners = np.where(found >= 0, found + before, owners)
        before += len(grid.cells)
    return owners


def _mostly_bold(glyphs: Sequence[Glyph]) -> bool:
    letters = [glyph.bold for glyph in glyphs if glyph.text != " "]
    return sum(letters) > len(letters) / 2


def _is_spilled(glyph: Glyph, head: GridCell) -> bool:
    """A bold letter just under a header cell, printed into the row below."""
    return glyph.bold and glyph.text != " " and glyph.baseline - head.y1 <= _SPILL_LINES * glyph.size


class _Header:
    """Gives the last words of a header cell back to it when they were printed into the first body row.

    LibreOffice does not make a repeated two-level header high enough for its vertically merged cells: their
    last lines lie over the row below. Only bold words above a row in plain print are taken for such.
    """

    def __init__(self, table: Glyphs, owners: npt.NDArray[np.intp], before: int) -> None:
        self._table, self._owners, self._before = table, owners, before

    def _indexes(self, cell: int) -> npt.NDArray[np.intp]:
        return np.flatnonzero(self._owners == self._before + cell)

    def _bold(self, cells: Sequence[int]) -> bool:
        return _mostly_bold([glyph for cell in cells for glyph in self._table.some(self._indexes(cell))])

    def mend(self, grid: RuledGrid) -> None:
        """Change the owners of spilled words."""
        heads = [k for k, cell in enumerate(grid.cells) if cell.row == 0 and cell.row_span > 1]
        rows = {grid.cells[head].row_span for head in heads}
        under = {row: [k for k, cell in enumerate(grid.cells) if cell.row == row] for row in rows}
        in_bold = {row: self._bold(cells) for row, cells in under.items()}  # a section row
        for head in heads:
            row = grid.cells[head].row_span
            if not in_bold[row] and self._bold([head]):
                self._take_back(grid, head, under[row])

    def _take_back(self, grid: RuledGrid, head: int, under: Sequence[int]) -> None:
        place = grid.cells[head]
        for cell in under:
            if (grid.cells[cell].column, grid.cells[cell].column_span) != (place.column, place.column_span):
                continue
            indexes = self._indexes(cell)
            spilled = [_is_spilled(glyph, place) for glyph in self._table.some(indexes)]
            taken = indexes[np.array(spilled, np.bool_)]
            if self._goes_on(head, taken):
                self._owners[taken] = self._before + head

    def _goes_on(self, head: int, taken: npt.NDArray[np.intp]) -> bool:
        """True when words under a header cell follow its last line as the next one; a row's bold number does not."""
        above, below = list(self._table.some(self._indexes(head))), list(self._table.some(taken))
        if not above or not below or is_own_number("".join(glyph.text for glyph in below)):
            return False
        step = min(glyph.baseline for glyph in below) - max(glyph.baseline for glyph in above)
        return step <= _SPILL_STEP * below[0].size


def fill_grids(glyphs: Sequence[Glyph], grids: Sequence[RuledGrid]) -> tuple[list[tuple[FilledCell, ...]], Glyphs]:
    """Give every glyph to the cell that holds its middle.

    Returns:
        For each grid its filled cells; and the glyphs outside all grids.
    """
    if not grids:
        return [], Glyphs.of(glyphs)
    table = Glyphs.of(glyphs)
    owners = _owner_cells(table, grids)
    starts = np.cumsum([0, *(len(grid.cells) for grid in grids)]).tolist()
    for grid, start in zip(grids, starts, strict=False):
        _Header(table, owners, start).mend(grid)
    lines = lines_by_owner(table, owners, starts[-1])
    filled = [
        tuple(FilledCell(place, tuple(found)) for place, found in zip(grid.cells, lines[start:], strict=False))
        for grid, start in zip(grids, starts, strict=False)
    ]
    return filled, table.only(np.flatnonzero(owners < 0))

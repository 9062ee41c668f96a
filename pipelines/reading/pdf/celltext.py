"""Glyphs → the text of a grid's cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.reading.pdf.shapes import Glyph, Grid, GridCell
from pipelines.reading.pdf.textlines import Line, lines_of
from pipelines.reading.pdf.wrapping import join_lines

_SPILL_LINES = 2.6  # how far below a header cell (em) its spilled words may stand: two lines


@dataclass(frozen=True, slots=True)
class FilledCell:
    """A grid cell with what is printed in it."""

    place: GridCell
    lines: tuple[Line, ...]
    text: str

    @property
    def bold(self) -> bool:
        """True when most letters of the cell are bold."""
        letters = sum(len(line.text) for line in self.lines)
        return letters > 0 and sum(line.bold_share * len(line.text) for line in self.lines) > 0.7 * letters


def _owners(grid: Grid) -> npt.NDArray[np.int64]:
    """Index of the cell that covers each elementary (row, column); a rim of -1 around for points outside."""
    owners = np.full((grid.row_count + 2, grid.column_count + 2), -1, np.int64)
    for index, cell in enumerate(grid.cells):
        rows = slice(cell.row + 1, cell.row + cell.row_span + 1)
        owners[rows, cell.column + 1 : cell.column + cell.column_span + 1] = index
    return owners


def _cell_indexes(grid: Grid, x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Index of the grid's cell that holds each point; -1 outside."""
    rows, columns = np.searchsorted(grid.ys, y), np.searchsorted(grid.xs, x)
    found: npt.NDArray[np.int64] = _owners(grid)[rows, columns]
    return found


def split_glyphs(glyphs: Sequence[Glyph], grids: Sequence[Grid]) -> tuple[list[list[list[Glyph]]], list[Glyph]]:
    """Give every glyph to the cell that holds its middle; the first grid that has it keeps it.

    Returns:
        For each grid, for each of its cells, the glyphs; and the glyphs outside all grids.
    """
    if not grids:
        return [], list(glyphs)
    middles = np.array([(g[1] + g[2], g[5] - 0.3 * g[6]) for g in glyphs], np.float64).reshape(-1, 2)
    inside: list[list[list[Glyph]]] = []
    outside = list(range(len(glyphs)))
    for grid in grids:
        cells: list[list[Glyph]] = [[] for _ in grid.cells]
        owners = _cell_indexes(grid, middles[:, 0] / 2, middles[:, 1]).tolist()
        left = []
        for index in outside:
            if owners[index] < 0:
                left.append(index)
            else:
                cells[owners[index]].append(glyphs[index])
        inside.append(cells)
        outside = left
    return inside, [glyphs[index] for index in outside]


def _mostly_bold(glyphs: Sequence[Glyph]) -> bool:
    letters = [glyph.bold for glyph in glyphs if glyph.text != " "]
    return sum(letters) > len(letters) / 2


def _spilled(head: GridCell, below: Sequence[Glyph]) -> list[Glyph]:
    """Bold letters just under a header cell, printed into the row below."""
    return [
        glyph
        for glyph in below
        if glyph.bold and glyph.text != " " and glyph.baseline - head.y1 <= _SPILL_LINES * glyph.size
    ]


def return_spilled_headers(grid: Grid, cells: list[list[Glyph]]) -> list[list[Glyph]]:
    """Give the last words of a header cell back to it when they were printed into the first body row.

    LibreOffice does not make a repeated two-level header high enough for its vertically merged cells: their
    last lines lie over the row below. Only bold words above a row in plain print are taken for such.
    """
    mended = list(cells)
    for index, head in enumerate(grid.cells):
        row = head.row + head.row_span
        under = [k for k, cell in enumerate(grid.cells) if cell.row == row]
        if head.row or head.row_span < 2 or not _mostly_bold(cells[index]):
            continue
        if _mostly_bold([glyph for k in under for glyph in cells[k]]):
            continue  # a section row
        for k in under:
            if (grid.cells[k].column, grid.cells[k].column_span) == (head.column, head.column_span):
                spilled = _spilled(head, mended[k])
                mended[index] = [*mended[index], *spilled]
                mended[k] = [glyph for glyph in mended[k] if glyph not in spilled]
    return mended


def fill_cell(place: GridCell, glyphs: Iterable[Glyph]) -> FilledCell:
    """Text of one cell."""
    lines = tuple(lines_of(glyphs))
    return FilledCell(place, lines, join_lines(lines, place.x0, place.x1))

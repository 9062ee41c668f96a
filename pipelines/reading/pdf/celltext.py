"""Glyphs → the text of a grid's cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.reading.pdf.lattice import locate
from pipelines.reading.pdf.shapes import Glyph, Grid, GridCell
from pipelines.reading.pdf.textlines import Line, lines_of
from pipelines.reading.pdf.wrapping import join_lines


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


def _owners(grid: Grid) -> list[list[int]]:
    owners = [[0] * grid.column_count for _ in range(grid.row_count)]
    for index, cell in enumerate(grid.cells):
        for row in range(cell.row, cell.row + cell.row_span):
            owners[row][cell.column : cell.column + cell.column_span] = [index] * cell.column_span
    return owners


def split_glyphs(glyphs: Sequence[Glyph], grids: Sequence[Grid]) -> tuple[list[list[list[Glyph]]], list[Glyph]]:
    """Give every glyph to the cell that holds its middle.

    Returns:
        For each grid, for each of its cells, the glyphs; and the glyphs outside all grids.
    """
    owners = [_owners(grid) for grid in grids]
    inside: list[list[list[Glyph]]] = [[[] for _ in grid.cells] for grid in grids]
    outside: list[Glyph] = []
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.baseline - 0.3 * glyph.size
        for number, grid in enumerate(grids):
            place = locate(grid, x, y)
            if place is not None:
                inside[number][owners[number][place[0]][place[1]]].append(glyph)
                break
        else:
            outside.append(glyph)
    return inside, outside


def fill_cell(place: GridCell, glyphs: Iterable[Glyph]) -> FilledCell:
    """Text of one cell."""
    lines = tuple(lines_of(glyphs))
    return FilledCell(place, lines, join_lines(lines, place.x0, place.x1))

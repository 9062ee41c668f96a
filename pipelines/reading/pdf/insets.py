"""The text of tables inside a cell: a line for each of their rows, in the cell that they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from pipelines.reading.pdf.celltext import FilledCell
from pipelines.reading.pdf.shapes import GridCell, RuledGrid
from pipelines.reading.pdf.textlines import Line

_OUT = 3.0  # points by which an inner table may stick out of its cell

_Cells = tuple[FilledCell, ...]


def _holds(cell: GridCell, grid: RuledGrid) -> bool:
    return (
        cell.x0 - _OUT <= grid.xs[0]
        and grid.xs[-1] <= cell.x1 + _OUT
        and cell.y0 - _OUT <= grid.ys[0]
        and grid.ys[-1] <= cell.y1 + _OUT
    )


def _row_lines(cells: Sequence[FilledCell]) -> list[Line]:
    """A line for each row of an inner table."""
    rows: dict[int, list[FilledCell]] = {}
    for cell in cells:
        if cell.lines:
            rows.setdefault(cell.place.row, []).append(cell)
    return [_one_line(row) for _, row in sorted(rows.items())]


def _one_line(row: Sequence[FilledCell]) -> Line:
    lines = [line for cell in row for line in cell.lines]
    return lines[0]._replace(
        text=" ".join(cell.text.replace("\n", " ") for cell in row),
        x1=max(line.x1 for line in lines),
        bottom=max(line.bottom for line in lines),
        baseline=max(line.baseline for line in lines),
        marks=tuple(chain.from_iterable(line.marks for line in lines)),
        wrapped=False,
    )


def fold_insets(grids: Sequence[RuledGrid], filled: Sequence[_Cells]) -> tuple[list[RuledGrid], list[_Cells]]:
    """Tables without those that stand inside a cell, whose rows become lines of that cell.

    Args:
        grids: tables of a page; an inner one stands behind the one around it.
        filled: the cells of each.
    """
    kept, cells = list(grids), list(filled)
    for index in range(len(kept) - 1, 0, -1):
        for outer in range(index - 1, -1, -1):
            place = next((k for k, cell in enumerate(kept[outer].cells) if _holds(cell, kept[index])), None)
            if place is None or len(kept[outer].cells) == 1:
                continue
            cells[outer] = _with_lines(cells[outer], place, _row_lines(cells[index]))
            del kept[index], cells[index]
            break
    return kept, cells


def _with_lines(cells: _Cells, place: int, added: Sequence[Line]) -> _Cells:
    lines = tuple(sorted([*cells[place].lines, *added], key=lambda line: line.baseline))
    return (*cells[:place], replace(cells[place], lines=lines), *cells[place + 1 :])

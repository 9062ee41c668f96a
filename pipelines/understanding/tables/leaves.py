"""The cells of one leaf row: texts by role, first and last day, boxes, confidence."""

from __future__ import annotations

from pipelines.model.document import Box, Cell, around
from pipelines.understanding.tables.columns import Header
from pipelines.understanding.tables.grid import Grid, cell_text, first_box
from pipelines.understanding.tables.guessed_columns import GUESSED_CONFIDENCE

_ASSUMED_CONFIDENCE = 0.8  # of a row whose contents stand under a title that nobody knows


def row_confidence(own: tuple[Cell, ...], header: Header) -> float:
    """The confidence of the worst read cell, at most that of guessed columns."""
    read = min((cell.confidence for cell in own if cell.confidence is not None), default=1.0)
    if header.is_guessed:
        return min(read, GUESSED_CONFIDENCE)
    return min(read, _ASSUMED_CONFIDENCE) if any(one.is_assumed for one in header.columns) else read


def deadline_span(grid: Grid, row: int, header: Header) -> tuple[str, str] | None:
    """First and last day where they stand in columns of their own and both are filled."""
    columns = header.span_columns
    if columns is None or grid.at(row, columns[0]) is grid.at(row, columns[1]):
        return None
    first, last = (role_text(grid, row, (column,)) for column in columns)
    return (first, last) if first and last else None


def role_cells(grid: Grid, row: int, columns: tuple[int, ...]) -> tuple[Cell, ...]:
    """The cells that cover the columns of one role, each once."""
    return grid.cells_at(row, columns)


def role_text(grid: Grid, row: int, columns: tuple[int, ...]) -> str | None:
    """Different texts of the columns of one role, one below the other; None where all are empty."""
    return joined_text(role_cells(grid, row, columns))


def joined_text(cells: tuple[Cell, ...]) -> str | None:
    """Different texts of cells, one below the other; None where all are empty."""
    if not cells:
        return None
    parts = dict.fromkeys(filter(None, (cell_text(cell) for cell in cells)))
    return "\n".join(parts) or None


def row_boxes(cells: tuple[Cell, ...]) -> tuple[Box, ...]:
    """One box per page that the row's own cells stand on."""
    whole = around(box for cell in cells if cell.row_span == 1 for box in cell.boxes)
    return whole or tuple(dict.fromkeys(box for cell in cells for box in cell.boxes[:1]))


def row_box(grid: Grid, row: int) -> Box | None:
    """Where the row begins, if any of its cells has a place."""
    return next((first_box(cell.boxes) for cell in grid.own_cells(row) if cell.boxes), None)

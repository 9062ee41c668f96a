"""Header cells without a border below: each gets its own rows back, and the body row under it a cell of its own.

Some programs leave the border out where a header's last cell meets a blank cell, on the first page or on those that
print the header again. To the lattice both are one merged cell, and the header is then none that repeats.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipelines.model.document import Box
from pipelines.reading.pdf.growing import GrowingCell
from pipelines.reading.pdf.repeats import MAX_HEADER_ROWS, is_numbered, tied_rows
from pipelines.text.vietnamese import match_key

_FIRST_NUMBER = re.compile(r"^\(?(?:0?1(?:\.0?1)*|[IAa])[.)]?$")
_AGAIN = 0.6  # share of the other header cells that a later page prints again

_Rows = Sequence[list[GrowingCell]]


def _first_body_row(rows: _Rows) -> int | None:
    """The row under the header of the table's first page: the first that bears a number; None when it is not plain."""
    for index in range(1, min(len(rows), MAX_HEADER_ROWS)):
        if is_numbered(rows[index]):
            return index if _FIRST_NUMBER.match(rows[index][0].text) else None
    return None


def _repeats_titles(header: Sequence[GrowingCell], row: Sequence[GrowingCell]) -> bool:
    """True when most of a page's first row is the header's again, cell by cell."""
    titles = {cell.column: (match_key(cell.text), cell.row_span) for cell in header if not cell.blank}
    again = sum(titles.get(cell.column) == (match_key(cell.text), cell.row_span) for cell in row)
    return len(titles) > 1 and again >= _AGAIN * len(titles)


def _cut_at(cell: GrowingCell, row: int, y: float) -> GrowingCell:
    """Cut ``cell`` above grid row ``row``, which starts at height ``y``; the lower part, with what is printed in it."""
    box = cell.boxes[0]
    lower = replace(
        cell,
        row=row,
        row_span=cell.row + cell.row_span - row,
        lines=[line for line in cell.lines if line.baseline > y],
        boxes=[Box(box.page, box.x0, round(y, 2), box.x1, box.y1)],
    )
    cell.lines = [line for line in cell.lines if line.baseline <= y]
    cell.row_span = row - cell.row
    cell.boxes = [Box(box.page, box.x0, box.y0, box.x1, round(y, 2))]
    return lower


def _end_at(rows: _Rows, cell: GrowingCell, row: int, ys: Sequence[float]) -> None:
    """Give what ``cell`` covers from grid row ``row`` on to a cell of its own."""
    rows[row].append(_cut_at(cell, row, ys[row]))
    rows[row].sort(key=lambda other: other.column)


def _close_again(header: _Rows, rows: _Rows, ys: Sequence[float]) -> None:
    """End the header cells of a later page where the first page's end."""
    ends = {(cell.row, cell.column, cell.column_span): cell.row + cell.row_span for row in header for cell in row}
    for cell in [cell for row in rows[: len(header)] for cell in row]:
        end = ends.get((cell.row, cell.column, cell.column_span))
        if end is not None and cell.row + cell.row_span > end:
            _end_at(rows, cell, end, ys)


def close_headers(pages: Sequence[_Rows], heights: Sequence[Sequence[float]]) -> None:
    """Cut header cells off the body rows that they reach into.

    Args:
        pages: the rows of every page of a table, whose cells are changed.
        heights: the heights of every page's row borders.
    """
    count = _first_body_row(pages[0]) if pages[0] and not is_numbered(pages[0][0]) else None
    if count is None:
        return
    for cell in [cell for row in pages[0][:count] for cell in row if cell.row + cell.row_span > count]:
        _end_at(pages[0], cell, count, heights[0])
    header = pages[0][: tied_rows(pages[0])]
    for rows, ys in zip(pages[1:], heights[1:], strict=True):
        if len(rows) > len(header) and _repeats_titles(header[0], rows[0]):
            _close_again(header, rows, ys)

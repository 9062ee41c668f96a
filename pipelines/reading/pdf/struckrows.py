"""Rows of a table whose words are all struck out: the row number that was left standing does not save them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from pipelines.reading.pdf.celltext import FilledCell
from pipelines.reading.pdf.shapes import Struck

_BARE_NUMBER = re.compile(r"[\dIVXa-zđ.()\-–\s]{1,8}")
_INSIDE = 3.0  # points of a row's height at least that struck words take


def without_struck_rows(cells: tuple[FilledCell, ...], struck: Sequence[Struck]) -> tuple[FilledCell, ...]:
    """``cells`` without the numbers of rows in which nothing else is left of what was struck out."""
    if not struck:
        return cells
    rows: dict[int, list[FilledCell]] = defaultdict(list)
    for cell in cells:
        if cell.place.row_span == 1:
            rows[cell.place.row].append(cell)
    gone = {number for number, row in rows.items() if _is_struck(row, struck)}
    return tuple(_emptied(cell) if cell.place.row in gone and cell.place.row_span == 1 else cell for cell in cells)


def _is_struck(row: Sequence[FilledCell], struck: Sequence[Struck]) -> bool:
    written = [cell for cell in row if cell.lines]
    if not written or not all(_BARE_NUMBER.fullmatch(cell.text) for cell in written):
        return False
    blank = [cell for cell in row if not cell.lines]
    return any(_stands_in(cell, one) for cell in blank for one in struck)


def _stands_in(cell: FilledCell, one: Struck) -> bool:
    left, top, right, bottom = one.box
    place = cell.place
    height = min(bottom, place.y1) - max(top, place.y0)
    return height >= _INSIDE and min(right, place.x1) > max(left, place.x0)


def _emptied(cell: FilledCell) -> FilledCell:
    return replace(cell, lines=())

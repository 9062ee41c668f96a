"""One simple stitcher for every reader that knows pages only, so that differences are the readers'.

Boxes of a page's table → a grid; grids of following pages → one table. The rules are textual and few: repeated header
rows are dropped, a page's first row is the rest of a cut row unless it looks like a row of its own, and a blank cell at
a page's top in a column with merged cells goes on with the merge above.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_SNAP = 2.0
_MIN_COLUMN = 8.0  # narrower columns and lower rows are double borders, whoever found them
_MIN_ROW = 3.5
_NUMBER = re.compile(r"^\(?(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]+)[.)]?$")
_HEADER_ROWS = 4
_ALIKE = 0.6


@dataclass
class Cell:
    """A cell of a grid."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclass
class Grid:
    """A table, or the part of it that stands on one page."""

    row_count: int
    column_count: int
    cells: list[Cell]

    def rows(self) -> list[list[Cell]]:
        """The cells by the row they start in."""
        found: list[list[Cell]] = [[] for _ in range(self.row_count)]
        for cell in sorted(self.cells, key=lambda cell: (cell.row, cell.column)):
            found[cell.row].append(cell)
        return found


def fold(text: str) -> str:
    """Text with single blanks."""
    return " ".join(text.split())


def bare(text: str) -> str:
    """Text without white space and with one kind of hyphen."""
    return "".join(text.replace("\xad", "-").replace("\x02", "-").replace("\ufffe", "-").split())


def _positions(values: Sequence[float], minimum: float) -> list[float]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > minimum:
            kept.append(value)
    return kept


def _index(value: float, positions: Sequence[float]) -> int:
    return min(range(len(positions)), key=lambda index: abs(positions[index] - value))


def grid_of(boxes: Sequence[Sequence[Any]]) -> Grid | None:
    """The grid that a table's cell boxes stand on; None when nothing is left of it."""
    xs = _positions([value for box in boxes for value in (box[0], box[2])], _MIN_COLUMN)
    ys = _positions([value for box in boxes for value in (box[1], box[3])], _MIN_ROW)
    cells: dict[tuple[int, int], Cell] = {}
    for x0, y0, x1, y1, text in boxes:
        left, right, top, bottom = _index(x0, xs), _index(x1, xs), _index(y0, ys), _index(y1, ys)
        if right <= left or bottom <= top:
            continue
        place = (top, left)
        words = fold(text)
        if place in cells:
            cells[place].text = fold(f"{cells[place].text} {words}")
        else:
            cells[place] = Cell(top, left, bottom - top, right - left, words)
    if not cells:
        return None
    return Grid(len(ys) - 1, len(xs) - 1, list(cells.values()))


def _alike(first: Sequence[Cell], second: Sequence[Cell]) -> bool:
    printed = {cell.column: bare(cell.text) for cell in first if cell.text}
    again = {cell.column: bare(cell.text) for cell in second if cell.text}
    equal = sum(again.get(column) == text for column, text in printed.items())
    return bool(printed) and equal >= _ALIKE * max(len(printed), len(again))


def _repeated(first: Grid, page: Grid) -> int:
    count = 0
    for above, below in zip(first.rows()[:_HEADER_ROWS], page.rows(), strict=False):
        if not _alike(above, below):
            break
        count += 1
    return count


def _owners(table: Grid) -> dict[int, Cell]:
    last = table.row_count - 1
    return {
        column: cell
        for cell in table.cells
        if cell.row <= last < cell.row + cell.rows
        for column in range(cell.column, cell.column + cell.columns)
    }


def _starts_lower(text: str) -> bool:
    letter = next((char for char in text if char.isalpha()), "")
    return letter.islower()


def _is_cut(owners: Mapping[int, Cell], top: Sequence[Cell], spanned: frozenset[int]) -> bool:
    """True when a page's first row is the rest of the row above."""
    if not top or any(cell.columns != owners[cell.column].columns for cell in top if cell.column in owners):
        return False
    if any(cell.column == 0 and _NUMBER.match(cell.text) for cell in top):
        return False
    leaves = [cell for cell in top if cell.column not in spanned and cell.column]
    filled = [cell for cell in leaves if owners.get(cell.column) and owners[cell.column].text]
    again = [cell for cell in filled if cell.text]
    new = len(again) >= 0.6 * len(filled) and sum(_starts_lower(c.text) for c in again) <= 0.4 * len(again)
    return not (filled and new)


def _append(owner: Cell, cell: Cell) -> None:
    owner.text = fold(f"{owner.text} {cell.text}")


def _add(table: Grid, page: Grid, skip: int, spanned: frozenset[int]) -> None:
    rows, owners = page.rows()[skip:], _owners(table)
    if not rows:
        return
    cut = _is_cut(owners, rows[0], spanned)
    shift = table.row_count - skip - (1 if cut else 0)
    for cell in rows[0]:
        owner = owners.get(cell.column)
        open_span = cell.column in spanned or cell.column == 0
        goes_on = cut or (open_span and cell.columns == 1 and (not cell.text or _starts_lower(cell.text)))
        if owner is not None and goes_on and owner.columns == cell.columns:
            _append(owner, cell)
            owner.rows += cell.rows - (1 if cut else 0)
            continue
        cell.row += shift
        table.cells.append(cell)
    for row in rows[1:]:
        for cell in row:
            cell.row += shift
            table.cells.append(cell)
    table.row_count = page.row_count + shift


def stitch(pages: Mapping[int, Sequence[Sequence[Sequence[Any]]]]) -> list[Grid]:
    """Join the tables of following pages that have as many columns.

    Args:
        pages: page number → tables → cells as ``[x0, top, x1, bottom, text]``.
    """
    parts = [grid for number in sorted(pages) for boxes in pages[number] if (grid := grid_of(boxes)) is not None]
    tables: list[list[Grid]] = []
    for part in parts:
        if tables and tables[-1][0].column_count == part.column_count:
            tables[-1].append(part)
        else:
            tables.append([part])
    return [_joined(group) for group in tables]


def _joined(parts: Sequence[Grid]) -> Grid:
    table = parts[0]
    skips = [_repeated(table, part) for part in parts[1:]]
    heads = [max(skips, default=1), *skips]
    spanned = frozenset(
        cell.column
        for part, head in zip(parts, heads, strict=True)
        for cell in part.cells
        if cell.rows > 1 and cell.columns == 1 and cell.row >= head
    )
    for part, skip in zip(parts[1:], skips, strict=True):
        _add(table, part, skip, spanned)
    return table

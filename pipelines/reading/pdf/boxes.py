"""Tables whose cells are boxes of their own, with white between them.

Programs that set HTML draw a frame around each cell and leave room between two of them. The frame is as high as the
words of its cell, so boxes of one row begin together and end apart. The rows are where boxes begin, the columns what
stands below one another; each box goes down to the next one of its column, and the lattice reads the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipelines.reading.pdf.shapes import Stroke

_NEAR = 1.0  # points by which the sides of one box miss each other
_LEAST_GAP = 2.0  # middles of rules this close are one rule to the lattice
_MOST_GAP = 12.0  # points between the borders of two boxes
_LEAST_COLUMNS = 3
_LEAST_ROWS = 3
_LEAST_SIDE = 8.0  # of a box: smaller ones are to be ticked
_LEAST_WIDTH = 250.0  # points, of a table that has fewer rows than that on a page
_SAME_TOP = 2.0  # boxes that begin within this are of one row
_SHARE = 0.9  # of the boxes that stand in the columns

_Floats = npt.NDArray[np.float64]


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


class _Cell(NamedTuple):
    """A box in its place: the first and last of its columns, the row where it begins."""

    first: int
    last: int
    row: int
    bottom: float


def _gaps_show(sides: _Floats) -> bool:
    """True when two upright rules often stand as far apart as two boxes do: worth a closer look."""
    steps = np.diff(np.sort(sides))
    return int(np.count_nonzero((steps >= _LEAST_GAP) & (steps <= _MOST_GAP))) >= _LEAST_COLUMNS - 1


def _meets(ends: _Floats, sides: _Floats, corners: _Floats, level: _Floats) -> npt.NDArray[np.bool_]:
    """``[rule, side]``: does an end of a level rule stand at a corner of an upright one?"""
    across = np.abs(ends[:, None] - sides[None, :]) <= _NEAR
    return np.asarray(across & (np.abs(level[:, None] - corners[None, :]) <= _NEAR), dtype=np.bool_)


def _boxes(level: _Floats, upright: _Floats) -> list[_Box]:
    """Boxes: a level rule between the corners of two upright rules of one height."""
    found: dict[tuple[int, int, int], _Box] = {}
    sides, tops, bottoms = upright[:, 0], upright[:, 1], upright[:, 3]
    for corners in (tops, bottoms):
        lefts = _meets(level[:, 0], sides, corners, level[:, 1])
        rights = _meets(level[:, 2], sides, corners, level[:, 1])
        for n in np.flatnonzero(lefts.any(axis=1) & rights.any(axis=1)).tolist():
            left, right = int(lefts[n].argmax()), int(rights[n].argmax())
            box = _Box(float(sides[left]), float(tops[left]), float(sides[right]), float(bottoms[left]))
            if abs(float(bottoms[right] - tops[right]) - (box.bottom - box.top)) <= 2 * _NEAR:
                found.setdefault((round(box.left), round(box.top), round(box.right)), box)
    return [box for box in found.values() if min(box.right - box.left, box.bottom - box.top) >= _LEAST_SIDE]


def _columns(boxes: Sequence[_Box]) -> list[tuple[float, float]]:
    """Left and right of each column; empty when the boxes do not stand in columns with white between them."""
    counted = Counter((round(box.left), round(box.right)) for box in boxes)
    for least in (_LEAST_ROWS, 1):  # the last page of a table may have a row or two
        columns = _side_by_side([pair for pair, count in counted.items() if count >= least])
        if len(columns) >= _LEAST_COLUMNS and (least > 1 or _is_broad(columns)):
            return columns
    return []


def _side_by_side(pairs: Sequence[tuple[int, int]]) -> list[tuple[float, float]]:
    """The columns among sides of boxes, those that lie over several left out; none unless all stand equally apart."""
    columns = sorted(
        (a, b) for a, b in pairs if not any((a, b) != (c, d) and a <= c + 1 and d <= b + 1 for c, d in pairs)
    )
    gaps = [after[0] - before[1] for before, after in pairwise(columns)]
    if not gaps or min(gaps) < _LEAST_GAP - _NEAR or max(gaps) > _MOST_GAP or max(gaps) - min(gaps) > 2 * _NEAR:
        return []
    return [(float(left), float(right)) for left, right in columns]


def _is_broad(columns: Sequence[tuple[float, float]]) -> bool:
    """True for columns of several widths over a good part of a page: a row of boxes for digits has equal ones."""
    widths = [right - left for left, right in columns]
    return columns[-1][1] - columns[0][0] >= _LEAST_WIDTH and max(widths) > 2 * min(widths)


def _rows(boxes: Sequence[_Box]) -> list[float]:
    """Where rows begin."""
    tops: list[float] = []
    for top in sorted(box.top for box in boxes):
        if not tops or top - tops[-1] > _SAME_TOP:
            tops.append(top)
    return tops


def _placed(box: _Box, columns: Sequence[tuple[float, float]], tops: Sequence[float]) -> _Cell | None:
    """The place of a box in the table; None for one that does not stand in its columns."""
    first = next((n for n, (left, _) in enumerate(columns) if abs(left - box.left) <= 2 * _NEAR), None)
    last = next((n for n, (_, right) in enumerate(columns) if abs(right - box.right) <= 2 * _NEAR), None)
    row = next((n for n, top in enumerate(tops) if 0 <= box.top - top <= _SAME_TOP), None)
    return None if first is None or last is None or row is None or last < first else _Cell(first, last, row, box.bottom)


def _owners(cells: Sequence[_Cell], rows: Sequence[float], width: int) -> list[list[int | None]]:
    """``[row][column]``: which box each place of the table belongs to; None above the first box of a column."""
    owners: list[list[int | None]] = [[None] * width for _ in rows]
    for number, cell in enumerate(cells):
        for column in range(cell.first, cell.last + 1):
            owners[cell.row][column] = number
    for row in range(1, len(rows)):
        for column in range(width):
            above = owners[row - 1][column]
            if (
                owners[row][column] is None
                and above is not None
                and _goes_down(cells[above], row, column, owners, rows)
            ):
                owners[row][column] = above
    return owners


def _goes_down(
    cell: _Cell, row: int, column: int, owners: Sequence[Sequence[int | None]], rows: Sequence[float]
) -> bool:
    """True where a box has another row beside it: only at the end of its row a program leaves out a cell."""
    return cell.bottom > rows[row] + _NEAR or any(one is not None for one in owners[row][column + 1 :])


def _table_rules(owners: Sequence[Sequence[int | None]], xs: Sequence[float], ys: Sequence[float]) -> list[Stroke]:
    """A rule wherever two places of the table belong to different boxes, and around it."""
    rules = [Stroke(xs[0], y, xs[-1], y) for y in (ys[0], ys[-1])] + [
        Stroke(x, ys[0], x, ys[-1]) for x in (xs[0], xs[-1])
    ]
    for row, line in enumerate(owners):
        for column, owner in enumerate(line):
            if row and owner != owners[row - 1][column]:
                rules.append(Stroke(xs[column], ys[row], xs[column + 1], ys[row]))
            if column and (owner is None or owner != line[column - 1]):
                rules.append(Stroke(xs[column], ys[row], xs[column], ys[row + 1]))
    return rules


def _ruled(boxes: Sequence[_Box], columns: Sequence[tuple[float, float]]) -> list[Stroke] | None:
    """The rules of the table; None when too many of its boxes stand outside its columns."""
    tops = _rows(boxes)
    cells = [cell for box in boxes if (cell := _placed(box, columns, tops)) is not None]
    if len(cells) < _SHARE * len(boxes):
        return None
    between = [(before[1] + after[0]) / 2 for before, after in pairwise(columns)]
    xs = [columns[0][0], *between, columns[-1][1]]
    return _table_rules(_owners(cells, tops, len(columns)), xs, [*tops, max(box.bottom for box in boxes)])


class JoinedBoxes(NamedTuple):
    """The rules of a page, and whether boxes stand on it that look like cells and make no table."""

    rules: tuple[Stroke, ...]
    left_over: bool = False


def _stand_beside(boxes: Sequence[_Box]) -> bool:
    """True for many boxes with white between each and the next one, and none that touch."""
    if len(boxes) < _LEAST_COLUMNS * _LEAST_ROWS or len(_rows(boxes)) < _LEAST_ROWS:
        return False
    sides = np.array(boxes, np.float64)
    gaps = sides[None, :, 0] - sides[:, None, 2]
    level = (sides[None, :, 1] < sides[:, None, 3]) & (sides[None, :, 3] > sides[:, None, 1])
    apart = level & (gaps > _LEAST_GAP) & (gaps <= _MOST_GAP)
    touching = level & (np.abs(gaps) <= _LEAST_GAP)
    return not touching.any() and int(apart.any(axis=1).sum()) >= (_LEAST_COLUMNS - 1) * _LEAST_ROWS


def joined_boxes(rules: Sequence[Stroke]) -> JoinedBoxes:
    """The rules of a page, those of a grid of boxes in the place of its boxes.

    Args:
        rules: level and upright rules of a page, in points.

    Returns:
        ``rules`` as they are where no boxes stand in rows and columns with white between them.
    """
    if len(rules) < 3 * _LEAST_COLUMNS:
        return JoinedBoxes(tuple(rules))
    lines = np.array(rules, np.float64)
    is_level = lines[:, 1] == lines[:, 3]
    upright = lines[~is_level]
    if not _gaps_show(upright[:, 0]):
        return JoinedBoxes(tuple(rules))
    boxes = _boxes(lines[is_level], upright)
    columns = _columns(boxes)
    table = _ruled(boxes, columns) if columns else None
    if table is None:
        return JoinedBoxes(tuple(rules), left_over=_stand_beside(boxes))
    left, right = columns[0][0] - _NEAR, columns[-1][1] + _NEAR
    top, bottom = min(box.top for box in boxes) - _NEAR, max(box.bottom for box in boxes) + _NEAR
    return JoinedBoxes((*(rule for rule in rules if not _within(rule, (left, top, right, bottom))), *table))


def _within(rule: Stroke, box: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = box
    return left <= rule.x0 and rule.x1 <= right and top <= rule.y0 and rule.y1 <= bottom

"""Tables inside a cell of another table.

Word sets such a table a few points inside its cell, so that its rules touch those around it and would cut the row into
as many rows as the inner table has. It shows at a corner: inside a table rules meet as a T or as a cross, and only a
box of its own has a corner where two rules end together. One whose sides both lie on the borders of its cell has no
such corner: it shows at a column of its own, whose rule begins or ends at a rule from one border to the other. One that
fills its row from the rule above to the rule below shows at its sides: they leave strips too narrow for words beside
borders that run on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipelines.reading.pdf.shapes import Ruling

_Rulings = list[Ruling]
_Component = tuple[_Rulings, _Rulings]  # horizontal, vertical
_INNER_RULES = 2  # level rules inside a box between two borders: a row of several steps is parted in fewer
_STRIP = 12.0  # points between the side of an inner table and the border of its cell: no words fit
_MOST = 0.9  # share of the table's width and height: the inner one of two rules around a table is no table in a cell


class _Frame(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


def _extent(horizontals: _Rulings, verticals: _Rulings) -> _Frame:
    return _Frame(
        min(line.pos for line in verticals),
        min(line.pos for line in horizontals),
        max(line.pos for line in verticals),
        max(line.pos for line in horizontals),
    )


def _corners(horizontals: _Rulings, verticals: _Rulings, touch: float) -> Iterator[_Frame]:
    """The boxes that would belong to corners inside the table where a vertical and a horizontal ruling end together."""
    around = _extent(horizontals, verticals)
    for line in verticals:
        if not around.left + touch < line.pos < around.right - touch:
            continue
        for end in (line.lo, line.hi):
            if not around.top + touch < end < around.bottom - touch:
                continue
            for other in horizontals:
                if abs(other.pos - end) <= touch:
                    if abs(other.lo - line.pos) <= touch:
                        yield _Frame(line.pos, line.lo, other.hi, line.hi)
                    elif abs(other.hi - line.pos) <= touch:
                        yield _Frame(other.lo, line.lo, line.pos, line.hi)


def _between_borders(horizontals: _Rulings, verticals: _Rulings, touch: float) -> Iterator[_Frame]:
    """The boxes that reach from one border of a column to the other and are parted by an upright rule of their own.

    Their level rules must be the only ones between two that cross the whole table.
    """
    around = _extent(horizontals, verticals)
    whole = [line.pos for line in horizontals if _length(line) >= around.right - around.left - 2 * touch]
    for line in verticals:
        if not around.left + touch < line.pos < around.right - touch:
            continue
        if any(line.lo + touch < pos < line.hi - touch for pos in whole):
            continue  # a column of the table
        above = max((pos for pos in whole if pos <= line.lo + touch), default=around.top)
        below = min((pos for pos in whole if pos >= line.hi - touch), default=around.bottom)
        own = [h for h in horizontals if above + touch < h.pos < below - touch]
        inner = [h for h in own if line.lo + touch < h.pos < line.hi - touch]
        if len(inner) >= _INNER_RULES and len(own) > len(inner) and all(_alike(h, inner[0], touch) for h in own):
            yield _Frame(inner[0].lo, line.lo, inner[0].hi, line.hi)


def _set_in(verticals: _Rulings, touch: float) -> Iterator[_Frame]:
    """The boxes as high as their row whose sides both stand a strip off a longer border."""
    lines = sorted(verticals)
    lefts, rights = [], []
    for outer, inner in _strips(lines, touch):
        if _length(outer) > _length(inner) + 2 * touch and _spans(outer, inner, touch):
            lefts.append(inner)
        elif _length(inner) > _length(outer) + 2 * touch and _spans(inner, outer, touch):
            rights.append(outer)
    for left in lefts:
        right = next((line for line in rights if line.pos > left.pos + touch and _alike(line, left, touch)), None)
        if right is not None:
            yield _Frame(left.pos, left.lo, right.pos, left.hi)


def _strips(lines: _Rulings, touch: float) -> Iterator[tuple[Ruling, Ruling]]:
    """Pairs of upright rulings, left and right, that stand too close together for words between them."""
    for index, left in enumerate(lines):
        for right in lines[index + 1 :]:
            if right.pos - left.pos > _STRIP:
                break
            if right.pos - left.pos > touch:
                yield left, right


def _spans(long: Ruling, short: Ruling, touch: float) -> bool:
    return long.lo <= short.lo + touch and long.hi >= short.hi - touch


def _length(line: Ruling) -> float:
    return line.hi - line.lo


def _alike(one: Ruling, other: Ruling, touch: float) -> bool:
    return abs(one.lo - other.lo) <= touch and abs(one.hi - other.hi) <= touch


def _runs(lines: _Rulings, pos: float, start: float, end: float, touch: float) -> bool:
    """True when a ruling runs along one side of a box."""
    return any(abs(pos - line.pos) <= touch and line.lo <= start + touch and line.hi >= end - touch for line in lines)


def _crosses(lines: _Rulings, between: tuple[float, float], sides: Sequence[float], touch: float) -> bool:
    """True when a ruling between two sides of a box crosses one of the others."""
    low, high = between
    return any(
        low + touch < line.pos < high - touch and line.lo < side - touch and line.hi > side + touch
        for line in lines
        for side in sides
    )


def _is_table(frame: _Frame, component: _Component, touch: float) -> bool:
    """True for a closed box, smaller than the table, parted inside and crossed by no ruling of the table."""
    horizontals, verticals = component
    left, top, right, bottom = frame
    around = _extent(horizontals, verticals)
    wide = right - left > _MOST * (around.right - around.left)
    high = bottom - top > _MOST * (around.bottom - around.top)
    closed = (
        _runs(horizontals, top, left, right, touch)
        and _runs(horizontals, bottom, left, right, touch)
        and _runs(verticals, left, top, bottom, touch)
        and _runs(verticals, right, top, bottom, touch)
    )
    crossed = _crosses(horizontals, (top, bottom), (left, right), touch) or _crosses(
        verticals, (left, right), (top, bottom), touch
    )
    parted = any(left + touch < line.pos < right - touch for line in _inside(verticals, (top, bottom), touch)) or any(
        top + touch < line.pos < bottom - touch for line in _inside(horizontals, (left, right), touch)
    )
    return closed and parted and not crossed and not (wide and high)


def _inside(lines: _Rulings, between: tuple[float, float], touch: float) -> _Rulings:
    return [line for line in lines if line.lo >= between[0] - touch and line.hi <= between[1] + touch]


def _parted(component: _Component, frame: _Frame, touch: float) -> tuple[_Component, _Component]:
    """(the table without the box, the box as a table of its own)."""
    left, top, right, bottom = frame
    horizontals, verticals = (
        [line for line in _inside(lines, along, touch) if across[0] - touch <= line.pos <= across[1] + touch]
        for lines, along, across in (
            (component[0], (left, right), (top, bottom)),
            (component[1], (top, bottom), (left, right)),
        )
    )
    rest = (
        [line for line in component[0] if line not in horizontals],
        [line for line in component[1] if line not in verticals],
    )
    sides = ([Ruling(y, left, right) for y in (top, bottom)], [Ruling(x, top, bottom) for x in (left, right)])
    return rest, (sorted([*horizontals, *sides[0]]), sorted([*verticals, *sides[1]]))


def without_nested(component: _Component, touch: float) -> list[_Component]:
    """A table, and the tables inside its cells.

    Args:
        component: horizontal and vertical rulings that touch, in points.
        touch: a ruling's end may miss the crossing ruling by this much.

    Returns:
        The table without the rules of the others first.
    """
    if len(component[0]) < 2 or len(component[1]) < 2:
        return [component]
    found: list[_Component] = []
    for frame in dict.fromkeys(
        [*_corners(*component, touch), *_between_borders(*component, touch), *_set_in(component[1], touch)]
    ):
        if _is_table(frame, component, touch):
            component, inner = _parted(component, frame, touch)
            found.append(inner)
    return [component, *found]

"""Rulings that a printer or a compression left in pieces.

A ruling ends and begins again at the rulings that cross it: where a cell goes over both its sides, and between two
tables. Any other short gap is a fault of the drawing. Level pieces are joined only between two upright rulings:
underlined words touch none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from pipelines.reading.pdf.shapes import Ruling

Floats = npt.NDArray[np.float64]


def _meets(pos: float, end: float, crossing: Sequence[Ruling], touch: float) -> bool:
    return any(abs(line.pos - end) <= touch and line.lo - touch <= pos <= line.hi + touch for line in crossing)


def _touched(piece: Ruling, crossing: Sequence[Ruling], touch: float) -> bool:
    """True when some crossing ruling meets the piece."""
    return any(
        piece.lo - touch <= line.pos <= piece.hi + touch and line.lo - touch <= piece.pos <= line.hi + touch
        for line in crossing
    )


def _runs(lines: Sequence[Ruling], crossing: Sequence[Ruling], touch: float, bridge: float) -> list[list[Ruling]]:
    """Pieces of one ruling with nothing between them but short gaps that no crossing ones explain."""
    runs: list[list[Ruling]] = []
    for line in lines:
        last = runs[-1][-1] if runs else None
        if (
            last is not None
            and last.pos == line.pos
            and line.lo - last.hi <= bridge
            and not all(_meets(line.pos, end, crossing, touch) for end in (last.hi, line.lo))
        ):
            runs[-1].append(line)
        else:
            runs.append([line])
    return runs


def mended(
    horizontals: Sequence[Ruling], verticals: Sequence[Ruling], touch: float, bridge: float
) -> tuple[list[Ruling], list[Ruling]]:
    """Level and upright rulings with the gaps closed that are faults.

    Args:
        horizontals: level rulings in order of place, pieces of one ruling at one position.
        verticals: upright rulings likewise.
        touch: a ruling's end may miss the crossing ruling by this much (points).
        bridge: widest gap that is closed (points).
    """
    upright = [Ruling(run[0].pos, run[0].lo, run[-1].hi) for run in _runs(verticals, horizontals, touch, bridge)]
    level: list[Ruling] = []
    for run in _runs(horizontals, upright, touch, bridge):
        if len(run) > 1 and _touched(run[0], upright, touch) and _touched(run[-1], upright, touch):
            level.append(Ruling(run[0].pos, run[0].lo, run[-1].hi))
        else:
            level += run
    return level, upright


def dangling(
    level: Sequence[Ruling], sides: Mapping[int, Ruling], uprights: Floats, room: tuple[float, float]
) -> set[int]:
    """Numbers of level rulings that go from one side of a cell into it and end there: words underlined to their end.

    Args:
        level: the level rulings in order of place, pieces of one ruling one after the other.
        sides: number of a ruling → the only upright ruling that it meets.
        uprights: place, upper and lower end of all upright rulings, one a row.
        room: how far a ruling's end may miss the crossing ruling, and how far from the cell's other side an underline
            ends at least (points).
    """
    return {number for number, side in sides.items() if _is_dangling(level, number, side, uprights, room)}


def _is_dangling(
    level: Sequence[Ruling], number: int, side: Ruling, uprights: Floats, room: tuple[float, float]
) -> bool:
    line, (touch, loose) = level[number], room
    if min(line.pos - side.lo, side.hi - line.pos) <= touch:
        return False  # at a corner: a border of which the rest is missing
    is_right = abs(side.pos - line.hi) <= touch
    if not is_right and abs(side.pos - line.lo) > touch:
        return False
    place, upper, lower = uprights.T
    outside = place < line.lo if is_right else place > line.hi
    beyond = place[(upper <= line.pos) & (line.pos <= lower) & outside]
    if not len(beyond):
        return False
    lo, hi = (float(beyond.max()), line.lo) if is_right else (line.hi, float(beyond.min()))
    beside = level[max(0, number - 1) : number] if is_right else level[number + 1 : number + 2]
    goes_on = any(one.pos == line.pos and one.lo < hi and one.hi > lo for one in beside)
    return hi - lo > loose and not goes_on

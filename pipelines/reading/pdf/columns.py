"""Two-column blocks outside tables: the letterhead, and "Nơi nhận" beside the signature.

Their lines stand side by side but are read one column after the other: left block first, then right block.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.reading.pdf.textlines import Line

_SIDE_GAP = 1.3  # white gap (em) that may separate two columns; a justified blank is narrower
_GUTTER = 0.7  # narrowest gutter (em) that a whole block must keep free
_REACH = 9.0  # blank height (em) across which a block still holds together: room for a seal
_CENTRE = 12.0  # points off the middle within which a line counts as centred on the page


@dataclass(frozen=True, slots=True)
class SidedLine:
    """A line with the side of the block it stands on: ``None`` outside two-column blocks."""

    line: Line
    side: str | None  # left | right | None
    block: int | None = None  # lines of one two-column block share its number


_Row = list[Line]


def side_gap() -> float:
    """White gap in em at which printed rows are to be cut before :func:`place_lines`."""
    return _SIDE_GAP


def _rows(parts: Sequence[Line]) -> list[_Row]:
    """Group the parts of one printed row again; parts come top to bottom, left to right."""
    rows: list[_Row] = []
    for part in parts:
        if rows and abs(rows[-1][0].baseline - part.baseline) <= 0.35 * part.size and part.x0 > rows[-1][-1].x1:
            rows[-1].append(part)
        else:
            rows.append([part])
    return rows


def _gutters(row: _Row) -> list[tuple[float, float]]:
    return [(left.x1, right.x0) for left, right in pairwise(row)]


def _narrow(gutter: tuple[float, float], row: _Row) -> tuple[float, float] | None:
    """The gutter that stays free when ``row`` joins the block; None when the row crosses it."""
    lo, hi = gutter
    for part in row:
        middle = (lo + hi) / 2
        if part.x1 <= middle:
            lo = max(lo, part.x1)
        elif part.x0 >= middle or part.x0 > lo:
            hi = min(hi, part.x0)
        elif part.x1 < hi:
            lo = max(lo, part.x1)
        else:
            return None
    return (lo, hi) if hi - lo >= _GUTTER * row[0].size else None


def _near(upper: _Row, lower: _Row) -> bool:
    size = max(upper[0].size, lower[0].size)
    return min(part.top for part in lower) - max(part.bottom for part in upper) <= _REACH * size


def _extend(rows: Sequence[_Row], start: int, gutter: tuple[float, float]) -> tuple[int, tuple[float, float]]:
    """Widen the block from row ``start`` downwards as long as a gutter stays free: (last row, gutter)."""
    last = start
    for index in range(start + 1, len(rows)):
        narrowed = _narrow(gutter, rows[index]) if _near(rows[index - 1], rows[index]) else None
        if narrowed is None:
            break
        gutter, last = narrowed, index
    return last, gutter


def _is_centred(row: _Row, left: float, right: float) -> bool:
    middle = (row[0].x0 + row[-1].x1) / 2
    return len(row) == 1 and abs(middle - (left + right) / 2) <= _CENTRE


def _trim(rows: Sequence[_Row], first: int, last: int, margins: tuple[float, float]) -> int:
    """Last row of the block without the centred title below it, which happens not to cross the gutter."""
    while last > first and len(rows[last]) == 1 and _is_centred(rows[last], *margins):
        last -= 1
    return last


def _block_at(rows: Sequence[_Row], index: int, margins: tuple[float, float]) -> tuple[int, float] | None:
    """The two-column block that row ``index`` opens: (last row, gutter middle)."""
    for gutter in sorted(_gutters(rows[index]), key=lambda g: g[0] - g[1]):
        if gutter[1] - gutter[0] < _SIDE_GAP * rows[index][0].size:
            continue
        last, free = _extend(rows, index, gutter)
        last = _trim(rows, index, last, margins)
        if last > index:
            return last, (free[0] + free[1]) / 2
    return None


def _whole(row: _Row) -> list[SidedLine]:
    return [SidedLine(_merge(row), None)]


def _merge(row: _Row) -> Line:
    """One line again from parts that a wide blank had cut."""
    if len(row) == 1:
        return row[0]
    letters = [len(part.text) for part in row]
    total = sum(letters)
    return Line(
        text=" ".join(part.text for part in row),
        x0=row[0].x0,
        x1=row[-1].x1,
        top=min(part.top for part in row),
        bottom=max(part.bottom for part in row),
        baseline=row[0].baseline,
        size=max(row, key=lambda part: len(part.text)).size,
        bold_share=sum(p.bold_share * n for p, n in zip(row, letters, strict=True)) / total,
        italic_share=sum(p.italic_share * n for p, n in zip(row, letters, strict=True)) / total,
        first_word_width=row[0].first_word_width,
        wrapped=row[-1].wrapped,
        marks=tuple(mark for part in row for mark in part.marks),
        opens_note=row[0].opens_note,
    )


def _side_lines(rows: Sequence[_Row], middle: float, number: int) -> list[SidedLine]:
    placed: list[SidedLine] = []
    for side in ("left", "right"):
        for row in rows:
            parts = [part for part in row if ((part.x0 + part.x1) / 2 < middle) == (side == "left")]
            if parts:
                placed.append(SidedLine(_merge(parts), side, number))
    return placed


def place_lines(parts: Sequence[Line], left: float, right: float) -> list[SidedLine]:
    """Put the lines of a page (outside tables) in reading order.

    Args:
        parts: lines cut at gaps of :func:`side_gap`, top to bottom and left to right.
        left: left edge of the text area.
        right: right edge of the text area.
    """
    rows = _rows(parts)
    placed: list[SidedLine] = []
    index = blocks = 0
    while index < len(rows):
        found = _block_at(rows, index, (left, right)) if len(rows[index]) > 1 else None
        if found is None:
            placed += _whole(rows[index])
            index += 1
            continue
        last, middle = found
        placed += _side_lines(rows[index : last + 1], middle, blocks)
        blocks += 1
        index = last + 1
    return placed

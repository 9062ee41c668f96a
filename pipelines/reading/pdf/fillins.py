"""Words of stamps, notes and fields → into the lines of print that they fill.

A signing service prints "57" into "Số:      /KH-UBND" and "16" and "01" into the date: with the blanks and dots under
them gone, the digits stand in their line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from pipelines.reading.pdf.glyphs import Glyphs, Indexes
from pipelines.reading.pdf.shapes import Glyph, Stamp
from pipelines.reading.pdf.textlines import BLANK, group_rows, split_row

_FILLERS = frozenset(" ._…·")
_WORD_GAP = 1.0  # em: a wider gap parts two entries of one stamp
_NEAR_ROW = 0.8  # em: stamps are placed by hand, some points above or below their line
_FAR_ROW = 1.6  # em: and some a whole line off
_BLANK_PLACE = 1.5  # em: a place in a line that was left blank to be filled in
_BESIDE = 12.0  # em: the next word of the line that an entry may belong to
_ALONE = 3.0  # em: the same, where the line has words on one side only
_LEAST_ROOM = 0.35  # share of an entry's width that must be free in its line
_MARGIN = 0.04  # em between an entry and the words that it touches
_AS_LARGE = (0.6, 1.6)  # letters of an entry against those of its line


def filled_in(glyphs: Sequence[Glyph], stamps: Iterable[Stamp], *, recognised: bool = False) -> Glyphs:
    """The page's glyphs with the words of stamps in the lines that they were stamped into.

    Args:
        glyphs: what is printed on the page.
        stamps: words that are no furniture, one stamp after the other.
        recognised: ``glyphs`` are words that were recognised in a picture: one under a stamp is the stamp, seen.
    """
    base = Glyphs.of(glyphs)
    for stamp in stamps:
        base = _without_hidden(base, stamp)
        for entry in _entries(stamp.glyphs):
            base = _placed(base, entry, recognised=recognised)
    return base


def _without_hidden(base: Glyphs, stamp: Stamp) -> Glyphs:
    """The glyphs that an opaque stamp leaves in sight."""
    if not stamp.hidden or not len(base):
        return base
    x, y = (base.x0 + base.x1) / 2, base.baseline - 0.3 * base.size
    seen = np.ones(len(base), np.bool_)
    for left, top, right, bottom in stamp.hidden:
        seen &= ~((left <= x) & (x <= right) & (top <= y) & (y <= bottom))
    return base if seen.all() else base.only(np.flatnonzero(seen))


def _entries(glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """Runs of letters of a stamp that stand together."""
    for row in group_rows(glyphs):
        for part in split_row(row, _WORD_GAP):
            trimmed = [glyph for glyph in part if glyph.text != " "]
            if trimmed:
                first, last = part.index(trimmed[0]), len(part) - part[::-1].index(trimmed[-1])
                yield part[first:last]


class _Gap(NamedTuple):
    """The place in a line that an entry stands in: what is free of letters, and the line's baseline and size."""

    left: float
    right: float
    letter_left: bool
    letter_right: bool
    baseline: float
    size: float
    fillers: Indexes  # glyphs that were typed to be written over


def _placed(base: Glyphs, entry: list[Glyph], *, recognised: bool) -> Glyphs:
    """``base`` with ``entry``: in its line when it was stamped into one, else where it stands."""
    if recognised:
        base = _without_seen(base, entry)
    gap = _gap(base, entry)
    if gap is None:
        return base.joined([Glyphs.of(entry)])
    kept = np.setdiff1d(np.arange(len(base)), gap.fillers)
    return base.only(kept).joined([Glyphs.of(_fitted(entry, gap))])


def _extent(entry: Sequence[Glyph]) -> tuple[float, float, float, float]:
    """(left, right, baseline, size) of an entry."""
    sizes = sorted(glyph.size for glyph in entry)
    baseline = sorted(glyph.baseline for glyph in entry)[len(entry) // 2]
    return min(g.x0 for g in entry), max(g.x1 for g in entry), baseline, sizes[len(sizes) // 2]


def _without_seen(base: Glyphs, entry: Sequence[Glyph]) -> Glyphs:
    left, right, baseline, size = _extent(entry)
    x, y = (base.x0 + base.x1) / 2, base.baseline - 0.3 * base.size
    under = (left <= x) & (x <= right) & (np.abs(y - (baseline - 0.3 * size)) <= 0.6 * size)
    return base.only(np.flatnonzero(~under)) if under.any() else base


def _gap(base: Glyphs, entry: Sequence[Glyph]) -> _Gap | None:
    """Where in a line of print ``entry`` was stamped; None when it stands by itself or over letters."""
    left, right, baseline, size = _extent(entry)
    near = np.flatnonzero(
        (np.abs(base.baseline - baseline) <= _FAR_ROW * size)
        & (base.x1 >= left - _BESIDE * size)
        & (base.x0 <= right + _BESIDE * size)
        & (base.size >= size * _AS_LARGE[0])
        & (base.size <= size * _AS_LARGE[1])
    )
    rows = [(off, row) for off, row in _rows(base, near, baseline) if len(row)]
    found = (_gap_in(base, row, left, right, size) for off, row in rows if off <= _NEAR_ROW * size)
    gap = next((one for one in found if one is not None), None)
    if gap is None and rows and all(glyph.text.isdigit() for glyph in entry):
        return _missed_gap(base, rows, left, right, size)
    return gap


def _rows(base: Glyphs, near: Indexes, baseline: float) -> Iterator[tuple[float, Indexes]]:
    """The rows among glyphs in reach, the nearest to ``baseline`` first, each with its distance."""
    left = near
    while len(letters := left[~base.blank[left]]):
        off = np.abs(base.baseline[letters] - baseline)
        chosen = base.baseline[letters[int(off.argmin())]]
        of_row = np.abs(base.baseline[left] - chosen) <= BLANK * base.size[left]
        yield float(off.min()), left[of_row]
        left = left[~of_row]


def _missed_gap(
    base: Glyphs, rows: Sequence[tuple[float, Indexes]], left: float, right: float, size: float
) -> _Gap | None:
    """The one blank of a line right beside digits that were stamped over other words, a line's height off."""
    if rows[0][0] > _NEAR_ROW * size:
        return None  # by themselves: nothing shows that they were meant for a line
    found = [gap for _, row in rows if (gap := _blank_beside(base, row, left, right, size)) is not None]
    return found[0] if len(found) == 1 else None


def _blank_beside(base: Glyphs, row: Indexes, left: float, right: float, size: float) -> _Gap | None:
    order = row[np.argsort(base.x0[row], kind="stable")]
    letters = order[[str(base.texts[index]) not in _FILLERS for index in order]]
    for before, behind in pairwise(letters.tolist()):
        low, high = float(base.x1[before]), float(base.x0[behind])
        is_blank = high - low >= max(_BLANK_PLACE * size, right - left)
        if is_blank and low - 2 * size <= right and left <= high + 2 * size:
            inside = order[(base.x0[order] >= low - 0.1) & (base.x1[order] <= high + 0.1)]
            ends = (_ends_word(base.texts[before]), str(base.texts[behind]).isalnum())
            return _Gap(low, high, *ends, float(base.baseline[before]), float(base.size[before]), inside)
    return None


def _gap_in(base: Glyphs, row: Indexes, left: float, right: float, size: float) -> _Gap | None:
    order = row[np.argsort(base.x0[row], kind="stable")]
    fillers = _fillers(base, order, left, right)
    letters = np.setdiff1d(order[~base.blank[order]], fillers)
    if not len(letters):
        return None
    middle, centres = (left + right) / 2, (base.x0[letters] + base.x1[letters]) / 2
    before, behind = letters[centres <= middle], letters[centres > middle]
    low = float(base.x1[before].max()) if len(before) else None
    high = float(base.x0[behind].min()) if len(behind) else None
    if not _is_room((low, high), left, right, size):
        return None
    some = letters[0]
    return _Gap(
        left=left if low is None else low,
        right=max(right, left + 1.0) if high is None else high,
        letter_left=low is not None and _ends_word(base.texts[before[int(base.x1[before].argmax())]]),
        letter_right=high is not None and str(base.texts[behind[int(base.x0[behind].argmin())]]).isalnum(),
        baseline=float(base.baseline[some]),
        size=float(base.size[some]),
        fillers=fillers,
    )


def _ends_word(text: str) -> bool:
    """True for what a blank follows: letters, digits, "Số:"."""
    return text[-1:].isalnum() or text in {":", ";", ",", ")"}


def _is_room(edges: tuple[float | None, float | None], left: float, right: float, size: float) -> bool:
    """True when an entry fits between its neighbours, or stands close to the only one."""
    before, behind = edges
    if before is None or behind is None:
        away = left - before if before is not None else behind - right if behind is not None else 0.0
        return -0.5 * size <= away <= _ALONE * size
    return behind - before >= max(_LEAST_ROOM * (right - left), 0.3 * size)


def _fillers(base: Glyphs, order: Indexes, left: float, right: float) -> Indexes:
    """Blanks and dots under an entry, with the whole row of them that it stands in."""
    filler = [str(base.texts[index]) in _FILLERS for index in order]
    under = (base.x1[order] > left) & (base.x0[order] < right)
    found: set[int] = set()
    start = 0
    for end in range(1, len(order) + 1):
        if end == len(order) or not filler[end] or not filler[start]:
            run = order[start:end]
            covered = under[start:end]
            if filler[start] and covered.any():
                dots = [index for index in run if base.texts[index] != " "]
                found.update(run.tolist() if len(dots) != 1 else run[covered].tolist())
            start = end
    return np.array(sorted(found), np.intp)


def _fitted(entry: Sequence[Glyph], gap: _Gap) -> list[Glyph]:
    """``entry`` on its line's baseline and between its neighbours, with blanks where words would meet."""
    left, right, _, _ = _extent(entry)
    margin = _MARGIN * gap.size
    free = (gap.left + margin * gap.letter_left, gap.right - margin * gap.letter_right)
    low, high = max(left, free[0]), min(right, free[1])
    if high - low < 0.2 * (right - left):
        low, high = free
    scale = min(1.0, (high - low) / max(right - left, 0.01))
    placed = [
        glyph._replace(
            x0=low + (glyph.x0 - left) * scale,
            x1=low + (glyph.x1 - left) * scale,
            baseline=gap.baseline,
            size=gap.size,
        )
        for glyph in entry
    ]
    first, last = placed[0], max(placed, key=lambda glyph: glyph.x1)
    if gap.letter_left and first.x0 - gap.left <= BLANK * gap.size:
        placed.insert(0, first._replace(text=" ", x0=gap.left, x1=first.x0))
    if gap.letter_right and gap.right - last.x1 <= BLANK * gap.size:
        placed.append(last._replace(text=" ", x0=last.x1, x1=gap.right))
    return placed

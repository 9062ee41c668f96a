"""Hair lines that a scan in black and white has broken into bits, followed along the lines that longer pieces tell.

A table's rule is as long as the table, so where one sound piece of it lies the rest is looked for at the same height:
thin ink with paper on both sides. Letters on the line of a merged cell are thicker, or have ink above or below.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.reading.pdf.shapes import Ruling, Stroke
from pipelines.reading.scan.shapes import Picture, UprightScan

_SEVERAL = 4  # rules from which a page may hold a table; a letterhead has two or three
_SAME = 0.03  # inch: pieces this near to one another are of one line
_CORE, _BESIDE = 0.014, 0.036  # inch from the line's middle: its ink, and what must be paper
_WINDOW = 0.3  # inch over which the bits are counted: lower than a row of one line with its margins
_SHARE = 0.5  # of the window that bits fill
_SHORTEST = 0.2  # inch
_HOLE = 0.04  # inch that sound pieces may leave out: where rules cross


def _lines(pieces: Sequence[Ruling], near: float) -> Iterator[list[Ruling]]:
    """Pieces of one line together."""
    ordered = sorted(pieces)
    start = 0
    for index in range(1, len(ordered) + 1):
        if index == len(ordered) or ordered[index].pos - ordered[index - 1].pos > near:
            yield sorted(ordered[start:index], key=lambda piece: piece.lo)
            start = index


def _bits(ink: Picture, at: NDArray[np.int64], low: int, sheet: UprightScan) -> NDArray[np.bool_]:
    """Where along a line (heights ``at``, from ``low`` on) thin ink stands with paper on both sides."""
    core, beside = sheet.px(_CORE, 2), sheet.px(_BESIDE, 5)
    offsets = np.arange(-beside, beside + 1)
    rows = np.clip(at[None, :] + offsets[:, None], 0, ink.shape[0] - 1)
    band = ink[rows, np.arange(low, low + len(at))[None, :]] > 0
    outer = np.abs(offsets) > core + (beside - core) // 2
    return np.asarray(band[np.abs(offsets) <= core].any(axis=0) & ~band[outer].any(axis=0))


def _followed(ink: Picture, line: Sequence[Ruling], span: tuple[int, int], sheet: UprightScan) -> list[Ruling]:
    """The whole of a line, from its sound pieces; lengths in pixels."""
    low, high = span
    along = np.arange(low, high)
    middles = [(piece.lo + piece.hi) / 2 for piece in line]
    at = np.rint(np.interp(along, middles, [piece.pos for piece in line])).astype(np.int64)
    bits = _bits(ink, at, low, sheet)
    window = sheet.px(_WINDOW) | 1
    share = cv2.blur(bits.astype(np.float32)[None, :], (window, 1), borderType=cv2.BORDER_CONSTANT)[0]
    found = []
    edges = np.flatnonzero(np.diff(np.concatenate(([0], (share >= _SHARE).astype(np.int8), [0]))))
    for start, end in edges.reshape(-1, 2):
        filled = np.flatnonzero(bits[start:end])
        if len(filled) and filled[-1] - filled[0] >= sheet.px(_SHORTEST):
            first, last = start + filled[0], start + filled[-1]
            run = Ruling(float(np.median(at[first : last + 1])), float(low + first), float(low + last + 1))
            if _missing(run, line) > sheet.px(_HOLE):
                found.append(run)
    return found


def _missing(run: Ruling, pieces: Sequence[Ruling]) -> float:
    """How much of a run its sound pieces leave out."""
    return run.hi - run.lo - sum(max(0.0, min(run.hi, piece.hi) - max(run.lo, piece.lo)) for piece in pieces)


def followed_rules(sheet: UprightScan, rules: Sequence[Stroke]) -> list[Stroke]:
    """What more there is of the lines of a table than its sound pieces.

    Args:
        sheet: the page.
        rules: the sound pieces, in points.
    """
    if len(rules) < _SEVERAL:
        return []
    scale = sheet.points
    across = [Ruling(r.y0 / scale, r.x0 / scale, r.x1 / scale) for r in rules if r.is_horizontal]
    down = [Ruling(r.x0 / scale, r.y0 / scale, r.y1 / scale) for r in rules if not r.is_horizontal]
    found: list[Stroke] = []
    for ink, pieces, others in ((sheet.plain, across, down), (sheet.plain.T, down, across)):
        ends = [*(value for piece in pieces for value in (piece.lo, piece.hi)), *(other.pos for other in others)]
        for line in _lines(pieces, _SAME * sheet.dpi):
            for run in _followed(ink, line, (max(0, int(min(ends))), int(max(ends))), sheet):
                at, low, high = (value * scale for value in run)
                found.append(Stroke(low, at, high, at) if pieces is across else Stroke(at, low, at, high))
    return found

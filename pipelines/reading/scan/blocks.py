"""Where text stands on a page without tables: blocks, by cutting along white gutters (XY cut).

One call of the recogniser per block: it reads line by line anyway, and a block with white on all sides cannot be
mixed up with its neighbour, which happens to whole pages with a letterhead in two columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.reading.scan.outlines import only_large
from pipelines.reading.scan.shapes import Picture, Region, UprightScan

_ROW_GAP = 0.075  # inch of white that parts two paragraphs; the marks of a letter are nearer to it
_COLUMN_GAP = 0.30  # inch of white that parts two columns
_HUGE = 0.36  # inch: no letter of a plan is this tall: signatures, seals, pictures
_WIDE = 1.2  # inch: nor this wide
_MAX_DEPTH = 12


def without_drawings(sheet: UprightScan) -> UprightScan:
    """Paint over connected shapes too large for letters: signature strokes, seals, emblems."""
    drawings = only_large(sheet.ink, sheet.px(_HUGE), sheet.px(_WIDE))
    if drawings is None:
        return sheet
    gone = cv2.dilate(drawings, np.ones((3, 3), np.uint8)) > 0
    grey, ink = sheet.grey.copy(), sheet.ink.copy()
    grey[gone] = 255
    ink[gone] = 0
    return replace(sheet, grey=grey, ink=ink)


def _runs(filled: NDArray[np.bool_], gap: int) -> list[tuple[int, int]]:
    """Runs (start, end) of true values; runs nearer than ``gap`` are one."""
    places = np.flatnonzero(filled)
    if len(places) == 0:
        return []
    breaks = np.flatnonzero(np.diff(places) > gap)
    starts = [int(places[0]), *(int(places[b + 1]) for b in breaks)]
    ends = [*(int(places[b]) + 1 for b in breaks), int(places[-1]) + 1]
    return list(zip(starts, ends, strict=True))


def _cut(ink: Picture, region: Region, gaps: tuple[int, int], depth: int, *, by_rows: bool) -> Iterator[Region]:
    part = region.cut(ink)
    runs = _runs(np.asarray(part.any(axis=1 if by_rows else 0)), gaps[0] if by_rows else gaps[1])
    for start, end in runs:
        inner = (
            Region(region.x0, region.y0 + start, region.x1, region.y0 + end)
            if by_rows
            else Region(region.x0 + start, region.y0, region.x0 + end, region.y1)
        )
        if depth >= _MAX_DEPTH or (len(runs) == 1 and depth > 1):
            yield inner
        else:
            yield from _cut(ink, inner, gaps, depth + 1, by_rows=not by_rows)


def text_blocks(sheet: UprightScan) -> list[Region]:
    """Blocks of a page (tables already painted over), top to bottom then left to right, tight around their ink."""
    height, width = sheet.ink.shape
    gaps = (sheet.px(_ROW_GAP), sheet.px(_COLUMN_GAP))
    return [_tight(sheet.ink, region) for region in _cut(sheet.ink, Region(0, 0, width, height), gaps, 0, by_rows=True)]


def _tight(ink: Picture, region: Region) -> Region:
    part = region.cut(ink)
    rows, columns = np.flatnonzero(part.any(axis=1)), np.flatnonzero(part.any(axis=0))
    return Region(
        region.x0 + int(columns[0]),
        region.y0 + int(rows[0]),
        region.x0 + int(columns[-1]) + 1,
        region.y0 + int(rows[-1]) + 1,
    )

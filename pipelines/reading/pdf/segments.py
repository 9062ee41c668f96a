"""The segments of a path object, in bulk.

Word and Aspose write all borders of a page as one path, and a page of dotted borders has 30,000 segments: asked one by
one they cost more than everything else on the page. pdfium hands out the addresses of its own array of segments, so a
long path is copied from there in one step, after some of its segments have been found to read the same as
through the calls. A pdfium that lays its segments out in another way is asked one by one.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium_c

from pipelines.reading.pdf.native import ADDRESS, INT, bare

_IN_MEMORY = np.dtype(
    {
        "names": ["x", "y", "kind", "close"],
        "formats": [np.float32, np.float32, np.uint8, np.uint8],
        "offsets": [0, 4, 8, 9],
        "itemsize": 12,
    }
)
_LONG = 64  # segments; shorter paths are asked for one by one
_PROBES = 8

Points = npt.NDArray[np.float64]
_Segment = tuple[float, float, int, bool]


class Outline(NamedTuple):
    """A path's segments in the path's own space: end points (n, 2), kinds, and which close their subpath."""

    points: Points
    kinds: npt.NDArray[np.uint8]
    closes: npt.NDArray[np.bool_]

    @property
    def starts(self) -> npt.NDArray[np.intp]:
        """Index of the first segment of each subpath."""
        moves = np.flatnonzero(self.kinds == pdfium_c.FPDF_SEGMENT_MOVETO)
        return moves if len(moves) and moves[0] == 0 else np.concatenate([[0], moves])


class _Calls:
    """pdfium's accessors of one segment."""

    def __init__(self, path: int) -> None:
        self._path = path
        self._at = bare("FPDFPath_GetPathSegment", ADDRESS, ADDRESS, INT)
        self._kind = bare("FPDFPathSegment_GetType", INT, ADDRESS)
        self._point = bare("FPDFPathSegment_GetPoint", INT, ADDRESS, ADDRESS, ADDRESS)
        self._close = bare("FPDFPathSegment_GetClose", INT, ADDRESS)
        self._buffer = np.zeros(2, np.float32)
        self._x = self._buffer.ctypes.data

    def address(self, index: int) -> int:
        """Address of segment ``index``; 0 when pdfium has none."""
        return self._at(self._path, index) or 0

    def read(self, address: int) -> _Segment:
        """The segment at ``address``."""
        self._point(address, self._x, self._x + 4)
        x, y = self._buffer.tolist()
        return x, y, self._kind(address), bool(self._close(address))


def _one_by_one(calls: _Calls, count: int) -> Outline:
    segments = [calls.read(address) for index in range(count) if (address := calls.address(index))]
    columns = list(zip(*segments, strict=True)) or [(), (), (), ()]
    points = np.array(columns[:2], np.float64).T.reshape(-1, 2)
    return Outline(points, np.array(columns[2], np.uint8), np.array(columns[3], np.bool_))


def _probes(count: int) -> Iterator[int]:
    """Indexes that tell the layout of the whole array: its ends and some between."""
    yield from sorted({*range(3), *(count * step // _PROBES for step in range(_PROBES)), count - 1})


def _in_one_piece(calls: _Calls, count: int) -> Outline | None:
    """Copy the segments out of pdfium's array; None when it is not laid out as expected."""
    first = calls.address(0)
    places = {index: calls.address(index) for index in _probes(count)}
    if not first or any(address != first + index * _IN_MEMORY.itemsize for index, address in places.items()):
        return None
    memory = ctypes.string_at(first, count * _IN_MEMORY.itemsize)
    segments = np.frombuffer(memory, _IN_MEMORY)
    for index, address in places.items():
        x, y, kind, close = segments[index].item()
        if (x, y, kind, bool(close)) != calls.read(address):
            return None
    points = np.stack([segments["x"], segments["y"]], axis=1).astype(np.float64)
    return Outline(points, segments["kind"].copy(), segments["close"] != 0)


def read_outline(path: int) -> Outline:
    """All segments of the path object at address ``path``."""
    count = max(0, bare("FPDFPath_CountSegments", INT, ADDRESS)(path))
    calls = _Calls(path)
    outline = _in_one_piece(calls, count) if count >= _LONG else None
    return outline if outline is not None else _one_by_one(calls, count)


def subpath_boxes(outline: Outline, points: Points) -> Points:
    """(left, bottom, right, top) of every subpath that consists of straight lines only.

    Args:
        outline: the path.
        points: its points in the space that the boxes are wanted in.
    """
    if not len(points):
        return np.zeros((0, 4))
    starts = outline.starts
    bent = np.add.reduceat(outline.kinds == pdfium_c.FPDF_SEGMENT_BEZIERTO, starts, dtype=np.int64)
    low, high = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)
    boxes: Points = np.concatenate([low, high], axis=1)[bent == 0]
    return boxes


def edges(outline: Outline, points: Points) -> tuple[Points, Points]:
    """(from, to) of the straight way to every segment's end point and of the ways that close subpaths."""
    if not len(points):
        return np.zeros((0, 2)), np.zeros((0, 2))
    starts = outline.starts
    opening = points[np.repeat(starts, np.diff([*starts, len(points)]))]  # first point of each point's subpath
    before = np.where(outline.closes[:, None], opening, points)[:-1]
    inside = np.ones(len(points), np.bool_)
    inside[starts] = False
    drawn = inside[1:]
    closes = outline.closes
    return (
        np.concatenate([before[drawn], points[closes]]),
        np.concatenate([points[1:][drawn], opening[closes]]),
    )

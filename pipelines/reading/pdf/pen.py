"""Edges of letters, moved to where the pen stood: boxes hold outlines that overhang, and words part at the pen.

pdfium infers blanks between letters that a file sets apart, and tells the pen's place with each of them.
"""

from __future__ import annotations

from collections import deque
from itertools import repeat
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipelines.reading.pdf.display import Display
from pipelines.reading.pdf.native import ADDRESS, INT, bare

_AS_IT_IS = 0.005  # letters whose width differs by less from what their font size says are not stretched
_LANE = 1e5  # points; wider than any page, so that lines do not mix
_SKIPPED = 1.0  # points from the letter before an inferred blank, from which on the pen jumped over other letters

_Floats = npt.NDArray[np.float64]
_Indexes = npt.NDArray[np.intp]


class Pen(NamedTuple):
    """What is known of the pen on a page; all indexes are those of its characters."""

    first: _Indexes  # first character of each text object
    starts: _Floats  # displayed x of the pen there; not a number where unknown
    inferred: _Indexes  # blanks that pdfium inferred, neither the first nor the last character
    letters: _Indexes
    baselines: _Floats  # of every character, displayed; not a number where unknown
    stretch: _Floats  # of the letter before each inferred blank: how much wider it is printed than its font size says


def to_the_pen(page: int, boxes: _Floats, pen: Pen, display: Display) -> None:
    """Move edges in ``boxes`` (left, top, right, bottom; displayed) to the pen where words may begin and end.

    An inferred blank stands at the pen's place behind the letter before it, or where the pen jumped to. The first
    letter of a text object is known already; everywhere else boxes of neighbours meet at the pen.
    """
    before, behind = pen.inferred - 1, pen.inferred + 1
    ends = _ends(page, boxes, pen, display)
    _cut_by_jumps(boxes, pen, ends > boxes[before, 2] + _SKIPPED)
    shorter = (ends < boxes[before, 2]) & (ends > (boxes[before, 0] + boxes[before, 2]) / 2)
    boxes[before[shorter], 2] = ends[shorter]
    starts = np.concatenate([pen.starts, display.points(_origins(page, behind))[:, 0]])
    places = np.concatenate([pen.first, behind])
    later = (starts > boxes[places, 0]) & (starts < (boxes[places, 0] + boxes[places, 2]) / 2)
    boxes[places[later], 0] = starts[later]


def _ends(page: int, boxes: _Floats, pen: Pen, display: Display) -> _Floats:
    """The pen's place behind the letter before each inferred blank.

    pdfium reckons it from the font size alone and forgets the matrix, by which browsers make small letters of large
    ones.
    """
    ends: _Floats = boxes[pen.inferred, 0]
    scaled = np.flatnonzero(np.abs(pen.stretch - 1) > _AS_IT_IS)
    if len(scaled):
        starts = display.points(_origins(page, pen.inferred[scaled] - 1))[:, 0]
        ends[scaled] = starts + (ends[scaled] - starts) * pen.stretch[scaled]
    return ends


def _origins(page: int, characters: _Indexes) -> _Floats:
    """The pen's places at some characters, in user space."""
    origins = np.zeros((len(characters), 2), np.float64)
    at, step = origins.ctypes.data, origins.itemsize
    get_origin = bare("FPDFText_GetCharOrigin", INT, ADDRESS, INT, ADDRESS, ADDRESS)
    places = range(at, at + origins.nbytes, 2 * step)
    deque(
        map(
            get_origin,
            repeat(page),
            characters.tolist(),
            places,
            range(at + step, at + step + origins.nbytes, 2 * step),
        ),
        0,
    )
    return origins


def _cut_by_jumps(boxes: _Floats, pen: Pen, jumped: npt.NDArray[np.bool_]) -> None:
    """Cut the letters that the pen jumped over: of a second font, printed elsewhere and wider than their room."""
    if not jumped.any():
        return
    keys = np.rint(2 * pen.baselines) * _LANE
    letters = pen.letters[~np.isnan(keys[pen.letters])]
    order = letters[np.argsort(keys[letters] + boxes[letters, 0])]
    blanks = pen.inferred[jumped]
    ends = boxes[blanks, 0]
    place = np.searchsorted(keys[order] + boxes[order, 0], keys[blanks] + ends) - 1
    found = order[np.maximum(place, 0)]
    inside = (place >= 0) & (keys[found] == keys[blanks])
    inside &= (ends < boxes[found, 2]) & (ends > (boxes[found, 0] + boxes[found, 2]) / 2)
    boxes[found[inside], 2] = ends[inside]

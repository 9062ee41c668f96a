"""Bold words of a scan, by the thickness of their strokes; the recogniser does not tell."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import cv2
import numpy as np

from pipelines.reading.scan.shapes import OcrWord, Picture, UprightScan
from pipelines.reading.scan.sizes import measured_sizes

_BOLDER = 1.22  # a bold stem is about 1.5 times a regular one; scans blur both
_LONG_WORD = 4
_TELLING = 12  # pixels of ink below which a thickness says nothing


def stroke_width(ink: Picture) -> float:
    """Mean stroke width in pixels: twice the area over the length of the outline; 0 for too little ink."""
    area = int(np.count_nonzero(ink))
    if area < _TELLING:
        return 0.0
    framed = cv2.copyMakeBorder(ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(0,))
    inner = cv2.erode(framed, np.ones((3, 3), np.uint8))
    outline = area - int(np.count_nonzero(inner))
    return 2.0 * area / outline if outline else 0.0


def _thicknesses(words: Sequence[OcrWord], ink: Picture) -> list[float]:
    """Stroke width over letter size, word by word; a short word takes that of its line."""
    own = [
        stroke_width(word.region.cut(ink)) / max(size, 1.0)
        for word, size in zip(words, measured_sizes(words), strict=True)
    ]
    lines = {
        line: median(value for value, word in zip(own, words, strict=True) if word.line == line)
        for line in {word.line for word in words}
    }
    return [value if len(word.text) >= _LONG_WORD else lines[word.line] for value, word in zip(own, words, strict=True)]


def mark_bold(regions: Sequence[Sequence[OcrWord]], sheet: UprightScan) -> list[list[OcrWord]]:
    """Mark the words whose strokes, against the size of their letters, are thicker than the page's usual ones."""
    relative = [_thicknesses(words, sheet.ink) for words in regions]
    known = [value for values in relative for value in values if value > 0]
    usual = median(known) if known else 0.0
    return [
        [word._replace(bold=value > _BOLDER * usual > 0) for word, value in zip(words, values, strict=True)]
        for words, values in zip(regions, relative, strict=True)
    ]

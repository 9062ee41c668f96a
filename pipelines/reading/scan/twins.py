"""Letters whose capital differs by its height alone: c, o, s, v, x, z. The recogniser takes one for the other.

Their ink is measured against the letter size of their line and against the page's usual one, which is that of short
lines: a line printed larger than the table below it is not in capitals.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipelines.reading.scan.shapes import OcrWord, UprightScan
from pipelines.reading.scan.sizes import possible_sizes

_TWINS = frozenset("cosvxzCOSVXZ")
_SMALL, _CAPITAL = 0.53, 0.60  # of the letter size: small letters are .46 high, capitals .66
_WIDEST = 0.8  # of the letter size: a wider shape is several letters that run together


def _first_letter_height(word: OcrWord, sheet: UprightScan, size: float) -> int | None:
    """Height in pixels of the first letter; None when it runs into its neighbour."""
    part = np.ascontiguousarray(word.region.cut(sheet.ink))
    if part.size == 0:  # a word at the edge of the sheet; OpenCV does not survive an empty picture
        return None
    _, _, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
    shapes = [s for s in stats[1:] if s[cv2.CC_STAT_HEIGHT] >= size / 4]
    if not shapes:
        return None
    first = min(shapes, key=lambda s: int(s[cv2.CC_STAT_LEFT]))
    return int(first[cv2.CC_STAT_HEIGHT]) if first[cv2.CC_STAT_WIDTH] <= _WIDEST * size else None


def _settled(word: OcrWord, smallest: float, largest: float, sheet: UprightScan) -> OcrWord:
    first, rest = word.text[:1], word.text[1:]
    if first not in _TWINS or rest.upper() == rest != "":
        return word
    height = _first_letter_height(word, sheet, largest)
    if height is None or smallest <= 0:
        return word
    if height >= _CAPITAL * largest:
        return word._replace(text=first.upper() + rest)
    return word._replace(text=first.lower() + rest) if height <= _SMALL * smallest else word


def settle_twins(words: Sequence[OcrWord], sheet: UprightScan, usual: float) -> list[OcrWord]:
    """Words of one region, the case of such first letters as printed.

    Args:
        words: of one cell or block, in reading order.
        sheet: the page.
        usual: its usual letter size in pixels.
    """
    sizes = possible_sizes(words, usual)
    return [_settled(word, *between, sheet) for word, between in zip(words, sizes, strict=True)]

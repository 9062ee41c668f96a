"""The signs "≥" and "≤": the Vietnamese data knows ">" and "<" only, so the bar below is looked for in the ink."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from pipelines.reading.scan.shapes import OcrWord, Picture, Region, UprightScan

_WITH_BAR = {">": "≥", "<": "≤"}
_BELOW = 0.35  # of the sign's height: how far below it its bar may stand
_FILLED = 0.75  # share of the sign's width that the bar fills; the sign's own strokes fill a third of any row
_LOWER = 0.6  # of the sign's height: the bar is below


def _sign_box(ink: Picture) -> Region | None:
    """Box of the leftmost shape of some size."""
    if ink.size == 0:  # a word at the edge of the sheet; OpenCV does not survive an empty picture
        return None
    _, _, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(ink), connectivity=8)
    large = [s for s in stats[1:] if s[cv2.CC_STAT_HEIGHT] >= ink.shape[0] / 3]
    if not large:
        return None
    x, y, width, height = (int(value) for value in min(large, key=lambda s: int(s[cv2.CC_STAT_LEFT]))[:4])
    return Region(x, y, x + width, y + height)


def has_bar(ink: Picture, below: int = 0) -> bool:
    """True when a horizontal bar runs along the foot of the first sign or just below it.

    Args:
        ink: the word's ink, with some of what is printed under it.
        below: how many of its rows are under the word.
    """
    box = _sign_box(ink[: ink.shape[0] - below])
    if box is None:
        return False
    part = ink[round(box.y0 + _LOWER * box.height) : round(box.y1 + _BELOW * box.height), box.x0 : box.x1]
    return bool(part.size and (part > 0).mean(axis=1).max() >= _FILLED)


def restore_bars(words: Sequence[OcrWord], sheet: UprightScan) -> list[OcrWord]:
    """Words of one cell or block with the bars of "≥" and "≤" that the recogniser leaves out."""
    restored = list(words)
    for index, word in enumerate(words):
        if word.text[:1] not in _WITH_BAR:
            continue
        below = round(_BELOW * word.region.height)
        ink = word.region._replace(y1=word.region.y1 + below).cut(sheet.ink)
        if has_bar(ink, min(below, max(0, ink.shape[0] - word.region.height))):
            restored[index] = word._replace(text=_WITH_BAR[word.text[0]] + word.text[1:])
    return restored

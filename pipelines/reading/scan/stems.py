"""Roman numbers I, II and III by their upright strokes: the recogniser takes "III" for "II", "H" or "HI".

Looked at only where a Roman number is meant: after "quý", alone in a cell, and at the head of a line in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from pipelines.reading.scan.shapes import OcrWord, Picture, UprightScan
from pipelines.text.vietnamese import match_key

_STROKES = re.compile(r"^[IHlL1|T]{1,4}(?=[/,;.)]|$)")
_TITLE = re.compile(r"^T+$")  # "TT" heads the number column
_LISTED = re.compile(r"^[IVHlL1|T]{1,4}[,;]?$")
_TALL = 0.6  # share of the word's height that a numeral reaches
_STEM = 0.8  # share of its middle that a stem fills
_TOP = 0.3  # share of the height where serifs and flags are
_SERIF = 0.06  # of the height: a serif stands out at least so far; measured .12 to .16 for I, .27 for the flag of 1
_EVEN = 0.5  # the shorter serif, of the longer
_BAND = (0.15, 0.85)  # serifs are out of it, and a slash leans out of its columns
_FILLED = 0.85  # share of the band that an upright stroke fills
_NEAR = 0.75  # of the height: strokes of one number stand closer; in bold print .61, the stems of "TT" 1.0
_NUMBERS = {1: "I", 2: "II", 3: "III"}


def count_strokes(ink: Picture) -> int:
    """Upright strokes at the left end of a word's ink, up to the first wide gap."""
    height = ink.shape[0]
    band = ink[round(height * _BAND[0]) : round(height * _BAND[1])]
    if band.size == 0:
        return 0
    upright = (band > 0).mean(axis=0) >= _FILLED
    starts = np.flatnonzero(np.diff(np.concatenate(([0], upright.astype(np.int8)))) == 1)
    count = 0
    for index, start in enumerate(starts):
        if index and start - starts[index - 1] > _NEAR * height:
            break
        count += 1
    return count


def _first_shape(ink: Picture) -> NDArray[np.bool_] | None:
    """The leftmost of the tall connected shapes of a word, tight; None without one."""
    if ink.size == 0:  # a word at the edge of the sheet; OpenCV does not survive an empty picture
        return None
    _, labels, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(ink), connectivity=8)
    tall = [i for i in range(1, len(stats)) if stats[i, cv2.CC_STAT_HEIGHT] >= _TALL * ink.shape[0]]
    if not tall:
        return None
    first = min(tall, key=lambda i: int(stats[i, cv2.CC_STAT_LEFT]))
    x, y, width, height = (int(value) for value in stats[first, :4])
    return np.asarray(labels[y : y + height, x : x + width] == first)


def has_serifs(ink: Picture) -> bool | None:
    """Tell a printed "I" from a "1" by the top of its stem.

    Args:
        ink: the word's ink.

    Returns:
        True when serifs stand out on both sides, False for a flag on the left alone, None when neither is plain.
    """
    shape = _first_shape(ink)
    if shape is None:
        return None
    height = shape.shape[0]
    stem = np.flatnonzero(shape[round(height * 0.35) : round(height * 0.7)].mean(axis=0) >= _STEM)
    top = np.flatnonzero(shape[: max(1, round(height * _TOP))].any(axis=0))
    if len(stem) == 0 or len(top) == 0:
        return None
    left, right = int(stem[0] - top[0]), int(top[-1] - stem[-1])
    if min(left, right) >= max(_SERIF * height, _EVEN * max(left, right)):
        return True
    return False if left >= 2 * _SERIF * height and right <= left / 4 else None


def _is_meant(words: Sequence[OcrWord], index: int) -> bool:
    """True where plans write Roman numbers."""
    word = words[index]
    if len(words) == 1:
        return not _TITLE.match(word.text)
    if _after_quarter(words, index):
        return True
    opens = index == 0 or words[index - 1].line != word.line
    following = words[index + 1].text if index + 1 < len(words) else ""
    return opens and word.text.endswith(".") and following[:1].isupper() and not word.text[:-1].isdigit()


def _after_quarter(words: Sequence[OcrWord], index: int) -> bool:
    """True behind "quý", and behind other numbers of its list: "quý I, II và III"."""
    while index > 0 and (_LISTED.match(words[index - 1].text) or words[index - 1].text == "và"):
        index -= 1
    return index > 0 and match_key(words[index - 1].text) == "quý"


def _number(words: Sequence[OcrWord], index: int, seen: str, ink: Picture) -> str | None:
    """What the strokes at the head of a word count; None to leave them as they were read.

    The first quarter and the first row are "1" as often as "I", so there the serifs decide.
    """
    least = len(seen) if set(seen) == {"I"} else 1
    number = _NUMBERS.get(max(count_strokes(ink), least))
    if seen.isdigit() and len(words) == 1:
        return "I" * len(seen) if has_serifs(ink) else None
    if number == "I" and _after_quarter(words, index):
        serifs = has_serifs(ink)
        return (seen if seen == "1" else number) if serifs is None else number if serifs else "1"
    return None if number == "I" and seen == "1" else number


def recount(words: Sequence[OcrWord], sheet: UprightScan) -> list[OcrWord]:
    """Words of one cell or block with I, II and III as many strokes as are printed."""
    counted = list(words)
    for index, word in enumerate(words):
        match = _STROKES.match(word.text)
        if match is None or not _is_meant(words, index):
            continue
        number = _number(words, index, match.group(), word.region.cut(sheet.ink))
        if number is not None:
            counted[index] = word._replace(text=number + word.text[match.end() :])
    return counted

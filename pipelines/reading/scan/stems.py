"""Roman numbers I, II and III by their upright strokes: the recogniser takes "III" for "II", "H" or "HI".

Looked at only where a Roman number is meant: after "quý", alone in a cell, and at the head of a line in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from pipelines.reading.scan.shapes import OcrWord, Picture, Sheet
from pipelines.text.vietnamese import match_key

_STROKES = re.compile(r"^[IHlL1|T]{1,4}(?=[/,;.)]|$)")
_BAND = (0.15, 0.85)  # serifs are out of it, and a slash leans out of its columns
_FILLED = 0.85  # share of the band that an upright stroke fills
_NEAR = 0.6  # of the height: strokes of one number stand closer
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


def _is_meant(words: Sequence[OcrWord], index: int) -> bool:
    """True where plans write Roman numbers."""
    word = words[index]
    if len(words) == 1:
        return not word.text.isdigit()
    if index and match_key(words[index - 1].text) == "quý":
        return True
    opens = index == 0 or words[index - 1].line != word.line
    following = words[index + 1].text if index + 1 < len(words) else ""
    return opens and word.text.endswith(".") and following[:1].isupper() and not word.text[:-1].isdigit()


def recount(words: Sequence[OcrWord], sheet: Sheet) -> list[OcrWord]:
    """Words of one cell or block with I, II and III as many strokes as are printed.

    A "1" that has one stroke stays: the first quarter is written both ways.
    """
    counted = list(words)
    for index, word in enumerate(words):
        match = _STROKES.match(word.text)
        if match is None or not _is_meant(words, index):
            continue
        number = _NUMBERS.get(count_strokes(word.region.cut(sheet.ink)))
        if number is not None and not (number == "I" and match.group() == "1"):
            counted[index] = word._replace(text=number + word.text[match.end() :])
    return counted

"""Dust and scratches in the cells of a scanned table that are read as signs: "Hằng quý .", "Lịch trực _..".

In print a full stop touches its word. What stands alone at the end of a cell's line is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from pipelines.reading.scan.shapes import OcrWord

_DUST = re.compile(r"[.,:;'`’‘\"~|_·]{1,2}|_[._]+")
_SCRATCH = re.compile(r"['`’‘](?=[^\W\d_])")
_CLOSES = ("'", "’")


def without_dust(words: Sequence[OcrWord]) -> list[OcrWord]:
    """The words of a cell without lone dots and strokes at the ends of its lines.

    Dashes, plus signs and bullets open an item, three dots stand for more: they stay. An upright comma glued to the
    first letter of the cell goes when no other closes it.
    """
    kept: list[OcrWord] = []
    for _, words_of_line in groupby(words, key=lambda word: word.line):
        line = list(words_of_line)
        printed = [at for at, word in enumerate(line) if not _DUST.fullmatch(word.text)]
        if printed:
            kept += line[printed[0] : printed[-1] + 1]
    if kept and _SCRATCH.match(kept[0].text) and not any(word.text.endswith(_CLOSES) for word in kept):
        kept[0] = kept[0]._replace(text=kept[0].text[1:])
    return kept

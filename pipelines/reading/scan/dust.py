"""Dust, scratches and the shadow of the paper's edge that are read as signs: "Hằng quý .", "Lịch trực _..".

In print a full stop touches its word. What stands alone at the end of a cell's line is none; nor is a stroke or two
where no printer reaches: beside a text it would make two columns of one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from pipelines.reading.scan.shapes import OcrWord, UprightScan

_DUST = re.compile(r"[.,:;'`’‘\"~|_·]{1,2}|_[._]+")
_SCRATCH = re.compile(r"['`’‘](?=[^\W\d_])")
_CLOSES = ("'", "’")
_EDGE = 0.2  # inch along the edges of the paper that no printer reaches; page numbers stand further in
_FEW = 2  # letters: more of them in one line are words, wherever they stand
_DASHES = re.compile(r"[-–—=~]{1,2}")
_SIGNS_OF_LINES = re.compile(r"[-–—+•*.…_]+")  # dashes open items, dots and bars are lines to be filled in


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


def without_strays(words: Sequence[OcrWord], sheet: UprightScan) -> list[OcrWord]:
    """The words of a block outside tables without lines that nobody printed.

    These are a letter or two wholly on the edge of the paper (its shadow reads as "I" or "|"; figures stay, for they
    may number a page), and signs that say nothing by themselves, however sure the recogniser is of them.
    """
    kept: list[OcrWord] = []
    for _, words_of_line in groupby(words, key=lambda word: word.line):
        line = list(words_of_line)
        if not (_is_on_the_edge(line, sheet) or _are_signs(line)):
            kept += line
    return kept


def _is_on_the_edge(line: Sequence[OcrWord], sheet: UprightScan) -> bool:
    signs = [char for word in line for char in word.text if char.isalnum()]
    if len(signs) > _FEW or any(char.isdigit() for char in signs):
        return False
    height, width = sheet.ink.shape
    edge = sheet.px(_EDGE)
    x0, x1 = min(word.region.x0 for word in line), max(word.region.x1 for word in line)
    y0, y1 = min(word.region.y0 for word in line), max(word.region.y1 for word in line)
    return x1 <= edge or x0 >= width - edge or y1 <= edge or y0 >= height - edge


def _are_signs(line: Sequence[OcrWord]) -> bool:
    return not any(_SIGNS_OF_LINES.fullmatch(word.text) or any(char.isalnum() for char in word.text) for word in line)


def without_lone_dashes(blocks: Sequence[Sequence[OcrWord]]) -> list[Sequence[OcrWord]]:
    """The blocks of a page without those that are a dash or two with nothing beside them.

    A dash opens what stands at its right; alone it is a speck, and above a table it would part it from its page before.
    """
    heights = [_height(block) for block in blocks]
    return [
        block
        for at, block in enumerate(blocks)
        if not block
        or not all(_DASHES.fullmatch(word.text) for word in block)
        or any(
            heights[at][0] < bottom and top < heights[at][1]
            for other, (top, bottom) in enumerate(heights)
            if other != at
        )
    ]


def _height(block: Sequence[OcrWord]) -> tuple[int, int]:
    return (min(word.region.y0 for word in block), max(word.region.y1 for word in block)) if block else (0, 0)

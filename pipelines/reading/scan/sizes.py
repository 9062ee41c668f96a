"""Letter sizes of recognised lines: the recogniser tells the height of small letters only."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from pipelines.reading.scan.engine import letter_size
from pipelines.reading.scan.shapes import OcrWord

_NEAR = (0.78, 1.6)  # times the page's usual size: taken for it; plans print notes smaller and nothing much larger
_TELLING_LETTERS = 6


def _line_letters(words: Sequence[OcrWord], line: int) -> str:
    return "".join(char for word in words if word.line == line for char in word.text if char.isalpha())


def measured_size(words: Sequence[OcrWord], word: OcrWord) -> float:
    """Letter size of the line of ``word``, in pixels, from its own height.

    Args:
        words: the words of the region.
        word: one of them.
    """
    return letter_size(word.x_height, capitals=_line_letters(words, word.line).isupper())


def usual_size(regions: Sequence[Sequence[OcrWord]]) -> float:
    """Letter size of most of the page, in pixels; 0 without words."""
    sizes = [measured_size(words, word) for words in regions for word in words if len(word.text) > 2]
    return median(sizes) if sizes else 0.0


def line_size(words: Sequence[OcrWord], word: OcrWord, usual: float) -> float:
    """Letter size of the line of ``word`` in pixels; short lines and near sizes take the page's usual one."""
    size = measured_size(words, word)
    near = _NEAR[0] * usual <= size <= _NEAR[1] * usual
    short = len(_line_letters(words, word.line)) < _TELLING_LETTERS
    return usual if usual > 0 and (near or short) else size

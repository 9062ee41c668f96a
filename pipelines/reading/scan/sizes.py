"""Letter sizes of recognised lines: the recogniser tells the height of small letters only."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from pipelines.reading.scan.engine import letter_size
from pipelines.reading.scan.shapes import OcrWord

_NEAR = (0.78, 1.6)  # times the page's usual size: taken for it; plans print notes smaller and nothing much larger
_TELLING_LETTERS = 6


def _text_by_line(words: Sequence[OcrWord]) -> dict[int, str]:
    lines: dict[int, list[str]] = {}
    for word in words:
        lines.setdefault(word.line, []).append(word.text)
    return {line: "".join(texts) for line, texts in lines.items()}


def measured_sizes(words: Sequence[OcrWord]) -> list[float]:
    """Letter size of the line of each word of a region, in pixels, from the word's own height."""
    capitals = {line: text.isupper() for line, text in _text_by_line(words).items()}
    return [letter_size(word.x_height, capitals=capitals[word.line]) for word in words]


def usual_size(regions: Sequence[Sequence[OcrWord]]) -> float:
    """Letter size of most of the page, in pixels; 0 without words."""
    sizes = [
        size for words in regions for word, size in zip(words, measured_sizes(words), strict=True) if len(word.text) > 2
    ]
    return median(sizes) if sizes else 0.0


def possible_sizes(words: Sequence[OcrWord], usual: float) -> list[tuple[float, float]]:
    """Smallest and largest that the letters of each word may be: as measured, and as most of the page.

    Measures are rough, and a line may be printed larger than most; short lines are the page's usual size.
    """
    taken = line_sizes(words, usual)
    short = _short_lines(words)
    return [
        (size, size) if word.line in short else (min(size, own), max(size, own))
        for word, size, own in zip(words, taken, measured_sizes(words), strict=True)
    ]


def _short_lines(words: Sequence[OcrWord]) -> set[int]:
    return {line for line, text in _text_by_line(words).items() if sum(map(str.isalpha, text)) < _TELLING_LETTERS}


def line_sizes(words: Sequence[OcrWord], usual: float) -> list[float]:
    """Letter size of the line of each word of a region; short lines and near sizes take the page's usual one."""
    short = _short_lines(words)
    return [
        usual if usual > 0 and (word.line in short or _NEAR[0] * usual <= size <= _NEAR[1] * usual) else size
        for word, size in zip(words, measured_sizes(words), strict=True)
    ]

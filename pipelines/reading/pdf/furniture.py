"""Page numbers, running headers and footnotes: what stands around the text, told apart from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipelines.reading.pdf.shapes import Rule
from pipelines.reading.pdf.textlines import Line

_PAGE_NUMBER = re.compile(r"^(?:trang\s*)?[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:/|of|trên)\s*\d{1,4})?$", re.IGNORECASE)
_MARGIN_SHARE = 0.12  # page numbers and running headers stand in the outer eighth of the page …
_LEAST_MARGIN = 64.0  # … but a margin does not shrink with a low sheet: points, a good 2 cm
_RUNNING_PAGES = 3  # a text that stands at the same place on this many pages is a running header
_NOTE_RULE = (40.0, 260.0)  # length of the separator above footnotes, in points
_NOTE_SIZE = 0.93  # footnotes are printed smaller than the body
_NOTE_MARK = re.compile(r"^(?:[\[(]?\d{1,2}[\])]?|\*{1,3})\s*\S")


def _in_margin(line: Line, height: float) -> bool:
    margin = max(height * _MARGIN_SHARE, _LEAST_MARGIN)
    return line.bottom <= margin or line.top >= height - margin


def is_page_number(line: Line, width: float, height: float) -> bool:
    """True for a lone number in the top or bottom margin, centred or to the right."""
    if not _in_margin(line, height) or not _PAGE_NUMBER.match(line.text):
        return False
    return (line.x0 + line.x1) / 2 > width * 0.4


def running_texts(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> frozenset[tuple[str, int]]:
    """(text, tens of points from the top) of lines that recur in the margins of several pages."""
    counts: Counter[tuple[str, int]] = Counter()
    for lines, height in zip(pages, heights, strict=True):
        edges = {id(line): line for line in (*lines[:1], *lines[-1:])}
        counts.update(running_key(line) for line in edges.values() if _in_margin(line, height))
    least = max(_RUNNING_PAGES, len(pages) // 2)
    return frozenset(key for key, count in counts.items() if count >= least)


def running_key(line: Line) -> tuple[str, int]:
    """What makes two running headers the same: their words and their height on the page."""
    return line.text, round(line.top / 10)


def note_separator(rules: Sequence[Rule], lines: Sequence[Line], height: float) -> float | None:
    """Height of the short rule above the footnotes; None when the page has none."""
    if not lines:
        return None
    left = min(line.x0 for line in lines)
    candidates = [
        rule.y0
        for rule in rules
        if rule.is_horizontal
        and _NOTE_RULE[0] <= abs(rule.x1 - rule.x0) <= _NOTE_RULE[1]
        and rule.y0 > height * 0.35
        and min(rule.x0, rule.x1) <= left + 40
    ]
    return max(candidates, default=None)


def body_size(lines: Sequence[Line]) -> float:
    """Letter size of most of the text; 0 when there is none."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[round(line.size * 2) / 2] += len(line.text)
    return max(sorted(letters), key=lambda size: letters[size]) if letters else 0.0


def footnote_start(lines: Sequence[Line], rules: Sequence[Rule], height: float, size: float) -> int:
    """Index of the first footnote line among ``lines`` (page numbers already removed); ``len(lines)`` if none.

    With a separator: everything small below it. Without: the small lines at the bottom when the first of them
    opens with a footnote mark, so that a small "Nơi nhận" block is not taken for notes.
    """
    separator = note_separator(rules, lines, height)
    first = len(lines)
    while first and lines[first - 1].size <= size * _NOTE_SIZE:
        first -= 1
    if separator is not None:
        below = next((i for i, line in enumerate(lines) if line.baseline - 0.3 * line.size > separator), len(lines))
        if below >= first:
            return below
    marked = first < len(lines) and first > 0 and _NOTE_MARK.match(lines[first].text) is not None
    return first if marked and lines[first].top > height * 0.5 else len(lines)

"""Page numbers, running headers and footnotes: what stands around the text, told apart from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipelines.reading.pdf.shapes import Stroke
from pipelines.reading.pdf.textlines import Line

_PAGE_NUMBER = re.compile(
    r"^(?:(?:trang|page)\s*)?[-–—]?\s*\d{1,4}\s*[-–—]?(?:\s*(?:/|of|trên)\s*\d{1,4})?$", re.IGNORECASE
)
_MARGIN_SHARE = 0.12  # page numbers and running headers stand in the outer eighth of the page …
_LEAST_MARGIN = 64.0  # … but a margin does not shrink with a low sheet: points, a good 2 cm
_EDGE = 40.0  # points from the edge of the sheet: no text begins there, and a number at the left is no item's
_RUNNING_PAGES = 3  # a text that stands at the same place on this many pages is a running header
_EDGE_NUMBER = re.compile(r"^[-–—\s]*\d{1,4}[-–—\s]+(?=\D)|(?<=\D)[-–—\s]+\d{1,4}[-–—\s]*$")
_ONE_ROW = 0.35  # em: parts whose baselines are this close were printed in one row
_NOTE_RULE = (40.0, 260.0)  # length of the separator above footnotes, in points
_HIGH = 0.35  # share of the page's height: a separator above it must show by the first note's mark that it is one
_NOTE_SIZE = 0.93  # footnotes are printed smaller than the body
_NOTE_MARK = re.compile(r"^(?:[\[(]?\d{1,2}[\])]?|\*{1,3}|[¹²³⁴-⁹⁰]{1,2})\s*\S")


def _in_margin(line: Line, height: float) -> bool:
    margin = max(height * _MARGIN_SHARE, _LEAST_MARGIN)
    return line.bottom <= margin or line.top >= height - margin


def is_page_number(line: Line, width: float, height: float) -> bool:
    """True for a lone number in the top or bottom margin, centred or to the right; or anywhere at the sheet's edge."""
    if not _in_margin(line, height) or not _PAGE_NUMBER.match(line.text):
        return False
    is_at_edge = line.bottom <= _EDGE or line.top >= height - _EDGE
    return is_at_edge or (line.x0 + line.x1) / 2 > width * 0.4


def running_texts(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> frozenset[tuple[str, int]]:
    """(text, tens of points from the top) of lines that recur in the margins of several pages."""
    counts: Counter[tuple[str, int]] = Counter()
    for lines, height in zip(pages, heights, strict=True):
        edges = {id(line): line for end in (0, -1) for line in outer_row(lines, end)}
        counts.update({running_key(line) for line in edges.values() if _in_margin(line, height)})
    least = max(_RUNNING_PAGES, len(pages) // 2)
    return frozenset(key for key, count in counts.items() if count >= least)


def outer_row(lines: Sequence[Line], end: int) -> list[Line]:
    """The parts of the first (0) or last (-1) printed row, in their order."""
    if not lines:
        return []
    edge = lines[end]
    size = max(edge.size, 1.0)
    near = [line for line in (lines[:4] if end == 0 else lines[-4:]) if _level(line, edge, size)]
    return near or [edge]


def _level(line: Line, edge: Line, size: float) -> bool:
    return abs(line.baseline - edge.baseline) <= _ONE_ROW * size


def is_lone_number(line: Line) -> bool:
    """True for a number by itself: beside a running header it numbers the page, wherever it stands."""
    return _PAGE_NUMBER.match(line.text) is not None


def running_key(line: Line) -> tuple[str, int]:
    """What makes two running headers the same: their words and their height on the page, page numbers aside."""
    return _EDGE_NUMBER.sub("", line.text), round(line.top / 10)


def note_separators(rules: Sequence[Stroke], lines: Sequence[Line]) -> list[float]:
    """Heights of the short rules that may stand above footnotes, from the top."""
    if not lines:
        return []
    left = min(line.x0 for line in lines)
    return sorted(
        rule.y0
        for rule in rules
        if rule.is_horizontal
        and _NOTE_RULE[0] <= abs(rule.x1 - rule.x0) <= _NOTE_RULE[1]
        and min(rule.x0, rule.x1) <= left + 40
    )


def body_size(lines: Sequence[Line]) -> float:
    """Letter size of most of the text; 0 when there is none."""
    letters: Counter[float] = Counter()
    for line in lines:
        letters[round(line.size * 2) / 2] += len(line.text)
    return max(sorted(letters), key=lambda size: letters[size]) if letters else 0.0


def footnote_start(lines: Sequence[Line], rules: Sequence[Stroke], height: float, size: float) -> int:
    """Index of the first footnote line among ``lines`` (page numbers already removed); ``len(lines)`` if none.

    With a separator: everything small below it. Without: the small lines at the bottom when the first of them
    opens with a footnote mark, so that a small "Nơi nhận" block is not taken for notes.
    """
    first = len(lines)
    while first and lines[first - 1].size <= size * _NOTE_SIZE:
        first -= 1
    for separator in note_separators(rules, lines):
        below = next((i for i, line in enumerate(lines) if line.baseline - 0.3 * line.size > separator), len(lines))
        if first <= below < len(lines) and (separator > height * _HIGH or _opens_note(lines[below])):
            return below
    marked = 0 < first < len(lines) and _opens_note(lines[first])
    return first if marked and lines[first].top > height * 0.5 else len(lines)


def _opens_note(line: Line) -> bool:
    return line.opens_note or _NOTE_MARK.match(line.text) is not None

"""Notes printed below a table without a rule above them: they do not part the table from its next page."""

from __future__ import annotations

import re

from pipelines.reading.pdf.pagelayout import PlacedLine
from pipelines.reading.pdf.stitch import Fragment

_NOTE_MARK = re.compile(r"(?:\(\d{1,2}\)|\d{1,2}|\(?\*{1,3}\)?|[¹²³⁰⁴-⁹]+)\s+")
_NOTE_WORDS = re.compile(r"ghi chú\s*:", re.IGNORECASE)
_NOTE_STEP = 1.6  # em between the lines of one note


def _opens_note(text: str) -> bool:
    mark = _NOTE_MARK.match(text)
    return _NOTE_WORDS.match(text) is not None or (mark is not None and text[mark.end() : mark.end() + 1].isupper())


def is_note_below(fragment: Fragment, line: PlacedLine, before: PlacedLine | None) -> bool:
    """True for a line of a note below a table: the table may go on over the page.

    Args:
        fragment: the table's part on the page.
        line: a line behind it.
        before: the line of a note before it.
    """
    placed, area = line
    if area.page != fragment.page or placed.line.baseline < fragment.ys[-1]:
        return False
    if placed.line.opens_note or _opens_note(placed.line.text):
        return True
    if before is None or before[1].page != area.page or before[0].line.baseline < fragment.ys[-1]:
        return False
    step = placed.line.baseline - before[0].line.baseline
    return 0 < step <= _NOTE_STEP * placed.line.size and placed.line.size <= before[0].line.size

"""A text too long for grammars whose effort grows faster than its length: read piece by piece."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 4_000
"""Characters of one piece; a page of a plan holds some 3,000, and no paragraph or cell of a real one holds more."""
_ENDS: Final = (re.compile(r"\n"), re.compile(r"[.;]\s"), re.compile(r"\s"))


def pieces(text: str, longest: int = LONGEST) -> tuple[str, ...]:
    """``text`` cut at line ends, else at ends of sentences, else between words, each piece at most ``longest`` long.

    Joined together the pieces are the text again.
    """
    found: list[str] = []
    start = 0
    while len(text) - start > longest:
        end = _cut(text, start, start + longest)
        found.append(text[start:end])
        start = end
    return (*found, text[start:])


def _cut(text: str, start: int, limit: int) -> int:
    """Where the piece that begins at ``start`` ends: behind the last end that lies in its second half."""
    middle = (start + limit) // 2
    for end in _ENDS:
        last = None
        for match in end.finditer(text, middle, limit):
            last = match
        if last is not None:
            return last.end()
    return limit

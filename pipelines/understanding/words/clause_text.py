"""A text together with the form that the rules read, and the way back to the printed words.

The rules see one spelling only (NFC, new tone placement, lower case, one space); evidence must be the exact
words of the page. :class:`ClauseText` keeps, for each character of the folded form, where it came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.text.lookalikes import in_latin
from pipelines.text.vietnamese import new_tone_style, with_both_horns

_DASHES = frozenset("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d")
_BULLETS = dict.fromkeys(range(0xF020, 0xF100), "•")  # private use: Word's Symbol and Wingdings in a PDF
_SIGNS = _BULLETS | str.maketrans({"“": '"', "”": '"', "％": "%", "﹪": "%", "⩾": "≥", "⩽": "≤", "≧": "≥", "≦": "≤"})


@dataclass(frozen=True, slots=True)
class ClauseText:
    """``key`` is what the rules read; ``starts``/``ends`` give each character's place in ``source``.

    A run of white space is one character: a newline when the run holds one, else a blank.
    """

    source: str
    key: str
    starts: Sequence[int]
    ends: Sequence[int]

    def printed(self, start: int, end: int) -> str:
        """The words of ``source`` that stand behind ``key[start:end]``; '' for an empty span."""
        return self.source[self.starts[start] : self.ends[end - 1]] if start < end else ""

    def is_upper(self, position: int) -> bool:
        """True when the printed letter at ``position`` of the key is a capital."""
        return self.source[self.starts[position] : self.ends[position]][:1].isupper()

    def is_lower(self, position: int) -> bool:
        """True when the printed letter at ``position`` of the key is a small letter."""
        return self.source[self.starts[position] : self.ends[position]][:1].islower()


def _is_invisible(char: str) -> bool:
    return unicodedata.category(char) == "Cf" or char == "\u00ad"


def _clusters(source: str) -> Iterator[tuple[int, int]]:
    """Spans of a base character with its combining marks, or of a run of white space."""
    start = 0
    while start < len(source):
        end = start + 1
        blank = source[start].isspace()
        while end < len(source) and (
            _is_invisible(source[end]) or (source[end].isspace() if blank else unicodedata.combining(source[end]) > 0)
        ):
            end += 1
        yield start, end
        start = end


def _fold_cluster(raw: str) -> str:
    if raw[0].isspace():
        return "\n" if "\n" in raw else " "
    visible = "".join(ch for ch in raw if not _is_invisible(ch))
    composed = unicodedata.normalize("NFC", visible).translate(_SIGNS)
    return "".join("-" if ch in _DASHES else ch for ch in composed)


def _lower(text: str) -> str:
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


_IRREGULAR = re.compile("[\u0300-\u036f]" r"|\s{2}")  # combining marks and runs of blanks
_ONE_FOR_ONE = {**_SIGNS, **{ord(dash): "-" for dash in _DASHES}}


def _is_regular(source: str) -> bool:
    """True when one character can be folded after the other: nothing combines, nothing is invisible."""
    shown = source.replace("\n", " ").isprintable()  # False for format characters and blanks other than " "
    return shown and unicodedata.is_normalized("NFC", source) and _IRREGULAR.search(source) is None


@lru_cache(maxsize=4096)
def clause_text(source: str) -> ClauseText:
    """Fold ``source``; never fails, an empty text gives an empty key."""
    if _is_regular(source):  # nearly all texts: every character stands for itself
        size = len(source)
        return ClauseText(source, _key(source.translate(_ONE_FOR_ONE)), range(size), range(1, size + 1))
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for start, end in _clusters(source):
        for char in _fold_cluster(source[start:end]):
            chars.append(char)
            starts.append(start)
            ends.append(end)
    return ClauseText(source, _key("".join(chars)), tuple(starts), tuple(ends))


def _key(composed: str) -> str:
    """Composed characters in Latin letters, new tone placement and lower case; the length stays."""
    composed = in_latin(composed)
    styled = with_both_horns(new_tone_style(composed)) if composed else ""
    # moving a tone keeps the length; letters without a composed form would not, and are left as they are
    return _lower(styled if len(styled) == len(composed) else composed)

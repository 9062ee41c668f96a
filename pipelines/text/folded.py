"""A text folded for matching that remembers where every character came from.

Grammars run over one canonical spelling (NFC, one space, one dash, new tone placement, Latin letters), while
offsets and evidence must be those of the text as printed. :func:`fold` gives both.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipelines.text.lookalikes import in_latin
from pipelines.text.vietnamese import new_tone_style, with_both_horns

_SPACE = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u3000]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
_QUOTES = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "′": "'"}
_ONE_FOR_ONE = {**_DASHES, **_QUOTES, "⁄": "/", "∕": "/", "／": "/"}


@dataclass(frozen=True, slots=True)
class FoldedText:
    """``plain`` keeps case, ``key`` is lower case; both have the same length and the same positions.

    ``starts`` and ``ends`` give for every position the slice of ``source`` it came from; ``breaks`` are the
    positions of spaces that stand for white space with a line break in it.
    """

    source: str
    plain: str
    key: str
    starts: Sequence[int]
    ends: Sequence[int]
    breaks: frozenset[int]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in ``source`` of the folded slice ``start:end`` (empty slices give an empty source slice)."""
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else len(self.source)
            return at, at
        return self.starts[start], self.ends[end - 1]

    def printed(self, start: int, end: int) -> str:
        """The words of ``source`` under the folded slice ``start:end``, NFC, one space between words."""
        first, last = self.source_span(start, end)
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", self.source[first:last]))
        return " ".join(_SPACE.sub(" ", text).split())


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Slices of ``text``: one base character each, with the combining marks that follow it."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not unicodedata.combining(text[index]):
            if start < index:
                yield start, index
            start = index


def _lower(text: str) -> str:
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


_IRREGULAR = re.compile("[\u0300-\u036f]" r"|\s{2}|^\s|\s$")
_BREAK = re.compile("\n")
_NO_BREAKS: frozenset[int] = frozenset()
_TABLE = {ord(printed): canonical for printed, canonical in _ONE_FOR_ONE.items()} | {ord("\n"): " "}


def _is_regular(text: str) -> bool:
    """True when every character stands for itself: nothing combines, is invisible, or is a run of blanks."""
    shown = text.replace("\n", " ").isprintable()  # False for format characters and blanks other than " "
    return shown and unicodedata.is_normalized("NFC", text) and _IRREGULAR.search(text) is None


@lru_cache(maxsize=4096)
def fold(text: str) -> FoldedText:
    """Fold ``text`` for matching; see :class:`FoldedText`.

    NFC or NFD, old or new tone placement, kinds of dash, quote and space, line breaks, invisible characters and
    look-alike letters of other alphabets make no difference to ``plain`` (except case) and ``key``.
    """
    if _is_regular(text):  # nearly all texts
        size = len(text)
        wrapped = frozenset(match.start() for match in _BREAK.finditer(text)) if "\n" in text else _NO_BREAKS
        return _folded(text, text.translate(_TABLE), range(size), range(1, size + 1), wrapped)
    chars: list[str] = []
    spans: list[tuple[int, int]] = []
    breaks: set[int] = set()
    for start, end in _clusters(text):
        cluster = text[start:end]
        if _INVISIBLE.fullmatch(cluster[0]):
            continue
        if _SPACE.fullmatch(cluster[0]):
            if chars and chars[-1] != " ":
                chars.append(" ")
                spans.append((start, end))
            if chars and "\n" in cluster:
                breaks.add(len(chars) - 1)
            continue
        for char in unicodedata.normalize("NFC", cluster):
            chars.append(_ONE_FOR_ONE.get(char, char))
            spans.append((start, end))
    if chars and chars[-1] == " ":
        breaks.discard(len(chars) - 1)
        chars.pop()
        spans.pop()
    starts, ends = tuple(s for s, _ in spans), tuple(e for _, e in spans)
    return _folded(text, "".join(chars), starts, ends, frozenset(breaks))


def _folded(source: str, plain: str, starts: Sequence[int], ends: Sequence[int], breaks: frozenset[int]) -> FoldedText:
    plain = in_latin(plain)
    styled = with_both_horns(new_tone_style(plain))
    plain = styled if len(styled) == len(plain) else plain
    return FoldedText(source, plain, _lower(plain), starts, ends, breaks)

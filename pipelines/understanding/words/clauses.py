"""Cutting a paragraph or a cell into the stretches that one commitment can stand in.

Works on :class:`~pipelines.understanding.words.clause_text.ClauseText` so that every stretch leads back to the
printed words. Cuts are made at ``;``, at the end of a sentence, at list items and after a lead-in that ends
with a colon; never inside brackets, and never at a comma (a comma is decided later, when the numbers are known).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pipelines.reference.pattern_words import either
from pipelines.reference.target_words import any_of, pattern_of
from pipelines.understanding.words.clause_text import ClauseText

_ENUMERATOR = re.compile(
    r"[\s\-+•*·.,;]*(?:(?:\d{1,2}(?:\.\d{1,2})+\.?(?=\s[^\W\d])|\d{1,2}(?:\.\d{1,2})*[.)](?=\s)|[a-zđ]\d?[.)](?=\s)"
    r"|\((?:[a-zđ\d]{1,2}|[ivx]{1,4})\)(?=\s)|\d{1,2}(?:\.\d{1,2})+\.(?=\s)"
    r"|1?\d-(?=\s(?:[^\W\d]|[5-9]\d(?:[.,]\d+)?\s?%|100\s?(?:%|phần))))\s*)?[\s\-+•*·]*"  # "1- 100% hồ sơ" is no range
)
_ITEM_MARK = re.compile(r"\n\s?(?:[-+•*·]|\d{1,2}(?:\.\d{1,2})*[.)]\s|[a-zđ]\))\s?")
_INLINE_BULLET = re.compile(r"(?<=[^\d%\s])\s[-+•*·]\s(?=(?:\d+(?:[.,]\d+)?\s?%|tỷ lệ|tỉ lệ|mức độ|phấn đấu)(?!\w))")
_BRACKET = re.compile(r"[()]")
_CUT_MARK = re.compile(r"[;\n.!?…:]")
_PERCENT_AHEAD = re.compile(r"\d+(?:[.,]\d+)?\s?(?:%|phần trăm)")
_NO_STOP_AFTER = re.compile(r"(?:^|[\s(])(?:tp|ths|ts|pgs|gs|tt|q|p|v\.v|vd|stt|đ/c|[a-zđ]|\d{1,2}(?:\.\d{1,2})*)$")

_NUMBERED = re.compile(r"\((?:\d{1,2}|[a-zđ]|[ivx]{1,4})\)\s")  # "…, công khai. (7) Mức độ hài lòng …"


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of a folded text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch without enumerator and closing marks, with the lead-in ("… tối thiểu:") that governs it."""

    start: int
    end: int
    lead: Span | None = None


@cache
def _ends_with_grade() -> re.Pattern[str]:
    """ "… mức độ 3 và 4": the digit before the full stop numbers no item."""
    return re.compile(rf"(?<!\w){either('graded_noun')}(?:\s\d,?)*(?:\s(?:và|hoặc))?\s\d$")


@lru_cache(maxsize=1024)
def brackets(key: str) -> tuple[Span, ...]:
    """Outermost balanced brackets of ``key``; a bracket that is never closed is no bracket."""
    if "(" not in key:
        return ()
    found: list[Span] = []
    opened: list[int] = []
    for mark in _BRACKET.finditer(key):
        position = mark.start()
        if mark[0] == "(":
            opened.append(position)
        elif opened:
            found.append(Span(opened.pop(), position + 1))
    return tuple(s for s in sorted(found, key=lambda s: s.start) if not any(_within(s, o) for o in found if o != s))


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def inside(position: int, spans: tuple[Span, ...]) -> bool:
    """True when ``position`` lies in one of ``spans``."""
    return any(span.start <= position < span.end for span in spans)


@cache
def _line_opening() -> re.Pattern[str]:
    return re.compile(rf"\n(?:{any_of('head', 'nested', 'aspirational')})")


@cache
def _expects_more() -> re.Pattern[str]:
    """End of a line that cannot be the end of an item: a comparator, a filler, a comma."""
    words = any_of("comparator", "filler", "aspirational", "assurance", "decrease", "increase")
    return re.compile(rf"(?:{words}|[,(/]|[\d%]\s?-|(?<!\w){either('line_goes_on')})$")


def breaks_line(text: ClauseText, position: int) -> bool:
    """True when the newline at ``position`` parts two items; False when it only wraps a line.

    A line break changes nothing by itself: it parts items when the next line has a list mark, or when the
    line before is closed, or when the next line opens a new commitment and the line before can stand alone.
    """
    key = text.key
    before = key[:position].rstrip()
    if not before or before[-1] in ".;":
        return True
    if before[-1] == ":":
        return False  # the colon itself decides whether it opens a list
    mark = _ITEM_MARK.match(key, position)
    if mark:
        is_range = before[-1] in "%0123456789" and key[mark.end() : mark.end() + 1].isdigit()
        return not is_range or _ITEM_MARK.search("\n" + key[:position]) is not None
    if _expects_more().search(before):
        return False
    line = re.split(r"[.;\n]\s", before)[-1]
    if _PERCENT_AHEAD.match(key, position + 1):
        return _PERCENT_AHEAD.search(line) is not None and not _begins_item(text, position - len(line), position)
    opening = _line_opening().match(key, position)
    return bool(opening) and text.is_upper(position + 1) and _PERCENT_AHEAD.search(line) is not None


def _begins_item(text: ClauseText, start: int, end: int) -> bool:
    """True for a line whose last share is followed by a new item: "Hồ sơ trực tuyến 75% Thanh toán trực tuyến"."""
    last = [match.end() for match in _PERCENT_AHEAD.finditer(text.key, max(start, 0), end)][-1:]
    return bool(last) and text.key[last[0] : last[0] + 1] == " " and text.is_upper(last[0] + 1)


def _is_full_stop(text: ClauseText, position: int) -> bool:
    key = text.key
    if position + 1 >= len(key):
        return True
    after = key[position + 1 :].lstrip()
    spaced = key[position + 1].isspace()
    if not after or (_NO_STOP_AFTER.search(key[:position]) and not _ends_with_grade().search(key[:position])):
        return False
    at = len(key) - len(after)
    opens = text.is_upper(at) or after[0].isdigit() or after[0] in "-+•*\"'" or _NUMBERED.match(after) is not None
    glued = key[position - 1 : position].isalpha() and not text.is_upper(position - 1)
    return opens and (spaced or glued)


def _colon_leads(key: str, position: int) -> bool:
    """True when the colon at ``position`` opens a list, not just a value ("Tỷ lệ đúng hạn: 98%")."""
    if not key[position + 1 : position + 2].isspace() or key[:position].rstrip().endswith("%)"):
        return False
    after = key[position + 1 :].lstrip()
    number = rf"\s)*\d+(?:[.,]\d+)?\s?(?:%|phần trăm|(?:/100\s)?điểm|{any_of('count_noun')})"
    value = pattern_of("comparator", "filler", before="(?:", after=number).match(after)
    if not value:
        return True
    rest = after[value.end() :].lstrip()
    closed = not rest or rest[0] in ".;,\n()" or pattern_of("comparator_after").match(rest) is not None
    return not closed


def _cuts(text: ClauseText, spans: tuple[Span, ...]) -> list[tuple[int, str]]:
    cuts = [(match.start(), "\n") for match in _INLINE_BULLET.finditer(text.key)]
    for mark in _CUT_MARK.finditer(text.key):
        position, char = mark.start(), mark.group()
        if inside(position, spans):
            continue
        if (
            char == ";"
            or (char == "\n" and breaks_line(text, position))
            or (char in ".!?…" and _is_full_stop(text, position))
            or (char == ":" and _colon_leads(text.key, position))
        ):
            cuts.append((position, char))
    return sorted(cuts)


def _trimmed(key: str, start: int, end: int) -> Span:
    match = _ENUMERATOR.match(key, start, end)
    begin = match.end() if match else start
    while end > begin and (key[end - 1].isspace() or key[end - 1] in ".,;:-+•"):
        end -= 1
    return Span(min(begin, end), end)


def soften(text: ClauseText) -> ClauseText:
    """``text`` with the line breaks that only wrap a line turned into blanks."""
    if "\n" not in text.key:
        return text
    chars = [
        " " if char == "\n" and not breaks_line(text, position) else char for position, char in enumerate(text.key)
    ]
    return ClauseText(text.source, "".join(chars), text.starts, text.ends)


def segments(text: ClauseText) -> tuple[Segment, ...]:
    """The stretches of ``text`` in order; a lead-in governs until a sentence ends (a list: until the text does)."""
    spans = brackets(text.key)
    found: list[Segment] = []
    lead: Span | None = None
    start = 0
    for position, char in [*_cuts(text, spans), (len(text.key), "")]:
        span = _trimmed(text.key, start, position)
        if span.start < span.end:
            found.append(Segment(span.start, span.end, lead))
        if char == ":" and span.start < span.end:
            lead = span
        elif char == "." and text.key[position + 1 : position + 2] != "\n":
            lead = None
        start = position + 1
    return tuple(found)

"""Raised marks of notes, and words that are struck out: neither belongs to the text it stands in.

"80²%" is 80 % with a note, "30/6/2026³" a date with one; "50 m²" and "10³" are what they look like. Word says which
letters are raised, so only what they say has to be judged; signs typed as "²" are told by the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipelines.reading.docx.spans import Span
from pipelines.reading.legacy.syllables import GOOD_RATE, has_unicode_vietnamese, syllable_rate

RAISED_SIGNS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TO_DIGITS = str.maketrans(RAISED_SIGNS, "0123456789")
_TO_SIGNS = str.maketrans("0123456789", RAISED_SIGNS)
_TYPED = re.compile(f"([{RAISED_SIGNS}]+)")
# "¹" is the letter "ạ" of an old encoding (TCVN3), unless it stands behind a digit or a sign.
_TYPED_DOUBTFULLY = re.compile(f"([{RAISED_SIGNS.replace('¹', '')}]+|(?<![^\\W\\d_])[{RAISED_SIGNS}]+)")
_ONE = r"(?:\d{1,3}|[ivxIVX]{1,4}|[a-zA-ZđĐ]|\*{1,5}|[†‡§#])"
_MARK = re.compile(rf"[\[(]?\s*{_ONE}(?:\s*[,;–-]\s*{_ONE})*\s*[\])]?")
_UNIT = re.compile(r"(?<![^\W\d_])[kcdh]?m\s?$")
_TEN = re.compile(r"(?<!\d)10$")
_TIMES_TEN = re.compile(r"[x×·*]\s?10$")
_NO_POWER = re.compile(r"(?:tháng|ngày|quý|số|điều|khoản|mục|năm|/|-)\s*10$", re.IGNORECASE)
_POWERS = frozenset({"3", "6", "9"})
_ORDINALS = frozenset({"st", "nd", "rd", "th", "er", "re"})


def without_marks(spans: Sequence[Span]) -> list[Span]:
    """The spans of one paragraph, in reading order, without its note marks; powers come back as raised signs."""
    text = "".join(span.text for span in spans)
    if _TYPED.search(text) is None and not any(span.format.raised for span in spans):
        return list(spans)
    is_vietnamese = has_unicode_vietnamese(text) or syllable_rate(text) >= GOOD_RATE
    pattern = _TYPED if is_vietnamese else _TYPED_DOUBTFULLY
    parts = _joined(part for span in spans for part in _parts(span, pattern))
    out: list[Span] = []
    before, pages = "", 0
    for index, span in enumerate(parts):
        after = parts[index + 1] if index + 1 < len(parts) else None
        text = _raised_text(before, span.text, after) if span.format.raised else span.text
        pages += span.page_breaks
        if text:
            out.append(replace(span, text=text, page_breaks=pages))
            pages = 0
        before = (before + text)[-24:]
    return out


def _parts(span: Span, pattern: re.Pattern[str]) -> Iterator[Span]:
    """``span`` cut so that typed raised signs stand alone, as digits in a raised format."""
    if span.is_exact or span.format.raised or not pattern.search(span.text):
        yield span
        return
    raised = replace(span.format, raised=True)
    pages = span.page_breaks
    for index, text in enumerate(pattern.split(span.text)):
        if text:
            is_sign = index % 2 == 1
            yield replace(
                span,
                text=text.translate(_TO_DIGITS) if is_sign else text,
                format=raised if is_sign else span.format,
                page_breaks=pages,
            )
            pages = 0


def _joined(parts: Iterable[Span]) -> list[Span]:
    """Raised neighbours as one: Word cuts runs anywhere."""
    out: list[Span] = []
    for part in parts:
        if out and part.format.raised and out[-1].format.raised and not part.page_breaks:
            out[-1] = replace(out[-1], text=out[-1].text + part.text)
        else:
            out.append(part)
    return out


def _raised_text(before: str, raised: str, after: Span | None) -> str:
    """What a reader takes of raised letters: nothing of a mark, "²" of a power, the letters of anything else."""
    bare = raised.strip()
    following = "" if after is None else after.text
    if not _MARK.fullmatch(bare) or _is_fraction(before, bare, after):
        return raised
    if bare.isdigit() and (_UNIT.search(before) or _is_power_of_ten(before, bare, following)):
        return raised.translate(_TO_SIGNS)
    if bare in {"0", "o"} and following.lstrip()[:1] in {"C", "F"} and before[-1:].isdigit():
        return "°"
    return _blank_of(raised) if bare.lower() not in _ORDINALS else raised


def _blank_of(raised: str) -> str:
    """The blank that was typed inside a mark stays: words must not meet where it stood."""
    return " " if raised[:1].isspace() or raised[-1:].isspace() else ""


def _is_power_of_ten(before: str, digits: str, following: str) -> bool:
    if _TIMES_TEN.search(before):
        return True
    plain = _TEN.search(before) and not _NO_POWER.search(before)
    return bool(plain) and digits in _POWERS and following.lstrip()[:1] not in {"%", "/"}


def _is_fraction(before: str, raised: str, after: Span | None) -> bool:
    """True for "¹⁄₂": a raised number, a bar, a lowered number."""
    if after is None or not raised.isdigit():
        return False
    return after.text.lstrip()[:1] in {"/", "⁄"} and not before[-1:].isdigit() and not before.endswith("%")


def without_struck(spans: Iterable[Span]) -> tuple[list[Span], str]:
    """The spans that are not struck out, and the words that are ("" when there are none)."""
    kept: list[Span] = []
    struck: list[str] = []
    pages = 0
    for span in spans:
        pages += span.page_breaks
        if span.format.struck and span.text.strip():
            struck.append(span.text)
            continue
        kept.append(replace(span, page_breaks=pages))
        pages = 0
    return kept, "".join(struck).strip()

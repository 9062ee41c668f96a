"""Words of a deadline that no form reads: they change nothing in what was read and are told, never passed over.

Four kinds: words before a time that narrow it ("giữa quý II/2026": the whole quarter is taken), words that leave it
open ("dự kiến tháng 9", "khoảng quý III": the printed time is taken), words of a time beside it that look like the name
of a task ("Tuần 1, tháng 3/2026") and words after the last time. "Cuối" before a month, quarter or year tells nothing
new: the last day, by which the work is due, stays the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pipelines.model.plan import DeadlineKind, Finding
from pipelines.reference.pattern_words import either
from pipelines.text.folded import FoldedText
from pipelines.understanding.deadlines.parts import TimePart, glued_office, says_something

SURE = 0.8
"""Confidence at most of a deadline of which words were not read."""

_WHOLE = frozenset({DeadlineKind.MONTH, DeadlineKind.QUARTER, DeadlineKind.YEAR})


@cache
def _narrows() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('narrows_time')}(?: (?:của|trong))? $")


@cache
def _softens() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('softens_time')}(?: {either('between_soft_and_time')})*[ :]+$")


@cache
def _softens_after() -> re.Pattern[str]:
    return re.compile(rf"[ (,]*{either('softens_time')}(?!\w)")


@cache
def _of_time() -> re.Pattern[str]:
    """Words that speak of a time although no form reads them where they stand: "tuần 1", "giữa quý", "âm lịch"."""
    return re.compile(rf"(?<!\w){either('word_of_time')}(?!\w)")


def unread_words(folded: FoldedText, parts: Sequence[TimePart]) -> tuple[Finding, ...]:
    """The findings ``deadline_narrowed``, ``deadline_softened`` and ``deadline_words_left``, in the order printed."""
    found = [
        finding
        for part in parts
        for finding in (*(tuple(_narrowed(folded, part)) or _beside(folded, part)), *_softened(folded, part))
    ]
    return (*found, *_left(folded, parts))


def _narrowed(folded: FoldedText, part: TimePart) -> Iterator[Finding]:
    expression = part.expression
    found = _narrows().search(folded.key, part.begins, expression.at) if expression.kind in _WHOLE else None
    if found is not None:
        whole = folded.printed(expression.at, expression.to)
        yield Finding("deadline_narrowed", evidence=folded.printed(found.start(), expression.to), detail=whole)


def _softened(folded: FoldedText, part: TimePart) -> Iterator[Finding]:
    expression = part.expression
    if not expression.is_dated:
        return
    before = _softens().search(folded.key, part.begins, expression.at)
    if before is not None and expression.kind is DeadlineKind.PERIOD and before.group().startswith("khoảng"):
        before = None  # "trong khoảng tháng 5 đến tháng 7": the span itself
    after = _softens_after().match(folded.key, expression.to)
    if before is not None or after is not None:
        begins = before.start() if before else expression.at
        ends = after.end() if after else expression.to
        yield Finding("deadline_softened", evidence=folded.printed(begins, ends))


def _beside(folded: FoldedText, part: TimePart) -> Iterator[Finding]:
    """Words of a time in what stands beside it as the name of the task: "Tuần 1, tháng 3", "quý II (giữa quý)"."""
    for begins, ends in ((part.begins, part.expression.at), part.subject or (0, 0)):
        if begins < ends and (found := _of_time().search(folded.key, begins, ends)) is not None:
            detail = folded.printed(found.start(), found.end())
            yield Finding("deadline_words_left", evidence=folded.printed(part.begins, part.ends), detail=detail)


def _left(folded: FoldedText, parts: Sequence[TimePart]) -> Iterator[Finding]:
    ends = parts[-1].ends
    words = folded.key[ends:]
    if glued_office(folded, parts) is None and (says_something(words) or re.search(r"\d", words)):
        left = folded.printed(ends, len(folded.key)).strip(" ,;:.-()")
        yield Finding("deadline_words_left", evidence=folded.printed(0, len(folded.key)), detail=left)

"""Counts that a cycle states without a number: a dialogue held "định kỳ hằng tháng" is held twelve times a year."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.reference.target_words import pattern_of
from pipelines.text.vietnamese import match_key
from pipelines.understanding.targets.dressing import Quantity
from pipelines.understanding.targets.part import Part
from pipelines.understanding.words.clause_text import ClauseText
from pipelines.understanding.words.clauses import Segment

DERIVED_CONFIDENCE = 0.6  # nobody printed the number
_CYCLE = re.compile(r"(?:định\skỳ\s)?(?:hằng|hàng|mỗi)\s(?P<unit>tháng|quý)(?!\w)")
_TIMES = {"tháng": 12, "quý": 4}


@cache
def _held() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('event_held')}(?!\w)")


@cache
def _about_it() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('work_about_event')}(?!\w)")


_DIGIT = re.compile(r"\d")


def may_have_cycle(text: str) -> bool:
    """Whether ``text`` speaks of an event whose cycle counts at all; cheap."""
    return pattern_of("cyclic_event").search(match_key(text)) is not None


def cyclic_part(text: ClauseText, segment: Segment) -> Part | None:
    """The commitment that ``segment`` states by a cycle; None when it prints a number or only reports on the event."""
    words = text.key[segment.start : segment.end]
    cycle = _CYCLE.search(text.key, segment.start, segment.end)
    if cycle is None or _DIGIT.search(words) or _about_it().search(words) or not _held().search(words):
        return None
    if pattern_of("cyclic_event").search(words) is None:
        return None
    times = Decimal(_TIMES[cycle["unit"]])
    quantity = Quantity(cycle.start(), cycle.start(), cycle.end(), times, None, "count")
    return Part(segment.start, segment.end, (quantity,), segment, is_nested=False)

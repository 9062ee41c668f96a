"""Bounds from which something follows ("… dưới 50% số điểm phải giải trình"), and ceilings that only look like one."""

from __future__ import annotations

import re
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.understanding.targets.dressing import Quantity
from pipelines.understanding.targets.part import Part, is_empty
from pipelines.understanding.words.clause_text import ClauseText

_CEILINGS = ("<", "<=")


@cache
def _consequence() -> re.Pattern[str]:
    return re.compile(
        rf"[^;.]{{0,60}}?\s(?:phải\s(?:được\s)?{either('answering_for')}|thì\s|không xét"
        rf"|không được {either('refused_honour')}|bị\s{either('penalty')})"
    )


@cache
def _limited() -> re.Pattern[str]:
    return re.compile(rf"\s(?:(?:tổng\s)?số\s)?{either('base_noun')}(?!\w)[^;.,]{{0,60}}?\s(?:phải|bị)\s")


def has_consequence(text: ClauseText, part: Part, quantity: Quantity) -> bool:
    """True for the bound of "tiêu chí đạt dưới 50% số điểm phải giải trình"; "100% … phải giải trình" is a duty.

    "Không quá 5% công chức bị nhắc nhở" allows so many at most, and nothing follows from it.
    """
    if quantity.value == 100 or quantity.comparator is None:
        return False
    opens = quantity.comparator in _CEILINGS and is_empty(text.key[part.segment.start : quantity.start])
    if opens and _limited().match(text.key, quantity.end) is not None:
        return False
    return _consequence().match(text.key, quantity.end, part.end) is not None

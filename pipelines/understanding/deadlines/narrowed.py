"""Words before a time that narrow it and that no form reads: "giữa quý II/2026", "trong tuần đầu năm 2026".

The whole quarter or year is taken, which is longer than what is printed: it is told, never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from pipelines.model.plan import DeadlineKind, Finding
from pipelines.reference.pattern_words import either
from pipelines.text.folded import FoldedText
from pipelines.understanding.deadlines.parts import Part

SURE = 0.8
"""Confidence at most of a deadline that is printed narrower than it is read."""

_WHOLE = frozenset({DeadlineKind.MONTH, DeadlineKind.QUARTER, DeadlineKind.YEAR})


@cache
def _before() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('narrows_time')}(?: (?:của|trong))? $")


def narrowed(folded: FoldedText, parts: Sequence[Part]) -> Iterator[Finding]:
    """The finding ``deadline_narrowed`` for each month, quarter or year of which a part is printed."""
    for part in parts:
        expression = part.expression
        found = _before().search(folded.key, 0, expression.at) if expression.kind in _WHOLE else None
        if found is not None:
            whole = folded.printed(expression.at, expression.to)
            yield Finding("deadline_narrowed", evidence=folded.printed(found.start(), expression.to), detail=whole)

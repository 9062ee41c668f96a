"""Reviewed patterns of copied or broken wording, and slips of the pen.

Data: ``wording_patterns.csv`` and ``spelling_slips.csv``.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.reference.tables import reference_rows
from pipelines.text.vietnamese import match_key


@cache
def wording_patterns(rule: str) -> tuple[re.Pattern[str], ...]:
    """Patterns of a finding rule; they are matched against :func:`~pipelines.text.vietnamese.match_key`.

    They read one key, or many keys joined by line breaks ("$" is the end of a key in both).
    """
    rows = (row for row in reference_rows("wording_patterns") if row["rule"] == rule)
    return tuple(re.compile(row["pattern"], re.MULTILINE) for row in rows)


@cache
def spelling_slips() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """(pattern on a matching key, wrong form, right form), in file order."""
    return tuple(
        (re.compile(rf"(?<!\w){re.escape(match_key(row['wrong']))}(?!\w)"), row["wrong"], row["right"])
        for row in reference_rows("spelling_slips")
    )

"""Reviewed patterns of copied or broken wording, and slips of the pen.

Data: ``wording_patterns.csv`` and ``spelling_slips.csv``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipelines.reference.tables import reference_rows
from pipelines.text.vietnamese import match_key


@dataclass(frozen=True, slots=True)
class WordingPattern:
    """A pattern on matching keys; ``needs`` are words of which one must stand where it can match (none: unknown)."""

    pattern: re.Pattern[str]
    needs: tuple[str, ...]

    def occurs_in(self, joined: str) -> bool:
        """Whether any of the keys in ``joined``, one on each line, matches; cheap where no needed word stands."""
        if self.needs and not any(word in joined for word in self.needs):
            return False
        return self.pattern.search(joined) is not None


@cache
def wording_patterns(rule: str) -> tuple[WordingPattern, ...]:
    """Patterns of a finding rule; they are matched against :func:`~pipelines.text.vietnamese.match_key`.

    They read one key, or many keys joined by line breaks ("$" is the end of a key in both).
    """
    rows = (row for row in reference_rows("wording_patterns") if row["rule"] == rule)
    return tuple(WordingPattern(re.compile(row["pattern"], re.MULTILINE), _words(row["needs"])) for row in rows)


def _words(cell: str | None) -> tuple[str, ...]:
    return tuple(filter(None, (cell or "").split("/")))


@cache
def spelling_slips() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    """(pattern on a matching key, wrong form, right form), in file order."""
    return tuple(
        (re.compile(rf"(?<!\w){re.escape(match_key(row['wrong']))}(?!\w)"), row["wrong"], row["right"])
        for row in reference_rows("spelling_slips")
    )

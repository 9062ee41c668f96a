"""Words by which a sentence asks for something or turns to what is to be done."""

from __future__ import annotations

import re
from functools import cache

from pipelines.reference.target_words import any_of


@cache
def aims() -> re.Pattern[str]:
    """Words of striving: "phấn đấu"."""
    return re.compile(rf"(?<!\w)(?:{any_of('aspirational')})(?!\w)")


@cache
def asks() -> re.Pattern[str]:
    """Words of striving, of turning to what must be and of assurance."""
    return re.compile(rf"(?<!\w)(?:{any_of('aspirational', 'turn', 'assurance')})(?!\w)")


@cache
def turns_ahead() -> re.Pattern[str]:
    """Words by which a report turns to what is to be done."""
    return re.compile(rf"(?:{any_of('aspirational', 'assurance', 'ahead')})")

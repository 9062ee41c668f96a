"""Repeats of one commitment inside a plan: stated in the body and again in the annex, counted once."""

from __future__ import annotations

import re
from dataclasses import replace

from rapidfuzz import fuzz

from pipelines.model.plan import Target
from pipelines.text.vietnamese import match_key

SAME_WORDING = 92.0  # token-set likeness above which two wordings without a code are one commitment


def _words(target: Target) -> str:
    return re.sub(r"\W+", " ", match_key(target.indicator_text)).strip()


def _same_value(one: Target, other: Target) -> bool:
    """Same number and direction; a year that only one of the two prints ("trong năm 2026") parts nothing."""
    years = {one.year, other.year} - {None}
    return len(years) <= 1 and (one.value, one.value_max, one.unit, one.change) == (
        other.value,
        other.value_max,
        other.unit,
        other.change,
    )


def _same_limits(one: Target, other: Target) -> bool:
    return one.scope_sectors == other.scope_sectors and one.scope_level == other.scope_level


def _same_subject(one: Target, other: Target) -> bool:
    if one.indicator_code or other.indicator_code:
        return one.indicator_code == other.indicator_code
    return bool(_words(one)) and fuzz.token_sort_ratio(_words(one), _words(other)) >= SAME_WORDING


def is_repeat(later: Target, earlier: Target) -> bool:
    """True when ``later`` states the same commitment as ``earlier`` again.

    Same value, unit, direction and year, and the same indicator; the limits (level, sectors) must agree unless
    the wording is the same, since "95% của tỉnh" and "95% của xã" are two commitments.
    """
    if not (_same_value(later, earlier) and _same_subject(later, earlier)):
        return False
    if later.parent is not None and earlier.parent is not None and later.parent == earlier.parent:
        return _words(later) == _words(earlier)
    return _same_limits(later, earlier) or _words(later) == _words(earlier)


def link_repeats(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """Return ``targets`` with ``repeats`` set to the index of the first statement of the same commitment.

    ``parent`` must already be an index into ``targets``. A target that repeats never is the first of another.
    """
    linked: list[Target] = []
    for target in targets:
        first = next(
            (i for i, earlier in enumerate(linked) if earlier.repeats is None and is_repeat(target, earlier)), None
        )
        linked.append(target if target.repeats == first else replace(target, repeats=first))
    return tuple(linked)

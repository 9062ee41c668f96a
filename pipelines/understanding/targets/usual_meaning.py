"""The usual meaning of a short wording that several indicators fit: "mức độ hài lòng của người dân".

``usual_meanings.csv`` says which of the indicators such a wording names in a plan of a commune. It is taken only where
the plan says nothing else of that indicator, and not where it says the same level of another one that fits. It is
never as sure as a wording that says it (:data:`CONFIDENCE`), and the finding ``indicator_assumed`` goes with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cache

from pipelines.model.plan import Target
from pipelines.reference.tables import reference_rows

ASSUMED = ".assumed"
"""Mark on the rule of a target whose indicator is the usual meaning of its words."""
CONFIDENCE = 0.75

_Level = tuple[int | None, Decimal, Decimal | None]


def with_usual_meaning(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """``targets`` of one plan, those that fit several indicators with the usual one where nothing speaks against it."""
    taken = {candidates: code for candidates, code in _meanings().items() if _is_open(targets, candidates, code)}
    return tuple(_with_code(target, taken.get(frozenset(target.candidates))) for target in targets)


@cache
def _meanings() -> dict[frozenset[str], str]:
    return {frozenset(row["candidates"].split("|")): row["indicator_code"] for row in reference_rows("usual_meanings")}


def _is_open(targets: tuple[Target, ...], candidates: frozenset[str], code: str) -> bool:
    """Whether the short wordings of a plan agree with one another and with what it says of ``code`` in full."""
    short = [one for one in targets if one.indicator_code is None and frozenset(one.candidates) == candidates]
    others = [one for one in targets if one.indicator_code in candidates - {code}]
    named = [one for one in targets if one.indicator_code == code]
    is_other = bool(others) and not _levels(short).isdisjoint(_levels(others))
    levels = _levels(short) | _levels(named)
    return bool(short) and not is_other and len(levels) == len({year for year, *_ in levels})


def _levels(targets: Iterable[Target]) -> set[_Level]:
    return {(target.year, target.value, target.value_max) for target in targets}


def _with_code(target: Target, code: str | None) -> Target:
    if code is None or target.indicator_code is not None:
        return target
    return replace(
        target, indicator_code=code, rule=target.rule + ASSUMED, confidence=max(target.confidence, CONFIDENCE)
    )

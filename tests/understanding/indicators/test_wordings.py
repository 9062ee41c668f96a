"""Promise: an indicator is recognised however communes word it, and a near miss never gets its code.

``wordings.csv`` holds the project's own sentences: ``is_meant`` yes for commitments of the indicator, no for sentences
with alike words that speak of something else; ``heading`` is the title they stand under, where they need one. The
last commitment of a text is the one in question.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from pipelines.reference.indicators import indicators
from pipelines.understanding.targets import TargetContext, find_targets

PATH = Path(__file__).with_name("wordings.csv")
CODES = [indicator.code for indicator in indicators()]
LEAST_WORDINGS, LEAST_NEAR_MISSES = 8, 2


class Wording(NamedTuple):
    indicator_code: str
    is_meant: str
    heading: str
    text: str


@cache
def wordings() -> tuple[Wording, ...]:
    with PATH.open(encoding="utf-8", newline="") as stream:
        return tuple(Wording(**row) for row in csv.DictReader(stream))


def _codes(wording: Wording) -> list[str | None]:
    place = TargetContext(heading=wording.heading or None, plan_year=2026)
    return [target.indicator_code for target in find_targets(wording.text, context=place)]


@pytest.mark.parametrize("code", CODES)
def test_every_wording_of_an_indicator_gets_its_code(code: str) -> None:
    meant = [wording for wording in wordings() if wording.indicator_code == code and wording.is_meant == "yes"]
    assert len(meant) >= LEAST_WORDINGS
    found = {wording.text: (_codes(wording) or [None])[-1] for wording in meant}
    assert found == dict.fromkeys(found, code)


@pytest.mark.parametrize("code", CODES)
def test_no_near_miss_of_an_indicator_gets_its_code(code: str) -> None:
    alike = [wording for wording in wordings() if wording.indicator_code == code and wording.is_meant == "no"]
    assert len(alike) >= LEAST_NEAR_MISSES
    assert [wording.text for wording in alike if code in _codes(wording)] == []

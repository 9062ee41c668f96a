"""Promises about the limits: documented, settable from the environment, never silently wrong."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from pipelines.reading.limits import DEFAULT_LIMITS, PREFIX, LimitError, ReadingLimits, limits_from

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "users" / "operations.md"


def test_an_empty_environment_gives_the_defaults() -> None:
    assert limits_from({"PATH": "/bin", "CCHC_READ_MAX_PAGES": " "}) == DEFAULT_LIMITS


def test_every_limit_can_be_set_and_the_others_stay() -> None:
    for field in fields(ReadingLimits):
        changed = limits_from({PREFIX + field.name.upper(): "7"})
        assert getattr(changed, field.name) == 7
        assert all(
            getattr(changed, other.name) == other.default for other in fields(ReadingLimits) if other.name != field.name
        )


@pytest.mark.parametrize("value", ["many", "0", "-3", "2.5"])
def test_a_wrong_value_names_itself_and_what_was_expected(value: str) -> None:
    with pytest.raises(LimitError, match=r"CCHC_READ_MAX_PAGES='.+': cần số nguyên không nhỏ hơn 1"):
        limits_from({"CCHC_READ_MAX_PAGES": value})


def test_the_guide_tells_every_limit_with_its_default() -> None:
    told = dict(re.findall(r"\| `(CCHC_READ_\w+)` \| (\d+)", GUIDE.read_text(encoding="utf-8")))
    assert told == {PREFIX + field.name.upper(): f"{field.default:.0f}" for field in fields(ReadingLimits)}

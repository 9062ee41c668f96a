"""A short wording that several indicators fit has its usual meaning, told and unsure, where the plan says no other."""

from __future__ import annotations

import pytest

from pipelines.model.plan import Target
from pipelines.understanding.targets import TargetContext, find_targets, target_findings, with_usual_meaning
from pipelines.understanding.targets.usual_meaning import CONFIDENCE

SHORT = "Mức độ hài lòng của người dân, doanh nghiệp đạt tối thiểu 92%."
PROCEDURES = "Mức độ hài lòng của người dân về giải quyết TTHC đạt {}."
SERVICE = "Mức độ hài lòng đối với sự phục vụ của cơ quan hành chính nhà nước (SIPAS) đạt {}."


def _plan(*sentences: str) -> tuple[Target, ...]:
    place = TargetContext("body", heading="II. MỤC TIÊU", plan_year=2026)
    return with_usual_meaning(tuple(one for text in sentences for one in find_targets(text, context=place)))


def _codes(*sentences: str) -> list[str | None]:
    return [target.indicator_code for target in _plan(*sentences)]


@pytest.mark.parametrize("short", [SHORT, "Tỷ lệ hài lòng của người dân: ≥ 92%", "Nâng tỷ lệ hài lòng lên 92% trở lên"])
def test_a_short_wording_is_taken_as_usual_and_told(short: str) -> None:
    (target,) = _plan(short)
    assert target.indicator_code == "satisfaction_procedures"
    assert target.confidence == CONFIDENCE
    assert [finding.rule for finding in target_findings((target,))] == ["indicator_assumed"]


def test_the_same_level_said_in_full_agrees() -> None:
    assert _codes(SHORT, PROCEDURES.format("92%")) == ["satisfaction_procedures"] * 2


def test_where_the_plan_says_another_level_of_it_nothing_is_taken() -> None:
    assert _codes(SHORT, PROCEDURES.format("95%")) == [None, "satisfaction_procedures"]


def test_where_the_same_level_is_that_of_another_indicator_nothing_is_taken() -> None:
    assert _codes(SHORT, SERVICE.format("92%")) == [None, "satisfaction_sipas"]


def test_two_short_wordings_that_differ_are_left_open() -> None:
    assert _codes(SHORT, "Mức độ hài lòng của người dân đạt 88%.") == [None, None]


def test_levels_of_several_years_are_one_indicator() -> None:
    ladder = "Mức độ hài lòng của người dân: năm 2026 đạt 90%, năm 2027 đạt 92%."
    assert _codes(ladder) == ["satisfaction_procedures"] * 2


def test_a_wording_that_no_indicator_fits_stays_without_a_code() -> None:
    assert _codes("Bảo đảm 80% hộ dân có thùng rác phân loại.") == [None]

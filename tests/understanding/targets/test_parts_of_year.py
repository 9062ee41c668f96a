"""Steps on the way to the year's level stand under it: no rivals of it, and none of them is published in its place."""

from __future__ import annotations

import pytest

from pipelines.model.plan import Target
from pipelines.understanding.targets import TargetContext, find_targets, with_parts_of_year


def _plan(*sentences: str) -> tuple[Target, ...]:
    place = TargetContext("body", heading="II. MỤC TIÊU", plan_year=2026)
    return with_parts_of_year([one for text in sentences for one in find_targets(text, context=place)])


def _steps(*sentences: str) -> list[tuple[int, str | None, int | None]]:
    return [(int(one.value), one.scope, one.parent) for one in _plan(*sentences)]


def test_quarters_stand_under_the_last_one() -> None:
    quarters = "Tỷ lệ hồ sơ trực tuyến: quý I đạt 60%, quý II đạt 65%, quý III đạt 70%, quý IV đạt 80%."
    assert _steps(quarters) == [(60, "quý I", 3), (65, "quý II", 3), (70, "quý III", 3), (80, None, None)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Lộ trình: 6 tháng đầu năm đạt 60%, đến hết năm đạt 80% hồ sơ trực tuyến.",
        "Đến 30/6/2026 đạt 60% hồ sơ trực tuyến, đến 31/12/2026 đạt 80%.",
        "Hồ sơ trực tuyến đạt 60% trong quý II, 80% vào quý IV.",
    ],
)
def test_the_level_of_a_part_of_the_year_stands_under_the_years(sentence: str) -> None:
    assert [(value, parent) for value, _, parent in _steps(sentence)] == [(60, 1), (80, None)]


def test_the_years_level_may_stand_in_another_sentence() -> None:
    assert _steps("Hồ sơ trực tuyến đạt 80%.", "Hết quý II, hồ sơ trực tuyến đạt 60%.") == [
        (80, None, None),
        (60, "Hết quý II", 0),
    ]


def test_a_step_without_a_level_of_the_year_is_the_plans_level() -> None:
    assert _steps("Hết quý II, hồ sơ trực tuyến đạt 60%.") == [(60, "Hết quý II", None)]


def test_a_step_of_another_indicator_stands_alone() -> None:
    both = _steps("Hồ sơ đúng hạn đạt 98%.", "Hết quý II, hồ sơ trực tuyến đạt 60%.")
    assert [parent for _, _, parent in both] == [None, None]


@pytest.mark.parametrize(
    "sentence",
    ["Kiểm tra 06 tháng/lần, hồ sơ trực tuyến đạt 60%.", "Quý I và quý II, hồ sơ trực tuyến đạt 60% mỗi quý."],
)
def test_a_cycle_or_a_span_of_quarters_is_no_step(sentence: str) -> None:
    assert [one.scope for one in _plan(sentence)] == [None]

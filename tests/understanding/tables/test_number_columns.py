"""Columns of numbers beside the plan's own: a difference, a weight, a volume or a score is never a level."""

from __future__ import annotations

import pytest
from plan_builder import plan, rules, table

NAME = "Tỷ lệ hồ sơ giải quyết đúng hạn"


def read(header, *values):
    return plan(table([("STT", "Chỉ tiêu", "ĐVT", *header), ("1", NAME, "%", *values)]))


def levels(found):
    return [(target.indicator_code, float(target.value)) for target in found.targets]


@pytest.mark.parametrize(
    "title",
    [
        "Tăng/giảm",
        "Tăng, giảm (+/-)",
        "Chênh lệch",
        "So sánh",
        "So sánh 2026/2025 (%)",
        "KH 2026 so với 2025 (+/-)",
        "% so với năm 2025",
        "Tốc độ tăng (%)",
        "Trọng số",
        "Trọng số (%)",
        "Tỷ trọng",
        "Số hồ sơ dự kiến",
        "Tổng số hồ sơ tiếp nhận",
        "Số lượng",
        "Điểm tối đa",
        "Thang điểm",
        "Bình quân 3 năm",
    ],
)
@pytest.mark.parametrize("is_before", [False, True])
def test_only_the_plans_column_gives_a_level(title, is_before):
    header, values = [(title, "Kế hoạch 2026"), ("12", "98")] if is_before else [("Kế hoạch 2026", title), ("98", "12")]
    assert levels(read(header, *values)) == [("on_time_rate", 98.0)]


@pytest.mark.parametrize("header", [("Kế hoạch 2026", "Mức ABC"), ("Mức ABC", "Kế hoạch 2026")])
def test_numbers_under_an_unknown_title_beside_the_plans_are_told_and_not_taken(header):
    values = ("98", "91") if header[0].startswith("Kế") else ("91", "98")
    found = read(header, *values)
    assert levels(found) == [("on_time_rate", 98.0)]
    assert "number_column_unread" in rules(found)


def test_a_level_under_an_unknown_title_alone_is_taken_with_doubt():
    found = read(("Mức ABC",), "98")
    assert levels(found) == [("on_time_rate", 98.0)]
    assert found.targets[0].confidence < 0.8
    assert "value_column_assumed" in rules(found)


@pytest.mark.parametrize(
    "title", ["Kế hoạch 2026", "Chỉ tiêu", "Tỷ lệ (%)", "Mục tiêu năm 2026", "Số lượng", "Năm 2026"]
)
def test_known_titles_over_levels_are_not_doubted(title):
    found = read((title,), "98")
    assert levels(found) == [("on_time_rate", 98.0)]
    assert not {"value_column_assumed", "number_column_unread"} & rules(found)


def test_levels_of_several_years_stay_beside_each_other():
    found = read(("Năm 2026", "Năm 2027"), "98", "99")
    assert [(target.year, float(target.value)) for target in found.targets] == [(2026, 98.0), (2027, 99.0)]

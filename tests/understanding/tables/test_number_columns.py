"""Columns of numbers beside the plan's own: a difference, a weight, a volume or a score is never a level."""

from __future__ import annotations

import pytest
from plan_builder import UP, plan, rules, table

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


@pytest.mark.parametrize(
    ("assigned", "own"),
    [
        ("Tỉnh giao 2026", "Kế hoạch xã 2026"),
        ("Tỉnh giao", "Kế hoạch của xã năm 2026"),
        ("Kế hoạch 2026 (tỉnh giao)", "Kế hoạch 2026 (xã đăng ký)"),
        ("Kế hoạch năm 2026 của tỉnh", "Kế hoạch năm 2026 của phường"),
        ("Mục tiêu của tỉnh", "Mục tiêu của xã"),
        ("UBND tỉnh giao năm 2026", "Xã cam kết"),
        ("TP giao", "Phường tự đăng ký năm 2026"),
        ("Chỉ tiêu giao", "Xã phấn đấu"),
        ("Chỉ tiêu được giao năm 2026", "Chỉ tiêu xã 2026"),
        ("Cấp trên giao", "Mức ABC"),
        ("Chỉ tiêu TW giao", "Chỉ tiêu xã"),
        ("Sở Nội vụ giao", "Phấn đấu năm 2026"),
        ("Giao năm 2026", "Đăng ký năm 2026"),
    ],
)
@pytest.mark.parametrize("is_before", [True, False])
def test_the_units_own_level_wins_over_the_one_that_it_was_given(assigned, own, is_before):
    header, values = ((assigned, own), ("95", "98")) if is_before else ((own, assigned), ("98", "95"))
    found = read(("Kết quả 2025", *header), "91", *values)
    assert levels(found) == [("on_time_rate", 98.0)]
    assert ("value_column_assumed" in rules(found)) == (own == "Mức ABC")


@pytest.mark.parametrize("others", [(), ("Mức ABC", "Mức XYZ")])
def test_levels_given_by_the_province_alone_are_told_and_never_the_units_goals(others):
    found = read(("Kết quả 2025", "Tỉnh giao 2026", *others), "91", "95", *("97", "98")[: len(others)])
    assert levels(found) == []
    assert "assigned_levels_only" in rules(found)
    assert ("number_column_unread" in rules(found)) == bool(others)


def test_levels_that_are_given_by_nobody_in_particular_or_for_another_year_are_the_plans():
    assert levels(read(("Kết quả 2025", "Kế hoạch giao"), "91", "98")) == [("on_time_rate", 98.0)]
    years = read(("Chỉ tiêu giao năm 2026", "Năm 2027"), "98", "99")
    assert [(target.year, float(target.value)) for target in years.targets] == [(2026, 98.0), (2027, 99.0)]


def test_tasks_that_the_province_gave_are_tasks():
    header = ("STT", "Nhiệm vụ tỉnh giao", "Chủ trì", "Thời hạn")
    assert [one.task for one in plan(table([header, ("1", "Lập sổ", "Văn phòng", "Quý I/2026")])).tasks] == ["Lập sổ"]


@pytest.mark.parametrize(
    "title", ["Kết quả 6 tháng", "Thực hiện 9 tháng đầu năm 2026", "KQ quý I/2026", "Ước thực hiện 6 tháng", "Đã đạt"]
)
@pytest.mark.parametrize("is_before", [False, True])
def test_what_a_part_of_the_year_brought_is_no_goal(title, is_before):
    header, values = [(title, "Kế hoạch 2026"), ("12", "98")] if is_before else [("Kế hoạch 2026", title), ("98", "12")]
    assert levels(read(header, *values)) == [("on_time_rate", 98.0)]


def test_what_is_to_be_reached_in_a_part_of_the_year_stays_a_goal_of_it():
    found = read(("Kế hoạch 6 tháng đầu năm", "Kế hoạch 2026"), "95", "98")
    assert [(float(target.value), target.scope) for target in found.targets] == [
        (98.0, None),
        (95.0, "6 tháng đầu năm"),
    ]


def test_levels_of_province_and_unit_below_one_title_are_told_apart():
    header = [("STT", "Chỉ tiêu", "Kế hoạch năm 2026", None), (UP, UP, "Tỉnh", "Xã")]
    assert levels(plan(table([*header, ("1", NAME, "95%", "98%")]))) == [("on_time_rate", 98.0)]


def test_provinces_in_a_list_are_no_names_of_targets():
    found = plan(table([("STT", "Tỉnh", "Tỷ lệ (%)"), ("1", "Lào Cai", "98"), ("2", "Sơn La", "97")]))
    assert found.targets == ()


def test_money_of_province_and_unit_stays_the_budget_and_giao_stays_who_does_it():
    header = [("STT", "Nhiệm vụ", "Kinh phí", None, "Giao", "Thời hạn"), (UP, UP, "Tỉnh", "Xã", UP, UP)]
    rows = [("1", "Mở sổ", "20", "30", "Văn phòng", "Quý I"), ("2", "Họp dân", "5", "10", "Công an xã", "Quý II")]
    (first, _) = plan(table([*header, *rows])).tasks
    assert (first.budget, first.lead, first.objective) == ("20\n30", "Văn phòng", None)

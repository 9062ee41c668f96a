"""Promise: a sentence that judges, defines or divides sets nothing, and one that turns to the plan always counts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from plan_builder import para, plan

from pipelines.model.plan import Target
from pipelines.understanding.targets import TargetContext, find_targets, target_findings


def _read(text: str, heading: str = "II. MỤC TIÊU") -> tuple[Target, ...]:
    return find_targets(text, context=TargetContext(heading=heading, plan_year=2026))


@pytest.mark.parametrize(
    "text",
    [
        "Việc giữ 100% hồ sơ đất đai đúng hạn suốt năm 2025 cho thấy sự cố gắng của bộ phận một cửa.",
        "Hồ sơ trực tuyến toàn trình được hiểu là hồ sơ có 100% các bước làm trên mạng.",
        "Đơn vị tự chủ là đơn vị có nguồn thu bảo đảm từ 100% chi thường xuyên.",
        "Trong thang điểm của tỉnh, điều tra xã hội học chiếm 35%.",
        "Chỉ tiêu 85% hồ sơ nộp trực tuyến của năm trước đến nay chưa hoàn thành.",
        "Tuy các thôn đã phấn đấu, tỷ lệ hồ sơ nộp trực tuyến vẫn chỉ đạt 41%.",
        "Quyết định số 15/QĐ-TTg giao các bộ, ngành và địa phương đưa mức độ hài lòng lên ít nhất 95%.",
    ],
)
def test_what_judges_defines_or_divides_is_no_commitment(text: str) -> None:
    assert _read(text) == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Hồ sơ trực tuyến là trọng tâm của năm, phấn đấu đạt 85%.", "85"),
        ("Tuy nguồn lực còn hạn chế, xã phấn đấu 95% hồ sơ đúng hạn.", "95"),
        ("Điều tra xã hội học về mức độ hài lòng đạt ít nhất 90%.", "90"),
        ("Chỉ tiêu năm 2026: 85% hồ sơ nộp trực tuyến.", "85"),
        ("Phát huy kết quả đã đạt được, năm nay đưa tỷ lệ hồ sơ nộp trực tuyến lên 88%.", "88"),
        ("Mọi kiến nghị được xử lý, không để sang năm 2027 (100%).", "100"),
    ],
)
def test_sentences_that_look_alike_and_commit_are_read(text: str, value: str) -> None:
    assert [target.value for target in _read(text)] == [Decimal(value)]


def test_under_a_title_of_results_only_what_turns_to_the_plan_is_a_commitment() -> None:
    assert _read("Hồ sơ nộp trực tuyến đạt 71%.", "I. Kết quả năm 2025") == ()
    meant = _read("Để khắc phục, xã sẽ rà soát, đưa 100% hồ sơ đúng hạn.", "I. Kết quả năm 2025")
    named = _read("Số hóa kết quả giải quyết TTHC trong năm 2026 phải đạt 90%.", "I. Kết quả năm 2025")
    assert [target.value for target in (*meant, *named)] == [Decimal(100), Decimal(90)]


def test_a_number_that_looks_measured_is_doubted_and_said_so() -> None:
    measured = _read("Tỷ lệ hồ sơ giải quyết đúng hạn: 91,37%", "2. Cải cách thủ tục hành chính")
    assert [finding.rule for finding in target_findings(measured)] == ["target_may_be_result"]
    assert measured[0].confidence < 0.8


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("Tỷ lệ hồ sơ giải quyết đúng hạn: 91,5%", "2. Cải cách thủ tục hành chính"),
        ("Tỷ lệ hồ sơ giải quyết đúng hạn: 99,8%", "2. Cải cách thủ tục hành chính"),
        ("Phấn đấu tỷ lệ hồ sơ giải quyết đúng hạn đạt 91,37%", "2. Cải cách thủ tục hành chính"),
        ("Tỷ lệ hồ sơ giải quyết đúng hạn: 91,37%", "II. MỤC TIÊU"),
    ],
)
def test_round_numbers_and_those_that_are_asked_for_are_not_doubted(text: str, heading: str) -> None:
    assert [finding.rule for finding in target_findings(_read(text, heading))] == []


@pytest.mark.parametrize("about", ["khoảng", "gần", "xấp xỉ", "vào khoảng", "trên dưới"])
def test_a_level_printed_as_about_so_much_is_taken_and_told(about: str) -> None:
    (target,) = _read(f"Phấn đấu số hóa {about} 70% kết quả giải quyết TTHC.", "II. MỤC TIÊU")
    assert (target.comparator, target.value, target.indicator_code) == ("=", Decimal(70), "digitisation_rate")
    assert [finding.rule for finding in target_findings((target,))] == ["target_softened"]
    assert 0.8 <= target.confidence < 0.95


@pytest.mark.parametrize("text", ["Phấn đấu trên 70% hồ sơ đúng hạn.", "Xã có gần 900 hộ, 70% hồ sơ đúng hạn."])
def test_a_bound_or_a_rough_number_beside_it_softens_no_level(text: str) -> None:
    assert [finding.rule for finding in target_findings(_read(text, "II. MỤC TIÊU"))] == []


REWARDED = "- Có ít nhất 02 sáng kiến cải cách hành chính được áp dụng, 98% hồ sơ giải quyết đúng hạn."


@pytest.mark.parametrize(
    "title",
    ["1. Tiêu chuẩn Giấy khen của Chủ tịch UBND xã", "IV. HÌNH THỨC, TIÊU CHUẨN KHEN THƯỞNG", "2. Điều kiện xét tặng"],
)
def test_what_a_reward_is_given_for_is_no_goal_of_the_unit(title):
    assert plan(para("II. NỘI DUNG", "h", bold=True), para(title, "h", bold=True), para(REWARDED)).targets == ()


@pytest.mark.parametrize(
    "title", ["1. Tiêu chí thi đua", "5. Công tác thi đua, khen thưởng", "2. Tiêu chuẩn phục vụ người dân"]
)
def test_goals_of_an_emulation_stay_goals(title):
    assert len(plan(para("II. NỘI DUNG", "h", bold=True), para(title, "h", bold=True), para(REWARDED)).targets) == 2


@pytest.mark.parametrize("heading", ["Phương pháp chấm điểm", "2. Cách tính điểm", "Cơ cấu điểm"])
def test_points_under_a_rule_of_marks_are_no_targets(heading: str) -> None:
    text = "Tiêu chí công khai tối đa 18 điểm, tiêu chí tiến độ tối đa 20 điểm."
    assert find_targets(text, context=TargetContext("body", heading=heading, plan_year=2026)) == ()

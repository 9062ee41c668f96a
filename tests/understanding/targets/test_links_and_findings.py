"""Promises: a commitment stated twice counts once; doubtful numbers are told to the reviewer."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from pipelines.model.plan import Target
from pipelines.understanding.targets import TargetContext, find_targets, link_repeats, target_findings

BODY = TargetContext(found_in="body", plan_year=2026)
TABLE = TargetContext(found_in="table", column="objective", plan_year=2026)


def _all(*texts: str, context: TargetContext = BODY) -> tuple[Target, ...]:
    """Targets of several texts with parents moved to the whole, as the plan reader does."""
    whole: list[Target] = []
    for text in texts:
        offset = len(whole)
        for target in find_targets(text, context=context):
            parent = None if target.parent is None else target.parent + offset
            whole.append(_with_parent(target, parent))
    return tuple(whole)


def _with_parent(target: Target, parent: int | None) -> Target:
    return replace(target, parent=parent)


def _rules(targets: tuple[Target, ...]) -> list[str]:
    return [finding.rule for finding in target_findings(link_repeats(targets))]


def test_commitment_of_the_body_repeated_in_the_annex_counts_once() -> None:
    body = find_targets("Tỷ lệ hồ sơ giải quyết đúng hạn đạt 98%", context=BODY)
    annex = find_targets("98% hồ sơ TTHC được giải quyết đúng hạn và trước hạn", context=TABLE)
    assert [t.repeats for t in link_repeats(body + annex)] == [None, 0]


def test_year_printed_in_one_place_only_does_not_part_the_two() -> None:
    found = _all("Năm 2026, tỷ lệ số hóa hồ sơ đạt 90%", "Tỷ lệ số hóa hồ sơ đạt 90%")
    assert [t.repeats for t in link_repeats(found)] == [None, 0]


def test_third_statement_points_at_the_first_not_at_the_second() -> None:
    text = "Tỷ lệ hồ sơ giải quyết đúng hạn đạt 98%"
    assert [t.repeats for t in link_repeats(_all(text, text, text))] == [None, 0, 0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tỷ lệ hồ sơ đúng hạn đạt 98%", "Tỷ lệ hồ sơ đúng hạn đạt 99%"),
        ("Tỷ lệ số hóa hồ sơ đạt 90%", "Tỷ lệ hồ sơ thanh toán trực tuyến đạt 90%"),
        ("Tỷ lệ số hóa hồ sơ năm 2026 đạt 90%", "Tỷ lệ số hóa hồ sơ năm 2027 đạt 90%"),
        (
            "Hài lòng về giải quyết TTHC lĩnh vực đất đai đạt 90%",
            "Hài lòng về giải quyết TTHC lĩnh vực hộ tịch đạt 90%",
        ),
        ("100% thôn có nhà văn hóa", "100% thôn có tổ hòa giải hoạt động tốt"),
    ],
)
def test_different_commitments_are_not_taken_for_repeats(one: str, other: str) -> None:
    assert [t.repeats for t in link_repeats(_all(one, other))] == [None, None]


def test_same_wording_without_a_code_is_a_repeat_too() -> None:
    texts = ("80% thôn có điểm hỗ trợ dịch vụ công.", "- 80% thôn có điểm hỗ trợ dịch vụ công")
    assert [t.repeats for t in link_repeats(_all(*texts))] == [None, 0]


def test_impossible_percentage_is_an_error() -> None:
    assert "target_out_of_range" in _rules(_all("Tỷ lệ số hóa hồ sơ đạt 120%"))
    assert "target_out_of_range" not in _rules(_all("Tỷ lệ số hóa hồ sơ đạt 100%"))


def test_growth_above_a_hundred_percent_is_possible() -> None:
    assert "target_out_of_range" not in _rules(_all("Số hồ sơ nộp trực tuyến tăng 150% so với năm 2025"))


def test_percentage_without_indicator_is_told() -> None:
    assert _rules(_all("100% thôn có tổ hòa giải hoạt động tốt")) == ["unmapped_target"]


def test_mixed_basis_of_payment_is_told() -> None:
    assert _rules(_all("Tỷ lệ hồ sơ giao dịch thanh toán trực tuyến đạt 60%")) == ["target_scope_unclear"]


def test_two_values_for_one_indicator_are_a_conflict_told_once() -> None:
    found = _all("Tỷ lệ số hóa hồ sơ đạt 80%", "Tỷ lệ số hóa hồ sơ đạt 100%", "Tỷ lệ số hóa hồ sơ đạt 90%")
    conflicts = [f for f in target_findings(link_repeats(found)) if f.rule == "target_conflict"]
    assert len(conflicts) == 1
    assert conflicts[0].detail is not None
    assert "80, 90, 100" in conflicts[0].detail


def test_values_of_different_years_or_levels_are_no_conflict() -> None:
    assert _rules(_all("Tỷ lệ số hóa hồ sơ đạt 80% năm 2026, 100% năm 2027")) == []
    assert _rules(_all("Tỷ lệ hồ sơ thanh toán trực tuyến toàn tỉnh đạt 60%, cấp xã đạt 50%")) == []


def test_repeats_are_information_and_no_conflict() -> None:
    text = "Tỷ lệ số hóa hồ sơ đạt 80%"
    assert _rules(_all(text, text)) == ["repeated_target"]


def test_range_written_backwards_is_told() -> None:
    assert "target_unit_error" in _rules(_all("Tỷ lệ số hóa hồ sơ đạt từ 90% đến 60%"))


def test_findings_carry_the_printed_words_and_the_place() -> None:
    (finding,) = target_findings(_all("Tỷ lệ số hóa hồ sơ đạt 120,5%"))
    assert finding.evidence == "Tỷ lệ số hóa hồ sơ đạt 120,5%"
    assert finding.detail == "120,5%"


def test_clause_that_fits_two_indicators_has_no_code_and_both_candidates() -> None:
    found = _all("Tỷ lệ số hóa hồ sơ đạt 80%")
    doubtful = replace(found[0], indicator_code=None, candidates=("digitisation_rate", "electronic_result_rate"))
    (finding,) = target_findings((doubtful,))
    assert finding.rule == "ambiguous_indicator"
    assert finding.detail is not None
    assert finding.detail.count(";") == 1


def test_value_of_every_target_is_a_decimal() -> None:
    assert all(isinstance(t.value, Decimal) for t in _all("Tỷ lệ số hóa hồ sơ đạt 80%", "Có ít nhất 02 sáng kiến CCHC"))


@pytest.mark.parametrize(
    "told",
    [
        "Xã có 14/14 thôn lập Tổ công nghệ số cộng đồng, đạt 100%.",
        "Tháng 11/2025, tỷ lệ hồ sơ nộp trực tuyến toàn xã đạt 83,4%.",
        "Tỷ lệ số hóa thành phần hồ sơ hiện nay là 57%.",
        "100% TTHC thuộc thẩm quyền của xã đã được niêm yết tại Trung tâm.",
        "Tỷ lệ hồ sơ trực tuyến đã tăng từ 60% năm 2024 lên 71%.",
        "Trong 6 tháng đầu năm, các xã, thị trấn cũ đã giải quyết đúng hạn 94% hồ sơ, số hóa được 61% kết quả.",
    ],
)
def test_what_was_counted_what_is_and_what_an_earlier_year_brought_is_no_commitment(told: str) -> None:
    assert find_targets(told, context=BODY) == ()


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        ("Kế thừa kết quả đã đạt được, năm 2026 xã tiếp tục bảo đảm 95% hồ sơ đúng hạn.", "95"),
        ("Tỷ lệ hồ sơ nộp trực tuyến nâng từ 71% năm 2025 lên 88%.", "88"),
        ("100% đơn vị áp dụng TCVN ISO 9001:2015 được đánh giá trong năm.", "100"),
        ("Hồ sơ đã tiếp nhận phải được số hóa đạt 90% trở lên.", "90"),
    ],
)
def test_a_commitment_beside_words_of_the_past_stays_one(asked: str, value: str) -> None:
    assert Decimal(value) in {target.value for target in find_targets(asked, context=BODY)}


@pytest.mark.parametrize(
    ("printed", "change"),
    [
        ("Tỷ lệ hồ sơ trễ hạn giảm còn 2%.", None),
        ("Giảm tỷ lệ hồ sơ trễ hạn xuống còn 2%.", None),
        ("Tỷ lệ hồ sơ trễ hạn giảm xuống dưới 2%.", None),
        ("Giảm 20% thời gian giải quyết thủ tục.", "decrease"),
        ("Chi phí tuân thủ thủ tục hành chính còn giảm 20%.", "decrease"),
    ],
)
def test_a_level_that_something_falls_to_is_no_change(printed: str, change: str | None) -> None:
    (target,) = find_targets(printed, context=BODY)
    assert target.change == change

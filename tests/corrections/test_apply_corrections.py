"""What a correction does to a plan, and when it no longer does it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from builders import DOCUMENT, TODAY, citation, correction, metadata, plan, target, task
from hypothesis import given
from hypothesis import strategies as st

from pipelines.corrections import stage
from pipelines.corrections.apply import apply_corrections
from pipelines.corrections.contradictions import contradictions
from pipelines.corrections.model import Decision, Item, Status
from pipelines.model.document import Box
from pipelines.model.plan import DeadlineKind, Finding, ReviewMark
from pipelines.reference.indicators import indicators
from pipelines.understanding.findings.targets import missing_core
from pipelines.warehouse.lake.rows import bbox_json

WORDS = "thanh toán trực tuyến đạt 70%"
ONE = plan((target("70", WORDS),))
TWO = plan((target("70", WORDS), target("90", "hài lòng đạt 90%", indicator_code="satisfaction_rate")))


def apply(before, *corrections):
    return apply_corrections(before, DOCUMENT, corrections)


def test_corrected_value_keeps_the_printed_words_and_the_place() -> None:
    done = apply(ONE, correction())
    before, after = ONE.targets[0], done.plan.targets[0]
    assert (after.value, after.review) == (Decimal("75"), ReviewMark.CORRECTED)
    assert (after.evidence, after.box, after.indicator_text) == (before.evidence, before.box, before.indicator_text)
    assert [one.status for one in done.results] == [Status.APPLIED]
    assert done.results[0].item_ids == (f"{DOCUMENT}-g0",)


@pytest.mark.parametrize(("old", "new"), [("70,0", "75"), ("70.00", "75,5%"), ("70", "75.50")])
def test_numbers_are_compared_by_meaning(old: str, new: str) -> None:
    done = apply(ONE, correction(old_value=old, new_value=new))
    assert done.results[0].status is Status.APPLIED
    assert done.plan.targets[0].value in (Decimal("75"), Decimal("75.5"))


def test_correction_expires_when_the_reading_already_says_so() -> None:
    done = apply(plan((target("75", WORDS),)), correction())
    assert done.results[0].status is Status.EXPIRED
    assert "đã cho đúng giá trị này (75)" in done.results[0].reason_vi
    assert done.plan.targets[0].review is None


def test_correction_expires_when_the_reading_became_another_one() -> None:
    done = apply(plan((target("80", WORDS),)), correction())
    assert done.results[0].status is Status.EXPIRED
    assert "giá trị khác (80)" in done.results[0].reason_vi
    assert done.plan.targets[0].value == Decimal("80")


def test_correction_expires_when_the_words_are_gone() -> None:
    done = apply(plan((target("70", "câu khác hẳn đạt 70%"),)), correction())
    assert done.results[0].status is Status.EXPIRED
    assert done.plan == plan((target("70", "câu khác hẳn đạt 70%"),))


def test_renumbered_reading_is_found_by_words_and_place() -> None:
    moved = plan((target("90", "hài lòng đạt 90%"), target("70", WORDS, box=Box(2, 81.0, 103.0, 499.0, 121.0))))
    done = apply(moved, correction(item_id=f"{DOCUMENT}-g0"))
    assert done.results[0].item_ids == (f"{DOCUMENT}-g1",)
    assert [one.value for one in done.plan.targets] == [Decimal("90"), Decimal("75")]


def test_same_words_in_two_places_are_told_apart_by_the_place() -> None:
    twice = plan((target("70", WORDS, box=Box(5, 80.0, 300.0, 500.0, 320.0)), target("70", WORDS)))
    done = apply(twice, correction())
    assert done.results[0].item_ids == (f"{DOCUMENT}-g1",)


def test_correction_that_fits_several_places_is_refused() -> None:
    twice = plan((target("70", WORDS), target("70", WORDS)))
    done = apply(twice, correction(place="", item_id=None))
    assert done.results[0].status is Status.REJECTED
    assert "2 chỗ" in done.results[0].reason_vi
    assert done.plan.targets == twice.targets


def test_of_two_decisions_the_later_counts_whatever_their_order() -> None:
    early = correction(row=9, new_value="72", decided_on=TODAY - timedelta(days=3))
    late = correction(row=2, new_value="75")
    for order in ((early, late), (late, early)):
        done = apply(ONE, *order)
        statuses = {one.correction.row: one.status for one in done.results}
        assert statuses == {9: Status.SUPERSEDED, 2: Status.APPLIED}
        assert done.plan.targets[0].value == Decimal("75")


def test_two_fields_of_one_reading_are_both_corrected() -> None:
    code = correction(row=3, field="indicator_code", old_value="online_payment_rate", new_value="digitisation_rate")
    done = apply(ONE, correction(), code)
    assert (done.plan.targets[0].value, done.plan.targets[0].indicator_code) == (Decimal("75"), "digitisation_rate")


def test_accepted_reading_is_certain_and_its_finding_settled() -> None:
    before = plan((target("70", WORDS, indicator_code=None),))
    assert [one.rule for one in before.findings] == ["unmapped_target"]
    done = apply(before, correction(field="indicator_code", old_value="-", decision=Decision.ACCEPT, new_value=None))
    assert (done.plan.targets[0].confidence, done.plan.targets[0].review) == (1.0, ReviewMark.ACCEPTED)
    assert [one.review for one in done.plan.findings] == [ReviewMark.ACCEPTED]


def test_indicator_given_by_the_reviewer_settles_the_unmapped_finding() -> None:
    before = plan((target("70", WORDS, indicator_code=None),))
    done = apply(before, correction(field="indicator_code", old_value="-", new_value="digitisation_rate"))
    assert all(one.review is not None for one in done.plan.findings if one.rule == "unmapped_target")


def test_rejected_target_leaves_repeats_and_numbers_of_the_others_alone() -> None:
    before = plan((target("70", WORDS), target("90", "hài lòng đạt 90%"), target("90", "hài lòng đạt 90%")))
    assert before.targets[2].repeats == 1
    done = apply(before, correction(decision=Decision.REJECT, new_value=None))
    assert [one.review for one in done.plan.targets] == [ReviewMark.REJECTED, None, None]
    assert done.plan.targets[2].repeats == 1


def test_repeats_of_a_rejected_target_stand_for_themselves() -> None:
    before = plan((target("70", WORDS), target("70", WORDS, box=Box(4, 80.0, 100.0, 500.0, 120.0), found_in="table")))
    assert before.targets[1].repeats == 0
    done = apply(before, correction(decision=Decision.REJECT, new_value=None))
    assert done.plan.targets[1].repeats is None


def test_conflict_disappears_when_its_wrong_side_is_corrected() -> None:
    before = plan((target("70", WORDS), target("75", "thanh toán trực tuyến đạt 75%", found_in="table")))
    assert "target_conflict" in {one.rule for one in before.findings}
    done = apply(before, correction())
    open_rules = {one.rule for one in done.plan.findings if one.review is None}
    assert "target_conflict" not in open_rules


def test_core_indicator_given_by_a_reviewer_is_no_longer_missing() -> None:
    before = plan((target("70", WORDS, indicator_code=None),))
    (missing,) = missing_core(before.metadata, before.targets)
    before = replace(before, findings=(*before.findings, missing))
    core = next(one for one in indicators() if one.is_core)
    done = apply(before, correction(field="indicator_code", old_value="-", new_value=core.code))
    (still,) = (one for one in done.plan.findings if one.rule == "missing_core_indicator" and one.review is None)
    assert core.name_vi in (missing.detail or "")
    assert core.name_vi not in (still.detail or "")


def test_value_out_of_range_given_by_a_reviewer_is_a_finding_again() -> None:
    done = apply(ONE, correction(new_value="170"))
    assert [one.rule for one in done.plan.findings if one.review is None] == ["target_out_of_range"]


def test_deadline_typed_by_a_reviewer_is_read_with_the_plans_year() -> None:
    before = plan((), (task(0, "xem bên dưới nhé"),))
    words = "1 | Việc thử số 1 | Báo cáo thử | xem bên dưới nhé"
    fix = correction(
        item=Item.TASK, evidence=words, place="bảng 1 hàng 2", field="deadline", old_value="-", new_value="Quý III"
    )
    done = apply(before, fix)
    deadline = done.plan.tasks[0].deadline
    assert (deadline.kind, deadline.start, deadline.end) == (
        DeadlineKind.QUARTER,
        date(2026, 7, 1),
        date(2026, 9, 30),
    )
    assert done.plan.tasks[0].deadline_text == "xem bên dưới nhé"
    assert {one.rule for one in done.plan.findings if one.review is None} <= {"deadline_year_missing"}


def test_office_is_named_once_for_every_task() -> None:
    before = plan((), (task(0, "Quý I/2026"), task(1, "Quý II/2026")))
    fix = correction(
        item=Item.OFFICE, evidence="Tổ thử nghiệm", place="", field="office_code", old_value="-", new_value="VHXH"
    )
    done = apply(before, fix)
    assert [mention.code for one in done.plan.tasks for mention in one.offices] == ["VHXH", "VHXH"]
    assert len(done.results[0].item_ids) == 2
    assert [one.lead for one in done.plan.tasks] == ["Tổ Thử Nghiệm"] * 2


def test_unit_given_by_its_code_brings_name_type_and_province() -> None:
    before = replace(plan(), findings=(Finding("commune_name_missing"),), metadata=metadata())
    fix = correction(item=Item.DOCUMENT, evidence="", place="", field="commune_code", old_value="-", new_value="17329")
    done = apply(before, fix)
    found = done.plan.metadata
    assert (found.commune_code, found.commune_name is not None, found.province_name is not None) == (
        "17329",
        True,
        True,
    )
    assert done.plan.findings[0].review is ReviewMark.CORRECTED


def test_date_of_a_cited_act_is_corrected() -> None:
    before = replace(plan(), citations=(citation(),))
    fix = correction(
        item=Item.CITATION,
        evidence="Quyết định số 12/QĐ-UBND của xã",
        place="tr.1 80,200,400,215",
        field="issued_on",
        old_value="-",
        new_value="05/01/2026",
    )
    assert apply(before, fix).plan.citations[0].issued_on == date(2026, 1, 5)


def test_no_correction_leaves_the_plan_as_it_is() -> None:
    assert apply(TWO).plan == TWO


@given(st.permutations(range(3)))
def test_order_of_corrections_decides_nothing(order: list[int]) -> None:
    given_rows = (
        correction(),
        correction(row=3, field="comparator", old_value=">=", new_value="="),
        correction(row=4, evidence="hài lòng đạt 90%", old_value="90", new_value="95", place="tr.2 80,100,500,120"),
    )
    assert apply(TWO, *(given_rows[index] for index in order)).plan == apply(TWO, *given_rows).plan


@given(st.decimals(min_value=0, max_value=100, places=2))
def test_applying_again_to_the_corrected_reading_expires(value: Decimal) -> None:
    first = apply(ONE, correction(new_value=f"{value}".replace(".", ",")))
    again = plan((replace(first.plan.targets[0], review=None),))
    second = apply(again, correction(new_value=f"{value}"))
    assert second.results[0].status is Status.EXPIRED or value == 70


def test_places_are_those_of_the_warehouse() -> None:
    assert bbox_json((ONE.targets[0].box,)) == "[[2,80.0,100.0,500.0,120.0]]"


def test_a_row_that_makes_us_fail_costs_that_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(before, document_id, corrections):
        if any(one.new_value == "75" for one in corrections):
            raise KeyError("planted")
        return apply_corrections(before, document_id, corrections)

    monkeypatch.setattr(stage, "apply_corrections", failing)
    bad, words = correction(), "hài lòng đạt 90%"
    good = correction(decision=Decision.ACCEPT, evidence=words, old_value="90", new_value=None)
    done = stage._corrected(TWO, DOCUMENT, (bad, good))
    assert [one.status for one in done.results] == [Status.REJECTED, Status.APPLIED]
    assert "KeyError" in done.results[0].reason_vi
    assert [one.review for one in done.plan.targets] == [None, ReviewMark.ACCEPTED]


def _at(time: str, **more):
    return replace(correction(**more), decided_at=time)


@pytest.mark.parametrize("others", [("ra-soat-a.csv", "ra-soat-b.csv"), ("ra-soat-b.csv", "ra-soat-a.csv")])
def test_of_two_reviewers_on_one_day_the_later_counts_whatever_their_files_are_called(others) -> None:
    first, second = _at("08:00:00", new_value="75"), _at("09:30:00", new_value="78")
    done = apply(ONE, replace(first, file_path=others[0]), replace(second, file_path=others[1]))
    assert [one.status for one in done.results] == [Status.SUPERSEDED, Status.APPLIED]
    assert done.plan.targets[0].value == Decimal("78")


def test_striking_out_outweighs_an_edit_of_another_field_until_a_later_decision() -> None:
    edit = _at("08:00:00", field="comparator", old_value=">=", new_value="=")
    out = _at("09:00:00", decision=Decision.REJECT, new_value=None)
    done = apply(ONE, edit, out)
    assert [one.status for one in done.results] == [Status.SUPERSEDED, Status.APPLIED]
    assert done.plan.targets[0].review is ReviewMark.REJECTED
    again = _at("10:00:00", field="comparator", old_value=">=", new_value="=")
    done = apply(ONE, edit, out, again)
    assert [one.status for one in done.results] == [Status.SUPERSEDED, Status.SUPERSEDED, Status.APPLIED]
    assert done.plan.targets[0].review is ReviewMark.CORRECTED


def test_of_two_decisions_at_the_same_time_striking_out_counts() -> None:
    edit = _at("", field="comparator", old_value=">=", new_value="=")
    out = _at("", decision=Decision.REJECT, new_value=None)
    assert [one.status for one in apply(ONE, edit, out).results] == [Status.SUPERSEDED, Status.APPLIED]


def test_a_decision_that_was_taken_back_changes_nothing_and_stays_in_the_history() -> None:
    edit = _at("08:00:00", new_value="75")
    back = _at("09:00:00", decision=Decision.WITHDRAW, new_value=None)
    done = apply(ONE, edit, back)
    assert [one.status for one in done.results] == [Status.SUPERSEDED, Status.APPLIED]
    assert "đã rút lại" in done.results[0].reason_vi
    assert done.plan == ONE
    again = _at("10:00:00", new_value="78")
    done = apply(ONE, edit, back, again)
    assert done.plan.targets[0].value == Decimal("78")


def test_taking_back_an_edit_of_one_field_leaves_that_of_another() -> None:
    value, sign = _at("08:00:00", new_value="75"), _at("08:00:00", field="comparator", old_value=">=", new_value="=")
    back = _at("09:00:00", decision=Decision.WITHDRAW, new_value=None)
    done = apply(ONE, value, sign, back)
    assert (done.plan.targets[0].value, done.plan.targets[0].comparator) == (ONE.targets[0].value, "=")


def test_rows_that_decide_one_reading_differently_are_named_with_the_one_that_counts() -> None:
    first = replace(_at("", new_value="75"), file_path="a.csv", row=2)
    second = replace(_at("", new_value="78"), file_path="b.csv", row=5)
    (found,) = contradictions([second, first])
    assert "a.csv, dòng 2 (sửa giá trị thành 75) và b.csv, dòng 5 (sửa giá trị thành 78)" in found.text_vi
    assert "dòng ghi sau được tính: b.csv, dòng 5" in found.text_vi
    out = replace(_at("10:00:00", decision=Decision.REJECT, new_value=None, field="comparator"), row=9)
    assert len(list(contradictions([first, out]))) == 1


def test_rows_about_other_fields_places_or_taken_back_contradict_nothing() -> None:
    first = _at("08:00:00", new_value="75")
    same = replace(first, file_path="b.csv")
    other = _at("09:00:00", field="comparator", old_value=">=", new_value="=")
    elsewhere = replace(_at("09:00:00", new_value="78"), place="tr.9 1,2,3,4")
    back = _at("09:00:00", decision=Decision.WITHDRAW, new_value=None)
    again = _at("10:00:00", new_value="78")
    assert list(contradictions([first, same, other, elsewhere])) == []
    assert list(contradictions([first, back, again])) == []

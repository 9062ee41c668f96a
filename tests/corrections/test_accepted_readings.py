"""Accepting a reading says that it was read rightly: what the unit has to mend in it stays a finding."""

from __future__ import annotations

from builders import DOCUMENT, correction, plan, target, task

from pipelines.corrections.apply import apply_corrections, settled_rules
from pipelines.corrections.model import Decision, Item, Status
from pipelines.reference.finding_rules import finding_rules
from pipelines.reporting.sheets.points import sheet_rules

WORDS = "thanh toán trực tuyến đạt 70%"


def apply(before, *corrections):
    return apply_corrections(before, DOCUMENT, corrections)


def _open_rules(done) -> set[str]:
    return {one.rule for one in done.plan.findings if one.review is None}


def _about_the_deadline(due: str, old_value: str, **changes):
    before = plan((), (task(0, due),))
    words = f"1 | Việc thử số 1 | Báo cáo thử | {due}"
    own = {"item": Item.TASK, "evidence": words, "place": "bảng 1 hàng 2", "field": "deadline", "old_value": old_value}
    return apply(before, correction(**own | changes))


ACCEPT = {"decision": Decision.ACCEPT, "new_value": None}


def test_confirming_a_date_that_no_calendar_has_leaves_it_to_the_commune() -> None:
    done = _about_the_deadline("Trước ngày 31/11/2026", "ngày", **ACCEPT)
    assert done.results[0].status is Status.APPLIED
    assert "impossible_date" in _open_rules(done)
    assert done.plan.tasks[0].deadline.end is None  # still in no calendar


def test_a_date_that_the_reviewer_corrects_is_no_impossible_one() -> None:
    done = _about_the_deadline("Trước ngày 31/11/2026", "ngày", new_value="30/11/2026")
    assert "impossible_date" not in _open_rules(done)


def test_confirming_that_no_deadline_can_be_read_settles_what_was_ours() -> None:
    done = _about_the_deadline("xem bên dưới nhé", "-", **ACCEPT)
    assert "deadline_unparsed" not in _open_rules(done)


def test_confirming_120_percent_leaves_it_to_the_commune() -> None:
    before = plan((target("120", WORDS),))
    done = apply(before, correction(old_value="120", **ACCEPT))
    assert done.results[0].status is Status.APPLIED
    assert _open_rules(done) == {"target_out_of_range"}
    assert _open_rules(apply(before, correction(old_value="120", new_value="12"))) == set()


def test_choosing_the_value_that_counts_leaves_the_contradiction_to_the_commune() -> None:
    before = plan((target("70", WORDS), target("75", "thanh toán trực tuyến đạt 75%", found_in="table")))
    assert "target_conflict" in _open_rules(apply(before, correction(**ACCEPT)))


def test_no_acceptance_settles_what_a_unit_is_asked_to_mend() -> None:
    accepted = {rule for (_, _, rule), decisions in settled_rules().items() if "accept" in decisions}
    asked = {rule for rule in accepted if finding_rules()[rule].action_vi.startswith("Đề nghị đơn vị")}
    assert asked | (accepted & set(sheet_rules())) == set()

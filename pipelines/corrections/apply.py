"""Plan × corrections → Plan: a pure function. Printed words, places and the order of rows never change.

Every correction is checked against the reading as it was, so that the order of rows decides nothing; of several that
decide the same thing the latest counts. What follows from the readings (repeats, findings) is worked out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipelines.corrections.columns import data_rows
from pipelines.corrections.items import ReadItem, find_reading, readings, same_words
from pipelines.corrections.model import Correction, Decision, Item, Result, Status
from pipelines.corrections.setting import period_of, set_field
from pipelines.corrections.values import BadValue, Value, deadline_words, field_of, shown
from pipelines.model.plan import Finding, Plan, ReviewMark, Target
from pipelines.understanding.deadlines import deadline_findings, parse_deadline
from pipelines.understanding.findings.targets import missing_core
from pipelines.understanding.targets import link_repeats, target_findings

_MARKS = {
    Decision.EDIT: ReviewMark.CORRECTED,
    Decision.ACCEPT: ReviewMark.ACCEPTED,
    Decision.REJECT: ReviewMark.REJECTED,
}
# of two decisions about different fields of one reading the stronger one marks it
_STRENGTH = (Decision.ACCEPT, Decision.EDIT, Decision.REJECT)
_ANY_FIELD = "*"


@dataclass(frozen=True, slots=True)
class Corrected:
    """The plan after its corrections, and what became of each of them, in the order given."""

    plan: Plan
    results: tuple[Result, ...]


def apply_corrections(plan: Plan, document_id: str, corrections: Iterable[Correction]) -> Corrected:
    """Apply the corrections of one document.

    Args:
        plan: as understood, without any review mark.
        document_id: id of the document, which every correction names.
        corrections: in any order.

    Returns:
        The corrected plan. A correction whose place is gone, whose value the reading already has or no longer has is
        ``expired``; one that a later one decides again is ``superseded``; one that fits several places ``rejected``.
    """
    given = tuple(corrections)
    latest = _latest(given)
    judged = [(one, _judged(plan, document_id, one, latest)) for one in given]
    corrected = plan
    standing = [pair for pair in judged if pair[0].decision is not Decision.WITHDRAW]
    for one, (result, reading) in sorted(standing, key=lambda pair: _STRENGTH.index(pair[0].decision)):
        if result.status is Status.APPLIED and reading is not None:
            corrected = _with(corrected, one, reading)
    applied = [one for one, (result, _) in judged if result.status is Status.APPLIED]
    settled = _settled(plan, corrected, [(one, reading) for one, (_, reading) in judged if one in applied and reading])
    return Corrected(settled, tuple(result for _, (result, _) in judged))


# ------------------------------------------------------------------------------------------------ judging


def _subject(one: Correction) -> tuple[str, ...]:
    return one.item, one.field, one.evidence, one.place, one.old_value or ""


def _latest_of_row(one: Correction, latest: Mapping[tuple[str, ...], Correction]) -> Correction:
    """The decision that outweighs ``one`` on the same reading: the later of striking it out and of keeping it.

    Of two made at the same time striking out counts, for a value that is no commitment needs no correction.
    """
    same = [other for other in latest.values() if _reading_of(other) == _reading_of(one) and other is not one]
    is_out = one.decision is Decision.REJECT
    standing = [other for other in same if other.decision is not Decision.WITHDRAW]
    against = [other for other in standing if (other.decision is Decision.REJECT) != is_out]
    if not against:
        return one
    strongest = max(against, key=lambda other: other.order)
    mine, other_time = (one.decided_on, one.decided_at), (strongest.decided_on, strongest.decided_at)
    if mine == other_time:
        return one if is_out else strongest
    return one if mine > other_time else strongest


def _reading_of(one: Correction) -> tuple[str, ...]:
    return one.item, one.evidence, one.place


def _latest(given: Sequence[Correction]) -> dict[tuple[str, ...], Correction]:
    latest: dict[tuple[str, ...], Correction] = {}
    for one in given:
        key = _subject(one)
        if key not in latest or one.order > latest[key].order:
            latest[key] = one
    return latest


def _judged(
    plan: Plan, document_id: str, one: Correction, latest: dict[tuple[str, ...], Correction]
) -> tuple[Result, ReadItem | None]:
    newer = latest[_subject(one)]
    if newer is one:
        newer = _latest_of_row(one, latest)
    if newer is not one:
        withdrawn = newer.decision is Decision.WITHDRAW
        why = f"{'đã rút lại' if withdrawn else 'đã có quyết định mới hơn'} ở {newer.file_path}, dòng {newer.row}"
        return Result(one, Status.SUPERSEDED, why), None
    if one.decision is Decision.WITHDRAW:
        return Result(one, Status.APPLIED, "đã rút lại; giá trị là giá trị đọc từ văn bản"), None
    reading = find_reading(readings(plan, document_id, one.item), one)
    if isinstance(reading, str):
        status = Status.REJECTED if "không rõ" in reading else Status.EXPIRED
        return Result(one, status, reading), None
    status, why = _compared(plan, one, reading)
    return Result(one, status, why, reading.item_ids), reading


def _compared(plan: Plan, one: Correction, reading: ReadItem) -> tuple[Status, str]:
    current = reading.value(one.field)
    if one.decision is Decision.EDIT and _is_same(plan, one, one.new_value, current):
        return Status.EXPIRED, f"cách đọc hiện nay đã cho đúng giá trị này ({shown(current)})"
    if not _is_same(plan, one, one.old_value, current):
        return Status.EXPIRED, f"cách đọc hiện nay cho giá trị khác ({shown(current)}); cần xem lại"
    return Status.APPLIED, "đã áp dụng" if one.decision is Decision.EDIT else "đã ghi nhận"


def _is_same(plan: Plan, one: Correction, typed: str | None, current: Value) -> bool:
    """Whether what was typed means the current value."""
    if (typed or "-") == shown(current):
        return True
    spec = field_of(one.item, one.field)
    if spec is None or typed is None:
        return False
    try:
        value = spec.understood(typed)
    except BadValue:
        return False
    if one.item is Item.TASK and one.field == "deadline":
        return _deadline_text(plan, typed) == current
    return value == current


def _deadline_text(plan: Plan, typed: str) -> str:
    return deadline_words(parse_deadline(typed, plan_year=plan.metadata.plan_year))


# ------------------------------------------------------------------------------------------------ applying


def _with(plan: Plan, one: Correction, reading: ReadItem) -> Plan:
    mark = _MARKS[one.decision]
    value = None
    if one.decision is Decision.EDIT:
        spec = field_of(one.item, one.field)
        value = spec.understood(one.new_value or "") if spec else None
    for index in reading.indexes:
        plan = set_field(plan, one, index, value, mark)
    return plan


# ------------------------------------------------------------------------------------------------ what follows


def _settled(before: Plan, after: Plan, applied: Sequence[tuple[Correction, ReadItem]]) -> Plan:
    """Repeats and findings worked out again from the corrected readings."""
    if not applied:
        return after
    targets = _relinked(after.targets)
    after = replace(after, targets=targets)
    findings = tuple(_marked(before, finding, applied) for finding in after.findings)
    findings = _renewed(findings, _target_findings(before), _target_findings(after))
    findings += tuple(new for one, reading in applied for new in _new_deadline_findings(after, one, reading))
    return replace(after, findings=findings)


def _target_findings(plan: Plan) -> tuple[Finding, ...]:
    """Everything that follows from the targets alone."""
    kept = _kept(plan.targets)
    return (*target_findings(kept), *missing_core(plan.metadata, kept))


def _kept(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    return tuple(target for target in targets if target.review is not ReviewMark.REJECTED)


def _relinked(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """Repeats and parents without the rejected targets; indexes are those of the whole tuple."""
    kept = [index for index, target in enumerate(targets) if target.review is not ReviewMark.REJECTED]
    new_place = {index: place for place, index in enumerate(kept)}
    alone = tuple(
        replace(targets[index], repeats=None, parent=_moved(targets[index].parent, new_place)) for index in kept
    )
    linked = {index: target for index, target in zip(kept, link_repeats(alone), strict=True)}
    return tuple(
        replace(linked[index], repeats=_back(linked[index].repeats, kept), parent=_back(linked[index].parent, kept))
        if index in linked
        else replace(target, repeats=None, parent=None)
        for index, target in enumerate(targets)
    )


def _moved(index: int | None, places: dict[int, int]) -> int | None:
    return None if index is None else places.get(index)


def _back(place: int | None, kept: Sequence[int]) -> int | None:
    return None if place is None else kept[place]


def _renewed(findings: tuple[Finding, ...], before: Sequence[Finding], after: Sequence[Finding]) -> tuple[Finding, ...]:
    """Findings that follow from the targets alone: those that no longer hold are settled, new ones come last."""
    gone, new = list(before), list(after)
    for finding in before:
        if finding in new:
            new.remove(finding)
            gone.remove(finding)
    marked: list[Finding] = []
    for finding in findings:
        if finding in gone:
            gone.remove(finding)
            finding = replace(finding, review=ReviewMark.CORRECTED)  # noqa: PLW2901 - the settled one takes its place
        marked.append(finding)
    return (*marked, *new)


def _marked(plan: Plan, finding: Finding, applied: Sequence[tuple[Correction, ReadItem]]) -> Finding:
    """A finding that a decision answers is settled by it."""
    for one, reading in applied:
        if _answers(plan, one, reading, finding):
            return replace(finding, review=_MARKS[one.decision])
    return finding


def _answers(plan: Plan, one: Correction, reading: ReadItem, finding: Finding) -> bool:
    """Whether a decision leaves nothing to be done about a finding.

    An accepted reading is what the plan prints: what the unit has to mend in it (a day that no calendar has, 120 %)
    stays a finding.
    """
    if one.item is Item.TARGET:
        target = plan.targets[reading.indexes[0]]
        return _settles(one, _ANY_FIELD, finding.rule) and finding in target_findings((target,))
    if one.decision is not Decision.REJECT and not _settles(one, one.field, finding.rule):
        return False
    if one.item is Item.TASK:
        return finding.task_index == plan.tasks[reading.indexes[0]].index
    if one.item is Item.OFFICE:
        return finding.task_index in reading.indexes and same_words(finding.evidence or "", reading.evidence)
    if one.item is Item.CITATION:
        return finding.evidence == reading.evidence
    return True


def _settles(one: Correction, field: str, rule: str) -> bool:
    return one.decision.value in settled_rules().get((one.item.value, field, rule), ())


@cache
def settled_rules() -> Mapping[tuple[str, str, str], tuple[str, ...]]:
    """Decisions that settle a finding: item, field (``*`` for any) and rule → ``accept``, ``edit``."""
    return {
        (row["item"], row["field"], row["rule"]): tuple(row["decisions"].split()) for row in data_rows("settled_rules")
    }


def _new_deadline_findings(plan: Plan, one: Correction, reading: ReadItem) -> tuple[Finding, ...]:
    if one.item is not Item.TASK or one.field != "deadline" or one.decision is not Decision.EDIT:
        return ()
    task, metadata = plan.tasks[reading.indexes[0]], plan.metadata
    outside = deadline_findings(task.deadline, period=period_of(metadata), issued_on=metadata.issued_on)
    found = (*task.deadline.findings, *outside)
    return tuple(replace(finding, task_index=task.index, box=finding.box or reading.box) for finding in found)

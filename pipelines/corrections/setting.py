"""Setting one field of one reading to the value that a reviewer gave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from pipelines.corrections.items import same_words
from pipelines.corrections.model import Correction, Item
from pipelines.corrections.values import Value
from pipelines.model.plan import Citation, OfficeMention, Plan, PlanMetadata, PlanStatus, ReviewMark, Target, Task
from pipelines.reference.offices import offices
from pipelines.reference.units import Commune, commune_by_code, communes, province_by_code
from pipelines.understanding.deadlines import parse_deadline

_T = TypeVar("_T")
_Item = TypeVar("_Item", Target, Citation, PlanMetadata)


def set_field(plan: Plan, one: Correction, index: int, value: Value, mark: ReviewMark) -> Plan:
    """Return ``plan`` with the reading at ``index`` marked, and its field set when it is corrected.

    Args:
        plan: corrected so far.
        one: the correction.
        index: index into the tuple of its kind (tasks for an office).
        value: the new value; used only when ``mark`` is ``CORRECTED``.
        mark: what was decided.
    """
    return _SETTERS[one.item](plan, one, index, value, mark)


def period_of(metadata: PlanMetadata) -> tuple[date, date] | None:
    """First and last day of the plan; None while one of them is unknown."""
    if metadata.period_start is None or metadata.period_end is None:
        return None
    return metadata.period_start, metadata.period_end


def _target(plan: Plan, one: Correction, index: int, value: Value, mark: ReviewMark) -> Plan:
    target = replace(plan.targets[index], review=mark, confidence=1.0)
    if mark is ReviewMark.CORRECTED:
        target = _with_value(target, one.field, value)
        target = replace(target, candidates=()) if one.field == "indicator_code" else target
    return replace(plan, targets=_replaced(plan.targets, index, target))


def _task(plan: Plan, one: Correction, index: int, value: Value, mark: ReviewMark) -> Plan:
    task = replace(plan.tasks[index], review=mark, confidence=1.0)
    if one.field == "deadline":
        task = replace(task, deadline=replace(task.deadline, confidence=1.0))
    if mark is ReviewMark.CORRECTED:
        task = _with_deadline(task, plan, value) if one.field == "deadline" else replace(task, area_code=_text(value))
    plan = replace(plan, tasks=_replaced(plan.tasks, index, task))
    return _without_task(plan, task.index) if mark is ReviewMark.REJECTED else plan


def _with_deadline(task: Task, plan: Plan, value: Value) -> Task:
    read = parse_deadline(_text(value), plan_year=plan.metadata.plan_year, period=period_of(plan.metadata))
    milestones = tuple(replace(one, rule=f"correction.{one.rule}", confidence=1.0) for one in read.milestones)
    return replace(task, deadline=replace(read, milestones=milestones, confidence=1.0))


def _without_task(plan: Plan, task_index: int) -> Plan:
    """Targets found in a row that is no task stand alone."""
    targets = tuple(
        replace(target, task_index=None) if target.task_index == task_index else target for target in plan.targets
    )
    return replace(plan, targets=targets)


def _office(plan: Plan, one: Correction, index: int, value: Value, mark: ReviewMark) -> Plan:
    task = plan.tasks[index]
    mentions = tuple(_mention(mention, one.evidence, value, mark) for mention in task.offices)
    return replace(
        plan, tasks=_replaced(plan.tasks, index, replace(task, offices=mentions, review=mark, confidence=1.0))
    )


def _mention(mention: OfficeMention, words: str, value: Value, mark: ReviewMark) -> OfficeMention:
    if mark is not ReviewMark.CORRECTED or not same_words(mention.text, words):
        return mention
    office = offices().get(_text(value) or "")
    return replace(mention, code=_text(value), is_collective=office.is_collective if office else False)


def _citation(plan: Plan, one: Correction, index: int, value: Value, mark: ReviewMark) -> Plan:
    citation = replace(plan.citations[index], review=mark)
    if mark is ReviewMark.CORRECTED:
        citation = _with_value(citation, one.field, value)
    return replace(plan, citations=_replaced(plan.citations, index, citation))


def _document(plan: Plan, one: Correction, _index: int, value: Value, mark: ReviewMark) -> Plan:
    metadata = replace(plan.metadata, review=mark)
    if mark is ReviewMark.CORRECTED:
        metadata = _with_metadata(metadata, one.field, value)
    return replace(plan, metadata=metadata)


def _with_metadata(metadata: PlanMetadata, field: str, value: Value) -> PlanMetadata:
    if field == "status":
        return replace(metadata, status=PlanStatus(str(value)))
    if field == "issued_on":
        return replace(metadata, issued_on=value if isinstance(value, date) else None, issued_precision="day")
    if field == "commune_code":
        return _of_commune(metadata, str(value))
    return _with_value(metadata, field, value)


def _with_value(item: _Item, field: str, value: Value) -> _Item:
    """``item`` with a field of ``FIELDS`` set; the parser of each field gives the type that the item asks for."""
    change: dict[str, Any] = {field: value}
    return replace(item, **change)


def _of_commune(metadata: PlanMetadata, code: str) -> PlanMetadata:
    """The unit that bore the code on the plan's day, else the newest that ever bore it, with its province."""
    commune = commune_by_code(code, metadata.issued_on or metadata.period_start) or _newest(code)
    province = province_by_code(commune.province_code, commune.valid_to)
    return replace(
        metadata,
        commune_code=code,
        commune_name=commune.name,
        unit_type=commune.unit_type,
        province_code=commune.province_code,
        province_name=province.name if province else metadata.province_name,
    )


def _newest(code: str) -> Commune:
    found = [one for one in communes() if one.code == code]
    return max(found, key=lambda one: (one.valid_to is None, one.valid_to or date.max))


def _replaced(items: tuple[_T, ...], index: int, item: _T) -> tuple[_T, ...]:
    return (*items[:index], item, *items[index + 1 :])


def _text(value: Value) -> str | None:
    return None if value is None else str(value)


_SETTERS: dict[Item, Callable[[Plan, Correction, int, Value, ReviewMark], Plan]] = {
    Item.TARGET: _target,
    Item.TASK: _task,
    Item.OFFICE: _office,
    Item.CITATION: _citation,
    Item.DOCUMENT: _document,
}

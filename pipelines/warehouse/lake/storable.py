"""What a plan may bring that the warehouse cannot hold: set aside value by value, with a finding, before it is stored.

The last belt: understanding gives no such value, and corrections accept none. Whoever brings it about loses that one
value; the plan, its province and the publication go on.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from pipelines.model.document import Box
from pipelines.model.plan import Deadline, DeadlineKind, Finding, Milestone, Plan, ReviewMark, Target, Task
from pipelines.model.tables import VALUE

REVERSED: Final = "deadline_reversed"
TOO_LARGE: Final = "number_too_large"
_TOO_LARGE = Decimal(10) ** (VALUE.precision - VALUE.scale)


def storable(plan: Plan) -> Plan:
    """The plan without what cannot be stored; findings of the values that were set aside come last.

    A deadline that ends before it begins keeps its words and has no days. A target whose number has more digits than
    the warehouse keeps is left out; what hangs on it stands alone. Rows keep their numbers.
    """
    tasks = tuple(map(_in_order, plan.tasks))
    unfit = frozenset(n for n, target in enumerate(plan.targets) if not _fits(target))
    targets = tuple(_without(n, target, unfit) for n, target in enumerate(plan.targets))
    told = (
        *(_reversed(task) for task, kept in zip(plan.tasks, tasks, strict=True) if task is not kept),
        *(_too_large(plan.targets[n]) for n in sorted(unfit)),
    )
    if not told:
        return plan
    return replace(plan, tasks=tasks, targets=targets, findings=(*plan.findings, *told))


def _spans(deadline: Deadline) -> tuple[Deadline | Milestone, ...]:
    return (deadline, *deadline.milestones)


def _runs_backwards(one: Deadline | Milestone) -> bool:
    return one.start is not None and one.end is not None and one.end < one.start


def _in_order(task: Task) -> Task:
    deadline = task.deadline
    if not any(map(_runs_backwards, _spans(deadline))):
        return task
    milestones = tuple(
        replace(one, kind=DeadlineKind.NONE, start=None, end=None) if _runs_backwards(one) else one
        for one in deadline.milestones
    )
    kept = replace(deadline, milestones=milestones)
    if _runs_backwards(deadline):
        kept = replace(kept, kind=DeadlineKind.NONE, start=None, end=None)
    return replace(task, deadline=kept)


def _fits(target: Target) -> bool:
    return _too_large_number(target) is None


def _too_large_number(target: Target) -> Decimal | None:
    numbers = (number for number in (target.value, target.value_max) if number is not None)
    return next((number for number in numbers if not number.is_finite() or abs(number) >= _TOO_LARGE), None)


def _without(index: int, target: Target, unfit: frozenset[int]) -> Target:
    """The target without links to those that are left out; one of those is marked as rows are that stay out."""
    if index in unfit:
        return replace(target, parent=None, repeats=None, review=ReviewMark.REJECTED)
    if target.parent not in unfit and target.repeats not in unfit:
        return target
    parent = None if target.parent in unfit else target.parent
    return replace(target, parent=parent, repeats=None if target.repeats in unfit else target.repeats)


def _reversed(task: Task) -> Finding:
    span = next(one for one in _spans(task.deadline) if _runs_backwards(one))
    detail = f"từ {span.start:%d/%m/%Y} mà đến {span.end:%d/%m/%Y}"
    return Finding(REVERSED, task.deadline_text, _first(task.boxes), detail, task.index)


def _too_large(target: Target) -> Finding:
    printed = f"{_too_large_number(target):.6g}"
    return Finding(TOO_LARGE, target.evidence[:200], target.box, printed, target.task_index)


def _first(boxes: tuple[Box, ...]) -> Box | None:
    return boxes[0] if boxes else None

"""Deadlines held against the plan they stand in."""

from __future__ import annotations

from datetime import date

from pipelines.model.plan import Deadline, DeadlineKind, Finding, Milestone


def deadline_findings(
    deadline: Deadline, period: tuple[date, date] | None, issued_on: date | None
) -> tuple[Finding, ...]:
    """Milestones that fall outside the plan's period or before the plan was issued.

    Args:
        deadline: result of ``parse_deadline``.
        period: first and last day of the plan; None when unknown.
        issued_on: day of issue; None when unknown (blank dates are never guessed).

    Returns:
        ``deadline_before_period``, ``deadline_after_period`` and ``deadline_before_issue``, one per milestone at
        most of each, with the day in ``detail``. A day of the following year that comes back yearly ("31/01 năm
        liền kề") belongs to the plan's cycle and is no fault.
    """
    found = [
        finding
        for milestone in deadline.milestones
        if milestone.end is not None
        for finding in _of_milestone(milestone, milestone.end, period, issued_on)
    ]
    return tuple(found)


def _of_milestone(
    milestone: Milestone, end: date, period: tuple[date, date] | None, issued_on: date | None
) -> list[Finding]:
    rules: list[str] = []
    is_cycle = milestone.kind is DeadlineKind.RECURRING
    if period is not None and not is_cycle:
        if end < period[0]:
            rules.append("deadline_before_period")
        elif end > period[1]:
            rules.append("deadline_after_period")
    if issued_on is not None and end < issued_on and not is_cycle:
        rules.append("deadline_before_issue")
    return [Finding(rule, evidence=milestone.text, detail=end.strftime("%d/%m/%Y")) for rule in rules]

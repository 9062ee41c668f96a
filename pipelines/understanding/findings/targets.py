"""Targets of the plan as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.model.plan import Finding, PeriodKind, PlanMetadata, Target
from pipelines.reference.indicators import indicators
from pipelines.understanding.findings.registry import PlanView, rule
from pipelines.understanding.indicators import match_indicator
from pipelines.understanding.tables.grid import first_box
from pipelines.understanding.tables.plan_levels import clauses_of_table


@rule("nothing_found")
def nothing_found(view: PlanView) -> Iterator[Finding]:
    """Neither a task nor a target was read."""
    if not view.tasks and not view.targets:
        yield Finding("nothing_found")


@rule("plan_without_targets")
def plan_without_targets(view: PlanView) -> Iterator[Finding]:
    """Tasks were read, but no target."""
    if view.tasks and not view.targets:
        yield Finding("plan_without_targets")


@rule("target_row_unread")
def target_row_unread(view: PlanView) -> Iterator[Finding]:
    """A row of a table of targets has a level in a column of the plan, and no target was read from it."""
    read = {target.evidence for target in view.targets if target.found_in == "table"}
    for table in view.tables.target_tables:
        for clauses in clauses_of_table(view.document, table, view.metadata.plan_year):
            if clauses and clauses[0].evidence not in read:
                yield Finding("target_row_unread", evidence=clauses[0].evidence, box=clauses[0].box)


@rule("missing_core_indicator")
def missing_core_indicator(view: PlanView) -> Iterator[Finding]:
    """An annual plan lacks an indicator of the core set; one finding with all that are missing."""
    if not view.read.resolution.is_province:
        yield from missing_core(view.metadata, view.targets)


def missing_core(metadata: PlanMetadata, targets: tuple[Target, ...]) -> tuple[Finding, ...]:
    """The finding of ``missing_core_indicator``, which a reviewer's correction of a target may settle or change."""
    if metadata.period_kind is not PeriodKind.ANNUAL or metadata.topic or not targets:
        return ()  # a plan for an inspection or for publicity need not repeat the goals of the year
    present = {target.indicator_code for target in targets}
    missing = [one.name_vi for one in indicators() if one.is_core and one.code not in present]
    return (Finding("missing_core_indicator", detail="; ".join(missing)),) if missing else ()


@rule("qualitative_goal_only")
def qualitative_goal_only(view: PlanView) -> Iterator[Finding]:
    """An objective cell speaks of a core indicator without a number."""
    numbered = {target.task_index for target in view.targets if target.task_index is not None}
    with_target = {view.tasks[index].objective for index in numbered}
    core = {one.code for one in indicators() if one.is_core}
    seen: set[str] = set()
    for task in view.tasks:
        goal = task.objective
        if not goal or goal in seen or goal in with_target:
            continue
        seen.add(goal)
        if (
            not any(mark.isdigit() for mark in _without_number(goal))
            and match_indicator(goal, unit="percent").code in core
        ):
            yield Finding(
                "qualitative_goal_only", evidence=goal[:200], box=first_box(task.boxes), task_index=task.index
            )


def _without_number(goal: str) -> str:
    """The goal without its own number ("1.18. …")."""
    return re.sub(r"^\d+(?:\.\d+)*[.)]?\s+", "", goal)

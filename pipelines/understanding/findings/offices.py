"""Leads, coordinators and monitors of the tasks."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache

from pipelines.model.plan import Finding, OfficeRole, Task
from pipelines.reference.areas import area_of, areas
from pipelines.reference.offices import offices
from pipelines.reference.pattern_words import either
from pipelines.text.vietnamese import match_key
from pipelines.understanding.findings.registry import PlanView, rule
from pipelines.understanding.offices import find_offices
from pipelines.understanding.tables.grid import first_box

_ORGANISATION_PART = re.compile(r"tổ chức thực hiện|phân công (?:thực hiện|nhiệm vụ)|trách nhiệm (?:thực hiện|của)")
_WARD_OFFICES = frozenset({"KTHTDT"})
_COMMUNE_OFFICES = frozenset({"KT"})


@cache
def _leads_area() -> re.Pattern[str]:
    return re.compile(rf"chủ trì[^.;]*?{either('area_opening')}[^.;]*")


def _of_role(task: Task, role: OfficeRole) -> list[str]:
    return [one.code for one in task.offices if one.role is role and one.code]


def _finding(name: str, task: Task, evidence: str | None, detail: str | None = None) -> Finding:
    return Finding(name, evidence=evidence, box=first_box(task.boxes), detail=detail, task_index=task.index)


@rule("collective_lead")
def collective_lead(view: PlanView) -> Iterator[Finding]:
    """A group of offices leads."""
    for task in view.tasks:
        group = next((one for one in task.offices if one.role is OfficeRole.LEAD and one.is_collective), None)
        if group:
            yield _finding("collective_lead", task, group.text)


@rule("referenced_coordinator")
def referenced_coordinator(view: PlanView) -> Iterator[Finding]:
    """Another act is named where an office should stand."""
    for task in view.tasks:
        for one in task.offices:
            if one.is_reference:
                yield _finding("referenced_coordinator", task, one.text)


@rule("lead_not_in_catalogue")
def lead_not_in_catalogue(view: PlanView) -> Iterator[Finding]:
    """No wording of the catalogue fits the lead."""
    for task in view.tasks:
        for one in task.offices:
            if one.role is OfficeRole.LEAD and one.code is None:
                yield _finding("lead_not_in_catalogue", task, one.text)


@rule("monitor_equals_lead")
def monitor_equals_lead(view: PlanView) -> Iterator[Finding]:
    """One office leads and monitors the same tasks; told once for each office, at the first of them."""
    alike: defaultdict[str, list[Task]] = defaultdict(list)
    for task in view.tasks:
        for code in set(_of_role(task, OfficeRole.MONITOR)) & set(_of_role(task, OfficeRole.LEAD)):
            alike[code].append(task)
    for code, tasks in sorted(alike.items(), key=lambda item: item[1][0].index):
        yield _finding("monitor_equals_lead", tasks[0], offices()[code].name_vi, f"{len(tasks)} nhiệm vụ")


@rule("office_type_mismatch")
def office_type_mismatch(view: PlanView) -> Iterator[Finding]:
    """An office that only wards have stands in a commune's plan, or the other way round; once per office."""
    wrong = {"xã": _WARD_OFFICES, "đặc khu": _WARD_OFFICES, "phường": _COMMUNE_OFFICES}.get(
        view.metadata.unit_type or ""
    )
    start = view.metadata.period_start
    if not wrong or start is None or start.year < 2025:
        return
    seen: set[str] = set()
    for task in view.tasks:
        for one in task.offices:
            if one.code in wrong and one.code not in seen:
                seen.add(one.code)
                yield _finding(
                    "office_type_mismatch", task, one.text, "phường" if one.code in _WARD_OFFICES else "xã, đặc khu"
                )


def assigned_areas(view: PlanView) -> dict[str, tuple[str, str]]:
    """Area code → (office code, printed words), from the duties under "Tổ chức thực hiện"."""
    found: dict[str, tuple[str, str]] = {}
    for one in view.body:
        if not one.part or not _ORGANISATION_PART.search(match_key(one.part)) or one.is_heading:
            continue
        owners = find_offices(re.sub(r"^[\d.IVXa-z]+[.)]\s*", "", one.heading or ""), OfficeRole.LEAD)
        office = owners[0].code if len(owners) == 1 and not owners[0].is_collective else None
        for duty in _leads_area().findall(match_key(one.line.text)):
            area = area_of(duty)
            if office and area and "cải cách" in duty:
                found.setdefault(area, (office, one.line.text))
    return found


@rule("lead_conflicts_with_assignment")
def lead_conflicts_with_assignment(view: PlanView) -> Iterator[Finding]:
    """Most tasks of an area are led by another office than the one that the text makes responsible for it."""
    names = {area.code: area.name_vi for area in areas()}
    for area, (office, words) in assigned_areas(view).items():
        tasks = [task for task in view.tasks if task.area_code == area]
        leads = Counter(code for task in tasks for code in _of_role(task, OfficeRole.LEAD))
        others = [
            task for task in tasks if _of_role(task, OfficeRole.LEAD) and office not in _of_role(task, OfficeRole.LEAD)
        ]
        if leads and len(others) > 0.5 * len(tasks):
            yield Finding(
                "lead_conflicts_with_assignment",
                evidence=words[:200],
                box=first_box(others[0].boxes),
                detail=names[area],
                task_index=others[0].index,
            )

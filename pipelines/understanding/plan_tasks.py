"""Rows of the task tables → tasks: deadlines and offices read, "Như trên" filled from the row above."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from pipelines.model.plan import Deadline, DeadlineKind, Finding, OfficeMention, OfficeRole, PlanMetadata, Task
from pipelines.reference.headers import ColumnRole as Role
from pipelines.reference.readers import Reader
from pipelines.understanding.deadlines import (
    deadline_findings,
    doubted,
    mended_reading,
    parse_deadline,
    parse_deadline_span,
)
from pipelines.understanding.kept import STRICT, Kept, Place
from pipelines.understanding.offices import find_offices
from pipelines.understanding.tables.grid import first_box
from pipelines.understanding.tables.model import IN_TEXT, TaskRow

_MORE = r"(?:\s*(?:[-–,;+&]|và|đến)\s*{one})*(?:\s*/\s*20\d\d)?"
_BARE_MONTHS = re.compile(r"(?:0?[1-9]|1[0-2])(?!\d)" + _MORE.format(one=r"(?:0?[1-9]|1[0-2])(?!\d)"))
_BARE_QUARTERS = re.compile(r"(?:IV|I{1,3}|[1-4])" + _MORE.format(one=r"(?:IV|I{1,3}|[1-4])"))
_OFFICE_ROLES = (
    (Role.LEAD, OfficeRole.LEAD),
    (Role.COORDINATION, OfficeRole.COORDINATION),
    (Role.MONITOR, OfficeRole.MONITOR),
)
_AS_ABOVE = re.compile(
    r"[-–\"“”'\s.(]*(?:(?:tương tự )?như (?:dòng |mục )?trên|nt|n[./]t|//|[″〃\"“”])[-–\"“”'\s.)]*", re.IGNORECASE
)
_UNKNOWN_OFFICE = 0.8  # a lead that the catalogue does not know
_AS_ABOVE_CONFIDENCE = 0.9  # what stands for the row above
_UNREAD = Deadline(DeadlineKind.NONE, None, None, None, False, (), confidence=0.0)


def _period(metadata: PlanMetadata) -> tuple[date, date] | None:
    if metadata.period_start is None or metadata.period_end is None:
        return None
    return metadata.period_start, metadata.period_end


def plan_tasks(rows: tuple[TaskRow, ...], metadata: PlanMetadata, kept: Kept = STRICT) -> tuple[Task, ...]:
    """Tasks in order; "Như trên" in a deadline or office cell stands for what the row above says.

    A cell whose reader fails has its words and no value; ``kept`` hears of it.
    """
    tasks: list[Task] = []
    for row in rows:
        task = _task(row, metadata, kept)
        above = tasks[-1] if tasks and tasks[-1].table_index == row.table_index else None
        tasks.append(_filled_from(task, above) if above else task)
    return tuple(tasks)


def _filled_from(task: Task, above: Task) -> Task:
    roles = {role for name, role in _OFFICE_ROLES if _is_as_above(getattr(task, name))}
    has_deadline = _is_as_above(task.deadline_text)
    if not roles and not has_deadline:
        return task
    offices = tuple(one for one in task.offices if one.role not in roles)
    taken = tuple(one for one in above.offices if one.role in roles)
    return replace(
        task,
        deadline=above.deadline if has_deadline else task.deadline,
        offices=(*offices, *taken),
        confidence=min(above.confidence, _AS_ABOVE_CONFIDENCE),
        rule="row.as_above",
    )


def _is_as_above(text: str | None) -> bool:
    return text is not None and _AS_ABOVE.fullmatch(text) is not None


def _deadline(row: TaskRow, metadata: PlanMetadata) -> Deadline:
    year, period = row.deadline_year or metadata.plan_year, _period(metadata)
    if row.deadline_span:
        read = parse_deadline_span(*row.deadline_span, plan_year=year, period=period)
    elif text := _recognised(row):
        read = doubted(parse_deadline(mended_reading(text), plan_year=year, period=period), text)
    else:
        read = parse_deadline(_with_unit(row), plan_year=year, period=period)
    return _with_year_of_title(read) if row.deadline_year else read


def _with_year_of_title(read: Deadline) -> Deadline:
    """The deadline without the complaint that it names no year: the title of its column does."""
    return replace(read, findings=tuple(one for one in read.findings if one.rule != "deadline_year_missing"))


def _recognised(row: TaskRow) -> str | None:
    """The words of a deadline cell that stands on a scan; None for a printed one."""
    is_read = any(cell.confidence is not None for cell in row.cells.get(Role.DEADLINE) or ())
    return _with_unit(row) if is_read else None


def _with_unit(row: TaskRow) -> str | None:
    """The deadline cell; bare numbers under "Tháng" or "Quý" with that word before them."""
    text = row.texts[Role.DEADLINE]
    numbers = {"tháng": _BARE_MONTHS, "quý": _BARE_QUARTERS}.get(row.deadline_unit or "")
    return f"{row.deadline_unit} {text}" if text and numbers and numbers.fullmatch(text) else text


def _place(row: TaskRow, role: Role) -> Place:
    reader = Reader.DEADLINE if role == Role.DEADLINE else Reader.OFFICES
    cells = row.cells.get(role) or ()
    box = next((first_box(cell.boxes) for cell in cells), None) or first_box(row.boxes)
    return Place(reader, "" if role == Role.DEADLINE else f"({role})", row.texts[role], box, row.index)


def _task(row: TaskRow, metadata: PlanMetadata, kept: Kept) -> Task:
    texts = row.texts
    deadline, offices = kept.read(_place(row, Role.DEADLINE), _UNREAD, _deadline, row, metadata), _offices(row, kept)
    return Task(
        index=row.index,
        table_index=row.table_index,
        table_row=row.table_row,
        section_no=row.section.number if row.section else None,
        section_name=row.section.name if row.section else None,
        area_code=row.area_code,
        row_no=row.row_no,
        objective=texts[Role.OBJECTIVE],
        task=texts[Role.TASK],
        activity=texts[Role.ACTIVITY],
        output=texts[Role.OUTPUT],
        lead=texts[Role.LEAD],
        coordination=texts[Role.COORDINATION],
        monitor=texts[Role.MONITOR],
        deadline_text=texts[Role.DEADLINE],
        budget=texts[Role.BUDGET],
        deadline=deadline,
        offices=offices,
        boxes=row.boxes,
        confidence=min(row.confidence, deadline.confidence, _UNKNOWN_OFFICE if _has_unknown_lead(offices) else 1.0),
        rule=_row_rule(row),
    )


def _row_rule(row: TaskRow) -> str:
    """How the row was read, for the list of doubtful rows."""
    if row.table_index == IN_TEXT:
        return "row.list"
    if row.has_guessed_columns:
        return "row.guessed_columns"
    if row.has_marked_periods:
        return "row.coloured_periods" if row.has_coloured_periods else "row.marked_periods"
    return "row.two_time_columns" if row.deadline_span else "row"


def _has_unknown_lead(offices: tuple[OfficeMention, ...]) -> bool:
    return any(one.role is OfficeRole.LEAD and one.code is None for one in offices)


def _offices(row: TaskRow, kept: Kept) -> tuple[OfficeMention, ...]:
    return tuple(
        mention
        for role, office_role in _OFFICE_ROLES
        for mention in kept.read(_place(row, role), (), find_offices, row.texts[role] or "", office_role)
    )


def task_deadline_findings(tasks: tuple[Task, ...], metadata: PlanMetadata, kept: Kept = STRICT) -> Iterator[Finding]:
    """What is doubtful about the deadlines, each finding with its task and its place."""
    for task in tasks:
        place = Place(Reader.RULE, "thời hạn", task.deadline_text, first_box(task.boxes), task.index)
        compared = kept.read(place, (), _compared, task.deadline, metadata)
        for finding in (*task.deadline.findings, *compared):
            yield replace(finding, task_index=task.index, box=finding.box or first_box(task.boxes))


def _compared(deadline: Deadline, metadata: PlanMetadata) -> tuple[Finding, ...]:
    return tuple(deadline_findings(deadline, period=_period(metadata), issued_on=metadata.issued_on))

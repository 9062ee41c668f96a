"""Empty cells, row numbers and columns of task tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby

from pipelines.model.document import Box
from pipelines.model.plan import Finding, Task
from pipelines.reference.headers import ColumnRole as Role
from pipelines.reference.offices import group_words, variant_patterns_at
from pipelines.text.vietnamese import match_key
from pipelines.understanding.findings.registry import PlanView, rule
from pipelines.understanding.tables.grid import first_box

_INTEGER = re.compile(r"^\(?(\d{1,3})\s*[.):]?$")


def _empty(view: PlanView, role: Role, name: str) -> Iterator[Finding]:
    """One finding per task whose cell of ``role`` is empty, where the table has such a column."""
    for task, row in zip(view.tasks, view.tables.rows, strict=True):
        if row.cells[role] and not row.texts[role]:
            yield Finding(name, evidence=_words(task), box=first_box(task.boxes), task_index=task.index)


def _words(task: Task) -> str:
    return (task.activity or task.task or task.objective or task.output or "")[:200]


@rule("task_without_lead")
def task_without_lead(view: PlanView) -> Iterator[Finding]:
    """The lead cell is empty."""
    return _empty(view, Role.LEAD, "task_without_lead")


@rule("task_without_output")
def task_without_output(view: PlanView) -> Iterator[Finding]:
    """The output cell is empty."""
    return _empty(view, Role.OUTPUT, "task_without_output")


@rule("task_without_deadline")
def task_without_deadline(view: PlanView) -> Iterator[Finding]:
    """The deadline cell is empty."""
    return _empty(view, Role.DEADLINE, "task_without_deadline")


@rule("task_without_coordinator")
def task_without_coordinator(view: PlanView) -> Iterator[Finding]:
    """The coordination cell is empty."""
    return _empty(view, Role.COORDINATION, "task_without_coordinator")


Numbered = tuple[int, Task]


def _numbered(view: PlanView) -> Iterator[tuple[str, list[Numbered]]]:
    """Plain row numbers by section, a merged number cell counted once."""
    keyed = ((task.table_index, task.section_no, task.section_name) for task in view.tasks)
    pairs = zip(keyed, view.tasks, view.tables.rows, strict=True)
    for (_, number, name), group in groupby(pairs, key=lambda pair: pair[0]):
        rows: list[Numbered] = []
        for _, task, row in group:
            match = _INTEGER.match(task.row_no or "")
            if match and _number_starts_here(view, task, row.table_row):
                rows.append((int(match.group(1)), task))
        yield f"{number or ''} {name or ''}".strip(), rows


def _number_starts_here(view: PlanView, task: Task, table_row: int) -> bool:
    before = view.tables.rows[task.index - 1] if task.index else None
    if before is None or before.table_index != task.table_index:
        return True
    cell = view.grids[task.table_index].at(table_row, 0)
    return cell is None or cell.row == table_row or cell.row < before.table_row - cell.row_span


def _steps(view: PlanView) -> Iterator[tuple[str, int, int, set[int], Task]]:
    """(section, number before, number, numbers seen before, task) for every neighbouring pair."""
    for section, rows in _numbered(view):
        seen: set[int] = set()
        previous = 0
        for number, task in rows:
            yield section, previous, number, set(seen), task
            seen.add(number)
            previous = number


def _running_tables(view: PlanView) -> set[int]:
    """The tables whose numbers run on through all sections instead of beginning anew in each."""
    firsts: defaultdict[int, list[int]] = defaultdict(list)
    for _, rows in _numbered(view):
        if rows:
            firsts[rows[0][1].table_index].append(rows[0][0])
    return {table for table, found in firsts.items() if len(found) > 1 and found == sorted(set(found))}


@rule("row_number_gap")
def row_number_gap(view: PlanView) -> Iterator[Finding]:
    """A number is left out inside a section, or a section begins above 1."""
    running = _running_tables(view)
    for section, before, number, seen, task in _steps(view):
        if number > before + 1 and number not in seen and (before or task.table_index not in running):
            detail = f"{section}: {before} → {number}"
            yield Finding("row_number_gap", evidence=_words(task), box=_box(task), detail=detail, task_index=task.index)


@rule("row_number_restart")
def row_number_restart(view: PlanView) -> Iterator[Finding]:
    """Numbers begin at 1 again inside one section."""
    for section, before, number, seen, task in _steps(view):
        if number == 1 and before > 1 and 1 in seen:
            detail = f"{section}: {before} → 1"
            yield Finding(
                "row_number_restart", evidence=_words(task), box=_box(task), detail=detail, task_index=task.index
            )


@rule("row_number_duplicate")
def row_number_duplicate(view: PlanView) -> Iterator[Finding]:
    """A number stands twice in a row."""
    for section, before, number, _, task in _steps(view):
        if number == before:
            detail = f"{section}: {number}"
            yield Finding(
                "row_number_duplicate", evidence=_words(task), box=_box(task), detail=detail, task_index=task.index
            )


@rule("column_order_suspect")
def column_order_suspect(view: PlanView) -> Iterator[Finding]:
    """A deadline cell holds nothing but an office, or a lead cell nothing but a time."""
    for task in view.tasks:
        if task.deadline_text and _is_office(task.deadline_text):
            yield Finding(
                "column_order_suspect",
                evidence=task.deadline_text,
                box=_box(task),
                detail="thời gian",
                task_index=task.index,
            )
        if task.lead and _is_time(task.lead):
            yield Finding(
                "column_order_suspect", evidence=task.lead, box=_box(task), detail="chủ trì", task_index=task.index
            )


@lru_cache(maxsize=4096)
def _is_office(text: str) -> bool:
    key = match_key(text)
    known = _known_office_at(key[0]) if key else None
    return (known is not None and known.match(key) is not None) or key.startswith(_groups_of_offices())


@cache
def _known_office_at(letter: str) -> re.Pattern[str] | None:
    """The wordings of offices that begin with ``letter``, as one pattern; short ones mean too much else."""
    known = [pattern.pattern for pattern, code in variant_patterns_at(letter) if len(pattern.pattern) > 12 and code]
    return re.compile("|".join(f"(?:{one})" for one in known)) if known else None


@cache
def _groups_of_offices() -> tuple[str, ...]:
    return tuple(f"các {phrase}" for phrase, _ in group_words("noun"))


def _is_time(text: str) -> bool:
    return bool(
        re.match(
            r"(?:trước ngày|quý [ivx\d]+|tháng \d+|năm 20\d\d|thường xuyên|hằng (?:năm|quý|tháng))(?!\w)",
            match_key(text),
        )
    )


def _box(task: Task) -> Box | None:
    return first_box(task.boxes)

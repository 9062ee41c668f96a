"""The door of the package: a document and its folder in, a plan out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from pipelines.model.document import Cell, Document, Paragraph, Table
from pipelines.model.plan import (
    Deadline,
    Finding,
    FolderContext,
    OfficeMention,
    OfficeRole,
    PeriodKind,
    Plan,
    PlanMetadata,
    Target,
    Task,
)
from pipelines.text.vietnamese import match_key
from pipelines.understanding.citations import (
    CitationMention,
    citation_findings,
    find_citations,
    merge_citations,
)
from pipelines.understanding.deadlines import deadline_findings, parse_deadline, parse_deadline_span
from pipelines.understanding.findings import PlanView, plan_findings
from pipelines.understanding.grid import Grid, cell_text, first_box
from pipelines.understanding.metadata import MetadataResult, read_metadata
from pipelines.understanding.metadata.lines import Line, document_lines
from pipelines.understanding.offices import find_offices
from pipelines.understanding.outline import OutlinedLine, outline
from pipelines.understanding.target_tables import TargetClause, target_clauses
from pipelines.understanding.targets import (
    TargetContext,
    asks_for_number,
    find_targets,
    heading_span,
    heading_year,
    link_repeats,
    looks_back,
    target_findings,
)
from pipelines.understanding.tasks import TaskRow, TaskTables, read_tasks

_MORE = r"(?:\s*(?:[-–,;+&]|và|đến)\s*{one})*(?:\s*/\s*20\d\d)?"
_BARE_MONTHS = re.compile(r"(?:0?[1-9]|1[0-2])(?!\d)" + _MORE.format(one=r"(?:0?[1-9]|1[0-2])(?!\d)"))
_BARE_QUARTERS = re.compile(r"(?:IV|I{1,3}|[1-4])" + _MORE.format(one=r"(?:IV|I{1,3}|[1-4])"))
_TARGET_ROLES = ("objective", "task", "activity", "output")
_OFFICE_ROLES = (
    ("lead", OfficeRole.LEAD),
    ("coordination", OfficeRole.COORDINATION),
    ("monitor", OfficeRole.MONITOR),
)


def understand(document: Document, context: FolderContext) -> Plan:
    """Understand one document.

    Args:
        document: the file as read.
        context: its province folder, plan year and file name.

    Returns:
        The plan. A document that is no administrative-reform plan has ``is_plan`` False, its metadata as far as
        read, no content, and the finding ``not_a_plan`` with the reason.
    """
    tables = read_tasks(document)
    content = frozenset(tables.task_tables) | {one.index for one in tables.target_tables}
    result = read_metadata(document, context, content, frozenset(tables.task_tables))
    if result.not_a_plan:
        refusal = Finding("not_a_plan", evidence=result.metadata.title, detail=result.not_a_plan)
        return Plan(False, result.metadata, (), (), (), (*_issues(document), refusal))
    return _read_plan(document, context, tables, result, document_lines(document, content))


def _read_plan(
    document: Document,
    context: FolderContext,
    tables: TaskTables,
    result: MetadataResult,
    lines: tuple[Line, ...],
) -> Plan:
    body = outline(lines)
    tasks = _tasks(tables.rows, result.metadata)
    targets = link_repeats(_targets(document, tables, body, result.metadata))
    mentions = tuple(_mentions(document, result.metadata))
    citations = merge_citations(mentions)
    view = PlanView(document, context, result, tables, body, tasks, targets, citations)
    findings = (
        *_issues(document),
        *result.findings,
        *tables.findings,
        *_deadline_findings(tasks, result.metadata),
        *target_findings(targets),
        *citation_findings(citations, mentions, issued_on=result.metadata.issued_on),
        *plan_findings(view),
    )
    return Plan(True, result.metadata, tasks, targets, citations, findings)


def _issues(document: Document) -> tuple[Finding, ...]:
    """What the reader repaired or doubts, as findings."""
    return tuple(
        Finding(
            issue.code, box=issue.box, detail=f"{issue.detail} ({issue.count})" if issue.count > 1 else issue.detail
        )
        for issue in document.issues
    )


# --------------------------------------------------------------------------------------------- tasks


def _period(metadata: PlanMetadata) -> tuple[date, date] | None:
    if metadata.period_start is None or metadata.period_end is None:
        return None
    return metadata.period_start, metadata.period_end


_AS_ABOVE = re.compile(
    r"[-–\"“”'\s.(]*(?:(?:tương tự )?như (?:dòng |mục )?trên|nt|n[./]t|//|[″〃\"“”])[-–\"“”'\s.)]*", re.IGNORECASE
)


def _tasks(rows: tuple[TaskRow, ...], metadata: PlanMetadata) -> tuple[Task, ...]:
    """Tasks in order; "Như trên" in a deadline or office cell stands for what the row above says."""
    tasks: list[Task] = []
    for row in rows:
        task = _task(row, metadata)
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
    year, period = metadata.plan_year, _period(metadata)
    if row.deadline_span:
        return parse_deadline_span(*row.deadline_span, plan_year=year, period=period)
    return parse_deadline(_with_unit(row), plan_year=year, period=period)


def _with_unit(row: TaskRow) -> str | None:
    """The deadline cell; bare numbers under "Tháng" or "Quý" with that word before them."""
    text = row.texts["deadline"]
    numbers = {"tháng": _BARE_MONTHS, "quý": _BARE_QUARTERS}.get(row.deadline_unit or "")
    return f"{row.deadline_unit} {text}" if text and numbers and numbers.fullmatch(text) else text


def _task(row: TaskRow, metadata: PlanMetadata) -> Task:
    texts = row.texts
    deadline, offices = _deadline(row, metadata), _offices(row)
    return Task(
        index=row.index,
        table_index=row.table_index,
        table_row=row.table_row,
        section_no=row.section.number if row.section else None,
        section_name=row.section.name if row.section else None,
        area_code=row.area_code,
        row_no=row.row_no,
        objective=texts["objective"],
        task=texts["task"],
        activity=texts["activity"],
        output=texts["output"],
        lead=texts["lead"],
        coordination=texts["coordination"],
        monitor=texts["monitor"],
        deadline_text=texts["deadline"],
        budget=texts["budget"],
        deadline=deadline,
        offices=offices,
        boxes=row.boxes,
        confidence=min(row.confidence, deadline.confidence, _UNKNOWN_OFFICE if _has_unknown_lead(offices) else 1.0),
        rule=_row_rule(row),
    )


def _row_rule(row: TaskRow) -> str:
    """How the row was read, for the list of doubtful rows."""
    if row.has_guessed_columns:
        return "row.guessed_columns"
    if row.has_marked_periods:
        return "row.marked_periods"
    return "row.two_time_columns" if row.deadline_span else "row"


_UNKNOWN_OFFICE = 0.8  # a lead that the catalogue does not know
_AS_ABOVE_CONFIDENCE = 0.9  # what stands for the row above


def _has_unknown_lead(offices: tuple[OfficeMention, ...]) -> bool:
    return any(one.role is OfficeRole.LEAD and one.code is None for one in offices)


def _offices(row: TaskRow) -> tuple[OfficeMention, ...]:
    return tuple(
        mention for role, office_role in _OFFICE_ROLES for mention in find_offices(row.texts[role] or "", office_role)
    )


def _deadline_findings(tasks: tuple[Task, ...], metadata: PlanMetadata) -> Iterator[Finding]:
    for task in tasks:
        own: tuple[Finding, ...] = (*task.deadline.findings, *_compared(task.deadline, metadata))
        for finding in own:
            yield replace(finding, task_index=task.index, box=finding.box or first_box(task.boxes))


def _compared(deadline: Deadline, metadata: PlanMetadata) -> tuple[Finding, ...]:
    return tuple(deadline_findings(deadline, period=_period(metadata), issued_on=metadata.issued_on))


# --------------------------------------------------------------------------------------------- targets


def _targets(
    document: Document, tables: TaskTables, body: tuple[OutlinedLine, ...], metadata: PlanMetadata
) -> tuple[Target, ...]:
    """Targets of the whole plan in document order of their kinds: body, target tables, task tables."""
    year = metadata.plan_year
    groups = (
        *(_body_targets(one, metadata) for one in body if _may_commit(one, year)),
        *_table_targets(document, tables, year),
        *_remark_targets(tables, year),
        *_task_targets(tables, year),
    )
    return _joined(groups)


def _joined(groups: Iterable[Sequence[Target]]) -> tuple[Target, ...]:
    """The groups one after the other; ``parent`` is an index into the group, then into all."""
    joined: list[Target] = []
    for group in groups:
        offset = len(joined)
        joined.extend(
            replace(target, parent=None if target.parent is None else target.parent + offset) for target in group
        )
    return tuple(joined)


def _may_commit(one: OutlinedLine, year: int | None) -> bool:
    """False for titles without a share and for the part of a plan that looks back."""
    if one.is_heading and not _states_number(one.line.text):
        return False
    return not any(looks_back(title, year, is_outermost=title == one.part) for title in one.titles)


def _states_number(title: str) -> bool:
    """True for a numbered line that is a commitment and no title: a share, or a number that words ask for."""
    return "%" in title or asks_for_number(title)


def _body_targets(one: OutlinedLine, metadata: PlanMetadata) -> tuple[Target, ...]:
    place = TargetContext(
        "body",
        section=one.section,
        heading=one.above,
        plan_year=metadata.plan_year,
        year=_year_of_titles(one, metadata),
        box=one.box,
        confidence=one.line.confidence,
    )
    return find_targets(one.line.text, context=place)


def _year_of_titles(one: OutlinedLine, metadata: PlanMetadata) -> int | None:
    """The year that the innermost title sets; an annual plan's own year goes without saying."""
    titles = [title for title in reversed(one.titles) if title != one.line.text]
    year = next((year for title in titles if (year := heading_year(title) or _end_of_phase(title, metadata))), None)
    is_own = year == metadata.plan_year and metadata.period_kind is not PeriodKind.MULTI_YEAR
    return None if is_own or year is None or year < (metadata.plan_year or 0) else year


def _end_of_phase(title: str, metadata: PlanMetadata) -> int | None:
    """The last year of a phase of a plan of several years: 2027 of "1. Giai đoạn 2026 - 2027"."""
    span, start, end = heading_span(title), metadata.period_start, metadata.period_end
    if span is None or start is None or end is None or metadata.period_kind is not PeriodKind.MULTI_YEAR:
        return None
    is_part = start.year <= span[0] <= span[1] <= end.year and span != (start.year, end.year)
    return span[1] if is_part else None


def _table_targets(document: Document, tables: TaskTables, year: int | None) -> Iterator[tuple[Target, ...]]:
    for one in tables.target_tables:
        if _reports(one.captions, year):
            continue
        for clauses in target_clauses(Grid(document.tables[one.index]), one.header, year):
            yield _row_targets(clauses, year)


_CAPTIONS = 3  # paragraphs above a table that may say what it is
_ANNOUNCES = re.compile(r"(?<!\w)(?:mục tiêu|chỉ tiêu|phấn đấu|nhiệm vụ)(?!\w)")


def _reports(captions: Sequence[str], year: int | None) -> bool:
    """True for a table under "Kết quả thực hiện các chỉ tiêu năm 2025": the nearest words that say so decide."""
    for text in reversed(captions[-_CAPTIONS:]):
        if looks_back(text, year, is_outermost=True):
            return True
        if _ANNOUNCES.search(match_key(text)):
            return False
    return False


def _row_targets(clauses: Sequence[TargetClause], year: int | None) -> tuple[Target, ...]:
    """The targets of one row; the value for a part of the year stands below the year's own."""
    groups = [tuple(_from_row(target, clause) for target in _clause_targets(clause, year)) for clause in clauses]
    found = _joined(groups)
    whole = sum(len(group) for group, clause in zip(groups, clauses, strict=True) if clause.until is None)
    parts = (replace(target, parent=0) if whole and target.parent is None else target for target in found[whole:])
    return (*found[:whole], *parts)


def _clause_targets(clause: TargetClause, year: int | None) -> tuple[Target, ...]:
    place = TargetContext(
        "table",
        section=clause.section,
        column="objective",
        heading=clause.heading,
        plan_year=year,
        box=clause.box,
        is_stated=True,
    )
    return find_targets(clause.clause, context=place)


def _from_row(target: Target, clause: TargetClause) -> Target:
    year, scope = target.year or clause.year, clause.until or target.scope
    return replace(target, evidence=clause.evidence, year=year, scope=scope)


def _remark_targets(tables: TaskTables, year: int | None) -> Iterator[tuple[Target, ...]]:
    """Full-width rows such as "Chỉ tiêu: 100% …" state commitments of their section."""
    for section, words, box in tables.remarks:
        number, name = (section.number, section.name) if section else (None, None)
        place = TargetContext("table", section=number, column="objective", heading=name, plan_year=year, box=box)
        yield find_targets(words, context=place)


def _task_targets(tables: TaskTables, year: int | None) -> Iterator[tuple[Target, ...]]:
    """A merged cell counts once, for the first task that it covers."""
    seen: set[tuple[int, int, int]] = set()
    for row in tables.rows:
        for role in _TARGET_ROLES:
            for cell in row.cells[role]:
                place = (row.table_index, cell.row, cell.column)
                if place not in seen:
                    seen.add(place)
                    yield find_targets(cell_text(cell), context=_cell_context(row, role, cell, year))


def _cell_context(row: TaskRow, role: str, cell: Cell, year: int | None) -> TargetContext:
    labels = [row.section.number if row.section else None, (row.row_no or "").strip(" .") or None]
    return TargetContext(
        "table",
        section=".".join(label for label in labels if label) or None,
        column=role,
        heading=row.section.name if row.section else None,
        row_words=_row_words(row) if role != "task" else None,
        plan_year=year,
        task_index=row.index,
        box=first_box(cell.boxes),
        confidence=1.0 if cell.confidence is None else cell.confidence,
    )


def _row_words(row: TaskRow) -> str | None:
    """What the row is about: a short output ("30% đơn vị được kiểm tra") takes its subject from there."""
    return row.texts["task"] or row.texts["objective"]


# --------------------------------------------------------------------------------------------- citations


def _mentions(document: Document, metadata: PlanMetadata) -> Iterator[CitationMention]:
    """Mentions in the whole document: paragraphs, notes and every cell once, in reading order."""
    own = metadata.document_number
    for block in (*document.blocks, *document.notes):
        if isinstance(block, Paragraph):
            yield from find_citations(block.text, own_number=own, box=first_box(block.boxes))
        else:
            yield from _table_mentions(block, own)


def _table_mentions(table: Table, own: str | None) -> Iterator[CitationMention]:
    for cell in table.cells:
        yield from find_citations(cell_text(cell), own_number=own, box=first_box(cell.boxes))

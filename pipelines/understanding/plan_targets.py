"""Targets of the whole plan: body, target tables, remarks in tables, cells of the task tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from pipelines.model.document import Cell, Document
from pipelines.model.plan import PeriodKind, PlanMetadata, Target
from pipelines.reference.headers import ColumnRole as Role
from pipelines.reference.pattern_words import either
from pipelines.reference.readers import Reader
from pipelines.text.vietnamese import match_key
from pipelines.understanding.kept import STRICT, Kept, Place
from pipelines.understanding.list_labels import list_labels
from pipelines.understanding.outline import OutlinedLine
from pipelines.understanding.tables.grid import cell_text, first_box
from pipelines.understanding.tables.model import TaskRow, TaskTables
from pipelines.understanding.tables.plan_levels import clauses_of_table
from pipelines.understanding.tables.target_tables import TargetClause
from pipelines.understanding.targets import (
    TargetContext,
    asks_for_number,
    find_targets,
    heading_span,
    heading_year,
    lead_of_items,
    led_lines,
    led_targets,
    looks_back,
    value_of_lead,
)
from pipelines.understanding.words.numbering import split_number
from pipelines.understanding.words.pieces import LONGEST, pieces

_TARGET_ROLES = (Role.OBJECTIVE, Role.TASK, Role.ACTIVITY, Role.OUTPUT, Role.DEADLINE)
_ITEM = re.compile(r"\s*(?:[-+*•–·]|\d{1,2}[.)/]|[a-zđ][.)/]|[IVX]+[.)])\s*\S")
# "e.100% …", "g.Giảm …" without a blank, "1.1/ …": the mark of an item that hides how its sentence begins
_ITEM_MARK = re.compile(r"^\s*(?:[a-zđ][.)](?=\d|[A-ZĐ])|\d{1,2}(?:\.\d{1,2}){0,3}/\s+)")
_MOST_SHARES = 100  # of a text that is read as a whole; the fullest paragraph of a real plan has some thirty
_CROWDED = 1_000  # characters of a piece of one with more: every share is held against all the others of its piece


def plan_targets(
    document: Document,
    tables: TaskTables,
    body: tuple[OutlinedLine, ...],
    metadata: PlanMetadata,
    kept: Kept = STRICT,
) -> tuple[Target, ...]:
    """Targets of the whole plan in document order of their kinds: body, target tables, task tables.

    A paragraph, row or cell whose reader fails gives none; ``kept`` hears of it.
    """
    year, opens = metadata.plan_year, _first_item(body)
    leads = lead_of_items([one.line.text for one in body])
    labels = list_labels(body, year)
    groups = (
        *(
            kept.read(_line_place(one), (), _body_targets, _labelled(one, label), metadata, place < opens, leads[place])
            for place, (one, label) in enumerate(zip(body, labels, strict=True))
            if not _only_leads(one, leads[place + 1 : place + 2])
        ),
        *_table_targets(document, tables, year, kept),
        *_remark_targets(tables, year, kept),
        *_task_targets(tables, year, kept),
    )
    return _joined(groups)


def _first_item(body: Sequence[OutlinedLine]) -> int:
    """Place of the first title or item: what stands before it tells why there is a plan; 0 when there is none."""
    return next(
        (place for place, one in enumerate(body) if one.section or one.is_heading or _ITEM.match(one.line.text)), 0
    )


def _line_place(one: OutlinedLine) -> Place:
    return Place(Reader.TARGETS, words=one.line.text, box=one.box)


def _read(text: str, place: TargetContext) -> tuple[Target, ...]:
    """The targets of a text; one longer than any that is written is read piece by piece."""
    is_crowded = text.count("%") > _MOST_SHARES
    if len(text) <= LONGEST and not is_crowded:
        return find_targets(text, context=place)
    longest = _CROWDED if is_crowded else LONGEST
    return _joined(find_targets(piece, context=place) for piece in pieces(text, longest))


def _joined(groups: Iterable[Sequence[Target]]) -> tuple[Target, ...]:
    """The groups one after the other; ``parent`` is an index into the group, then into all."""
    joined: list[Target] = []
    for group in groups:
        offset = len(joined)
        joined.extend(
            target if target.parent is None else replace(target, parent=target.parent + offset) for target in group
        )
    return tuple(joined)


@cache
def _rewards() -> re.Pattern[str]:
    """ "Tiêu chuẩn Giấy khen của Chủ tịch …": conditions of a reward, and no goals of the unit."""
    return re.compile(rf"{either('reward_measure')}(?:,? [^\W\d]+){{0,6}}? {either('reward_given')}(?!\w)")


def _may_commit(one: OutlinedLine, year: int | None) -> bool:
    """False for titles without a share, for the part of a plan that looks back and for what a reward is given for."""
    if one.is_heading and not _states_number(one.line.text):
        return False
    if any(_rewards().match(match_key(split_number(title)[1])) for title in one.titles):
        return False
    return not any(looks_back(title, year, is_outermost=title == one.part) for title in one.titles)


def _states_number(title: str) -> bool:
    """True for a numbered line that is a commitment and no title: a share, or a number that words ask for."""
    return "%" in title or asks_for_number(title)


def _only_leads(one: OutlinedLine, below: Sequence[str | None]) -> bool:
    """True for "Đạt 100% đối với các nội dung:" above its items: the number is theirs."""
    return list(below) == [one.line.text] and value_of_lead(one.line.text) is not None


def _body_targets(one: OutlinedLine, metadata: PlanMetadata, is_preamble: bool, lead: str | None) -> tuple[Target, ...]:
    if not _may_commit(one, metadata.plan_year):
        return ()
    place = TargetContext(
        "body",
        section=one.section,
        heading=one.above,
        plan_year=metadata.plan_year,
        year=_year_of_titles(one, metadata),
        about=" ".join(title for title in (metadata.title, *one.titles) if title),
        box=one.box,
        confidence=one.line.confidence,
        is_preamble=is_preamble,
        lead=lead,
    )
    text = _ITEM_MARK.sub("", one.line.text)
    led = led_targets(text, place)
    return _read(text, place) if led is None else led


def _labelled(one: OutlinedLine, label: str | None) -> OutlinedLine:
    """``one`` under the label that its list stands under, as under an innermost title."""
    return one if label is None else replace(one, titles=(*one.titles, label))


def _year_of_titles(one: OutlinedLine, metadata: PlanMetadata) -> int | None:
    """The year that the innermost title sets; an annual plan's own year goes without saying."""
    titles = [title for title in reversed(one.titles) if title != one.line.text]
    year = next((year for title in titles if (year := _year_of_title(title, metadata))), None)
    is_own = year == metadata.plan_year and metadata.period_kind is not PeriodKind.MULTI_YEAR
    return None if is_own or year is None or year < (metadata.plan_year or 0) else year


def _year_of_title(title: str, metadata: PlanMetadata) -> int | None:
    return heading_year(title) or _end_of_phase(title, metadata)


def _end_of_phase(title: str, metadata: PlanMetadata) -> int | None:
    """The last year of a phase of a plan of several years: 2027 of "1. Giai đoạn 2026 - 2027"."""
    span, start, end = heading_span(title), metadata.period_start, metadata.period_end
    if span is None or start is None or end is None or metadata.period_kind is not PeriodKind.MULTI_YEAR:
        return None
    is_part = start.year <= span[1] <= end.year and span != (start.year, end.year)
    return span[1] if is_part else None


def _table_targets(
    document: Document, tables: TaskTables, year: int | None, kept: Kept
) -> Iterator[tuple[Target, ...]]:
    for one in tables.target_tables:
        place = Place(Reader.TARGETS, f"của bảng số {one.index + 1}")
        for clauses in kept.read(place, (), clauses_of_table, document, one, year):
            first = next(iter(clauses), None)
            row = Place(Reader.TARGETS, words=first.evidence if first else None, box=first.box if first else None)
            yield kept.read(row, (), _row_targets, clauses, year)


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
        confidence=clause.confidence,
    )
    return _read(clause.clause, place)


def _from_row(target: Target, clause: TargetClause) -> Target:
    year, scope = target.year or clause.year, clause.until or target.scope
    return replace(target, evidence=clause.evidence, year=year, scope=scope)


def _remark_targets(tables: TaskTables, year: int | None, kept: Kept) -> Iterator[tuple[Target, ...]]:
    """Full-width rows such as "Chỉ tiêu: 100% …" state commitments of their section."""
    for one in tables.remarks:
        number, name = (one.section.number, one.section.name) if one.section else (None, None)
        place = TargetContext("table", section=number, column="objective", heading=name, plan_year=year, box=one.box)
        yield kept.read(Place(Reader.TARGETS, words=one.words, box=one.box), (), find_targets, one.words, context=place)


def _task_targets(tables: TaskTables, year: int | None, kept: Kept) -> Iterator[tuple[Target, ...]]:
    """A merged cell counts once, for the first task that it covers."""
    seen: set[tuple[int, int, int]] = set()
    for row in tables.rows:
        for role in _TARGET_ROLES:
            for cell in row.cells[role]:
                if role == Role.DEADLINE and "%" not in cell.text:
                    continue  # a time; "Quý I: 20%; cả năm: 100%" says what is reached by when
                place = (row.table_index, cell.row, cell.column)
                if place not in seen:
                    seen.add(place)
                    read = Place(Reader.TARGETS, f"({role})", cell.text, first_box(cell.boxes), row.index)
                    yield kept.read(read, (), _cell_targets, row, role, cell, year)


def _cell_targets(row: TaskRow, role: Role, cell: Cell, year: int | None) -> tuple[Target, ...]:
    text, place = cell_text(cell), _cell_context(row, role, cell, year)
    led = led_lines(text, place) if len(text) <= LONGEST else None
    return _read(text, place) if led is None else led


def _cell_context(row: TaskRow, role: Role, cell: Cell, year: int | None) -> TargetContext:
    labels = [row.section.number if row.section else None, (row.row_no or "").strip(" .") or None]
    return TargetContext(
        "table",
        section=".".join(label for label in labels if label) or None,
        column=role.value,
        heading=row.section.name if row.section else None,
        row_words=_row_words(row) if role != Role.TASK else None,
        plan_year=year,
        task_index=row.index,
        box=first_box(cell.boxes),
        confidence=1.0 if cell.confidence is None else cell.confidence,
    )


def _row_words(row: TaskRow) -> str | None:
    """What the row is about: a short output ("30% đơn vị được kiểm tra") takes its subject from there."""
    return row.texts[Role.TASK] or row.texts[Role.OBJECTIVE]

"""The door of the package: a document and its folder in, a plan out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipelines.model.document import Box, Document, Paragraph
from pipelines.model.plan import Citation, Finding, FolderContext, Plan, PlanMetadata
from pipelines.reference.readers import Reader
from pipelines.understanding.bound_documents import BoundDocument, BoundKind, bound_documents, bound_findings
from pipelines.understanding.citations import (
    CitationMention,
    citation_findings,
    find_citations,
    may_cite,
    merge_citations,
)
from pipelines.understanding.findings import PlanView, plan_findings
from pipelines.understanding.kept import Kept, Place
from pipelines.understanding.list_tasks import list_tasks
from pipelines.understanding.metadata import MetadataResult, read_metadata
from pipelines.understanding.outline import outline
from pipelines.understanding.plan_targets import plan_targets
from pipelines.understanding.plan_tasks import plan_tasks, task_deadline_findings
from pipelines.understanding.scanned_names import with_names_of_catalogue
from pipelines.understanding.tables.grid import cell_text, first_box
from pipelines.understanding.tables.model import NO_TABLES, TaskTables
from pipelines.understanding.tables.rows import read_tasks
from pipelines.understanding.targets import (
    link_repeats,
    target_findings,
    with_parts_of_year,
    with_usual_meaning,
)


def understand(document: Document, context: FolderContext) -> Plan:
    """Understand one document.

    Args:
        document: the file as read.
        context: its province folder, plan year and file name.

    Returns:
        The plan. A document that is no administrative-reform plan has ``is_plan`` False, its metadata as far as
        read, no content, and the finding ``not_a_plan`` with the reason. What else is bound in the file is told by a
        finding; further plans in it are ``enclosed``. A value whose reader fails is left out, with the finding
        ``reader_failed``; see :mod:`pipelines.understanding.kept`.
    """
    kept = Kept()
    as_read: tuple[Document, tuple[Finding, ...]] = document, ()
    document, told = kept.read(Place(Reader.UNIT, "(bản quét)"), as_read, with_names_of_catalogue, document, context)
    bound = kept.read(Place(Reader.BOUND), (), bound_documents, document)
    plan = _of_bound(bound, context) if len(bound) > 1 else None
    plan = plan or _understand_one(document, context)
    more = (*told, *kept.findings)
    return replace(plan, findings=(*plan.findings, *more)) if more else plan


def _of_bound(bound: Sequence[BoundDocument], context: FolderContext) -> Plan | None:
    """The plans among the documents of one file; None when none of them is one, so that the whole is judged."""
    alone = replace(context, commune_code=None, document_number=None, issued_on=None)
    read = {one: _understand_one(one.document, alone) for one in bound if one.kind is BoundKind.PLAN}
    plans = [one for one, plan in read.items() if plan.is_plan]
    if not plans:
        return None
    # the side file speaks of one plan: of the commune that it names, else of the first
    codes = [read[one].metadata.commune_code for one in plans]
    main = plans[codes.index(context.commune_code)] if context.commune_code in codes else plans[0]
    told = bound_findings(bound, plans)
    first = _understand_one(main.document, context)
    others = tuple(
        replace(plan, findings=(*plan.findings, *told))
        for one, plan in read.items()
        if one in plans and one is not main
    )
    return replace(first, findings=(*first.findings, *told), enclosed=others)


def _understand_one(document: Document, context: FolderContext) -> Plan:
    kept = Kept()
    tables = kept.read(Place(Reader.TABLE), NO_TABLES, read_tasks, document, kept)
    content = frozenset(tables.task_tables) | {one.index for one in tables.target_tables}
    result = read_metadata(document, context, content, frozenset(tables.task_tables), kept)
    if result.not_a_plan:
        refusal = Finding("not_a_plan", evidence=result.metadata.title, detail=result.not_a_plan)
        return Plan(False, result.metadata, (), (), (), (*_issues(document), refusal, *kept.findings))
    return _read_plan(document, context, tables, result, kept)


def _read_plan(
    document: Document, context: FolderContext, tables: TaskTables, result: MetadataResult, kept: Kept
) -> Plan:
    metadata = result.metadata
    body = kept.read(Place(Reader.LINES), (), outline, result.parts.lines)
    if not tables.rows:
        tables = replace(tables, rows=kept.read(Place(Reader.TABLE, "(liệt kê)"), (), list_tasks, body))
    tasks = plan_tasks(tables.rows, metadata, kept)
    stated = plan_targets(document, tables, body, metadata, kept)
    named = kept.read(Place(Reader.TARGETS, "(tên ghi tắt)"), stated, with_usual_meaning, stated)
    stepped = kept.read(Place(Reader.TARGETS, "(từng phần năm)"), named, with_parts_of_year, named)
    targets = kept.read(Place(Reader.TARGETS, "(nhắc lại)"), stepped, link_repeats, stepped)
    mentions = tuple(_mentions(document, metadata, kept))
    citations = _citations(mentions, kept)
    view = PlanView(document, context, result, tables, body, tasks, targets, citations)
    found = (
        *result.findings,
        *tables.findings,
        *task_deadline_findings(tasks, metadata, kept),
        *kept.read(Place(Reader.RULE, "chỉ tiêu"), (), target_findings, targets),
        *kept.read(
            Place(Reader.RULE, "văn bản viện dẫn"),
            (),
            citation_findings,
            citations,
            mentions,
            issued_on=metadata.issued_on,
        ),
        *plan_findings(view, kept),
    )
    findings = (*_issues(document), *kept.true_ones(found), *kept.findings)
    return Plan(True, metadata, tasks, targets, citations, findings)


def _issues(document: Document) -> tuple[Finding, ...]:
    """What the reader repaired or doubts, as findings."""
    return tuple(
        Finding(
            issue.code, box=issue.box, detail=f"{issue.detail} ({issue.count})" if issue.count > 1 else issue.detail
        )
        for issue in document.issues
    )


def _mentions(document: Document, metadata: PlanMetadata, kept: Kept) -> Iterator[CitationMention]:
    """Mentions in the whole document: paragraphs, notes and every cell once, in reading order."""
    own = metadata.document_number
    for text, box in _texts(document):
        if not may_cite(text):
            continue
        place = Place(Reader.CITATIONS, words=text, box=box)
        yield from kept.read(place, (), find_citations, text, own_number=own, box=box)


def _texts(document: Document) -> Iterator[tuple[str, Box | None]]:
    for block in (*document.blocks, *document.notes):
        if isinstance(block, Paragraph):
            yield block.text, first_box(block.boxes)
        else:
            yield from ((cell_text(cell), first_box(cell.boxes)) for cell in block.cells)


def _citations(mentions: Sequence[CitationMention], kept: Kept) -> tuple[Citation, ...]:
    """The plan's citations; when they cannot be told apart, each mention by itself."""
    alone = tuple(mentions)
    merged = kept.read(Place(Reader.CITATIONS, "(gộp)"), None, merge_citations, alone)
    if merged is not None:
        return merged
    each = (
        kept.read(Place(Reader.CITATIONS, words=one.evidence, box=one.box), (), merge_citations, [one]) for one in alone
    )
    return tuple(citation for found in each for citation in found)

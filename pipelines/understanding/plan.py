"""The door of the package: a document and its folder in, a plan out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipelines.model.document import Document, Paragraph, Table
from pipelines.model.plan import (
    Finding,
    FolderContext,
    Plan,
    PlanMetadata,
)
from pipelines.understanding.bound_documents import BoundDocument, BoundKind, bound_documents, bound_findings
from pipelines.understanding.citations import (
    CitationMention,
    citation_findings,
    find_citations,
    merge_citations,
)
from pipelines.understanding.findings import PlanView, plan_findings
from pipelines.understanding.metadata import MetadataResult, read_metadata
from pipelines.understanding.metadata.lines import Line, document_lines
from pipelines.understanding.outline import outline
from pipelines.understanding.plan_targets import plan_targets
from pipelines.understanding.plan_tasks import plan_tasks, task_deadline_findings
from pipelines.understanding.tables.grid import cell_text, first_box
from pipelines.understanding.tables.model import TaskTables
from pipelines.understanding.tables.rows import read_tasks
from pipelines.understanding.targets import (
    link_repeats,
    target_findings,
)


def understand(document: Document, context: FolderContext) -> Plan:
    """Understand one document.

    Args:
        document: the file as read.
        context: its province folder, plan year and file name.

    Returns:
        The plan. A document that is no administrative-reform plan has ``is_plan`` False, its metadata as far as
        read, no content, and the finding ``not_a_plan`` with the reason. What else is bound in the file is told by a
        finding; further plans in it are ``enclosed``.
    """
    bound = bound_documents(document)
    plan = _of_bound(bound, context) if len(bound) > 1 else None
    return plan or _understand_one(document, context)


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
    tasks = plan_tasks(tables.rows, result.metadata)
    targets = link_repeats(plan_targets(document, tables, body, result.metadata))
    mentions = tuple(_mentions(document, result.metadata))
    citations = merge_citations(mentions)
    view = PlanView(document, context, result, tables, body, tasks, targets, citations)
    findings = (
        *_issues(document),
        *result.findings,
        *tables.findings,
        *task_deadline_findings(tasks, result.metadata),
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

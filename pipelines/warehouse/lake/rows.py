"""Plans → rows of the normalised tables.

Identity never depends on cleaned values: a row's id is its document's id and its place in the plan. Nothing is
computed here that SQL computes later; text is copied as understood.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from pipelines.model.document import Box
from pipelines.model.facts import DocumentFacts, ProcessedDocument, StageOutcome
from pipelines.model.plan import (
    Citation,
    Finding,
    Milestone,
    OfficeMention,
    Plan,
    PlanMetadata,
    ReviewMark,
    Severity,
    Target,
    Task,
)
from pipelines.model.tables import SCHEMAS, VALUE, Row, to_table
from pipelines.reference.finding_rules import FindingRule, finding_rules
from pipelines.reference.outcomes import OutcomeReason, outcome_reasons
from pipelines.warehouse.lake.storable import storable

Rows = dict[str, list[Row]]

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


_SMALLEST = Decimal(1).scaleb(-VALUE.scale)


@dataclass(frozen=True, slots=True)
class Wording:
    """The reviewed Vietnamese texts that findings and outcomes are rendered with."""

    rules: Mapping[str, FindingRule]
    reasons: Mapping[str, OutcomeReason]


def load_wording() -> Wording:
    """The texts of ``finding_rules.csv`` and ``outcome_reasons.csv``."""
    return Wording(finding_rules(), outcome_reasons())


def flatten(documents: Iterable[ProcessedDocument], wording: Wording, *, run_id: str) -> dict[str, pa.Table]:
    """Return every normalised table for the documents of one partition, rows in key order.

    Args:
        documents: what the stages made of each file; a quarantined file gives a document and its outcomes only.
        wording: texts for findings and outcomes.
        run_id: the run that processed the documents, kept with the outcomes.
    """
    rows: Rows = {name: [] for name in SCHEMAS}
    for document in documents:
        for name, found in _document_tables(document, wording, run_id).items():
            rows[name].extend(_with_origin(document.facts, row) for row in found)
    return {name: to_table(name, rows[name]) for name in SCHEMAS}


def bbox_json(boxes: Iterable[Box]) -> str | None:
    """Return boxes as JSON text ``[[page,x0,y0,x1,y1],…]`` (points, one decimal); None when there is none."""
    coordinates = [[box.page, *(round(v, 1) for v in (box.x0, box.y0, box.x1, box.y1))] for box in boxes]
    return json.dumps(coordinates, separators=(",", ":")) if coordinates else None


def render(template: str, **values: object) -> str:
    """Fill ``{name}`` in a reviewed text; a value that is None leaves no trace of its placeholder.

    Text that comes from a document is never interpreted: braces inside a value stay as they are.
    """
    return _PLACEHOLDER.sub(
        lambda match: str(values[match[1]] or "") if match[1] in values else match[0], template
    ).strip(" :")


def _with_origin(facts: DocumentFacts, row: Row) -> Row:
    # unknown is NULL everywhere, never an empty text
    known = {name: None if value == "" else value for name, value in row.items()}
    return {"document_id": facts.document_id, "source_path": facts.source_path, **known}


def _document_tables(document: ProcessedDocument, wording: Wording, run_id: str) -> Rows:
    outcomes = [_outcome_row(outcome, wording, run_id) for outcome in document.outcomes]
    rows: Rows = {"documents": [_document_row(document)], "outcomes": outcomes}
    return rows | _plan_tables(document.facts.document_id, storable(document.plan), wording) if document.plan else rows


def _plan_tables(document_id: str, plan: Plan, wording: Wording) -> Rows:
    """Rows of a plan; what a reviewer rejected or settled is left out, and the others keep their numbers."""
    tasks = [task for task in plan.tasks if task.review is not ReviewMark.REJECTED]
    targets = [n for n, target in enumerate(plan.targets) if target.review is not ReviewMark.REJECTED]
    citations = [(n, one) for n, one in enumerate(plan.citations) if one.review is not ReviewMark.REJECTED]
    findings = [(n, one) for n, one in enumerate(plan.findings) if one.review is None]
    return {
        "tasks": [_task_row(document_id, task) for task in tasks],
        "milestones": [row for task in tasks for row in _milestone_rows(document_id, task)],
        "task_offices": [row for task in tasks for row in _office_rows(document_id, task)],
        "targets": [_target_row(document_id, plan, index) for index in targets],
        "citations": [_citation_row(document_id, n, citation) for n, citation in citations],
        "findings": [_finding_row(document_id, n, finding, wording) for n, finding in findings],
    }


def _document_row(document: ProcessedDocument) -> Row:
    facts = asdict(document.facts)
    row = {
        **facts,
        "folder_year": facts.pop("plan_year"),
        "manifest_commune_code": facts.pop("commune_code"),
        "plan_year": None,
        "commune_code": None,
        "is_plan": document.plan.is_plan if document.plan else None,
    }
    return row | _metadata_columns(document.plan.metadata) if document.plan else row


def _metadata_columns(metadata: PlanMetadata) -> Row:
    columns = {name: getattr(metadata, name) for name in PlanMetadata.__slots__}
    return columns | {
        "recipients": _lines(metadata.recipients),
        "supersedes": _json_list(metadata.supersedes),
        "status": metadata.status.value,
        "period_kind": metadata.period_kind.value if metadata.period_kind else None,
        "is_corrected": metadata.review is ReviewMark.CORRECTED,
    }


def _task_row(document_id: str, task: Task) -> Row:
    deadline = task.deadline
    pages = [box.page for box in task.boxes]
    copied = (
        "table_index", "table_row", "section_no", "section_name", "area_code", "row_no", "objective", "task",
        "activity", "output", "lead", "coordination", "monitor", "deadline_text", "budget", "rule", "confidence",
    )  # fmt: skip
    return {name: getattr(task, name) for name in copied} | {
        "task_id": task_id(document_id, task.index),
        "row_index": task.index,
        "deadline_kind": deadline.kind.value,
        "deadline_start": deadline.start,
        "deadline_end": deadline.end,
        "deadline_recurrence": deadline.recurrence,
        "deadline_is_exclusive": deadline.is_exclusive,
        "deadline_confidence": deadline.confidence,
        "page_start": min(pages, default=None),
        "page_end": max(pages, default=None),
        "bbox": bbox_json(task.boxes),
        "is_corrected": task.review is ReviewMark.CORRECTED,
    }


def _milestone_rows(document_id: str, task: Task) -> list[Row]:
    parent = task_id(document_id, task.index)
    return [_milestone_row(parent, n, milestone) for n, milestone in enumerate(task.deadline.milestones)]


def _milestone_row(parent: str, index: int, milestone: Milestone) -> Row:
    return {name: getattr(milestone, name) for name in Milestone.__slots__} | {
        "kind": milestone.kind.value,
        "milestone_id": f"{parent}-m{index}",
        "task_id": parent,
        "milestone_index": index,
    }


def _office_rows(document_id: str, task: Task) -> list[Row]:
    parent = task_id(document_id, task.index)
    return [_office_row(parent, n, mention) for n, mention in enumerate(task.offices)]


def _office_row(parent: str, index: int, mention: OfficeMention) -> Row:
    return {
        "task_office_id": f"{parent}-o{index}",
        "task_id": parent,
        "office_index": index,
        "role": mention.role.value,
        "office_text": mention.text,
        "office_code": mention.code,
        "is_collective": mention.is_collective,
        "is_reference": mention.is_reference,
        "is_joint": mention.is_joint,
    }


def _target_row(document_id: str, plan: Plan, index: int) -> Row:
    target = plan.targets[index]
    copied = (
        "indicator_code", "indicator_text", "comparator", "unit", "change", "is_aspirational",
        "year", "baseline", "exception", "scope", "scope_level", "basis", "evidence", "section", "found_in",
        "rule", "confidence",
    )  # fmt: skip
    return {name: getattr(target, name) for name in copied} | {
        "target_id": target_id(document_id, index),
        "target_index": index,
        "value": target.value.quantize(_SMALLEST),
        "value_max": None if target.value_max is None else target.value_max.quantize(_SMALLEST),
        "column_role": target.column,
        "is_corrected": target.review is ReviewMark.CORRECTED,
        "scope_sectors": _json_list(target.scope_sectors),
        "candidates": _json_list(target.candidates),
        **_target_links(document_id, target),
        **_place(target.box),
    }


def _target_links(document_id: str, target: Target) -> Row:
    return {
        "task_id": None if target.task_index is None else task_id(document_id, target.task_index),
        "parent_target_id": None if target.parent is None else target_id(document_id, target.parent),
        "repeats_target_id": None if target.repeats is None else target_id(document_id, target.repeats),
    }


def _citation_row(document_id: str, index: int, citation: Citation) -> Row:
    copied = ("kind", "number", "issued_on", "issuer", "mentions", "evidence")
    return {name: getattr(citation, name) for name in copied} | {
        "citation_id": f"{document_id}-c{index}",
        "citation_index": index,
        "raw_number": citation.raw_number or None,
        "is_corrected": citation.review is ReviewMark.CORRECTED,
        **_place(citation.box),
    }


def _finding_row(document_id: str, index: int, finding: Finding, wording: Wording) -> Row:
    rule = wording.rules.get(finding.rule) or _unknown_rule(finding.rule)
    page = finding.box.page if finding.box else None
    return {
        "finding_id": f"{document_id}-f{index}",
        "finding_index": index,
        "task_id": None if finding.task_index is None else task_id(document_id, finding.task_index),
        "rule": finding.rule,
        "severity": rule.severity.value,
        "message_vi": render(rule.message_vi, detail=finding.detail, evidence=finding.evidence, page=page),
        "action_vi": rule.action_vi,
        "evidence": finding.evidence,
        "detail": finding.detail,
        **_place(finding.box),
    }


def _unknown_rule(rule: str) -> FindingRule:
    # the check findings.rule_in_catalogue reports the gap; the finding itself must reach its reader meanwhile
    message = f"Phát hiện “{rule}” chưa có lời giải thích trong danh mục: {{detail}}"
    return FindingRule(rule, Severity.WARNING, "", message, "", "", "")


def _outcome_row(outcome: StageOutcome, wording: Wording, run_id: str) -> Row:
    reason = wording.reasons.get(outcome.reason_code or "ok")
    fallback = f"{outcome.reason_code or outcome.status.value}: {outcome.detail or ''}".rstrip(": ")
    return {
        "stage": outcome.stage,
        "status": outcome.status.value,
        "reason_code": outcome.reason_code,
        "message_vi": render(reason.message_vi, detail=outcome.detail) if reason else fallback,
        "next_action_vi": reason.next_action_vi if reason else None,
        "detail": outcome.detail,
        "seconds": outcome.seconds,
        "run_id": run_id,
    }


def task_id(document_id: str, index: int) -> str:
    """Id of the task at ``index`` (counted over the whole document from 0)."""
    return f"{document_id}-t{index}"


def target_id(document_id: str, index: int) -> str:
    """Id of the target at ``index`` of ``Plan.targets``."""
    return f"{document_id}-g{index}"


def _place(box: Box | None) -> dict[str, Any]:
    return {"page": box.page if box else None, "bbox": bbox_json((box,)) if box else None}


def _lines(items: tuple[str, ...]) -> str | None:
    return "\n".join(items) or None


def _json_list(items: tuple[str, ...]) -> str | None:
    return json.dumps(items, ensure_ascii=False) if items else None

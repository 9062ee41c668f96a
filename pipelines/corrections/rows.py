"""Rows of the lake that tell what became of each correction, and what is wrong with a correction file."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from pipelines.corrections.columns import words_of
from pipelines.corrections.files import CorrectionFile
from pipelines.corrections.model import Problem, Result, Status
from pipelines.corrections.validate import document_id_of
from pipelines.corrections.values import BadValue, parse_day
from pipelines.model.facts import DocumentFacts, OutcomeStatus, ProcessedDocument, StageOutcome
from pipelines.model.tables import Row
from pipelines.registry.versions import reader_version, understanding_version
from pipelines.text.vietnamese import match_key
from pipelines.warehouse.lake.rows import Wording, render

_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_NEXT = {
    Status.APPLIED: None,
    Status.SUPERSEDED: None,
    Status.EXPIRED: "Nếu số liệu hiện nay vẫn sai, rà soát lại từ hàng đợi mới (cchc review).",
    Status.REJECTED: "Lấy lại dòng từ tệp xuất mới (cchc review --export), giữ nguyên các cột xuất sẵn.",
}
_RULES = {Status.REJECTED: "correction_rejected", Status.EXPIRED: "correction_expired"}


def result_row(result: Result, source_path: str | None) -> Row:
    """Row of the table ``corrections`` for a correction that was understood."""
    one = result.correction
    return {
        "document_id": one.document_id,
        "source_path": source_path,
        "correction_id": correction_id(one.file_path, one.row),
        "item": one.item.value,
        "item_id": result.item_ids[0] if result.item_ids else None,
        "item_count": len(result.item_ids),
        "field": one.field,
        "old_value": one.old_value,
        "new_value": one.new_value,
        "decision": one.decision.value,
        "status": result.status.value,
        "message_vi": result.reason_vi,
        "action_vi": _NEXT[result.status],
        "author": one.author,
        "decided_on": one.decided_on,
        "reason": one.reason,
        "evidence": one.evidence or None,
        "evidence_note": one.evidence_note,
        "place": one.place or None,
        "file_path": one.file_path,
        "file_row": one.row,
    }


def problem_row(problem: Problem) -> Row:
    """Row of the table ``corrections`` for a row that cannot be used, with what was typed as far as it makes sense."""
    row = problem.row
    typed = {key: row.get(key) or None for key in ("item", "field", "old_value", "new_value", "author", "reason")}
    try:
        day = parse_day(row.get("decided_on"))
    except BadValue:
        day = None
    return typed | {
        "document_id": document_id_of(row),
        "source_path": None,
        "correction_id": correction_id(row.file_path, row.row),
        "item_id": None,
        "item_count": 0,
        "decision": words_of("decision").get(match_key(row.get("decision"))),
        "status": Status.REJECTED.value,
        "message_vi": f"{problem.found_vi}; cần {problem.expected_vi}",
        "action_vi": problem.action_vi,
        "decided_on": day,
        "evidence": row.get("evidence") or None,
        "evidence_note": row.get("evidence_note") or None,
        "place": row.get("place") or None,
        "file_path": row.file_path,
        "file_row": row.row,
    }


def file_document(file: CorrectionFile, problem_count: int) -> ProcessedDocument:
    """A correction file as a file of the warehouse: it has an outcome like every other file."""
    outcome = (
        StageOutcome("register", OutcomeStatus.PARTIAL, "corrections_partly_used", f"{problem_count} dòng")
        if problem_count
        else StageOutcome("register", OutcomeStatus.OK)
    )
    facts = DocumentFacts(
        document_id=file.file_id,
        source_path=file.name,
        file_name=file.name.rsplit("/", 1)[-1],
        sha256=file.sha256,
        media_type=_MEDIA_TYPES.get(file.path.suffix.lower(), "application/octet-stream"),
        size_bytes=file.size_bytes,
        province_slug=file.name.split("/", 1)[0],
        plan_year=0,
        received_on=None,
        extraction_method=None,
        page_count=None,
        reader_version=reader_version(),
        understanding_version=understanding_version(),
    )
    return ProcessedDocument(facts, None, (outcome,))


def file_findings(
    file: CorrectionFile, problems: Sequence[Problem], results: Iterable[Result], wording: Wording
) -> list[Row]:
    """Findings of one file: a row for each bad row, and for each correction that no longer applies."""
    told = [("correction_rejected", one.text_vi) for one in problems]
    told += [
        (_RULES[one.status], f"{file.name}, dòng {one.correction.row}: {one.reason_vi}")
        for one in results
        if one.status in _RULES
    ]
    return [_finding(file, number, rule, text, wording) for number, (rule, text) in enumerate(told)]


def _finding(file: CorrectionFile, number: int, rule: str, text: str, wording: Wording) -> Row:
    known = wording.rules[rule]
    detail = text.rstrip(".")
    return {
        "document_id": file.file_id,
        "source_path": file.name,
        "finding_id": f"{file.file_id}-f{number}",
        "finding_index": number,
        "task_id": None,
        "rule": rule,
        "severity": known.severity,
        "message_vi": render(known.message_vi, detail=detail),
        "action_vi": known.action_vi,
        "evidence": None,
        "detail": detail,
        "page": None,
        "bbox": None,
    }


def correction_id(file_path: str, row: int) -> str:
    """Identity of a row of a correction file: its place, never its content."""
    return hashlib.sha256(f"{file_path}|{row}".encode()).hexdigest()[:12]

"""Files and lakes for warehouse tests, of plans that ``plan_parts`` makes."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from plan_parts import citation, deadline, five_year, metadata, milestone, office, plan, target, task

from pipelines.model.document import Box
from pipelines.model.facts import DocumentFacts, OutcomeStatus, ProcessedDocument, StageOutcome
from pipelines.model.plan import (
    DeadlineKind,
    Finding,
    OfficeRole,
    PeriodKind,
    Plan,
    PlanStatus,
    Severity,
)
from pipelines.reference.finding_rules import FindingRule
from pipelines.reference.outcomes import OutcomeReason
from pipelines.warehouse.lake.partitions import PLANS_STAGE, Partition, write_partition
from pipelines.warehouse.lake.reference_tables import REFERENCE_TABLES, read_reference
from pipelines.warehouse.lake.rows import Wording, flatten

REFERENCE = Path(__file__).parent / "reference"


def wording() -> Wording:
    """Texts of the tests' own reference folder."""
    tables = {table.name: table for table in REFERENCE_TABLES}
    rules = read_reference(REFERENCE, tables["ref_finding_rules"]).to_pylist()
    reasons = read_reference(REFERENCE, tables["ref_outcome_reasons"]).to_pylist()
    return Wording(
        {
            row["rule"]: FindingRule(
                rule=row["rule"],
                severity=Severity(row["severity"]),
                title_vi=row["title_vi"],
                message_vi=row["message_vi"],
                action_vi=row["action_vi"] or "",
                source="",
                implemented_in="",
            )
            for row in rules
        },
        {
            row["code"]: OutcomeReason(
                row["code"], row["status"], row["retry"] == "yes", row["message_vi"], row["next_action_vi"]
            )
            for row in reasons
        },
    )


def document(
    name: str, made: Plan | None, *, province: str = "quang-tri", year: int = 2026, **changes: Any
) -> ProcessedDocument:
    """A processed file whose content hash comes from its name (``content`` overrides, to make duplicates)."""
    content = changes.pop("content", name)
    outcomes = changes.pop("outcomes", (StageOutcome("read", OutcomeStatus.OK, None, None, 0.5),))
    digest = hashlib.sha256(content.encode()).hexdigest()
    facts = DocumentFacts(
        document_id=digest[:16],
        source_path=f"raw/{province}/{year}/{name}",
        file_name=name,
        sha256=digest,
        media_type="application/pdf",
        size_bytes=1000,
        province_slug=province,
        plan_year=year,
        received_on=None,
        extraction_method="pdf_text" if made else None,
        page_count=5 if made else None,
        reader_version="r1",
        understanding_version="u1",
    )
    return ProcessedDocument(replace(facts, **changes), made, outcomes)


def write_lake(lake_root: Path, documents: Sequence[ProcessedDocument], run_id: str = "run-1") -> None:
    """Flatten ``documents`` into their partitions."""
    keys = sorted({Partition(d.facts.province_slug, d.facts.plan_year) for d in documents})
    for key in keys:
        mine = [d for d in documents if Partition(d.facts.province_slug, d.facts.plan_year) == key]
        write_partition(lake_root, PLANS_STAGE, key, flatten(mine, wording(), run_id=run_id))


__all__ = [
    "REFERENCE",
    "Box",
    "DeadlineKind",
    "Finding",
    "OfficeRole",
    "OutcomeStatus",
    "PeriodKind",
    "PlanStatus",
    "StageOutcome",
    "citation",
    "deadline",
    "document",
    "five_year",
    "metadata",
    "milestone",
    "office",
    "plan",
    "target",
    "task",
    "wording",
    "write_lake",
]

"""Synthetic plans for warehouse tests: own wording, made-up communes, every value chosen by the test."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipelines.model.document import Box
from pipelines.model.facts import DocumentFacts, OutcomeStatus, ProcessedDocument, StageOutcome
from pipelines.model.plan import (
    Citation,
    Deadline,
    DeadlineKind,
    Finding,
    Milestone,
    OfficeMention,
    OfficeRole,
    PeriodKind,
    Plan,
    PlanMetadata,
    PlanStatus,
    Severity,
    Target,
    Task,
)
from pipelines.reference.finding_rules import FindingRule
from pipelines.reference.outcomes import OutcomeReason
from pipelines.warehouse.lake.partitions import PLANS_STAGE, Partition, write_partition
from pipelines.warehouse.lake.reference_tables import REFERENCE_TABLES, read_reference
from pipelines.warehouse.lake.rows import Wording, flatten

REFERENCE = Path(__file__).parent / "reference"
COMMUNES = {
    "90001": ("Suối Vàng", "xã"),
    "90002": ("Đồi Mây", "xã"),
    "90003": ("Bến Lụa", "xã"),
    "90004": ("Hoa Ban", "phường"),
    "90005": ("Cồn Sao", "đặc khu"),
    "91001": ("Núi Biếc", "phường"),
    "91002": ("Sông Trong", "xã"),
}
PROVINCES = {"44": ("Quảng Trị", "quang-tri"), "42": ("Hà Tĩnh", "ha-tinh")}


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


def target(code: str | None, value: float | str, **changes: Any) -> Target:
    base = Target(
        indicator_code=code,
        indicator_text=f"chỉ tiêu thử {code}",
        comparator=">=",
        value=Decimal(str(value)),
        value_max=None,
        unit="percent",
        change=None,
        is_aspirational=False,
        evidence=f"chỉ tiêu thử {code} đạt từ {value}% trở lên",
        section="II",
        found_in="body",
        box=Box(2, 70.04, 100.0, 500.26, 115.5),
    )
    return replace(base, **changes)


def milestone(kind: DeadlineKind, **changes: Any) -> Milestone:
    return replace(Milestone(kind=kind, text="mốc thử"), **changes)


def deadline(*milestones: Milestone) -> Deadline:
    last = milestones[-1] if milestones else milestone(DeadlineKind.NONE)
    starts = [m.start for m in milestones if m.start]
    ends = [m.end for m in milestones if m.end]
    return Deadline(
        kind=last.kind,
        start=min(starts, default=None),
        end=max(ends, default=None),
        recurrence=last.recurrence,
        is_exclusive=last.is_exclusive,
        milestones=tuple(milestones),
    )


def office(role: OfficeRole, code: str | None, **changes: Any) -> OfficeMention:
    return replace(OfficeMention(role=role, text=f"đơn vị {code}", code=code), **changes)


def task(index: int, due: Deadline | None = None, offices: Sequence[OfficeMention] = (), **changes: Any) -> Task:
    base = Task(
        index=index,
        table_index=0,
        table_row=index + 1,
        section_no="I",
        section_name="Phần việc thử",
        area_code="procedures",
        row_no=str(index + 1),
        objective=None,
        task=f"Việc thử số {index + 1}",
        activity=None,
        output="Báo cáo thử",
        lead="Phòng thử" if offices else None,
        coordination=None,
        monitor=None,
        deadline_text="Quý I/2026",
        budget=None,
        deadline=due or deadline(milestone(DeadlineKind.QUARTER, start=date(2026, 1, 1), end=date(2026, 3, 31))),
        offices=tuple(offices),
        boxes=(Box(3, 60.0, 90.0, 550.0, 120.0), Box(4, 60.0, 40.0, 550.0, 60.0)),
    )
    return replace(base, **changes)


def metadata(commune_code: str | None, year: int = 2026, **changes: Any) -> PlanMetadata:
    name, unit_type = COMMUNES.get(commune_code or "", (None, None))
    province_code = ("44" if commune_code and commune_code.startswith("90") else "42") if commune_code else None
    base = PlanMetadata(
        province_code=province_code,
        province_name=PROVINCES[province_code][0] if province_code else None,
        commune_code=commune_code,
        commune_name=name,
        unit_type=unit_type,
        title=f"Kế hoạch thử năm {year}",
        document_number="15/KH-UBND",
        issued_on=date(year, 1, 10),
        issued_precision="day",
        place=name,
        period_kind=PeriodKind.ANNUAL,
        period_start=date(year, 1, 1),
        period_end=date(year, 12, 31),
        plan_year=year,
        signer="Người Ký Thử",
        signer_title="CHỦ TỊCH",
        signer_capacity="TM.",
        recipients=("Sở Nội vụ", "Lưu: VT"),
        filing="Lưu: VT",
        supersedes=(),
        status=PlanStatus.ISSUED,
        is_annex_only=False,
        declares_annex=True,
    )
    return replace(base, **changes)


def five_year(commune_code: str, **changes: Any) -> PlanMetadata:
    return metadata(
        commune_code,
        **{
            "period_kind": PeriodKind.MULTI_YEAR,
            "period_start": date(2026, 1, 1),
            "period_end": date(2030, 12, 31),
            **changes,
        },
    )


def plan(
    about: PlanMetadata,
    *,
    targets: Sequence[Target] = (),
    tasks: Sequence[Task] = (),
    citations: Sequence[Citation] = (),
    findings: Sequence[Finding] = (),
    is_plan: bool = True,
) -> Plan:
    return Plan(is_plan, about, tuple(tasks), tuple(targets), tuple(citations), tuple(findings))


def citation(number: str, issued_on: date | None, **changes: Any) -> Citation:
    base = Citation("Nghị quyết", number, issued_on, "Chính phủ", 1, Box(1), f"Nghị quyết số {number}", number)
    return replace(base, **changes)


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
    "COMMUNES",
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

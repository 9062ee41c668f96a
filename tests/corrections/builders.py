"""A small plan and corrections of it, own wording."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipelines.corrections.columns import columns
from pipelines.corrections.files import write_csv
from pipelines.corrections.model import Correction, Decision, Item
from pipelines.model.document import Box
from pipelines.model.plan import (
    Citation,
    OfficeMention,
    OfficeRole,
    PeriodKind,
    Plan,
    PlanMetadata,
    PlanStatus,
    Target,
    Task,
)
from pipelines.understanding.deadlines import parse_deadline
from pipelines.understanding.targets import link_repeats, target_findings

DOCUMENT = "0123456789abcdef"
TODAY = date(2026, 3, 2)


def target(value: str, evidence: str, **changes: Any) -> Target:
    base = Target(
        indicator_code="online_payment_rate",
        indicator_text="thanh toán thử",
        comparator=">=",
        value=Decimal(value),
        value_max=None,
        unit="percent",
        change=None,
        is_aspirational=False,
        evidence=evidence,
        section="II",
        found_in="body",
        box=Box(2, 80.0, 100.0, 500.0, 120.0),
        confidence=0.8,
    )
    return replace(base, **changes)


def task(index: int, due: str, lead: str = "Tổ Thử Nghiệm") -> Task:
    deadline = parse_deadline(due, plan_year=2026)
    return Task(
        index=index,
        table_index=0,
        table_row=index + 1,
        section_no="I",
        section_name="Phần thử",
        area_code="procedures",
        row_no=str(index + 1),
        objective=None,
        task=f"Việc thử số {index + 1}",
        activity=None,
        output="Báo cáo thử",
        lead=lead,
        coordination=None,
        monitor=None,
        deadline_text=due,
        budget=None,
        deadline=deadline,
        offices=(OfficeMention(OfficeRole.LEAD, lead, None),),
        boxes=(Box(3, 60.0, 90.0 + 20 * index, 550.0, 110.0 + 20 * index),),
        confidence=deadline.confidence,
    )


def metadata(**changes: Any) -> PlanMetadata:
    base = PlanMetadata(
        province_code=None,
        province_name=None,
        commune_code=None,
        commune_name=None,
        unit_type=None,
        title="Kế hoạch thử năm 2026",
        document_number="15/KH-UBND",
        issued_on=date(2026, 1, 10),
        issued_precision="day",
        place=None,
        period_kind=PeriodKind.ANNUAL,
        period_start=date(2026, 1, 1),
        period_end=date(2026, 12, 31),
        plan_year=2026,
        signer=None,
        signer_title=None,
        signer_capacity=None,
        recipients=(),
        filing=None,
        supersedes=(),
        status=PlanStatus.ISSUED,
        is_annex_only=False,
        declares_annex=False,
    )
    return replace(base, **changes)


def plan(targets: tuple[Target, ...] = (), tasks: tuple[Task, ...] = (), **changes: Any) -> Plan:
    linked = link_repeats(targets)
    own = tuple(replace(finding, task_index=one.index) for one in tasks for finding in one.deadline.findings)
    findings = (*own, *target_findings(linked))
    base = Plan(True, metadata(), tasks, linked, (), findings)
    return replace(base, **changes)


def citation(**changes: Any) -> Citation:
    base = Citation(
        "Quyết định", "12/QĐ-UBND", None, None, 1, Box(1, 80, 200, 400, 215), "Quyết định số 12/QĐ-UBND của xã"
    )
    return replace(base, **changes)


def correction(**changes: Any) -> Correction:
    base = Correction(
        file_path="nghe-an/corrections/ra-soat.csv",
        row=2,
        document_id=DOCUMENT,
        item=Item.TARGET,
        evidence="thanh toán trực tuyến đạt 70%",
        place="tr.2 80,100,500,120",
        field="value",
        old_value="70",
        decision=Decision.EDIT,
        new_value="75",
        author="Nguyễn Thị Thử",
        decided_on=TODAY,
        reason="đối chiếu bản giấy",
        evidence_note="trang 2",
    )
    return replace(base, **changes)


def typed(**changes: str) -> dict[str, str]:
    """A row of a correction file as a person leaves it."""
    row = {column.key: "" for column in columns()} | {
        "document_id": f"vb-{DOCUMENT}",
        "item": "target",
        "evidence": "- thanh toán trực tuyến đạt 70%",
        "place": "tr.2 80,100,500,120",
        "field": "value",
        "old_value": "70",
        "decision": "sửa",
        "new_value": "75",
        "author": "Nguyễn Thị Thử",
        "decided_on": "02/03/2026",
        "reason": "đối chiếu bản giấy",
    }
    return row | changes


def write(raw: Path, *rows: dict[str, str], name: str = "ra-soat.csv", province: str = "nghe-an") -> Path:
    path = raw / province / "corrections" / name
    write_csv(path, rows)
    return path

"""A small plan and corrections of it, own wording."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import plan_parts

from pipelines.corrections.columns import columns
from pipelines.corrections.files import write_csv
from pipelines.corrections.model import Correction, Decision, Item
from pipelines.model.document import Box
from pipelines.model.plan import Citation, OfficeRole, Plan, PlanMetadata, Target, Task
from pipelines.understanding.deadlines import parse_deadline
from pipelines.understanding.targets import link_repeats, target_findings

DOCUMENT = "0123456789abcdef"
TODAY = date(2026, 3, 2)


def target(value: str, evidence: str, **changes: Any) -> Target:
    own = {"evidence": evidence, "indicator_text": "thanh toán thử", "box": Box(2, 80.0, 100.0, 500.0, 120.0)}
    return plan_parts.target("online_payment_rate", value, **own | {"confidence": 0.8} | changes)


def task(index: int, due: str, lead: str = "Tổ Thử Nghiệm") -> Task:
    deadline = parse_deadline(due, plan_year=2026)
    return plan_parts.task(
        index,
        deadline,
        (plan_parts.office(OfficeRole.LEAD, None, text=lead),),
        section_name="Phần thử",
        lead=lead,
        deadline_text=due,
        boxes=(Box(3, 60.0, 90.0 + 20 * index, 550.0, 110.0 + 20 * index),),
        confidence=deadline.confidence,
    )


def metadata(**changes: Any) -> PlanMetadata:
    """A plan of nobody in particular, unsigned."""
    unsigned = {"signer": None, "signer_title": None, "signer_capacity": None, "recipients": (), "filing": None}
    return plan_parts.metadata(None, **unsigned | {"declares_annex": False} | changes)


def plan(targets: tuple[Target, ...] = (), tasks: tuple[Task, ...] = (), **changes: Any) -> Plan:
    linked = link_repeats(targets)
    own = tuple(replace(finding, task_index=one.index) for one in tasks for finding in one.deadline.findings)
    made = plan_parts.plan(metadata(), targets=linked, tasks=tasks, findings=(*own, *target_findings(linked)))
    return replace(made, **changes)


def citation(**changes: Any) -> Citation:
    number = "12/QĐ-UBND"
    own = {"kind": "Quyết định", "issuer": None, "box": Box(1, 80, 200, 400, 215), "raw_number": ""}
    return plan_parts.citation(number, None, **own | {"evidence": f"Quyết định số {number} của xã"} | changes)


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

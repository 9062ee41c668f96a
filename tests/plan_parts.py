"""Parts of plans that tests make: own wording, made-up communes, every value a test can choose (``changes``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from pipelines.model.document import Box
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
    Target,
    Task,
)

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

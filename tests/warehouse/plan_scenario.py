"""Two made-up provinces with every kind of case that the warehouse has to settle."""

from __future__ import annotations

from datetime import date

from plan_factory import (
    Box,
    DeadlineKind,
    Finding,
    OfficeRole,
    OutcomeStatus,
    PeriodKind,
    PlanStatus,
    StageOutcome,
    citation,
    deadline,
    document,
    five_year,
    metadata,
    milestone,
    office,
    plan,
    target,
    task,
)

from pipelines.model.facts import ProcessedDocument


def scenario() -> list[ProcessedDocument]:
    return [
        *_first_commune(),
        *_second_commune(),
        *_other_communes(),
        *_other_province(),
        *_broken_files(),
        *_former_units(),
    ]


def _first_commune() -> list[ProcessedDocument]:
    tasks = [
        task(0, offices=[office(OfficeRole.LEAD, "VHXH", is_joint=True), office(OfficeRole.LEAD, "VP", is_joint=True)]),
        task(1, deadline(milestone(DeadlineKind.RECURRING, recurrence="monthly"))),
        task(
            2,
            deadline(
                milestone(DeadlineKind.DATE, end=date(2026, 1, 15), is_exclusive=True, label="Kế hoạch"),
                milestone(DeadlineKind.QUARTER, start=date(2026, 7, 1), end=date(2026, 9, 30), label="Kiểm tra"),
            ),
            offices=[office(OfficeRole.LEAD, "VP"), office(OfficeRole.COORDINATION, "TAPTHE", is_collective=True)],
        ),
        task(
            3,
            deadline(
                milestone(
                    DeadlineKind.RECURRING,
                    recurrence="monthly",
                    is_exclusive=True,
                    cycle_day=5,
                    cycle_month_offset=1,
                )
            ),
        ),
    ]
    targets = [
        target("on_time_rate", 95),
        target("on_time_rate", 95, repeats=0, found_in="table", task_index=1),
        target("digitisation_rate", 80),
        target("digitisation_rate", 50, parent=2),
        target(None, 12),
        target("public_dialogue_count", 2, unit="count"),
    ]
    return [
        document(
            "suoi-vang.pdf",
            plan(
                metadata("90001"),
                targets=targets,
                tasks=tasks,
                citations=[citation("76/NQ-CP", date(2021, 7, 15)), citation("3/KH-UBND", date(2025, 12, 1))],
                findings=[
                    Finding("impossible_date", "31/02/2026", Box(2)),
                    Finding("task_without_lead", detail="Việc thử số 2", task_index=1),
                ],
            ),
        ),
        document("suoi-vang-du-thao.pdf", plan(metadata("90001", status=PlanStatus.DRAFT, issued_on=None))),
        document("suoi-vang-2025.pdf", plan(metadata("90001", 2025), targets=[target("on_time_rate", 90)]), year=2025),
        # the same bytes in the folder of another year
        document("suoi-vang-nham-cho.pdf", plan(metadata("90001")), content="suoi-vang.pdf", year=2025),
    ]


def _second_commune() -> list[ProcessedDocument]:
    return [
        document("doi-may.pdf", plan(metadata("90002"), targets=[target("on_time_rate", 98)], tasks=[task(0)])),
        document(
            "doi-may-5-nam.pdf",
            plan(five_year("90002"), targets=[target("on_time_rate", 100), target("digitisation_rate", 100)]),
        ),
    ]


def _other_communes() -> list[ProcessedDocument]:
    later = metadata("90003", document_number="40/KH-UBND", issued_on=date(2026, 3, 1), supersedes=("15/KH-UBND",))
    annex = metadata("90005", is_annex_only=True, status=PlanStatus.UNDETERMINED, issued_on=None)
    return [
        document("ben-lua-1.pdf", plan(metadata("90003"), targets=[target("on_time_rate", 70)])),
        document("ben-lua-2.pdf", plan(later, targets=[target("on_time_rate", 98), target("complaint_rate", 3)])),
        document("hoa-ban-du-thao.docx", plan(metadata("90004", status=PlanStatus.DRAFT, issued_on=None))),
        document("con-sao-than.pdf", plan(metadata("90005"), targets=[target("on_time_rate", 90)])),
        document(
            "con-sao-phu-luc.pdf", plan(annex, tasks=[task(0), task(1)], targets=[target("digitisation_rate", 60)])
        ),
    ]


def _other_province() -> list[ProcessedDocument]:
    half = metadata(
        "91002",
        2026,
        period_kind=PeriodKind.HALF_YEAR,
        period_start=date(2026, 7, 1),
        period_end=date(2026, 12, 31),
    )
    return [
        document(
            "song-trong.pdf",
            plan(half, targets=[target("on_time_rate", 99)], citations=[citation("3/KH-UBND", date(2025, 12, 9))]),
            province="ha-tinh",
        )
    ]


def _broken_files() -> list[ProcessedDocument]:
    quarantined = (StageOutcome("read", OutcomeStatus.QUARANTINED, "corrupt", "thiếu phần cuối"),)
    return [
        document("nui-biec-hong.pdf", None, province="ha-tinh", commune_code="91001", outcomes=quarantined),
        document("khong-ro.pdf", plan(metadata(None), targets=[target("on_time_rate", 10)])),
    ]


def _former_units() -> list[ProcessedDocument]:
    """Plans of units that ended on 30 June 2025; code 90001 meant "Suối Vàng Cũ" then, whose land went to 90002."""

    def former(name: str, code: str, commune: str, value: int, year: int = 2024) -> ProcessedDocument:
        about = metadata(
            code, year, province_code="45", commune_name=commune, unit_type="xã", document_number=f"{code[-2:]}/KH-UBND"
        )
        return document(name, plan(about, targets=[target("on_time_rate", value)]), year=year)

    return [
        former("suoi-vang-cu.pdf", "90001", "Suối Vàng Cũ", 40),
        former("bai-dau.pdf", "90011", "Bãi Dâu", 70),
        former("khe-say.pdf", "90012", "Khe Sậy", 80),
        former("deo-gio.pdf", "90013", "Đèo Gió", 10),
        former("suoi-vang-cu-2025.pdf", "90001", "Suối Vàng Cũ", 45, year=2025),
    ]

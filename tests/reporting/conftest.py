"""A small province for the pages, and the report that the main job writes over the sample plans."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from end_to_end.conftest import SampleRun, sample_run

from pipelines.reporting.site import facts
from pipelines.reporting.site.layout import Frame
from pipelines.reporting.site.read import ProvinceFacts
from pipelines.reporting.site.write import make_frame, write_pages

__all__ = ["sample_run"]

STAMP = "Số liệu phát hành lúc 08:00 ngày 01/06/2026, phiên bản thử."
NAMES = ("Ân Hòa", "Bình Xá", "Đông Lĩnh")  # in Vietnamese order
YEARS = (2025, 2026)


SINCE = date(1900, 1, 1)


def commune(at: int, year: int, **changes: object) -> facts.CommuneYear:
    made = facts.CommuneYear(
        commune_code=f"0000{at}", unit_since=SINCE, commune_name=NAMES[at], unit_type="xã", sort_key=str(at),
        plan_year=year, plan_state="effective", plan_state_vi="Có kế hoạch", document_id=f"d{at}-{year}",
        target_count=1, task_count=1, core_indicator_share=0.5, document_number="01/KH-UBND",
        issued_on=date(year, 1, 5), period_kind="annual",
        source_path=f"thu/{year}/Kế hoạch #{at} 50%.pdf", error_count=0, warning_count=1, info_count=0, score=95,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def value(at: int, year: int, level: int, **changes: object) -> facts.CommuneValue:
    made = facts.CommuneValue(
        commune_code=f"0000{at}", unit_since=SINCE, commune_name=NAMES[at], unit_type="xã", sort_key=str(at),
        plan_year=year, indicator_code="digitisation_rate", indicator_name_vi="Tỷ lệ số hóa hồ sơ",
        indicator_group="digitisation", unit="percent", value=Decimal(level), comparator=">=",
        is_fallback_multi_year=False, has_conflict=False,
        rank_in_province=at + 1, ranked_count=2, reference_value=Decimal(80), reference_source="QĐ thử",
        provincial_value=None, gap=Decimal(level - 80), meets_reference=level >= 80, target_id=f"d{at}-{year}-g0",
        document_id=f"d{at}-{year}", source_path=f"thu/{year}/Kế hoạch #{at} 50%.pdf", media_type="application/pdf",
        page=3, evidence=f"số hóa đạt từ {level}% trở lên", section="II", rule="thử", confidence=1.0,
        is_corrected=False, value_max=None, basis_vi=None, excluded_count=0,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def document(at: int, year: int, **changes: object) -> facts.Document:
    made = facts.Document(
        document_id=f"d{at}-{year}", commune_code=f"0000{at}", unit_since=SINCE,
        source_path=f"thu/{year}/Kế hoạch #{at} 50%.pdf",
        file_name=f"Kế hoạch #{at} 50%.pdf", media_type="application/pdf", extraction_method="pdf_text", page_count=9,
        title=f"KẾ HOẠCH thử năm {year}", document_number="01/KH-UBND", issued_on=date(year, 1, 5),
        issued_precision="day", period_kind="annual", period_start=date(year, 1, 1), period_end=date(year, 12, 31),
        plan_year=year, signer="Người Ký", signer_title="CHỦ TỊCH", status="issued", is_effective=True,
        superseded_by=None, superseded_reason=None, is_annex_only=False, body_document_id=None, sha256="0" * 64,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def task(at: int, year: int, number: int = 0, **changes: object) -> facts.Task:
    made = facts.Task(
        task_id=f"d{at}-{year}-t{number}", document_id=f"d{at}-{year}", row_index=number, section_no="I",
        section_name="Chỉ đạo", area_code="steering", row_no=str(number + 1), objective=None,
        task="Báo cáo kết quả quý", activity=None, output="Báo cáo", lead="Phòng Văn hóa - Xã hội", coordination=None,
        deadline_text=f"Trước 25/3/{year}", deadline_kind="date", deadline_end=date(year, 3, 25),
        deadline_recurrence=None, page_start=4,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def indicator(year: int, **changes: object) -> facts.IndicatorYear:
    made = facts.IndicatorYear(
        plan_year=year, indicator_code="digitisation_rate", indicator_name_vi="Tỷ lệ số hóa hồ sơ",
        indicator_group="digitisation", unit="percent", direction="higher", area_code="procedures",
        area_name_vi="Cải cách thủ tục hành chính", definition_vi="Hồ sơ được số hóa trên tổng số.", is_core=True,
        commune_count=3, plan_count=2, target_count=2, coverage_rate=2 / 3, mean_value=82.5, median_value=82.5,
        min_value=Decimal(75), max_value=Decimal(90), p25_value=78.75, p75_value=86.25, stddev_value=10.6,
        weighted_mean_value=None, weight_coverage=None, reference_value=Decimal(80), reference_source="QĐ thử",
        has_mixed_references=False, meeting_rate=0.5, strict_meeting_rate=1 / 3, provincial_reference_value=None,
        provincial_meeting_rate=None, mean_gap=2.5, worst_gap=Decimal(-5), below_reference_count=1, conflict_count=0,
        fallback_count=0, fallback_mean_value=None, excluded_count=int(year == 2026), basis_vi=None,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


def _bucket(year: int, level: int) -> facts.Bucket:
    return facts.Bucket(year, "digitisation_rate", "value", Decimal(level), Decimal(level), str(level), 1, 0.5)


def _occurrence(at: int) -> facts.Occurrence:
    return facts.Occurrence(
        due_year=2026, due_month=3, days="25", first_due_on=date(2026, 3, 25), day_count=1, is_exclusive=True,
        office_code="VHXH", lead_office_codes="VHXH", area_code="steering", commune_code=f"0000{at}",
        commune_name=NAMES[at], unit_type="xã", sort_key=str(at), recurrence=None, task_id=f"d{at}-2026-t0",
        document_id=f"d{at}-2026", task_text="Báo cáo kết quả quý", label=None, deadline_text="Trước 25/3/2026",
        year_inferred=False, page=4,
    )  # fmt: skip


def _finding(at: int, year: int) -> facts.Finding:
    return facts.Finding(
        f"d{at}-{year}-f0", f"d{at}-{year}", "deadline_vague", "Thời hạn không có mốc", "warning",
        "Thời hạn không có mốc ngày.", "Đề nghị ghi mốc thời gian.", "Theo quy định", 4,
    )  # fmt: skip


def _other_target() -> facts.OtherTarget:
    return facts.OtherTarget(
        "d0-2026-g1", "d0-2026", None, "tin bài tuyên truyền", ">=", Decimal(12), None, "count", None,
        "ít nhất 12 tin bài", "III", 5, "thử", None, "Chưa khớp chỉ tiêu nào",
    )  # fmt: skip


def _excluded() -> facts.ExcludedTarget:
    return facts.ExcludedTarget(
        commune_code="00001", commune_name=NAMES[1], unit_type="xã", plan_year=2026, indicator_code="digitisation_rate",
        comparator="=", value=Decimal(850), value_max=None, unit="percent", basis_vi=None, change=None,
        excluded_reason_vi="Ngoài khoảng có thể", needs_review=True, evidence="số hóa đạt 850%",
        target_id="d1-2026-g9", source_path="thu/2026/Kế hoạch #1 50%.pdf", media_type="application/pdf", page=3,
    )  # fmt: skip


def _basis_figures() -> tuple[facts.BasisFigure, ...]:
    return tuple(
        facts.BasisFigure(2026, "digitisation_rate", name, is_headline, 1, 1 / 3, mean, mean, level, level, 0)
        for name, is_headline, mean, level in (
            ("theo hồ sơ", True, 75.0, Decimal(75)),
            ("theo giao dịch", False, 90.0, Decimal(90)),
        )
    )


def _citation() -> facts.LegalReference:
    return facts.LegalReference(
        2026, "76/NQ-CP", "Nghị quyết", "Chính phủ", date(2021, 7, 15), 2, 3, 1, "d0-2026", f"Xã {NAMES[0]}",
        "thu/2026/Kế hoạch #0 50%.pdf", 1,
    )  # fmt: skip


@pytest.fixture(scope="session")
def province() -> ProvinceFacts:
    """Three units, the last without a plan in 2026; one indicator; 75% and 90% against a reference of 80%."""
    absent = {"plan_state": "missing", "plan_state_vi": "Chưa có kế hoạch", "document_id": None, "target_count": None}
    planned = [(0, 75), (1, 90)]
    return ProvinceFacts(
        province=facts.Province("thu", "99", "Thử", "thu", "tỉnh"),
        years=tuple(facts.YearCount(year, 3, 2) for year in YEARS),
        main_year=2026,
        page_years=(2026, 2025),
        communes=tuple(
            commune(at, year) if at < 2 else commune(at, year, **absent, task_count=None, score=None)
            for year in YEARS
            for at in range(3)
        ),
        eras=(facts.ProvinceEra("99", "Thử", YEARS[0], YEARS[-1], 3),),
        former_values=(),
        indicators=tuple(indicator(year) for year in YEARS),
        values=tuple(value(at, year, level) for year in YEARS for at, level in planned),
        other_targets=(_other_target(),),
        excluded_targets=(_excluded(),),
        basis_figures=_basis_figures(),
        distribution=tuple(_bucket(year, level) for year in YEARS for _, level in planned),
        trends=tuple(
            facts.TrendPoint("digitisation_rate", year, 2, mean, mean, 2 / 3, 1, year == 2025, None, None, None)
            for year, mean in zip(YEARS, (80.0, 82.5), strict=True)
        ),
        documents=tuple(document(at, year) for at in range(2) for year in reversed(YEARS)),
        tasks=tuple(task(at, year) for at in range(2) for year in YEARS),
        findings=tuple(_finding(at, year) for at in range(2) for year in YEARS),
        checks=(facts.Check("00000", 2026, "has_plan", 1, "Đã ban hành kế hoạch", "passed", "Đạt", 0, None, None),),
        occurrences=tuple(_occurrence(at) for at in range(2)),
        office_loads=(facts.OfficeLoad(2026, "VHXH", "Phòng Văn hóa - Xã hội", False, 1, 2, 2, 0, 0, 0),),
        offices=(facts.Office("VHXH", "Phòng Văn hóa - Xã hội", False),),
        legal_references=(_citation(),),
        date_conflicts=(),
        reference_targets=(
            facts.ReferenceTarget(
                "digitisation_rate", "national", "QĐ thử", Decimal(80), ">=", None, "goal", "high", None, None
            ),
        ),
        unread_files=(facts.UnreadFile("thu/2026/hỏng.pdf", 2026, "Tệp hỏng.", "Đề nghị gửi lại."),),
    )


@pytest.fixture(scope="session")
def folder(province: ProvinceFacts, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the province, written once for every test that only reads them."""
    folder = tmp_path_factory.mktemp("report") / "pages"
    write_pages(province, frame(province), folder)
    return folder


@pytest.fixture
def write(tmp_path: Path) -> Callable[[ProvinceFacts], Path]:
    """Writes the pages of a province and gives the folder."""

    def written(found: ProvinceFacts) -> Path:
        folder = tmp_path / "pages"
        write_pages(found, frame(found), folder)
        return folder

    return written


def frame(found: ProvinceFacts) -> Frame:
    return make_frame(found, STAMP, "../../raw/")


@pytest.fixture(scope="session")
def sample_reports(sample_run: SampleRun) -> Path:
    assert sample_run.first.code == 0, sample_run.first.output
    return sample_run.warehouse / "reports"

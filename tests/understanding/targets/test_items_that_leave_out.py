"""Promise: an item that leaves out what the item before it names is of the same indicator, or of none."""

from __future__ import annotations

import pytest

from pipelines.understanding.targets import TargetContext, find_targets


def _codes(text: str, **place: str) -> list[str | None]:
    return [target.indicator_code for target in find_targets(text, context=TargetContext(plan_year=2026, **place))]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (
            "Mức độ hài lòng về giải quyết TTHC đạt 95%; đất đai, xây dựng không dưới 92%",
            ["satisfaction_procedures", "satisfaction_sector_procedures"],
        ),
        (
            "Mức độ hài lòng về giải quyết TTHC: 95%; về sự phục vụ của cơ quan hành chính: 92%",
            ["satisfaction_procedures", "satisfaction_sipas"],
        ),
        ("Hồ sơ giải quyết đúng hạn cấp tỉnh 95%; cấp huyện 96%; cấp xã từ 98% trở lên", ["on_time_rate"] * 3),
        (
            "Cán bộ, công chức xã đạt chuẩn 100%; có trình độ đại học từ 85%",
            ["commune_official_standard_rate", "official_degree_rate"],
        ),
        (
            "Trong các TTHC triển khai thanh toán trực tuyến, 65% có phát sinh giao dịch",
            ["online_payment_active_procedure_rate"],
        ),
        (
            "Các phòng áp dụng TCVN ISO 9001:2015 đạt 100%, 50% trong số đó được kiểm tra, đánh giá",
            ["iso_application_rate", "iso_inspection_rate"],
        ),
        ("100% hồ sơ được tiếp nhận, 80% trong số đó nộp trực tuyến", [None, "online_dossier_rate"]),
    ],
)
def test_item_takes_over_what_the_item_before_it_names(text: str, codes: list[str]) -> None:
    assert _codes(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Hồ sơ nộp trực tuyến 80%; báo cáo đúng hạn 100%", ["online_dossier_rate", None]),
        ("Hồ sơ nộp trực tuyến 80%; đất đai 70%", ["online_dossier_rate", None]),
        ("Hồ sơ nộp trực tuyến 80%; giải ngân đúng hạn 95%", ["online_dossier_rate", None]),
        ("Văn bản đi được ký số 100%; cuộc họp không giấy tờ 50%", ["digital_signature_rate", None]),
    ],
)
def test_item_that_names_something_else_takes_over_nothing(text: str, codes: list[str | None]) -> None:
    assert _codes(text) == codes


def test_what_the_plan_is_about_decides_between_kinds_of_satisfaction_only() -> None:
    clause = "Người dân hài lòng: từ 95%"
    assert _codes(clause, about="Kế hoạch kiểm soát thủ tục hành chính") == ["satisfaction_procedures"]
    assert _codes(clause, about="Kế hoạch cải cách hành chính") == [None]
    assert _codes("Hộ nghèo giảm còn 2%", about="Kế hoạch kiểm soát thủ tục hành chính") == [None]
    sipas = "Người dân hài lòng với sự phục vụ của UBND xã: từ 95%"
    assert _codes(sipas, about="Kế hoạch kiểm soát thủ tục hành chính") == ["satisfaction_sipas"]

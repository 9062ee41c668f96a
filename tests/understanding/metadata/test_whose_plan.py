"""Whose plan it is: a province's plan is no commune's, former provinces go by the day, names of the Highlands."""

from __future__ import annotations

import pytest
from plan_builder import CLOSING, context, document, para, rules

from pipelines.understanding.plan import understand


def read(*issuer: str, slug: str = "quang-tri", year: int = 2026, body: str = "", title: str = ""):
    head = [para("ỦY BAN NHÂN DÂN", "c"), *(para(line, "c") for line in issuer), para("Số: 45/KH-UBND", "c")]
    motto = [para("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "c"), para(f"ngày 06 tháng 01 năm {year}", "c")]
    titles = [para("KẾ HOẠCH", "c", bold=True), para(f"Cải cách hành chính năm {year}{title}", "c", bold=True)]
    blocks = [*head, *motto, *titles, para(body or "Nội dung."), para("- Tỷ lệ hồ sơ trực tuyến đạt 80%."), *CLOSING]
    return understand(document(*blocks), context(slug, year))


MANY_COMMUNES = "UBND các xã, phường thực hiện. UBND xã Gio Linh làm điểm. UBND xã Gio Linh báo cáo."


@pytest.mark.parametrize(
    ("issuer", "slug"),
    [
        (["TỈNH QUẢNG TRỊ"], "quang-tri"),
        (["THÀNH PHỐ ĐÀ NẴNG"], "da-nang"),
        (["TỈNH QUẢNG TRỊ", "SỞ NỘI VỤ"], "quang-tri"),
    ],
)
def test_plan_of_a_province_is_of_no_commune_that_it_mentions(issuer, slug):
    found = read(*issuer, slug=slug, body=MANY_COMMUNES if slug == "quang-tri" else "")
    assert (found.metadata.commune_code, found.metadata.unit_type) == (None, None)
    assert "province_level_plan" in rules(found)
    assert not {"commune_name_missing", "district_level_plan"} & rules(found)


def test_commune_whose_letterhead_prints_the_province_above_it_keeps_its_plan():
    found = read("TỈNH QUẢNG TRỊ", "ỦY BAN NHÂN DÂN", "XÃ GIO LINH")
    assert found.metadata.commune_name == "Gio Linh"
    assert read("TỈNH QUẢNG TRỊ", title=" của xã Gio Linh").metadata.commune_name == "Gio Linh"


@pytest.mark.parametrize(
    ("issuer", "slug", "year", "province", "commune"),
    [
        ("XÃ KIM THỦY", "quang-binh", 2024, ("44", "Quảng Bình"), "Kim Thủy"),
        ("XÃ KIM THỦY", "quang-tri", 2024, ("44", "Quảng Bình"), "Kim Thủy"),
        ("XÃ HƯỚNG LẬP", "quang-tri", 2024, ("45", "Quảng Trị"), "Hướng Lập"),
        ("XÃ KIM NGÂN", "quang-binh", 2026, ("44", "Quảng Trị"), "Kim Ngân"),
        ("XÃ BẾN QUAN", "quang-tri", 2026, ("44", "Quảng Trị"), "Bến Quan"),
    ],
)
def test_former_provinces_resolve_by_the_day(issuer, slug, year, province, commune):
    found = read(issuer, slug=slug, year=year).metadata
    assert ((found.province_code, found.province_name), found.commune_name) == (province, commune)
    assert found.commune_code is not None


def test_plan_of_a_former_province_is_of_that_province():
    found = read("TỈNH QUẢNG BÌNH", slug="quang-binh", year=2024)
    assert found.metadata.province_name == "Quảng Bình"
    assert "province_level_plan" in rules(found)


@pytest.mark.parametrize("mark", ["'", "’", "‘", "`", "´", "' ", ""])
def test_apostrophes_of_names_are_written_in_many_ways(mark):
    found = read(f"XÃ EA H{mark}LEO", slug="dak-lak")
    assert found.metadata.commune_name == "Ea H'Leo"
    assert "commune_name_truncated" not in rules(found)


@pytest.mark.parametrize("dash", [" - ", "-", " – "])
def test_dashes_of_names_are_written_in_many_ways(dash):
    assert read(f"PHƯỜNG CAM LY{dash}ĐÀ LẠT", slug="lam-dong").metadata.commune_name == "Cam Ly - Đà Lạt"


def test_plan_of_the_province_is_not_blamed_for_what_only_a_commune_may_not_do():
    body = "Giao Sở Tư pháp tham mưu UBND tỉnh ban hành văn bản."
    of_commune = {"higher_level_text", "recipients_missing", "missing_core_indicator"}
    assert not of_commune & rules(read("TỈNH QUẢNG TRỊ", body=body))
    assert of_commune - {"recipients_missing"} <= rules(read("XÃ GIO LINH", body=body))

"""The reviewed word lists of the structure layer keep their own promises."""

from __future__ import annotations

from collections import Counter

import pytest

from pipelines.reference.areas import area_of, area_words, areas
from pipelines.reference.headers import header_words
from pipelines.reference.tables import reference_rows
from pipelines.understanding.tables.titles import word_for

ROLES = {
    *("no", "section", "objective", "task", "activity", "output", "lead", "coordination", "monitor", "deadline"),
    *("budget", "note", "indicator", "unit", "value", "baseline", "person"),
}


@pytest.mark.parametrize(
    "name", ["header_words", "area_words", "areas", "offices", "office_variants", "office_groups", "finding_rules"]
)
def test_every_row_says_where_it_comes_from(name):
    assert all(row["source"] for row in reference_rows(name))


def test_no_wording_of_a_column_means_two_roles():
    wordings = {(row["phrase"], row["role"]) for row in reference_rows("header_words")}
    assert [phrase for phrase, count in Counter(phrase for phrase, _ in wordings).items() if count > 1] == []
    assert {word.role for word in header_words()} <= ROLES


@pytest.mark.parametrize(
    "row",
    [row for row in reference_rows("header_words") if row["match"] != "regex"],
    ids=lambda row: row["phrase"],
)
def test_every_listed_wording_is_recognised_alone(row):
    word = word_for(row["phrase"].capitalize())
    assert word is not None
    assert word.role == row["role"]


def test_no_wording_of_an_office_means_two_offices():
    wordings = {(row["variant"], row["office_code"]) for row in reference_rows("office_variants")}
    assert [variant for variant, count in Counter(variant for variant, _ in wordings).items() if count > 1] == []


def test_every_area_has_a_wording_and_every_wording_an_area():
    assert {code for _, code in area_words()} == {area.code for area in areas()}


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH CẢI CÁCH HÀNH CHÍNH", "steering"),
        ("Cải cách thể chế, theo dõi thi hành pháp luật", "institutions"),
        ("Cải cách thủ tục hành chính (TTHC)", "procedures"),
        ("Cải cách tổ chức bộ máy hành chính nhà nước", "organisation"),
        ("Cải cách công vụ", "civil_service"),
        ("Cải cách Tài chính công", "public_finance"),
        ("Ứng dụng và phát triển Chính quyền điện tử, Chính quyền số", "digital_government"),
        ("Hiện đại hoá hành chính", "digital_government"),
        ("Áp dụng ISO 9001:2015", "quality_management"),
        ("Phụ lục số liệu", None),
    ],
)
def test_title_of_a_section_gives_its_area(title, code):
    assert area_of(title) == code

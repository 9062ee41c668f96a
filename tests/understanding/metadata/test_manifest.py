"""A side file tells what a document cannot, and wins over its text."""

from __future__ import annotations

from datetime import date

import pytest
from plan_builder import CLOSING, HEADER, LETTERHEAD, TITLE, context, document, para, rules, table

from pipelines.model.plan import Plan, PlanStatus
from pipelines.reference.units import commune_by_code
from pipelines.understanding.plan import understand

BLANK = (
    para("ỦY BAN NHÂN DÂN", "c"),
    para("XÃ GIO LINH", "c"),
    para("Số:      /KH-UBND", "c"),
    para("Gio Linh, ngày     tháng 01 năm 2026", "c"),
)


def _read(*head, **stated):
    return understand(document(*head, *TITLE, para("1. Nội dung chung."), *CLOSING), context(**stated))


def test_blank_number_and_date_are_filled_and_the_plan_counts_as_issued():
    found = _read(*BLANK, document_number="18/KH-UBND", issued_on=date(2026, 1, 20))
    assert (found.metadata.document_number, found.metadata.issued_on) == ("18/KH-UBND", date(2026, 1, 20))
    assert found.metadata.status is PlanStatus.ISSUED
    assert not {"blank_document_number", "blank_issue_date"} & rules(found)


@pytest.mark.parametrize("stated", [{"document_number": "18/KH-UBND"}, {"issued_on": date(2026, 1, 20)}, {}])
def test_half_of_what_makes_a_plan_issued_leaves_it_undetermined(stated):
    assert _read(*BLANK, **stated).metadata.status is PlanStatus.UNDETERMINED


def test_stated_number_and_date_win_over_printed_ones_and_the_reviewer_is_told():
    found = _read(*LETTERHEAD, document_number="99/KH-UBND", issued_on=date(2026, 2, 2))
    assert (found.metadata.document_number, found.metadata.issued_on) == ("99/KH-UBND", date(2026, 2, 2))
    told = [one.evidence for one in found.findings if one.rule == "manifest_differs_from_text"]
    assert told == ["45/KH-UBND", "06/01/2026"]


def test_what_agrees_with_the_text_is_not_reported():
    found = _read(*LETTERHEAD, document_number="45/KH-UBND", issued_on=date(2026, 1, 6))
    assert "manifest_differs_from_text" not in rules(found)


def test_a_draft_stays_a_draft_until_number_and_date_are_stated():
    draft = (*BLANK, para("DỰ THẢO", "c"))
    assert _read(*draft).metadata.status is PlanStatus.DRAFT
    issued = _read(*draft, document_number="18/KH-UBND", issued_on=date(2026, 1, 20))
    assert issued.metadata.status is PlanStatus.ISSUED


def test_stated_commune_wins_over_the_name_in_the_letterhead():
    found = _read(*LETTERHEAD, commune_code="19366")
    assert (found.metadata.commune_code, found.metadata.commune_name) == ("19366", "Bến Quan")


def test_stated_commune_against_another_in_the_letterhead_is_told_as_number_and_date_are():
    found = _read(*LETTERHEAD, commune_code="19366")
    told = [(one.evidence, one.detail) for one in found.findings if one.rule == "manifest_differs_from_text"]
    assert told == [("xã GIO LINH", "đơn vị 19366 (xã Bến Quan)")]


def test_stated_commune_that_the_letterhead_names_too_is_not_reported():
    own = commune_by_code(_read(*LETTERHEAD).metadata.commune_code)
    assert "manifest_differs_from_text" not in rules(_read(*LETTERHEAD, commune_code=own.code))


def test_stated_commune_of_another_province_is_told_and_not_taken():
    found = _read(*LETTERHEAD, commune_code="18073")  # of Hà Tĩnh
    assert found.metadata.commune_name == "Gio Linh"
    assert "manifest_commune_unknown" in rules(found)


def test_unknown_commune_code_falls_back_to_the_text_and_is_an_error_to_mend():
    found = _read(*LETTERHEAD, commune_code="00000")
    assert found.metadata.commune_name == "Gio Linh"
    assert "manifest_commune_unknown" in rules(found)


def test_a_plan_whose_commune_stays_unknown_is_kept_without_code():
    nameless = document(para("KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2026", "c"), para("1. Đạt 98% hồ sơ đúng hạn."))
    found = understand(nameless, context(file_name="ke_hoach.pdf"))
    assert found.is_plan
    assert (found.metadata.commune_code, found.metadata.commune_name) == (None, None)
    assert "commune_name_missing" in rules(found)
    assert found.targets


def _annex_alone(*leads: str) -> Plan:
    rows = [
        HEADER,
        *((str(number), "Rà soát hồ sơ", "Báo cáo", lead, "", "Quý II") for number, lead in enumerate(leads, 1)),
    ]
    return understand(document(table(rows)), context(file_name="bieu_01.docx"))


def test_an_annex_without_a_name_tells_its_kind_of_unit_by_its_own_bodies():
    for kind in ("xã", "phường", "đặc khu"):
        metadata = _annex_alone(f"Công an {kind}", f"UBND {kind}", f"Văn phòng HĐND và UBND {kind}").metadata
        assert (metadata.unit_type, metadata.commune_name) == (kind, None)


def test_bodies_of_several_kinds_or_a_single_one_tell_no_kind_of_unit():
    mixed = _annex_alone("Công an xã", "UBND xã", "UBND phường", "Công an phường")
    few = _annex_alone("UBND xã", "UBND xã, phường", "Phòng Văn hóa - Xã hội")
    assert (mixed.metadata.unit_type, few.metadata.unit_type) == (None, None)


def test_a_district_is_not_taken_for_the_commune_of_the_same_name():
    head = (para("ỦY BAN NHÂN DÂN", "c"), para("HUYỆN BẮC YÊN", "c"), para("Số: 3/KH-UBND", "c"))
    body = (*head, para("KẾ HOẠCH", "c"), para("Cải cách hành chính năm 2020", "c"), para("1. Nội dung chung."))
    found = understand(document(*body), context("son-la", 2020))
    assert (found.metadata.commune_code, found.metadata.commune_name) == (None, None)
    assert "district_level_plan" in rules(found)


def test_number_and_date_of_a_cited_act_are_never_those_of_the_plan():
    head = (para("UBND XÃ GIO LINH", "c"), para("KẾ HOẠCH", "c"), para("Cải cách hành chính năm 2026", "c"))
    basis = para("Căn cứ Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ, UBND xã ban hành Kế hoạch:")
    found = understand(document(*head, basis, para("1. Nội dung chung.")), context())
    assert (found.metadata.document_number, found.metadata.issued_on) == (None, None)

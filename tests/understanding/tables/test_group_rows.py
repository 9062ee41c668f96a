"""Rows that only gather the rows below them are titles; rows that merely say little stay tasks."""

from __future__ import annotations

import pytest
from plan_builder import HEADER, UP, document, plan, rules, table

from pipelines.understanding.tables.group_rows import rank_of
from pipelines.understanding.tables.rows import read_tasks

OUTER = ("II", "Cải cách thủ tục hành chính", None, None, None, None)
GROUP = ("4", "Việc phục vụ người cao tuổi", "", "", "", "")
PART = ("Niêm yết bảng giá lệ phí", "Bảng niêm yết", "Văn phòng HĐND và UBND", "", "Tháng 2/2026")
OTHER = ("Trả kết quả tại nhà", "Biên nhận", "Phòng Kinh tế", "", "Thường xuyên")
NEXT = ("5", "Mở đường dây nóng", "Số máy trực", "Công an xã", "", "Quý I/2026")


def _read(*rows):
    return read_tasks(document(table([HEADER, *rows])))


@pytest.mark.parametrize("numbers", [("-", "-"), ("a)", "b)"), ("", ""), ("4.1", "4.2"), ("+", "+"), ("•", "•")])
def test_row_above_its_parts_is_their_title_and_no_task(numbers):
    tables = _read(OUTER, GROUP, (numbers[0], *PART), (numbers[1], *OTHER), NEXT)
    assert [row.texts["task"] for row in tables.rows] == [PART[0], OTHER[0], NEXT[1]]
    assert [row.section.name for row in tables.rows] == [GROUP[1], GROUP[1], OUTER[1]]
    assert {row.area_code for row in tables.rows} == {"procedures"}


def test_tasks_of_a_group_count_for_the_section_above_it():
    tables = _read(OUTER, GROUP, ("-", *PART), ("-", *OTHER), NEXT)
    assert [(one.section.number, one.count, one.total) for one in tables.sections] == [("II", 1, 3), ("4", 2, 2)]


def test_office_of_a_group_row_is_reported_and_not_given_to_its_parts():
    found = plan(table([HEADER, ("4", GROUP[1], "", "Công an xã", "", ""), ("a)", *PART), ("b)", *OTHER)]))
    assert [task.lead for task in found.tasks] == [PART[2], OTHER[2]]
    (finding,) = [one for one in found.findings if one.rule == "group_row_office"]
    assert finding.detail == "Công an xã"


def test_roman_title_that_names_an_office_is_a_section():
    tables = _read(("IV", "TÀI CHÍNH CÔNG", "", "Phòng Kinh tế", "", ""), ("1", *PART), ("2", *OTHER))
    assert [row.section.number for row in tables.rows] == ["IV", "IV"]
    assert {row.area_code for row in tables.rows} == {"public_finance"}


def test_office_merged_over_group_and_parts_is_the_lead_of_every_part():
    tables = _read(
        ("4", GROUP[1], "", "Phòng Kinh tế", "", ""),
        ("-", PART[0], PART[1], UP, "", PART[4]),
        ("-", OTHER[0], OTHER[1], UP, "", OTHER[4]),
    )
    assert [row.texts["lead"] for row in tables.rows] == ["Phòng Kinh tế"] * 2
    assert tables.findings == ()


def test_share_named_in_a_group_row_is_still_a_target():
    found = plan(table([HEADER, ("4", "Bảo đảm 97% hồ sơ đúng hạn", "", "", "", ""), ("-", *PART), ("-", *OTHER)]))
    assert len(found.tasks) == 2
    assert [str(target.value) for target in found.targets] == ["97"]


@pytest.mark.parametrize(
    ("row", "below"),
    [
        (GROUP, NEXT),  # the next number of the same kind
        (GROUP, ("3.1", *PART)),  # a part of another number
        (("4", GROUP[1], "Sổ theo dõi", "", "", ""), ("-", *PART)),  # has an output of its own
        (("4", GROUP[1], "", "", "", "Quý I/2026"), ("-", *PART)),  # has a deadline of its own
        (GROUP, ("-", "nhắc việc hằng ngày", "", "", "", "")),  # the row below is no work either
        (GROUP, ("", "và bộ phận tiếp dân của phường", "Báo cáo", "Công an xã", "", "Năm 2026")),  # rest of a cut row
    ],
)
def test_row_that_merely_says_little_stays_a_task(row, below):
    tables = _read(OUTER, row, below)
    assert [one.texts["task"] for one in tables.rows] == [row[1], below[1]]


def test_section_whose_tasks_are_numbered_from_one_keeps_them_all():
    title = ("1", "Cải cách thể chế", None, None, None, None)
    tables = _read(title, ("1", *PART), ("2", *OTHER), NEXT)
    assert [row.section.name for row in tables.rows] == ["Cải cách thể chế"] * 3


@pytest.mark.parametrize(
    ("number", "rank"),
    [("IV.", 0), ("B", 0), ("12", 1), ("3.", 1), ("3.2", 2), ("3.2.1", 3), ("c)", 5), ("–", 6), ("+", 7)],
)
def test_deeper_numbers_have_higher_ranks(number, rank):
    assert rank_of(number) == rank


@pytest.mark.parametrize("text", ["", "Ghi chú", "2026-2030", "1a2", "iv)"])
def test_other_words_are_no_row_numbers(text):
    assert rank_of(text) is None


def test_parts_marked_by_a_dash_before_their_words_are_parts():
    tables = _read(OUTER, GROUP, ("", "- niêm yết bảng giá", *PART[1:]), ("", "- trả kết quả", *OTHER[1:]), NEXT)
    assert [row.texts["task"] for row in tables.rows] == ["- niêm yết bảng giá", "- trả kết quả", NEXT[1]]


def test_plain_table_raises_no_group_finding():
    assert "group_row_office" not in rules(plan(table([HEADER, ("1", *PART), ("2", *OTHER)])))


def test_title_merged_over_the_products_that_names_an_office_is_still_a_title():
    tables = _read(("III", "Tổ chức bộ máy", None, "Phòng Kinh tế", "", ""), ("1", *PART), ("2", *OTHER))
    assert [row.texts["task"] for row in tables.rows] == [PART[0], OTHER[0]]
    assert [row.section.number for row in tables.rows] == ["III", "III"]


def test_numbered_title_merged_over_products_and_offices_is_a_section_whatever_stands_beside_it():
    tables = _read(("II", "Tổ chức bộ máy", None, None, None, "Năm 2026"), ("1", *PART), ("2", *OTHER))
    assert [row.texts["task"] for row in tables.rows] == [PART[0], OTHER[0]]

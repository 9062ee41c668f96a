"""Tables that tell the time by marks below quarters or months."""

from __future__ import annotations

from datetime import date

import pytest
from plan_builder import LEFT, UP, Row, plan, table

QUARTERS = ("Quý I", "Quý II", "Quý III", "Quý IV")
TWO_LEVELS: tuple[Row, ...] = (
    ("STT", "Nhiệm vụ", "Chủ trì", "Tiến độ thực hiện", LEFT, LEFT, LEFT),
    (UP, UP, UP, *QUARTERS),
)


def tasks(*rows: Row, header: tuple[Row, ...] = TWO_LEVELS):
    return plan(table([*header, *rows])).tasks


def due(task) -> tuple[date | None, date | None]:
    return task.deadline.start, task.deadline.end


@pytest.mark.parametrize("mark", ["x", "X", "✓", "●", "+"])
def test_a_mark_below_a_quarter_is_the_deadline(mark):
    (task,) = tasks(("1", "Rà soát quy trình", "Công an xã", "", mark, "", ""))
    assert due(task) == (date(2026, 4, 1), date(2026, 6, 30))
    assert task.deadline_text == "Quý II"
    assert task.rule == "row.marked_periods"


# a second level whose blanks beside the numbers are not merged with the titles above them, as in many workbooks
@pytest.mark.parametrize(
    ("over", "numbers", "deadline"),
    [
        ("Thời gian thực hiện (tháng)", ("5", "6", "7", "8"), "Tháng 6"),
        ("Tiến độ theo quý", ("I", "II", "III", "IV"), "Quý II"),
    ],
)
def test_numbers_under_one_title_are_the_periods_that_it_counts(over, numbers, deadline):
    header = (("STT", "Nhiệm vụ", "Chủ trì", over, LEFT, LEFT, LEFT), ("", "", "", *numbers))
    (task,) = tasks(("1", "Rà soát quy trình", "Công an xã", "", "x", "", ""), header=header)
    assert task.deadline_text == deadline


def test_numbers_under_a_title_that_counts_no_periods_are_a_row():
    header: tuple[Row, ...] = (("STT", "Nhiệm vụ", "Chủ trì", "Số lượng hồ sơ theo nhóm", LEFT, LEFT, LEFT),)
    found = tasks(("", "", "", "5", "6", "7", "8"), ("1", "Rà soát", "Công an xã", "", "x", "", ""), header=header)
    assert [task.deadline_text for task in found if task.task == "Rà soát"] == [None]


def test_several_marks_reach_from_the_first_to_the_last():
    (task,) = tasks(("1", "Rà soát quy trình", "Công an xã", "", "x", "x", ""))
    assert due(task) == (date(2026, 4, 1), date(2026, 9, 30))
    assert task.deadline_text == "Quý II, III"


def test_a_mark_merged_over_quarters_marks_them_all():
    (task,) = tasks(("1", "Rà soát quy trình", "Công an xã", "", "x", LEFT, ""))
    assert task.deadline_text == "Quý II, III"


@pytest.mark.parametrize(
    ("marks", "words", "first", "last"),
    [
        (("x", "x", "x", "x"), "Quý I-IV", date(2026, 1, 1), date(2026, 12, 31)),
        (("x", "", "", "x"), "Quý I, IV", date(2026, 1, 1), date(2026, 12, 31)),
        (("", "x", "x", "x"), "Quý II-IV", date(2026, 4, 1), date(2026, 12, 31)),
    ],
)
def test_the_deadline_is_worded_as_plans_word_it(marks, words, first, last):
    (task,) = tasks(("1", "Rà soát quy trình", "Công an xã", *marks))
    assert (task.deadline_text, due(task)) == (words, (first, last))


def test_a_row_without_a_mark_has_no_deadline_and_sections_stay_sections():
    first, second = tasks(
        ("I", "CẢI CÁCH THỂ CHẾ", LEFT, LEFT, LEFT, LEFT, LEFT),
        ("1", "Rà soát quy trình", "Công an xã", "x", "", "", ""),
        ("2", "Tập huấn nghiệp vụ một cửa", "Văn phòng", "", "", "", ""),
    )
    assert due(first) == (date(2026, 1, 1), date(2026, 3, 31))
    assert first.section_name == "CẢI CÁCH THỂ CHẾ"
    assert (second.deadline_text, second.deadline.end) == (None, None)


def test_quarters_in_a_header_of_one_level():
    header = (("TT", "Nội dung công việc", "Đơn vị chủ trì", *QUARTERS),)
    (task,) = tasks(("1", "Rà soát quy trình", "Công an xã", "", "", "", "x"), header=header)
    assert due(task) == (date(2026, 10, 1), date(2026, 12, 31))


def test_months_as_bare_numbers_below_their_word():
    header = (
        ("TT", "Nhiệm vụ", "Chủ trì", "Thời gian thực hiện (tháng)", *[LEFT] * 11),
        (UP, UP, UP, *(str(month) for month in range(1, 13))),
    )
    marks = ["x" if month in (3, 6) else "" for month in range(1, 13)]
    (task,) = tasks(("1", "Rà soát quy trình", "Công an xã", *marks), header=header)
    assert task.deadline_text == "Tháng 3, 6"
    assert due(task) == (date(2026, 3, 1), date(2026, 6, 30))


def test_marked_months_in_a_row_are_a_period():
    header = (("TT", "Nhiệm vụ", "Chủ trì", *(f"T{month}" for month in range(1, 13))),)
    marks = ["x" if month in (4, 5, 6) else "" for month in range(1, 13)]
    (task,) = tasks(("1", "Rà soát quy trình", "Công an xã", *marks), header=header)
    assert (task.deadline_text, task.deadline.kind) == ("Tháng 4 đến tháng 6", "period")
    assert due(task) == (date(2026, 4, 1), date(2026, 6, 30))


def test_columns_with_words_in_them_are_not_taken_for_marks():
    found = plan(table([*TWO_LEVELS, ("1", "Rà soát quy trình", "Công an xã", "", "Ban hành", "x", "")]))
    assert found.tasks[0].rule == "row"
    assert any(one.rule == "header_duplicate_role" for one in found.findings)


def test_a_deadline_in_words_counts_more_than_marks():
    header = (("STT", "Nhiệm vụ", "Chủ trì", "Thời hạn", "Quý I", "Quý II", "Quý III", "Quý IV"),)
    (task,) = tasks(("1", "Rà soát", "Công an xã", "Trước 15/5/2026", "", "x", "", ""), header=header)
    assert due(task)[1] == date(2026, 5, 15)

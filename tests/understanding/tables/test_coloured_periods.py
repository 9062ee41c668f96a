"""Tables that tell the time by the colour of cells below quarters or months."""

from __future__ import annotations

from datetime import date

import pytest
from plan_builder import LEFT, Row, plan, rules, table

HEADER: Row = ("STT", "Nhiệm vụ", "Chủ trì", *(f"Tháng {month}" for month in range(1, 13)))
FIRST = 3  # the column of January
GREEN, BLUE, GREY = "92d050", "00b0f0", "d9d9d9"


def row(number: int, task: str) -> Row:
    return (str(number), task, "Văn phòng", *[""] * 12)


def read(rows: list[Row], colours: dict[tuple[int, int], str]):
    return plan(table([HEADER, *rows], colours=colours))


TASKS = [row(1, "Ban hành kế hoạch"), row(2, "Rà soát thủ tục hành chính"), row(3, "Sơ kết công tác cải cách")]


def months(row_number: int, *numbers: int, colour: str = GREEN) -> dict[tuple[int, int], str]:
    return {(row_number, FIRST + month - 1): colour for month in numbers}


def test_coloured_months_are_the_deadline_and_the_reviewer_is_told() -> None:
    found = read(TASKS, months(1, 1) | months(2, 2, 3, 4) | months(3, 6, 12, colour=BLUE))
    assert [task.deadline_text for task in found.tasks] == ["Tháng 1", "Tháng 2 đến tháng 4", "Tháng 6, 12"]
    assert (found.tasks[1].deadline.start, found.tasks[1].deadline.end) == (date(2026, 2, 1), date(2026, 4, 30))
    assert {task.rule for task in found.tasks} == {"row.coloured_periods"}
    assert "deadline_by_colour" in rules(found)


def test_row_painted_from_end_to_end_marks_nothing() -> None:
    whole = {(2, column): GREY for column in range(15)}
    found = read(TASKS, months(1, 1) | whole | months(3, 6))
    assert [task.deadline_text for task in found.tasks] == ["Tháng 1", None, "Tháng 6"]


def test_month_in_another_colour_of_a_painted_row_is_marked() -> None:
    whole = {(2, column): GREY for column in range(15)}
    found = read(TASKS, months(1, 1) | whole | months(2, 5))
    assert [task.deadline_text for task in found.tasks] == ["Tháng 1", "Tháng 5", None]


def test_columns_that_all_rows_colour_alike_are_told_and_not_read() -> None:
    found = read(TASKS, months(1, 6, 12) | months(2, 6, 12) | months(3, 6, 12))
    assert [task.deadline_text for task in found.tasks] == [None, None, None]
    assert "coloured_periods_unread" in rules(found)


@pytest.mark.parametrize("mark", ["x", "Đang làm"])
def test_words_and_marks_count_more_than_colours(mark: str) -> None:
    rows = [list(one) for one in TASKS]
    rows[0][FIRST] = mark
    found = read([tuple(one) for one in rows], months(1, 2) | months(2, 3))
    assert not {"deadline_by_colour", "coloured_periods_unread"} & set(rules(found))
    assert found.tasks[0].deadline_text != "Tháng 2"


def test_painted_section_row_marks_nothing() -> None:
    section: Row = ("I", "CẢI CÁCH THỂ CHẾ", *[LEFT] * 13)
    found = read([section, *TASKS], {(1, 0): GREY, (1, 1): GREY} | months(2, 1) | months(3, 2))
    assert [task.deadline_text for task in found.tasks] == ["Tháng 1", "Tháng 2", None]


def test_table_without_colours_says_nothing_of_them() -> None:
    assert not {"deadline_by_colour", "coloured_periods_unread"} & set(rules(read(TASKS, {})))

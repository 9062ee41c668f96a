"""Columns that name the field of the rows, those who go along, the steps of a task, and where points were lost."""

from __future__ import annotations

import pytest
from plan_builder import UP, document, plan, rules, table

from pipelines.understanding.tables.rows import read_tasks

FIRST = ("Mở sổ nhắc việc", "Văn phòng", "Quý I/2026")
SECOND = ("Gộp hai mẫu đơn", "Phòng Kinh tế", "Tháng 5/2026")
THIRD = ("Họp dân", "Công an xã", "Quý III/2026")


def _beside(title: str, *cells: str, work: str = "Việc phải làm"):
    header = ("TT", title, work, "Chủ trì", "Thời hạn")
    leaves = zip(cells, (FIRST, SECOND, THIRD), strict=True)
    return plan(table([header, *((str(n), cell, *leaf) for n, (cell, leaf) in enumerate(leaves, 1))]))


def _places(found):
    return [(task.section_name, task.objective) for task in found.tasks]


@pytest.mark.parametrize("title", ["Nhóm việc", "Nhóm công việc", "Lĩnh vực", "Mảng công tác", "Nhóm tiêu chí"])
def test_merged_column_of_groups_names_the_section_of_its_rows(title):
    found = _beside(title, "Một cửa", UP, "Con người")
    assert _places(found) == [("Một cửa", None)] * 2 + [("Con người", None)]
    assert [task.task for task in found.tasks] == [FIRST[0], SECOND[0], THIRD[0]]
    assert "header_unknown" not in rules(found)


@pytest.mark.parametrize(("title", "work"), [("Thành phần", "Giải pháp"), ("Nội dung", "Nhiệm vụ"), ("Ô", "Nhiệm vụ")])
def test_column_that_names_nothing_but_fields_is_the_section_whatever_its_title(title, work):
    found = _beside(title, "Cải cách thể chế", "Chuyển đổi số", UP, work=work)
    assert _places(found) == [("Cải cách thể chế", None), *[("Chuyển đổi số", None)] * 2]
    assert "header_repaired" in rules(found)


@pytest.mark.parametrize(
    "cells",
    [
        ("Không để hồ sơ quá hạn", UP, "Dân hài lòng hơn"),
        ("Cải cách thể chế", UP, "Chuyển đổi số"),
        ("98% hồ sơ đúng hạn", "100% hồ sơ số hóa", UP),
    ],
)
def test_merged_column_of_goals_stays_the_objective(cells):
    found = _beside("Mục tiêu", *cells, work="Nhiệm vụ")
    kept = [cells[0], cells[0] if cells[1] is UP else cells[1]]
    assert _places(found)[:2] == [(None, goal) for goal in kept]


def test_works_left_of_tasks_are_no_fields_though_they_speak_of_reform():
    cells = ("Đơn giản hóa thủ tục hành chính tại bộ phận một cửa của xã", "Tuyên truyền về chuyển đổi số 90% hộ", UP)
    found = _beside("Nội dung", *cells, work="Nhiệm vụ")
    assert [place[0] for place in _places(found)] == [None] * 3


def test_who_takes_part_in_a_meeting_is_no_field():
    found = _beside("Thành phần", "Các trưởng thôn", "Công chức một cửa", UP, work="Nội dung")
    assert _places(found) == [(None, None)] * 3


@pytest.mark.parametrize("title", ["Nhóm việc", "Nhóm nhiệm vụ"])
def test_groups_of_work_that_no_other_column_divides_are_the_tasks(title):
    header = ("TT", title, "Chủ trì", "Thời hạn")
    found = plan(table([header, ("1", *FIRST), ("2", *SECOND)]))
    assert [task.task for task in found.tasks] == [FIRST[0], SECOND[0]]


@pytest.mark.parametrize("title", ["Tiêu chí bị trừ điểm", "Tiêu chí thành phần chưa đạt", "Nội dung mất điểm"])
def test_where_points_were_lost_is_neither_goal_nor_level(title):
    found = _beside(title, "Giải ngân 64%", "Trả lời chậm", "Thiếu sáng kiến", work="Giải pháp")
    assert [task.objective for task in found.tasks] == [None] * 3
    assert found.targets == ()


def test_criterion_to_be_reached_stays_the_objective():
    found = _beside("Tiêu chí", "Giải ngân đạt 95%", "Trả lời đúng hạn", UP, work="Giải pháp")
    assert found.tasks[0].objective == "Giải ngân đạt 95%"


@pytest.mark.parametrize("title", ["Cùng tham gia", "Đơn vị cùng làm", "Thành viên", "Thành viên đoàn kiểm tra"])
def test_those_who_go_along_with_the_lead_are_the_coordination(title):
    header = ("TT", "Nội dung kiểm tra", "Trưởng đoàn, đơn vị chủ trì", title, "Thời gian")
    (task,) = plan(table([header, ("1", "Soát sổ tiếp nhận", "Văn phòng", "Công an xã", "Quý II/2026")])).tasks
    assert (task.lead, task.coordination) == ("Văn phòng", "Công an xã")


def test_members_of_a_committee_and_what_each_looks_after_are_no_tasks():
    header = ("TT", "Thành viên", "Chức vụ", "Nhiệm vụ phân công", "Ghi chú")
    assert (
        read_tasks(document(table([header, ("1", "Lò Thị Mây", "Phó Trưởng ban", "Theo dõi một cửa", "")]))).rows == ()
    )


@pytest.mark.parametrize("title", ["Chi tiết triển khai", "Chi tiết", "Việc cụ thể", "Diễn giải"])
def test_steps_beside_the_work_are_its_activities(title):
    header = ("TT", "Công việc", title, "Đầu mối", "Hoàn thành trước")
    rows = [
        ("1", "Nâng hạng", "Giao chỉ tiêu", "Văn phòng", "Quý I/2026"),
        (UP, UP, "Chấm điểm", "Văn phòng", "Quý II"),
    ]
    found = plan(table([header, *rows]))
    assert [(task.task, task.activity) for task in found.tasks] == [
        ("Nâng hạng", "Giao chỉ tiêu"),
        ("Nâng hạng", "Chấm điểm"),
    ]


@pytest.mark.parametrize("title", ["Hình thức, nội dung", "Nội dung và hình thức tuyên truyền", "Nội dung/hình thức"])
def test_form_and_contents_in_one_column_are_the_tasks(title):
    header = ("STT", title, "Đối tượng", "Đơn vị thực hiện", "Phối hợp", "Thời gian")
    rows = [
        ("1. Loa đài", None, None, None, None, None),
        ("1", "Thu bản tin", "Người dân", *FIRST[1:2], "", "Hằng tuần"),
    ]
    assert [task.task for task in plan(table([header, *rows])).tasks] == ["Thu bản tin"]


def test_form_beside_the_contents_is_of_no_use():
    header = ("STT", "Nội dung", "Hình thức", "Đơn vị thực hiện", "Thời gian")
    (task,) = plan(table([header, ("1", "Phổ biến quy định", "Loa", "Văn phòng", "Hằng tuần")])).tasks
    assert (task.task, task.objective, task.activity) == ("Phổ biến quy định", None, None)


def test_how_often_is_when():
    header = ("STT", "Nhiệm vụ", "Tần suất", "Chủ trì")
    (task,) = (found := plan(table([header, ("1", "Công bố xếp hạng", "Hằng quý", "Văn phòng")]))).tasks
    assert task.deadline_text == "Hằng quý"
    assert "header_repaired" not in rules(found)

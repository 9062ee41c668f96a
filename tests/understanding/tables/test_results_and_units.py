"""Results of another year are never goals; a level takes its unit from the name of its row; rows that hold nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from plan_builder import UP, document, plan, rules, table

from pipelines.understanding.tables.rows import read_tasks
from pipelines.understanding.tables.target_tables import unit_in_name

WORK = (("Nhắc hẹn bằng tin nhắn", "Văn phòng", "Quý I/2026"), ("Lập sổ theo dõi", "Phòng Kinh tế", "Quý II/2026"))
GOALS = ("Hồ sơ giải quyết đúng hạn: tối thiểu 98%", "100% kiến nghị được xử lý")


def _tasks_with(aim: str, beside: str, cells: tuple[str, str]):
    header = ("STT", aim, beside, "Giải pháp", "Chủ trì", "Thời hạn")
    rows = [(str(n + 1), GOALS[n], cells[n], *WORK[n]) for n in range(2)]
    return plan(table([header, *rows]))


@pytest.mark.parametrize(
    ("aim", "beside"),
    [
        ("Chỉ tiêu năm 2026", "KQ 2025"),
        ("Chỉ tiêu", "KQ năm 2025"),
        ("Mục tiêu", "Đã đạt năm 2025"),
        ("Chỉ tiêu năm 2026", "Năm 2025"),
        ("Chỉ tiêu năm 2026", "Kết quả (2025)"),
        ("Kế hoạch năm 2026", "Đạt 2025"),
    ],
)
def test_result_of_last_year_beside_the_goals_of_a_task_is_no_part_of_them(aim, beside):
    found = _tasks_with(aim, beside, ("96,9%", "80%"))
    assert [task.objective for task in found.tasks] == [*GOALS]
    assert [target.value for target in found.targets] == [98, 100]
    assert "header_duplicate_role" not in rules(found)


def test_column_of_the_same_year_or_of_words_is_no_result():
    same = _tasks_with("Chỉ tiêu năm 2026", "Sản phẩm năm 2026", ("Sổ", "Biên bản"))
    assert [task.output for task in same.tasks] == ["Sổ", "Biên bản"]
    words = _tasks_with("Chỉ tiêu năm 2026", "Kết quả (2025)", ("Đã mở sổ", "Đã họp dân"))
    assert [task.output for task in words.tasks] == ["Đã mở sổ", "Đã họp dân"]


def test_levels_in_a_column_of_their_own_beside_tasks_are_told_and_results_are_not():
    assert "number_column_unread" in rules(_tasks_with("Chỉ tiêu", "Năm 2026", ("98%", "80%")))
    assert "number_column_unread" not in rules(_tasks_with("Chỉ tiêu", "KQ 2025", ("98%", "80%")))


@pytest.mark.parametrize(
    ("name", "value", "unit"),
    [
        ("Giao dịch thanh toán trực tuyến (%)", "≥ 60", "%"),
        ("Hồ sơ giải quyết đúng hạn, ĐVT: %", "> 98,5", "%"),
        ("% hồ sơ giải quyết đúng hạn", "98", "%"),
        ("Tỷ lệ hồ sơ đúng hạn", "98", "%"),
        ("Số cuộc đối thoại với doanh nghiệp", "3", "cuộc đối thoại"),
        ("Tổng số lớp tập huấn", "05", "lớp tập huấn"),
        ("Sáng kiến về cải cách hành chính", "≥ 1", "sáng kiến"),
        ("Thời gian chờ tới lượt (phút)", "≤ 15", "phút"),
        ("Thời gian trả kết quả (ngày làm việc)", "2", "ngày làm việc"),
        # a term in brackets is no unit: the figure is another one
        ("Hồ sơ trả trong ngày (01 ngày)", "90", ""),
        # a share whose sign is missing is no count, nor is the number of a base
        ("Hồ sơ giải quyết đúng hạn", "95", ""),
        ("Số hồ sơ trực tuyến trên tổng số hồ sơ", "75", ""),
        ("Số hóa hồ sơ, kết quả", "90", ""),
        ("Giảm (%) thời gian họp so với năm trước", "5", ""),
    ],
)
def test_name_of_a_row_tells_the_unit_of_its_bare_level(name, value, unit):
    assert unit_in_name(name, value) == unit


def test_levels_of_two_dates_are_read_with_their_signs_and_the_earlier_is_part_of_the_year():
    header = ("TT", "Chỉ tiêu", "Kết quả 2025", "Kế hoạch", None, "Theo dõi")
    below = (UP, UP, UP, "6 tháng 2026", "Cả năm 2026", UP)
    rows = [
        ("1", "Giao dịch thanh toán trực tuyến (%)", "48,1", "≥ 55", "≥ 65", "Văn phòng"),
        ("2", "Số cuộc đối thoại với hộ kinh doanh", "1", "1", "2", "Phòng Kinh tế"),
        ("3", "Sáng kiến cải cách hành chính", "0", "-", "≥ 1", "Văn phòng"),
    ]
    found = plan(table([header, below, *rows]))
    assert [(one.indicator_code, one.comparator, one.value, one.unit, one.scope) for one in found.targets] == [
        ("online_payment_rate", ">=", 65, "percent", None),
        ("online_payment_rate", ">=", 55, "percent", "6 tháng 2026"),
        ("public_dialogue_count", "=", 2, "count", None),
        ("public_dialogue_count", "=", 1, "count", "6 tháng 2026"),
        ("reform_initiative_count", ">=", 1, "count", None),
    ]


def test_activities_are_the_tasks_where_no_column_has_tasks():
    header = ("STT", "Hoạt động", "Đơn vị thực hiện", "Thời gian")
    found = plan(table([header, ("1", "In tờ gấp", "Văn phòng", "Quý I/2026")]))
    assert [(task.task, task.activity) for task in found.tasks] == [("In tờ gấp", None)]
    assert "header_repaired" not in rules(found)


def test_activities_beside_tasks_stay_activities():
    header = ("STT", "Nội dung", "Hoạt động", "Đơn vị thực hiện", "Thời gian")
    found = plan(table([header, ("1", "Tuyên truyền", "In tờ gấp", "Văn phòng", "Quý I/2026")]))
    assert [(task.task, task.activity) for task in found.tasks] == [("Tuyên truyền", "In tờ gấp")]


HEADER = ("STT", "Nhiệm vụ", "Hoạt động", "Sản phẩm", "Chủ trì", "Thời gian")
TITLE = ("V", "CHÍNH QUYỀN SỐ", None, None, None, None)
LEAF = ("1", "Họp không giấy", "Dùng phần mềm họp", "Biên bản", "Văn phòng", "Thường xuyên")


def test_title_that_a_page_break_stretched_over_an_empty_row_is_still_a_section():
    read = read_tasks(document(table([HEADER, TITLE, (UP,) * 2 + (None,) * 4, LEAF])))
    assert [(row.section and row.section.name, row.texts["task"]) for row in read.rows] == [
        ("CHÍNH QUYỀN SỐ", "Họp không giấy")
    ]


def test_title_over_rows_that_hold_something_is_a_task():
    """A cell that spans two rows of words belongs to both: it is no title of a section."""
    rows = [HEADER, ("1", "Họp không giấy", *LEAF[2:]), (UP, UP, "Ký số biên bản", "Biên bản", "Văn phòng", "Quý II")]
    read = read_tasks(document(table(rows)))
    assert [row.texts["task"] for row in read.rows] == ["Họp không giấy"] * 2
    assert read.sections == ()


def test_group_row_over_an_empty_row_still_gathers_its_parts():
    built = table([HEADER, ("1", "Công tác văn bản", "", "", "Văn phòng", ""), ("1.1", *LEAF[1:])])
    moved = tuple(replace(one, row=one.row + 1) if one.row == 2 else one for one in built.cells)
    tall = tuple(replace(one, row_span=2) if one.row == 1 else one for one in moved)
    read = read_tasks(document(replace(built, row_count=4, cells=tall)))
    assert [(row.section and row.section.name, row.row_no) for row in read.rows] == [("Công tác văn bản", "1.1")]


def test_waiting_time_takes_its_minutes_from_the_name_of_the_row():
    header = ("TT", "Nội dung", "Kết quả 2025", "Phường đăng ký")
    rows = [("1", "Hồ sơ đúng hạn", "96%", "≥ 99%"), ("2", "Thời gian chờ tại quầy (phút)", "21", "≤ 14")]
    found = plan(table([header, *rows]))
    assert [(one.comparator, one.value, one.unit) for one in found.targets] == [
        (">=", 99, "percent"),
        ("<=", 14, "minute"),
    ]

"""Tasks that a plan without a table states in its body, by who leads them and by when."""

from __future__ import annotations

from datetime import date

import pytest
from plan_builder import HEADER, para, plan, table

from pipelines.understanding.tables.model import IN_TEXT


@pytest.mark.parametrize(
    "lines",
    [
        ["1. Rà soát, đơn giản hóa thủ tục (Chủ trì: Phòng Kinh tế; Phối hợp: Văn phòng; Thời gian: Quý II/2026)."],
        ["- Rà soát, đơn giản hóa thủ tục (Đơn vị chủ trì: Phòng Kinh tế; thời gian hoàn thành: Quý II/2026);"],
        ["1. Rà soát, đơn giản hóa thủ tục.", "- Chủ trì: Phòng Kinh tế.", "- Thời gian thực hiện: Quý II/2026."],
        ["1. Rà soát, đơn giản hóa thủ tục; đơn vị chủ trì: Phòng Kinh tế; hoàn thành trong quý II/2026."],
        ["1. Rà soát, đơn giản hóa thủ tục. Cơ quan chủ trì: Phòng Kinh tế. Thời gian: Quý II/2026."],
        ["1. Rà soát, đơn giản hóa thủ tục [Phòng Kinh tế chủ trì, Văn phòng phối hợp, thời gian quý II/2026]."],
        ["1. Rà soát, đơn giản hóa thủ tục. Giao Phòng Kinh tế chủ trì; phối hợp với Văn phòng; xong quý II/2026."],
        ["a) Rà soát, đơn giản hóa thủ tục. Người chịu trách nhiệm: Phòng Kinh tế. Xong: quý II/2026."],
    ],
)
def test_item_that_names_who_leads_and_by_when_is_a_task(lines):
    found = plan(para("II. NHIỆM VỤ", "h", bold=True), *(para(line) for line in lines))
    (task,) = found.tasks
    assert task.task == "Rà soát, đơn giản hóa thủ tục"
    assert task.lead == "Phòng Kinh tế"
    assert (task.deadline.start, task.deadline.end) == (date(2026, 4, 1), date(2026, 6, 30))
    assert (task.table_index, task.rule, task.section_name) == (IN_TEXT, "row.list", "NHIỆM VỤ")


@pytest.mark.parametrize(
    "line",
    [
        "1. Văn phòng HĐND và UBND: chủ trì, theo dõi việc thực hiện Kế hoạch.",
        "1. Rà soát thủ tục (Chủ trì: Phòng Kinh tế).",
        "1. Rà soát thủ tục (do Phòng Kinh tế thực hiện).",
        "1. Rà soát thủ tục [người dân chủ trì, thời gian quý II/2026].",
        "1. Rà soát thủ tục trong quý II/2026 (theo Quyết định số 5/QĐ-UBND).",
        "Nơi nhận: Sở Nội vụ; Lưu: VT.",
    ],
)
def test_item_without_one_of_the_two_is_no_task(line):
    assert plan(para("II. NHIỆM VỤ", "h", bold=True), para(line)).tasks == ()


@pytest.mark.parametrize("title", ["V. TỔ CHỨC THỰC HIỆN", "Phần V. Tổ chức thực hiện", "4. Tổ chức thực hiện."])
def test_title_of_who_carries_the_plan_out_leads_no_task(title):
    term = para("1. Thời gian thực hiện kế hoạch: Từ khi ban hành đến hết năm 2026.")
    assert plan(para("II. NHIỆM VỤ", "h", bold=True), para(title, "h", bold=True), term).tasks == ()


def test_number_of_an_item_is_no_sentence_of_its_own():
    item = para("1. Các phòng, đơn vị chủ động tổ chức thực hiện; định kỳ gửi báo cáo về Văn phòng để tổng hợp.")
    assert plan(para("V. TỔ CHỨC THỰC HIỆN", "h", bold=True), item).tasks == ()


def test_plan_with_a_table_takes_its_tasks_from_there_alone():
    row = ("1", "Rà soát thủ tục", "Báo cáo", "Phòng Kinh tế", "Văn phòng", "Quý II/2026")
    item = para("1. Rà soát thủ tục (Chủ trì: Phòng Kinh tế; Thời gian: Quý II/2026).")
    assert [task.table_index for task in plan(item, table([HEADER, row])).tasks] == [0]


BRIEF = "- Mở lớp tập huấn cho tổ công nghệ số, hoàn thành trong tháng 9/2026 (Công an xã)."


@pytest.mark.parametrize(
    ("line", "lead", "deadline"),
    [
        (
            "- Rà soát, đơn giản hóa thủ tục, hoàn thành trong quý II/2026 (Phòng Kinh tế).",
            "Phòng Kinh tế",
            "trong quý II/2026",
        ),
        (
            "- Rà soát, đơn giản hóa thủ tục, thường xuyên (Phòng Kinh tế, Công an xã).",
            "Phòng Kinh tế, Công an xã",
            "thường xuyên",
        ),
        ("+ Rà soát, đơn giản hóa thủ tục hằng quý (Phòng Kinh tế);", "Phòng Kinh tế", "hằng quý"),
        (
            "- Rà soát, đơn giản hóa thủ tục, theo kế hoạch của tỉnh (Phòng Kinh tế).",
            "Phòng Kinh tế",
            "theo kế hoạch của tỉnh",
        ),
        ("- Rà soát, đơn giản hóa thủ tục (Phòng Kinh tế - quý II/2026).", "Phòng Kinh tế", "quý II/2026"),
        ("- Rà soát, đơn giản hóa thủ tục, xong trước 30/6 (Chủ trì: Phòng Kinh tế).", "Phòng Kinh tế", "trước 30/6"),
        ("1. Rà soát, đơn giản hóa thủ tục. Phòng Kinh tế, tháng 4/2026.", "Phòng Kinh tế", "tháng 4/2026"),
        ("1. Rà soát, đơn giản hóa thủ tục, Phòng Kinh tế thực hiện trong tháng 4.", "Phòng Kinh tế", "trong tháng 4"),
        (
            "1. Rà soát, đơn giản hóa thủ tục thứ sáu hằng tuần. Phòng Kinh tế thực hiện.",
            "Phòng Kinh tế",
            "thứ sáu hằng tuần",
        ),
        (
            "1. Rà soát, đơn giản hóa thủ tục. Phòng Kinh tế, Công an xã cùng làm, thường xuyên.",
            "Phòng Kinh tế, Công an xã",
            "thường xuyên",
        ),
    ],
)
def test_office_and_time_side_by_side_at_the_end_of_an_item_make_it_a_task(line, lead, deadline):
    found = plan(para("II. NHIỆM VỤ", "h", bold=True), para(line), para(BRIEF))
    told = [(task.task, task.lead, task.deadline_text) for task in found.tasks]
    assert told == [
        ("Rà soát, đơn giản hóa thủ tục", lead, deadline),
        ("Mở lớp tập huấn cho tổ công nghệ số", "Công an xã", "trong tháng 9/2026"),
    ]
    assert all(office.code for task in found.tasks for office in task.offices)


@pytest.mark.parametrize(
    "line",
    [
        "- Các bộ phận gửi số liệu về Phòng Kinh tế trước ngày 15 của tháng cuối quý.",
        "- Phòng Kinh tế đôn đốc, tổng hợp, báo cáo UBND xã trước ngày 05/12/2026.",
        "- Rà soát, đơn giản hóa thủ tục, theo Quyết định số 12/QĐ-UBND (Phòng Kinh tế).",
        "- Tổng hợp số liệu giải quyết hồ sơ quý II/2026 (Phòng Kinh tế).",
        "- Rà soát, đơn giản hóa thủ tục, hoàn thành trong quý II/2026 (đã báo cáo Phòng Kinh tế).",
        "- Rà soát, đơn giản hóa thủ tục, hoàn thành trong quý II/2026 (nếu đủ người).",
        "- Kết quả rà soát thủ tục gửi Phòng Kinh tế, trước ngày 15/6/2026.",
        "- UBND xã giao Văn phòng tổng hợp, Phòng Kinh tế rà soát, trong tháng 4.",
        "Rà soát, đơn giản hóa thủ tục, hoàn thành trong quý II/2026 (Phòng Kinh tế).",
    ],
)
def test_office_and_day_in_running_text_make_no_task(line):
    found = plan(para("II. NHIỆM VỤ", "h", bold=True), para(line), para(BRIEF), para(BRIEF.replace("9", "10")))
    assert [task.lead for task in found.tasks] == ["Công an xã"] * 2


def test_a_single_item_told_without_labels_is_not_yet_a_list_of_tasks():
    assert plan(para("II. NHIỆM VỤ", "h", bold=True), para(BRIEF)).tasks == ()


def test_title_behind_the_last_item_tells_nothing_of_it():
    """ "III. TỔ CHỨC THỰC HIỆN" reads like an office that does it."""
    lines = (para("II. NHIỆM VỤ", "h", bold=True), para(BRIEF), para(BRIEF.replace("9", "10")))
    found = plan(*lines, para("III. TỔ CHỨC THỰC HIỆN", "h", bold=True), para("Các đơn vị triển khai."))
    assert [task.lead for task in found.tasks] == ["Công an xã"] * 2

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


def test_plan_with_a_table_takes_its_tasks_from_there_alone():
    row = ("1", "Rà soát thủ tục", "Báo cáo", "Phòng Kinh tế", "Văn phòng", "Quý II/2026")
    item = para("1. Rà soát thủ tục (Chủ trì: Phòng Kinh tế; Thời gian: Quý II/2026).")
    assert [task.table_index for task in plan(item, table([HEADER, row])).tasks] == [0]

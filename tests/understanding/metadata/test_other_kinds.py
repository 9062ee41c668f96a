"""What lies beside plans and is none: collected opinions, summaries, forms for figures, a ministry's acts."""

from __future__ import annotations

import pytest
from plan_builder import CLOSING, HEADER, context, document, para, rules, table

from pipelines.understanding.plan import understand

GOAL = para("- Tỷ lệ hồ sơ trực tuyến đạt 80%.")


def read(*blocks, with_closing=True):
    return understand(document(*blocks, *(CLOSING if with_closing else ())), context("quang-tri", 2026))


def titled(*lines):
    return [para(line, "c", bold=True) for line in lines]


@pytest.mark.parametrize(
    "lines",
    [
        ["TỔNG HỢP VIỆC GÓP Ý ĐỐI VỚI DỰ THẢO KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2026"],
        ["TÓM TẮT TRỌNG TÂM BÁO CÁO CÔNG TÁC", "CẢI CÁCH HÀNH CHÍNH NĂM 2025 VÀ NHIỆM VỤ NĂM 2026"],
        ["Bảng 2", "CHỈ SỐ CẢI CÁCH HÀNH CHÍNH CẤP XÃ"],
        ["PHỤ LỤC 1", "THỐNG KÊ SỐ LIỆU CẢI CÁCH HÀNH CHÍNH"],
    ],
)
def test_document_of_another_kind_gives_no_targets(lines):
    found = read(*titled(*lines), para("Nội dung cải cách hành chính."), GOAL)
    assert (found.is_plan, found.targets) == (False, ())


@pytest.mark.parametrize(
    ("office", "title", "is_plan"),
    [
        ("UBND XÃ GIO LINH", "DANH SÁCH", False),
        ("UBND xã Gio Linh", "DANH SÁCH", True),  # a line of the title, in whatever case it is printed
        ("UBND XÃ GIO LINH", "PHÂN CÔNG", True),
    ],
)
def test_short_name_of_the_office_above_a_title_is_no_part_of_it(office, title, is_plan):
    lines = titled(office, title, "Cán bộ, công chức tham gia lớp tập huấn cải cách hành chính năm 2026")
    assert read(*lines, para("Cải cách hành chính."), GOAL).is_plan is is_plan


def test_annex_of_an_official_letter_is_no_plan_unless_it_gives_tasks():
    head = [*titled("PHỤ LỤC", "DÀNH CHO CÁC XÃ, PHƯỜNG"), para("(Kèm theo Công văn số 12/SNV-CCHC ngày 05/01/2026)")]
    reform = para("Cải cách hành chính.")
    assert not read(*head, reform, GOAL, with_closing=False).is_plan
    tasks = table([HEADER, ("1", "Rà soát quy trình", "Báo cáo", "Phòng Kinh tế", "Công an xã", "Quý I/2026")])
    assert read(*head, reform, tasks, with_closing=False).is_plan
    of_plan = [*head[:2], para("(Kèm theo Kế hoạch số 12/KH-UBND ngày 05/01/2026)")]
    assert read(*of_plan, reform, GOAL, with_closing=False).is_plan


def test_act_of_a_ministry_is_no_plan_of_a_commune():
    plan = [*titled("QUYẾT ĐỊNH", "Phê duyệt Đề án cải cách hành chính năm 2026"), GOAL]
    assert not read(para("BỘ NỘI VỤ", "c", bold=True), *plan).is_plan
    own = read(para("ỦY BAN NHÂN DÂN", "c"), para("XÃ GIO LINH", "c"), *plan)
    assert own.is_plan
    assert "not_a_plan" not in rules(own)


@pytest.mark.parametrize(
    "title", ["THỐNG KÊ NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM 2026", "BẢNG PHÂN CÔNG NHIỆM VỤ CCHC 2026"]
)
def test_list_of_tasks_that_begins_like_another_kind_is_an_annex(title):
    assert read(*titled("PHỤ LỤC", title), GOAL, with_closing=False).is_plan


HEAD = (para("ỦY BAN NHÂN DÂN", "l", bold=True), para("XÃ GIO LINH", "l", bold=True))
REFORM = para("Căn cứ Chương trình cải cách hành chính; cải cách hành chính, cải cách hành chính.")


@pytest.mark.parametrize(
    "lines",
    [
        [
            "QUYẾT ĐỊNH",
            "Về việc thành lập Tổ giúp việc cải cách hành chính",
            "TRƯỞNG BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐ VÀ ĐỀ ÁN 06",
        ],
        ["QUYẾT ĐỊNH", "Về việc kiện toàn Ban Chỉ đạo thực hiện Kế hoạch cải cách hành chính năm 2026"],
        ["QUYẾT ĐỊNH", "Phê duyệt kinh phí thực hiện Kế hoạch cải cách hành chính năm 2026"],
        ["QUYẾT ĐỊNH", "Ban hành Quy chế hoạt động của Tổ thực hiện Chương trình cải cách hành chính"],
    ],
)
def test_decision_about_people_money_or_rules_is_no_plan(lines):
    assert not read(*HEAD, *titled(*lines), REFORM, GOAL).is_plan


@pytest.mark.parametrize(
    "lines",
    [
        ["QUYẾT ĐỊNH", "Về việc ban hành Kế hoạch cải cách hành chính năm 2026", "CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ"],
        ["QUYẾT ĐỊNH", "Phê duyệt Kế hoạch hoạt động của", "BAN CHỈ ĐẠO CẢI CÁCH HÀNH CHÍNH NĂM 2026"],
        ["QUYẾT ĐỊNH", "Sửa đổi, bổ sung Kế hoạch cải cách hành chính năm 2026"],
    ],
)
def test_decision_that_issues_a_plan_is_one(lines):
    assert read(*HEAD, *titled(*lines), REFORM, GOAL).is_plan


@pytest.mark.parametrize("word", ["KÉ HOẠCH", "KẾ HOACH", "KÊ HOẠCH", "KE HOACH"])
def test_title_that_lost_its_marks_on_a_scan_is_the_title(word):
    found = read(*HEAD, *titled(word, "Cải cách hành chính năm 2026"), REFORM, GOAL)
    assert (found.is_plan, found.metadata.title) == (True, "KẾ HOẠCH Cải cách hành chính năm 2026")


@pytest.mark.parametrize("word", ["GIÁY MỜI", "BAO CÁO", "THỐNG BÁO"])
def test_another_kind_that_lost_its_marks_on_a_scan_is_no_plan(word):
    assert not read(*HEAD, *titled(word), REFORM, GOAL).is_plan


def test_name_of_a_ward_is_no_title_that_lost_its_marks():
    head = (para("ỦY BAN NHÂN DÂN", "l", bold=True), para("PHƯỜNG AN", "l", bold=True), para("BÌNH", "l", bold=True))
    found = read(*head, *titled("KẾ HOẠCH", "Cải cách hành chính năm 2026"), REFORM, GOAL)
    assert found.metadata.title == "KẾ HOẠCH Cải cách hành chính năm 2026"


def test_line_that_names_the_unit_is_no_application():
    lines = [*titled("Đơn vị: UBND xã Gio Linh"), REFORM, GOAL]
    assert read(*lines, with_closing=False).is_plan
    assert not read(*titled("ĐƠN ĐỀ NGHỊ"), REFORM, GOAL, with_closing=False).is_plan

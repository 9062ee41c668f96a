"""The whole way from document to plan."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_builder import CLOSING, HEADER, LETTERHEAD, TITLE, UP, context, document, para, plan, rules, table

from pipelines.model.document import Box, ParagraphKind, ReadingIssue
from pipelines.understanding.metadata.lines import Line
from pipelines.understanding.outline import outline
from pipelines.understanding.plan import understand

FOLDERS = {"ben_quan_2026": "quang-tri", "bac_hong_linh_2026": "ha-tinh", "loc_binh_2026_2030": "lang-son"}
GOALS = ("TT", "Mục tiêu", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời gian")


def _sections(*texts):
    lines = tuple(Line(text, ParagraphKind.BODY, i) for i, text in enumerate(texts))
    return [one.section for one in outline(lines)]


def test_paragraph_stands_under_the_path_of_its_headings():
    assert _sections(
        "Căn cứ …", "I. MỤC TIÊU", "1. Chung", "- a", "2. Cụ thể", "2.1. Thể chế", "- b", "II. NHIỆM VỤ", "c"
    ) == [
        None,
        "I",
        "I.1",
        "I.1",
        "I.2",
        "I.2.1",
        "I.2.1",
        "II",
        "II",
    ]


def test_letters_and_parts_take_their_rank_in_the_path():
    assert _sections("A. CHUNG", "I. Mục tiêu", "1. Chung", "a) Một", "b) Hai", "B. RIÊNG", "1. Ba") == [
        "A",
        "A.I",
        "A.I.1",
        "A.I.1.a",
        "A.I.1.b",
        "B",
        "B.1",
    ]


def test_percentage_at_the_start_of_a_line_is_no_heading_number():
    assert _sections("I. MỤC TIÊU", "100% hồ sơ đúng hẹn", "98,5% hồ sơ số hóa") == ["I", "I", "I"]


def test_body_target_knows_its_section_and_place():
    found = plan(
        para("I. MỤC TIÊU", "h"), para("3. Chỉ tiêu", "h"), para("- Tỷ lệ hồ sơ giải quyết đúng hạn đạt 98%.", page=2)
    )
    (target,) = found.targets
    assert (target.section, target.found_in, target.value) == ("I.3", "body", Decimal(98))
    assert target.box == Box(2)


def test_numbered_line_that_asks_for_a_count_is_no_title():
    one = plan(para("II. MỤC TIÊU"), para("4. Sáng kiến về CCHC: từ 02 sáng kiến trở lên"), para("III. NHIỆM VỤ"))
    assert [(t.value, t.comparator, t.indicator_code) for t in one.targets] == [
        (Decimal(2), ">=", "reform_initiative_count")
    ]


def test_target_in_a_merged_cell_counts_once():
    goal = "Tỷ lệ hồ sơ giải quyết đúng hạn đạt 98%"
    found = plan(
        table(
            [
                GOALS,
                ("1", goal, "Rà soát", "Phòng Kinh tế", "Công an xã", "Quý I/2026"),
                (UP, UP, "Kiểm tra", "Phòng Kinh tế", "Công an xã", "Quý II/2026"),
            ]
        )
    )
    assert len(found.targets) == 1
    assert found.targets[0].task_index == 0
    assert [task.objective for task in found.tasks] == [goal, goal]


def test_target_repeated_in_the_annex_points_to_the_first():
    goal = "Tỷ lệ hồ sơ giải quyết đúng hạn đạt 98%"
    found = plan(
        para(f"- {goal}."), table([GOALS, ("1", goal, "Rà soát", "Phòng Kinh tế", "Công an xã", "Quý I/2026")])
    )
    assert [target.repeats for target in found.targets] == [None, 0]
    assert "repeated_target" in rules(found)


def test_parent_of_a_nested_target_is_counted_over_the_whole_plan():
    found = plan(
        para("- Tỷ lệ hồ sơ giải quyết đúng hạn đạt 98%."),
        para(
            "- 100% thủ tục hành chính có phí được thanh toán trực tuyến, "
            "trong đó tỷ lệ giao dịch thanh toán trực tuyến đạt 60%."
        ),
    )
    assert [target.parent for target in found.targets] == [None, None, 1]


def test_act_is_cited_from_body_table_and_footnote_once():
    act = "Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ"
    rows = [HEADER, ("1", f"Thực hiện {act}", "Báo cáo", "Phòng Kinh tế", "", "2026")]
    found = understand(
        document(*LETTERHEAD, *TITLE, para(f"Thực hiện {act};"), table(rows), notes=[para(act)]), context()
    )
    assert [(one.number, one.mentions) for one in found.citations] == [("76/NQ-CP", 3)]


def test_own_number_in_the_letterhead_is_no_citation():
    assert plan(para("I. Mục tiêu")).citations == ()


def test_deadline_without_year_takes_the_plan_year():
    found = plan(table([HEADER, ("1", "Rà soát", "Báo cáo", "Phòng Kinh tế", "", "Quý II")]))
    assert found.tasks[0].deadline.end.isoformat() == "2026-06-30"


def test_doubt_of_the_reader_becomes_a_finding_with_its_page():
    issue = ReadingIssue("scanned_page_skipped", "trang 4", Box(4))
    found = understand(replace(document(*LETTERHEAD, *TITLE), issues=(issue,)), context())
    assert ("scanned_page_skipped", Box(4)) in {(one.rule, one.box) for one in found.findings}


def test_refused_document_keeps_its_metadata_and_says_why():
    found = understand(document(*LETTERHEAD, para("BÁO CÁO", "c"), para("Kết quả công tác dân vận", "c")), context())
    assert not found.is_plan
    assert found.metadata.commune_name == "Gio Linh"
    (reason,) = [one for one in found.findings if one.rule == "not_a_plan"]
    assert reason.detail


def test_document_without_a_word_is_refused():
    assert not understand(document(), context()).is_plan


def test_commune_of_the_manifest_decides():
    found = understand(
        document(para("KẾ HOẠCH", "c"), para("Cải cách hành chính năm 2026", "c")), context(commune_code="19366")
    )
    assert (found.metadata.commune_code, found.metadata.commune_name) == ("19366", "Bến Quan")


cells = st.sampled_from(
    [
        "",
        "1",
        "2",
        "I",
        "II.",
        "Rà soát",
        "Cải cách thể chế",
        "Phòng Kinh tế",
        "Quý I/2026",
        "95%",
        "Tổng cộng",
        None,
        UP,
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(cells, min_size=6, max_size=6), max_size=8))
def test_any_table_is_read_without_loss_or_invention(rows):
    body = [
        [text if r or text != UP else "" for text in ("", *row[1:])] if not r else row for r, row in enumerate(rows)
    ]
    full = [list(HEADER), *[["" if c == 0 and text is None else text for c, text in enumerate(row)] for row in body]]
    full = [[("" if text == UP and r <= 1 else text) for text in row] for r, row in enumerate(full)]
    made = table(full)
    once, again = (understand(document(*LETTERHEAD, *TITLE, made), context()) for _ in range(2))
    printed = {cell.text for cell in made.cells}
    assert once == again
    assert [task.index for task in once.tasks] == list(range(len(once.tasks)))
    assert {task.task for task in once.tasks} - {None} <= printed
    assert {task.deadline_text for task in once.tasks} - {None} <= printed


@pytest.mark.shared
@pytest.mark.parametrize("name", FOLDERS)
def test_real_plan_is_understood_like_its_truth(shared, name):
    from pipelines.reading.read import read_document

    truth = json.loads((shared / "documents" / "truth" / f"{name}.json").read_text(encoding="utf-8"))
    for path in sorted((shared / "documents").glob(f"{name}.*")):
        if path.suffix == ".doc":
            continue  # needs LibreOffice; the DOCX holds the same plan
        found = understand(read_document(path), context(FOLDERS[name], 2026, path.name))
        gold = truth["gold"]
        assert len(found.tasks) == len(gold["tasks"])
        assert [task.lead for task in found.tasks] == [row["lead"] or None for row in gold["tasks"]]
        assert found.metadata.commune_name == truth["meta"]["unit_name"]
        assert found.metadata.signer == truth["meta"]["signer"]
        assert found.metadata.period_end.isoformat() == truth["meta"]["period_end"]


@pytest.mark.parametrize(
    "title",
    ["I. KẾT QUẢ QUÝ I", "I. ĐÁNH GIÁ KẾT QUẢ THỰC HIỆN QUÝ I NĂM 2026", "I. KẾT QUẢ THỰC HIỆN 6 THÁNG ĐẦU NĂM 2026"],
)
def test_results_of_an_earlier_part_of_the_plans_year_are_no_targets(title: str):
    found = plan(
        para(title, "h"),
        para("Hồ sơ giải quyết đúng hạn đạt 99,1%; hồ sơ trực tuyến chiếm 88%."),
        para("II. MỤC TIÊU", "h"),
        para("- Tỷ lệ hồ sơ trực tuyến đạt 90%."),
    )
    assert [one.value for one in found.targets] == [90]


def test_a_phase_of_a_plan_of_several_years_sets_the_year_of_its_targets():
    title = (para("KẾ HOẠCH", "c"), para("Cải cách hành chính xã Gio Linh giai đoạn 2026 - 2030", "c"))
    content = (
        para("II. MỤC TIÊU GIAI ĐOẠN 2026 - 2030", "h"),
        para("- Tỷ lệ hồ sơ giải quyết đúng hạn đạt 98%."),
        para("1. Giai đoạn 2026 - 2027", "h"),
        para("- Tỷ lệ hồ sơ trực tuyến đạt 70%."),
        para("2. Giai đoạn 2028 - 2030", "h"),
        para("- Tỷ lệ hồ sơ trực tuyến đạt 85%."),
    )
    found = understand(document(*LETTERHEAD, *title, *content, *CLOSING), context())
    assert [(int(one.value), one.year) for one in found.targets] == [(98, None), (70, 2027), (85, 2030)]
    assert not any(one.rule == "target_conflict" for one in found.findings)


def _of_five_years(*content):
    title = (para("KẾ HOẠCH", "c"), para("Cải cách hành chính xã Gio Linh giai đoạn 2026 - 2030", "c"))
    return understand(document(*LETTERHEAD, *title, *content, *CLOSING), context())


def test_a_line_that_sets_a_time_sets_the_year_of_the_list_below_it():
    found = _of_five_years(
        para("II. MỤC TIÊU ĐẾN NĂM 2030", "h"),
        para("1. Cung cấp dịch vụ số", "h"),
        para("- Giai đoạn 2025 - 2027"),
        para("+ 92% hồ sơ được số hóa."),
        para("- Đến hết năm 2028:"),
        para("+ 96% hồ sơ nộp trực tuyến."),
        para("2. Chính quyền số", "h"),
        para("- 97% văn bản được ký số."),
    )
    assert [(int(one.value), one.year) for one in found.targets] == [(92, 2027), (96, 2028), (97, 2030)]


def test_a_goal_that_begins_with_its_time_sets_none_for_the_lines_below():
    found = _of_five_years(
        para("II. MỤC TIÊU ĐẾN NĂM 2030", "h"),
        para("- Giai đoạn 2026 - 2027 số hóa 92% hồ sơ."),
        para("- 96% hồ sơ nộp trực tuyến."),
    )
    assert found.targets[-1].year == 2030


@pytest.mark.parametrize(
    ("results", "told", "goals", "asked"),
    [
        ("* Kết quả năm 2025:", "- Hồ sơ giải quyết đúng hạn đạt 97%.", "* Chỉ tiêu năm 2026:", "- Đúng hạn đạt 98%."),
        ("- Kết quả đạt được:", "+ Hồ sơ đúng hạn đạt 97%.", "- Chỉ tiêu phấn đấu:", "+ Hồ sơ đúng hạn đạt 98%."),
        ("* Thực trạng", "- Hồ sơ đúng hạn đạt 97%.", "* Giải pháp", "- Bảo đảm hồ sơ đúng hạn đạt 98%."),
        ("a) Kết quả thực hiện", "- Hồ sơ đúng hạn đạt 97%.", "b) Mục tiêu", "- Hồ sơ đúng hạn đạt 98%."),
        ("+ Tồn tại:", "+ Hồ sơ đúng hạn đạt 97%.", "+ Phấn đấu hồ sơ số hóa đạt 91%.", "+ Hồ sơ đúng hạn đạt 98%."),
        ("- Hạn chế, tồn tại:", "+ Hồ sơ đúng hạn đạt 97%.", "- Hồ sơ số hóa đạt 91%.", "- Hồ sơ đúng hạn đạt 98%."),
    ],
)
def test_what_stands_under_a_line_of_results_is_no_target(results: str, told: str, goals: str, asked: str):
    found = plan(
        para("II. NỘI DUNG", "h"),
        para("1. Cải cách thủ tục hành chính", "h"),
        *map(para, (results, told, goals, asked)),
    )
    assert 97 not in [one.value for one in found.targets]
    assert found.targets[-1].value == 98


def test_a_task_that_begins_like_a_title_of_results_ends_no_list_of_goals():
    found = plan(
        para("II. NỘI DUNG", "h"),
        para("1. Cải cách thủ tục hành chính", "h"),
        para("- Đánh giá kết quả thực hiện hằng quý"),
        para("- Hồ sơ giải quyết đúng hạn đạt 98%."),
    )
    assert [one.value for one in found.targets] == [98]


def test_results_told_before_the_first_item_are_no_commitments():
    found = plan(
        para("Sau khi hợp nhất, xã tiếp nhận 1.145 hồ sơ, 92% đúng hạn; toàn tỉnh có ít nhất 95% hồ sơ đúng hạn."),
        para("I. MỤC TIÊU", "h", bold=True),
        para("1. Tối thiểu 98% hồ sơ giải quyết đúng hạn."),
    )
    assert [target.value for target in found.targets] == [98]


def test_goal_set_before_the_first_item_is_one():
    found = plan(
        para("Năm 2026, xã phấn đấu 98% hồ sơ giải quyết đúng hạn."),
        para("I. NHIỆM VỤ", "h", bold=True),
        para("1. Rà soát thủ tục."),
    )
    assert [target.value for target in found.targets] == [98]

"""Every rule that looks at a whole plan: one plan that has the fault, one that nearly has it.

One file on purpose: every rule has its pair here, and the last test counts them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from plan_builder import HEADER, LETTERHEAD, TITLE, context, document, para, plan, rules, table

from pipelines.model.document import Box, Page, PageKind
from pipelines.model.plan import Plan
from pipelines.reference.finding_rules import finding_rules
from pipelines.understanding.findings import registered_rules
from pipelines.understanding.plan import understand

Pair = tuple[Callable[[], Plan], Callable[[], Plan]]
PAIRS: dict[str, Pair] = {}


def _task(
    no="1", task="Rà soát quy trình", output="Báo cáo", lead="Phòng Kinh tế", help_="Công an xã", due="Quý II/2026"
):
    return (no, task, output, lead, help_, due)


def _section(no, text):
    return (no, text, None, None, None, None)


def _with_rows(*rows, header=HEADER) -> Plan:
    return plan(table([header, *rows]))


def _with_text(*texts, **settings) -> Plan:
    return plan(*(para(text) for text in texts), **settings)


def _headed(*head, body=()) -> Plan:
    return understand(document(*(para(line, "c") for line in head), *body), context())


def pair(rule: str, fault: Callable[[], Plan], near: Callable[[], Plan]) -> None:
    assert rule not in PAIRS
    PAIRS[rule] = (fault, near)


HEAD = [block.text for block in (*LETTERHEAD, *TITLE)]
BODY = (para("I. MỤC TIÊU", "h"), para("Phục vụ người dân tốt hơn."), para("II. NHIỆM VỤ", "h"))
TWO = (_task(), _task("2", "Tập huấn"))

LEVELS = ("TT", "Chỉ tiêu", "Năm 2026", "Năm 2027")
pair(
    "target_row_unread",
    lambda: plan(table([LEVELS, ("1", "Hồ sơ nộp trực tuyến", "60", "65"), ("2", "Tỷ lệ hồ sơ đúng hạn", "98", "99")])),
    lambda: plan(
        table([LEVELS, ("1", "Hồ sơ nộp trực tuyến", "60%", "65%"), ("2", "Tỷ lệ hồ sơ đúng hạn", "98", "99")])
    ),
)
pair(
    "section_count_mismatch",
    lambda: _with_rows(_section("I", "Cải cách thể chế (03 nhiệm vụ)"), *TWO),
    lambda: _with_rows(_section("I", "Cải cách thể chế (02 nhiệm vụ)"), *TWO),
)
pair(
    "declared_sum_mismatch",
    lambda: _with_rows(_section("I", "Cải cách thể chế (03 nhiệm vụ)"), *TWO, _section("", "Tổng cộng: 02 nhiệm vụ")),
    lambda: _with_rows(_section("I", "Cải cách thể chế (02 nhiệm vụ)"), *TWO, _section("", "Tổng cộng: 02 nhiệm vụ")),
)
pair(
    "total_count_mismatch",
    lambda: plan(table([HEADER, *TWO]), para("Tổng cộng: 5 nhiệm vụ")),
    lambda: plan(table([HEADER, *TWO]), para("Tổng cộng: 2 nhiệm vụ")),
)
pair(
    "total_sentence_garbled",
    lambda: plan(table([HEADER, *TWO]), para("Tổng cộng 2 là nhiệm vụ")),
    lambda: plan(table([HEADER, *TWO]), para("Tổng cộng có 2 nhiệm vụ")),
)
pair(
    "blank_document_number",
    lambda: _headed("UBND XÃ GIO LINH", "Số:      /KH-UBND", "KẾ HOẠCH", "Cải cách hành chính năm 2026"),
    lambda: _headed("UBND XÃ GIO LINH", "Số: 4/KH-UBND", "KẾ HOẠCH", "Cải cách hành chính năm 2026"),
)
pair(
    "blank_issue_date",
    lambda: _headed("UBND XÃ GIO LINH", "Gio Linh, ngày    tháng 01 năm 2026", *HEAD[-2:]),
    lambda: _headed("UBND XÃ GIO LINH", "Gio Linh, ngày 02 tháng 01 năm 2026", *HEAD[-2:]),
)
_BLANK_HEAD = ("UBND XÃ GIO LINH", "Số:      /KH-UBND", "Gio Linh, ngày    tháng    năm 2026", *HEAD[-2:])


def _under(cover: Box | None, kind: PageKind = PageKind.TEXT) -> Plan:
    """A plan with blanks for number and date, one line under another, and something drawn at ``cover``."""
    lines = [replace(para(line, "c"), boxes=(Box(1, 90, y, 290, y + 14),)) for y, line in enumerate(_BLANK_HEAD)]
    seen = document(*(replace(line, boxes=(_lower(line.boxes[0], n),)) for n, line in enumerate(lines)))
    page = replace(seen.pages[0], kind=kind)
    return understand(replace(seen, pages=(page,), covers=(cover,) if cover else ()), context())


def _scanned_annex(confidence: float | None, *lines: str, kind: PageKind = PageKind.SCAN) -> Plan:
    """A plan with an annex whose second page gave ``lines`` and no table."""
    last = [replace(para(line), boxes=(Box(2, 60, 60 + 20 * n, 500, 74 + 20 * n),)) for n, line in enumerate(lines)]
    seen = document(*LETTERHEAD, *TITLE, para("(Có phụ lục nhiệm vụ kèm theo)"), *last)
    page = Page(2, 842.0, 595.0, kind, confidence=confidence)
    return understand(replace(seen, pages=(*seen.pages, page)), context())


def _lower(box: Box, number: int) -> Box:
    return replace(box, y0=60 + 30 * number, y1=74 + 30 * number)


pair(
    "document_number_unread",
    lambda: _under(Box(1, 120, 86, 150, 104)),
    lambda: _under(Box(1, 400, 600, 480, 700)),
)
pair(
    "issue_date_unread",
    lambda: _under(None, PageKind.SCAN),
    lambda: _under(Box(1, 120, 86, 150, 100)),
)
pair("header_missing", lambda: _headed(*HEAD[-2:]), lambda: _headed("UBND XÃ GIO LINH", *HEAD[-2:]))
pair(
    "annex_only",
    lambda: understand(
        document(
            para("PHỤ LỤC", "c"), para("NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH XÃ GIO LINH NĂM 2026", "c"), table([HEADER, *TWO])
        ),
        context(),
    ),
    lambda: _with_rows(*TWO),
)
pair(
    "annex_missing",
    lambda: _with_text("I. Nhiệm vụ", "(Có phụ lục nhiệm vụ kèm theo)"),
    lambda: plan(para("(Có phụ lục nhiệm vụ kèm theo)"), table([HEADER, *TWO])),
)
pair(
    "annex_unread",
    lambda: _scanned_annex(0.95, "PHỤ LỤC I", "TT Nội dung Thời gian", "1 Rà soát thủ tục Quý I"),
    lambda: _scanned_annex(0.95, "Nơi nhận:"),
)
pair(
    "annex_document_kind_mismatch",
    lambda: plan(
        *BODY,
        para("(Kèm theo Quyết định số 9/QĐ-UBND ngày 05/01/2026 của UBND xã Gio Linh)", "c"),
        table([HEADER, *TWO]),
    ),
    lambda: plan(
        para("(Kèm theo Quyết định số 9/QĐ-UBND ngày 05/01/2026 của UBND xã Gio Linh)", "c"),
        *BODY,
        table([HEADER, *TWO]),
    ),
)
pair(
    "commune_name_truncated",
    lambda: _with_text("Kế hoạch này do UBND xã Gio ban hành."),
    lambda: _with_text("Kế hoạch này do UBND xã Gio Linh ban hành."),
)
pair(
    "commune_name_inconsistent",
    lambda: plan(
        para("(Kèm theo Kế hoạch số 45/KH-UBND ngày 06/01/2026 của UBND xã Cam Lộ)", "c"), table([HEADER, *TWO])
    ),
    lambda: plan(
        para("(Kèm theo Kế hoạch số 45/KH-UBND ngày 06/01/2026 của UBND xã Gio Linh)", "c"), table([HEADER, *TWO])
    ),
)
pair(
    "office_type_mismatch",
    lambda: _with_rows(_task(lead="Phòng Kinh tế, Hạ tầng và Đô thị")),
    lambda: _with_rows(_task(lead="Phòng Kinh tế")),
)
pair(
    "signer_missing",
    lambda: understand(document(*LETTERHEAD, *TITLE, table([HEADER, *TWO])), context()),
    lambda: _with_rows(*TWO),
)
pair(
    "signature_capacity_unclear",
    lambda: understand(
        document(
            *LETTERHEAD, *TITLE, para("TM. ỦY BAN NHÂN DÂN", "r"), para("KT. CHỦ TỊCH", "r"), para("Hồ Văn Kiên", "r")
        ),
        context(),
    ),
    lambda: understand(
        document(
            *LETTERHEAD,
            *TITLE,
            para("TM. ỦY BAN NHÂN DÂN", "r"),
            para("KT. CHỦ TỊCH", "r"),
            para("PHÓ CHỦ TỊCH", "r"),
            para("Hồ Văn Kiên", "r"),
        ),
        context(),
    ),
)
pair(
    "recipients_missing",
    lambda: understand(
        document(*LETTERHEAD, *TITLE, para("Nơi nhận:", "l"), para("- Các thôn;", "l"), para("- Lưu: VT.", "l")),
        context(),
    ),
    lambda: _with_rows(*TWO),
)
pair(
    "higher_level_text",
    lambda: _with_text("- Tham mưu UBND tỉnh ban hành quy định phân cấp."),
    lambda: _with_text("- Báo cáo UBND tỉnh kết quả thực hiện phân cấp."),
)
pair(
    "implausible_count_copied",
    lambda: _with_rows(_task(output="Kiểm tra 85 cơ quan trong năm")),
    lambda: _with_rows(_task(output="Kiểm tra 12 cơ quan trong năm")),
)
pair(
    "national_level_wording",
    lambda: _with_text("- Xây dựng Chính phủ số tại xã."),
    lambda: _with_text("- Xây dựng Chính quyền số tại xã."),
)
pair(
    "template_edit_leftover",
    lambda: _with_text("- Do UBND tphường quản lý."),
    lambda: _with_text("- Do UBND phường quản lý, theo chỉ đạo của tỉnh, xã tổ chức thực hiện."),
)
pair(
    "outdated_competence",
    lambda: _with_text("- Báo cáo UBND huyện kết quả hằng quý."),
    lambda: _with_text("- Báo cáo UBND tỉnh kết quả hằng quý."),
)
pair(
    "period_word_error",
    lambda: _with_text("- Thực hiện 06 tháng cuối năm năm 2026."),
    lambda: _with_text("- Thực hiện 06 tháng cuối năm 2026, trong 5 năm 2026 - 2030."),
)
pair(
    "expired_programme",
    lambda: _with_text("- Tiếp tục Đề án chứng thực bản sao giai đoạn 2021 - 2025."),
    lambda: _with_text("- Tiếp tục Đề án chứng thực bản sao giai đoạn 2024 - 2026."),
)
pair(
    "unrealistic_goal",
    lambda: _with_text("- Phủ mạng di động 6G toàn xã."),
    lambda: _with_text("- Phủ mạng di động 5G toàn xã."),
)
pair(
    "foreign_province_reference",
    lambda: _with_text("Căn cứ Kế hoạch số 7/KH-UBND ngày 02/01/2025 của UBND tỉnh Quảng Bình;"),
    lambda: _with_text("Căn cứ Kế hoạch số 7/KH-UBND ngày 02/01/2026 của UBND tỉnh Quảng Trị;"),
)
pair("task_without_lead", lambda: _with_rows(_task(lead="")), lambda: _with_rows(_task()))
pair("task_without_output", lambda: _with_rows(_task(output="")), lambda: _with_rows(_task()))
pair("task_without_deadline", lambda: _with_rows(_task(due="")), lambda: _with_rows(_task()))
pair("task_without_coordinator", lambda: _with_rows(_task(help_="")), lambda: _with_rows(_task()))
pair(
    "collective_lead",
    lambda: _with_rows(_task(lead="Các cơ quan, đơn vị")),
    lambda: _with_rows(_task(help_="Các cơ quan, đơn vị")),
)
pair(
    "referenced_coordinator",
    lambda: _with_rows(_task(help_="Theo phân công tại Quyết định số 5/QĐ-UBND")),
    lambda: _with_rows(_task(due="Theo phân công tại Quyết định số 5/QĐ-UBND")),
)
pair(
    "lead_not_in_catalogue",
    lambda: _with_rows(_task(lead="Ban Quản lý chợ")),
    lambda: _with_rows(_task(help_="Ban Quản lý chợ")),
)
DUTIES = (para("II. TỔ CHỨC THỰC HIỆN", "h"), para("1. Phòng Kinh tế", "h"))
FINANCE = _section("I", "Cải cách tài chính công")
pair(
    "lead_conflicts_with_assignment",
    lambda: plan(
        *DUTIES,
        para("Chủ trì tham mưu thực hiện nhiệm vụ cải cách tài chính công."),
        table([HEADER, FINANCE, _task(lead="Công an xã")]),
    ),
    lambda: plan(
        *DUTIES, para("Chủ trì tham mưu thực hiện nhiệm vụ cải cách tài chính công."), table([HEADER, FINANCE, _task()])
    ),
)
MONITORED = ("STT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Theo dõi, đôn đốc", "Thời gian")
pair(
    "monitor_equals_lead",
    lambda: _with_rows(_task(help_="Phòng Kinh tế"), header=MONITORED),
    lambda: _with_rows(_task(help_="Văn phòng HĐND và UBND"), header=MONITORED),
)
pair("row_number_gap", lambda: _with_rows(_task(), _task("3")), lambda: _with_rows(_task(), _task("2"), _task("3")))
pair(
    "row_number_restart",
    lambda: _with_rows(_section("I", "Cải cách thể chế"), _task(), _task("2"), _task("1")),
    lambda: _with_rows(
        _section("I", "Cải cách thể chế"), _task(), _task("2"), _section("II", "Cải cách công vụ"), _task("1")
    ),
)
pair("row_number_duplicate", lambda: _with_rows(_task(), _task("1")), lambda: _with_rows(_task(), _task("2")))
pair(
    "column_order_suspect",
    lambda: _with_rows(_task(due="Phòng Văn hóa - Xã hội")),
    lambda: _with_rows(_task(due="Theo đề nghị của Phòng Văn hóa - Xã hội")),
)
pair("nothing_found", lambda: _with_text("Cải cách hành chính là nhiệm vụ quan trọng."), lambda: _with_rows(_task()))
pair(
    "plan_without_targets",
    lambda: _with_rows(_task()),
    lambda: plan(para("- Tỷ lệ hồ sơ giải quyết đúng hạn đạt 98%."), table([HEADER, _task()])),
)
pair(
    "missing_core_indicator",
    lambda: _with_text("- Tỷ lệ hồ sơ thủ tục hành chính giải quyết đúng hạn đạt 98%."),
    lambda: understand(
        document(
            para("KẾ HOẠCH", "c"),
            para("Cải cách hành chính xã Gio Linh giai đoạn 2026 - 2030", "c"),
            para("- Tỷ lệ hồ sơ giải quyết đúng hạn đạt 98%."),
        ),
        context(),
    ),
)
GOALS = ("TT", "Mục tiêu", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời gian")
pair(
    "qualitative_goal_only",
    lambda: _with_rows(
        ("1", "Nâng cao tỷ lệ hồ sơ giải quyết đúng hạn", "Rà soát", "Phòng Kinh tế", "Công an xã", "2026"),
        header=GOALS,
    ),
    lambda: _with_rows(
        ("1", "Tỷ lệ hồ sơ giải quyết đúng hạn đạt 98%", "Rà soát", "Phòng Kinh tế", "Công an xã", "2026"), header=GOALS
    ),
)
pair(
    "homoglyph",
    lambda: _with_text("Nghị định của Chính phủ (NĐ-СР)."),
    lambda: _with_text("Nghị định của Chính phủ (NĐ-CP)."),
)
pair("mojibake", lambda: _with_text("Cải c\ufffdch hành chính."), lambda: _with_text("Cải cách hành chính."))
pair(
    "word_processor_debris",
    lambda: _with_text("Theo [bookmark: _Hlk1] quy định."),
    lambda: _with_text("Theo [mục 1] quy định."),
)
pair(
    "spelling_suspect",
    lambda: _with_text("Nâng cao trách hiệm người đứng đầu."),
    lambda: _with_text("Nâng cao trách nhiệm người đứng đầu."),
)
pair(
    "mixed_orthography",
    lambda: _with_text("Văn hoá công sở.", "Số hóa hồ sơ."),
    lambda: _with_text("Văn hóa công sở.", "Số hóa toàn bộ hồ sơ, quý II, quý III."),
)


@pytest.mark.parametrize("rule", PAIRS)
def test_fault_is_found(rule):
    assert rule in rules(PAIRS[rule][0]())


@pytest.mark.parametrize("rule", PAIRS)
def test_plan_that_nearly_has_the_fault_is_left_alone(rule):
    assert rule not in rules(PAIRS[rule][1]())


def test_every_registered_rule_has_its_pair_of_plans():
    assert set(registered_rules()) == set(PAIRS)


def test_every_registered_rule_has_a_row_and_every_row_of_this_package_a_function():
    rows = {name for name, row in finding_rules().items() if row.implemented_in == "understanding.findings"}
    assert rows == set(registered_rules())


def test_every_finding_raised_anywhere_in_the_pipeline_has_a_row():
    source = Path(__file__).resolve().parents[3] / "pipelines"
    raised = {
        name
        for path in sorted(source.rglob("*.py"))
        for name in re.findall(
            r"\b(?:Finding|ReadingIssue)\(\s*(?:rule=)?\"([a-z_]+)\"", path.read_text(encoding="utf-8")
        )
    }
    assert raised
    assert raised <= set(finding_rules())


@pytest.mark.parametrize("row", finding_rules().values(), ids=list(finding_rules()))
def test_message_of_a_rule_is_ready_for_a_reader(row):
    assert row.title_vi and row.action_vi and row.source and row.implemented_in
    assert set(re.findall(r"\{(\w+)\}", row.message_vi)) <= {"detail", "evidence", "page"}
    assert row.message_vi.endswith(".") and row.action_vi.endswith(".")


def test_commune_is_not_blamed_for_a_number_under_a_stamp_or_on_a_scan():
    for seen in (_under(Box(1, 100, 60, 280, 160)), _under(None, PageKind.SCAN)):
        assert not {"blank_document_number", "blank_issue_date"} & rules(seen)
    plain = rules(_under(None))
    assert {"blank_document_number", "blank_issue_date"} <= plain
    assert not {"document_number_unread", "issue_date_unread"} & plain


def test_number_and_date_of_which_a_scan_gave_no_line_at_all_are_unread() -> None:
    seen = document(*(para(line, "c") for line in ("UBND XÃ GIO LINH", *HEAD[-2:])))
    scan = replace(seen, pages=(replace(seen.pages[0], kind=PageKind.SCAN, confidence=0.93),))
    unread = {"document_number_unread", "issue_date_unread"}
    assert unread <= rules(understand(scan, context()))
    assert not unread & rules(understand(seen, context()))
    stated = context(document_number="45/KH-UBND", issued_on=date(2026, 1, 6))
    assert not unread & rules(understand(scan, stated))


@pytest.mark.parametrize(("confidence", "blamed"), [(0.95, True), (0.55, False), (None, False)])
def test_letterhead_that_a_scan_does_not_show_plainly_is_not_called_missing(confidence, blamed) -> None:
    seen = document(*(para(line, "c") for line in HEAD[-2:]))
    scan = replace(seen, pages=(replace(seen.pages[0], kind=PageKind.SCAN, confidence=confidence),))
    assert ("header_missing" in rules(understand(scan, context()))) is blamed


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        (_scanned_annex(0.95, "PHỤ LỤC"), "annex_unread"),
        (_scanned_annex(0.55, "RHỤ IỤC", "fi ủ jj"), "annex_unread"),
        (_scanned_annex(None), "annex_unread"),
        (_scanned_annex(0.95, "Nơi nhận:"), "annex_missing"),
        (_scanned_annex(None, "PHỤ LỤC", kind=PageKind.TEXT), "annex_missing"),
    ],
    ids=["heading", "gibberish", "no word", "last page of the text", "printed, and nothing under its heading"],
)
def test_annex_that_is_there_but_unread_is_not_asked_of_the_commune(seen: Plan, found: str) -> None:
    assert {"annex_unread", "annex_missing"} & rules(seen) == {found}


def test_page_of_the_unread_annex_is_named() -> None:
    told = next(one for one in _scanned_annex(0.95, "PHỤ LỤC").findings if one.rule == "annex_unread")
    assert (told.detail, told.box) == ("trang 2", Box(2))


def test_count_that_the_text_gives_of_its_annex_is_checked():
    announced = "Xã thực hiện {} nhiệm vụ thuộc 01 nội dung theo Phụ lục kèm theo."
    assert "total_count_mismatch" in rules(plan(para(announced.format("05")), table([HEADER, *TWO])))
    assert "total_count_mismatch" not in rules(plan(para(announced.format("02")), table([HEADER, *TWO])))

"""The rules that sit with their grammar (metadata, citations, deadlines, targets, tables): a fault and a near fault."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from plan_builder import CLOSING, HEADER, LETTERHEAD, context, document, para, plan, recognised, rules, table

from pipelines.model.plan import Plan
from pipelines.reference.finding_rules import finding_rules
from pipelines.understanding.plan import understand

PROJECT = Path(__file__).resolve().parents[3]
PAIRS: dict[str, tuple[Callable[[], Plan], Callable[[], Plan]]] = {}


def pair(rule: str, fault: Callable[[], Plan], near: Callable[[], Plan]) -> None:
    assert rule not in PAIRS
    PAIRS[rule] = (fault, near)


def _due(text: str) -> Plan:
    return plan(table([HEADER, ("1", "Rà soát quy trình", "Báo cáo", "Phòng Kinh tế", "Công an xã", text)]))


def _due_on_a_scan(text: str) -> Plan:
    row = ("1", "Rà soát quy trình", "Báo cáo", "Phòng Kinh tế", "Công an xã", text)
    return plan(recognised(table([HEADER, row])))


def _with_text(*texts: str) -> Plan:
    return plan(para("I. MỤC TIÊU", "h"), *(para(text) for text in texts))


def _headed(*head: str, **where: object) -> Plan:
    return understand(document(*(para(line, "c") for line in head), *CLOSING), context(**where))


def _table(*rows: tuple[str | None, ...]) -> Plan:
    return plan(table(rows))


KE_HOACH = ("KẾ HOẠCH", "Cải cách hành chính năm 2026")
HEAD = [block.text for block in LETTERHEAD]

# --------------------------------------------------------------------------------------------- metadata
pair(
    "document_number_malformed",
    lambda: _headed("UBND XÃ GIO LINH", "Số: 45-KH/UBND", *KE_HOACH),
    lambda: _headed("UBND XÃ GIO LINH", "Số: 45/KH-UBND", *KE_HOACH),
)
pair(
    "commune_name_missing",
    lambda: _headed(*KE_HOACH, file_name="ke hoach.pdf"),
    lambda: _headed("UBND XÃ GIO LINH", *KE_HOACH, file_name="ke hoach.pdf"),
)
pair(
    "commune_from_file_name",
    lambda: _headed(*KE_HOACH, file_name="KH CCHC Gio Linh 2026.pdf"),
    lambda: _headed("UBND XÃ GIO LINH", *KE_HOACH, file_name="KH CCHC Gio Linh 2026.pdf"),
)
pair(
    "file_named_for_other_unit",
    lambda: _headed("UBND XÃ GIO LINH", *KE_HOACH, file_name="KH CCHC 2026 xã Bến Quan.docx"),
    lambda: _headed("UBND XÃ GIO LINH", *KE_HOACH, file_name="KH CCHC 2026 Bến Quan - xã Gio Linh.docx"),
)
pair(
    "commune_matched_without_marks",
    lambda: _headed("UBND XÃ BEN QUAN", *KE_HOACH),
    lambda: _headed("UBND XÃ BẾN QUAN", *KE_HOACH),
)
pair(
    "unit_not_in_catalogue",
    lambda: _headed("UBND XÃ ĐỒI MÂY HỒNG", *KE_HOACH),
    lambda: _headed("UBND XÃ GIO LINH", *KE_HOACH),
)
pair(
    "unit_ambiguous",
    lambda: _headed("UBND XÃ CAM GIANG", *KE_HOACH, slug="hai-phong"),
    lambda: _headed("UBND XÃ CẨM GIANG", *KE_HOACH, slug="hai-phong"),
)
pair(
    "province_not_in_catalogue",
    lambda: _headed("UBND XÃ GIO LINH", *KE_HOACH, slug="quang-tri-moi"),
    lambda: _headed("UBND XÃ GIO LINH", *KE_HOACH, slug="quang-tri"),
)
pair(
    "unit_type_mismatch",
    lambda: _headed("UBND PHƯỜNG GIO LINH", *KE_HOACH),
    lambda: _headed("UBND XÃ GIO LINH", *KE_HOACH),
)
pair(
    "province_level_plan",
    lambda: _headed("ỦY BAN NHÂN DÂN", "TỈNH QUẢNG TRỊ", *KE_HOACH),
    lambda: _headed("UBND TỈNH QUẢNG TRỊ", "UBND XÃ GIO LINH", *KE_HOACH),
)
pair(
    "topical_plan",
    lambda: _headed("UBND XÃ GIO LINH", "KẾ HOẠCH", "Kiểm tra cải cách hành chính năm 2026"),
    lambda: _headed("UBND XÃ GIO LINH", "KẾ HOẠCH", "Cải cách hành chính và kiểm tra công vụ năm 2026"),
)
pair(
    "district_level_plan",
    lambda: _headed("ỦY BAN NHÂN DÂN", "HUYỆN GIO LINH", "KẾ HOẠCH", "Cải cách hành chính năm 2024", year=2024),
    lambda: _headed("UBND HUYỆN GIO LINH", "UBND XÃ GIO MAI", "KẾ HOẠCH", "Cải cách hành chính năm 2024", year=2024),
)
pair(
    "period_from_folder",
    lambda: _headed("UBND XÃ GIO LINH", "KẾ HOẠCH", "Cải cách hành chính của xã"),
    lambda: _headed("UBND XÃ GIO LINH", "KẾ HOẠCH", "Cải cách hành chính của xã năm 2026"),
)
pair(
    "plan_year_differs_from_folder",
    lambda: _headed("UBND XÃ GIO LINH", "KẾ HOẠCH", "Cải cách hành chính năm 2025"),
    lambda: _headed("UBND XÃ GIO LINH", "KẾ HOẠCH", "Cải cách hành chính giai đoạn 2025 - 2030"),
)
pair(
    "manifest_differs_from_text",
    lambda: _headed("UBND XÃ GIO LINH", "Số: 45/KH-UBND", *KE_HOACH, document_number="46/KH-UBND"),
    lambda: _headed("UBND XÃ GIO LINH", "Số: 45/KH-UBND", *KE_HOACH, document_number="45/KH-UBND"),
)
pair(
    "manifest_commune_unknown",
    lambda: _headed("UBND XÃ GIO LINH", *KE_HOACH, commune_code="99999"),
    lambda: _headed("UBND XÃ GIO LINH", *KE_HOACH, commune_code="19366"),
)
pair(
    "not_a_plan",
    lambda: _headed("UBND XÃ GIO LINH", "BÁO CÁO", "Kết quả cải cách hành chính năm 2025"),
    lambda: _headed("UBND XÃ GIO LINH", "KẾ HOẠCH", "Báo cáo, đánh giá và cải cách hành chính năm 2026"),
)

# --------------------------------------------------------------------------------------------- citations
ACT = "Căn cứ Nghị quyết số 76/NQ-CP ngày 15/7/2021 của Chính phủ;"
pair(
    "superseded_legal_reference",
    lambda: _with_text("Thực hiện Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ."),
    lambda: _with_text("Thực hiện Nghị định số 118/2025/NĐ-CP ngày 09/6/2025 của Chính phủ."),
)
pair(
    "legal_reference_date_conflict",
    lambda: _with_text(ACT, "Theo Nghị quyết số 76/NQ-CP ngày 15/7/2022 của Chính phủ."),
    lambda: _with_text(ACT, "Theo Nghị quyết số 76/NQ-CP của Chính phủ."),
)
pair(
    "legal_reference_date_wrong",
    lambda: _with_text("Theo Nghị định số 118/2025/NĐ-CP ngày 09/6/2024 của Chính phủ."),
    lambda: _with_text("Theo Nghị định số 118/2025/NĐ-CP ngày 09/6/2025 của Chính phủ."),
)
pair(
    "legal_reference_issuer_mismatch",
    lambda: _with_text("Theo Nghị định số 118/2025/NĐ-CP ngày 09/6/2025 của Bộ Nội vụ."),
    lambda: _with_text("Theo Quyết định số 766/QĐ-TTg ngày 23/6/2022 của Thủ tướng Chính phủ."),
)
pair(
    "legal_reference_kind_mismatch",
    lambda: _with_text("Theo Kế hoạch số 12/QĐ-UBND ngày 05/01/2026 của UBND tỉnh."),
    lambda: _with_text("Theo Kế hoạch ban hành tại Quyết định số 12/QĐ-UBND ngày 05/01/2026 của UBND tỉnh."),
)
pair(
    "legal_reference_malformed",
    lambda: _with_text("Theo Nghị quyết số 57- NQ/TW ngày 22/12/2024 của Bộ Chính trị."),
    lambda: _with_text("Theo Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị."),
)

# --------------------------------------------------------------------------------------------- deadlines
pair("deadline_reversed", lambda: _due("Từ 18/5/2026 đến 12/5/2026"), lambda: _due("Từ 12/5/2026 đến 18/5/2026"))
pair("impossible_date", lambda: _due("Trước ngày 31/02/2026"), lambda: _due("Trước ngày 28/02/2026"))
pair("deadline_before_period", lambda: _due("Tháng 11/2025"), lambda: _due("Trước 25/12 hằng năm"))
pair("deadline_after_period", lambda: _due("Quý I/2027"), lambda: _due("Trước ngày 31/01 năm liền kề"))
pair("deadline_before_issue", lambda: _due("Trước ngày 05/01/2026"), lambda: _due("Trước ngày 07/01/2026"))
pair("deadline_year_missing", lambda: _due("Quý III"), lambda: _due("Trong năm"))
pair("deadline_unparsed", lambda: _due("Mùa thu hoạch"), lambda: _due("Thường xuyên"))
pair("deadline_vague", lambda: _due("Theo quy định"), lambda: _due("Quý II/2026"))
pair(
    "deadline_conditional",
    lambda: _due("Quý I/2026 (sau khi có kế hoạch của tỉnh)"),
    lambda: _due("Quý I/2026 (kế hoạch)"),
)
pair("deadline_week_of_month", lambda: _due("Tuần 2 tháng 3/2026"), lambda: _due("Trung tuần tháng 3/2026"))
pair("deadline_narrowed", lambda: _due("Giữa quý II/2026"), lambda: _due("Cuối quý II/2026"))
pair("deadline_softened", lambda: _due("Dự kiến quý III/2026"), lambda: _due("Quý III/2026"))
pair("deadline_words_left", lambda: _due("Năm 2027: 70%; năm 2028: 80%"), lambda: _due("Năm 2027; năm 2028"))
pair("deadline_lunar_day", lambda: _due("Rằm tháng Giêng"), lambda: _due("Tháng 01/2026"))
pair("deadline_misread", lambda: _due_on_a_scan("Quý"), lambda: _due_on_a_scan("Quý III/2026"))
pair("cell_spill", lambda: _due("Trong năm 2026 Công an xã"), lambda: _due("Trong năm 2026"))

# --------------------------------------------------------------------------------------------- tables
pair(
    "header_unknown",
    lambda: _table((*HEADER, "Mã vạch"), ("1", "Rà soát", "Báo cáo", "Phòng Kinh tế", "Công an xã", "Quý I/2026", "x")),
    lambda: _table((*HEADER, "Ghi chú"), ("1", "Rà soát", "Báo cáo", "Phòng Kinh tế", "Công an xã", "Quý I/2026", "x")),
)
ROWS = (
    ("1", "Rà soát văn bản hết hiệu lực", "Báo cáo", "Phòng Kinh tế", "Công an xã", "Quý I/2026"),
    ("2", "Niêm yết thủ tục tại thôn", "Danh mục", "Văn phòng HĐND và UBND", "Các phòng", "Thường xuyên"),
)
pair("header_guessed", lambda: _table(*ROWS), lambda: _table(HEADER, *ROWS))
pair(
    "header_duplicate_role",
    lambda: _table(
        ("STT", "Nhiệm vụ", "Sản phẩm", "Kết quả đầu ra", "Chủ trì", "Thời gian hoàn thành"),
        ("1", "Rà soát", "Báo cáo", "Danh mục", "Phòng Kinh tế", "Quý I/2026"),
    ),
    lambda: _table(
        ("STT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Bắt đầu", "Kết thúc"),
        ("1", "Rà soát", "Báo cáo", "Phòng Kinh tế", "Tháng 1/2026", "Tháng 3/2026"),
    ),
)
pair(
    "table_ignored",
    lambda: _table(("Họ tên", "Ngày sinh", "Quê quán"), ("Hồ A", "1990", "Gio Mai"), ("Lê B", "1991", "Gio Hải")),
    lambda: _table(HEADER, ("1", "Rà soát", "Báo cáo", "Phòng Kinh tế", "Công an xã", "Quý I/2026")),
)
pair(
    "group_row_office",
    lambda: _table(
        HEADER,
        ("1", "Công tác văn bản", "", "Phòng Kinh tế", "", ""),
        ("1.1", "Rà soát", "Báo cáo", "", "", "Quý I/2026"),
        ("1.2", "Công bố", "Danh mục", "", "", "Quý I/2026"),
    ),
    lambda: _table(
        HEADER,
        ("1", "Công tác văn bản", "", "", "", ""),
        ("1.1", "Rà soát", "Báo cáo", "Phòng Kinh tế", "", "Quý I/2026"),
        ("1.2", "Công bố", "Danh mục", "Phòng Kinh tế", "", "Quý I/2026"),
    ),
)
_ON_TIME = ("1", "Tỷ lệ hồ sơ giải quyết đúng hạn", "%", "98")
pair(
    "value_column_assumed",
    lambda: _table(("STT", "Chỉ tiêu", "ĐVT", "Mức ABC"), _ON_TIME),
    lambda: _table(("STT", "Chỉ tiêu", "ĐVT", "Kế hoạch 2026"), _ON_TIME),
)
pair(
    "number_column_unread",
    lambda: _table(("STT", "Chỉ tiêu", "ĐVT", "Kế hoạch 2026", "Mức ABC"), (*_ON_TIME, "91")),
    lambda: _table(("STT", "Chỉ tiêu", "ĐVT", "Kế hoạch 2026", "Trọng số"), (*_ON_TIME, "91")),
)
pair(
    "assigned_levels_only",
    lambda: _table(("STT", "Chỉ tiêu", "ĐVT", "Tỉnh giao"), _ON_TIME),
    lambda: _table(("STT", "Chỉ tiêu", "ĐVT", "Tỉnh giao", "Xã đăng ký"), (*_ON_TIME, "98,5")),
)

# --------------------------------------------------------------------------------------------- targets
ON_TIME = "1. Tỷ lệ hồ sơ giải quyết đúng hạn đạt {}."
pair(
    "target_conflict",
    lambda: _with_text(ON_TIME.format("98%"), "2. Phòng Kinh tế bảo đảm 95% hồ sơ giải quyết đúng hạn."),
    lambda: _with_text(ON_TIME.format("từ 98% trở lên (phấn đấu 99%)")),
)
pair("target_out_of_range", lambda: _with_text(ON_TIME.format("120%")), lambda: _with_text(ON_TIME.format("100%")))
pair(
    "target_unit_error",
    lambda: _with_text("100% thôn có đường truyền tốc độ trên 01 Gbps/s."),
    lambda: _with_text("100% thôn có đường truyền tốc độ trên 01 Gbps."),
)
pair(
    "target_scope_unclear",
    lambda: _with_text("Tỷ lệ hồ sơ giao dịch thanh toán trực tuyến đạt 60%."),
    lambda: _with_text("Tỷ lệ hồ sơ thanh toán trực tuyến đạt 60%."),
)
pair(
    "target_may_be_result",
    lambda: plan(para("2. Cải cách thủ tục hành chính", "h"), para("Hồ sơ giải quyết đúng hạn: 91,37%.")),
    lambda: _with_text("Hồ sơ giải quyết đúng hạn: 91,37%."),
)
pair(
    "target_softened",
    lambda: _with_text(ON_TIME.format("khoảng 95%")),
    lambda: _with_text(ON_TIME.format("trên 95%")),
)
pair(
    "unmapped_target",
    lambda: _with_text("Bảo đảm 80% hộ dân có thùng rác phân loại."),
    lambda: _with_text(ON_TIME.format("98%")),
)
pair(
    "ambiguous_indicator",
    lambda: _with_text("Tỷ lệ hài lòng chung đạt 90%. Mức độ hài lòng của người dân đạt 85%."),
    lambda: _with_text("Tỷ lệ hài lòng về giải quyết thủ tục hành chính đạt 90%."),
)
pair(
    "indicator_assumed",
    lambda: _with_text("Mức độ hài lòng của người dân, doanh nghiệp đạt 90%."),
    lambda: _with_text("Mức độ hài lòng của người dân về giải quyết TTHC đạt 90%."),
)
MONTHS = ("TT", "Nhiệm vụ", "Chủ trì", "Tháng 1", "Tháng 2", "Tháng 3")
WORK = (("1", "Rà soát quy trình", "Văn phòng", "", "", ""), ("2", "Tập huấn một cửa", "Công an xã", "", "", ""))


def _painted(*places: tuple[int, int]) -> Plan:
    return plan(table([MONTHS, *WORK], colours=dict.fromkeys(places, "92d050")))


pair("deadline_by_colour", lambda: _painted((1, 3), (2, 5)), lambda: _painted((1, 3), (2, 3)))
pair("coloured_periods_unread", lambda: _painted((1, 3), (2, 3)), lambda: _painted((1, 3), (2, 5)))
pair(
    "repeated_target",
    lambda: _with_text(ON_TIME.format("98%"), "2. Bảo đảm 98% hồ sơ giải quyết đúng hạn."),
    lambda: _with_text(ON_TIME.format("98%")),
)


@pytest.mark.parametrize("rule", PAIRS)
def test_fault_is_found(rule: str) -> None:
    assert rule in rules(PAIRS[rule][0]())


@pytest.mark.parametrize("rule", PAIRS)
def test_plan_that_nearly_has_the_fault_is_left_alone(rule: str) -> None:
    assert rule not in rules(PAIRS[rule][1]())


def test_every_rule_of_the_parts_has_its_pair() -> None:
    parts = ("metadata", "citations", "deadlines", "tables", "targets")
    wanted = {
        name for name, row in finding_rules().items() if row.implemented_in in {f"understanding.{p}" for p in parts}
    }
    assert wanted == set(PAIRS)


def test_every_rule_that_compares_plans_is_raised_in_sql_and_has_its_case() -> None:
    models = PROJECT / "dbt_project" / "models" / "intermediate"
    raised = "".join(path.read_text(encoding="utf-8") for path in sorted(models.glob("int_findings_of_*.sql")))
    cases = yaml.safe_load((models / "_corpus_finding_tests.yml").read_text(encoding="utf-8"))["unit_tests"]
    tested = {row["rule"] for case in cases for row in case["expect"]["rows"] if "rule" in row}
    rows = {name for name, row in finding_rules().items() if row.implemented_in == "dbt"}
    assert {name for name in rows if f"'{name}'" not in raised} == set()
    assert rows - tested <= {"target_below_provincial"}, "raised by the same branch as target_below_national"


def test_every_rule_of_the_reader_is_raised_by_the_reader() -> None:
    package = PROJECT / "pipelines" / "reading"
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(package.rglob("*.py")))
    rows = {name for name, row in finding_rules().items() if row.implemented_in == "reading"}
    rows.discard("low_text_ratio")  # such pages go to recognition of characters, which reports its own doubts
    assert {name for name in rows if not re.search(rf"[\"']{name}[\"']", source)} == set()

"""Promise: what a lead-in says holds for every item below it, and for nothing else."""

from __future__ import annotations

from decimal import Decimal

import pytest
from plan_builder import para, plan, table

from pipelines.model.plan import Plan
from pipelines.understanding.targets.led_lists import comparator_of_lead, items_of_line, lead_of_items, value_of_lead


def _levels(found: Plan) -> list[tuple[str, Decimal, str]]:
    return [(target.comparator, target.value, target.evidence) for target in found.targets]


def test_a_comparator_in_the_lead_in_governs_the_paragraphs_of_its_list() -> None:
    found = plan(
        para("II. Chỉ tiêu năm 2026", "h"),
        para("Xã phấn đấu đạt tối thiểu các mức sau đây:"),
        para("1. Hồ sơ đúng hạn 97%"),
        para("2. Hồ sơ nộp trực tuyến trên 70%"),
        para("Cuối năm, thanh toán trực tuyến đạt 50%."),
    )
    assert [(comparator, value) for comparator, value, _ in _levels(found)] == [(">=", 97), (">", 70), ("=", 50)]


def test_a_value_in_the_lead_in_is_that_of_every_item() -> None:
    found = plan(
        para("II. Chỉ tiêu năm 2026", "h"),
        para("Đạt từ 95% trở lên đối với các nội dung:"),
        para("- Hồ sơ giải quyết đúng hạn;"),
        para("- Số hóa kết quả giải quyết TTHC."),
        para("Tối thiểu 60% đối với: hồ sơ nộp trực tuyến; hồ sơ thanh toán trực tuyến."),
    )
    assert _levels(found) == [
        (">=", 95, "Hồ sơ giải quyết đúng hạn"),
        (">=", 95, "Số hóa kết quả giải quyết TTHC"),
        (">=", 60, "hồ sơ nộp trực tuyến"),
        (">=", 60, "hồ sơ thanh toán trực tuyến"),
    ]
    assert all(target.confidence <= 0.9 for target in found.targets)


def test_a_value_over_a_list_that_nothing_else_names_is_that_of_every_item_without_a_level() -> None:
    found = plan(
        para("II. Chỉ tiêu năm 2026", "h"),
        para("Phấn đấu đến cuối năm 2026 đạt 100% các nội dung sau:"),
        para("- TTHC được niêm yết công khai;"),
        para("- Văn bản đi được ký số đạt 99%."),
        para("Các chỉ tiêu sau đạt từ 95% trở lên:"),
        para("- Hồ sơ giải quyết đúng hạn (riêng lĩnh vực hộ tịch đạt 100%);"),
        para("- Tổ chức 02 hội nghị."),
    )
    assert _levels(found)[:4] == [
        ("=", 100, "TTHC được niêm yết công khai"),
        ("=", 99, "Văn bản đi được ký số đạt 99%"),
        (">=", 95, "Hồ sơ giải quyết đúng hạn"),
        ("=", 100, "riêng lĩnh vực hộ tịch đạt 100%"),
    ]


@pytest.mark.parametrize(
    ("lead", "value"),
    [
        ("Phấn đấu đến cuối năm 2026 đạt 100% các nội dung sau:", "Phấn đấu đến cuối năm 2026 đạt 100%"),
        ("Nhóm chỉ tiêu đạt 100% gồm:", "đạt 100%"),
        ("a) Đạt trên 90%:", "Đạt trên 90%"),
        ("Tỷ lệ hồ sơ trực tuyến đạt 80%:", None),
        ("Hoàn thành 100% các nhiệm vụ sau:", None),
        ("Tỷ lệ trung bình các chỉ số sau đạt 90%:", None),
        ("Bảo đảm 100% hồ sơ:", None),
    ],
)
def test_a_lead_in_states_the_value_of_its_items_only_if_it_names_nothing_else(lead: str, value: str | None) -> None:
    assert value_of_lead(lead) == value


@pytest.mark.parametrize(
    ("lead", "comparator"),
    [
        ("Phấn đấu đạt và vượt các chỉ tiêu sau (tối thiểu):", ">="),
        ("Phấn đấu đạt ít nhất:", ">="),
        ("Đạt tối thiểu các mức sau đây:", ">="),
        ("Phấn đấu đạt các chỉ tiêu sau:", None),
        ("Tối thiểu mỗi quý một lần, các phòng báo cáo:", None),
    ],
)
def test_the_comparator_of_a_lead_in_stands_at_its_end(lead: str, comparator: str | None) -> None:
    assert comparator_of_lead(lead) == comparator


def test_a_line_with_a_number_in_each_item_is_an_ordinary_list() -> None:
    assert items_of_line("Đạt 90% đối với: hồ sơ đất đai; hộ tịch 95%.") is None
    assert value_of_lead("Bảo đảm 100% hồ sơ, cụ thể:") is None


def test_a_list_ends_where_the_mark_of_its_items_ends() -> None:
    assert lead_of_items(["Gồm:", "- một", "- hai", "1. ba"]) == (None, "Gồm:", "Gồm:", None)
    assert lead_of_items(["Gồm:", "không đánh dấu", "- hai"]) == (None, None, None)


def test_a_list_in_one_cell_is_read_like_one_of_paragraphs() -> None:
    lines = ["- TTHC được niêm yết\ncông khai;", "- Văn bản đi được ký số: 99%.", "Số hóa hồ sơ đạt 90%"]
    cell = "\n".join(["Phấn đấu đạt 100%\ncác nội dung sau:", *lines])
    head = ["TT", "Nhiệm vụ", "Sản phẩm", "Cơ quan chủ trì", "Thời gian thực hiện"]
    found = plan(table([head, ["1", "Cải cách TTHC", cell, "Văn phòng", "Quý I"]]))
    assert [(comparator, value) for comparator, value, _ in _levels(found)] == [("=", 100), ("=", 99), ("=", 90)]
    plain = plan(table([head, ["1", "Số hóa hồ sơ", "Đạt 100%", "Văn phòng", "Quý I"]]))
    assert [value for _, value, _ in _levels(plain)] == [100]


def test_a_list_without_marks_goes_on_while_its_items_end_with_a_semicolon() -> None:
    assert lead_of_items(["Gồm:", "một;", "hai;", "ba.", "bốn"]) == (None, "Gồm:", "Gồm:", "Gồm:", None)
    assert lead_of_items(["Gồm:", "một;", "- hai"]) == (None, "Gồm:", None)

"""Promises about rows outside the rules of their table: a header above the first one, a row below the last one."""

from __future__ import annotations

from pathlib import Path

import pytest
from pdf_drawing import Pdf

from pipelines.model.document import Table
from pipelines.reading.pdf_file import read_pdf

XS = (60.0, 95.0, 260.0, 360.0, 450.0, 540.0)
HEAD = ("TT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Thời gian")
BODY = [(str(n), f"Nội dung thứ {n}", "Báo cáo", "Văn phòng", f"Quý {n % 4 + 1}/2026") for n in range(1, 6)]


def rows_of(table: Table) -> list[tuple[str, ...]]:
    found: list[list[str]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        found[cell.row].append(cell.text)
    return [tuple(row) for row in found]


def printed(pdf: Pdf, rows: list[tuple[str, ...]], top: float, step: float = 26) -> None:
    for number, row in enumerate(rows):
        for x, text in zip(XS, row, strict=False):
            pdf.text(x + 4, top + 17 + step * number, text, size=11)


@pytest.mark.parametrize("shaded", [True, False])
def test_header_without_rules_is_the_header_of_its_table_on_each_page(tmp_path: Path, shaded: bool) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    for part in (BODY[:3], BODY[3:]):
        if part[0] is BODY[0]:
            pdf.text(200, 60, "Danh mục nhiệm vụ năm 2026 của xã An Phú")
        if shaded:
            pdf.canvas.setFillGray(0.8)
            pdf.canvas.rect(XS[0], pdf.height - 126, XS[-1] - XS[0], 26, stroke=0, fill=1)
            pdf.canvas.setFillGray(0)
        printed(pdf, [HEAD], 100)
        for x in XS:
            pdf.rule(x, 126, x, 126 + 26 * len(part))
        for number in range(len(part) + 1):
            pdf.rule(XS[0], 126 + 26 * number, XS[-1], 126 + 26 * number)
        printed(pdf, part, 126)
        if part[0] is BODY[0]:
            pdf.page()
    document = read_pdf(pdf.save())
    (table,) = document.tables
    assert rows_of(table) == [HEAD, *BODY]
    assert "open_table" in {issue.code for issue in document.issues}


def test_last_row_below_the_last_rule_is_a_row(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    printed(pdf, [HEAD, *BODY], 100)
    for number in range(1, len(BODY) + 1):
        pdf.rule(XS[0], 100 + 26 * number, XS[-1], 100 + 26 * number)
    (table,) = read_pdf(pdf.save()).tables
    assert rows_of(table) == [HEAD, *BODY]


def test_signatures_below_a_table_are_no_row(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    printed(pdf, [HEAD, *BODY], 100)
    for number in range(len(BODY) + 2):
        pdf.rule(XS[0], 100 + 26 * number, XS[-1], 100 + 26 * number)
    printed(pdf, [("Lập", "Người kiểm tra", "Kế toán", "Trưởng ban", "Chủ tịch")], 262)
    (table,) = read_pdf(pdf.save()).tables
    assert rows_of(table) == [HEAD, *BODY]


def test_letterhead_above_a_table_is_no_header(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.text(100, 90, "UBND XÃ AN PHÚ", size=11)
    pdf.text(372, 90, "Biểu số 01", size=11)
    for x in XS:
        pdf.rule(x, 100, x, 256)
    for number in range(len(BODY) + 2):
        pdf.rule(XS[0], 100 + 26 * number, XS[-1], 100 + 26 * number)
    printed(pdf, [HEAD, *BODY], 100)
    document = read_pdf(pdf.save())
    (table,) = document.tables
    assert rows_of(table) == [HEAD, *BODY]
    assert document.issues == ()

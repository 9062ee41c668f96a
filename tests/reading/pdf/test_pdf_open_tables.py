"""Promises about tables that are not fully ruled, and about text that runs sideways."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pdf_drawing import CellText, Pdf

from pipelines.model.document import Document, PageKind
from pipelines.reading.pdf_file import read_pdf

XS = [50.0, 80.0, 230.0, 330.0, 430.0, 545.0]
HEADER = ("TT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Thời hạn")
ROWS = [
    ("1", "Lập kế hoạch theo dõi tình hình thi hành pháp luật ở thôn", "Kế hoạch", "Văn phòng", "Quý I/2026"),
    ("2", "Tổ chức đối thoại với người dân", "Biên bản được công khai", "Phòng Kinh tế", "Trước ngày 30/6/2026"),
    ("3", "Công khai dự toán", "Thông báo", "Kế toán", "Hằng quý"),
]


def cells(rows: list[tuple[str, ...]], first: int = 0) -> list[CellText]:
    return [CellText(first + r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row)]


def grid(document: Document, number: int = 0) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in document.tables[number].cells]


def wanted(some: list[CellText]) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in some]


def level(pdf: Pdf) -> Callable[[float, float, float, float], None]:
    """Draws the horizontal edges only."""
    return lambda x0, y0, x1, y1: pdf.rule(x0, y0, x1, y1) if y0 == y1 else None


def undrawn(*_: float) -> None:
    """Draws no edge."""


def test_table_with_horizontal_rules_only_comes_back_with_its_section_row(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.centred(60, "PHỤ LỤC", bold=True)
    section = CellText(3, 0, "II. CẢI CÁCH THỦ TỤC VÀ PHỤC VỤ NGƯỜI DÂN", 1, 5, bold=True)
    drawn = [*cells([HEADER, *ROWS[:2]]), section, *cells(ROWS[2:], 4)]
    pdf.table(XS, [100, 130, 180, 230, 255, 290], drawn, level(pdf))
    document = read_pdf(pdf.save())
    assert grid(document) == wanted(drawn)
    assert [issue.code for issue in document.issues] == ["open_table"]
    assert [paragraph.text for paragraph in document.paragraphs] == ["PHỤ LỤC"]


def test_rule_under_the_header_and_at_the_end_is_enough_where_rows_are_numbered(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    ys = [100.0, 130.0, 180.0, 230.0, 260.0]
    pdf.table(XS, ys, cells([HEADER, *ROWS]), undrawn)
    for y in (100, 130, 260):
        pdf.rule(50, y, 545, y)
    assert grid(read_pdf(pdf.save())) == wanted(cells([HEADER, *ROWS]))


def test_table_without_vertical_rules_goes_on_over_pages(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.table(XS, [100, 130, 180, 230, 260], cells([HEADER, *ROWS]), level(pdf))
    pdf.page()
    more = [("4", "Sơ kết", "Báo cáo", "Văn phòng", "Tháng 7"), ("5", "Tổng kết", "Báo cáo", "Văn phòng", "Tháng 12")]
    pdf.table(XS, [60, 90, 120, 150], cells([HEADER, *more]), level(pdf))
    document = read_pdf(pdf.save())
    assert grid(document) == wanted(cells([HEADER, *ROWS, *more]))


def test_numbered_table_without_any_rule_is_read_and_told(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.table(XS, [100, 130, 180, 230, 260], cells([HEADER, *ROWS]), undrawn)
    pdf.centred(400, "CHỦ TỊCH", middle=430)
    document = read_pdf(pdf.save())
    assert grid(document) == wanted(cells([HEADER, *ROWS]))
    assert [(issue.code, issue.detail) for issue in document.issues] == [("open_table", "trang 1")]
    assert document.pages[0].kind is PageKind.TABLE


def test_columns_without_rules_and_numbers_stay_text_and_that_is_told(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    rows = [row[1:] for row in (HEADER, *ROWS, *ROWS)]
    pdf.table(XS[1:], [100 + 40.0 * n for n in range(len(rows) + 1)], cells(rows), undrawn)
    document = read_pdf(pdf.save())
    assert document.tables == ()
    assert [issue.code for issue in document.issues] == ["table_like_text"]


def test_numbered_rows_whose_columns_touch_stay_text_and_that_is_told(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    for number in range(6):
        texts = (str(number + 1), "Họp thôn", "Biên bản", "Quý I/2026")
        for x, text in zip((50, 80 + 6 * number, 143 + 40 * number, 330 + 35 * number), texts, strict=True):
            pdf.text(x, 100 + 30 * number, text, size=10)
    document = read_pdf(pdf.save())
    assert document.tables == ()
    assert [issue.code for issue in document.issues] == ["table_like_text"]


def test_justified_text_letterhead_and_signature_are_no_table(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.text(90, 60, "ỦY BAN NHÂN DÂN", bold=True)
    pdf.text(330, 60, "CỘNG HÒA XÃ HỘI", bold=True)
    pdf.rule(110, 66, 180, 66)
    y = 120.0
    for number in range(5):
        y = pdf.paragraph(y, f"{number}. Người đứng đầu các phòng, đơn vị chịu trách nhiệm về kết quả thực hiện. " * 3)
    pdf.text(90, y + 40, "Nơi nhận:")
    pdf.text(380, y + 40, "CHỦ TỊCH", bold=True)
    document = read_pdf(pdf.save())
    assert document.tables == ()
    assert document.issues == ()


@pytest.mark.parametrize("angle", [90, 270])
def test_page_printed_sideways_is_read_as_if_it_were_turned(tmp_path: Path, angle: int) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.canvas.translate(595 if angle == 90 else 0, 0 if angle == 90 else 842)
    pdf.canvas.rotate(angle if angle == 90 else -90)
    pdf.width, pdf.height = 842, 595
    pdf.text(60, 70, "PHỤ LỤC")
    pdf.table(XS, [100, 130, 180, 230, 260], cells([HEADER, *ROWS]))
    document = read_pdf(pdf.save())
    assert grid(document) == wanted(cells([HEADER, *ROWS]))
    assert [paragraph.text for paragraph in document.paragraphs] == ["PHỤ LỤC"]
    assert (document.pages[0].width, document.pages[0].height) == (842, 595)

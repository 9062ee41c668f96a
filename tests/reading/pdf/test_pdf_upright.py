"""Promises about print that does not run with the page: upright words in cells, slanted watermarks."""

from __future__ import annotations

from pathlib import Path

import pytest
from pdf_drawing import CellText, Pdf

from pipelines.model.document import Document
from pipelines.reading.pdf_file import read_pdf

XS = (60.0, 95.0, 330.0, 440.0, 540.0)
YS = (100.0, 190.0, 240.0, 290.0)
BODY = (
    CellText(1, 1, "Rà soát thủ tục hành chính tại Bộ phận Một cửa"),
    CellText(1, 2, "Văn phòng"),
    CellText(1, 3, "Quý II"),
    CellText(2, 1, "Niêm yết công khai thủ tục hành chính"),
    CellText(2, 2, "Trung tâm"),
    CellText(2, 3, "Tháng 6"),
)
HEADS = (CellText(0, 1, "Nội dung", bold=True), CellText(0, 2, "Chủ trì", bold=True))
GROUP = CellText(1, 0, "", row_span=2)
WORDS = (
    "Ủy ban nhân dân xã ban hành Kế hoạch cải cách hành chính năm 2026 với các mục tiêu và nhiệm vụ sau đây, giao các "
    "phòng, đơn vị thuộc xã tổ chức thực hiện và báo cáo kết quả trước ngày 15 tháng 12 hằng năm."
)


def texts(document: Document) -> dict[tuple[int, int], str]:
    (table,) = document.tables
    return {(cell.row, cell.column): cell.text for cell in table.cells}


def table_with(pdf: Pdf, *upright: tuple[float, float, str, float]) -> None:
    pdf.table(XS, YS, [CellText(0, 0, ""), CellText(0, 3, ""), *HEADS, GROUP, *BODY])
    for x, y, text, angle in upright:
        pdf.turned(x, y, text, angle, size=10)


@pytest.mark.parametrize(("angle", "x", "y"), [(90, 80, 186), (270, 74, 104)])
@pytest.mark.parametrize("rotate", [0, 90, 270])
def test_upright_words_of_header_and_body_cells_are_read_in_their_direction(
    tmp_path: Path, angle: float, x: float, y: float, rotate: int
) -> None:
    pdf = Pdf(tmp_path / "a.pdf", rotate=rotate)
    body_y = 286 if angle == 90 else 194
    table_with(pdf, (x, y, "Nhóm việc", angle), (x, body_y, "Một cửa", angle), (490, y, "Hoàn thành", angle))
    found = texts(read_pdf(pdf.save()))
    assert (found[0, 0], found[1, 0], found[0, 3]) == ("Nhóm việc", "Một cửa", "Hoàn thành")
    assert (found[1, 1], found[2, 3]) == ("Rà soát thủ tục hành chính tại Bộ phận Một cửa", "Tháng 6")


@pytest.mark.parametrize(("angle", "first", "second"), [(90, 74.0, 87.0), (270, 87.0, 74.0)])
def test_upright_words_on_two_lines_are_one_text_in_order(
    tmp_path: Path, angle: float, first: float, second: float
) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    y = 286 if angle == 90 else 194
    table_with(pdf, (first, y, "Công khai thủ", angle), (second, y, "tục hành chính", angle))
    document = read_pdf(pdf.save())
    assert texts(document)[1, 0] == "Công khai thủ tục hành chính"
    (box,) = next(cell for cell in document.tables[0].cells if (cell.row, cell.column) == (1, 0)).boxes
    assert box.x0 >= XS[0] - 1
    assert box.x1 <= XS[1] + 1


def test_upright_words_beside_a_paragraph_are_no_part_of_it(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.paragraph(120, WORDS)
    pdf.turned(40, 300, "Văn bản điện tử", 90)
    document = read_pdf(pdf.save())
    assert [paragraph.text for paragraph in document.paragraphs] == [WORDS]
    assert [paragraph.text for paragraph in document.furniture] == ["Văn bản điện tử"]


def test_long_upright_text_outside_tables_is_told_as_not_read(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.paragraph(120, f"{WORDS} {WORDS}")
    for number in range(4):
        pdf.turned(100 + 20 * number, 800, WORDS[:90], 90)
    document = read_pdf(pdf.save())
    assert [(issue.code, issue.detail) for issue in document.issues] == [("content_unread", "trang 1")]
    assert [paragraph.text for paragraph in document.paragraphs] == [f"{WORDS} {WORDS}"]


@pytest.mark.parametrize("angle", [30, 45, 57, -40, 135])
def test_slanted_watermark_is_furniture_and_cuts_neither_paragraph_nor_cell(tmp_path: Path, angle: float) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    table_with(pdf)
    pdf.paragraph(340, WORDS)
    pdf.text(380, 460, "CHỦ TỊCH", bold=True)
    pdf.text(370, 540, "Lê Văn Mẫu", bold=True)
    pdf.turned(300, 330, "Trần Văn Nháp", angle, size=48)
    document = read_pdf(pdf.save())
    assert [paragraph.text for paragraph in document.furniture] == ["Trần Văn Nháp"]
    assert WORDS in [paragraph.text for paragraph in document.paragraphs]
    assert texts(document)[1, 1] == "Rà soát thủ tục hành chính tại Bộ phận Một cửa"
    assert not any("Nháp" in paragraph.text for paragraph in document.paragraphs)


def test_watermark_printed_several_times_on_a_page_is_told_once(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.paragraph(120, WORDS)
    for row in range(3):
        pdf.turned(150, 300 + 200 * row, "BẢN DỰ THẢO", 40, size=40)
    document = read_pdf(pdf.save())
    assert [paragraph.text for paragraph in document.furniture] == ["BẢN DỰ THẢO"]


def test_print_that_leans_as_a_sheet_put_in_askew_stays_text(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.turned(85, 120, "Ban hành Kế hoạch cải cách hành chính năm 2026", 4)
    assert [paragraph.text for paragraph in read_pdf(pdf.save()).paragraphs] == [
        "Ban hành Kế hoạch cải cách hành chính năm 2026"
    ]

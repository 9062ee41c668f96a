"""Promises about sheets of a spreadsheet that were printed in parts, and about pages that stand in a file twice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from pdf_drawing import CellText, Pdf

from pipelines.model.document import Document, Table
from pipelines.reading.pdf_file import read_pdf

TITLES = ("STT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Phối hợp", "Thời gian")
WIDTHS = (40.0, 200.0, 120.0, 180.0, 160.0, 110.0)
ROWS = tuple(
    (str(number), f"Việc thứ {number} của kế hoạch", f"Báo cáo {number}", "Văn phòng", "Các thôn", f"Tháng {number}")
    for number in range(1, 9)
)
HEIGHTS = (20.0, 34.0, 20.0, 34.0, 48.0, 20.0, 20.0, 34.0, 20.0)


def part(pdf: Pdf, columns: Sequence[int], rows: Sequence[int], top: float = 60.0, heights: float = 0.0) -> None:
    """Print some columns of some rows; row 0 is the header; ``heights``: of every row, its own without it."""
    xs, ys = [50.0], [top]
    for column in columns:
        xs.append(xs[-1] + WIDTHS[column])
    for row in rows:
        ys.append(ys[-1] + (heights or HEIGHTS[row]))
    lines = (TITLES, *ROWS)
    cells = [
        CellText(r, c, lines[row][column], bold=row == 0)
        for r, row in enumerate(rows)
        for c, column in enumerate(columns)
    ]
    pdf.table(xs, ys, cells)


def texts(table: Table) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        rows[cell.row].append(cell.text)
    return rows


def codes(document: Document) -> list[str]:
    return [issue.code for issue in document.issues]


WHOLE = [list(row) for row in (TITLES, *ROWS)]
LEFT, RIGHT = (0, 1, 2), (3, 4, 5)
UPPER, LOWER = (0, 1, 2, 3, 4), (5, 6, 7, 8)


def test_columns_printed_on_the_next_page_are_put_beside_their_rows(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.centred(40, "PHỤ LỤC", bold=True)
    part(pdf, LEFT, range(9))
    pdf.page()
    part(pdf, RIGHT, range(9), top=30)
    document = read_pdf(pdf.save())
    (table,) = document.tables
    assert texts(table) == WHOLE
    assert codes(document) == ["sheet_parts_joined"]
    assert {box.page for cell in table.cells for box in cell.boxes if cell.column > 2} == {2}


@pytest.mark.parametrize("order", ["down, then over", "over, then down"])
@pytest.mark.parametrize("header", [False, True])
def test_both_orders_of_printing_give_one_table(tmp_path: Path, order: str, header: bool) -> None:
    below = (0, *LOWER) if header else LOWER
    pages = [(LEFT, UPPER), (LEFT, below), (RIGHT, UPPER), (RIGHT, below)]
    if order == "over, then down":
        pages = [pages[0], pages[2], pages[1], pages[3]]
    pdf = Pdf(tmp_path / "a.pdf")
    for number, (columns, rows) in enumerate(pages, start=1):
        part(pdf, columns, rows)
        pdf.text(280, 825, f"Page {number}", size=9)
        if number < len(pages):
            pdf.page()
    document = read_pdf(pdf.save())
    assert [texts(table) for table in document.tables] == [WHOLE]
    assert codes(document) == ["sheet_parts_joined"]


def test_first_column_printed_again_beside_the_right_part_counts_once(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    part(pdf, LEFT, range(9))
    pdf.page()
    part(pdf, (0, *RIGHT), range(9))
    assert [texts(table) for table in read_pdf(pdf.save()).tables] == [WHOLE]


def test_section_title_over_all_columns_stays_one_cell(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    for columns, title in ((LEFT, "I. THỂ CHẾ"), (RIGHT, "")):
        widths = [WIDTHS[column] for column in columns]
        xs = [50.0, 50 + widths[0], 50 + sum(widths[:2]), 50 + sum(widths)]
        cells = [CellText(0, c, TITLES[column], bold=True) for c, column in enumerate(columns)]
        cells.append(CellText(1, 0, title, column_span=3, bold=True))
        cells += [CellText(r + 2, c, ROWS[r][column]) for r in range(3) for c, column in enumerate(columns)]
        pdf.table(xs, [60, 80, 100, 130, 160, 190], cells)
        if columns is LEFT:
            pdf.page()
    (table,) = read_pdf(pdf.save()).tables
    title_cell = next(cell for cell in table.cells if cell.row == 1)
    assert (title_cell.text, title_cell.column_span) == ("I. THỂ CHẾ", 6)


def test_part_whose_rows_do_not_fit_is_told_and_stays_apart(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    part(pdf, LEFT, range(9))
    pdf.page()
    part(pdf, RIGHT, range(7), top=30, heights=27)
    document = read_pdf(pdf.save())
    assert len(document.tables) == 2
    assert codes(document) == ["sheet_parts_apart"]


def test_table_that_goes_on_under_rows_of_one_height_is_not_put_beside_itself(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    part(pdf, LEFT, UPPER, heights=20)
    pdf.page()
    part(pdf, LEFT, (0, *LOWER), heights=20)
    document = read_pdf(pdf.save())
    assert [texts(table) for table in document.tables] == [[row[:3] for row in WHOLE]]
    assert codes(document) == []


def test_second_table_with_numbers_of_its_own_stays_a_table_of_its_own(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    part(pdf, LEFT, UPPER, heights=20)
    pdf.page()
    xs, ys = [50.0, 90.0, 320.0, 420.0], [60.0 + 20 * n for n in range(6)]
    rows = [("TT", "Chỉ tiêu", "Mức"), *((str(n), f"Chỉ tiêu số {n}", f"{90 + n}%") for n in range(1, 5))]
    pdf.table(xs, ys, [CellText(r, c, text, bold=r == 0) for r, row in enumerate(rows) for c, text in enumerate(row)])
    document = read_pdf(pdf.save())
    assert len(document.tables) == 2
    assert codes(document) == []


def test_page_that_stands_in_the_file_twice_counts_once_and_is_told(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    for number in (1, 2, 3):
        part(pdf, LEFT, UPPER if number < 3 else LOWER)
        pdf.paragraph(400, "Các đơn vị thực hiện nhiệm vụ được giao và báo cáo kết quả trước ngày 15 hằng tháng. " * 3)
        pdf.text(290, 820, str(number), size=10)
        if number < 3:
            pdf.page()
    document = read_pdf(pdf.save())
    assert sum(table.row_count for table in document.tables) == 9
    assert [(issue.code, issue.detail) for issue in document.issues] == [("page_repeated", "trang 2 giống trang 1")]


def test_forms_of_a_few_words_may_be_equal_and_yet_two(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    for number in (1, 2):
        pdf.text(80, 100, "PHIẾU LẤY Ý KIẾN")
        if number == 1:
            pdf.page()
    document = read_pdf(pdf.save())
    assert [paragraph.text for paragraph in document.paragraphs] == ["PHIẾU LẤY Ý KIẾN"] * 2
    assert codes(document) == []

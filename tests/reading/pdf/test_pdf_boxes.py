"""Promises about cells that are boxes of their own with white between them, as MuPDF draws tables of HTML."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from pdf_drawing import CellText, Pdf, wrap

from pipelines.model.document import Document, Table
from pipelines.reading.pdf_file import read_pdf

WIDTHS = (24.0, 150.0, 90.0, 80.0, 80.0)
HEAD = ("TT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Thời hạn")
LONG = "Niêm yết số điện thoại của người hướng dẫn nộp hồ sơ tại mười hai nhà văn hóa thôn trong xã"
BODY = [
    ("1", LONG, "Bảng niêm yết", "Văn phòng", "Quý I/2026"),
    ("2", "Đối thoại với hộ kinh doanh", "Biên bản đối thoại có chữ ký các bên", "Công an", "Tháng 6"),
    ("3", "Sơ kết", "Báo cáo", "Kế toán", "Tháng 7"),
]


def cells(rows: Sequence[Sequence[str]], first: int = 0) -> list[CellText]:
    return [CellText(first + r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row) if text]


def drawn(pdf: Pdf, parts: Sequence[CellText], *, gap: float, ragged: bool = True, top: float = 100.0) -> None:
    """Each cell as a box of four strips, as high as its words or as its row."""
    xs = [50.0]
    for width in WIDTHS:
        xs.append(xs[-1] + width + gap)
    lines = {
        part: wrap(part.text, xs[part.column + part.column_span] - xs[part.column] - gap - 8, "regular", 10)
        for part in parts
    }
    count = max(part.row + part.row_span for part in parts)
    ys = [top]
    for row in range(count):
        high = max((len(lines[part]) for part in parts if part.row == row and part.row_span == 1), default=1)
        ys.append(ys[-1] + 12 * high + 8 + gap)
    for part in parts:
        x0, x1 = xs[part.column], xs[part.column + part.column_span] - gap
        y0 = ys[part.row]
        y1 = y0 + 12 * len(lines[part]) + 8 if ragged else ys[part.row + part.row_span] - gap
        for edge in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
            pdf.strip(*edge)
        for number, line in enumerate(lines[part]):
            pdf.text(x0 + 4, y0 + 13 + 12 * number, line, size=10)


def printed(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells]


def wanted(parts: Sequence[CellText]) -> list[tuple[int, int, int, int, str]]:
    return [(p.row, p.column, p.row_span, p.column_span, p.text) for p in parts]


def read(pdf: Pdf) -> Document:
    return read_pdf(pdf.save(), compare_all_pages=True)


@pytest.mark.parametrize("ragged", [True, False])
@pytest.mark.parametrize("gap", [2.5, 4.0, 8.0])
def test_boxes_with_white_between_them_are_the_cells_of_one_table(tmp_path: Path, gap: float, ragged: bool) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    section = CellText(2, 0, "CHÍNH QUYỀN SỐ", 1, 5)
    parts = [*cells([HEAD, BODY[0]]), section, *cells(BODY[1:], 3)]
    drawn(pdf, parts, gap=gap, ragged=ragged)
    document = read(pdf)
    (table,) = document.tables
    assert printed(table) == wanted(parts)
    assert document.issues == ()


@pytest.mark.parametrize("ragged", [True, False])
def test_task_of_two_steps_stays_one_task_where_its_box_ends_early(tmp_path: Path, ragged: bool) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    both = [CellText(2, 0, "2", 2), CellText(2, 1, "Đối thoại", 2)]
    steps = cells([("", "", "Lịch đối thoại", "Văn phòng", "Quý I"), ("", "", "Biên bản", "Công an", "Quý II")], 2)
    parts = [*cells([HEAD, BODY[0]]), *both, *steps, *cells(BODY[2:], 4)]
    drawn(pdf, parts, gap=2.7, ragged=ragged)
    (table,) = read(pdf).tables
    assert printed(table) == wanted(sorted(parts, key=lambda part: (part.row, part.column)))


def test_task_whose_second_step_stands_on_the_next_page_stays_one_task(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    both = [CellText(2, 0, "2", 2), CellText(2, 1, "Đối thoại", 2)]
    steps = cells([("", "", "Lịch đối thoại", "Văn phòng", "Quý I"), ("", "", "Biên bản", "Công an", "Quý II")], 2)
    drawn(pdf, [*cells([HEAD, BODY[0]]), *both, *steps, *cells(BODY[2:], 4)], gap=2.7, top=560)
    pdf.page()
    rest = [("", "", "Danh sách việc chậm", "Công an", "Tháng 12"), ("4", "Tổng kết", "Báo cáo", "Kế toán", "Tháng 11")]
    drawn(pdf, cells(rest), gap=2.7, top=60)
    (table,) = read(pdf).tables
    spans = {cell.text: cell.row_span for cell in table.cells if cell.column < 2}
    assert (spans["3"], spans["Sơ kết"], spans["4"]) == (2, 2, 1)


def test_cell_that_a_row_leaves_out_at_its_end_takes_nothing_from_the_row_above(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    parts = cells([HEAD, BODY[0], (*BODY[1][:4], ""), BODY[2]])
    drawn(pdf, parts, gap=2.7)
    (table,) = read(pdf).tables
    assert [cell.text for cell in table.cells if cell.column == 4] == ["Thời hạn", "Quý I/2026", "", "Tháng 7"]


def test_boxes_that_stand_in_no_columns_are_told(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    for row in range(4):
        for column in range(4):
            x0, y0 = 50.0 + 120 * column, 100.0 + 60 * row + 13 * column
            x1, y1 = x0 + 108 + 4 * ((row + column) % 3), y0 + 44
            for edge in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
                pdf.strip(*edge)
            pdf.text(x0 + 4, y0 + 15, f"Việc {row}{column}", size=10)
    assert "loose_boxes" in {issue.code for issue in read(pdf).issues}


def test_row_of_boxes_for_digits_is_no_table(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    for column in range(12):
        x, y = 80.0 + 36 * column, 100.0
        for edge in ((x, y, x + 32, y), (x, y + 20, x + 32, y + 20), (x, y, x, y + 20), (x + 32, y, x + 32, y + 20)):
            pdf.strip(*edge)
        pdf.text(x + 14, y + 14, str(column % 10), size=10)
    document = read(pdf)
    assert (document.tables, document.issues) == ((), ())


def test_boxes_to_be_ticked_beside_lines_of_text_are_no_table(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    for row in range(5):
        for column, word in enumerate(("Tốt", "Khá", "Đạt")):
            x, y = 80.0 + 150 * column, 100.0 + 30 * row
            for edge in ((x, y, x + 7, y), (x, y + 7, x + 7, y + 7), (x, y, x, y + 7), (x + 7, y, x + 7, y + 7)):
                pdf.strip(*edge)
            pdf.text(x + 14, y + 8, word, size=10)
    assert read(pdf).tables == ()


def test_cells_with_double_borders_are_no_boxes(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    xs, ys = [50.0, 80.0, 250.0, 350.0, 450.0, 540.0], [100.0, 140.0, 180.0, 220.0]
    pdf.table(xs, ys, cells([HEAD, *BODY[1:]]))
    for x in xs:
        pdf.rule(x + 2.6, ys[0], x + 2.6, ys[-1])
    document = read(pdf)
    assert [cell.text for cell in document.tables[0].cells] == [text for row in (HEAD, *BODY[1:]) for text in row]
    assert document.issues == ()

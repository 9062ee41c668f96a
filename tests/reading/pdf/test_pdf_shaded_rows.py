"""Promises about tables without any rule whose rows show by their colour, as HTML printers paint them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from pdf_drawing import Pdf

from pipelines.model.document import Document
from pipelines.reading.pdf_file import read_pdf

XS = (50.0, 80.0, 250.0, 350.0, 440.0, 545.0)
STEP = 36.0
HEAD = ("TT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Thời hạn")
BODY = [
    ("1", "Lập sổ theo dõi hồ sơ\nnộp tại thôn", "Sổ theo dõi", "Văn phòng", "Quý I/2026"),
    ("2", "Đối thoại với hộ dân", "Biên bản", "Kế toán", "Tháng 6/2026"),
    ("3", "Niêm yết số điện thoại\ncủa người trực", "Bảng niêm yết", "Công an", "Hằng tháng"),
    ("4", "Sơ kết, tổng kết", "Báo cáo", "Văn phòng", "Quý IV/2026"),
]
TITLE = ("II. THỂ CHẾ",)


def painted(
    pdf: Pdf, rows: Sequence[Sequence[str]], coloured: set[int], *, top: float = 100.0, cells: bool = True
) -> None:
    """Rows of one height; those of ``coloured`` under an area for each cell, or under one for the row."""
    pdf.canvas.setFillGray(0.85)
    for row in coloured:
        bounds = [*pairwise(XS)] if cells and len(rows[row]) > 1 else [(XS[0], XS[-1])]
        for x0, x1 in bounds:
            pdf.canvas.rect(x0, pdf.height - top - STEP * (row + 1), x1 - x0, STEP, stroke=0, fill=1)
    pdf.canvas.setFillGray(0)
    for row, texts in enumerate(rows):
        for x, text in zip(XS, texts, strict=False):
            for number, line in enumerate(text.split("\n")):
                pdf.text(x + 4, top + STEP * row + 14 + 12 * number, line, size=9)


def rows_of(document: Document) -> list[tuple[str, ...]]:
    (table,) = document.tables
    found: list[list[str]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        found[cell.row].append(" ".join(cell.text.split()))
    return [tuple(row) for row in found]


def wanted(rows: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    return [tuple(" ".join(text.split()) for text in row) for row in rows]


@pytest.mark.parametrize("cells", [True, False])
@pytest.mark.parametrize("coloured", [{0, 2, 3, 5}, {0, 1, 3, 4}, {0, 3}])
def test_coloured_rows_and_the_white_ones_between_them_are_rows(
    tmp_path: Path, coloured: set[int], cells: bool
) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.centred(60, "DANH MỤC VIỆC CỦA XÃ AN LẠC", size=11)
    rows = [HEAD, *BODY[:2], TITLE, *BODY[2:]]
    painted(pdf, rows, coloured, cells=cells)
    pdf.centred(400, "CHỦ TỊCH", middle=450, size=11)
    document = read_pdf(pdf.save(), compare_all_pages=True)
    assert rows_of(document) == wanted(rows)
    assert [issue.code for issue in document.issues] == ["open_table"]
    assert [paragraph.text for paragraph in document.paragraphs] == ["DANH MỤC VIỆC CỦA XÃ AN LẠC", "CHỦ TỊCH"]


def test_white_row_cut_by_the_page_break_is_one_row_under_a_header_printed_again(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    painted(
        pdf, [HEAD, BODY[0], BODY[1], ("3", "Niêm yết số điện thoại", "Bảng niêm yết", "Công an", "Hằng tháng")], {0, 2}
    )
    pdf.page()
    painted(pdf, [HEAD, ("", "của người trực", "", "", ""), TITLE, BODY[3]], {0, 2}, top=50)
    document = read_pdf(pdf.save())
    assert rows_of(document) == wanted([HEAD, *BODY[:3], TITLE, BODY[3]])


def test_table_goes_on_where_only_the_header_of_a_page_is_coloured(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    painted(pdf, [HEAD, *BODY[:2], TITLE], {0, 3})
    pdf.page()
    painted(pdf, [HEAD, *BODY[2:]], {0}, top=50)
    assert rows_of(read_pdf(pdf.save())) == wanted([HEAD, *BODY[:2], TITLE, *BODY[2:]])


def test_short_title_of_a_section_does_not_close_the_column_of_numbers(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    rows = [
        HEAD,
        TITLE,
        BODY[1],
        ("III. BỘ MÁY",),
        BODY[3],
        ("IV. CHUNG",),
        ("5", "Họp", "Giấy mời", "Văn phòng", "Tháng 3"),
    ]
    painted(pdf, rows, set())
    assert rows_of(read_pdf(pdf.save())) == wanted(rows)


def test_white_title_among_white_rows_ends_no_table(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    rows = [HEAD, *BODY[:2], TITLE, BODY[2], ("III. BỘ MÁY",), BODY[3]]
    painted(pdf, rows, {0})
    pdf.text(54, 390, "Nơi nhận: các thôn; lưu văn thư.", size=9)
    document = read_pdf(pdf.save())
    assert rows_of(document) == wanted(rows)
    assert [paragraph.text for paragraph in document.paragraphs] == ["Nơi nhận: các thôn; lưu văn thư."]


def test_coloured_boxes_behind_paragraphs_are_no_table(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    y = 100.0
    for number in range(4):
        pdf.canvas.setFillGray(0.85)
        pdf.canvas.rect(80, pdf.height - y - 60, 465, 72, stroke=0, fill=1)
        pdf.canvas.setFillGray(0)
        y = (
            pdf.paragraph(y, f"{number + 1}. Người đứng đầu chịu trách nhiệm về hồ sơ trễ hẹn của bộ phận mình. " * 2)
            + 30
        )
    document = read_pdf(pdf.save())
    assert (document.tables, document.issues) == ((), ())


def test_words_that_lie_over_the_edges_of_coloured_areas_make_no_columns(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.canvas.setFillGray(0.85)
    for row in range(3):
        for x in (50.0, 200.0, 350.0):
            pdf.canvas.rect(x, pdf.height - 140 - 80 * row, 150, 40, stroke=0, fill=1)
    pdf.canvas.setFillGray(0)
    for row in range(6):
        for x, text in ((60, "Tổ một trực"), (170, "Tổ hai trực"), (330, "Tổ ba nghỉ")):
            pdf.text(x, 120 + 40 * row, text, size=10)
    document = read_pdf(pdf.save())
    assert document.tables == ()
    assert [issue.code for issue in document.issues] == ["table_like_text"]

"""Promises about tables without rules whose columns stand as close as words: what programs that print HTML make."""

from __future__ import annotations

from pathlib import Path

import pytest
from pdf_drawing import Pdf, wrap

from pipelines.model.document import Document
from pipelines.reading.pdf_file import read_pdf

XS = [57.0, 82.0, 246.0, 330.0, 420.0, 511.0, 545.0]
SIZE = 11.0
STEP = 13.0
HEADER = ("TT", "Nội dung", "Sản phẩm", "Chủ trì", "Phối hợp", "Hạn")
TASKS = (
    "Niêm yết bộ thủ tục tại nơi tiếp nhận hồ sơ của các thôn và trên cổng thông tin",
    "Mở lớp bồi dưỡng kỹ năng số cho công chức trẻ",
    "Thu thập ý kiến của người đến nộp hồ sơ bằng phiếu in sẵn đặt ở bàn hướng dẫn",
    "Lập dự toán cho việc sửa phòng làm việc",
)
PRODUCTS = ("Danh mục được niêm yết", "Danh sách", "Bản tổng hợp ý kiến hằng tháng")
OFFICES = ("Văn phòng Hội đồng và Ủy ban", "Phòng Kinh tế", "Phòng Văn hóa và Xã hội của phường")
TERMS = ("Quý I", "Tháng 6", "Quý III")


def rows(count: int, first: int = 1) -> list[tuple[str, ...]]:
    return [
        (str(n), TASKS[n % 4], PRODUCTS[n % 3], OFFICES[n % 3], OFFICES[(n + n // 3) % 3], TERMS[n % 3])
        for n in range(first, first + count)
    ]


def close_table(pdf: Pdf, y: float, table: list[tuple[str, ...]], *, in_middle: bool) -> float:
    """Print rows without rules, 3 pt between two cells; where the table ends."""
    for row in table:
        cells = [wrap(text, XS[at + 1] - XS[at] - 3, "regular", SIZE) for at, text in enumerate(row)]
        height = max(map(len, cells)) * STEP
        for at, lines in enumerate(cells):
            top = y + (height - len(lines) * STEP) / 2 if in_middle else y
            for number, line in enumerate(lines):
                pdf.text(XS[at], top + SIZE + number * STEP, line, size=SIZE)
        y += height + (8 if in_middle else 4)
    return y


def read_rows(document: Document) -> list[tuple[str, ...]]:
    (table,) = document.tables
    found: dict[int, dict[int, str]] = {}
    for cell in table.cells:
        found.setdefault(cell.row, {})[cell.column] = cell.text
    return [tuple(found[row][column] for column in sorted(found[row])) for row in sorted(found)]


@pytest.mark.parametrize("in_middle", [False, True])
def test_columns_that_begin_on_common_edges_come_back_without_rule_or_white_between_them(
    tmp_path: Path, in_middle: bool
) -> None:
    table = [HEADER, *rows(9)]
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.centred(60, "PHỤ LỤC", bold=True)
    close_table(pdf, 90, table, in_middle=in_middle)
    document = read_pdf(pdf.save())
    assert read_rows(document) == table
    assert [issue.code for issue in document.issues] == ["open_table"]


def test_items_of_prose_above_such_a_table_stay_prose(tmp_path: Path) -> None:
    table = [HEADER, *rows(6)]
    items = [
        "1. Hồ sơ được giải quyết đúng hạn đạt 97% trở lên.",
        "2. Mở hai lớp bồi dưỡng cho công chức trẻ của phường.",
    ]
    pdf = Pdf(tmp_path / "a.pdf")
    for number, item in enumerate(items):
        pdf.text(XS[0], 60 + 16 * number, item, size=SIZE)
    close_table(pdf, 100, table, in_middle=False)
    document = read_pdf(pdf.save())
    assert [paragraph.text for paragraph in document.paragraphs] == items
    assert read_rows(document) == table


def test_a_page_with_few_rows_keeps_the_columns_of_the_page_before(tmp_path: Path) -> None:
    table = [HEADER, *rows(11)]
    pdf = Pdf(tmp_path / "a.pdf")
    close_table(pdf, 60, table[:10], in_middle=False)
    pdf.page()
    close_table(pdf, 60, table[10:], in_middle=False)
    assert read_rows(read_pdf(pdf.save())) == table


def test_numbered_paragraphs_whose_words_happen_to_begin_alike_are_no_table(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    y = 60.0
    for number in range(1, 9):
        words = f"{number}. Văn phòng Hội đồng và Ủy ban lập danh sách người học, gửi trước ngày 1{number} tháng sau"
        for line in wrap(words, 470, "regular", SIZE):
            pdf.text(57, y, line, size=SIZE)
            y += STEP
    document = read_pdf(pdf.save())
    assert document.tables == ()

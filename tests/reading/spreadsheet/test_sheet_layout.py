"""Promises about a whole plan in one sheet: letterhead, text, table and signature keep to themselves."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from pipelines.model.document import Document
from pipelines.reading.read import read_document

TEXT = "Căn cứ Nghị quyết của Chính phủ, Ủy ban nhân dân xã ban hành Kế hoạch cải cách hành chính như sau:"
LETTERHEAD = (("UBND XÃ A", "CỘNG HÒA XÃ HỘI"), ("Số: 1/KH-UBND", "A, ngày 14 tháng 01 năm 2026"))
TABLE = (
    ("STT", "Chỉ tiêu", "Đơn vị", "Năm 2026"),
    ("1", "Hồ sơ đúng hạn", "%", "98"),
    ("2", "Hồ sơ trực tuyến", "%", "82"),
)
SIGNATURE = (("Nơi nhận:", "CHỦ TỊCH"), ("- Lưu: VT.", "Lê Văn Thử"))


def read(path: Path, *rows: tuple[str, ...], merged: bool = False) -> Document:
    """A sheet of rows: two texts stand in A and D, one in A, over the whole width when ``merged``."""
    book = openpyxl.Workbook()
    sheet = book.active
    for number, row in enumerate(rows, start=1):
        if not row:
            continue
        for column, text in zip((1, 4) if len(row) == 2 else range(1, len(row) + 1), row, strict=True):
            sheet.cell(number, column, text)
        if len(row) == 1 and merged:
            sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=4)
    book.save(path)
    return read_document(path)


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


@pytest.mark.parametrize("merged", [True, False])
def test_text_below_a_letterhead_ends_its_two_sides(tmp_path: Path, merged: bool) -> None:
    document = read(tmp_path / "a.xlsx", *LETTERHEAD, (TEXT,), ("I. MỤC TIÊU",), *SIGNATURE, merged=merged)
    assert texts(document)[:5] == [LETTERHEAD[0][0], LETTERHEAD[1][0], LETTERHEAD[0][1], LETTERHEAD[1][1], TEXT]
    assert texts(document)[-2:] == [SIGNATURE[0][1], SIGNATURE[1][1]]


def test_line_of_one_side_stays_on_it(tmp_path: Path) -> None:
    long = "- Thường trực Đảng ủy, Hội đồng nhân dân xã (để báo cáo);"
    document = read(tmp_path / "a.xlsx", SIGNATURE[0], (long,), ("- Các phòng;",), SIGNATURE[1])
    assert texts(document) == ["Nơi nhận:", long, "- Các phòng;", "- Lưu: VT.", "CHỦ TỊCH", "Lê Văn Thử"]


def test_signature_below_a_table_without_rules_is_no_row_of_it(tmp_path: Path) -> None:
    document = read(tmp_path / "a.xlsx", *TABLE, (TEXT,), *SIGNATURE)
    assert [table.row_count for table in document.tables] == [3]
    assert texts(document) == [TEXT, "Nơi nhận:", "- Lưu: VT.", "CHỦ TỊCH", "Lê Văn Thử"]


@pytest.mark.parametrize("between", [("II. CÔNG VỤ",), ()])
def test_row_with_two_cells_is_one_of_the_table_right_below_it_or_with_a_number(
    tmp_path: Path, between: tuple[str, ...]
) -> None:
    path = tmp_path / "a.xlsx"
    document = read(path, *TABLE, ("3", "Hài lòng"), between, ("4", "Hồ sơ số hóa"), (TEXT,), *SIGNATURE)
    assert [table.row_count for table in document.tables] == [3 + 2 + len(between)]

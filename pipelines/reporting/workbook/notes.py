"""The sheet of contents in front and the sheet of definitions at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from xlsxwriter.worksheet import Worksheet

from pipelines.reporting.workbook.cells import Cells
from pipelines.reporting.workbook.layout import SheetColumn
from pipelines.reporting.workbook.tables import Row

CONTENTS: Final = "Mục lục"
NOTES: Final = "Ghi chú"
_READING: Final = (
    "Mọi con số là chỉ tiêu kế hoạch do các xã, phường, đặc khu tự đề ra; chưa có số liệu kết quả thực hiện.",
    "Dòng đầu của mỗi trang tính là tên cột, đã bật lọc và giữ cố định khi cuộn; ô trống là chưa có thông tin, không "
    "phải số 0.",
    "Số, ngày là giá trị thật của bảng tính: dấu thập phân hiện theo cài đặt vùng của máy (vi-VN: dấu phẩy). Mã đơn "
    "vị, mã dòng là chữ.",
    "Tên gạch chân mở trang báo cáo hoặc tệp kế hoạch nằm cạnh tệp này; giữ tệp trong thư mục báo cáo để liên kết "
    "còn đúng.",
)
_NOTE_COLUMNS: Final = (
    SheetColumn("subject", "Nơi dùng", "text", 24),
    SheetColumn("label", "Tên cột, tên số liệu", "wrapped", 40),
    SheetColumn("meaning", "Cách tính, ý nghĩa", "wrapped", 80),
    SheetColumn("unit", "Đơn vị tính", "text", 22),
    SheetColumn("direction", "Chiều tốt", "text", 24),
    SheetColumn("caveat", "Lưu ý", "wrapped", 60),
    SheetColumn("code", "Mã số liệu", "code", 44),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A sheet as the contents list it."""

    name: str
    about_vi: str
    columns: tuple[SheetColumn, ...]
    rows: int


def write_contents(sheet: Worksheet, cells: Cells, heading: Sequence[str], entries: Sequence[Entry]) -> None:
    """Title and lines of the heading, how to read the book, and the sheets with their number of rows."""
    for at, width in enumerate((26, 130, 12)):
        sheet.set_column(at, at, width, cells.format("text"))
    lines = (*heading, *_READING)
    for row, text in enumerate(lines):
        cells.write(sheet, (row, 0), "text" if row else "title", text)
    top = len(lines) + 1
    for at, label in enumerate(("Trang tính", "Nội dung", "Số dòng")):
        cells.write(sheet, (top, at), "heading", label)
    for row, entry in enumerate(entries, start=top + 1):
        sheet.write_url(row, 0, f"internal:'{entry.name}'!A1", cells.format("link"), entry.name)
        cells.write(sheet, (row, 1), "wrapped", entry.about_vi)
        cells.write(sheet, (row, 2), "count", entry.rows)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)


def note_columns() -> tuple[SheetColumn, ...]:
    """Columns of the notes."""
    return _NOTE_COLUMNS


def note_rows(entries: Sequence[Entry], metrics: Sequence[dict[str, Any]]) -> Iterator[Row]:
    """What columns mean, sheet by sheet, then the definitions of every published figure."""
    for entry in entries:
        for column in entry.columns:
            if column.note_vi:
                yield (entry.name, column.label_vi, column.note_vi, None, None, None, None), None
    for row in metrics:
        yield (
            (
                "Định nghĩa số liệu",
                row["label_vi"],
                row["formula_vi"],
                row["unit_vi"],
                row["direction_vi"],
                row["caveat_vi"],
                row["metric_code"],
            ),
            None,
        )

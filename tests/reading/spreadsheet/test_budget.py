"""A workbook costs what it holds: hostile ones are refused before they are parsed, wide and long ones are read."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.isolation import FileToRead, read_many
from pipelines.reading.limits import DEFAULT_LIMITS, ReadingLimits
from pipelines.reading.read import read_document

_SHEET = "xl/worksheets/sheet1.xml"
_MOST_MEMORY = 150 * 1024  # KiB


def grid(path: Path, rows: int, columns: int) -> Path:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("A")
    for row in range(rows):
        sheet.append([f"Rà soát thủ tục {row} {column}" for column in range(columns)])
    book.save(path)
    return path


def changed(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The file with one part changed."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[part] = change(members[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def merges(count: int, ref: str) -> Callable[[bytes], bytes]:
    inside = f'<mergeCell ref="{ref}"/>'.encode() * count
    return lambda data: data.replace(b"</sheetData>", b"</sheetData><mergeCells>" + inside + b"</mergeCells>")


def many_sheets(data: bytes) -> bytes:
    start, end = data.index(b"<sheet "), data.index(b"</sheets>")
    one = data[start:end]
    return data[:end] + b"".join(one.replace(b'"A"', b'"A%d"' % n) for n in range(500)) + data[end:]


@pytest.mark.parametrize(
    ("part", "change"),
    [
        (_SHEET, merges(1, "A1:Z8000")),
        (_SHEET, merges(9, "A1:XFD1")),
        ("xl/workbook.xml", many_sheets),
        ("xl/styles.xml", lambda data: data.replace(b"</cellXfs>", b'<xf numFmtId="0"/>' * 60_000 + b"</cellXfs>", 1)),
    ],
    ids=["merge of 200,000 places", "many wide merges", "many sheets of one part", "many formats"],
)
def test_what_would_fill_the_memory_is_refused_before_it_is_parsed(
    tmp_path: Path, part: str, change: Callable[[bytes], bytes]
) -> None:
    path = changed(grid(tmp_path / "a.xlsx", 4, 4), part, change)
    with pytest.raises(UnreadableDocument) as refused:
        read_document(path)
    assert refused.value.reason_code == "too_complex"


def test_a_workbook_with_more_text_than_a_plan_could_hold_is_refused(tmp_path: Path) -> None:
    path = grid(tmp_path / "a.xlsx", 40, 4)
    assert read_document(path, ReadingLimits(max_sheet_bytes=100_000))
    with pytest.raises(UnreadableDocument, match="khi giải nén"):
        read_document(path, ReadingLimits(max_sheet_bytes=10_000))


def table_size(path: Path) -> tuple[int, int]:
    (table,) = read_document(path).tables
    return table.row_count, table.column_count


def test_a_title_merged_over_the_whole_first_row_is_read(tmp_path: Path) -> None:
    path = changed(grid(tmp_path / "a.xlsx", 4, 4), _SHEET, merges(1, "A1:XFD1"))
    assert "Rà soát thủ tục 0 0" in str(read_document(path))


def test_wide_and_long_sheets_are_read(tmp_path: Path) -> None:
    assert table_size(grid(tmp_path / "wide.xlsx", 3, 600)) == (3, 600)
    assert table_size(grid(tmp_path / "long.xlsx", 1_500, 6)) == (1_500, 6)


def test_a_value_far_out_on_a_sheet_neither_ends_the_reader_nor_hides_the_table(tmp_path: Path) -> None:
    path = grid(tmp_path / "a.xlsx", 4, 4)
    book = openpyxl.load_workbook(path)
    book.active.cell(20_000, 200).value = "lạc"
    book.save(path)
    assert "Rà soát thủ tục 3 3" in str(read_document(path))


@pytest.mark.slow
@pytest.mark.parametrize("columns", [2, 10, 250, 5_000])
def test_a_workbook_at_the_limit_is_read_in_150_mb(tmp_path: Path, columns: int) -> None:
    rows = (DEFAULT_LIMITS.max_cells - 100) // (columns + 1)  # rows count too, and some formats of any workbook
    path = grid(tmp_path / "a.xlsx", rows, columns)
    (outcome,) = read_many([FileToRead("a", path)], 1, DEFAULT_LIMITS, documents_per_worker=1)
    assert outcome.reason_code is None, outcome.detail
    assert outcome.peak_kb < _MOST_MEMORY

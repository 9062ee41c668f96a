"""Reading and writing review files: CSV (UTF-8 with BOM) and workbooks.

What a spreadsheet would take for a formula ("- 100% …", "=…") is written behind an apostrophe in CSV and as plain text
in a workbook, and comes back as it was. A file that cannot be read is one :class:`Problem`; nothing is raised for
what a person typed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.corrections.columns import columns, keys_of
from pipelines.corrections.model import Problem, RawRow
from pipelines.sidefiles.model import BadSideFile, SideTable
from pipelines.sidefiles.table import MAX_BYTES, read_table
from pipelines.text.system_errors import system_error_vi
from pipelines.text.vietnamese import nfc

FOLDER: Final = "corrections"
SUFFIXES: Final = frozenset({".csv", ".xlsx"})
MAX_CELL: Final = 4_000
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_QUOTED = re.compile(r"^'(?=[=+\-@\t\r'])")
_LEFTOVER = re.compile(r"^(?:\..*|~\$.*)$")
_NEEDED = ("document_id", "item", "field", "decision")
_SHEET = "Rà soát"


@dataclass(frozen=True, slots=True)
class CorrectionFile:
    """One file: its rows as typed, and what is wrong with the file as a whole."""

    path: Path
    name: str  # relative to the raw folder, with "/"
    file_id: str
    sha256: str
    size_bytes: int
    rows: tuple[RawRow, ...]
    problems: tuple[Problem, ...]


def correction_paths(raw: Path) -> tuple[Path, ...]:
    """Files in the corrections folders of every province, in order; editors' lock files are left out."""
    found = (path for path in raw.glob(f"*/{FOLDER}/*") if path.is_file() and not path.is_symlink())
    return tuple(sorted(path for path in found if not _LEFTOVER.match(path.name) and not path.name.endswith(".tmp")))


def read_corrections(raw: Path) -> tuple[CorrectionFile, ...]:
    """Every correction file under ``raw``."""
    return tuple(read_file(raw, path) for path in correction_paths(raw))


def read_file(raw: Path, path: Path) -> CorrectionFile:
    """Read one file; whatever is wrong with it becomes a problem."""
    name = nfc(path.relative_to(raw).as_posix())
    try:
        data = _bytes(path)
    except OSError as error:
        return _unreadable(path, name, _hash_of_name(name), 0, f"không mở được tệp ({system_error_vi(error)})")
    except _TooLarge as error:
        return _unreadable(path, name, _hash_of_name(name), error.size, str(error))
    digest = hashlib.sha256(data).hexdigest()
    if path.suffix.lower() not in SUFFIXES:
        return _unreadable(path, name, digest, len(data), f"tệp loại {path.suffix or 'không có đuôi'}")
    try:
        table = read_table(data)
    except BadSideFile as error:
        return _unreadable(path, name, digest, len(data), str(error))
    return _file(path, name, digest, len(data), table)


def _hash_of_name(name: str) -> str:
    """Identity of a file whose content is not read: its place."""
    return hashlib.sha256(name.encode("utf-8", "backslashreplace")).hexdigest()


class _TooLarge(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, size: int) -> None:
        super().__init__(f"tệp {size // 1024 // 1024} MB, quá lớn cho tệp rà soát")
        self.size = size


def _bytes(path: Path) -> bytes:
    """The content in one reading: the hash is that of what was understood."""
    with path.open("rb") as handle:
        size = os.fstat(handle.fileno()).st_size
        if size > MAX_BYTES:
            raise _TooLarge(size)
        return handle.read(MAX_BYTES + 1)


def write_csv(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Write review rows as CSV: UTF-8 with BOM, commas, decimal comma in the values."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(csv_bytes(rows))


def csv_bytes(rows: Iterable[Mapping[str, str]]) -> bytes:
    """The bytes of :func:`write_csv`."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([column.header for column in columns()])
    for row in rows:
        writer.writerow([_guarded(row.get(column.key, "")) for column in columns()])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def write_workbook(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Write review rows as a workbook: frozen header, filter, the reviewer's columns tinted, decisions to choose."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    sheet: Worksheet = book.create_sheet(_SHEET)
    count = 0
    _write_header(sheet)
    for count, row in enumerate(rows, start=1):
        for index, column in enumerate(columns(), start=1):
            cell = sheet.cell(row=count + 1, column=index)
            cell.value = row.get(column.key, "")[:MAX_CELL] or None
            if cell.value is not None:
                cell.data_type = "s"  # never a formula
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if column.is_filled_in:
                cell.fill = PatternFill("solid", fgColor="FFF7DB")
    last = get_column_letter(len(columns()))
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{last}{count + 1}"
    _offer_decisions(sheet, count)
    _fit_to_paper(sheet)
    book.properties.creator = "cchc"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


# ------------------------------------------------------------------------------------------------ reading


def _file(path: Path, name: str, digest: str, size: int, table: SideTable) -> CorrectionFile:
    keys = keys_of(table.header)
    missing = [key for key in _NEEDED if key not in keys]
    if missing:
        return _unreadable(path, name, digest, size, f"thiếu cột {', '.join(missing)}")
    rows = tuple(RawRow(name, digest[:16], row.line, _values(keys, row.cells)) for row in table.rows)
    return CorrectionFile(path, name, digest[:16], digest, size, rows, ())


def _values(keys: Sequence[str | None], cells: Sequence[str]) -> dict[str, str]:
    pairs = zip(keys, cells, strict=False)
    return {key: nfc(_QUOTED.sub("", cell)).strip()[:MAX_CELL] for key, cell in pairs if key is not None}


def _unreadable(path: Path, name: str, digest: str, size: int, found: str) -> CorrectionFile:
    row = RawRow(name, digest[:16], 1, {})
    problem = Problem(
        row,
        found,
        "tệp CSV hoặc XLSX có dòng tiêu đề như tệp do cchc review --export ghi ra",
        "Xuất lại tệp rà soát, chép phần đã ghi sang rồi đặt lại vào thư mục corrections.",
    )
    return CorrectionFile(path, name, digest[:16], digest, size, (), (problem,))


# ------------------------------------------------------------------------------------------------ writing


def _guarded(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) or text.startswith("'") else text


def _write_header(sheet: Worksheet) -> None:
    for index, column in enumerate(columns(), start=1):
        cell = sheet.cell(row=1, column=index, value=column.header)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="9A6B00" if column.is_filled_in else "2F4858")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        sheet.column_dimensions[get_column_letter(index)].width = column.width


def _fit_to_paper(sheet: Worksheet) -> None:
    """A4 landscape, all columns on one page, the header on each."""
    sheet.row_dimensions[1].height = 34
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _offer_decisions(sheet: Worksheet, count: int) -> None:
    keys = [column.key for column in columns()]
    letter = get_column_letter(keys.index("decision") + 1)
    choice = DataValidation(type="list", formula1='"sửa,đúng,bỏ"', allow_blank=True)
    choice.error = "Ghi: sửa, đúng hoặc bỏ"
    sheet.add_data_validation(choice)
    choice.add(f"{letter}2:{letter}{max(2, count + 1)}")


def pending(rows: Iterable[RawRow]) -> Iterator[RawRow]:
    """Rows that carry a decision or a new value; the others are still waiting for their reviewer."""
    return (row for row in rows if row.get("decision") or row.get("new_value"))

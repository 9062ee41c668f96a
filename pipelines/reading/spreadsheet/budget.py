"""What an XLSX file may cost: counted in its bytes before anything is parsed.

openpyxl makes an object for every cell that is written down, for every place under a merge and for every format. A cell
costs about 1.5 KB of memory until its row is read, a format about as much, a place under a merge a third of it; with
``max_cells`` of them a reader stays below 150 MB.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final

from openpyxl.utils import column_index_from_string

from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.limits import ReadingLimits

_CHUNK: Final = 1 << 20
_COSTS_ONE: Final = re.compile(rb"<(?:\w+:)?(?:c|row)[ >]")
_FORMAT: Final = re.compile(rb"<(?:\w+:)?(?:xf|numFmt|cellStyle|font|fill|border)[ >]")
_MERGE: Final = re.compile(rb'<(?:\w+:)?mergeCell [^>]*ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_PLACES_OF_A_CELL: Final = 3
_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet[ >]")
_SHAPE_TEXT: Final = re.compile(rb"<a:t>[^<]*\S[^<]*</a:t>")
_SHEETS: Final = ("xl/worksheets/", "xl/chartsheets/", "xl/dialogsheets/", "xl/macrosheets/")


def within_budget(data: bytes, limits: ReadingLimits, name: str) -> Iterator[str]:
    """Count what the file costs and look for document types; tell of text that no cell holds.

    Args:
        data: the whole file, a sound zip archive.
        limits: ``max_cells`` and ``max_sheet_bytes``.
        name: of the file, for messages.

    Raises:
        UnreadableDocument: ``too_complex`` or ``hostile_xml``.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [part for part in archive.infolist() if part.filename.lower().endswith((".xml", ".rels"))]
        size = sum(part.file_size for part in parts)
        if size > limits.max_sheet_bytes:
            raise UnreadableDocument("too_complex", f"{name}: chữ trong bảng tính dài {size} byte khi giải nén")
        spent = 0
        for part in parts:
            lower = part.filename.lower()
            if lower.startswith("xl/worksheets/"):
                spent += _cost(archive, part, name)
            else:
                content = archive.read(part)
                _refuse_doctype(content[:4096], name)
                spent += len(_FORMAT.findall(content)) if lower == "xl/styles.xml" else 0
                if lower == "xl/workbook.xml":
                    _refuse_shared_parts(content, parts, name)
                if lower.startswith("xl/drawings/") and _SHAPE_TEXT.search(content):
                    yield "khung chữ"
            if spent > limits.max_cells:
                raise UnreadableDocument(
                    "too_complex", f"{name}: bảng tính có hơn {limits.max_cells} ô, dòng và định dạng"
                )
        if any(member.filename.lower().startswith("xl/media/") for member in archive.infolist()):
            yield "ảnh"


def _cost(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> int:
    found, places, rest, is_first = 0, 0, b"", True
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if is_first:
                _refuse_doctype(chunk[:4096], name)
                is_first = False
            block = rest + chunk
            cut = block.rfind(b"<")
            rest, block = (block[cut:], block[:cut]) if cut > 0 else (b"", block)
            found += sum(1 for _ in _COSTS_ONE.finditer(block))
            places += sum(_places(merge) for merge in _MERGE.finditer(block))
    return found + places // _PLACES_OF_A_CELL


def _places(merge: re.Match[bytes]) -> int:
    left, top, right, bottom = (group.decode() for group in merge.groups())
    columns = abs(column_index_from_string(right) - column_index_from_string(left)) + 1
    return columns * (abs(int(bottom) - int(top)) + 1)


def _refuse_shared_parts(workbook: bytes, parts: list[zipfile.ZipInfo], name: str) -> None:
    """A part that many sheets name is parsed for each of them, and was counted once."""
    sheets, there = len(_SHEET.findall(workbook)), sum(part.filename.lower().startswith(_SHEETS) for part in parts)
    if sheets > there:
        raise UnreadableDocument("too_complex", f"{name}: {sheets} trang tính trong {there} phần của tệp")


def _refuse_doctype(head: bytes, name: str) -> None:
    if b"<!DOCTYPE" in head.replace(b"\x00", b"") or b"<!ENTITY" in head.replace(b"\x00", b""):
        raise UnreadableDocument("hostile_xml", f"{name}: bảng tính có khai báo DOCTYPE/ENTITY")

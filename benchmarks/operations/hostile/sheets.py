"""Workbooks beyond the limits: what a sheet says of its size, and what it makes a reader hold in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Final

from openpyxl.utils import get_column_letter

from benchmarks.operations.hostile.documents import Built

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ODS_TYPE: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_ODS: Final = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def sheets() -> Iterator[Built]:
    """Everything of this room, in a fixed order."""
    yield from _XLSX
    yield from _OTHERS


def _package(sheet: str, *, names: tuple[str, ...] = ("A",), more: dict[str, str] | None = None) -> bytes:
    buffer = io.BytesIO()
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(names, start=1))
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        for n, _ in enumerate(names, start=1)
    )
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": _relations(f'<Relationship Id="r" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            links + f'<Relationship Id="s" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
            f'<Relationship Id="t" Type="{_OFFICE}/styles" Target="styles.xml"/>'
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}">{sheet}</worksheet>',
    }
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (parts | (more or {})).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _relations(inside: str) -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )


def _grid(rows: int, columns: int, text: str = "Rà soát") -> str:
    letters = [get_column_letter(number) for number in range(1, columns + 1)]
    cell = f't="inlineStr"><is><t>{text}</t></is></c>'
    lines = (
        f'<row r="{row}">{"".join(f"""<c r="{letter}{row}" {cell}""" for letter in letters)}</row>'
        for row in range(1, rows + 1)
    )
    return f"<sheetData>{''.join(lines)}</sheetData>"


def _shared(count: int, length: int) -> dict[str, str]:
    items = f"<si><t>{'a' * length}</t></si>" * count
    return {"xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}" count="{count}" uniqueCount="{count}">{items}</sst>'}


def _styles(count: int) -> dict[str, str]:
    formats = "".join(f'<numFmt numFmtId="{200 + n}" formatCode="0.0{"0" * (n % 20)}"/>' for n in range(count))
    looks = "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(count))
    inside = f"<numFmts>{formats}</numFmts><cellXfs>{looks}</cellXfs>"
    return {"xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">{inside}</styleSheet>'}


def _merges(count: int) -> str:
    inside = "".join(f'<mergeCell ref="A{2 * n}:XFD{2 * n + 1}"/>' for n in range(1, count + 1))
    return f"{_grid(3, 3)}<mergeCells>{inside}</mergeCells>"


def _far_cell() -> str:
    return '<sheetData><row r="20000"><c r="GR20000" t="inlineStr"><is><t>a</t></is></c></row></sheetData>'


def _numbers(values: tuple[str, ...]) -> str:
    cells = "".join(f'<c r="A{n}"><v>{value}</v></c>' for n, value in enumerate(values, start=1))
    return f'<sheetData><row r="1">{cells}</row></sheetData>'


_XLSX: tuple[Built, ...] = (
    ("sheet of 10,000 columns, 20 rows", "xlsx", lambda: _package(_grid(20, 10_000))),
    ("sheet of 16,384 columns, 12 rows", "xlsx", lambda: _package(_grid(12, 16_384))),
    ("sheet of 200,000 rows", "xlsx", lambda: _package(_grid(199_000, 1))),
    ("sheet of 100,000 cells", "xlsx", lambda: _package(_grid(10_000, 10))),
    ("sheet of 190,000 long cells", "xlsx", lambda: _package(_grid(19_000, 10, "Rà soát thủ tục hành chính " * 2))),
    ("only a cell far out", "xlsx", lambda: _package(_far_cell())),
    ("merged rows over all columns, ten", "xlsx", lambda: _package(_merges(10))),
    (
        "merged block of 200,000 cells",
        "xlsx",
        lambda: _package(f'{_grid(3, 3)}<mergeCells><mergeCell ref="A1:Z8000"/></mergeCells>'),
    ),
    ("shared words, 60 MB", "xlsx", lambda: _package(_grid(3, 3), more=_shared(60, 1_000_000))),
    ("shared words, two million", "xlsx", lambda: _package(_grid(3, 3), more=_shared(2_000_000, 1))),
    ("number formats, 60,000", "xlsx", lambda: _package(_grid(3, 3), more=_styles(60_000))),
    (
        "rows hidden, a million",
        "xlsx",
        lambda: _package("<sheetData>" + '<row hidden="1"/>' * 1_000_000 + "</sheetData>"),
    ),
    (
        "column widths, 100,000",
        "xlsx",
        lambda: _package("<cols>" + '<col min="1" max="16384" hidden="1"/>' * 100_000 + "</cols>" + _grid(3, 3)),
    ),
    ("1,000 sheets of one part", "xlsx", lambda: _package(_grid(30, 6), names=tuple(f"S{n}" for n in range(1_000)))),
    ("sheet names of control characters", "xlsx", lambda: _package(_grid(3, 3), names=("a&#9;b", "\u202ec", "&#10;"))),
    (
        "numbers that are none",
        "xlsx",
        lambda: _package(_numbers(("1e999", "-1e999", "NaN", "", "٣", "99999999999", "-1"))),
    ),
    (
        "cell in an impossible place",
        "xlsx",
        lambda: _package('<sheetData><row r="0"><c r="ZZZZ0"><v>1</v></c></row></sheetData>'),
    ),
    ("sheet part swelling to 100 MB", "xlsx", lambda: _package("<sheetData>" + " " * 100_000_000 + "</sheetData>")),
    ("workbook without its sheet", "xlsx", lambda: _package("").replace(b"worksheets/sheet1", b"worksheets/sheet9")),
    ("cut in the middle (sheet)", "xlsx", lambda: (data := _package(_grid(2_000, 8)))[: len(data) // 2]),
)


def _ods(inside: str) -> bytes:
    buffer = io.BytesIO()
    content = (
        f"<office:document-content {_ODS}><office:body><office:spreadsheet>{inside}</office:spreadsheet>"
        "</office:body></office:document-content>"
    )
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), _ODS_TYPE)
        archive.writestr("content.xml", content)
    return buffer.getvalue()


def _ods_repeated(rows: int, columns: int, text: str) -> bytes:
    cell = f'<table:table-cell table:number-columns-repeated="{columns}"><text:p>{text}</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'
    return _ods(f'<table:table table:name="A">{row}</table:table>')


_OTHERS: tuple[Built, ...] = (
    ("open document, a million rows by repetition", "ods", lambda: _ods_repeated(1_048_576, 1, "a")),
    ("open document, all cells by repetition", "ods", lambda: _ods_repeated(1_048_576, 16_384, "a")),
    ("open document, all cells empty", "ods", lambda: _ods_repeated(1_048_576, 16_384, "")),
    ("open document, tables 2,000 deep", "ods", lambda: _ods("<table:table>" * 2_000 + "</table:table>" * 2_000)),
    ("old workbook of nothing", "xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1528),
    ("old workbook, a bare record", "xls", lambda: b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\xff" * 4_000),
    ("comma separated called .xlsx", "xlsx", lambda: b"STT,Nhiem vu,Chu tri\n" * 1_000),
)

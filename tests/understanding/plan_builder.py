"""Small documents for the tests: lines and tables in a few words of Python.

A table is a list of rows; a row is a list of cell texts, with ``None`` for a position that the cell to the left
covers and :data:`UP` for one that the cell above covers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipelines.model.document import (
    Block,
    Box,
    Cell,
    Document,
    ExtractionMethod,
    Page,
    PageKind,
    Paragraph,
    ParagraphKind,
)
from pipelines.model.document import Table as DocumentTable
from pipelines.model.plan import FolderContext, Plan
from pipelines.understanding.plan import understand

Row = Sequence[str | None]
LEFT = None
UP = "^"
_KINDS = {
    "c": ParagraphKind.CENTERED,
    "h": ParagraphKind.HEADING,
    "r": ParagraphKind.RIGHT,
    "l": ParagraphKind.LEFT_COLUMN,
}

HEADER: Row = ("STT", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Phối hợp", "Thời gian hoàn thành")


def para(text: str, kind: str = "", page: int = 1, *, bold: bool = False) -> Paragraph:
    return Paragraph(text, (Box(page),), _KINDS.get(kind, ParagraphKind.BODY), bold=bold)


def table(
    rows: Sequence[Row],
    *,
    bold_rows: Sequence[int] = (),
    page: int = 1,
    colours: Mapping[tuple[int, int], str] | None = None,
) -> DocumentTable:
    width = len(rows[0])
    assert all(len(row) == width for row in rows), "every row needs one entry for each column"
    cells = [
        _cell(rows, r, c, bold=r in bold_rows, page=page)
        for r, row in enumerate(rows)
        for c, text in enumerate(row)
        if text not in (LEFT, UP)
    ]
    told = colours or {}
    return DocumentTable(
        len(rows), width, tuple(replace(cell, colour=told.get((cell.row, cell.column))) for cell in cells)
    )


def _cell(rows: Sequence[Row], r: int, c: int, *, bold: bool, page: int) -> Cell:
    wide = 1
    while c + wide < len(rows[r]) and rows[r][c + wide] is LEFT:
        wide += 1
    high = 1
    while r + high < len(rows) and rows[r + high][c] == UP:
        high += 1
    box = Box(page, c * 50.0, r * 20.0, c * 50.0 + 50, r * 20.0 + 20)
    return Cell(r, c, high, wide, rows[r][c] or "", (box,), bold)


def recognised(drawn: DocumentTable, confidence: float = 0.9) -> DocumentTable:
    """The table as a scan gives it."""
    return replace(drawn, cells=tuple(replace(cell, confidence=confidence) for cell in drawn.cells))


def document(
    *blocks: Block, notes: Sequence[Paragraph] = (), method: ExtractionMethod = ExtractionMethod.DOCX
) -> Document:
    return Document(method, (Page(1, 595.0, 842.0, PageKind.TEXT),), tuple(blocks), notes=tuple(notes))


def context(
    slug: str = "quang-tri", year: int = 2026, file_name: str = "ke_hoach.pdf", **stated: object
) -> FolderContext:
    return FolderContext(slug, year, file_name, **stated)  # type: ignore[arg-type]


LETTERHEAD = (
    para("ỦY BAN NHÂN DÂN", "c"),
    para("XÃ GIO LINH", "c"),
    para("Số: 45/KH-UBND", "c"),
    para("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "c"),
    para("Gio Linh, ngày 06 tháng 01 năm 2026", "c"),
)
TITLE = (para("KẾ HOẠCH", "c", bold=True), para("Cải cách hành chính xã Gio Linh năm 2026", "c", bold=True))
CLOSING = (
    para("Nơi nhận:", "l"),
    para("- Sở Nội vụ;", "l"),
    para("- Lưu: VT, VHXH.", "l"),
    para("TM. ỦY BAN NHÂN DÂN", "r"),
    para("CHỦ TỊCH", "r"),
    para("Hồ Văn Kiên", "r"),
)


def plan(*blocks: Block, **settings: object) -> Plan:
    """A whole plan of xã Gio Linh with ``blocks`` as its content."""
    return understand(document(*LETTERHEAD, *TITLE, *blocks, *CLOSING), context(**settings))  # type: ignore[arg-type]


def rules(found: Plan) -> set[str]:
    return {finding.rule for finding in found.findings}

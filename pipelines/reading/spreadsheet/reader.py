"""A workbook file → Document: one page for each sheet that is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from pipelines.model.document import (
    Block,
    Box,
    Document,
    ExtractionMethod,
    Page,
    PageKind,
    ReadingIssue,
    Table,
)
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.legacy.repair import repair_legacy
from pipelines.reading.limits import DEFAULT_LIMITS, ReadingLimits
from pipelines.reading.note_marks import settle_marks
from pipelines.reading.sniff import FileKind, sniff
from pipelines.reading.spreadsheet.decoding import decoded
from pipelines.reading.spreadsheet.layout import hidden_text, sheet_blocks, struck_places
from pipelines.reading.spreadsheet.shapes import Sheet, Workbook, cell_name
from pipelines.reading.spreadsheet.shown import Shown
from pipelines.reading.spreadsheet.witness import disagreements

_SHOWN_CELLS = 5


def read_spreadsheet(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> Document:
    """Read the workbook at ``path``.

    Pages are sheets: ``Page.number`` counts all sheets of the workbook, hidden ones included, and boxes are counted in
    columns (x) and rows (y) from 0, so that ``Box(2, 1, 4, 2, 5)`` is cell B5 of the second sheet. The names of the
    sheets are among the properties (``sheet_2``).

    Args:
        path: XLSX, XLSM, XLS or ODS; the bytes decide.
        limits: bounds; ``max_cells`` counts cells and rows that the file writes down.

    Raises:
        UnreadableDocument: ``corrupt``, ``encrypted``, ``inflate_limit``, ``hostile_xml``, ``too_complex``,
            ``unsupported_type`` or ``no_text``.
    """
    book = read_workbook(path, limits)
    witnessed = tuple(disagreements(path, book))
    book, encodings = decoded(book)
    blocks: list[Block] = []
    issues: list[ReadingIssue] = []
    pages = []
    for sheet in book.sheets:
        shown = Shown(sheet)
        made = sheet_blocks(shown)
        blocks += made
        pages.append(_page(shown, made))
        issues += _told(sheet, shown)
    if not blocks:
        raise UnreadableDocument("no_text", f"{path.name}: các trang tính hiển thị đều trống")
    document = Document(
        method=ExtractionMethod.SPREADSHEET,
        pages=tuple(pages),
        blocks=tuple(blocks),
        issues=(*encodings, *issues, *_told_of_book(book), *witnessed),
        properties=dict(sorted({**book.properties, **{f"sheet_{s.number}": s.name for s in book.sheets}}.items())),
    )
    return settle_marks(repair_legacy(document))


def read_workbook(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> Workbook:
    """The sheets of a workbook file, without formulas that were never calculated.

    Raises:
        UnreadableDocument: as :func:`read_spreadsheet`.
    """
    kind = sniff(path)
    reader = _READERS.get(kind)
    if reader is None:
        raise UnreadableDocument("unsupported_type", f"{path.name}: nội dung là {kind.value}, cần xlsx, xls hoặc ods")
    return reader(path, limits)


def _read_xlsx(path: Path, limits: ReadingLimits) -> Workbook:
    from pipelines.reading.spreadsheet.xlsx import read_xlsx  # noqa: PLC0415 - each kind loads only its own library

    return read_xlsx(path, limits)


def _read_xls(path: Path, limits: ReadingLimits) -> Workbook:
    from pipelines.reading.spreadsheet.xls import read_xls  # noqa: PLC0415

    return read_xls(path, limits)


def _read_ods(path: Path, limits: ReadingLimits) -> Workbook:
    from pipelines.reading.spreadsheet.ods import read_ods  # noqa: PLC0415

    return read_ods(path, limits)


_READERS: dict[FileKind, Callable[[Path, ReadingLimits], Workbook]] = {
    FileKind.XLSX: _read_xlsx,
    FileKind.XLS: _read_xls,
    FileKind.ODS: _read_ods,
}


def _page(shown: Shown, blocks: list[Block]) -> Page:
    has_table = any(isinstance(block, Table) for block in blocks)
    kind = PageKind.TABLE if has_table else PageKind.TEXT if blocks else PageKind.EMPTY
    width, height = (shown.columns or [0])[-1] + 1, (shown.rows or [0])[-1] + 1
    return Page(shown.sheet.number, float(width), float(height), kind)


def _told(sheet: Sheet, shown: Shown) -> Iterator[ReadingIssue]:
    """What a sheet holds and was not read."""
    where = f"trang tính “{sheet.name}”"
    hidden = hidden_text(sheet)
    if hidden:
        yield ReadingIssue("hidden_content", f"{where}: {', '.join(hidden)}", Box(sheet.number))
    for code, places in (("formula_without_value", sheet.uncalculated), ("formula_error", sheet.errors)):
        if places:
            names = ", ".join(cell_name(*place) for place in places[:_SHOWN_CELLS])
            more = ", …" if len(places) > _SHOWN_CELLS else ""
            yield ReadingIssue(code, f"{where}, ô {names}{more}", Box(sheet.number), len(places))
    for words, box in struck_places(shown):
        yield ReadingIssue("struck_text", f"“{words}” ({where}, ô {cell_name(int(box.y0), int(box.x0))})", box)


def _told_of_book(book: Workbook) -> Iterator[ReadingIssue]:
    if book.hidden:
        names = ", ".join(f"“{name}”" for name in book.hidden)
        yield ReadingIssue("hidden_content", f"trang tính {names}", None, len(book.hidden))
    for words in sorted(set(book.unread)):
        yield ReadingIssue("content_unread", f"{words} trong bảng tính")

"""Cells in old encodings → Unicode: decided for the workbook, font by font, before anything is dropped."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from pipelines.model.document import ReadingIssue
from pipelines.reading.legacy.encodings import odd_letters
from pipelines.reading.legacy.judge import Judgement, judge
from pipelines.reading.spreadsheet.shapes import Sheet, SheetCell, Workbook


def decoded(book: Workbook) -> tuple[Workbook, tuple[ReadingIssue, ...]]:
    """The workbook in Unicode, and how many cells were not."""
    odd = odd_letters() | {"\u00ad"}
    cells = [cell for sheet in book.sheets for cell in sheet.cells.values()]
    if all(odd.isdisjoint(piece.text) for cell in cells for piece in cell.pieces):
        return book, ()
    judgement = judge((piece.font, piece.text) for cell in cells for piece in cell.pieces)
    if judgement.is_clean:
        return book, ()
    count: Counter[str] = Counter()
    sheets = tuple(_sheet(sheet, judgement, count) for sheet in book.sheets)
    issues = tuple(ReadingIssue("legacy_encoding", name, count=number) for name, number in sorted(count.items()))
    return replace(book, sheets=sheets), issues


def _sheet(sheet: Sheet, judgement: Judgement, count: Counter[str]) -> Sheet:
    return replace(sheet, cells={place: _cell(cell, judgement, count) for place, cell in sheet.cells.items()})


def _cell(cell: SheetCell, judgement: Judgement, count: Counter[str]) -> SheetCell:
    found = [(piece, judgement.decode(piece.text, piece.font)) for piece in cell.pieces]
    used = {result.encoding for piece, result in found if result.text != piece.text and result.encoding}
    count.update(encoding.value for encoding in used)
    return replace(cell, pieces=tuple(replace(piece, text=result.text) for piece, result in found))

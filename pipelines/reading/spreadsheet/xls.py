"""Binary XLS by xlrd with its formatting: without that it knows neither merges nor fonts nor formats."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import xlrd

from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.limits import ReadingLimits
from pipelines.reading.spreadsheet.formats import EPOCH_1900, EPOCH_1904, shown_number, shown_text
from pipelines.reading.spreadsheet.shapes import RichRun, Sheet, SheetCell, Workbook

_TWIPS_OF_CHARACTER = 256
_POINTS_PER_CHARACTER = 5.25
_ALIGN = {1: "left", 2: "center", 3: "right", 6: "center"}
_SUPERSCRIPT = 1
_BOLD = 600
_SOLID = 1
_BROKEN = (xlrd.XLRDError, AssertionError, ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError)


def read_xls(path: Path, limits: ReadingLimits) -> Workbook:
    """Read an XLS file (Excel 5 to 2003).

    Raises:
        UnreadableDocument: ``corrupt``, ``encrypted`` or ``too_complex``.
    """
    noise = io.StringIO()
    try:
        with (
            contextlib.redirect_stdout(noise),
            xlrd.open_workbook(str(path), formatting_info=True, logfile=noise) as book,
        ):
            return _workbook(book, limits, path.name)
    except UnreadableDocument:
        raise
    except _BROKEN as error:
        if "encrypted" in str(error).lower():
            raise UnreadableDocument("encrypted", f"{path.name}: bảng tính có mật khẩu mở tệp") from error
        raise UnreadableDocument("corrupt", f"{path.name}: không mở được bảng tính ({error})") from error
    except Exception as error:
        if type(error).__module__.startswith(("xlrd", "struct")):
            raise UnreadableDocument("corrupt", f"{path.name}: không mở được bảng tính ({error})") from error
        raise


def _workbook(book: Any, limits: ReadingLimits, name: str) -> Workbook:  # noqa: ANN401 - xlrd's book
    sheets, hidden, cells = [], [], 0
    for number, sheet in enumerate(book.sheets(), start=1):
        cells += len(sheet._cell_values) + sum(len(row) for row in sheet._cell_values)
        if cells > limits.max_cells:
            raise UnreadableDocument("too_complex", f"{name}: bảng tính có hơn {limits.max_cells} ô và dòng")
        if sheet.visibility:
            hidden += [sheet.name] if any(value != "" for row in sheet._cell_values for value in row) else []
        else:
            sheets.append(_sheet(number, sheet, book))
    properties = {"author": book.user_name} if book.user_name.strip() else {}
    return Workbook(tuple(sheets), tuple(hidden), properties)


def _sheet(number: int, sheet: Any, book: Any) -> Sheet:  # noqa: ANN401 - xlrd's
    epoch = EPOCH_1904 if book.datemode else EPOCH_1900
    merges = tuple((top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells)
    covered = {
        (row, column)
        for top, left, bottom, right in merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - {(top, left) for top, left, _, _ in merges}
    cells, errors = {}, []
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            if (row, column) in covered:
                continue  # a value left under a merge is not shown
            cell = sheet.cell(row, column)
            if cell.ctype == xlrd.XL_CELL_ERROR:
                errors.append((row, column))
                continue
            found = _cell(_Source(book, sheet, row, column, epoch))
            if found.is_filled or found.ruled or found.colour:
                cells[row, column] = found
    return Sheet(
        number,
        sheet.name,
        cells,
        merges,
        frozenset(row for row, look in sheet.rowinfo_map.items() if _is_hidden_row(look)),
        frozenset(column for column, look in sheet.colinfo_map.items() if look.hidden or look.width == 0),
        _widths(sheet),
        errors=tuple(errors),
    )


def _is_hidden_row(look: Any) -> bool:  # noqa: ANN401 - xlrd's row
    return bool(look.hidden) or (look.height == 0 and look.has_default_height == 0)


def _widths(sheet: Any) -> Mapping[int, float]:  # noqa: ANN401 - xlrd's sheet
    return {
        column: look.width / _TWIPS_OF_CHARACTER * _POINTS_PER_CHARACTER
        for column, look in sheet.colinfo_map.items()
        if column < 256
    }


@dataclass(frozen=True, slots=True)
class _Source:
    """A cell in its sheet and book."""

    book: Any
    sheet: Any
    row: int
    column: int
    epoch: datetime

    @property
    def cell(self) -> Any:  # noqa: ANN401 - xlrd's cell
        """Value, kind and style."""
        return self.sheet.cell(self.row, self.column)


def _cell(source: _Source) -> SheetCell:
    cell = source.cell
    look = source.book.xf_list[cell.xf_index]
    font = source.book.font_list[look.font_index]
    border = look.border
    ruled = any((border.left_line_style, border.right_line_style, border.top_line_style, border.bottom_line_style))
    known = source.book.format_map.get(look.format_key)
    pieces = tuple(_pieces(source, font, known.format_str if known else "General"))
    return SheetCell(
        pieces=tuple(piece for piece in pieces if piece.text),
        bold=font.weight >= _BOLD,
        align=_ALIGN.get(look.alignment.hor_align, ""),
        ruled=ruled,
        raw=cell.value if cell.ctype in {xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER} else None,
        colour=_background(source.book, look.background),
    )


def _background(book: Any, look: Any) -> str | None:  # noqa: ANN401 - xlrd's workbook and look of a cell
    """Colour of a painted cell; None for paper and white."""
    if not look.fill_pattern:
        return None
    index = look.pattern_colour_index if look.fill_pattern == _SOLID else look.background_colour_index
    shown = book.colour_map.get(index)
    return None if shown in {None, (255, 255, 255)} else "{:02x}{:02x}{:02x}".format(*shown)


def _pieces(source: _Source, font: Any, code: str) -> Iterator[RichRun]:  # noqa: ANN401 - xlrd's font
    cell = source.cell
    if cell.ctype in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        yield _piece(shown_number(float(cell.value), code, source.epoch), font)
    elif cell.ctype == xlrd.XL_CELL_BOOLEAN:
        yield _piece("TRUE" if cell.value else "FALSE", font)
    elif cell.ctype == xlrd.XL_CELL_TEXT:
        runs = source.sheet.rich_text_runlist_map.get((source.row, source.column))
        if not runs:
            yield _piece(shown_text(cell.value, code), font)
            return
        ends = [*(offset for offset, _ in runs), len(cell.value)]
        yield _piece(cell.value[: ends[0]], font)
        for index, (offset, face) in enumerate(runs):
            yield _piece(cell.value[offset : ends[index + 1]], source.book.font_list[face])


def _piece(text: str, font: Any) -> RichRun:  # noqa: ANN401 - xlrd's font
    return RichRun(text, font.name, bool(font.struck_out), font.escapement == _SUPERSCRIPT)

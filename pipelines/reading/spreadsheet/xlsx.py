"""XLSX and XLSM by openpyxl in its normal mode, which alone gives merges, formats, runs and what is hidden together.

Opened twice: once for values, once for formulas and runs. Bounds come first, from the bytes of the sheets: openpyxl
keeps every cell that is written down.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.gates import check_zip
from pipelines.reading.limits import ReadingLimits
from pipelines.reading.spreadsheet.budget import within_budget
from pipelines.reading.spreadsheet.formats import EPOCH_1900, EPOCH_1904, is_date_format, shown_number, shown_text
from pipelines.reading.spreadsheet.shapes import RichRun, Sheet, SheetCell, Span, Workbook

_STRICT = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    (b"http://purl.oclc.org/ooxml/drawingml", b"http://schemas.openxmlformats.org/drawingml/2006"),
)
# Parts and elements that say nothing of the cells, and over which openpyxl stumbles when other programs wrote them.
_IDLE_PARTS = re.compile(
    r"^(?:docProps/|xl/(?:drawings|charts|comments|externalLinks|printerSettings|ctrlProps|media)/?)"
)
_IDLE_ELEMENTS = re.compile(
    rb"<(\w+:)?(conditionalFormatting|dataValidations|extLst|hyperlinks|drawing|legacyDrawing|controls|oleObjects|"
    rb"definedNames|externalReferences|customSheetViews|sheetViews|autoFilter|pageSetup|printOptions|pivotCaches)\b"
    rb"(?:[^>]*/>|.*?</(?:\w+:)?\2>)",
    re.DOTALL,
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_POINTS_PER_CHARACTER = 5.25
_WHITE = frozenset({"rgb FFFFFFFF 0.00", "rgb 00FFFFFF 0.00", "theme 0 0.00", "indexed 1 0.00", "indexed 9 0.00"})
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError)
_STUMBLES = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, SyntaxError, AssertionError)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A sheet with its values and with its formulas and runs; ``is_calculated`` says that results can be believed."""

    values: Any
    runs: Any
    epoch: datetime
    is_calculated: bool

    def forget(self) -> None:
        """Let the library's cells go: its objects hold each other, and would stay beside what is made of them."""
        self.values._cells.clear()
        self.runs._cells.clear()


def read_xlsx(path: Path, limits: ReadingLimits) -> Workbook:
    """Read an XLSX or XLSM file.

    Raises:
        UnreadableDocument: ``corrupt``, ``encrypted``, ``inflate_limit``, ``hostile_xml`` or ``too_complex``.
    """
    check_zip(path, limits)
    try:
        data = path.read_bytes()
        unread = tuple(within_budget(data, limits, path.name))
        values, runs = _opened(data)
    except UnreadableDocument:
        raise
    except _BROKEN as error:
        raise UnreadableDocument("corrupt", f"{path.name}: không mở được bảng tính ({error})") from error
    epoch = EPOCH_1904 if values.epoch.year == 1904 else EPOCH_1900
    sheets, hidden = [], []
    calculated = _is_calculated(values, runs)
    for number, sheet in enumerate(values.worksheets, start=1):
        if sheet.sheet_state != "visible":
            hidden += [sheet.title] if any(cell.value is not None for cell in sheet._cells.values()) else []
        else:
            pair = _Pair(sheet, runs.worksheets[number - 1], epoch, calculated)
            sheets.append(_sheet(number, pair))
            pair.forget()
    return Workbook(tuple(sheets), tuple(hidden), _properties(values), unread)


def _opened(data: bytes) -> tuple[Any, Any]:
    """The workbook for values and for runs: as it is, else in the usual names (ISO "strict"), else its cells alone."""
    found = _loaded(data)
    if found is None or not found[0].sheetnames:
        found = _loaded(_rewritten(data, _usual_names))
    if found is None or not found[0].sheetnames:
        found = _loaded(_rewritten(data, _cells_alone))
    if found is None or not found[0].worksheets:
        raise UnreadableDocument("corrupt", "bảng tính không có trang tính nào đọc được")
    return found


def _loaded(data: bytes) -> tuple[Any, Any] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            values = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
            runs = openpyxl.load_workbook(io.BytesIO(data), rich_text=True, keep_links=False)
    except _BROKEN:
        raise
    except _STUMBLES:
        return None
    return values, runs


def _rewritten(data: bytes, change: Any) -> bytes:  # noqa: ANN401 - a function of name and content
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            content = change(member.filename, source.read(member))
            if content is not None:
                target.writestr(member.filename, content)
    return out.getvalue()


def _usual_names(name: str, content: bytes) -> bytes:
    if name.endswith((".xml", ".rels")):
        for strict, usual in _STRICT:
            content = content.replace(strict, usual)
    return content


def _cells_alone(name: str, content: bytes) -> bytes | None:
    if _IDLE_PARTS.match(name):
        return None
    content = _usual_names(name, content)
    return _IDLE_ELEMENTS.sub(b"", content) if name.endswith(".xml") else content


def _sheet(number: int, pair: _Pair) -> Sheet:
    cells: dict[tuple[int, int], SheetCell] = {}
    lost: list[tuple[int, int]] = []
    errors: list[tuple[int, int]] = []
    for (row, column), cell in sorted(pair.values._cells.items()):
        place = (row - 1, column - 1)
        source = pair.runs._cells.get((row, column))
        formula = source is not None and _is_formula(source)
        if formula and (cell.value is None or not pair.is_calculated):
            lost.append(place)
            continue
        if cell.data_type == "e":
            errors.append(place)
            continue
        found = _cell(cell, None if formula else source, pair.epoch)
        if found.is_filled or found.ruled or found.colour:
            cells[place] = found
    return Sheet(
        number,
        pair.values.title,
        cells,
        tuple(_merges(pair.values)),
        frozenset(_hidden_rows(pair.values)),
        frozenset(_hidden_columns(pair.values)),
        _widths(pair.values),
        tuple(lost),
        tuple(errors),
    )


def _is_calculated(values: Any, runs: Any) -> bool:  # noqa: ANN401 - openpyxl's workbooks
    """False when no formula of the workbook has a result other than 0: the program that wrote it never calculated."""
    results = [
        sheet._cells[place].value
        for sheet, other in zip(values.worksheets, runs.worksheets, strict=False)
        for place, cell in other._cells.items()
        if _is_formula(cell) and place in sheet._cells
    ]
    return not results or any(result not in {None, 0, ""} for result in results)


def _is_formula(cell: Any) -> bool:  # noqa: ANN401 - openpyxl's cell
    return cell.data_type == "f" or isinstance(cell.value, (ArrayFormula, DataTableFormula))


def _cell(cell: Any, source: Any, epoch: datetime) -> SheetCell:  # noqa: ANN401 - openpyxl's cells
    value = cell.value
    font = cell.font
    face, struck = font.name, bool(font.strike)
    rich = None if source is None else source.value
    if isinstance(rich, CellRichText):
        pieces = tuple(_run(run, face, struck=struck) for run in rich)
    else:
        pieces = (RichRun(_shown(value, cell.number_format, epoch), face, struck, font.vertAlign == "superscript"),)
    return SheetCell(
        pieces=tuple(piece for piece in pieces if piece.text),
        bold=bool(font.b),
        align=cell.alignment.horizontal or "",
        ruled=_is_ruled(cell.border),
        raw=_raw(value, epoch),
        colour=_background(cell.fill),
    )


def _background(fill: Any) -> str | None:  # noqa: ANN401 - openpyxl's fill
    """A name for the colour of a painted cell; None for paper, white and shades between two colours."""
    if getattr(fill, "patternType", None) in {None, "none"}:
        return None
    colour = fill.fgColor if fill.patternType == "solid" else fill.bgColor
    name = f"{colour.type} {colour.value} {colour.tint:.2f}"
    return None if name in _WHITE else name


def _run(run: Any, face: str | None, *, struck: bool) -> RichRun:  # noqa: ANN401 - str or TextBlock
    if not isinstance(run, TextBlock):
        return RichRun(unescaped(str(run)), face, struck)
    font = run.font
    return RichRun(
        unescaped(run.text),
        font.rFont or face,
        struck if font.strike is None else bool(font.strike),
        font.vertAlign == "superscript",
    )


def _is_ruled(border: Any) -> bool:  # noqa: ANN401 - openpyxl's border
    sides = (border.left, border.right, border.top, border.bottom)
    return any(side is not None and side.style not in {None, "none"} for side in sides)


def _raw(value: Any, epoch: datetime) -> float | str | None:  # noqa: ANN401 - whatever a cell may hold
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, (int, float)):
        return float(value)
    return None if isinstance(value, (datetime, date, time, timedelta)) else unescaped(str(value))


def _shown(value: Any, code: str, epoch: datetime) -> str:  # noqa: ANN401 - whatever a cell may hold
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (datetime, date, time, timedelta)):
        # openpyxl takes some formats for dates that are none: the number is what the file holds
        serial = float(to_excel(value, epoch))  # type: ignore[no-untyped-call]  # the stubs leave it out
        return shown_number(serial, code if is_date_format(code) or _has_own_digits(code) else "dd/mm/yyyy", epoch)
    if isinstance(value, (int, float)):
        return shown_number(float(value), code, epoch)
    return shown_text(unescaped(str(value)), code)


def _has_own_digits(code: str) -> bool:
    return code not in {"General", "@"}


def unescaped(text: str) -> str:
    """``_x000D_`` and the like, which the format writes for characters that XML cannot hold."""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text).replace("\r\n", "\n").replace("\r", "\n")


def _merges(sheet: Any) -> Iterator[Span]:  # noqa: ANN401 - openpyxl's sheet
    for item in sheet.merged_cells.ranges:
        yield item.min_row - 1, item.min_col - 1, item.max_row - 1, item.max_col - 1


def _hidden_rows(sheet: Any) -> Iterable[int]:  # noqa: ANN401
    return (row - 1 for row, look in sheet.row_dimensions.items() if look.hidden or look.height == 0)


def _hidden_columns(sheet: Any) -> Iterator[int]:  # noqa: ANN401
    """Hidden columns; one entry of the file stands for a run of columns."""
    for look in sheet.column_dimensions.values():
        if (look.hidden or look.width == 0) and look.min:
            yield from range(look.min - 1, look.max or look.min)


def _widths(sheet: Any) -> dict[int, float]:  # noqa: ANN401
    found: dict[int, float] = {}
    for look in sheet.column_dimensions.values():
        if look.width and look.min and (look.max or look.min) - look.min < 256:
            found |= {
                column - 1: look.width * _POINTS_PER_CHARACTER for column in range(look.min, (look.max or look.min) + 1)
            }
    return found


def _properties(book: Any) -> Mapping[str, str]:  # noqa: ANN401
    found = {
        "title": book.properties.title,
        "subject": book.properties.subject,
        "author": book.properties.creator,
        "last_modified_by": book.properties.lastModifiedBy,
    }
    return {name: str(text) for name, text in found.items() if text}

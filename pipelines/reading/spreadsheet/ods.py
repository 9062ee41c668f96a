"""OpenDocument spreadsheets from their XML: the file holds what every cell shows."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from lxml import etree

from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.gates import check_zip
from pipelines.reading.limits import ReadingLimits
from pipelines.reading.spreadsheet.shapes import RichRun, Sheet, SheetCell, Span, Workbook

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, TABLE, TEXT, STYLE = (f"{{{_URN}{name}:1.0}}" for name in ("office", "table", "text", "style"))
FO = f"{{{_URN}xsl-fo-compatible:1.0}}"
_DC, _META = "{http://purl.org/dc/elements/1.1/}", f"{{{_URN}meta:1.0}}"
_GROUPS = frozenset(
    TABLE + name for name in ("table-header-rows", "table-row-group", "table-rows", "table-header-columns")
) | {TABLE + "table-column-group", TABLE + "table-columns"}
_PARTS = ("content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml")
_SIDES = ("border", "border-left", "border-right", "border-top", "border-bottom")
_ALIGN = {"start": "left", "end": "right"}
_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
_DAY = re.compile(r"\s*\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}\s*")
_ERROR = re.compile(r"(?:Err:\d+|#[A-Z/0!?]+[!?]?)")
_SUPER = re.compile(r"super|[1-9]\d*%")
_MAX_CHAIN = 16
_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError, KeyError)


@dataclass(frozen=True, slots=True)
class _Look:
    """What a style says of text and cell; None where it is silent."""

    font: str | None = None
    struck: bool | None = None
    raised: bool | None = None
    bold: bool | None = None
    align: str | None = None
    ruled: bool | None = None
    colour: str | None = None
    shown: bool | None = None
    parent: str | None = None


@dataclass(slots=True)
class _Styles:
    """Styles by name, with what they inherit."""

    looks: dict[str, _Look] = field(default_factory=dict)

    def value(self, name: str | None, what: str) -> object:
        """The nearest word of style ``name`` and its parents on ``what``."""
        for _ in range(_MAX_CHAIN):
            look = self.looks.get(name or "")
            if look is None:
                return None
            found = getattr(look, what)
            if found is not None:
                return found
            name = look.parent
        return None


def read_ods(path: Path, limits: ReadingLimits) -> Workbook:
    """Read an ODS file.

    Raises:
        UnreadableDocument: ``corrupt``, ``encrypted``, ``inflate_limit``, ``hostile_xml`` or ``too_complex``.
    """
    check_zip(path, limits)
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            parts = {name: archive.read(name) for name in _PARTS if name in names}
        if b"manifest:encryption-data" in parts.get("META-INF/manifest.xml", b""):
            raise UnreadableDocument("encrypted", f"{path.name}: bảng tính có mật khẩu mở tệp")
        root = _parsed(parts["content.xml"], path.name)
        common = _parsed(parts["styles.xml"], path.name) if "styles.xml" in parts else None
    except _BROKEN as error:
        raise UnreadableDocument("corrupt", f"{path.name}: không mở được bảng tính ({error})") from error
    styles = _Styles()
    for part in (common, root):
        if part is not None:
            styles.looks |= dict(_looks(part))
    return _Reader(styles, limits, path.name).workbook(root, parts.get("meta.xml"))


def _parsed(data: bytes, name: str) -> etree._Element:
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise UnreadableDocument("hostile_xml", f"{name}: bảng tính có khai báo DOCTYPE/ENTITY")
    try:
        return etree.parse(io.BytesIO(data), _parser()).getroot()
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument("corrupt", f"{name}: không phải XML hợp lệ ({error.msg})") from error


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)


def _looks(root: etree._Element) -> Iterator[tuple[str, _Look]]:
    faces = {
        face.get(STYLE + "name", ""): face.get(f"{{{_URN}svg-compatible:1.0}}font-family", "").strip("'\"")
        for face in root.iter(STYLE + "font-face")
    }
    for style in root.iter(STYLE + "style"):
        yield style.get(STYLE + "name", ""), _look(style, faces)


def _painted(colour: object) -> str | None:
    return None if colour in {None, "transparent", "#ffffff"} else str(colour)


def _look(style: etree._Element, faces: Mapping[str, str]) -> _Look:
    text, cell = style.find(STYLE + "text-properties"), style.find(STYLE + "table-cell-properties")
    paragraph, table = style.find(STYLE + "paragraph-properties"), style.find(STYLE + "table-properties")
    name = _get(text, STYLE + "font-name")
    line, place = _line_through(text), _get(text, STYLE + "text-position")
    weight, shown = _get(text, FO + "font-weight"), _get(table, TABLE + "display")
    borders = [_get(cell, FO + side) for side in _SIDES]
    align = _get(paragraph, FO + "text-align")
    drawn = [border for border in borders if border is not None]
    return _Look(
        font=faces.get(name, name) if name else _get(text, FO + "font-family"),
        struck=None if line is None else line != "none",
        raised=None if place is None else _SUPER.match(place) is not None,
        bold=None if weight is None else weight in {"bold", "600", "700", "800", "900"},
        align=_ALIGN.get(align, align) if align else None,
        ruled=any(border != "none" for border in drawn) if drawn else None,
        colour=_get(cell, FO + "background-color"),
        shown=None if shown is None else shown != "false",
        parent=style.get(STYLE + "parent-style-name"),
    )


def _line_through(text: etree._Element | None) -> str | None:
    """How a style strikes its words out; programs tell it by the line's form, by its number of strokes, or by both."""
    told = [_get(text, f"{STYLE}text-line-through-{what}") for what in ("style", "type")]
    lines = [line for line in told if line is not None]
    return next((line for line in lines if line != "none"), "none") if lines else None


def _get(element: etree._Element | None, name: str) -> str | None:
    return None if element is None else element.get(name)


class _Reader:
    """Reads the tables of one file within a budget of cells."""

    def __init__(self, styles: _Styles, limits: ReadingLimits, name: str) -> None:
        self._styles = styles
        self._left = limits.max_cells
        self._max = limits.max_cells
        self._name = name

    def workbook(self, root: etree._Element, meta: bytes | None) -> Workbook:
        sheets, hidden = [], []
        for number, table in enumerate(root.iterfind(f"{OFFICE}body/{OFFICE}spreadsheet/{TABLE}table"), start=1):
            sheet = self._sheet(number, table)
            if self._styles.value(table.get(TABLE + "style-name"), "shown") is False:
                hidden += [sheet.name] if any(cell.is_filled for cell in sheet.cells.values()) else []
            else:
                sheets.append(sheet)
        return Workbook(tuple(sheets), tuple(hidden), _properties(meta, self._name), tuple(_unread(root)))

    def _sheet(self, number: int, table: etree._Element) -> Sheet:
        cells: dict[tuple[int, int], SheetCell] = {}
        merges: list[Span] = []
        errors: list[tuple[int, int]] = []
        hidden_rows: set[int] = set()
        at = 0
        for row in _below(table, TABLE + "table-row"):
            times = _times(row, "number-rows-repeated")
            line = self._row(row)
            if row.get(TABLE + "visibility") in {"collapse", "filter"}:
                hidden_rows |= set(range(at, min(at + times, at + self._max)))
            for index in range(times if line else 0):
                self._spend(len(line))
                for column, (cell, span) in line.items():
                    if cell is None:
                        errors.append((at + index, column))
                        continue
                    cells[at + index, column] = cell
                    if span != (1, 1):
                        merges.append((at + index, column, at + index + span[0] - 1, column + span[1] - 1))
            at += times
            if at >= _MOST_ROWS:
                break
        hidden_columns = frozenset(self._hidden_columns(table))
        name = table.get(TABLE + "name", str(number))
        return Sheet(number, name, cells, tuple(merges), frozenset(hidden_rows), hidden_columns, errors=tuple(errors))

    def _spend(self, cells: int) -> None:
        self._left -= cells + 1
        if self._left < 0:
            raise UnreadableDocument("too_complex", f"{self._name}: bảng tính có hơn {self._max} ô và dòng")

    def _row(self, row: etree._Element) -> dict[int, tuple[SheetCell | None, tuple[int, int]]]:
        """Cells that show something, by column, with rows and columns they cover; None for an error."""
        found: dict[int, tuple[SheetCell | None, tuple[int, int]]] = {}
        column = 0
        for cell in row:
            if cell.tag not in {TABLE + "table-cell", TABLE + "covered-table-cell"}:
                continue
            times = _times(cell, "number-columns-repeated")
            if cell.tag == TABLE + "table-cell":
                made = self._cell(cell)
                wide = times if made is None or made.is_filled else min(times, 256)
                if made is None or made.is_filled or made.ruled or made.colour:
                    self._spend(wide)
                    span = (_number(cell, "number-rows-spanned"), _number(cell, "number-columns-spanned"))
                    found |= {column + index: (made, span) for index in range(wide)}
            column += times
            if column >= _MOST_COLUMNS:
                break
        return found

    def _cell(self, cell: etree._Element) -> SheetCell | None:
        style = cell.get(TABLE + "style-name")
        pieces = tuple(self._pieces(cell, style))
        text = "".join(piece.text for piece in pieces)
        if _ERROR.fullmatch(text.strip()) and cell.get(TABLE + "formula"):
            return None
        day = cell.get(OFFICE + "date-value", "")
        if cell.get(OFFICE + "value-type") == "date" and _DAY.fullmatch(text) and pieces:
            pieces = (RichRun(_vietnamese_day(day, text), pieces[0].font, pieces[0].struck),)
        return SheetCell(
            pieces,
            bool(self._styles.value(style, "bold")),
            str(self._styles.value(style, "align") or ""),
            bool(self._styles.value(style, "ruled")),
            _raw(cell, text),
            _painted(self._styles.value(style, "colour")),
        )

    def _pieces(self, cell: etree._Element, style: str | None) -> Iterator[RichRun]:
        paragraphs = cell.findall(TEXT + "p")
        for index, paragraph in enumerate(paragraphs):
            if index:
                yield RichRun("\n")
            yield from self._inline(paragraph, (style,))

    def _inline(self, element: etree._Element, styles: tuple[str | None, ...]) -> Iterator[RichRun]:
        if element.text:
            yield self._piece(" ".join(re.split(r"[\t\n\r ]+", element.text)), styles)
        for child in element:
            tag = child.tag
            if tag == TEXT + "s":
                yield self._piece(" " * min(_number(child, "c", TEXT), 100), styles)
            elif tag in {TEXT + "line-break", TEXT + "tab"}:
                yield self._piece("\n" if tag == TEXT + "line-break" else "\t", styles)
            elif tag in {TEXT + "span", TEXT + "a"}:
                yield from self._inline(child, (child.get(TEXT + "style-name"), *styles))
            elif isinstance(tag, str) and tag.startswith(TEXT):
                yield from self._inline(child, styles)
            if child.tail:
                yield self._piece(" ".join(re.split(r"[\t\n\r ]+", child.tail)), styles)

    def _piece(self, text: str, styles: tuple[str | None, ...]) -> RichRun:
        font, struck, raised = (self._first(styles, what) for what in ("font", "struck", "raised"))
        return RichRun(text, None if font is None else str(font), bool(struck), bool(raised))

    def _first(self, styles: tuple[str | None, ...], what: str) -> object:
        found = (self._styles.value(style, what) for style in styles)
        return next((value for value in found if value is not None), None)

    def _hidden_columns(self, table: etree._Element) -> Iterator[int]:
        at = 0
        for column in _below(table, TABLE + "table-column"):
            times = min(_times(column, "number-columns-repeated"), _MOST_COLUMNS)
            if column.get(TABLE + "visibility") in {"collapse", "filter"}:
                yield from range(at, at + times)
            at += times


def _below(table: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Rows or columns of a table, those in groups included."""
    for child in table:
        if child.tag == tag:
            yield child
        elif child.tag in _GROUPS:
            yield from _below(child, tag)


def _number(element: etree._Element, name: str, space: str = TABLE) -> int:
    text = element.get(space + name, "1")
    return max(1, int(text)) if text.isdecimal() else 1


def _times(element: etree._Element, name: str) -> int:
    return min(_number(element, name), _MOST_ROWS)


def _vietnamese_day(stored: str, shown: str) -> str:
    try:
        return f"{date.fromisoformat(stored[:10]):%d/%m/%Y}"
    except ValueError:
        return shown


def _raw(cell: etree._Element, text: str) -> float | str | None:
    kind = cell.get(OFFICE + "value-type")
    if kind in {"float", "percentage"}:
        try:
            return float(cell.get(OFFICE + "value", ""))
        except ValueError:
            return None
    return text if kind == "string" and text.strip() else None


def _unread(root: etree._Element) -> Iterator[str]:
    if next(root.iter(f"{{{_URN}drawing:1.0}}text-box"), None) is not None:
        yield "khung chữ"
    if next(root.iter(f"{{{_URN}drawing:1.0}}image"), None) is not None:
        yield "ảnh"


def _properties(meta: bytes | None, name: str) -> dict[str, str]:
    if meta is None:
        return {}
    root = _parsed(meta, name)
    tags = {"title": _DC + "title", "subject": _DC + "subject", "author": _META + "initial-creator"}
    tags["last_modified_by"] = _DC + "creator"
    found = {key: next((node.text for node in root.iter(tag) if node.text), None) for key, tag in tags.items()}
    return {key: text for key, text in found.items() if text}

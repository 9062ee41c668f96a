"""The first sheet of an XLSX file as rows of text, read as a stream with bounds.

Not with openpyxl: it fills a row up to its last cell and holds every shared text, so that a file of a few kilobytes can
ask for gigabytes. Here a cell beyond the bounds is not kept, and a file that goes on beyond them is refused. Values are
given as their owner sees them: days dd/MM/yyyy, numbers with a decimal comma.
"""

from __future__ import annotations

import io
import posixpath
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from xml.parsers import expat

from pipelines.sidefiles.model import BadSideFile
from pipelines.text.display import show_date
from pipelines.text.vietnamese import nfc

MAX_PART: Final = 64 * 1024 * 1024
MAX_ELEMENTS: Final = 4_000_000
MAX_CELL: Final = 4_000
MAX_ROW: Final = 1_048_576  # of the format
_CHUNK: Final = 1 << 16
_SMALL_PART: Final = 4 * 1024 * 1024
_PLACE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_ESCAPED: Final = re.compile(r"_x000([9AaDd])_")
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
# formats that every program knows by number: days, moments, times; those of East Asian programs too
_DAY_FORMATS: Final = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_NO_PATTERN: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DAY_LETTERS: Final = re.compile("[dmyhs]", re.IGNORECASE)
_LAST_SERIAL: Final = 2_958_465  # 31/12/9999
_LEAP_THAT_NEVER_WAS: Final = 60  # spreadsheets count a 29/02/1900


def workbook_rows(data: bytes, *, max_columns: int, max_memory: int) -> Iterator[tuple[int, list[str]]]:
    """Rows of the first sheet that hold something, each with its number from 1.

    Args:
        data: the file.
        max_columns: cells further right are not kept.
        max_memory: bytes that the shared texts may take.

    Raises:
        BadSideFile: no workbook, damaged, or beyond the bounds.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from _rows(_Archive(archive), max_columns, max_memory)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadSideFile(f"tệp XLSX hỏng, không mở được ({type(error).__name__}: {error})") from error
    except (OSError, LookupError, ValueError, OverflowError) as error:  # what a damaged directory or part brings about
        raise BadSideFile(f"tệp XLSX hỏng, không mở được ({type(error).__name__})") from error


@dataclass(frozen=True, slots=True)
class _Archive:
    """A zip whose parts are found in any letter case and parsed with a bound."""

    archive: zipfile.ZipFile

    def find(self, name: str) -> str | None:
        """The name as the archive spells it."""
        wanted = name.lstrip("/").casefold()
        return next((one for one in self.archive.namelist() if one.lstrip("/").casefold() == wanted), None)

    def parse(self, name: str, handler: _Handler, most: int) -> None:
        """Feed one part to ``handler``; a part that is not there feeds nothing."""
        for _ in self.steps(name, handler, most):
            pass

    def steps(self, name: str, handler: _Handler, most: int) -> Iterator[None]:
        """Feed one part step by step."""
        found = self.find(name)
        if found is None:
            return
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda tag, attributes: handler.start(_local(tag), attributes)
        parser.EndElementHandler = lambda tag: handler.end(_local(tag))
        parser.CharacterDataHandler = handler.text
        parser.StartDoctypeDeclHandler = _refuse
        size = 0
        with self.archive.open(found) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    raise BadSideFile(f"tệp XLSX không mở được: phần {found} bung ra hơn {most // 1024 // 1024} MB")
                parser.Parse(chunk, False)
                yield
        parser.Parse(b"", True)
        yield


def _refuse(*_: object) -> None:
    raise BadSideFile("tệp XLSX có khai báo DOCTYPE")


def _local(tag: str) -> str:
    return tag.rsplit(":", 1)[-1]


class _Handler:
    """Hears of one part; does nothing."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Characters inside an element."""


@dataclass
class _Relations(_Handler):
    """Targets of a part's relations: by id, and the first of each kind."""

    folder: str
    by_id: dict[str, str] = field(default_factory=dict)
    by_kind: dict[str, str] = field(default_factory=dict)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take one relation."""
        if tag != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = posixpath.normpath(posixpath.join("/", self.folder, attributes.get("Target", "")))
        self.by_id[attributes.get("Id", "")] = target
        self.by_kind.setdefault(attributes.get("Type", "").rsplit("/", 1)[-1], target)


@dataclass
class _Book(_Handler):
    """The sheets in order, by the id of their relation, and how days are counted."""

    sheets: list[str] = field(default_factory=list)
    epoch: date = _EPOCH

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take a sheet, or the calendar."""
        if tag == "sheet":
            self.sheets += [value for name, value in attributes.items() if _local(name) == "id"]
        if tag == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
            self.epoch = _EPOCH_1904


@dataclass
class _Styles(_Handler):
    """Which cell styles show a number as a day."""

    codes: dict[int, str] = field(default_factory=dict)
    is_day: list[bool] = field(default_factory=list)
    _in_cells: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take a number format or a cell style."""
        if tag == "numFmt":
            self.codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            self._in_cells = True
        elif tag == "xf" and self._in_cells:
            number = int(attributes.get("numFmtId", "0"))
            code = self.codes.get(number)
            self.is_day.append(number in _DAY_FORMATS if code is None else _shows_day(code))

    def end(self, tag: str) -> None:
        """Leave the cell styles."""
        if tag == "cellXfs":
            self._in_cells = False


@dataclass
class _Texts(_Handler):
    """The shared texts, each cut to the longest cell that is of use."""

    max_memory: int
    texts: list[str] = field(default_factory=list)
    memory: int = 0
    _parts: list[str] | None = None
    _length: int = 0
    _open: bool = False
    _in_reading_aid: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A text or a part of one begins; aids for reading (``rPh``) are no part of it."""
        if tag == "si":
            self._parts, self._length = [], 0
        elif tag == "rPh":
            self._in_reading_aid = True
        elif tag == "t":
            self._open = not self._in_reading_aid

    def end(self, tag: str) -> None:
        """Keep a text that is whole."""
        if tag == "t":
            self._open = False
        elif tag == "rPh":
            self._in_reading_aid = False
        elif tag == "si" and self._parts is not None:
            text = "".join(self._parts)[:MAX_CELL]
            self.memory += sys.getsizeof(text)
            if self.memory > self.max_memory:
                raise BadSideFile("tệp XLSX chứa quá nhiều chữ")
            self.texts.append(text)
            self._parts = None

    def text(self, data: str) -> None:
        """Part of a text."""
        if self._open and self._parts is not None and self._length < MAX_CELL:
            self._parts.append(data)
            self._length += len(data)


@dataclass(frozen=True, slots=True)
class _Setting:
    """What the cells of a sheet refer to."""

    texts: list[str]
    is_day: list[bool]
    epoch: date
    max_columns: int


@dataclass
class _Sheet(_Handler):
    """The cells of a sheet; ``ready`` holds the rows that are whole and not blank."""

    setting: _Setting
    ready: list[tuple[int, list[str]]] = field(default_factory=list)
    _elements: int = 0
    _row: int = 0
    _cells: list[str] = field(default_factory=list)
    _column: int = 0
    _kind: str = "n"
    _style: int = 0
    _value: list[str] = field(default_factory=list)
    _length: int = 0
    _open: bool = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A row, a cell or a value begins; rows and cells without a place follow the one before."""
        self._elements += 1
        if self._elements > MAX_ELEMENTS:
            raise BadSideFile("trang tính có quá nhiều ô")
        if tag == "row":
            self._start_row(int(attributes.get("r", self._row + 1)))
        elif tag == "c":
            self._start_cell(attributes)
        elif tag in {"v", "t"}:
            self._open = True
        elif tag == "rPh":
            self._open = False

    def _start_row(self, number: int) -> None:
        if not self._row < number <= MAX_ROW:
            raise BadSideFile(f"trang tính ghi dòng {number} sau dòng {self._row}")
        self._row, self._cells, self._column = number, [], 0

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = _PLACE.fullmatch(attributes.get("r", ""))
        self._column = _column_number(place[1]) if place else self._column + 1
        self._kind = attributes.get("t", "n")
        self._style = int(attributes.get("s", "0"))
        self._value, self._length = [], 0

    def end(self, tag: str) -> None:
        """Keep a cell that holds something, hand over a row that does."""
        if tag in {"v", "t"}:
            self._open = False
        elif tag == "c" and self._value and self._column <= self.setting.max_columns:
            self._keep(self._shown("".join(self._value)))
        elif tag == "row" and self._cells:
            self.ready.append((self._row, self._cells))
            self._cells = []

    def text(self, data: str) -> None:
        """Part of a value; what is longer than a cell of use is dropped as it comes."""
        if self._open and self._length < MAX_CELL:
            self._value.append(data)
            self._length += len(data)

    def _keep(self, text: str) -> None:
        if text.strip():
            self._cells += [""] * (self._column - len(self._cells))
            self._cells[self._column - 1] = text

    def _shown(self, value: str) -> str:
        if self._kind == "s":
            return _unescaped(self.setting.texts[int(value)])
        if self._kind in {"str", "inlineStr"}:
            return _unescaped(value[:MAX_CELL])
        if self._kind == "d":
            return _iso_day(value)
        if self._kind == "n":
            return self._number(value)
        return value[:MAX_CELL]  # truth ("1", "0") and errors ("#N/A") as they stand

    def _number(self, value: str) -> str:
        is_day = self._style < len(self.setting.is_day) and self.setting.is_day[self._style]
        number = float(value)
        if not is_day:
            return f"{Decimal(repr(number)).normalize():f}".replace(".", ",")
        serial = int(number)
        if not 0 < serial <= _LAST_SERIAL:
            return ""  # a link to an empty cell shows day 0
        epoch = self.setting.epoch
        shift = 1 if epoch == _EPOCH and serial < _LEAP_THAT_NEVER_WAS else 0
        return show_date(epoch + timedelta(days=serial + shift))


def _rows(archive: _Archive, max_columns: int, max_memory: int) -> Iterator[tuple[int, list[str]]]:
    top = _Relations("")
    archive.parse("_rels/.rels", top, _SMALL_PART)
    name = top.by_kind.get("officeDocument", "/xl/workbook.xml")
    relations, book, styles, texts = _Relations(posixpath.dirname(name)), _Book(), _Styles(), _Texts(max_memory)
    archive.parse(f"{posixpath.dirname(name)}/_rels/{posixpath.basename(name)}.rels", relations, _SMALL_PART)
    archive.parse(name, book, _SMALL_PART)
    sheet_name = next((relations.by_id[one] for one in book.sheets if one in relations.by_id), None)
    if sheet_name is None or archive.find(sheet_name) is None:
        raise BadSideFile("tệp XLSX không có trang tính nào")
    archive.parse(relations.by_kind.get("styles", "/xl/styles.xml"), styles, _SMALL_PART)
    archive.parse(relations.by_kind.get("sharedStrings", "/xl/sharedStrings.xml"), texts, MAX_PART)
    sheet = _Sheet(_Setting(texts.texts, styles.is_day, book.epoch, max_columns))
    for _ in archive.steps(sheet_name, sheet, MAX_PART):
        yield from sheet.ready
        sheet.ready.clear()


def _shows_day(code: str) -> bool:
    """Whether a number format shows a number as a day or a time; words in quotation marks say nothing of it."""
    return _DAY_LETTERS.search(_NO_PATTERN.sub("", code)) is not None


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _iso_day(value: str) -> str:
    return show_date(date.fromisoformat(value[:10]))


def _unescaped(text: str) -> str:
    return nfc(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))

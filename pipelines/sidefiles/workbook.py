"""The first sheet of an XLSX file as rows of text, read as a stream with bounds.

Not with openpyxl: it fills a row up to its last cell and holds every shared text, so that a file of a few kilobytes can
ask for gigabytes. Here a cell beyond the bounds is not kept, and a file that goes on beyond them is refused. Values are
given as their owner sees them: days dd/MM/yyyy, numbers with a decimal comma.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Final
from xml.parsers import expat

from pipelines.sidefiles.model import BadSideFile
from pipelines.sidefiles.package import EPOCH, MAX_CELL, Archive, Book, Handler, Relations, Styles, Texts
from pipelines.text.display import show_date
from pipelines.text.vietnamese import nfc

MAX_PART: Final = 64 * 1024 * 1024
MAX_ELEMENTS: Final = 4_000_000
MAX_ROW: Final = 1_048_576  # of the format
_SMALL_PART: Final = 4 * 1024 * 1024
_PLACE: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_ESCAPED: Final = re.compile(r"_x000([9AaDd])_")
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
            yield from _rows(Archive(archive), max_columns, max_memory)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadSideFile(f"tệp XLSX hỏng, không mở được ({type(error).__name__}: {error})") from error
    except (OSError, LookupError, ValueError, OverflowError) as error:  # what a damaged directory or part brings about
        raise BadSideFile(f"tệp XLSX hỏng, không mở được ({type(error).__name__})") from error


@dataclass(frozen=True, slots=True)
class _Setting:
    """What the cells of a sheet refer to."""

    texts: list[str]
    is_day: list[bool]
    epoch: date
    max_columns: int


@dataclass
class _Sheet(Handler):
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
        shift = 1 if epoch == EPOCH and serial < _LEAP_THAT_NEVER_WAS else 0
        return show_date(epoch + timedelta(days=serial + shift))


def _rows(archive: Archive, max_columns: int, max_memory: int) -> Iterator[tuple[int, list[str]]]:
    top = Relations("")
    archive.parse("_rels/.rels", top, _SMALL_PART)
    name = top.by_kind.get("officeDocument", "/xl/workbook.xml")
    relations, book, styles, texts = Relations(posixpath.dirname(name)), Book(), Styles(), Texts(max_memory)
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


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _iso_day(value: str) -> str:
    return show_date(date.fromisoformat(value[:10]))


def _unescaped(text: str) -> str:
    return nfc(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text))

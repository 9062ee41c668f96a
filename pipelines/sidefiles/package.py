"""The parts of an XLSX file that its cells refer to: relations, sheets, number formats, shared texts."""

from __future__ import annotations

import posixpath
import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from xml.parsers import expat

from pipelines.sidefiles.model import BadSideFile

MAX_CELL: Final = 4_000
EPOCH, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_CHUNK: Final = 1 << 16
# formats that every program knows by number: days, moments, times; those of East Asian programs too
_DAY_FORMATS: Final = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_NO_PATTERN: Final = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DAY_LETTERS: Final = re.compile("[dmyhs]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip whose parts are found in any letter case and parsed with a bound."""

    archive: zipfile.ZipFile

    def find(self, name: str) -> str | None:
        """The name as the archive spells it."""
        wanted = name.lstrip("/").casefold()
        return next((one for one in self.archive.namelist() if one.lstrip("/").casefold() == wanted), None)

    def parse(self, name: str, handler: Handler, most: int) -> None:
        """Feed one part to ``handler``; a part that is not there feeds nothing."""
        for _ in self.steps(name, handler, most):
            pass

    def steps(self, name: str, handler: Handler, most: int) -> Iterator[None]:
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


class Handler:
    """Hears of one part; does nothing."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, tag: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """Characters inside an element."""


@dataclass
class Relations(Handler):
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
class Book(Handler):
    """The sheets in order, by the id of their relation, and how days are counted."""

    sheets: list[str] = field(default_factory=list)
    epoch: date = EPOCH

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take a sheet, or the calendar."""
        if tag == "sheet":
            self.sheets += [value for name, value in attributes.items() if _local(name) == "id"]
        if tag == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
            self.epoch = EPOCH_1904


@dataclass
class Styles(Handler):
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
class Texts(Handler):
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


def _shows_day(code: str) -> bool:
    """Whether a number format shows a number as a day or a time; words in quotation marks say nothing of it."""
    return _DAY_LETTERS.search(_NO_PATTERN.sub("", code)) is not None

"""The zip package: parts by relationship, opened behind the zip gate."""

from __future__ import annotations

import lzma
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from lxml import etree

from pipelines.reading.docx.ooxml import Element, parse_xml
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.gates import check_zip
from pipelines.reading.limits import DEFAULT_LIMITS, ReadingLimits
from pipelines.text.system_errors import error_vi

_OFFICE_DOCUMENT = "officeDocument"


class Package:
    """An opened DOCX. Parts are parsed on demand; relationships are resolved relative to their part."""

    def __init__(self, path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> None:
        """Open ``path``.

        Raises:
            UnreadableDocument: ``corrupt`` (not a zip, or without main part), ``inflate_limit``.
        """
        check_zip(path, limits)
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError) as error:
            raise UnreadableDocument("corrupt", f"không mở được gói DOCX: {error_vi(error)}") from error
        self._max_bytes = limits.max_stream_bytes
        self._names = {name.lower(): name for name in self._zip.namelist()}
        self.main = self._main_part()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    def _main_part(self) -> str:
        targets = [target for _, target in self.related("", _OFFICE_DOCUMENT)]
        name = next((target for target in targets if self.has(target)), "word/document.xml")
        if not self.has(name):
            raise UnreadableDocument("corrupt", "gói DOCX không có phần nội dung word/document.xml")
        return name

    def has(self, name: str) -> bool:
        """True when the package holds the part ``name`` (case does not matter in OPC names)."""
        return name.lower() in self._names

    def image_count(self) -> int:
        """Number of pictures stored in the package."""
        return sum(name.startswith("word/media/") for name in self._names)

    def xml(self, name: str) -> Element | None:
        """Root of the part ``name``; None when it is absent.

        Raises:
            UnreadableDocument: ``corrupt``, ``inflate_limit`` or ``hostile_xml`` (document type declaration).
        """
        data = self.bytes_of(name)
        return None if data is None else _parsed(name, data)

    def bytes_of(self, name: str) -> bytes | None:
        """Content of the part ``name``; None when it is absent.

        Raises:
            UnreadableDocument: ``corrupt`` or ``inflate_limit``.
        """
        if not self.has(name):
            return None
        member = self._zip.getinfo(self._names[name.lower()])
        if member.file_size > self._max_bytes:  # a part may have any name; the gate looked at *.xml only
            raise UnreadableDocument("inflate_limit", f"phần {name} bung ra {member.file_size} byte")
        try:
            return self._zip.read(member)
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, ValueError, zlib.error, lzma.LZMAError) as error:
            raise UnreadableDocument("corrupt", f"phần {name}: {error_vi(error)}") from error

    def related(self, part: str, kind: str | None) -> Iterator[tuple[str, str]]:
        """Yield ``(relationship id, part name)`` of the internal targets of ``kind`` ("header", "styles" …).

        None stands for every kind.
        """
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        for relation in () if root is None else root:
            is_kind = kind is None or relation.get("Type", "").rsplit("/", 1)[-1] == kind
            if is_kind and relation.get("TargetMode") != "External":
                target = relation.get("Target", "")
                joined = target if target.startswith("/") else posixpath.join(folder, target)
                yield relation.get("Id", ""), posixpath.normpath(joined).lstrip("/")

    def first_related(self, kind: str) -> Element | None:
        """Root of the main part's first related part of ``kind``; None when there is none."""
        names = (name for _, name in self.related(self.main, kind))
        return next((root for name in names if (root := self.xml(name)) is not None), None)


def _parsed(name: str, data: bytes) -> Element:
    # Word never writes a DTD; entity bombs and external entities need one.
    head = data[:4096].replace(b"\x00", b"")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in data.replace(b"\x00", b""):
        raise UnreadableDocument("hostile_xml", f"phần {name} có khai báo DOCTYPE/ENTITY")
    try:
        return parse_xml(data)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument("corrupt", f"phần {name} không phải XML hợp lệ: {error.msg}") from error

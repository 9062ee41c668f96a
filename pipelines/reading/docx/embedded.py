"""Parts that a document shows beside its own text: pictures of tables, other documents, objects of other programs.

Pictures go through the recogniser of scans, documents through the reader of their kind; what nobody can read is told.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.policy import default as mail_policy
from itertools import groupby
from pathlib import Path

from pipelines.model.document import Box, ReadingIssue
from pipelines.reading.conversion import convert_many
from pipelines.reading.docx.package import Package
from pipelines.reading.docx.parsed import EmbeddedKind, EmbeddedPart, ParsedBlock, ParsedCell, ParsedParagraph
from pipelines.reading.docx.pictures import is_for_text, read_pictures
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.limits import ReadingLimits
from pipelines.reading.sniff import FileKind, sniff

_MAX_DEPTH = 2  # a document in a document in a document is no plan's annex
_MAX_PICTURES = 60
_HTML_NAMES = (".htm", ".html", ".xhtml")
_HTML_PIECE = re.compile(rb"<(?:p|table|div|span|h\d|ul|ol|br)\b", re.IGNORECASE)
_BY_OFFICE = frozenset({FileKind.DOC, FileKind.ODT, FileKind.RTF, FileKind.HTML, FileKind.WORD_XML})
_DOCUMENT = re.compile(r"Word\.|opendocument\.Writer", re.IGNORECASE)
_SAID = {
    EmbeddedKind.PICTURE: "ảnh",
    EmbeddedKind.CHUNK: "tài liệu nhúng",
    EmbeddedKind.OBJECT: "đối tượng nhúng",
    EmbeddedKind.CHART: "biểu đồ",
    EmbeddedKind.DIAGRAM: "sơ đồ",
}
ReadPackage = Callable[[Path, int], tuple[list[ParsedBlock], list[ReadingIssue]]]
"""(package, depth) → the blocks of a Word document that stands in another, and what is to be told of them."""


@dataclass(slots=True)
class EmbeddedReader:
    """Reads the embedded parts of one document; ``issues`` tells what was read and what was not."""

    package: Package
    limits: ReadingLimits
    read_package: ReadPackage
    text_width: float
    depth: int = 0
    issues: list[ReadingIssue] = field(default_factory=list)

    def resolved(self, blocks: Iterable[ParsedBlock]) -> list[ParsedBlock]:
        """``blocks`` with the text of embedded parts behind the paragraphs that show them.

        Pictures with nothing but empty lines between them are read together: a table goes on from one to the next.
        """
        out: list[ParsedBlock] = []
        for has_picture, group in groupby(_grouped(blocks, self._shows_text), key=lambda item: item[0]):
            members = [block for _, block in group]
            if has_picture:
                out += self._pictures([block for block in members if isinstance(block, ParsedParagraph)])
            else:
                out += [found for block in members for found in self._resolved(block)]
        return out

    def _shows_text(self, part: EmbeddedPart) -> bool:
        return part.kind is EmbeddedKind.PICTURE and bool(part.part) and is_for_text(part, self.text_width)

    def _resolved(self, block: ParsedBlock) -> Iterator[ParsedBlock]:
        if not isinstance(block, ParsedParagraph):
            yield replace(block, cells=tuple(self._cell(cell) for cell in block.cells))
            return
        yield block
        for part in block.embedded:
            if part.kind is not EmbeddedKind.PICTURE:
                yield from self._document(part, block.pages[-1])

    def _cell(self, cell: ParsedCell) -> ParsedCell:
        if not any(isinstance(block, ParsedParagraph) and block.embedded for block in cell.content):
            return cell
        return replace(cell, content=tuple(self.resolved(cell.content)))

    def _pictures(self, paragraphs: list[ParsedParagraph]) -> Iterator[ParsedBlock]:
        """The text of the paragraphs, then what their pictures say."""
        page = paragraphs[0].pages[-1]
        parts = [part for paragraph in paragraphs for part in paragraph.embedded if self._shows_text(part)]
        yield from paragraphs
        if len(parts) > _MAX_PICTURES:
            self._tell_unread(EmbeddedKind.PICTURE, page, f"{len(parts) - _MAX_PICTURES} ảnh")
        images = [(self.package.bytes_of(part.part) or b"", part) for part in parts[:_MAX_PICTURES]]
        try:
            found = read_pictures(images, self.limits, page)
        except UnreadableDocument as error:
            self._tell_unread(EmbeddedKind.PICTURE, page, f"{len(images)} ảnh ({error.reason_code})")
            return
        self.issues += found.issues
        if found.unread:
            self._tell_unread(EmbeddedKind.PICTURE, page, f"{found.unread} ảnh")
        yield from found.blocks
        others = [
            part for paragraph in paragraphs for part in paragraph.embedded if part.kind is not EmbeddedKind.PICTURE
        ]
        for part in others:
            yield from self._document(part, page)

    def _document(self, part: EmbeddedPart, page: int) -> list[ParsedBlock]:
        """The blocks of an embedded document; none, with a finding, for what cannot be read."""
        data = self.package.bytes_of(part.part) if part.part else None
        is_document = part.kind is EmbeddedKind.CHUNK or _DOCUMENT.match(part.name) is not None
        if data is None or not is_document or self.depth >= _MAX_DEPTH:
            self._tell_unread(part.kind, page, part.name)
            return []
        try:
            with tempfile.TemporaryDirectory(prefix="cchc-part-") as folder:
                blocks, issues = self._chunk(data, part, Path(folder))
        except UnreadableDocument as error:
            self._tell_unread(part.kind, page, f"{Path(part.part).name} ({error.reason_code})")
            return []
        self.issues += [replace(issue, box=Box(page)) for issue in issues]
        return [on_page(block, page) for block in blocks]

    def _chunk(self, data: bytes, part: EmbeddedPart, folder: Path) -> tuple[list[ParsedBlock], list[ReadingIssue]]:
        source = folder / "part"
        source.write_bytes(_mail_body(data))
        kind = _kind(source, part.part)
        if kind is FileKind.TEXT:
            return [ParsedParagraph((line,), (1,)) for line in _decoded(data).splitlines()], []
        if kind is FileKind.DOCX:
            return self.read_package(source, self.depth + 1)
        if kind not in _BY_OFFICE:
            raise UnreadableDocument("unsupported_type", kind.value)
        if kind is FileKind.HTML:
            source.write_bytes(b"<html>" + source.read_bytes())
        (folder / "office").mkdir()
        converted = convert_many([source], folder / "office", self.limits)[0]
        if converted is None:
            raise UnreadableDocument("office_failed", part.part)
        return self.read_package(converted, self.depth + 1)

    def _tell_unread(self, kind: EmbeddedKind, page: int, detail: str) -> None:
        words = f"{_SAID[kind]} ở trang {page}" + (f": {detail}" if detail else "")
        self.issues.append(ReadingIssue("content_unread", words, Box(page)))


def _grouped(
    blocks: Iterable[ParsedBlock], shows_text: Callable[[EmbeddedPart], bool]
) -> Iterator[tuple[bool, ParsedBlock]]:
    """Blocks, each with whether it belongs to a run of pictures; empty lines inside a run belong to it."""
    waiting: list[ParsedBlock] = []
    in_run = False
    for block in blocks:
        is_picture = isinstance(block, ParsedParagraph) and any(map(shows_text, block.embedded))
        if not is_picture and in_run and isinstance(block, ParsedParagraph) and block.is_empty and not block.embedded:
            waiting.append(block)
            continue
        yield from ((is_picture and in_run, empty) for empty in waiting)
        waiting, in_run = [], is_picture
        yield is_picture, block
    yield from ((False, empty) for empty in waiting)


def on_page(block: ParsedBlock, page: int) -> ParsedBlock:
    """``block`` as it stands on ``page`` of the document that shows it."""
    if isinstance(block, ParsedParagraph):
        return replace(block, pages=(page,))
    cells = tuple(
        replace(cell, pages=(page,), content=tuple(on_page(inner, page) for inner in cell.content))
        for cell in block.cells
    )
    return replace(block, cells=cells, struck_rows=tuple((page, words) for _, words in block.struck_rows))


def _kind(source: Path, name: str) -> FileKind:
    kind = sniff(source)
    if kind is FileKind.TEXT and (name.lower().endswith(_HTML_NAMES) or _HTML_PIECE.search(source.read_bytes())):
        return FileKind.HTML
    return kind


def _mail_body(data: bytes) -> bytes:
    """The page inside a web archive (MHT); anything else as it is."""
    if not re.match(rb"(?:\s*[\w-]+:[^\n]*\n)*?\s*MIME-Version:", data[:2000], re.IGNORECASE):
        return data
    body = message_from_bytes(data, policy=mail_policy).get_body(("html", "plain"))
    return data if body is None else str(body.get_content()).encode("ascii", "xmlcharrefreplace")


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")

"""DOCX file → Document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

from pipelines.model.document import (
    Block,
    Box,
    Document,
    ExtractionMethod,
    Page,
    PageKind,
    Paragraph,
    ParagraphKind,
    ReadingIssue,
    Table,
)
from pipelines.reading.docx.decoding import may_be_old
from pipelines.reading.docx.numbering import read_numbering
from pipelines.reading.docx.ooxml import TWIPS_PER_POINT, Element, W, as_int, without_placeholders
from pipelines.reading.docx.package import Package
from pipelines.reading.docx.page_breaks import PageBreaks, sections_of
from pipelines.reading.docx.parsed import ParsedBlock, ParsedParagraph, ParsedTable, paragraphs_of
from pipelines.reading.docx.render import note_paragraphs, render
from pipelines.reading.docx.runs import InlineReader, watermark_texts
from pipelines.reading.docx.story import Repairs, StoryReader
from pipelines.reading.docx.struck import struck_places
from pipelines.reading.docx.styles import read_styles
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.legacy.judge import judge
from pipelines.reading.legacy.repair import repair_legacy
from pipelines.reading.limits import DEFAULT_LIMITS, ReadingLimits
from pipelines.reading.note_marks import settle_marks
from pipelines.text.vietnamese import squeeze_spaces

_A4 = (595.3, 841.9)  # points
_SHOWN_STRUCK = 200  # characters of struck words that a finding quotes
_TRACKED = frozenset(W + name for name in ("ins", "del", "moveFrom", "moveTo"))
_PROPERTY_NAMES = {
    "title": "title",
    "subject": "subject",
    "creator": "author",
    "lastModifiedBy": "last_modified_by",
    "created": "created",
    "modified": "modified",
}


def read_docx(
    path: Path,
    limits: ReadingLimits = DEFAULT_LIMITS,
    *,
    method: ExtractionMethod = ExtractionMethod.DOCX,
    trusts_dates: bool = True,
) -> Document:
    """Read the Word document at ``path``.

    Pages are known as far as Word wrote where it last broke them (``w:lastRenderedPageBreak``), else as far as its
    author broke them. Boxes carry pages only, their coordinates are 0.

    Args:
        path: A DOCX package (transitional or strict).
        limits: Bounds for the package once inflated.
        method: What to record; ``DOC`` when the package was converted from one.
        trusts_dates: False for a package that LibreOffice made just now: dates in its fields are of today, and dropped.

    Raises:
        UnreadableDocument: ``corrupt``, ``encrypted``, ``inflate_limit``, ``hostile_xml``, ``too_complex`` or
            ``no_text``.
    """
    try:
        with Package(path, limits) as package:
            document = _read(package, method, limits, trusts_dates=trusts_dates)
            images = package.image_count()
    except RecursionError as error:
        raise UnreadableDocument("too_complex", f"{path.name}: các phần lồng nhau quá sâu") from error
    if not document.blocks:
        raise _nothing_read(path, document, images)
    return settle_marks(repair_legacy(document))


def _nothing_read(path: Path, document: Document, images: int) -> UnreadableDocument:
    """Why a document without a word gave nothing: its pictures may only want the recogniser."""
    if any("needs_ocr" in issue.detail for issue in document.issues):
        return UnreadableDocument("needs_ocr", f"{path.name}: tệp Word chỉ có {images} ảnh")
    return UnreadableDocument("no_text", f"{path.name}: tệp Word không có chữ, chỉ có {images} ảnh")


def _read(package: Package, method: ExtractionMethod, limits: ReadingLimits, *, trusts_dates: bool) -> Document:
    body = _body(package)
    sizes = list(_section_sizes(body))
    parsed, story, issues = _story(package, body, limits, sizes[0], trusts_dates=trusts_dates)
    contents = [block for block in parsed if _is_furniture(block)]
    blocks = render(block for block in parsed if not _is_furniture(block))
    last_page = story.last_page
    story.parts = {}  # ids of headers and notes are their own
    notes = list(_notes(package, story))
    tracked = _tracked_changes(body)
    return Document(
        method=method,
        pages=tuple(_pages(last_page, sizes[0], blocks)),
        blocks=blocks,
        furniture=(
            *note_paragraphs(contents, ParagraphKind.FURNITURE, None),
            *_furniture(package, story),
        ),
        notes=tuple(notes),
        issues=(*_issues(story.repairs), *_told(parsed), *issues, *_revisions(tracked)),
        properties=_properties(package, tracked, [item for item in parsed if isinstance(item, ParsedTable)]),
    )


def _body(package: Package) -> Element:
    root = package.xml(package.main)
    body = None if root is None else without_placeholders(root).find(W + "body")
    if body is None:
        raise UnreadableDocument("corrupt", f"phần {package.main} không có w:body")
    return body


def _story(
    package: Package,
    body: Element,
    limits: ReadingLimits,
    size: tuple[float, float, float],
    *,
    trusts_dates: bool,
    depth: int = 0,
) -> tuple[list[ParsedBlock], StoryReader, list[ReadingIssue]]:
    """The parsed body with its embedded parts, the reader that holds its counts, and what embedded parts tell."""
    width = size[0] - size[2]
    styles = read_styles(package.first_related("styles"))
    breaks = PageBreaks(body, styles.styles.values())
    judgement = judge(InlineReader(styles, breaks).texts(body)) if may_be_old(body) else None
    story = StoryReader(
        styles,
        read_numbering(package.first_related("numbering")),
        width,
        breaks,
        judgement,
        trusts_dates=trusts_dates,
    )
    story.parts = dict(package.related(package.main, None))
    parsed = list(story.blocks(body))
    if not any(paragraph.embedded for paragraph in paragraphs_of(parsed)):
        return parsed, story, []
    from pipelines.reading.docx.embedded import EmbeddedReader  # noqa: PLC0415 - it loads the engines of pictures

    reader = EmbeddedReader(package, limits, partial(_inner_blocks, limits), width, depth)
    return reader.resolved(parsed), story, reader.issues


def _inner_blocks(limits: ReadingLimits, path: Path, depth: int) -> tuple[list[ParsedBlock], list[ReadingIssue]]:
    """The blocks of a document that stands in another one, and what is to be told of it."""
    with Package(path, limits) as package:
        body = _body(package)
        size = next(_section_sizes(body))
        parsed, story, issues = _story(package, body, limits, size, trusts_dates=True, depth=depth)
        return parsed, [*_issues(story.repairs), *issues]


def _is_furniture(block: ParsedBlock) -> bool:
    return isinstance(block, ParsedParagraph) and block.kind is ParagraphKind.FURNITURE


def _section_sizes(body: Element) -> Iterator[tuple[float, float, float]]:
    """(width, height, both side margins) in points of every section; A4 with 1-inch margins when none is given."""
    found = False
    for section in sections_of(body):
        size, margins = section.find(W + "pgSz"), section.find(W + "pgMar")
        if size is None:
            continue
        found = True
        sides = sum(_points(margins, side) for side in ("left", "right"))
        yield _points(size, "w") or _A4[0], _points(size, "h") or _A4[1], sides
    if not found:
        yield (*_A4, 144.0)


def _points(element: Element | None, name: str) -> float:
    twips = None if element is None else as_int(element.get(W + name))
    return (twips or 0) / TWIPS_PER_POINT


def _pages(last: int, size: tuple[float, float, float], blocks: tuple[Block, ...]) -> Iterator[Page]:
    with_table = {box.page for block in blocks if isinstance(block, Table) for c in block.cells for box in c.boxes}
    with_text = {box.page for block in blocks if isinstance(block, Paragraph) for box in block.boxes}
    for number in range(1, last + 1):
        kind = PageKind.TEXT if number in with_text else PageKind.EMPTY
        kind = PageKind.TABLE if number in with_table else kind
        yield Page(number, size[0], size[1], kind)


def _furniture(package: Package, story: StoryReader) -> Iterator[Paragraph]:
    """Headers and footers, each text once, and watermarks."""
    seen: set[str] = set()
    for kind in ("header", "footer"):
        for _, name in package.related(package.main, kind):
            root = package.xml(name)
            if root is None:
                continue
            marks = (Paragraph(squeeze_spaces(text), (), ParagraphKind.FURNITURE) for text in watermark_texts(root))
            lines = note_paragraphs(story.blocks(root), ParagraphKind.FURNITURE, None)
            for paragraph in (*lines, *marks):
                if paragraph.text not in seen:
                    seen.add(paragraph.text)
                    yield paragraph


def _notes(package: Package, story: StoryReader) -> Iterator[Paragraph]:
    """Footnotes, then endnotes, numbered as printed; separators left out."""
    for part, tag in (("footnotes", "footnote"), ("endnotes", "endnote")):
        root = package.first_related(part)
        numbers = count(1)
        for note in () if root is None else root.findall(W + tag):
            if note.get(W + "type", "normal") == "normal":
                yield from note_paragraphs(story.blocks(note), ParagraphKind.NOTE, str(next(numbers)))


def _issues(repairs: Repairs) -> Iterator[ReadingIssue]:
    for encoding, number in sorted(repairs.legacy.items()):
        yield ReadingIssue("legacy_encoding", encoding.value, count=number)
    if repairs.non_nfc:
        yield ReadingIssue("non_nfc", "chữ có dấu ở dạng tổ hợp", count=repairs.non_nfc)


def _told(blocks: list[ParsedBlock]) -> Iterator[ReadingIssue]:
    """What was left out, and what is not as sure as it looks."""
    for page, words in struck_places(blocks):
        yield ReadingIssue("struck_text", f"“{_short(words)}”", Box(page))
    told = [paragraph for paragraph in paragraphs_of(blocks) if paragraph.remarks]
    counted = Counter((remark, paragraph.pages[0]) for paragraph in told for remark in paragraph.remarks)
    for (remark, page), number in counted.items():
        yield ReadingIssue(remark.code, remark.detail, Box(page), number)


def _short(words: str) -> str:
    return words if len(words) <= _SHOWN_STRUCK else f"{words[: _SHOWN_STRUCK - 1]}…"


def _revisions(number: int) -> Iterator[ReadingIssue]:
    if number:
        yield ReadingIssue("tracked_changes", f"{number} chỗ", None)


def _tracked_changes(body: Element) -> int:
    return sum(1 for element in body.iter(*_TRACKED))


def _properties(package: Package, tracked: int, tables: list[ParsedTable]) -> dict[str, str]:
    """The file's own metadata; ``tracked_changes`` and ``repeated_header_rows`` (the most of any table) as digits."""
    headers = max((table.header_rows for table in tables), default=0)
    counted = {"tracked_changes": tracked, "repeated_header_rows": headers}
    properties = {name: str(number) for name, number in counted.items() if number}
    for _, name in (*package.related("", "core-properties"), *package.related("", "extended-properties")):
        root = package.xml(name)
        for child in () if root is None else root:
            local = str(child.tag).rsplit("}", 1)[-1]
            key = "producer" if local == "Application" else _PROPERTY_NAMES.get(local)
            if key and (text := squeeze_spaces(child.text or "")):
                properties[key] = text
    return dict(sorted(properties.items()))

"""Repair of a whole Document whose text is in a legacy encoding and whose fonts are not known (PDF)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from pipelines.model.document import Block, Document, Paragraph, ReadingIssue, Table
from pipelines.reading.legacy.case import restore_capitals, restore_horns
from pipelines.reading.legacy.encodings import LegacyEncoding
from pipelines.reading.legacy.judge import Judgement, judge
from pipelines.text.vietnamese import nfc

_Convert = Callable[[str], str]
_CODE = "legacy_encoding"


def repair_legacy(document: Document) -> Document:
    """Return ``document`` with TCVN3 or VNI text turned into Unicode.

    The encoding is decided once over all texts that are not plainly Unicode; each of them is then converted
    only when that makes it more Vietnamese. A ``legacy_encoding`` issue counts the converted texts. What TCVN3 loses
    (case of capitals, "ư") is put back in texts that the reader has decoded already, too.
    An unaffected document comes back as the same object.
    """
    decoded = _decoded_document(document)
    is_tcvn3 = any(issue.code == _CODE and issue.detail == LegacyEncoding.TCVN3 for issue in decoded.issues)
    return _restored(decoded) if is_tcvn3 else decoded


def _decoded_document(document: Document) -> Document:
    judgement = judge((None, text) for text in _texts(document))
    if judgement.unnamed is None:
        return document
    count = sum(_decoded(text, judgement) != text for text in _texts(document))
    issue = ReadingIssue(_CODE, judgement.unnamed.value, count=count)
    changed = _map_texts(document, lambda text: nfc(_decoded(text, judgement)))
    return replace(changed, issues=(*changed.issues, issue))


def _restored(document: Document) -> Document:
    """``document`` with capitals in one case, and with "ư" where none is left at all."""
    is_changed = any(restore_capitals(text) != text for text in _texts(document))
    restored = _map_texts(document, restore_capitals) if is_changed else document
    texts = list(_texts(restored))
    if any(letter in text for text in texts for letter in "ưƯ"):
        return restored
    horns = sum(restore_horns(text)[1] for text in texts)
    if not horns:
        return restored
    mended = _map_texts(restored, lambda text: restore_horns(text)[0])
    issue = ReadingIssue("lost_glyphs", "chữ “ư” của bảng mã TCVN3", count=horns)
    return replace(mended, issues=(*mended.issues, issue))


def _decoded(text: str, judgement: Judgement) -> str:
    return judgement.decode(text, None).text


def _texts(document: Document) -> Iterator[str]:
    for paragraph in (*document.paragraphs, *document.notes, *document.furniture):
        yield paragraph.text
    for table in document.tables:
        yield from (cell.text for cell in table.cells)


def _map_texts(document: Document, convert: _Convert) -> Document:
    return replace(
        document,
        blocks=tuple(_map_block(block, convert) for block in document.blocks),
        notes=tuple(_map_paragraph(note, convert) for note in document.notes),
        furniture=tuple(_map_paragraph(line, convert) for line in document.furniture),
    )


def _map_block(block: Block, convert: _Convert) -> Block:
    if isinstance(block, Table):
        return replace(block, cells=tuple(replace(cell, text=convert(cell.text)) for cell in block.cells))
    return _map_paragraph(block, convert)


def _map_paragraph(paragraph: Paragraph, convert: _Convert) -> Paragraph:
    return replace(paragraph, text=convert(paragraph.text))

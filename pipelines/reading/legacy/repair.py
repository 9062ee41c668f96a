"""Repair of a whole Document whose text is in a legacy encoding and whose fonts do not say so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from pipelines.model.document import Block, Document, Paragraph, ReadingIssue, Table
from pipelines.reading.legacy.encodings import LegacyEncoding, to_unicode
from pipelines.reading.legacy.syllables import detect_encoding, has_unicode_vietnamese, syllable_rate
from pipelines.text.vietnamese import nfc

_Convert = Callable[[str], str]


def repair_legacy(document: Document) -> Document:
    """Return ``document`` with TCVN3 or VNI text turned into Unicode.

    The encoding is decided once over all texts that are not plainly Unicode; each of them is then converted
    only when that does not lower its syllable rate. A ``legacy_encoding`` issue counts the converted texts.
    An unaffected document comes back as the same object.
    """
    texts = [text for text in _texts(document) if not text.isascii() and not has_unicode_vietnamese(text)]
    encoding = detect_encoding("\n".join(texts))
    if encoding is None:
        return document
    count = sum(_repaired(text, encoding) != text for text in texts)
    issue = ReadingIssue("legacy_encoding", encoding.value, count=count)
    repaired = _map_texts(document, lambda text: _repaired(text, encoding))
    return replace(repaired, issues=(*repaired.issues, issue))


def _repaired(text: str, encoding: LegacyEncoding) -> str:
    if text.isascii() or has_unicode_vietnamese(text):
        return text
    converted = nfc(to_unicode(text, encoding))
    return converted if syllable_rate(converted) >= syllable_rate(text) else text


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

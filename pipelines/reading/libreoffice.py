"""DOC, ODT and RTF: converted to DOCX by LibreOffice, then read by the DOCX reader."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pipelines.model.document import Document, ExtractionMethod, ReadingIssue
from pipelines.reading.conversion import CONVERTED_KINDS, convert_many, office_program
from pipelines.reading.docx import read_docx
from pipelines.reading.docx.equations import eq_field_text
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.gates import check_size, check_zip
from pipelines.reading.limits import DEFAULT_LIMITS, ReadingLimits
from pipelines.reading.sniff import FileKind, sniff
from pipelines.reading.stored import Frozen, frozen


def read_doc(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> Document:
    """Read a DOC, ODT or RTF file (or HTML or Word XML under such a name); the bytes decide which it is.

    Returns:
        A document with method ``DOC`` for binary Word files, ``DOCX`` for the others.

    Raises:
        UnreadableDocument: ``unsupported_type``, ``encrypted``, ``needs_office``, ``office_failed``, ``timeout``,
            or what the DOCX reader raises.
    """
    check_size(path, limits)
    kind = sniff(path)
    if kind is FileKind.ENCRYPTED_OFFICE or (kind is FileKind.DOC and is_encrypted_doc(path)):
        raise UnreadableDocument("encrypted", f"{path.name}: tệp Word có mật khẩu mở tệp")
    if kind not in CONVERTED_KINDS:
        raise UnreadableDocument("unsupported_type", f"{path.name}: nội dung là {kind.value}, cần doc, odt hoặc rtf")
    if kind is FileKind.ODT:
        check_zip(path, limits)
    method = ExtractionMethod.DOC if kind is FileKind.DOC else ExtractionMethod.DOCX
    fields = frozen(path.read_bytes(), kind)[1]
    with tempfile.TemporaryDirectory(prefix="cchc-office-") as folder:
        converted = convert_many([path], Path(folder), limits)[0]
        if converted is None:
            raise UnreadableDocument("office_failed", f"{path.name}: LibreOffice không tạo được tệp DOCX")
        document = read_docx(converted, limits, method=method, trusts_dates=fields.is_sound)
    return _as_original(document, fields)


def _as_original(document: Document, fields: Frozen) -> Document:
    """The converter is not the program that wrote the file, and knows no more which words were fields."""
    properties = dict(document.properties)
    if converter := properties.pop("producer", None):
        properties["converted_by"] = converter
    told = {issue.detail for issue in document.issues if issue.code == "date_field"}
    return replace(document, properties=properties, issues=(*document.issues, *_field_issues(fields, told)))


def _field_issues(fields: Frozen, told: set[str]) -> Iterator[ReadingIssue]:
    """What the converted file no longer tells: dates that were fields, and fields that LibreOffice loses."""
    for words, number in Counter(words for words in fields.dates if words and words not in told).items():
        yield ReadingIssue("date_field", words, count=number)
    for words, number in Counter(fields.lost).items():
        yield ReadingIssue("field_lost", eq_field_text(words) or words, count=number)


def is_encrypted_doc(path: Path) -> bool:
    """True when the header of a binary Word file has its encryption bit set ([MS-DOC] 2.5.2, ``fEncrypted``).

    The header is the first sector that starts with the magic number A5EC; writers align streams to sectors.
    """
    with path.open("rb") as stream:
        data = stream.read(16 << 20)
    for start in range(512, len(data) - 12, 512):
        if data[start : start + 2] == b"\xec\xa5":
            return bool(data[start + 11] & 0x01)
    return False


__all__ = ["convert_many", "is_encrypted_doc", "office_program", "read_doc"]

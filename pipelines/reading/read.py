"""The door of the package: one file in, one :class:`~pipelines.model.document.Document` out."""

from __future__ import annotations

import zipfile
from pathlib import Path

from pipelines.model.document import Document
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.limits import DEFAULT_LIMITS, ReadingLimits

_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_PDF = b"%PDF-"
# Readers accept junk before the header within the first KiB (PDF 32000-1, implementation note 13).
_HEADER_WINDOW = 1024


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(_HEADER_WINDOW)
    except OSError as error:
        raise UnreadableDocument("corrupt", f"{path.name}: cannot be opened ({error.strerror})") from error


def _is_word_zip(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "word/document.xml" in archive.namelist()
    except zipfile.BadZipFile as error:
        raise UnreadableDocument("corrupt", f"{path.name}: starts like a zip but has no directory") from error


def read_document(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> Document:
    """Read a plan whatever its kind; the kind comes from the first bytes, never from the file name.

    Args:
        path: a PDF, DOCX or DOC file.
        limits: bounds; time and memory are enforced by the caller (see ``reading.isolation``).

    Raises:
        UnreadableDocument: with ``empty_file``, ``too_large``, ``unsupported_type`` or a reader's own reason.
    """
    head = _head(path)
    if not head:
        raise UnreadableDocument("empty_file", f"{path.name}: 0 bytes; ask the sender for the file again")
    size = path.stat().st_size
    if size > limits.max_file_bytes:
        raise UnreadableDocument("too_large", f"{path.name}: {size} bytes, at most {limits.max_file_bytes} are read")
    if _PDF in head:
        from pipelines.reading.pdf.reader import read_pdf  # noqa: PLC0415 - each kind loads only its own engine

        return read_pdf(path, limits)
    if head.startswith(_ZIP) and _is_word_zip(path):
        from pipelines.reading.docx import read_docx  # noqa: PLC0415

        return read_docx(path, limits)
    if head.startswith(_OLE2):
        from pipelines.reading.office import read_doc  # noqa: PLC0415

        return read_doc(path, limits)
    raise UnreadableDocument(
        "unsupported_type", f"{path.name}: starts with {head[:8]!r}; expected a PDF, DOCX or DOC file"
    )

"""The door of the package: one file in, one :class:`~pipelines.model.document.Document` out."""

from __future__ import annotations

from pathlib import Path

from pipelines.model.document import Document
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.gates import check_file
from pipelines.reading.legacy import repair_legacy
from pipelines.reading.limits import DEFAULT_LIMITS, ReadingLimits
from pipelines.reading.note_marks import settle_marks
from pipelines.reading.sniff import FileKind

_BY_OFFICE = frozenset({FileKind.DOC, FileKind.ODT, FileKind.RTF, FileKind.HTML, FileKind.WORD_XML})
_SPREADSHEETS = frozenset({FileKind.XLSX, FileKind.XLS, FileKind.ODS})


def read_document(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> Document:
    """Read a plan whatever its kind; the kind comes from the bytes, never from the file name.

    Args:
        path: a PDF, DOCX, DOC or spreadsheet file (or what calls itself one: RTF, ODT, HTML, Word XML).
        limits: bounds; time and memory are enforced by the caller (see ``reading.isolation``).

    Raises:
        UnreadableDocument: with a gate's reason (``empty_file``, ``too_large``, ``encrypted``,
            ``inflate_limit`` …), ``unsupported_type`` or a reader's own reason.
    """
    kind = check_file(path, limits)
    if kind is FileKind.PDF:
        from pipelines.reading.pdf_file import read_pdf  # noqa: PLC0415 - each kind loads only its own engine

        return settle_marks(repair_legacy(read_pdf(path, limits)))
    if kind is FileKind.DOCX:
        from pipelines.reading.docx import read_docx  # noqa: PLC0415

        return read_docx(path, limits)
    if kind in _SPREADSHEETS:
        from pipelines.reading.spreadsheet import read_spreadsheet  # noqa: PLC0415

        return read_spreadsheet(path, limits)
    if kind in _BY_OFFICE:
        from pipelines.reading.libreoffice import read_doc  # noqa: PLC0415

        return read_doc(path, limits)
    raise UnreadableDocument(
        "unsupported_type", f"{path.name}: nội dung là {kind.value}, cần PDF, DOCX, DOC, XLSX, XLS hoặc ODS"
    )

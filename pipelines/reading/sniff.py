"""What a file is, from its bytes: names lie, and plans arrive as ".doc" that are HTML, RTF or DOCX."""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from enum import StrEnum
from pathlib import Path

from pipelines.reading.errors import UnreadableDocument
from pipelines.text.system_errors import system_error_vi


class FileKind(StrEnum):
    """Kinds of file that turn up in a folder of plans."""

    PDF = "pdf"
    DOCX = "docx"
    DOC = "doc"
    ODT = "odt"
    RTF = "rtf"
    WORD_XML = "word_xml"
    ENCRYPTED_OFFICE = "encrypted_office"
    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    SPREADSHEET = "spreadsheet"  # of a kind that no reader takes
    PRESENTATION = "presentation"
    HTML = "html"
    ZIP = "zip"
    OLE = "ole"
    IMAGE = "image"
    TEXT = "text"
    EMPTY = "empty"
    UNKNOWN = "unknown"


MEDIA_TYPES = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.DOC: "application/msword",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.RTF: "application/rtf",
    FileKind.WORD_XML: "application/xml",
    FileKind.ENCRYPTED_OFFICE: "application/x-ole-storage",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.XLS: "application/vnd.ms-excel",
    FileKind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    FileKind.SPREADSHEET: "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
    FileKind.PRESENTATION: "application/vnd.ms-powerpoint",
    FileKind.HTML: "text/html",
    FileKind.ZIP: "application/zip",
    FileKind.OLE: "application/x-ole-storage",
    FileKind.IMAGE: "image/*",
    FileKind.TEXT: "text/plain",
    FileKind.EMPTY: "inode/x-empty",
    FileKind.UNKNOWN: "application/octet-stream",
}

_HEAD = 4096
_PDF_WINDOW = 1024  # readers accept junk before "%PDF-" within the first KiB
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_IMAGES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|meta|body|table|xml|\?xml)", re.IGNORECASE)
_OLE_WINDOW = 64 << 20
# Word 2003 XML, and Word documents saved as one flat XML file.
_WORD_XML = (b"schemas.microsoft.com/office/word/2003/wordml", b"schemas.microsoft.com/office/2006/xmlPackage")
_MAX_DIRECTORY_SECTORS = 4096
_END_OF_CHAIN = 0xFFFFFFFA


UNKNOWN_TYPE = MEDIA_TYPES[FileKind.UNKNOWN]
"""Media type of what cannot be looked at."""


def sniff(path: Path) -> FileKind:
    """Tell what ``path`` is from its first bytes and, for containers, from its directory.

    Raises:
        UnreadableDocument: ``unreadable_file`` when the bytes cannot be had.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
        if head.startswith(_ZIPS):
            return _zip_kind(path)
        if head.startswith(_OLE2):
            return _ole_kind(ole_stream_names(path))
    except OSError as error:
        raise UnreadableDocument("unreadable_file", f"{path.name}: {system_error_vi(error)}") from error
    return _plain_kind(head)


def media_type(kind: FileKind) -> str:
    """IANA media type of ``kind``."""
    return MEDIA_TYPES[kind]


def _plain_kind(head: bytes) -> FileKind:
    if not head:
        return FileKind.EMPTY
    if b"%PDF-" in head[:_PDF_WINDOW]:
        return FileKind.PDF
    return FileKind.IMAGE if head.startswith(_IMAGES) else _text_kind(_without_marks(head).lstrip())


def _text_kind(text: bytes) -> FileKind:
    if text.startswith(b"{\\rt"):
        return FileKind.RTF
    if any(name in text for name in _WORD_XML):
        return FileKind.WORD_XML
    if _HTML.match(text):
        return FileKind.HTML
    has_controls = any(byte < 9 or 13 < byte < 32 for byte in text)
    return FileKind.UNKNOWN if has_controls else FileKind.TEXT


def _without_marks(head: bytes) -> bytes:
    """``head`` without a byte-order mark; UTF-16 becomes ASCII where it can."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) // 2 * 2].decode("utf-16", "replace").encode("utf-8")
    return head.removeprefix(b"\xef\xbb\xbf")


def _zip_kind(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {name.lower() for name in archive.namelist()}
            mimetype = _odf_type(archive)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        # A truncated package keeps its magic bytes; the DOCX reader then says that it is damaged.
        return _zip_kind_by_bytes(path)
    if "opendocument.text" in mimetype:
        return FileKind.ODT
    if "opendocument.spreadsheet" in mimetype:
        return FileKind.ODS
    return _ooxml_kind(names)


def _ooxml_kind(names: set[str]) -> FileKind:
    for folder, kind in (
        ("word/", FileKind.DOCX),
        ("xl/workbook.bin", FileKind.SPREADSHEET),
        ("xl/", FileKind.XLSX),
        ("ppt/", FileKind.PRESENTATION),
    ):
        if "[content_types].xml" in names and any(name.startswith(folder) for name in names):
            return kind
    return FileKind.ZIP


def _zip_kind_by_bytes(path: Path) -> FileKind:
    with path.open("rb") as stream:
        data = stream.read(1 << 20)
    return FileKind.DOCX if b"word/" in data else FileKind.ZIP


def _odf_type(archive: zipfile.ZipFile) -> str:
    if "mimetype" not in archive.namelist() or archive.getinfo("mimetype").file_size > 200:
        return ""
    return archive.read("mimetype").decode("ascii", "replace")


def _ole_kind(names: frozenset[str]) -> FileKind:
    if "EncryptedPackage" in names:
        return FileKind.ENCRYPTED_OFFICE
    if "WordDocument" in names:
        return FileKind.DOC
    if names & {"Workbook", "Book"}:
        return FileKind.XLS
    if "PowerPoint Document" in names:
        return FileKind.PRESENTATION
    return FileKind.OLE


def ole_stream_names(path: Path) -> frozenset[str]:
    """Names of the storages and streams of an OLE2 file ([MS-CFB] 2.6); empty when its directory is damaged."""
    with path.open("rb") as stream:
        data = stream.read(_OLE_WINDOW)
    names: set[str] = set()
    # A directory that is damaged, or chained beyond the header's own sector table, gives the names read so far.
    with suppress(struct.error, IndexError):
        names.update(_directory_names(data))
    return frozenset(names)


def _directory_names(data: bytes) -> Iterator[str]:
    shift, sector = struct.unpack_from("<H", data, 30)[0], struct.unpack_from("<I", data, 48)[0]
    if shift not in {9, 12}:
        return
    size = 1 << shift
    table = [entry for entry in struct.unpack_from("<109I", data, 76) if entry < _END_OF_CHAIN]
    for _ in range(_MAX_DIRECTORY_SECTORS):
        if sector >= _END_OF_CHAIN:
            return
        yield from _sector_names(data[(sector + 1) * size : (sector + 2) * size])
        block, place = divmod(sector, size // 4)
        sector = struct.unpack_from("<I", data, (table[block] + 1) * size + 4 * place)[0]


def _sector_names(sector: bytes) -> list[str]:
    names = []
    for start in range(0, len(sector) - 127, 128):
        length = struct.unpack_from("<H", sector, start + 64)[0]
        if 2 < length <= 64:
            names.append(sector[start : start + length - 2].decode("utf-16-le", "replace"))
    return names

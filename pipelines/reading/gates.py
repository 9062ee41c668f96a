"""Gates before a file is opened: size, encryption, and how far compressed data may grow.

Both PDF engines and every zip reader inflate what a file asks for; a few kilobytes can ask for gigabytes.
The gates inflate step by step with a bound, throw the bytes away and refuse beyond it.
"""

from __future__ import annotations

import base64
import mmap
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.limits import DEFAULT_LIMITS, ReadingLimits
from pipelines.reading.sniff import FileKind, sniff
from pipelines.text.system_errors import error_vi, system_error_vi

MAX_ZIP_MEMBERS = 5_000
MAX_ZIP_RATIO = 300  # of the parsed parts together; honest WordprocessingML reaches about 40
MAX_FILTERS = 2  # ASCII85 over Flate is the longest chain that honest writers produce
_RATIO_FLOOR = 4 * 1024 * 1024  # small packages may have any ratio
_PARSED = (".xml", ".rels")
_STEP = 1 << 20
# A deflate stream cannot grow more than about 1032 times: shorter ones cannot reach the bound.
_MAX_DEFLATE_RATIO = 1032

_DICTIONARY = 2048  # bytes before the keyword that are taken for the stream's dictionary
_FILTERS = re.compile(rb"/(?:Filter|F)\s*(\[[^\]]{0,400}\]|/[A-Za-z0-9]+)")
_NAME = re.compile(rb"/([A-Za-z0-9#]+)")
_STREAM = re.compile(rb"stream(?:\r\n|\n|\r)")
_FLATE = (b"FlateDecode", b"Fl")


def check_file(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> FileKind:
    """Run every gate on ``path`` and return what kind of file it is.

    Raises:
        UnreadableDocument: ``unreadable_file``, ``empty_file``, ``too_large``, ``encrypted``,
            ``unsupported_type``, ``inflate_limit`` or ``corrupt``.
    """
    check_size(path, limits)
    kind = sniff(path)
    if kind is FileKind.ENCRYPTED_OFFICE:
        raise UnreadableDocument("encrypted", f"{path.name}: gói Office có mật khẩu mở tệp")
    if kind in {FileKind.DOCX, FileKind.ODT, FileKind.XLSX, FileKind.ODS}:
        check_zip(path, limits)
    if kind is FileKind.PDF:
        check_pdf_streams(path, limits)
    return kind


def check_size(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> int:
    """Return the size of ``path`` in bytes when it is neither empty nor above ``limits.max_file_bytes``.

    Raises:
        UnreadableDocument: ``unreadable_file``, ``empty_file``, ``too_large``.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise UnreadableDocument("unreadable_file", f"{path.name}: {system_error_vi(error)}") from error
    if size == 0:
        raise UnreadableDocument("empty_file", f"{path.name}: 0 byte")
    if size > limits.max_file_bytes:
        raise UnreadableDocument("too_large", f"{path.name}: {size} byte, tối đa {limits.max_file_bytes} byte")
    return size


def check_zip(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> None:
    """Refuse a zip whose members would inflate beyond the limits, judged by its directory.

    A directory that lies is caught later: ``zipfile`` stops a member at its declared size.

    Raises:
        UnreadableDocument: ``corrupt``, ``encrypted`` or ``inflate_limit``.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableDocument("corrupt", f"{path.name}: gói zip hỏng ({error_vi(error)})") from error
    _check_members(path.name, members, limits)


def _check_members(name: str, members: list[zipfile.ZipInfo], limits: ReadingLimits) -> None:
    if len(members) > MAX_ZIP_MEMBERS:
        detail = f"{name}: gói zip có {len(members)} phần, tối đa {MAX_ZIP_MEMBERS}"
        raise UnreadableDocument("inflate_limit", detail)
    if any(member.flag_bits & 0x1 for member in members):
        raise UnreadableDocument("encrypted", f"{name}: gói zip có mật khẩu")
    total = sum(member.file_size for member in members)
    if total > 4 * limits.max_stream_bytes:
        detail = f"{name}: bung ra {total} byte, tối đa {4 * limits.max_stream_bytes}"
        raise UnreadableDocument("inflate_limit", detail)
    _check_parsed(name, [member for member in members if member.filename.lower().endswith(_PARSED)], limits)


def _check_parsed(name: str, members: list[zipfile.ZipInfo], limits: ReadingLimits) -> None:
    """Bounds for the parts that are parsed; pictures are never inflated, and blank ones may pack very densely."""
    largest = max((member.file_size for member in members), default=0)
    if largest > limits.max_stream_bytes:
        detail = f"{name}: một phần bung ra {largest} byte, tối đa {limits.max_stream_bytes}"
        raise UnreadableDocument("inflate_limit", detail)
    total = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if total > _RATIO_FLOOR and total / packed > MAX_ZIP_RATIO:
        detail = f"{name}: nén {total // packed} lần, tối đa {MAX_ZIP_RATIO} lần"
        raise UnreadableDocument("inflate_limit", detail)


def inflated_size(data: bytes, max_bytes: int) -> int:
    """Size of zlib ``data`` once inflated, counted up to ``max_bytes`` + 1; what follows damage is not counted.

    The bytes are dropped as they come, so memory stays at one step whatever the data claims.
    """
    inflater = zlib.decompressobj()
    total, pending = 0, data[:_STEP]
    position = len(pending)
    while total <= max_bytes and not inflater.eof:
        try:
            total += len(inflater.decompress(pending, _STEP))
        except zlib.error:
            return total  # a broken stream stops here in every reader
        pending = inflater.unconsumed_tail
        if not pending:
            pending = data[position : position + _STEP]
            position += len(pending)
            if not pending:
                break
    return min(total, max_bytes + 1)


def check_pdf_streams(path: Path, limits: ReadingLimits = DEFAULT_LIMITS) -> None:
    """Refuse a PDF with a Flate stream that grows beyond ``limits.max_stream_bytes`` or a chain of ≥ 3 filters.

    The file is scanned for stream dictionaries without parsing its structure, so damage cannot hide a stream.
    Streams too short to reach the bound are skipped: an honest plan costs a few milliseconds.

    Raises:
        UnreadableDocument: ``inflate_limit``.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for stream in _pdf_streams(data, limits.max_stream_bytes):
            _check_stream(path.name, data, stream)


@dataclass(frozen=True, slots=True)
class _Stream:
    """Where the bytes of a PDF stream start, its filters in order, and how far it may grow."""

    start: int
    filters: tuple[bytes, ...]
    max_bytes: int


def _pdf_streams(data: mmap.mmap, max_bytes: int) -> Iterator[_Stream]:
    """Yield every stream of the file, found by its keyword."""
    for match in _STREAM.finditer(data):
        dictionary = data[max(0, match.start() - _DICTIONARY) : match.start()]
        # endstream contains the keyword; the dictionary of a real stream ends in ">>".
        if dictionary.rstrip()[-2:] == b">>":
            dictionary = dictionary[max(0, dictionary.rfind(b" obj")) :]
            yield _Stream(match.end(), _filters(dictionary), _bound(dictionary, max_bytes))


def _filters(dictionary: bytes) -> tuple[bytes, ...]:
    found = _FILTERS.findall(dictionary)
    if not found:
        # An indirect /Filter cannot be resolved here; Flate is what it nearly always is.
        return (b"FlateDecode",) if b"/Filter" in dictionary else ()
    return tuple(_unescaped(name) for name in _NAME.findall(found[-1]))


def _unescaped(name: bytes) -> bytes:
    """A PDF name without ``#xx`` escapes, which could hide a filter."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda match: bytes([int(match.group(1), 16)]), name)


def _bound(dictionary: bytes, max_bytes: int) -> int:
    """``max_bytes``; for images up to four times as much when their declared size needs it (600 dpi scans)."""
    sides = [re.search(rb"/" + side + rb"\s+(\d{1,5})\b", dictionary) for side in (b"Width", b"Height")]
    if not re.search(rb"/Subtype\s*/Image", dictionary) or None in sides:
        return max_bytes
    width, height = (int(side.group(1)) for side in sides if side)
    return max(max_bytes, min(4 * max_bytes, 4 * width * height + height))


def _check_stream(name: str, data: mmap.mmap, stream: _Stream) -> None:
    if len(stream.filters) > MAX_FILTERS:
        detail = f"{name}: luồng PDF nén {len(stream.filters)} lớp, tối đa {MAX_FILTERS}"
        raise UnreadableDocument("inflate_limit", detail)
    flates = sum(item in _FLATE for item in stream.filters)
    end = data.find(b"endstream", stream.start)
    length = (len(data) if end < 0 else end) - stream.start
    if not flates or length * _MAX_DEFLATE_RATIO**flates <= stream.max_bytes:
        return
    packed = _without_ascii(data[stream.start : stream.start + length], stream.filters[0])
    if _flate_size(packed, flates, stream.max_bytes) > stream.max_bytes:
        detail = f"{name}: luồng PDF bung ra hơn {stream.max_bytes} byte"
        raise UnreadableDocument("inflate_limit", detail)


def _without_ascii(data: bytes, name: bytes) -> bytes:
    """``data`` with an outer ASCII filter undone; data that does not decode inflates to nothing in any reader."""
    try:
        if name in {b"ASCII85Decode", b"A85"}:
            return base64.a85decode(data.strip().removeprefix(b"<~").removesuffix(b"~>"))
        if name in {b"ASCIIHexDecode", b"AHx"}:
            return bytes.fromhex(data.decode("latin-1").partition(">")[0])
    except ValueError:
        return b""
    return data


def _flate_size(data: bytes, flates: int, max_bytes: int) -> int:
    """Size of ``data`` after one or two rounds of inflation, counted up to ``max_bytes`` + 1."""
    if flates == 1:
        return inflated_size(data, max_bytes)
    inflater = zlib.decompressobj()
    try:
        inner = inflater.decompress(data, max_bytes)
    except zlib.error:
        return 0
    return max_bytes + 1 if inflater.unconsumed_tail else inflated_size(inner, max_bytes)

"""Bytes of a side file → rows of text, whatever program saved them.

Text: commas, semicolons or tabs; UTF-8 with or without byte order mark, UTF-16, the Vietnamese Windows code page 1258
(its tone marks are characters of their own: joined here). A workbook is known by its content. Everything has a bound,
so that no file within :data:`MAX_BYTES` takes more than some hundred megabytes.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Final

from pipelines.sidefiles.model import BadSideFile, SideRow, SideTable
from pipelines.sidefiles.workbook import workbook_rows
from pipelines.text.vietnamese import nfc

MAX_BYTES: Final = 20 * 1024 * 1024
MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 256
MAX_MEMORY: Final = 88 * 1024 * 1024
"""Bytes that the texts of a table may take."""
_MAX_LINE: Final = 256 * 1024
_CHUNK: Final = 1 << 20
_DELIMITERS: Final = ",;\t"
_END: Final = "\x1e end of file \x1e"
_ZIP: Final = b"PK\x03\x04"
_OLD_CODE_PAGE: Final = "cp1258"
# half of the bytes of UTF-16 text in Latin letters are zero; no other encoding has any
_ZEROS: Final = 4096


def read_table(data: bytes) -> SideTable:
    """The rows of a file, trailing blank cells left out, the first row that is not blank as header.

    Raises:
        BadSideFile: no table; the text says what was found.
    """
    if len(data) > MAX_BYTES:
        raise BadSideFile(f"tệp {len(data) // 1024 // 1024} MB, tối đa {MAX_BYTES // 1024 // 1024} MB")
    if data.startswith(_ZIP):
        return _table(workbook_rows(data, max_columns=MAX_COLUMNS, max_memory=MAX_MEMORY // 2), decimal_comma=True)
    encoding = encoding_of(data)
    delimiter = _delimiter(data, encoding)
    try:
        return _table(enumerate(_whole(data, encoding, delimiter), start=1), decimal_comma=delimiter != ",")
    except _OpenQuote:
        return _table(enumerate(_line_by_line(data, encoding, delimiter), start=1), decimal_comma=delimiter != ",")


def header_keys(header: Iterable[str]) -> tuple[str, ...]:
    """Names of columns as programs compare them: "File Name " → ``file_name``."""
    return tuple(re.sub(r"[\s_-]+", "_", cell.strip(" \t\"'").casefold()) for cell in header)


def encoding_of(data: bytes) -> str:
    """Name of the encoding that the bytes are valid in; what begins with a mark or is valid UTF-8 is nothing else.

    Raises:
        BadSideFile: none of those that are known.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _valid(data, "utf-16")
    zeros = [data[start:_ZEROS:2].count(0) for start in (0, 1)]
    if max(zeros) > len(data[:_ZEROS]) // 8:
        return _valid(data, "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le")
    if any(zeros):
        raise BadSideFile("tệp không phải văn bản (có byte 0)")
    try:
        return _valid(data, "utf-8-sig")
    except BadSideFile:
        return _valid(data, _OLD_CODE_PAGE)


def _valid(data: bytes, encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(data)
    try:
        for start in range(0, len(data), _CHUNK):
            decoder.decode(bytes(view[start : start + _CHUNK]), final=start + _CHUNK >= len(data))
    except UnicodeDecodeError as error:
        raise BadSideFile(
            f"chữ trong tệp không theo bảng mã nào đọc được (UTF-8, UTF-16, Windows-1258; lỗi: {error.reason})"
        ) from error
    return encoding


class _OpenQuote(Exception):  # noqa: N818 - never leaves this module
    """A quotation mark that nobody closed would swallow the rows behind it."""


def _lines(data: bytes, encoding: str) -> Iterator[str]:
    """Lines of the text without the separator line that a spreadsheet may put in front ("sep=;")."""
    with io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="") as text:
        is_first = True
        while line := text.readline(_MAX_LINE):
            if len(line) == _MAX_LINE and not line.endswith(("\n", "\r")):
                raise BadSideFile(f"có dòng dài hơn {_MAX_LINE} ký tự")
            if not (is_first and line.casefold().startswith("sep=")):
                yield nfc(line)
            is_first = False


def _delimiter(data: bytes, encoding: str) -> str:
    """What parts the cells of the first line that is not blank; a Vietnamese Excel writes semicolons, some tabs."""
    first = next((line for line in _lines(data, encoding) if line.strip(_DELIMITERS + " \r\n")), "")
    outside = "".join(first.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


def _whole(data: bytes, encoding: str, delimiter: str) -> Iterator[list[str]]:
    last: list[str] | None = None
    try:
        for row in csv.reader(_ended(_lines(data, encoding)), delimiter=delimiter):
            if last is not None:
                yield last
            last = row
    except csv.Error as error:
        raise _OpenQuote from error
    if last != [_END]:
        raise _OpenQuote


def _ended(lines: Iterable[str]) -> Iterator[str]:
    last = "\n"
    for line in lines:
        yield line
        last = line
    yield _END if last.endswith(("\n", "\r")) else f"\n{_END}"


def _line_by_line(data: bytes, encoding: str, delimiter: str) -> Iterator[list[str]]:
    """Each line a row; in a line with a lone quotation mark the marks are letters like others."""
    for line in _lines(data, encoding):
        is_lone = line.count('"') % 2
        try:
            plain = csv.reader([line], delimiter=delimiter, quoting=csv.QUOTE_NONE) if is_lone else None
            yield next(plain or csv.reader([line], delimiter=delimiter), [])
        except csv.Error as error:
            raise BadSideFile(f"tệp CSV hỏng ({error})") from error


def _table(rows: Iterable[tuple[int, list[str]]], *, decimal_comma: bool) -> SideTable:
    kept: list[SideRow] = []
    memory = 0
    for line, row in rows:
        found = _trimmed(row)
        if not found:
            continue
        memory += sum(map(sys.getsizeof, found)) + sys.getsizeof(found)
        if len(kept) > MAX_ROWS:
            raise BadSideFile(f"tệp có hơn {MAX_ROWS} dòng")
        if memory > MAX_MEMORY:
            raise BadSideFile("tệp chứa quá nhiều chữ")
        kept.append(SideRow(line, found))
    if not kept:
        raise BadSideFile("tệp trống")
    return SideTable(kept[0].cells, tuple(kept[1:]), decimal_comma)


def _trimmed(row: list[str]) -> tuple[str, ...]:
    """The cells up to the last one that is not blank."""
    end = min(len(row), MAX_COLUMNS)
    while end and not row[end - 1].strip():
        end -= 1
    return tuple(row[:end])

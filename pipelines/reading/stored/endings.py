"""Binary Word files whose text ends with a table ([MS-DOC]).

Word puts a paragraph behind a table; LibreOffice leaves it out of the files that it writes, and when it opens such a
file runs all cells together. The missing paragraph is put into the unused bytes behind the text.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

_STORIES = 0x4C  # lengths of the body and seven other stories
_PIECES, _SECTIONS = 0x01A2, 0x00CA  # (offset, length) pairs into the table stream
_BINS = (0x00FA, 0x0102)  # where letters and paragraphs have their properties
_CELL_END, _PARAGRAPH_END = 0x07, 0x0D
_NARROW = 0x40000000  # one byte a character, at half the place given


class _LastPiece(NamedTuple):
    """Where the number of characters stands in the table stream, that number, and where the text ends in the file."""

    at: int
    letters: int
    end: int
    width: int  # bytes a character


def _last_piece(header: bytearray, table: bytearray) -> _LastPiece | None:
    at, length = struct.unpack_from("<II", header, _PIECES)
    last = min(at + length, len(table))
    while at + 5 <= last and table[at] == 1:
        at += 3 + struct.unpack_from("<H", table, at + 1)[0]
    if at + 5 > last or table[at] != 2:
        return None
    count = (struct.unpack_from("<I", table, at + 1)[0] - 4) // 12
    if count < 1:
        return None
    begin, end = struct.unpack_from("<2I", table, at + 5 + 4 * (count - 1))
    place = struct.unpack_from("<I", table, at + 5 + 4 * (count + 1) + 8 * (count - 1) + 2)[0]
    width = 1 if place & _NARROW else 2
    start = (place & ~_NARROW) // (2 if width == 1 else 1)
    return _LastPiece(at + 5 + 4 * count, end, start + width * (end - begin), width)


def _ends_with_cell(header: bytearray, piece: _LastPiece) -> bool:
    """True when the body is the only story, ends with a table, and has room behind it."""
    stories = struct.unpack_from("<8I", header, _STORIES)
    before = bytes(header[piece.end - piece.width : piece.end])
    behind = bytes(header[piece.end : piece.end + piece.width])
    return (
        stories[0] == piece.letters
        and not any(stories[1:])
        and before == _CELL_END.to_bytes(piece.width, "little")
        and behind == bytes(piece.width)
    )


def close_text(header: bytearray, table: bytearray) -> bool:
    """Put a paragraph behind a table that ends the text.

    Args:
        header: the stream ``WordDocument``; changed in place.
        table: the table stream; changed in place.

    Returns:
        Whether anything was changed.

    Raises:
        struct.error, IndexError: the file is damaged.
    """
    piece = _last_piece(header, table)
    if piece is None or not _ends_with_cell(header, piece):
        return False
    header[piece.end : piece.end + piece.width] = _PARAGRAPH_END.to_bytes(piece.width, "little")
    struct.pack_into("<I", header, _STORIES, piece.letters + 1)
    struct.pack_into("<I", table, piece.at, piece.letters + 1)
    _set_last(header, table, _SECTIONS, 16, piece.letters + 1)
    for place in _BINS:
        _set_last(header, table, place, 8, piece.end + piece.width)
    return True


def _set_last(header: bytearray, table: bytearray, place: int, size: int, value: int) -> None:
    """Set the last of a list of positions; ``size`` is that of a position with what belongs to it, in bytes."""
    at, length = struct.unpack_from("<II", header, place)
    if length > 4 and at + length <= len(table):
        struct.pack_into("<I", table, at + 4 * ((length - 4) // size), value)

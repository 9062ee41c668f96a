"""Fields of binary Word files ([MS-DOC]): the kind in the field table is changed to QUOTE, whose result is text.

Nothing moves and no text is touched: one byte for each field, so every other part of the file stays as it is. A table
that ends the text gets the paragraph that it lacks (``endings``).
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import olefile

from pipelines.reading.stored.endings import close_text
from pipelines.reading.stored.kinds import FoundField, Frozen, Treatment, is_frozen, kinds_by_code

_WORD_97 = 0x00C1
_PLAIN = 35  # QUOTE
_BEGIN, _SEPARATE, _END = 0x13, 0x14, 0x15
_MARK = 0x1F  # bits of the field character in a descriptor
# Places in the header of the (offset, length) pairs of the field tables: body, headers, footnotes, comments, endnotes,
# text boxes, text boxes in headers ([MS-DOC] 2.5.6). Word 6 and 95 have the first four, earlier in the header.
_TABLES_97 = (0x011A, 0x0122, 0x012A, 0x0132, 0x021A, 0x0262, 0x0272)
_TABLES_6 = (0x00D8, 0x00E0, 0x00E8, 0x00F0)
_PIECES_97 = 0x01A2
_MOST_FIELDS = 20_000
_LONGEST = 400  # characters of a code or result that are shown


@dataclass(frozen=True, slots=True)
class _Mark:
    """An entry of a field table: its character's position, what it is, and where its kind stands in the stream."""

    position: int
    character: int
    code: int
    offset: int


class _WordFile:
    """The streams of a binary Word file that speak of fields."""

    def __init__(self, ole: olefile.OleFileIO) -> None:
        self.header = bytearray(ole.openstream("WordDocument").read())
        version = self._word(2)
        self.is_97 = version >= _WORD_97
        flags = self._word(0x0A)
        self.table_name = ("1Table" if flags & 0x0200 else "0Table") if self.is_97 else "WordDocument"
        self.table = bytearray(ole.openstream(self.table_name).read())

    def _word(self, at: int) -> int:
        return int(struct.unpack_from("<H", self.header, at)[0])

    def marks(self) -> Iterator[tuple[bool, list[_Mark]]]:
        """The entries of every field table, and whether it is the body's."""
        places = _TABLES_97 if self.is_97 else _TABLES_6
        for place in places:
            start, length = struct.unpack_from("<II", self.header, place)
            count = (length - 4) // 6 if length > 4 else 0
            if 0 < count <= _MOST_FIELDS and start + length <= len(self.table):
                yield place == places[0], list(self._entries(start, count))

    def _entries(self, start: int, count: int) -> Iterator[_Mark]:
        positions = struct.unpack_from(f"<{count + 1}I", self.table, start)
        first = start + 4 * (count + 1)
        for index in range(count):
            offset = first + 2 * index
            yield _Mark(positions[index], self.table[offset] & _MARK, self.table[offset + 1], offset + 1)

    def text(self, begin: int, end: int) -> str:
        """Characters of the main text from ``begin`` to ``end``; '' where the piece table does not lead there."""
        if not self.is_97:
            return self._text_6(begin, end)
        out = []
        for first, last, place, is_wide in self._pieces():
            left, right = max(begin, first), min(end, last)
            if left < right:
                out.append(self._piece(place, left - first, right - left, is_wide=is_wide))
        return "".join(out)

    def _text_6(self, begin: int, end: int) -> str:
        start = struct.unpack_from("<I", self.header, 0x18)[0]  # fcMin: text of Word 6 is one run of bytes
        return self.header[start + begin : start + end].decode("cp1252", "replace")

    def _piece(self, place: int, skip: int, count: int, *, is_wide: bool) -> str:
        if is_wide:
            start = place + 2 * skip
            return self.header[start : start + 2 * count].decode("utf-16-le", "replace")
        start = place // 2 + skip
        return self.header[start : start + count].decode("cp1252", "replace")

    def _pieces(self) -> Iterator[tuple[int, int, int, bool]]:
        """(first, last, place, whether two bytes a character) of the pieces of the text ([MS-DOC] 2.8.35)."""
        at, length = struct.unpack_from("<II", self.header, _PIECES_97)
        end = min(at + length, len(self.table))
        while at + 5 <= end and self.table[at] == 1:
            at += 3 + struct.unpack_from("<H", self.table, at + 1)[0]
        if at + 5 > end or self.table[at] != 2:
            return
        count = (struct.unpack_from("<I", self.table, at + 1)[0] - 4) // 12
        positions = struct.unpack_from(f"<{count + 1}I", self.table, at + 5)
        for index in range(count):
            place = struct.unpack_from("<I", self.table, at + 5 + 4 * (count + 1) + 8 * index + 2)[0]
            yield positions[index], positions[index + 1], place & 0x3FFFFFFF, not place & 0x40000000


def freeze_doc(data: bytes) -> tuple[bytes, Frozen]:
    """A binary Word file whose stored results stay what they are; the same bytes where nothing had to be done.

    Raises:
        OSError, struct.error, ValueError, IndexError: the file is damaged.
    """
    buffer = io.BytesIO(data)
    with olefile.OleFileIO(buffer, write_mode=True) as ole:
        word = _WordFile(ole)
        found: list[FoundField] = []
        for is_body, marks in word.marks():
            found += _freeze_table(word, marks, shows_text=is_body)
        is_closed = word.is_97 and close_text(word.header, word.table)
        if is_closed:
            ole.write_stream("WordDocument", bytes(word.header))
        if is_closed or any(is_frozen(one.kind) for one in found):
            ole.write_stream(word.table_name, bytes(word.table))
    return buffer.getvalue(), Frozen.of(found)


def _freeze_table(word: _WordFile, marks: list[_Mark], *, shows_text: bool) -> list[FoundField]:
    """Change the kinds of one field table; positions of other tables than the body's count from elsewhere."""
    found: list[FoundField] = []
    open_fields: list[tuple[_Mark, int | None]] = []
    for mark in marks:
        if mark.character == _BEGIN:
            open_fields.append((mark, None))
        elif mark.character == _SEPARATE and open_fields:
            open_fields[-1] = (open_fields[-1][0], mark.position)
        elif mark.character == _END and open_fields:
            found += _closed(word, *open_fields.pop(), mark.position, shows_text=shows_text)
    return found


def _closed(
    word: _WordFile, begin: _Mark, separator: int | None, end: int, *, shows_text: bool
) -> Iterator[FoundField]:
    kind = kinds_by_code().get(begin.code)
    if kind is None or kind.treatment is Treatment.LIVE:
        return
    if is_frozen(kind) and (separator is not None or kind.treatment is Treatment.DATE):
        word.table[begin.offset] = _PLAIN
    elif kind.treatment is not Treatment.DRAWN:
        return  # stored nowhere: what LibreOffice makes of it is all there is
    start = begin.position if separator is None else separator
    words = word.text(start + 1, min(end, start + _LONGEST)) if shows_text else ""
    yield FoundField(kind, " ".join(words.split()), is_stored=separator is not None)

"""Embedded font programs: what each glyph draws.

A healthy file is audited without drawing a letter: whether a TrueType glyph draws anything is told by the table of
glyph places (``loca``), which is read straight from the bytes. fontTools opens a program when an outline itself is
wanted, and for the kinds of programs that keep no such table.
"""

from __future__ import annotations

import io
import logging
import struct
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from fontTools.cffLib import CFFFontSet
from fontTools.encodings.StandardEncoding import StandardEncoding
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.t1Lib import T1Font, findEncryptedChunks
from fontTools.ttLib import TTFont

_SFNT_HEADER, _SFNT_ENTRY = struct.Struct(">4sH6x"), struct.Struct(">4s4xII")
_LONG_PLACES = 50  # offset of indexToLocFormat in the table "head"
_DEEPEST = 4  # composites of composites
_WORDS, _MORE_PARTS = 0x0001, 0x0020
_SCALES = ((0x0008, 2), (0x0040, 4), (0x0080, 8))
_SFNT_MAGIC = (b"OTTO", b"\0\1\0\0", b"true")

Outline = tuple[tuple[str, tuple[tuple[float, float] | None, ...]], ...]
Codes = Mapping[int, int]


class Program(Protocol):
    """A font program: glyphs by number, codes of simple fonts, outlines in 1/1000 em."""

    @property
    def by_code(self) -> Codes:
        """Glyph number of each code of a simple font, by the program's own encoding."""

    @property
    def by_name(self) -> Mapping[str, int]:
        """Glyph number of each glyph name."""

    @property
    def cids(self) -> Codes | None:
        """CID → glyph number of a CID-keyed program; None when they are the same."""

    def draws(self, glyph: int) -> bool:
        """False when nothing is drawn or there is no such glyph."""

    def outline(self, glyph: int) -> Outline:
        """Drawing commands in 1/1000 em, composites resolved; empty when nothing is drawn or no such glyph."""


class GlyphSet:
    """A program opened by fontTools."""

    def __init__(self, glyph_set: Any, order: list[str], units: float) -> None:  # noqa: ANN401 - fontTools
        self._glyphs = glyph_set
        self._order = order
        self._scale = 1000.0 / units
        self._outlines: dict[int, Outline] = {}
        self.cids: dict[int, int] | None = None
        self.by_code: dict[int, int] = {}

    @property
    def by_name(self) -> dict[str, int]:
        """Glyph number of each glyph name."""
        return {name: glyph for glyph, name in enumerate(self._order)}

    def draws(self, glyph: int) -> bool:
        """False when nothing is drawn or there is no such glyph."""
        return bool(self.outline(glyph))

    def outline(self, glyph: int) -> Outline:
        """What a glyph draws, in 1/1000 em."""
        if glyph not in self._outlines:
            self._outlines[glyph] = self._draw(glyph)
        return self._outlines[glyph]

    def _draw(self, glyph: int) -> Outline:
        if not 0 <= glyph < len(self._order):
            return ()
        pen = DecomposingRecordingPen(self._glyphs)
        self._glyphs[self._order[glyph]].draw(pen)
        return tuple(
            (command, tuple(None if point is None else self._rounded(point) for point in points))
            for command, points in pen.value
        )

    def _rounded(self, point: tuple[float, float]) -> tuple[float, float]:
        return round(point[0] * self._scale), round(point[1] * self._scale)

    def name_codes(self, encoding: list[str]) -> None:
        """Take the codes of a simple font from the names that its program's encoding gives them."""
        glyphs = self.by_name
        self.by_code = {code: glyphs[name] for code, name in enumerate(encoding) if name in glyphs}


class TrueType:
    """A TrueType program that is opened only as far as it must be."""

    cids: Codes | None = None

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._places = _glyph_places(data)
        self._glyphs = _tables(data).get(b"glyf", (0, 0))[0] if self._places else 0
        self._opened: GlyphSet | None = None

    @property
    def _whole(self) -> GlyphSet:
        if self._opened is None:
            self._opened = _open_sfnt(self._data)
        return self._opened

    @property
    def by_code(self) -> Codes:
        """Glyph number of each code of a simple font."""
        return self._whole.by_code

    @property
    def by_name(self) -> Mapping[str, int]:
        """Glyph number of each glyph name."""
        return self._whole.by_name

    def draws(self, glyph: int) -> bool:
        """False when nothing is drawn or there is no such glyph."""
        if self._places is None:
            return self._whole.draws(glyph)
        return self._has_contours(glyph, _DEEPEST)

    def _has_contours(self, glyph: int, depth: int) -> bool:
        """Whether a glyph or a part of it has a contour; a glyph that is damaged or nested too deep has one."""
        places = self._places or ()
        if not 0 <= glyph < len(places) - 1 or places[glyph] >= places[glyph + 1]:
            return False
        data = self._data[self._glyphs + places[glyph] : self._glyphs + places[glyph + 1]]
        count = int.from_bytes(data[:2], signed=True)
        if count >= 0 or depth == 0:
            return count != 0
        return any(self._has_contours(part, depth - 1) for part in _parts(data))

    def outline(self, glyph: int) -> Outline:
        """What a glyph draws, in 1/1000 em."""
        return self._whole.outline(glyph)


def _tables(data: bytes) -> dict[bytes, tuple[int, int]]:
    """Tag → (offset, length) of an sfnt file's tables."""
    _, count = _SFNT_HEADER.unpack_from(data)
    entries = (_SFNT_ENTRY.unpack_from(data, 12 + 16 * index) for index in range(count))
    return {tag: (offset, length) for tag, offset, length in entries}


def _glyph_places(data: bytes) -> tuple[int, ...] | None:
    """The places of the glyphs' data, one more than glyphs; None for files without such a table."""
    try:
        tables = _tables(data)
        head, (start, length) = tables[b"head"][0], tables[b"loca"]
        long_places = struct.unpack_from(">h", data, head + _LONG_PLACES)[0] == 1
        count = length // (4 if long_places else 2)
        places = struct.unpack_from(f">{count}{'I' if long_places else 'H'}", data, start)
        return places if long_places else tuple(2 * place for place in places)
    except (struct.error, KeyError):
        return None  # fontTools tells what is wrong with it, if anything of it is asked for


def _parts(data: bytes) -> Iterator[int]:
    """Glyph numbers of the parts of a composite glyph (OpenType 1.9, table "glyf")."""
    at, flags = 10, _MORE_PARTS
    while flags & _MORE_PARTS and at + 4 <= len(data):
        flags, part = struct.unpack_from(">HH", data, at)
        yield part
        at += 4 + (4 if flags & _WORDS else 2) + next((size for flag, size in _SCALES if flags & flag), 0)


def _open_sfnt(data: bytes) -> GlyphSet:
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # subset fonts have no true dates; it warns of each
    font = TTFont(io.BytesIO(data), lazy=True, fontNumber=0)
    program = GlyphSet(font.getGlyphSet(), font.getGlyphOrder(), font["head"].unitsPerEm)
    for table in font["cmap"].tables if "cmap" in font else ():
        for code, name in table.cmap.items():
            program.by_code.setdefault(code & 0xFF if code >= 0xF000 else code, font.getGlyphID(name))
    return program


def _cff(data: bytes) -> GlyphSet:
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(data), None)
    top = fonts[0]
    order = list(top.charset)
    program = GlyphSet(top.CharStrings, order, 1000.0)
    if hasattr(top, "ROS"):
        program.cids = {int(name[3:]): index for index, name in enumerate(order) if name.startswith("cid")}
    elif isinstance(top.Encoding, list):
        program.name_codes(top.Encoding)
    else:
        program.name_codes(list(StandardEncoding))
    return program


def open_type1(data: bytes) -> Program:
    """A Type 1 program as PDF embeds it: clear text, encrypted part, zeros.

    Raises:
        T1Error and others that fontTools raises over damaged programs.
    """
    font = T1Font.__new__(T1Font)  # its constructor reads files only
    font.data = b"".join(chunk for _, chunk in findEncryptedChunks(data))
    font.encoding = "ascii"
    strings: dict[str, Any] = font["CharStrings"]
    program = GlyphSet(strings, sorted(strings), 1000.0)
    encoding = font["Encoding"]
    program.name_codes(list(StandardEncoding) if isinstance(encoding, str) else list(encoding))
    return program


def open_truetype(data: bytes) -> Program:
    """A TrueType program."""
    return TrueType(data)


def open_type3_file(data: bytes) -> Program:
    """What PDF calls a FontFile3: OpenType or bare CFF."""
    return TrueType(data) if data[:4] in _SFNT_MAGIC else _cff(data)


#: Key of the font descriptor → how its stream is opened.
OPENERS: tuple[tuple[str, Callable[[bytes], Program]], ...] = (
    ("/FontFile2", open_truetype),
    ("/FontFile3", open_type3_file),
    ("/FontFile", open_type1),
)

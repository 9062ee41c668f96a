"""The fonts of a PDF: what each code says (ToUnicode) and what it draws (the embedded program)."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from fontTools.cffLib import CFFFontSet
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from pipelines.reading.fontrepair.cmap import read_cmap

_MAX_PROGRAM = 24 << 20  # bytes; a whole Times New Roman has one
_MAX_MAP = 4 << 20
_SUBSET_TAG = re.compile(r"^[A-Z]{6}\+")
Outline = tuple[tuple[str, tuple[tuple[float, float] | None, ...]], ...]


class Program:
    """An embedded font program: outlines and advance widths by glyph number, in 1/1000 em."""

    def __init__(self, glyph_set: Any, order: list[str], units: float, cids: dict[int, int] | None = None) -> None:  # noqa: ANN401
        self._glyphs = glyph_set
        self._order = order
        self._scale = 1000.0 / units
        self._outlines: dict[int, Outline] = {}
        self.cids = cids  # CID → glyph number of CID-keyed CFF; None when they are the same
        self.by_code: dict[int, int] = {}  # for simple fonts

    def outline(self, glyph: int) -> Outline:
        """Drawing commands in 1/1000 em, composites resolved; empty when nothing is drawn or no such glyph."""
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

    def glyph_of(self, code: int, *, simple: bool) -> int:
        """Glyph number of a code (simple fonts) or CID; -1 when there is none."""
        if simple:
            return self.by_code.get(code, -1)
        return code if self.cids is None else self.cids.get(code, -1)


def _truetype(data: bytes) -> Program:
    logging.getLogger("fontTools").setLevel(logging.ERROR)  # subset fonts have no true dates; it warns of each
    font = TTFont(io.BytesIO(data), lazy=True, fontNumber=0)
    order = font.getGlyphOrder()
    program = Program(font.getGlyphSet(), order, font["head"].unitsPerEm)
    for table in font["cmap"].tables if "cmap" in font else ():
        for code, name in table.cmap.items():
            program.by_code.setdefault(code & 0xFF if code >= 0xF000 else code, font.getGlyphID(name))
    return program


def _cff(data: bytes) -> Program:
    fonts = CFFFontSet()
    fonts.decompile(io.BytesIO(data), None)
    top = fonts[0]
    order = top.charset
    keyed = hasattr(top, "ROS")
    cids = {int(name[3:]): index for index, name in enumerate(order) if name.startswith("cid")} if keyed else None
    return Program(top.CharStrings, order, 1000.0, cids)


def _descendant(font: pikepdf.Object) -> pikepdf.Object:
    """The font that holds a composite font's program; in a broken file, which may have none, the font itself."""
    below = font.get("/DescendantFonts")
    first = below[0] if isinstance(below, pikepdf.Array) and len(below) else None
    return first if isinstance(first, pikepdf.Dictionary) else font


class PdfFont:
    """One font dictionary of a file."""

    def __init__(self, number: tuple[int, int], font: pikepdf.Object) -> None:
        self.number = number
        self.dictionary = font
        self.simple = str(font.get("/Subtype")) != "/Type0"
        self.name = _SUBSET_TAG.sub("", str(font.get("/BaseFont", "")).lstrip("/"))
        self.says: dict[int, str] = _to_unicode(font)
        self._descendant = font if self.simple else _descendant(font)
        self._program: Program | None = None
        self._opened = False

    @property
    def program(self) -> Program | None:
        """The embedded program, opened at the first use; None when there is none that can be read."""
        if not self._opened:
            self._opened = True
            self._program = _embedded(self._descendant.get("/FontDescriptor"))
        return self._program

    def glyph(self, code: int) -> int:
        """Glyph number that ``code`` draws; -1 when it cannot be told."""
        if self.program is None:
            return -1
        if self.simple:
            return self.program.glyph_of(code, simple=True)
        mapping = self._gid_map
        gid = code
        if mapping:
            gid = int.from_bytes(mapping[2 * code : 2 * code + 2]) if 2 * code + 1 < len(mapping) else -1
        return self.program.glyph_of(gid, simple=False)

    @property
    def _gid_map(self) -> bytes:
        mapping = self._descendant.get("/CIDToGIDMap")
        return bytes(mapping.read_bytes()) if isinstance(mapping, pikepdf.Stream) else b""

    def outline(self, code: int) -> Outline:
        """What ``code`` draws; empty when nothing or unknown."""
        return self.program.outline(self.glyph(code)) if self.program is not None else ()

    def widths(self) -> dict[int, float]:
        """Advance widths (1/1000 em) that the file states code by code."""
        if self.simple:
            first = int(self.dictionary.get("/FirstChar", 0))
            return {first + i: float(width) for i, width in enumerate(self.dictionary.get("/Widths", []))}
        return dict(_composite_widths(list(self._descendant.get("/W", []))))


def _composite_widths(entries: list[Any]) -> Iterator[tuple[int, float]]:
    """The /W array: ``c [w1 w2 …]`` or ``first last w``."""
    index = 0
    while index + 1 < len(entries):
        first, second = int(entries[index]), entries[index + 1]
        if isinstance(second, pikepdf.Array):
            yield from ((first + i, float(width)) for i, width in enumerate(second))
            index += 2
        elif index + 2 < len(entries):
            yield from ((code, float(entries[index + 2])) for code in range(first, min(int(second), 0xFFFF) + 1))
            index += 3
        else:
            return


def _to_unicode(font: pikepdf.Object) -> dict[int, str]:
    stream = font.get("/ToUnicode")
    if not isinstance(stream, pikepdf.Stream) or len(stream.read_raw_bytes()) > _MAX_MAP:
        return {}
    return read_cmap(stream.read_bytes())


def _embedded(descriptor: Any) -> Program | None:  # noqa: ANN401 - pikepdf object or None
    if descriptor is None:
        return None
    for key, opener in (("/FontFile2", _truetype), ("/FontFile3", _open_type_or_cff)):
        stream = descriptor.get(key)
        if isinstance(stream, pikepdf.Stream) and len(stream.read_raw_bytes()) <= _MAX_PROGRAM:
            return opener(bytes(stream.read_bytes()))
    return None


def _open_type_or_cff(data: bytes) -> Program:
    return _truetype(data) if data[:4] in (b"OTTO", b"\0\1\0\0", b"true") else _cff(data)


def fonts_of(pdf: pikepdf.Pdf) -> list[PdfFont]:
    """The fonts with a ToUnicode map, in object order."""
    found = []
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary) or item.get("/Type") != "/Font":
            continue
        if str(item.get("/Subtype")) in ("/Type0", "/TrueType", "/Type1") and "/ToUnicode" in item:
            found.append(PdfFont(item.objgen, item))
    return found

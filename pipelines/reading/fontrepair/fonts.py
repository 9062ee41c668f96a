"""The fonts of a PDF: what each code says (ToUnicode) and what it draws (the embedded program)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import pikepdf

from pipelines.reading.fontrepair.cmap import read_cmap
from pipelines.reading.fontrepair.programs import OPENERS, Outline, Program

_MAX_PROGRAM = 24 << 20  # bytes; a whole Times New Roman has one
_MAX_MAP = 4 << 20
_KINDS = ("/Type0", "/TrueType", "/Type1", "/MMType1")
_SUBSET_TAG = re.compile(r"^[A-Z]{6}\+")
_LIST = re.compile(rb"(\d+)\s*\[([\d\s.+-]*)\]")
_LISTS_ONLY = re.compile(rb"\s*\[\s*(?:\d+\s*\[[\d\s.+-]*\]\s*)*\]\s*")
_NO_REFERENCE = re.compile(rb"[\[\]\s\d.+-]*")
__all__ = ["Outline", "PdfFont", "Program", "fonts_of"]


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

    @cached_property
    def program(self) -> Program | None:
        """The embedded program, opened at the first use; None when there is none that can be read."""
        return _embedded(self._descendant.get("/FontDescriptor"))

    def glyph(self, code: int) -> int:
        """Glyph number that ``code`` draws; -1 when it cannot be told."""
        if self.program is None:
            return -1
        if self.simple:
            return self._simple_glyph(self.program, code)
        mapping, cid = self._gid_map, code
        if mapping:
            cid = int.from_bytes(mapping[2 * code : 2 * code + 2]) if 2 * code + 1 < len(mapping) else -1
        return cid if self.program.cids is None else self.program.cids.get(cid, -1)

    def _simple_glyph(self, program: Program, code: int) -> int:
        """The glyph that the file's own encoding names, else the one of the program's encoding."""
        name = self._names.get(code)
        named = program.by_name.get(name, -1) if name is not None else -1
        return named if named >= 0 else program.by_code.get(code, -1)

    @cached_property
    def _names(self) -> Mapping[int, str]:
        encoding = self.dictionary.get("/Encoding")
        differences = encoding.get("/Differences") if isinstance(encoding, pikepdf.Dictionary) else None
        return dict(_named(list(differences))) if isinstance(differences, pikepdf.Array) else {}

    @cached_property
    def _gid_map(self) -> bytes:
        mapping = self._descendant.get("/CIDToGIDMap")
        return bytes(mapping.read_bytes()) if isinstance(mapping, pikepdf.Stream) else b""

    def draws(self, code: int) -> bool:
        """True when ``code`` certainly draws something; cheap for blanks of TrueType programs."""
        return self.program is not None and self.program.draws(self.glyph(code))

    def outline(self, code: int) -> Outline:
        """What ``code`` draws; empty when nothing or unknown."""
        return self.program.outline(self.glyph(code)) if self.program is not None else ()

    def widths(self) -> dict[int, float]:
        """Advance widths (1/1000 em) that the file states code by code."""
        if self.simple:
            first = int(self.dictionary.get("/FirstChar", 0))
            return {first + i: float(width) for i, width in enumerate(self.dictionary.get("/Widths", []))}
        return dict(_composite_widths(_width_entries(self._descendant.get("/W"))))

    def codes_with_width(self) -> set[int]:
        """The codes of :meth:`widths`, without its work where the file lists widths one by one."""
        if self.simple:
            return set(self.widths())
        return _listed_codes(self._descendant.get("/W")) or set(self.widths())


def _listed_codes(array: Any) -> set[int]:  # noqa: ANN401 - pikepdf object or None
    """The codes of a /W array in its usual form ``c [w1 w2 …] c [w1 …]``; none when it has another."""
    text = array.unparse(resolved=True) if isinstance(array, pikepdf.Array) else b""
    if not _LISTS_ONLY.fullmatch(text):
        return set()
    codes: set[int] = set()
    for first, widths in _LIST.findall(text):
        codes.update(range(int(first), int(first) + len(widths.split())))
    return codes


def _named(differences: list[Any]) -> Iterator[tuple[int, str]]:
    """(code, glyph name) of a /Differences array: a code, then the names from there on."""
    code = 0
    for entry in differences:
        if isinstance(entry, pikepdf.Name):
            yield code, str(entry).lstrip("/")
            code += 1
        elif isinstance(entry, int):
            code = entry


def _width_entries(array: Any) -> list[Any]:  # noqa: ANN401 - pikepdf object or None
    """The /W array as numbers and lists of numbers; read from its text, which is ten times faster than by element."""
    if not isinstance(array, pikepdf.Array):
        return []
    text = array.unparse(resolved=True)
    if not _NO_REFERENCE.fullmatch(text):
        return [list(entry) if isinstance(entry, pikepdf.Array) else entry for entry in array]
    outside, *lists = text[text.index(b"[") + 1 :].split(b"[")
    entries: list[Any] = _numbers(outside)
    for part in lists:
        inside, _, outside = part.partition(b"]")
        entries += [_numbers(inside), *_numbers(outside)]
    return entries


def _numbers(text: bytes) -> list[float]:
    return list(map(float, text.replace(b"]", b" ").split()))


def _composite_widths(entries: list[Any]) -> Iterator[tuple[int, float]]:
    """The /W array: ``c [w1 w2 …]`` or ``first last w``."""
    index = 0
    while index + 1 < len(entries):
        first, second = int(entries[index]), entries[index + 1]
        if isinstance(second, list):
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
    for key, opener in OPENERS:
        stream = descriptor.get(key)
        if isinstance(stream, pikepdf.Stream) and len(stream.read_raw_bytes()) <= _MAX_PROGRAM:
            return opener(bytes(stream.read_bytes()))
    return None


def fonts_of(pdf: pikepdf.Pdf) -> list[PdfFont]:
    """The fonts with a ToUnicode map, in object order."""
    found = []
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary) or item.get("/Type") != "/Font":
            continue
        if str(item.get("/Subtype")) in _KINDS and "/ToUnicode" in item:
            found.append(PdfFont(item.objgen, item))
    return found

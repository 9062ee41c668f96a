"""Fonts of encodings older than Unicode: their maps are made to say the letters that their codes draw.

A font of TCVN3 or VNI says Western letters. Decoding its map, and not the text, keeps what a reader of text loses: the
soft hyphen, which is the "ư" of TCVN3, the fonts that draw capitals, and the marks of VNI beside their letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache

import pikepdf

from pipelines.reading.fontrepair.cmap import write_cmap
from pipelines.reading.fontrepair.fonts import PdfFont
from pipelines.reading.legacy.encodings import (
    LegacyEncoding,
    decoding_table,
    is_capitals_font,
    odd_letters,
    to_unicode,
)
from pipelines.reading.legacy.fonts import encoding_of_font
from pipelines.reading.legacy.syllables import detect_encoding, has_unicode_vietnamese, word_quality

_LEAST_ODD = 3  # letters that Vietnamese in Unicode never prints: a font that says fewer is not looked at further
_HYPHEN_CODE = 0xAD  # Windows-1252 draws a hyphen for it, TCVN3 an "ư"
_KINDS = ("/TrueType", "/Type1", "/MMType1")
_Texts = Callable[[], Iterable[str]]


def decode_fonts(
    pdf: pikepdf.Pdf, fonts: Iterable[PdfFont], letters: frozenset[str] | None, texts: _Texts
) -> LegacyEncoding | None:
    """Write Unicode letters into the maps of fonts in an old encoding.

    Args:
        pdf: the open file; its fonts are changed in place.
        fonts: those with a map.
        letters: what the pages print, where it is known; spares the look at the text of nearly all files.
        texts: gives the text of each page.

    Returns:
        The encoding; None when the file is in Unicode, and then nothing is changed.
    """
    candidates = [font for font in (*fonts, *_unmapped(pdf)) if _may_be_old(font)]
    if not candidates or (letters is not None and odd_letters().isdisjoint(letters)):
        return None
    encoding = _encoding(candidates, texts())
    if encoding is None:
        return None
    for font in candidates:
        if encoding_of_font(font.name) in {None, encoding}:
            _decode(pdf, font, encoding)
    return encoding


def _may_be_old(font: PdfFont) -> bool:
    said = "".join(font.says.values())
    if has_unicode_vietnamese(said):
        return False
    return encoding_of_font(font.name) is not None or len(odd_letters() & set(said)) >= _LEAST_ODD


def _encoding(candidates: Iterable[PdfFont], texts: Iterable[str]) -> LegacyEncoding | None:
    """The encoding that makes Vietnamese of the doubtful lines; the name of a font may settle what words do not."""
    lines = [line for text in texts for line in text.splitlines()]
    doubtful = "\n".join(line for line in lines if not line.isascii() and not has_unicode_vietnamese(line))
    named = next((found for font in candidates if (found := encoding_of_font(font.name)) is not None), None)
    if named is None:
        return detect_encoding(doubtful)
    return named if word_quality(to_unicode(doubtful, named)) > word_quality(doubtful) else None


def _unmapped(pdf: pikepdf.Pdf) -> Iterator[PdfFont]:
    """Simple fonts without a map: readers take their codes for Windows-1252."""
    for item in pdf.objects:
        if not isinstance(item, pikepdf.Dictionary) or item.get("/Type") != "/Font" or "/ToUnicode" in item:
            continue
        if str(item.get("/Subtype")) in _KINDS:
            font = PdfFont(item.objgen, item)
            font.says = {code: bytes([code]).decode("cp1252", "ignore") for code in range(0x20, 0x100)}
            if encoding_of_font(font.name) is not None:
                yield font


def _decode(pdf: pikepdf.Pdf, font: PdfFont, encoding: LegacyEncoding) -> None:
    capitals = is_capitals_font(font.name)
    says = {code: _letter(said, encoding, capitals=capitals) for code, said in font.says.items() if said}
    if font.simple and encoding is LegacyEncoding.TCVN3 and says.get(_HYPHEN_CODE) == "-":
        says[_HYPHEN_CODE] = "Ư" if capitals else "ư"
    font.says = says
    font.dictionary.ToUnicode = pdf.make_stream(write_cmap(says, 1 if font.simple else 2))


def _letter(said: str, encoding: LegacyEncoding, *, capitals: bool) -> str:
    if encoding is LegacyEncoding.VNI:
        found = _vni_marks().get(said)
        if found is not None:
            return found
    return to_unicode(said, encoding, capitals=capitals)


@cache
def _vni_marks() -> dict[str, str]:
    """Mark letter of VNI → the combining marks it stands for ("ù" → acute, "á" → circumflex and acute)."""
    table = decoding_table(LegacyEncoding.VNI)
    found: dict[str, str] = {}
    for code, letter in table.items():
        if len(code) == 2:
            base = unicodedata.normalize("NFD", table.get(code[0], code[0]))
            found[code[1]] = unicodedata.normalize("NFD", letter).removeprefix(base)
    return found

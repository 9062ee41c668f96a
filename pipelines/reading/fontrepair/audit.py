"""Which codes of a file's fonts say another letter than they draw.

Cheap for healthy files: the maps are read, and of the font programs only the glyphs of blanks and of doubled
letters are looked at.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipelines.reading.fontrepair.fonts import PdfFont
from pipelines.reading.fontrepair.shapes import Doubt, Suspect
from pipelines.text.lookalikes import look_alikes

_SYMBOL_FACES = ("symbol", "wingding", "webding", "dingbat", "mt extra")
_LEAST_LATIN = 10  # letters that show a document to be in Latin script
_ASCII = range(0x20, 0x7F)


def _is_symbolic(font: PdfFont) -> bool:
    return any(face in font.name.lower() for face in _SYMBOL_FACES)


@lru_cache(4096)
def _is_blank(text: str) -> bool:
    return text == "" or text.isspace() or all(unicodedata.category(ch) in ("Zs", "Cf") for ch in text)


@lru_cache(4096)
def _is_private(text: str) -> bool:
    return any(unicodedata.category(ch) in ("Co", "Cc", "Cs", "Cn") or ch == "\ufffd" for ch in text)


def _emptied(font: PdfFont) -> Iterator[Suspect]:
    """Codes that say nothing readable although they draw something."""
    for code, said in sorted(font.says.items()):
        doubt = Doubt.BLANK if _is_blank(said) else Doubt.PRIVATE if _is_private(said) else None
        if doubt is not None and said != "\u00ad" and font.draws(code):
            yield Suspect(font.number, code, said, doubt)


def _missing(font: PdfFont) -> Iterator[Suspect]:
    """Codes with a width of their own and an outline, but without an entry in the map."""
    if not font.says:
        return
    for code in sorted(font.codes_with_width() - font.says.keys() - {0}):
        if not (font.simple and _has_fallback(font, code)) and font.draws(code):
            yield Suspect(font.number, code, "", Doubt.MISSING)


def _has_fallback(font: PdfFont, code: int) -> bool:
    """True when a reader knows the letter without the map: the font's codes are those of Latin text."""
    latin = sum(said == chr(known) for known, said in font.says.items()) * 2 > len(font.says)
    return latin and (code in _ASCII or "/Encoding" in font.dictionary)


def _doubled(font: PdfFont) -> Iterator[Suspect]:
    """Letters that several codes with different outlines claim; each claimant is doubted."""
    claims: dict[str, list[int]] = {}
    for code, said in sorted(font.says.items()):
        if len(said) == 1 and said.isalpha():
            claims.setdefault(said, []).append(code)
    for letter, codes in sorted(claims.items()):
        drawn = {code: font.outline(code) for code in codes} if len(codes) > 1 else {}
        if len({outline for outline in drawn.values() if outline}) > 1:
            yield from (Suspect(font.number, code, letter, Doubt.DOUBLED) for code in codes if drawn[code])


def _foreign(fonts: Sequence[PdfFont]) -> Iterator[Suspect]:
    """Look-alikes in a document of Latin script; real Cyrillic or Greek text uses other letters as well."""
    table = look_alikes()
    letters = {said for font in fonts for said in font.says.values() if len(said) == 1 and said.isalpha()}
    if sum(letter.isascii() for letter in letters) < _LEAST_LATIN:
        return
    if any(_script(letter) in ("CYRILLIC", "GREEK") and letter not in table for letter in letters):
        return
    for font in fonts:
        for code, said in sorted(font.says.items()):
            if said in table:
                yield Suspect(font.number, code, said, Doubt.LOOKALIKE)


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ", 1)[0]


def suspects_of(fonts: Sequence[PdfFont]) -> list[Suspect]:
    """Every doubted code, in font and code order; empty for a healthy file."""
    found = [
        suspect
        for font in fonts
        if not _is_symbolic(font)
        for finder in (_emptied, _missing, _doubled)
        for suspect in finder(font)
    ]
    return [*found, *_foreign(fonts)]

"""TCVN3 (ABC) and VNI ⇄ Unicode, from the reviewed tables in ``data/``.

TCVN3 puts every accented letter on one code above A0 and has no accented capitals with tone: those come from
fonts whose name ends in ``H`` and that draw the same codes as capitals. VNI writes a base letter followed by a
mark letter. Both reach us as Latin-1 text, because Word and PDF writers took the codes for Western letters.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from enum import StrEnum
from functools import cache
from importlib.resources import files


class LegacyEncoding(StrEnum):
    """The two encodings that Vietnamese offices used before Unicode."""

    TCVN3 = "tcvn3"
    VNI = "vni"


# Typing habits, font substitution and programs that take the codes for Windows-1258 replace them by these twins
# before the text reaches us.
_TWINS = str.maketrans(
    {"\u03bc": "\u00b5", "\u0110": "\u00d0", "\u0111": "\u00f0", "\u0102": "\u00c3", "\u0103": "\u00e3"}
    | {"\u01a0": "\u00d5", "\u01a1": "\u00f5", "\u01af": "\u00dd", "\u01b0": "\u00fd", "\u20ab": "\u00fe"}
    | {"\u0300": "\u00cc", "\u0309": "\u00d2", "\u0303": "\u00de", "\u0301": "\u00ec", "\u0323": "\u00f2"}
)
_VIETNAMESE = "àáâãèéêìíòóôõùúýăđĩũơư"
_PRIVATE = str.maketrans({0xF000 + code: chr(code) for code in range(0x20, 0x100)})


@cache
def decoding_table(encoding: LegacyEncoding) -> dict[str, str]:
    """Map of legacy code (one or two Latin-1 characters) to the Unicode letter, NFC."""
    table = files("pipelines.reading.legacy") / "data" / f"{encoding.value}.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return {bytes.fromhex(row["legacy_code"]).decode("latin-1"): row["letter"] for row in rows}


@cache
def odd_letters() -> frozenset[str]:
    """Letters that text in an old encoding shows as Western ones and Vietnamese in Unicode does not use."""
    codes = {char for encoding in LegacyEncoding for code in decoding_table(encoding) for char in code}
    ours = set(_VIETNAMESE) | set(_VIETNAMESE.upper())
    return frozenset(char for char in codes if not char.isascii() and char not in ours)


@cache
def _tolerant_table(encoding: LegacyEncoding) -> dict[str, str]:
    """The table plus capital base letter with small mark ("Aù"), which VNI typists produce."""
    table = decoding_table(encoding)
    mixed = {code[0].upper() + code[1:]: letter.upper() for code, letter in table.items() if len(code) == 2}
    return {**mixed, **table}


@cache
def _pattern(encoding: LegacyEncoding) -> re.Pattern[str]:
    codes = sorted(_tolerant_table(encoding), key=lambda code: (-len(code), code))
    return re.compile("|".join(map(re.escape, codes)))


def to_unicode(text: str, encoding: LegacyEncoding, *, capitals: bool = False) -> str:
    """Convert ``text`` from ``encoding`` to Unicode NFC.

    Args:
        text: Legacy codes read as Latin-1 characters; other characters pass unchanged.
        encoding: Which table to use.
        capitals: The font draws capitals only (TCVN3 fonts ending in ``H``).
    """
    table = _tolerant_table(encoding)
    codes = text.translate(_PRIVATE).translate(_TWINS)  # fonts marked as symbol fonts have their codes above F000
    converted = _pattern(encoding).sub(lambda match: table[match.group()], codes)
    converted = unicodedata.normalize("NFC", converted)
    return converted.upper() if capitals else converted


@cache
def _encoding_table(encoding: LegacyEncoding) -> dict[int, str]:
    return {ord(letter): code for code, letter in decoding_table(encoding).items()}


def to_legacy(text: str, encoding: LegacyEncoding) -> str:
    """Inverse of :func:`to_unicode` for letters that the encoding has; used to make samples and in tests."""
    return unicodedata.normalize("NFC", text).translate(_encoding_table(encoding))


def is_capitals_font(font: str | None) -> bool:
    """True for TCVN3 fonts that draw capitals: ``.VnTimeH``, ``.VnArialH``."""
    return re.search(r"\.?\bVn[A-Za-z][A-Za-z \-]*H(?=$|[,\- ])", font or "") is not None

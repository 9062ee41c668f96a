"""Normal forms and folding keys for Vietnamese.

Stored text is always :func:`nfc`; keys for matching are made here and never stored as the text itself.
Tone placement follows the note in docs/domain: only open syllables in ``oa oe uy`` have an old and a new
style ("hoà/hòa", "uỷ/ủy"); "toàn", "quý", "hoàng" have one spelling only and must not change.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pipelines.text.lookalikes import in_latin

_TONES = "\u0300\u0301\u0303\u0309\u0323"  # huyền sắc ngã hỏi nặng
_SPACES = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u3000]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "′": "'"})
# old style: tone on the second vowel of an open syllable (hoà, khoẻ, thuý → hòa, khỏe, thúy); "qu" keeps its tone
_OLD_STYLE = re.compile(rf"(?<![qQ])([ou])([aey])([{_TONES}])(?![a-z\u0300-\u036f])", re.IGNORECASE)
_OLD_PAIRS = {"oa", "oe", "uy"}
# what an old style looks like when composed; nearly all texts hold none, and need no rewriting
# (the look behind stands after the first letter: a pattern that begins with letters is searched for much faster)
_OLD_COMPOSED = re.compile("[oOuU](?<![qQ].)[àáảãạÀÁẢÃẠèéẻẽẹÈÉẺẼẸỳýỷỹỵỲÝỶỸỴ](?![a-zA-Z])")
_MARKS = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d“”„‘’′]")


def nfc(text: str) -> str:
    """Return ``text`` in Unicode NFC, invisible characters dropped."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def squeeze_spaces(text: str) -> str:
    """Return ``text`` NFC with every run of white space (NBSP included) as one space, ends trimmed."""
    # "printable" knows one white space, the plain blank, and no invisible character
    if "  " not in text and text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text.strip()
    return _SPACES.sub(" ", nfc(text)).strip()


def _move_tone(match: re.Match[str]) -> str:
    first, second, tone = match.groups()
    return f"{first}{tone}{second}" if (first + second).lower() in _OLD_PAIRS else match.group(0)


def new_tone_style(text: str) -> str:
    """Return ``text`` NFC with old tone placement ("hoà", "uỷ") rewritten to the new one ("hòa", "ủy")."""
    if unicodedata.is_normalized("NFC", text) and _OLD_COMPOSED.search(text) is None:
        return text
    return unicodedata.normalize("NFC", _OLD_STYLE.sub(_move_tone, unicodedata.normalize("NFD", text)))


# "đuợc", "truờng", "nưóc": one horn of the pair typed; no Vietnamese word has "uơ" before a letter, or "ưo"
_HALF_HORNED = re.compile(r"[uU](?<![qQ].)(?=[ơờớởỡợƠỜỚỞỠỢ][^\W\d_])|(?<=[ưƯ])[oòóỏõọOÒÓỎÕỌ]")
_HORNED = dict(zip("uUoòóỏõọOÒÓỎÕỌ", "ưƯơờớởỡợƠỜỚỞỠỢ", strict=True))
# the two letters side by side: begins with a letter, so a text is gone over much faster than with the rule itself
_MAY_BE_HALF_HORNED = re.compile(r"[uUưƯ](?:(?<=[uU])[ơờớởỡợƠỜỚỞỠỢ]|(?<=[ưƯ])[oòóỏõọOÒÓỎÕỌ])")


def with_both_horns(text: str) -> str:
    """NFC ``text`` with "uơ" and "ưo" inside words, slips of typing, as "ươ"; as long as before."""
    if _MAY_BE_HALF_HORNED.search(text) is None:  # nearly all texts
        return text
    return _HALF_HORNED.sub(lambda found: _HORNED[found[0]], text)


@lru_cache(maxsize=65536)
def match_key(text: str) -> str:
    """Key that keeps tones and letters but forgets case, spacing, tone placement, dashes, alphabets and half an "ươ".

    Use it to compare Vietnamese wording; two words that differ in a tone stay different.
    """
    styled = with_both_horns(new_tone_style(in_latin(squeeze_spaces(text))))
    if _MARKS.search(styled):
        styled = _DASHES.sub("-", styled).translate(_QUOTES)
    return styled.casefold()


class _WithoutMarks(dict[int, str]):
    """What is left of a character without its marks, made when it is first met: a table for :meth:`str.translate`."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFD", chr(code)).replace("đ", "d")
        bare = self[code] = "".join(part for part in parts if not unicodedata.combining(part))
        return bare


_BARE = _WithoutMarks()


@lru_cache(maxsize=65536)
def ascii_key(text: str) -> str:
    """Key without any marks ("Đường Hoà" → "duong hoa"); for search and as a fallback only."""
    return match_key(text).translate(_BARE)


def slug(text: str) -> str:
    """Folder-name form of a name: "Quảng Trị" → "quang-tri"."""
    return re.sub(r"[^a-z0-9]+", "-", ascii_key(text)).strip("-")


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def roman_value(text: str) -> int | None:
    """Value of a Roman numeral ("IV" → 4); None when ``text`` is not a well-formed one up to 399."""
    numeral = text.strip().lower()
    if not re.fullmatch(r"(c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})", numeral) or not numeral:
        return None
    values = [_ROMAN[ch] for ch in numeral]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


def to_roman(number: int) -> str:
    """Roman numeral of ``number`` (1..39), used for quarters and sections."""
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]

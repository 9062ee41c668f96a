"""Raised letters: marks of notes, which belong to no word or number, and powers, which do.

"80²%" is 80 % with a note, "30/6/2026³" a date with one; "50 m²" and "10³" are what they look like. Every reader writes
raised letters in one form (:func:`raised`) or finds them typed as signs ("²"), and :func:`take_marks` takes the marks
out of the text. What was taken stands in ``Paragraph.note_marks`` and ``Cell.note_marks``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_SHIFT = 0xF0000  # raised letters travel through the readers in a plane for private use, where no font has letters
_LAST = 0xFFFD
_SIGNS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_DIGITS = "0123456789"
_TO_DIGITS = str.maketrans(_SIGNS + "⁽⁾", _DIGITS + "()")
_TO_SIGNS = str.maketrans(_DIGITS, _SIGNS)
_TYPED = re.compile(f"[{_SIGNS}⁽⁾]+")
_ENCODED = re.compile(f"[{chr(_SHIFT)}-{chr(_SHIFT + _LAST)}]+")
_EITHER = re.compile(f"[{chr(_SHIFT)}-{chr(_SHIFT + _LAST)}]+|[{_SIGNS}⁽⁾]+")
_VIETNAMESE = re.compile("[đăơưĐĂƠƯ\u1ea0-\u1ef9]")
_ONE = r"(?:\d{1,3}|[ivxIVX]{1,4}|[a-nA-NđĐ]|\*{1,5}|[†‡§#])"
_MARK = re.compile(rf"[\[(]?\s*{_ONE}(?:\s*[,;–-]\s*{_ONE})*\s*[\])]?")
_LOWERED = re.compile(r"\d{1,2}|\*{1,3}")
_NO_FORMULA = re.compile(r"(?:[\d%]|(?<![^\W\d_])[^\W\d_](?:(?![A-Z])[^\W\d_]){2,})$")
_UNIT = re.compile(r"(?<![^\W\d_])[kcdmh]?m\s?$")
_VARIABLE = re.compile(r"(?<![^\W_])(?<!điểm )(?<!khoản )(?<!nhóm )(?<!mẫu )(?<!loại )(?<!mục )(?<!biểu )[xyzR]$")
_TEN = re.compile(r"(?<![\d.,])10$")
_TIMES_TEN = re.compile(r"\d\s?[x×·]\s?10$")
_NO_POWER = re.compile(r"(?:tháng|ngày|quý|số|điều|khoản|mục|năm|điểm|/|-)\s*10$", re.IGNORECASE)
_POWERS = frozenset({"3", "6", "9"})
_ORDINALS = frozenset({"st", "nd", "rd", "th", "er", "re"})
_CLOSING = frozenset(".,;:!?)]”%")


class Marked(NamedTuple):
    """A text without the marks of its notes, and the marks as printed, in order, without brackets."""

    text: str
    marks: tuple[str, ...]


def raised(text: str) -> str:
    """``text`` as the readers write raised letters until :func:`take_marks` has judged them."""
    return "".join(chr(_SHIFT + ord(char)) if 0x20 < ord(char) <= _LAST else char for char in text)


def holds_raised(text: str) -> bool:
    """True when something in ``text`` is raised, or typed as a raised sign."""
    return _EITHER.search(text) is not None


def is_lowered_mark(before: str, letters: str) -> bool:
    """True for lowered ``letters`` behind ``before`` that are the mark of a note.

    They stand behind a number, a percentage or a whole word; those of formulas behind the signs of elements ("CO₂").
    """
    bare = letters.strip(" ()[]")
    return _LOWERED.fullmatch(bare) is not None and _NO_FORMULA.search(before) is not None


def kept_of_raised(before: str, letters: str, following: str) -> str | None:
    """What of raised ``letters`` belongs to the text; None for the mark of a note.

    Args:
        before: the text before them.
        letters: the raised letters as plain ones.
        following: the text behind them.

    Returns:
        Powers as raised signs ("²"), the sign of degrees, or the letters themselves.
    """
    bare = letters.strip()
    if bare in {"()", "[]"}:  # around a mark that the file counts itself
        return None
    if bare in {"0", "o"} and following.lstrip()[:1] in {"C", "F"} and before[-1:].isdigit():
        return "°"
    if not _MARK.fullmatch(bare) or bare.lower() in _ORDINALS or _is_fraction(before, bare, following):
        return letters
    return letters.translate(_TO_SIGNS) if bare.isdigit() and _is_power(before, bare, following) else None


def _is_power(before: str, digits: str, following: str) -> bool:
    if digits in {"2", "3"} and (_UNIT.search(before) or _VARIABLE.search(before)):
        return True
    if _TIMES_TEN.search(before):
        return True
    plain = _TEN.search(before) and not _NO_POWER.search(before)
    return bool(plain) and digits in _POWERS and following.lstrip()[:1] not in {"%", "/"}


def _is_fraction(before: str, bare: str, following: str) -> bool:
    """True for "¹⁄₂": a raised number, a bar, a lowered number."""
    if not bare.isdigit() or before[-1:].isdigit():
        return False
    return following[:1] == "⁄" or re.match(r"/\s?[₀-₉]", following) is not None


def take_marks(text: str, *, typed: bool = True) -> Marked:
    """Take the marks of notes out of ``text``.

    Args:
        text: raised letters in the form of :func:`raised`.
        typed: judge signs that were typed raised as well ("²"), and give powers as such signs. Not before a text is
            known to be Unicode: in TCVN3 they are letters ("ho¹ch"). Until then powers stay in the readers' form.
    """
    if not (_EITHER if typed else _ENCODED).search(text):
        return Marked(text, ())
    out, end = "", 0
    marks: list[str] = []
    for match in (_EITHER if typed else _ENCODED).finditer(text):
        out += text[end : match.start()]
        end = match.end()
        letters, is_encoded = _plain(match.group())
        kept = kept_of_raised(out, letters, text[end:])
        if not is_encoded and _is_letter(text, match):
            out += match.group()
        elif kept is None:
            marks += filter(None, (letters.strip(" ()[]"),))
            out = _closed_up(out, text[end:])
        else:
            out += kept if typed or not _TYPED.search(kept) else raised(letters)
    return Marked(out + text[end:], tuple(marks))


def _plain(letters: str) -> tuple[str, bool]:
    """Raised letters as plain ones, and whether they were in the readers' form."""
    if ord(letters[0]) < _SHIFT:
        return letters.translate(_TO_DIGITS), False
    return "".join(chr(ord(char) - _SHIFT) for char in letters), True


def _is_letter(text: str, match: re.Match[str]) -> bool:
    """True for a sign that may be a letter of an old encoding: behind a letter, in words without Vietnamese ones."""
    return text[: match.start()][-1:].isalpha() and not _VIETNAMESE.search(text)


def _closed_up(before: str, following: str) -> str:
    """``before`` without the blank in front of a mark that stood alone: "năm 2026 ¹, các" → "năm 2026, các"."""
    doubled = before.endswith(" ") and (not following or following[0].isspace() or following[0] in _CLOSING)
    return before[:-1] if doubled else before

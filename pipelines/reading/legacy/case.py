"""What old encodings lose even when every code is known: the case of accented capitals, and a letter on a soft hyphen.

TCVN3 has no accented capitals with a tone: they come from fonts that draw capitals, and where the font's name is lost
"KẾ HOẠCH" reads "Kế HOạCH". Its "ư" has the code of the soft hyphen, which programs leave out: "được" reads "đợc".
"""

from __future__ import annotations

import re

from pipelines.reading.legacy.syllables import is_syllable, syllables_in_use

_PLAIN = frozenset({"nh", "bu"})  # words without other marks that are no words or names: như, bưu
_FILING = re.compile(r"\bLu(?=\s*:)")  # "Lưu: VT", the last line of the recipients
_WORD = re.compile(r"[^\W\d_]+")
_LEAST_CAPITALS = 0.9
_LEAST_LETTERS = 4


def restore_capitals(text: str) -> str:
    """``text`` with the words in capitals throughout: letters beyond ASCII take the case of their neighbours."""
    if text.isascii():
        return text
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    words = (word for word in _WORD.findall(line) if not _is_acronym(word))
    plain = [char for word in words for char in word if char.isascii()]
    capitals = sum(char.isupper() for char in plain)
    if len(plain) >= _LEAST_LETTERS and capitals >= _LEAST_CAPITALS * len(plain):
        return _upper(line)
    return _WORD.sub(lambda match: _upper(match.group()) if _is_capitals(match.group()) else match.group(), line)


def _is_acronym(word: str) -> bool:
    """True for "UBND", "KH": capitals in any line."""
    return word.isascii() and word.isupper() and not is_syllable(word)


def _is_capitals(word: str) -> bool:
    """True for a word with two plain capitals or more and no plain small letter ("HOạCH")."""
    plain = [char for char in word if char.isascii()]
    return len(plain) >= 2 and all(char.isupper() for char in plain)


def _upper(text: str) -> str:
    return "".join(char.upper() if len(char.upper()) == 1 else char for char in text)


def restore_horns(text: str) -> tuple[str, int]:
    """``text`` with a lost "ư" put back where exactly one place makes a syllable in use of the word; how many."""
    count = 0

    def mended(match: re.Match[str]) -> str:
        nonlocal count
        found = _with_horn(match.group())
        count += found != match.group()
        return found

    text, filings = _FILING.subn("Lưu", text)
    return _WORD.sub(mended, text), count + filings


def _with_horn(word: str) -> str:
    folded = word.casefold()
    if len(word) < 2 or folded in syllables_in_use() or (word.isascii() and folded not in _PLAIN):
        return word
    if word[:1].isupper() and is_syllable(word):
        return word  # rare, but a word: names
    letter = "Ư" if word.isupper() else "ư"
    candidates = [word[:at] + letter + word[at:] for at in range(len(word) + 1)]
    known = [one for one in candidates if one.casefold() in syllables_in_use()]
    return known[0] if len(known) == 1 else word

"""The order of the Vietnamese alphabet, for lists of names."""

from __future__ import annotations

import unicodedata
from typing import Final

from pipelines.text.vietnamese import match_key

_LETTERS: Final = " 0123456789aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng, as dictionaries have them


def alphabet_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Sort key of a name: ă and â after a, đ after d; of equal letters the tones decide.

    What is no letter of the alphabet stands before all letters.
    """
    parts = unicodedata.normalize("NFD", match_key(text))
    letters = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in _TONES))
    tones: list[int] = []
    for mark in parts:
        if mark in _TONES and tones:
            tones[-1] = _TONES.index(mark) + 1
        elif not unicodedata.combining(mark):
            tones.append(0)
    return tuple(_LETTERS.find(letter) for letter in letters), tuple(tones)

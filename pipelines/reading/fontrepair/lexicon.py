"""Which letter makes words of the words it stands in: syllables in use, the document's own words, the shape."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipelines.reading.fontrepair.shapes import DoubtedWord
from pipelines.reading.legacy.syllables import is_syllable, syllables_in_use

_PIECES = re.compile(r"[\s\-–—/&.,;:()\[\]\"“”'‘’%…+*]+")
_IN_USE = 1.0  # a syllable of the reviewed list
_OWN_WORD = 0.9  # a word that the document prints elsewhere with sound letters
_SYLLABLE = 0.3  # the shape test lets through several letters
_MOST_PLACES = 300


def pieces(text: str) -> list[str]:
    """Words of a text, cut at blanks and punctuation."""
    return [piece for piece in _PIECES.split(unicodedata.normalize("NFC", text)) if piece]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words of the document that hold no doubted letter, case folded, with their counts."""

    words: Counter[str]

    @classmethod
    def of(cls, words: Iterable[str]) -> Lexicon:
        """Lexicon of the sound words of a document."""
        return cls(Counter(word.casefold() for word in words))

    def value(self, word: str) -> float:
        """How much of a word ``word`` is, 0..1: its case must be that of a word as well."""
        if not (word.islower() or word.isupper() or (word[:1].isupper() and word[1:].islower())):
            return 0.0
        if word.casefold() in syllables_in_use():
            return _IN_USE
        if self.words[word.casefold()] > 0:
            return _OWN_WORD
        return _SYLLABLE if is_syllable(word) else 0.0


def vote(places: Sequence[DoubtedWord], stand_in: str, letters: Iterable[str], lexicon: Lexicon) -> dict[str, float]:
    """Mean value (0..1) of the words that each letter makes; places with another doubted letter do not count."""
    words = sorted({piece for place in places for piece in pieces(place.word) if stand_in in piece})
    told = [word for word in words if not any(_is_stand_in(ch) and ch != stand_in for ch in word)][:_MOST_PLACES]
    if not told:
        return {}
    return {
        letter: sum(lexicon.value(_composed(word, stand_in, letter)) for word in told) / len(told) for letter in letters
    }


def _composed(word: str, stand_in: str, letter: str) -> str:
    return unicodedata.normalize("NFC", word.replace(stand_in, letter))


def _is_stand_in(char: str) -> bool:
    return unicodedata.category(char) == "Co"

"""How Vietnamese a text looks: the share of words that are well-formed syllables, and what follows from it.

Unicode prose scores above .9, the same text in TCVN3 or VNI below .5 (measured on real plans), so a threshold
of .7 separates them. A shape test cannot see that good Unicode was converted by mistake; therefore text that
has letters of the block U+1EA0–1EF9, or that passes, is never converted.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from importlib.resources import files

from pipelines.reading.legacy.encodings import LegacyEncoding, to_unicode

GOOD_RATE = 0.7
MIN_WORDS = 5
_MIN_GAIN = 0.15
_ONLY_WELL_FORMED = 0.3
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_STOP_TONES = "\u0301\u0323"  # syllables closed by c ch p t take these two only
_UNICODE_VIETNAMESE = re.compile("[\u1ea0-\u1ef9]")
_VOWEL = re.compile("[aeiouy]", re.IGNORECASE)


def _rows(name: str) -> list[dict[str, str]]:
    table = files("pipelines.reading.legacy") / "data" / name
    return list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))


@cache
def _syllables() -> frozenset[str]:
    """All onset + rhyme combinations, without tones (about 4,000 forms)."""
    onsets = ["", *(row["onset"] for row in _rows("onsets.csv"))]
    rhymes = [row["nucleus"] + coda.replace("-", "") for row in _rows("rhymes.csv") for coda in row["codas"].split()]
    return frozenset(onset + rhyme for onset in onsets for rhyme in rhymes)


@cache
def syllables_in_use() -> frozenset[str]:
    """Syllables of the project's own reviewed lists (see ``build_syllables``); most well-formed ones are not in use."""
    return frozenset(row["syllable"] for row in _rows("syllables.csv"))


@cache
def is_syllable(word: str) -> bool:
    """True when ``word`` has the shape of one Vietnamese syllable, tone included."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [ch for ch in decomposed if ch in _TONES]
    base = unicodedata.normalize("NFC", "".join(ch for ch in decomposed if ch not in _TONES))
    if len(tones) > 1 or base not in _syllables():
        return False
    return not base.endswith(("c", "ch", "p", "t")) or tones in ([_STOP_TONES[0]], [_STOP_TONES[1]])


def _edge_trimmed(word: str) -> str:
    # Only ASCII punctuation and digits are cut: Latin-1 signs such as "¸" are letters in TCVN3.
    return re.sub(r"^[\x21-\x40\x5b-\x60\x7b-\x7e]+|[\x21-\x40\x5b-\x60\x7b-\x7e]+$", "", word)


def _words(text: str) -> list[str]:
    parts = (_edge_trimmed(part) for part in re.split(r"[\s/\-–“”\"().,;:…]+", text))
    return [part for part in parts if part and not (part.isascii() and not _VOWEL.search(part))]


def syllable_rate(text: str) -> float:
    """Share (0..1) of the words of ``text`` that are Vietnamese syllables; 0 when there are no words.

    Acronyms without a vowel ("TTHC") are not counted; words are cut at white space and punctuation.
    """
    words = _words(text)
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


def word_quality(text: str) -> float:
    """How Vietnamese the words of ``text`` with letters beyond ASCII are, 0..1; 0 when there are none.

    A syllable in use counts in full, one that is only well-formed for three tenths: "Cụng an xó" has the shape of
    Vietnamese, "Công an xã" is.
    """
    words = [word for word in _words(text) if not word.isascii()]
    return sum(map(_value, words)) / len(words) if words else 0.0


@cache
def _value(word: str) -> float:
    if unicodedata.normalize("NFC", word.casefold()) in syllables_in_use():
        return 1.0
    return _ONLY_WELL_FORMED if is_syllable(word) else 0.0


def has_unicode_vietnamese(text: str) -> bool:
    """True when ``text`` holds letters that only Unicode Vietnamese has (U+1EA0–1EF9)."""
    return _UNICODE_VIETNAMESE.search(unicodedata.normalize("NFC", text)) is not None


def detect_encoding(text: str) -> LegacyEncoding | None:
    """Name the legacy encoding of ``text``; None when it is Unicode, not Vietnamese or too short to tell."""
    if has_unicode_vietnamese(text) or len(_words(text)) < MIN_WORDS:
        return None
    before = syllable_rate(text)
    if before >= GOOD_RATE:
        return None
    rates = [(syllable_rate(to_unicode(text, encoding)), encoding) for encoding in LegacyEncoding]
    best, encoding = max(rates, key=lambda rated: rated[0])
    return encoding if best >= GOOD_RATE and best - before >= _MIN_GAIN else None

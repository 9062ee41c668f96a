"""Which encoding a document's texts are in: decided once for the document, applied text by text.

Fonts promise an encoding by their name, and break the promise both ways: Unicode typed in a style with an old font's
name must stay, old codes under the name of a Unicode font must be found. The words decide: what becomes more
Vietnamese by decoding is decoded, what becomes less stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipelines.reading.legacy.encodings import LegacyEncoding, is_capitals_font, odd_letters, to_unicode
from pipelines.reading.legacy.fonts import encoding_of_font
from pipelines.reading.legacy.syllables import detect_encoding, has_unicode_vietnamese, word_quality

_EVEN = 0.05  # a gain below it says nothing
_MOST_TEXTS = 2_000  # that are looked at for one font
_HALF = 0.5
_LEAST_ODD = 3  # letters that Vietnamese in Unicode does not use


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text in Unicode, and the encoding it came from; None when it was Unicode already."""

    text: str
    encoding: LegacyEncoding | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is known of a document's fonts.

    Attributes:
        trust: for fonts with an old name, the share of their texts that are in the old encoding.
        unnamed: encoding of texts in fonts whose name says nothing; None when those are Unicode.
        unnamed_trust: the share of those texts that are in it.
    """

    trust: Mapping[str, float] = field(default_factory=dict)
    unnamed: LegacyEncoding | None = None
    unnamed_trust: float = 0.0

    @property
    def is_clean(self) -> bool:
        """True when there is nothing to decode."""
        return self.unnamed is None and not any(self.trust.values())

    def encoding_of(self, text: str, font: str | None) -> LegacyEncoding | None:
        """The old encoding of ``text``, printed in ``font``; None when it is Unicode."""
        named = encoding_of_font(font)
        encoding = named or self.unnamed
        if encoding is None or has_unicode_vietnamese(text):
            return None
        trust = self.trust.get(font or "", 0.0) if named else self.unnamed_trust
        if text.isascii():
            return encoding if named and trust >= _HALF else None
        if not named and trust < _HALF and odd_letters().isdisjoint(text):
            return None  # "ĐT" between Unicode texts, though "éT" has the shape of a syllable
        return encoding if _is_old(text, encoding, trust) else None

    def decode(self, text: str, font: str | None) -> Decoded:
        """``text``, printed in ``font``, as Unicode."""
        encoding = self.encoding_of(text, font)
        if encoding is None:
            return self._mixed(text, font)
        return Decoded(to_unicode(text, encoding, capitals=is_capitals_font(font)), encoding)

    def _mixed(self, text: str, font: str | None) -> Decoded:
        """A text that is Unicode in part: somebody corrected a word of an old text. Word by word."""
        if self.is_clean or odd_letters().isdisjoint(text) or not has_unicode_vietnamese(text):
            return Decoded(text)
        found = {word: self.encoding_of(word, font) for word in text.split() if not odd_letters().isdisjoint(word)}
        encoding = next((one for one in found.values() if one is not None), None)
        if encoding is None:
            return Decoded(text)

        def decoded(match: re.Match[str]) -> str:
            return to_unicode(match.group(), encoding) if found.get(match.group()) is not None else match.group()

        return Decoded(re.sub(r"\S+", decoded, text), encoding)


def _gain(text: str, encoding: LegacyEncoding) -> float:
    """How much more Vietnamese ``text`` becomes by decoding, -1..1."""
    return word_quality(to_unicode(text, encoding)) - word_quality(text)


def _is_old(text: str, encoding: LegacyEncoding, trust: float) -> bool:
    """By what the text becomes; one letter is a part of a word ("Ý" before "t nhất"), of which only its font tells."""
    if len(text.strip()) == 1:
        return trust >= _HALF
    gain = _gain(text, encoding)
    return trust >= _HALF if abs(gain) < _EVEN else gain > 0


def judge(texts: Iterable[tuple[str | None, str]]) -> Judgement:
    """Decide on a document.

    Args:
        texts: (font name, text) of every paragraph or cell, one for each font in it; characters as the file has them.
    """
    by_font: dict[str, list[str]] = {}
    unnamed: list[str] = []
    for font, text in texts:
        (by_font.setdefault(font or "", []) if encoding_of_font(font) else unnamed).append(text)
    trust = {font: _trust(found, encoding_of_font(font)) for font, found in sorted(by_font.items())}
    doubtful = [text for text in unnamed if not text.isascii() and not has_unicode_vietnamese(text)]
    encoding = _found("\n".join(doubtful[:_MOST_TEXTS]))
    is_pure = not any(has_unicode_vietnamese(text) for text in unnamed)
    return Judgement(trust, encoding, (1.0 if is_pure else _trust(doubtful, encoding) * _HALF) if encoding else 0.0)


def _found(text: str) -> LegacyEncoding | None:
    """The encoding of texts whose fonts say nothing: it must make words of them that are in use."""
    if sum(char in odd_letters() for char in text) < _LEAST_ODD:
        return None
    encoding = detect_encoding(text)
    return encoding if encoding and word_quality(to_unicode(text, encoding)) >= _HALF else None


def _trust(texts: list[str], encoding: LegacyEncoding | None) -> float:
    """Share of the telling ``texts`` that are in ``encoding``; 1 when none of them tells."""
    if encoding is None:
        return 0.0
    telling = [
        -1.0 if has_unicode_vietnamese(text) else _gain(text, encoding)
        for text in texts[:_MOST_TEXTS]
        if not text.isascii()
    ]
    sides = [gain > 0 for gain in telling if abs(gain) >= _EVEN]
    return sum(sides) / len(sides) if sides else 1.0

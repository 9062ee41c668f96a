"""Repair of fixed names and terms in recognised text, from reviewed lists only.

Seven repairs, each counted and reported:

* *tokens* — abbreviations and parts of document numbers ("CCHC", "QĐ", "b/c"): a piece of a word that is no
  Vietnamese syllable becomes the listed token when both have the same shape (marks and look-alikes folded);
* *phrases* — names and set wordings: one doubted word among words that match the phrase exactly takes the
  phrase's marks; its letters must be the same;
* *certain* wordings — the few in which one mark makes another sound word ("chi" and "chỉ"), and which mean
  nothing with it ("khoán chỉ"): the word takes the wording's marks however sure the recogniser is;
* *letters* — the Icelandic "Ð" beside or in the place of "Đ" ("QĐÐ-UBND");
* *brackets* — "đơn v]": a closing bracket that nothing opens is the letter that makes a sound word of a doubted one;
* *case* — "mức đỘ", "TỶ lệ": a sound word in two cases, or in capitals before small letters, has one case;
* *numerals* — Roman numbers whose serifs ran together ("H." → "II."), at the head of a line and after "quý".

A word is doubted when the recogniser doubts it or when it is no well-formed syllable. Outside the certain wordings
a well-formed word of high confidence is never touched, so a name that happens to resemble a term stays as it is.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pipelines.reading.legacy.syllables import is_syllable
from pipelines.reading.scan.shapes import OcrWord
from pipelines.text.vietnamese import ascii_key, match_key, nfc

DOUBTED = 0.9  # the recogniser gives .95 to .97 to words it is sure of
_SHAPES = str.maketrans({"0": "o", "1": "i", "l": "i", "|": "i", "!": "i", "€": "c", "ð": "d", "5": "s", "8": "b"})
_PIECE = re.compile(r"[^\s/\-–—.,;:()&\"“”'%]+")
_EDGES = re.compile(r"^[\s\"“”'(\[]+|[\s\"“”'.,;:!?)\]]+$")
_STOP = re.compile(r"[.,;:!?)\]]$")
_SLASH = re.compile("/?\u2044/?")
_BRACKET_LETTERS = "ịilíìỉĩ"  # what the strokes of a bracket may be, likeliest first
_ETH = re.compile("[ĐÐ]*Ð[ĐÐ]*|[đð]*ð[đð]*")  # Icelandic letters that look like Đ and đ, often read beside them
_DASH = re.compile("—|(?<=\\s)~(?=\\s)|^~$")

Change = tuple[str, str]


class _Vocabulary(NamedTuple):
    tokens: frozenset[str]
    by_shape: dict[str, str]  # shape → the only token that has it
    phrases: dict[str, tuple[tuple[str, ...], ...]]  # folded word → phrases (as keys of their words) holding it
    certain: dict[str, tuple[tuple[str, ...], ...]]  # the same for the wordings that sure words yield to
    headings: dict[str, str]
    quarters: dict[str, str]
    alone: dict[str, str]
    quarter_words: frozenset[str]


def _rows(name: str) -> list[dict[str, str]]:
    table = files("pipelines.reading.scan") / "data" / name
    return list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))


def _shape(text: str) -> str:
    return ascii_key(text.casefold().translate(_SHAPES)).translate(_SHAPES)


def _unique_shapes(tokens: Iterable[str]) -> dict[str, str]:
    shapes: dict[str, list[str]] = {}
    for token in tokens:
        shapes.setdefault(_shape(token), []).append(token)
    return {shape: found[0] for shape, found in shapes.items() if len(found) == 1}


def _by_word(terms: Iterable[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Wordings, as keys of their words, by each of their folded words."""
    phrases: dict[str, tuple[tuple[str, ...], ...]] = {}
    for term in terms:
        words = tuple(match_key(word) for word in term.split())
        for word in sorted({ascii_key(word) for word in words}):
            phrases[word] = (*phrases.get(word, ()), words)
    return phrases


@cache
def _vocabulary() -> _Vocabulary:
    terms = _rows("fixed_terms.csv")
    tokens = [nfc(row["term"]) for row in terms if row["kind"] == "token"]
    numerals = _rows("numerals.csv")
    return _Vocabulary(
        frozenset(tokens),
        _unique_shapes(tokens),
        _by_word(row["term"] for row in terms if row["kind"] in ("phrase", "certain")),
        _by_word(row["term"] for row in terms if row["kind"] == "certain"),
        {row["seen"]: row["meant"] for row in numerals if row["place"] == "heading"},
        {row["seen"]: row["meant"] for row in numerals if row["place"] == "quarter"},
        {row["seen"]: row["meant"] for row in numerals if row["place"] == "alone"},
        frozenset(match_key(row["term"]) for row in terms if row["kind"] == "quarter"),
    )


def _bare(text: str) -> str:
    return _EDGES.sub("", text)


def is_doubted(word: OcrWord) -> bool:
    """True when the recogniser doubts the word or when it has letters but is no Vietnamese syllable."""
    bare = _bare(word.text)
    return word.confidence < DOUBTED or (bare.isalpha() and not is_syllable(bare))


def _mended_piece(piece: str, *, sure: bool) -> str:
    vocabulary = _vocabulary()
    if piece in vocabulary.tokens or (piece.isdigit()) or (sure and is_syllable(piece)):
        return piece
    capitals = sum(char.isupper() for char in piece)
    if capitals * 2 < len(piece):
        return piece
    return vocabulary.by_shape.get(_shape(piece), piece)


def _mend_tokens(word: OcrWord) -> OcrWord:
    whole = _vocabulary().by_shape.get(_shape(_bare(word.text)), "")
    if "/" in whole and word.confidence < DOUBTED:
        return word._replace(text=word.text.replace(_bare(word.text), whole))
    sure = word.confidence >= DOUBTED
    return word._replace(text=_PIECE.sub(lambda match: _mended_piece(match.group(), sure=sure), word.text))


def _like_case(pattern: str, text: str) -> str:
    if text.isupper() and len(text) > 1:
        return pattern.upper()
    return pattern.capitalize() if text[:1].isupper() else pattern


def _fit(words: Sequence[OcrWord], start: int, phrase: tuple[str, ...]) -> int | None:
    """Index of the only word that differs from ``phrase`` laid at ``start``; None unless exactly one does."""
    wrong = [i for i, key in enumerate(phrase) if match_key(_bare(words[start + i].text)) != key]
    return start + wrong[0] if len(wrong) == 1 else None


def _phrase_word(words: Sequence[OcrWord], index: int) -> str | None:
    """What a phrase says that the word at ``index`` should read; None when none fits."""
    folded, vocabulary = ascii_key(_bare(words[index].text)), _vocabulary()
    doubted = is_doubted(words[index])
    phrases = vocabulary.phrases if doubted else vocabulary.certain
    for phrase in phrases.get(folded, ()):
        for place, key in enumerate(phrase):
            start = index - place
            if ascii_key(key) != folded or start < 0 or start + len(phrase) > len(words):
                continue
            if _fit(words, start, phrase) == index and (doubted or _unbroken(words[start : start + len(phrase)])):
                return key
    return None


def _unbroken(words: Sequence[OcrWord]) -> bool:
    """True when no stop stands between the words: "tìm kiếm, tra cứu" holds no "kiểm tra"."""
    return not any(_STOP.search(word.text) for word in words[:-1])


def _mend_phrases(words: Sequence[OcrWord]) -> Iterator[OcrWord]:
    for index, word in enumerate(words):
        bare = _bare(word.text)
        meant = _phrase_word(words, index) if bare else None
        yield word if meant is None else word._replace(text=word.text.replace(bare, _like_case(meant, bare), 1))


def _unopened(text: str, words: Sequence[OcrWord]) -> bool:
    """True for a word with a closing bracket that nothing opens: the strokes of a letter."""
    return "]" in text and not any("[" in word.text for word in words)


def _mend_brackets(words: Sequence[OcrWord]) -> Iterator[OcrWord]:
    """Give a word its letter back where the recogniser saw a bracket: "đơn v]" is "đơn vị"."""
    for index, word in enumerate(words):
        if not _unopened(word.text, words) or word.confidence >= DOUBTED:
            yield word
            continue
        guesses = [word._replace(text=word.text.replace("]", letter)) for letter in _BRACKET_LETTERS]
        sound = [guess for guess in guesses if is_syllable(_bare(guess.text))]
        named = [guess for guess in sound if _in_phrase([*words[:index], guess, *words[index + 1 :]], index)]
        yield (named or sound or [word])[0]


def _in_phrase(words: Sequence[OcrWord], index: int) -> bool:
    """True when a listed wording stands over the word at ``index``."""
    keys = [match_key(_bare(word.text)) for word in words]
    phrases = _vocabulary().phrases.get(ascii_key(keys[index]), ())
    return any(
        key == keys[index] and tuple(keys[index - place : index - place + len(phrase)]) == phrase
        for phrase in phrases
        for place, key in enumerate(phrase)
        if index >= place
    )


def _mend_case(words: Sequence[OcrWord]) -> Iterator[OcrWord]:
    """Letters that look alike in both cases: "đỘ" is "độ", "TỶ lệ" is "Tỷ lệ"."""
    for index, word in enumerate(words):
        bare = _bare(word.text)
        meant = _in_one_case(bare, words[index + 1].text if index + 1 < len(words) else "")
        yield word if meant == bare else word._replace(text=word.text.replace(bare, meant, 1))


def _in_one_case(bare: str, following: str) -> str:
    if not is_syllable(bare) or not bare.isalpha():
        return bare
    if bare[0].islower() and not bare.islower():
        return bare.lower()
    marked = len(unicodedata.normalize("NFD", bare)) > len(bare)  # abbreviations have no marks
    if len(bare) > 1 and bare.isupper() and marked and following[:1].islower():
        return bare.capitalize()
    return bare


def _opens_line(words: Sequence[OcrWord], index: int) -> bool:
    return index == 0 or words[index - 1].line != words[index].line


def _mended_numeral(words: Sequence[OcrWord], index: int) -> str:
    vocabulary, text = _vocabulary(), words[index].text
    following = words[index + 1].text if index + 1 < len(words) else ""
    if len(words) == 1:
        return vocabulary.alone.get(text, text)
    if _opens_line(words, index) and following[:1].isupper():
        return vocabulary.headings.get(text, text)
    if index and match_key(_bare(words[index - 1].text)) in vocabulary.quarter_words:
        return re.sub(r"^[^/,;.\s]+", lambda match: vocabulary.quarters.get(match.group(), match.group()), text)
    return text


def _with_barred_d(word: OcrWord) -> OcrWord:
    """The word with one "Đ" for "Ð" and "ĐÐ"."""
    return word._replace(text=_ETH.sub(lambda found: "Đ" if found.group().isupper() else "đ", word.text))


def repair_words(words: Sequence[OcrWord]) -> tuple[list[OcrWord], list[Change]]:
    """Repair the words of one cell or block.

    Args:
        words: in reading order.

    Returns:
        The words, and the changes as (recognised, repaired). A long dash becomes "–" and a fraction stroke "/"
        without being counted: plans are typed with hyphens, short dashes and plain slashes only.
    """
    read = [word._replace(text=_SLASH.sub("/", _DASH.sub("–", word.text))) for word in words]
    mended = [_mend_tokens(_with_barred_d(word)) for word in _mend_case(list(_mend_brackets(read)))]
    mended = [word._replace(text=_mended_numeral(mended, index)) for index, word in enumerate(mended)]
    mended = list(_mend_phrases(mended))
    changes = [(before.text, after.text) for before, after in zip(read, mended, strict=True) if before != after]
    return mended, changes

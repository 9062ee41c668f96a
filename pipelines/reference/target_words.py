"""Words of the language of commitments: comparators, fillers, count nouns … (``target_words.csv``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipelines.reference.csv_data import read_rows
from pipelines.text.vietnamese import match_key


@dataclass(frozen=True, slots=True)
class TargetWord:
    """One wording in matching form; ``value`` depends on the kind (an operator, a change, a level …)."""

    phrase: str
    value: str


@cache
def target_words(kind: str) -> tuple[TargetWord, ...]:
    """Wordings of ``kind``, longest first, so that "không dưới" is tried before "dưới".

    Raises:
        ValueError: the file has no row of that kind.
    """
    rows = [row for row in read_rows("target_words.csv") if row["kind"] == kind]
    if not rows:
        raise ValueError(f"target_words.csv: no row of kind {kind!r}; check the spelling of the kind")
    words = {TargetWord(match_key(row["phrase"]), row["value"]) for row in rows}
    return tuple(sorted(words, key=lambda word: (-len(word.phrase), word.phrase)))


@cache
def phrase_values(kind: str) -> dict[str, str]:
    """Wording → value for one kind."""
    return {word.phrase: word.value for word in target_words(kind)}


@cache
def any_of(*kinds: str) -> str:
    """Regular-expression source that matches one wording of ``kinds``, the longest that fits."""
    phrases = {word.phrase for kind in kinds for word in target_words(kind)}
    by_first: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)):
        by_first.setdefault(phrase[0], []).append(phrase)
    return "|".join(_with_first(first, rest) for first, rest in sorted(by_first.items()))


@cache
def pattern_of(*kinds: str, before: str = "", after: str = "") -> re.Pattern[str]:
    """Compiled ``any_of(*kinds)`` between two further pieces of pattern."""
    return re.compile(f"{before}(?:{any_of(*kinds)}){after}")


def _with_first(first: str, phrases: Sequence[str]) -> str:
    """Phrases with one first character; none begins inside a word.

    The character stands before the look behind it: a pattern that begins with plain characters is searched for many
    times faster than one that has to look behind at every place.
    """
    opening = re.escape(first) + (rf"(?<!\w{re.escape(first)})" if first.isalnum() else "")
    return f"{opening}(?:{'|'.join(_rest(phrase) for phrase in phrases)})"


def _rest(phrase: str) -> str:
    """``phrase`` without its first character, not ending inside a word; blanks match any single white space."""
    return re.escape(phrase[1:]).replace(r"\ ", r"\s") + (r"(?!\w)" if phrase[-1].isalnum() else "")

"""Words of the language of commitments: comparators, fillers, count nouns … (``target_words.csv``)."""

from __future__ import annotations

import re
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
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return "|".join(_bounded(phrase) for phrase in ordered)


@cache
def pattern_of(*kinds: str, before: str = "", after: str = "") -> re.Pattern[str]:
    """Compiled ``any_of(*kinds)`` between two further pieces of pattern."""
    return re.compile(f"{before}(?:{any_of(*kinds)}){after}")


def _bounded(phrase: str) -> str:
    """``phrase`` that does not begin or end inside a word; blanks match any single white space."""
    body = re.escape(phrase).replace(r"\ ", r"\s")
    return (r"(?<!\w)" if phrase[0].isalnum() else "") + body + (r"(?!\w)" if phrase[-1].isalnum() else "")

"""Lists of words that patterns of understanding take in (``pattern_words.csv``): a wording, and why it stands there.

A pattern keeps its own shape (what stands before, between and behind); the words are a reviewer's to add.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.reference.csv_data import read_rows


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    lists: dict[str, tuple[str, ...]] = {}
    for row in read_rows("pattern_words.csv"):
        lists[row["kind"]] = (*lists.get(row["kind"], ()), row["phrase"])
    return lists


def words_of(kind: str) -> tuple[str, ...]:
    """Wordings of ``kind`` as the file has them.

    Raises:
        ValueError: the file has no row of that kind.
    """
    if kind not in _lists():
        raise ValueError(f"pattern_words.csv: no row of kind {kind!r}; check the spelling of the kind")
    return _lists()[kind]


@cache
def either(kind: str) -> str:
    """Regular-expression source of any wording of ``kind``, the longest first; a blank is one white space of any sort.

    Where a word has to begin or end is for the pattern around it to say.
    """
    phrases = sorted(words_of(kind), key=lambda phrase: (-len(phrase), phrase))
    sources = (re.escape(phrase).replace(r"\ ", r"\s") for phrase in phrases)
    return f"(?:{'|'.join(sources)})"

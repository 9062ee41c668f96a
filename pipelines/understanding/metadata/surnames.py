"""Surnames on scans: "Nguyên Văn A" is a Nguyễn, for nobody is called Nguyên.

The recogniser loses a mark of a name now and then. There are few surnames, hardly two of them of the same letters.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from pipelines.reference.pattern_words import words_of
from pipelines.text.vietnamese import ascii_key, match_key


@cache
def _surnames() -> tuple[frozenset[str], dict[str, str]]:
    """All surnames, and by their letters without marks those that are the only one with them."""
    alike: dict[str, list[str]] = defaultdict(list)
    for name in words_of("surname"):
        alike[ascii_key(name)].append(name)
    return frozenset(map(match_key, words_of("surname"))), {key: one[0] for key, one in alike.items() if len(one) == 1}


def with_marks_of_surname(name: str) -> str:
    """A person's name as read from a picture, its first word with the marks of the only surname of these letters."""
    first, blank, rest = name.partition(" ")
    known, only = _surnames()
    if not rest or match_key(first) in known:
        return name
    return only.get(ascii_key(first), first) + blank + rest

"""Which of many patterns a text can match at all, told by plain words that must stand in it.

A grammar of fifty patterns over a cell of twenty characters finds one or two of them; asking each takes most of the
time. What every match of a pattern must hold is read from the pattern itself, so that no list has to be kept beside it;
where it cannot be read the pattern is always tried.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any, Final

_MOST_WORDS: Final = 6  # of which one must stand: with more the look costs what it saves
_parser: Final[Any] = import_module("re._parser")  # the one parser whose reading of a pattern is the pattern's meaning


class Sieve:
    """Patterns, and for each the words of which one stands in every text that it matches."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self._always: list[int] = []
        by_word: defaultdict[str, list[int]] = defaultdict(list)
        for place, pattern in enumerate(patterns):
            words = needed_words(pattern)
            for word in words:
                by_word[word].append(place)
            if not words:
                self._always.append(place)
        self._by_word = tuple((word, tuple(places)) for word, places in by_word.items())

    def possible(self, text: str) -> list[int]:
        """Places of the patterns that may match somewhere in ``text``, in their order."""
        places = set(self._always)
        for word, of_word in self._by_word:
            if word in text:
                places.update(of_word)
        return sorted(places)


def needed_words(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """Words of which one stands in every text that ``pattern`` matches; none when it cannot be told."""
    if pattern.flags & re.IGNORECASE:
        return ()
    best = _best(_of_sequence(_parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE)))
    return tuple(sorted(best)) if len(best) <= _MOST_WORDS else ()


def _best(choices: Iterable[frozenset[str]]) -> frozenset[str]:
    """Of several sets of words, of each of which one must stand, that which says most."""
    known = [words for words in choices if words]
    # fewest words, but no single letter where a longer word stands beside it
    return max(
        known, key=lambda words: (min(map(len, words)) > 1, -len(words), min(map(len, words))), default=frozenset()
    )


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> Iterator[frozenset[str]]:
    """What must stand for each part of a sequence; letters that follow each other make one word."""
    letters = ""
    for kind, value in items:
        if str(kind) == "LITERAL":
            letters += chr(value)
            continue
        if letters:
            yield frozenset({letters})
        letters = ""
        yield from _of_part(str(kind), value)
    if letters:
        yield frozenset({letters})


def _of_part(kind: str, value: Any) -> Iterator[frozenset[str]]:  # noqa: ANN401  # the parser's own, without types
    if kind == "SUBPATTERN" and not value[1]:  # without flags of its own
        yield from _of_sequence(value[3])
    elif kind == "BRANCH":
        options = [_best(_of_sequence(option)) for option in value[1]]
        yield frozenset().union(*options) if all(options) else frozenset()
    elif kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and value[0] > 0:
        yield from _of_sequence(value[2])
    elif kind == "ASSERT":
        yield from _of_sequence(value[1])
    elif kind == "ATOMIC_GROUP":
        yield from _of_sequence(value)
    elif kind == "IN" and all(str(one) == "LITERAL" for one, _ in value):
        yield frozenset(chr(code) for _, code in value)

"""Column titles that OCR read with noise: the known wording nearest by its letters, when only one role is near."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from pipelines.reference.headers import HeaderWord, header_words
from pipelines.text.vietnamese import ascii_key, match_key

_NEAR = 0.8  # likeness, half of it by letters with their marks, half without: marks are lost first
_CLEAR = 0.05  # by which the wordings of every other role must be farther
_SHORTEST = 5  # letters; in shorter titles one misread letter makes another word
_LONG = 12  # letters; shorter titles may have one wrong letter: "sản lượng" is not "số lượng"
_WRONG = 0.25  # share of a longer title's letters that may be wrong


def _likeness(key: str, plain: str, phrase: str) -> float:
    bare = ascii_key(phrase)
    longest = max(len(plain), len(bare))
    wrong = Levenshtein.distance(plain, bare)
    if wrong > (1 if longest < _LONG else _WRONG * longest):
        return 0.0
    return (fuzz.ratio(key, phrase) + fuzz.ratio(plain, bare)) / 200


@lru_cache(maxsize=1024)
def nearest_word(title: str) -> HeaderWord | None:
    """The known wording that a noisy title most likely prints.

    Args:
        title: as recognised, no known wording in it.

    Returns:
        None when no wording is near enough or when wordings of two roles are.
    """
    key, plain = match_key(title), ascii_key(title)
    if len(key) < _SHORTEST:
        return None
    best: dict[str, tuple[float, HeaderWord]] = {}
    for word in header_words():
        likeness = _likeness(key, plain, word.phrase) if word.phrase else 0.0
        if likeness > best.get(word.role, (0.0, word))[0]:
            best[word.role] = (likeness, word)
    ranked = sorted(best.values(), key=lambda found: -found[0])
    if not ranked or ranked[0][0] < _NEAR:
        return None
    second = ranked[1][0] if len(ranked) > 1 else 0.0
    return ranked[0][1] if ranked[0][0] - second >= _CLEAR else None

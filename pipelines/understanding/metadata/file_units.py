"""The units that a file's name speaks of: a file that was named for one unit may hold another's plan."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache

from pipelines.reference.pattern_words import words_of
from pipelines.reference.units import Commune, Province, communes_of
from pipelines.text.vietnamese import ascii_key, match_key

_WORD = re.compile(r"[^\W_]+")


def named_for_another(commune: Commune, province: Province, on: date | None, file_name: str) -> Commune | None:
    """The unit of the province that a file is named for, when the plan's own unit is nowhere in the name.

    Args:
        commune: the unit of the plan, as its text has it.
        province: where the plan lies.
        on: day of the plan: units of that day.
        file_name: composed or decomposed, with or without marks; words joined by ``_`` count apart.
    """
    others = [one for one in communes_of(province.code, on) if one.name != province.name]
    named = units_named(file_name, [commune, *(one for one in others if one.code != commune.code)])
    if not named or ascii_key(commune.name) in {ascii_key(one.name) for one in named}:
        return None
    return named[0]


def units_named(file_name: str, communes: Iterable[Commune]) -> tuple[Commune, ...]:
    """The units whose name stands in a file name, in its order; "Anh Sơn" does not stand in "Anh Sơn Đông".

    A name that is written with marks there has to have the unit's own; one that is a number, or words that file names
    hold anyway ("van ban", which is Văn Bàn without marks), needs its type before it.
    """
    words = tuple(_WORD.findall(match_key(file_name.rpartition(".")[0] or file_name)))
    plain = tuple(map(ascii_key, words))
    found = [(place, one) for one in communes for place in _places(words, plain, one)]
    longest = [
        (place, one)
        for place, one in found
        if not any(_is_inside(place, other) for other, _ in found if other != place)
    ]
    return tuple(dict.fromkeys(one for _, one in sorted(longest, key=lambda pair: pair[0])))


@cache
def _words_of_name(name: str, full_name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words that name a unit in a file name, with and without their marks."""
    said = full_name if name.isdigit() or ascii_key(name) in _said_anyway() else name
    own = tuple(_WORD.findall(match_key(said)))
    return own, tuple(map(ascii_key, own))


def _places(words: tuple[str, ...], plain: tuple[str, ...], commune: Commune) -> list[tuple[int, int]]:
    own, own_plain = _words_of_name(commune.name, commune.full_name)
    if own_plain and own_plain[0] not in plain:
        return []
    return [
        (at, at + len(own))
        for at in range(len(words) - len(own) + 1)
        if plain[at : at + len(own)] == own_plain and words[at : at + len(own)] in (own, own_plain)
    ]


@cache
def _said_anyway() -> frozenset[str]:
    return frozenset(map(ascii_key, words_of("said_in_file_name")))


def _is_inside(place: tuple[int, int], other: tuple[int, int]) -> bool:
    return other[0] <= place[0] and place[1] <= other[1]

"""Subjects of which one sentence names several: "tỷ lệ A và tỷ lệ B đều đạt 100%", "A và B lần lượt đạt 95% và 85%".

A subject is taken apart only where the catalogue knows every piece, and each as another indicator; all other joint
subjects ("lĩnh vực đất đai, xây dựng") stay one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.text.vietnamese import match_key
from pipelines.understanding.indicators import match_indicator

_NAMED = ("tỷ lệ", "tỉ lệ", "mức độ")
_JOINT = re.compile(r"\s*,\s*|\s+và\s+")
_ALL = re.compile(r"(?<!\w)(?:đều|cùng|cùng đều)\s*$", re.IGNORECASE)
_OF_WHAT = re.compile(r".*?\s(?:đối với|về)\s+", re.IGNORECASE)
_ABOVE_ALL = re.compile(r"\s+nói chung\s*(?:,|và)\s+", re.IGNORECASE)


@cache
def _predicate() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('item_predicate')}\s.*", re.IGNORECASE)


@cache
def _head() -> re.Pattern[str]:
    return re.compile(rf"{either('item_head')}(?!\w)", re.IGNORECASE)


def shared_value(wording: str, unit: str) -> tuple[str, ...]:
    """The subjects that one value is stated for; the whole wording alone when they are not several indicators."""
    bare = _ALL.sub("", wording).strip(" ,")
    pieces = tuple(piece for piece in _JOINT.split(bare) if piece)
    named = all(match_key(piece).startswith(_NAMED) for piece in pieces)
    if len(pieces) < 2 or not (named or bare != wording.strip(" ,")):
        return (bare,)
    return pieces if _all_known(pieces, unit) else (bare,)


def respective(wording: str, count: int, unit: str) -> tuple[str, ...]:
    """The subject of each of ``count`` values in order; the whole wording for each when it does not come apart."""
    pieces = tuple(_JOINT.split(wording))
    named = tuple(piece for piece in pieces if match_key(piece).startswith(_NAMED))
    if len(named) == len(pieces) == count:
        return named
    for found in (_general_and_special(wording), _two_sides(wording), *_two_objects(wording)):
        if len(found) == count and _all_known(found, unit):
            return found
    return (wording,) * count


def _general_and_special(wording: str) -> tuple[str, ...]:
    """Reads "A nói chung và B nói riêng": A, and A limited to B."""
    sides = _ABOVE_ALL.split(wording)
    if len(sides) != 2:
        return ()
    special = re.sub(r"\s+nói riêng\s*$", "", sides[1], flags=re.IGNORECASE)
    return sides[0], f"{sides[0]} {special}"


def _two_sides(wording: str) -> tuple[str, ...]:
    """Reads "Tỷ lệ A và B có trình độ …": the predicate is A's too, the head B's too."""
    sides = re.split(r"\s+và\s+", wording)
    if len(sides) != 2:
        return ()
    head, predicate = _head().match(sides[0]), _predicate().search(sides[1])
    first = sides[0] if _predicate().search(sides[0]) or predicate is None else f"{sides[0]} {predicate[0]}"
    return first, f"{head[0]} {sides[1]}" if head else sides[1]


def _two_objects(wording: str) -> Iterator[tuple[str, ...]]:
    """Reads "Mức độ hài lòng đối với A và B": the same of A and of B; at every "và", for A may hold one as well."""
    head = _OF_WHAT.match(wording)
    if head is None:
        return
    for joint in re.finditer(r"\s+và\s+", wording[head.end() :]):
        objects = wording[head.end() :][: joint.start()], wording[head.end() :][joint.end() :]
        yield tuple(f"{head[0]}{words}" for words in objects)


def _all_known(pieces: tuple[str, ...], unit: str) -> bool:
    codes = [match_indicator(piece, unit=unit).code for piece in pieces]
    return None not in codes and len(set(codes)) == len(codes)

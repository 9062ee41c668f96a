"""All numbers of a stretch that can be commitments, of whatever kind, in order of place."""

from __future__ import annotations

import re
from dataclasses import replace

from pipelines.understanding.targets.counts import STATED, counts, labelled_counts, scores, unlisted_counts
from pipelines.understanding.targets.dressing import Quantity
from pipelines.understanding.targets.ranks import ranked_rows, ranks
from pipelines.understanding.targets.shares import labelled, percentages
from pipelines.understanding.targets.spoken_shares import (
    confirmed,
    fractions,
    multiples,
    none_late,
    ratios,
    spelt_percentages,
)
from pipelines.understanding.words.clauses import brackets

__all__ = ["Quantity", "find_quantities"]
_DIGIT = re.compile(r"\d")


# what reads numbers, in the order in which overlaps are settled, and words of which one stands where it finds any
_IN_DIGITS = (
    (("%", "phần"), percentages),
    (("%)",), labelled),
    (("0,", "0."), ratios),
    ((), scores),
    ((), ranks),
    ((), labelled_counts),
)
_SPELT_AS_WELL = (
    (("/", "phần", "nửa"), fractions),
    (("phần trăm",), spelt_percentages),
    (("gấp",), multiples),
    (("không ", "0 "), none_late),
)


def find_quantities(key: str, start: int, end: int, *, column: str | None) -> tuple[Quantity, ...]:
    """All quantities of ``key[start:end]`` in order of place; overlaps are settled for the earlier kind."""
    taken: list[Quantity] = []
    # counts and shares may be spelt
    readers = (*_IN_DIGITS, *_SPELT_AS_WELL) if _DIGIT.search(key, start, end) else _SPELT_AS_WELL
    possible = [find for needed, find in readers if not needed or any(word in key for word in needed)]
    if column == STATED:
        possible.append(ranked_rows)
    for source in (
        *(find(key, start, end) for find in possible),
        counts(key, start, end, column),
        unlisted_counts(key, start, end),
    ):
        taken += [q for q in source if not any(q.number < t.end and t.number < q.end for t in taken)]
    taken = _told_once(key, start, taken)
    widened = (_with_bracket(key, quantity) for quantity in taken)
    return tuple(sorted(widened, key=lambda quantity: quantity.number))


def _told_once(key: str, start: int, found: list[Quantity]) -> list[Quantity]:
    """Each share that stands there twice, as a fraction and as a percentage, once."""
    pairs = {share: told for share in found if share.unit == "percent" and (told := confirmed(key, start, share))}
    fractions_of = {told.number for told in pairs.values()}
    kept = [share for share in found if share not in pairs and not (share.derived and share.number in fractions_of)]
    return [*kept, *pairs.values()]


_MAX_WORDS_BESIDE = 2


def _with_bracket(key: str, quantity: Quantity) -> Quantity:
    """A number alone in brackets ("số hóa hồ sơ (100% hồ sơ)") with its brackets: the words before are its own."""
    around = [span for span in brackets(key) if span.start < quantity.number < span.end]
    if not around:
        return quantity
    span = around[-1]
    if (
        key[span.start + 1 : quantity.start].strip()
        or len(key[quantity.end : span.end - 1].split()) > _MAX_WORDS_BESIDE
    ):
        return quantity  # "(toàn trình ≥ 60%)" names its own share
    return replace(quantity, start=min(span.start, quantity.start), end=max(span.end, quantity.end))

"""Values for a part of the year: "Quý I đạt 60%, … cả năm 80%" sets one level for the year and steps to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from pipelines.model.plan import Target
from pipelines.reference.pattern_words import either
from pipelines.text.vietnamese import match_key, squeeze_spaces
from pipelines.understanding.targets.part import Part
from pipelines.understanding.words.clause_text import ClauseText

_OF_YEAR = r"(?:\s?[/-]\s?20\d\d|\snăm\s20\d\d)?(?![\w-]|\s?/)"


@cache
def _part() -> re.Pattern[str]:
    """A time within the year; a span of quarters ("quý I - III") and what recurs ("06 tháng/lần") are none."""
    by, at = either("by_time"), rf"(?:{either('time_of_step')}\s){{0,3}}"
    months = rf"(?:0?[369]|{either('months_in_words')})\stháng"
    return re.compile(
        rf"(?<![\w/])(?:{at}quý\s(?:i{{1,3}}|[123]){_OF_YEAR}"
        rf"|{at}{months}\sđầu(?:\snăm)?{_OF_YEAR}"
        rf"|{at}9\stháng{_OF_YEAR}(?!\s?(?:đầu|cuối))"
        rf"|{by}\stháng\s(?:0?[1-9]|1[01]){_OF_YEAR}"
        rf"|{by}\s(?:ngày\s)?\d{{1,2}}[/-](?:0?[1-9]|1[01])(?:[/-]20\d\d)?(?![\d/])"
        rf"|{at}nửa\sđầu\snăm(?!\w))"
    )


_JOINS = re.compile(r"\s?(?:,|và|-|đến)\s(?:quý\s)?(?:i{1,3}|iv|[1-4])(?!\w)")


def part_of_year(text: ClauseText, part: Part, position: int) -> str | None:
    """The printed time at which the value at ``position`` holds, when the year goes on after it; else None."""
    quantity = part.quantities[position]
    before = part.quantities[position - 1].end if position else part.start
    ahead = part.quantities[position + 1].start if position + 1 < len(part.quantities) else part.end
    spans = ((max(before, part.segment.start), quantity.number), (quantity.end, ahead))
    for start, end in spans:
        found = list(_part().finditer(text.key, start, end))
        if len(found) == 1 and not _JOINS.match(text.key, found[0].end()):
            return squeeze_spaces(text.printed(found[0].start(), found[0].end()))
    return None


def _is_part(target: Target) -> bool:
    return target.scope is not None and _part().fullmatch(match_key(target.scope)) is not None


def _measured(target: Target) -> tuple[object, ...]:
    """What two values have in common that are levels of one thing."""
    limits = (target.scope_level, target.scope_sectors, target.basis, target.year)
    return target.indicator_code, target.unit, target.change, *limits


def with_parts_of_year(targets: Sequence[Target]) -> tuple[Target, ...]:
    """``targets`` with each value for a part of the year under the year's own of the same plan, where it has one.

    ``parent`` is an index into ``targets``; the year's value may stand before or behind its steps.
    """
    free = [(place, one) for place, one in enumerate(targets) if one.indicator_code is not None and one.parent is None]
    steps = {place for place, one in free if _is_part(one)}
    # the first of several stands for the year: read from behind, it is written last
    wholes = {_measured(one): place for place, one in reversed(free) if place not in steps}
    return tuple(
        replace(one, parent=wholes.get(_measured(one))) if place in steps else one for place, one in enumerate(targets)
    )

"""Targets of a list whose lead-in holds the number: "Từ 95% trở lên đối với: A; B." is a level of A and one of B."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pipelines.model.plan import Target
from pipelines.understanding.targets.context import TargetContext
from pipelines.understanding.targets.led_lists import (
    items_of_line,
    lead_of_items,
    unwrapped,
    value_of_lead,
    without_mark,
)
from pipelines.understanding.targets.read import find_targets

_BRACKET_AT_END = re.compile(r"\([^()]*%[^()]*\)(?=[\s.;,]*$)")  # "(riêng lĩnh vực hộ tịch đạt 100%)"
_LED = 0.9
"""Confidence at most: the value stands in another line than what it is the value of."""


def led_targets(text: str, context: TargetContext) -> tuple[Target, ...] | None:
    """Targets of a line that is a lead-in with its items, or an item of one with a number; None for others."""
    line = items_of_line(text)
    if line is not None and line[1]:
        return tuple(_of_items(line[1], line[0], context))
    value = value_of_lead(context.lead) if context.lead else None
    if value is None:
        return None
    beside = _BRACKET_AT_END.search(text)
    item = without_mark(text[: beside.start()] if beside else text)
    if "%" in item:
        return None  # its own level
    own = find_targets(beside[0][1:-1], context=replace(context, heading=item, lead=None)) if beside else ()
    return (*_of_items((item,), value, context), *own)


def led_lines(text: str, context: TargetContext) -> tuple[Target, ...] | None:
    """Targets of a cell that holds such a list line by line; None for other cells."""
    if "%" not in text or ":" not in text:
        return None
    lines = unwrapped(text.split("\n"))
    leads = [lead if lead and value_of_lead(lead) else None for lead in lead_of_items(lines)]
    if not any(leads):
        return None
    found: list[Target] = []
    for line, lead in zip(lines, leads, strict=True):
        if line in leads:
            continue  # the number is that of the items below
        place = replace(context, lead=lead)
        led = led_targets(line, place) if lead else None
        offset = len(found)
        own = find_targets(line, context=place) if led is None else led
        found += [one if one.parent is None else replace(one, parent=one.parent + offset) for one in own]
    return tuple(found)


def _of_items(items: Sequence[str], value: str, context: TargetContext) -> Iterator[Target]:
    for item in items:
        found = find_targets(f"{item} {value[:1].lower()}{value[1:]}", context=context)
        for target in [one for one in found if one.unit == "percent"][:1]:
            sure = min(_LED, target.confidence)
            yield replace(
                target, indicator_text=item, evidence=item, rule=f"{target.rule}.led", confidence=sure, parent=None
            )

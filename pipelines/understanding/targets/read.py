"""From a paragraph or a cell to its commitments: one :class:`Target` per number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

from pipelines.model.plan import Target
from pipelines.reference.indicators import indicator_by_code
from pipelines.reference.pattern_words import either
from pipelines.reference.target_words import pattern_of, phrase_values
from pipelines.text.vietnamese import match_key, squeeze_spaces
from pipelines.understanding.indicators import IndicatorMatch
from pipelines.understanding.targets.context import TargetContext
from pipelines.understanding.targets.counts import STATED, may_say_count
from pipelines.understanding.targets.cutting import parts_of
from pipelines.understanding.targets.cycles import DERIVED_CONFIDENCE, cyclic_part, may_have_cycle
from pipelines.understanding.targets.dressing import APPROXIMATE, Quantity
from pipelines.understanding.targets.indicator_words import (
    has_own_words,
    indicator_text,
    left_start,
)
from pipelines.understanding.targets.inherited import change_of, inherited_comparator, may_change_so
from pipelines.understanding.targets.items import respective, shared_value
from pipelines.understanding.targets.matching import match_in_place
from pipelines.understanding.targets.narration import is_only_told
from pipelines.understanding.targets.part import YEAR_LIST, Part, is_empty, level_list, trim
from pipelines.understanding.targets.parts_of_year import part_of_year
from pipelines.understanding.targets.past import goes_on_in_the_past, heading_year, looks_back, turns_to_the_plan
from pipelines.understanding.targets.quantities import find_quantities
from pipelines.understanding.targets.rejection import PAST, rejection
from pipelines.understanding.targets.scope import Scope, read_scope
from pipelines.understanding.targets.sharing import with_holders, with_predicates, with_verbs
from pipelines.understanding.targets.spoken_shares import may_say_share
from pipelines.understanding.targets.told_forms import MEASURED, looks_measured
from pipelines.understanding.words.clause_text import ClauseText, clause_text
from pipelines.understanding.words.clauses import Segment, brackets, inside, segments, soften


def _is_aspirational(text: ClauseText, part: Part, quantity: Quantity) -> bool:
    lead = part.segment.lead
    words = text.key[part.start : quantity.number]
    leading = text.key[lead.start : lead.end] if lead else ""
    pattern = pattern_of("aspirational")
    return quantity.has("aspirational") or pattern.search(words) is not None or pattern.search(leading) is not None


def _respective(text: ClauseText, part: Part, position: int) -> tuple[str | None, int | None]:
    """Level words or year that belong to the number at ``position`` of a joint list."""
    if len(part.quantities) < 2:
        return None, None
    for pattern in (level_list(), YEAR_LIST):
        listed = pattern.search(text.key, part.start, part.end)
        items = re.split(r",\s?(?:và\s)?|\svà\s", listed[0]) if listed else []
        if len(items) == len(part.quantities):
            item = items[position].strip()
            digits = re.search(r"20\d\d", item)
            return (None, int(digits[0])) if digits else (item if item.startswith("cấp") else f"cấp {item}", None)
    return None, None


@cache
def _one_level() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:cấp\s{either('level_of_a_share')}|toàn\stỉnh)(?!\w)")


def _own_level(text: ClauseText, part: Part, position: int) -> str | None:
    """Level that stands beside the number at ``position`` of a joint list ("toàn tỉnh đạt 60%, cấp xã đạt 50%")."""
    if len(part.quantities) < 2:
        return None
    quantity = part.quantities[position]
    before = part.quantities[position - 1].end if position else part.start
    ahead = part.quantities[position + 1].start if position + 1 < len(part.quantities) else part.end
    for start, end in ((before, quantity.number), (quantity.end, ahead)):
        found = _one_level().findall(text.key[start:end])
        if len(found) == 1:
            return str(found[0])
    return None


def _wordings(text: ClauseText, part: Part, position: int, context: TargetContext) -> tuple[str, ...]:
    """The indicator wordings that the number at ``position`` is stated for: nearly always one."""
    wording, unit = _wording(text, part, context), part.quantities[position].unit
    if len(part.quantities) > 1:
        return (respective(wording, len(part.quantities), unit)[position],)
    return shared_value(wording, unit)


def _scoped(scope: Scope, item: str | None) -> Scope:
    return replace(scope, text=item, level=phrase_values("scope_level").get(item, scope.level)) if item else scope


def _evidence(text: ClauseText, part: Part) -> str:
    holder = part.holder if part.holder is not None and part.holder.segment == part.segment else None
    start = min(_evidence_start(text, part), _evidence_start(text, holder) if holder else part.end)
    return text.printed(start, max(part.end, holder.end if holder else 0))


def _evidence_start(text: ClauseText, part: Part) -> int:
    return trim(text.key, left_start(text, part), part.end).start


def _wording(text: ClauseText, part: Part, context: TargetContext) -> str:
    """Indicator wording: own, else of the part it continues, else of the lead-in, else of the heading."""
    if part.holder is not None:
        return indicator_text(text, part.holder)
    if has_own_words(text, part):
        return indicator_text(text, part)
    lead = part.segment.lead
    if lead is not None:
        return squeeze_spaces(text.printed(lead.start, lead.end))
    return context.row_words or context.heading or ""


_DIGIT = re.compile(r"\d")


def _target(
    text: ClauseText, part: Part, position: int, wording: str, *, context: TargetContext, parent: int | None
) -> Target:
    quantity = part.quantities[position]
    item, year = _respective(text, part, position)
    scope = _scoped(read_scope(text, part.start, part.end), item or _own_level(text, part, position))
    matched, how = match_in_place(text, quantity.about or wording, quantity.unit, part, context)
    change = change_of(text, part, quantity)
    if not may_change_so(matched.code, change):
        matched, how = IndicatorMatch(None), ""
    comparator = quantity.comparator or inherited_comparator(text, part, quantity, context.lead)
    is_measured = (
        comparator is None
        and not context.is_stated
        and looks_measured(text, quantity, match_key(context.heading or ""))
    )
    return Target(
        indicator_code=matched.code,
        indicator_text=wording,
        comparator=comparator or "=",
        value=quantity.value,
        value_max=quantity.value_max,
        unit=quantity.unit,
        change=change or _change_of_indicator(matched, comparator),
        is_aspirational=_is_aspirational(text, part, quantity),
        evidence=_evidence(text, part),
        section=context.section,
        found_in=context.found_in,
        box=context.box,
        task_index=context.task_index,
        column=context.column,
        year=quantity.year or year or _year_of_lead(text, part) or context.year,
        baseline=scope.baseline,
        exception=scope.exception,
        scope=part_of_year(text, part, position) or scope.text,
        scope_level=scope.level,
        scope_sectors=scope.sectors,
        basis=scope.basis,
        candidates=matched.candidates,
        parent=parent,
        rule=_rule(text, part, quantity) + (how if matched.code else "") + (MEASURED if is_measured else ""),
        confidence=_confidence(quantity, comparator, matched, how, context, is_measured=is_measured),
    )


def _year_of_lead(text: ClauseText, part: Part) -> int | None:
    lead = part.segment.lead
    return heading_year(text.key[lead.start : lead.end]) if lead else None


def _rule(text: ClauseText, part: Part, quantity: Quantity) -> str:
    right = text.key[part.quantities[-1].end : part.end]
    order = "value_last" if is_empty(right) else "value_first"
    form = ".derived" if quantity.derived else APPROXIMATE if quantity.has("approximate") else ""
    shared = ".joint" if len(part.quantities) > 1 else ".continued" if part.holder else ""
    return f"{quantity.unit}{form}.{order}{shared}"


_NO_NAME = Decimal("0.3")  # of the unnamed values of strangers' plans a third was no commitment, or had an indicator
_OPEN_NAME = Decimal("0.4")  # several indicators fit
_STATES_SHARE = Decimal("0.25")  # "chiếm 60%" alone may tell what is as well as what is to be
_MEASURED = Decimal("0.4")  # more often a result than a goal
_APPROXIMATE = Decimal("0.1")  # "khoảng 70%": the level is the one printed, the plan does not hold itself to it
_DERIVED = Decimal("0.15")  # a share that is printed otherwise than with its sign


def _change_of_indicator(matched: IndicatorMatch, comparator: str | None) -> str | None:
    """The direction that an indicator has by its nature: what is said of "tinh giản biên chế" is a cut."""
    indicator = indicator_by_code(matched.code) if matched.code and comparator in (None, "=", ">=", ">") else None
    return indicator.change if indicator else None


def _confidence(
    quantity: Quantity,
    comparator: str | None,
    matched: IndicatorMatch,
    how: str,
    context: TargetContext,
    *,
    is_measured: bool,
) -> float:
    """1.0 for a plain statement; lower for what was taken over, has no code or several; never above the reader's."""
    doubt = Decimal(0)
    if quantity.comparator is None and comparator is not None:
        doubt += Decimal("0.1")
    if matched.code is None:
        doubt += _OPEN_NAME if matched.candidates else _NO_NAME
    elif how:
        doubt += Decimal("0.1")
    if quantity.unit not in ("percent", "percentage_point"):
        doubt += Decimal("0.1")
    if quantity.derived:
        doubt += _DERIVED
    if quantity.has("approximate"):
        doubt += _APPROXIMATE
    if is_measured:
        doubt += _MEASURED
    if quantity.has("made_of") and quantity.comparator is None and not quantity.has("aspirational"):
        doubt += _STATES_SHARE
    return min(float(1 - doubt), context.confidence)


def _merely_counts(target: Target, quantity: Quantity, context: TargetContext) -> bool:
    """True for "tổ chức 10 hội nghị tuyên truyền": a product is counted, no level of an indicator is asked for."""
    bare = target.unit == "count" and target.comparator == "=" and target.indicator_code is None and not target.change
    stated = context.is_stated or context.column == "objective" or target.is_aspirational or target.candidates
    return bare and not stated and quantity.comparator is None


def _parts(text: ClauseText, context: TargetContext) -> list[Part]:
    parts: list[Part] = []
    for segment in segments(text):
        column = STATED if context.is_stated else context.column
        quantities = find_quantities(text.key, segment.start, segment.end, column=column)
        if quantities:
            parts += parts_of(text, segment, quantities)
    return with_predicates(text, with_verbs(text, with_holders(text, parts)))


def _clause(text: ClauseText, part: Part) -> str:
    return text.key[part.segment.start : part.segment.end]


def _may_say_number(key: str) -> bool:
    return may_say_share(key) or may_say_count(key)


def find_targets(text: str, *, context: TargetContext) -> tuple[Target, ...]:
    """Commitments in one paragraph or one cell, in order; ``parent`` is an index into the returned tuple.

    ``text`` may be in any normal form; ``evidence`` is a substring of it. Numbers that are not commitments
    (past results, scoring bands, formulae, conditions, counts of documents) give nothing.
    """
    has_cycle = may_have_cycle(text)
    if _DIGIT.search(text) is None and not has_cycle and not _may_say_number(match_key(text)):
        return ()
    folded = soften(clause_text(text))
    if _is_under_results(context) and not turns_to_the_plan(folded.key, context.plan_year):
        return ()
    found: list[Target] = []
    outer: int | None = None  # the last target that stands on its own: parent of "trong đó …"
    inner: Segment | None = None  # the segment in which a "trong đó" is open
    told: int | None = None  # where the last result of the past ends: a report goes on until words turn ahead
    for part in _parts(folded, context):
        nested = outer is not None and (part.is_nested or part.segment == inner)
        inner = part.segment if nested else None
        for position, quantity in enumerate(part.quantities):
            reason = rejection(folded, part, quantity, context)
            goes_on = told is not None and goes_on_in_the_past(folded, told, part, quantity, context.plan_year)
            is_result = (goes_on or reason == PAST) and not inside(quantity.number, brackets(folded.key))
            told = quantity.end if is_result else told if reason else None
            if reason is None and not goes_on:
                under = _under(folded, part, found[outer] if outer is not None else None, is_nested=nested)
                stated = [
                    _target(folded, under, position, wording, context=context, parent=outer if nested else None)
                    for wording in _wordings(folded, part, position, context)
                ]
                stated = [
                    target
                    for target in stated
                    if (target.indicator_text or target.indicator_code)
                    and not _merely_counts(target, quantity, context)
                    and not is_only_told(target, _clause(folded, part), quantity, context)
                ]
                outer = len(found) if stated and not nested else outer
                found.extend(stated)
    if has_cycle:
        found.extend(_cyclic(folded, context))
    return _without_repeats(found)


def _without_repeats(found: list[Target]) -> tuple[Target, ...]:
    """Without what a derived share says again: "đúng hạn (100%), không có hồ sơ trễ hạn"; later places move up."""
    if all(".derived" not in one.rule for one in found):
        return tuple(found)
    printed = {(one.indicator_code, one.value, one.evidence) for one in found if ".derived" not in one.rule}
    kept = [
        index
        for index, one in enumerate(found)
        if ".derived" not in one.rule or (one.indicator_code, one.value, one.evidence) not in printed
    ]
    places = {index: place for place, index in enumerate(kept)}
    return tuple(
        replace(found[index], parent=places.get(parent) if (parent := found[index].parent) is not None else None)
        for index in kept
    )


def _is_under_results(context: TargetContext) -> bool:
    """Whether the heading reports results ("I. Kết quả năm 2025")."""
    outermost = context.found_in == "table"
    return bool(context.heading) and looks_back(context.heading or "", context.plan_year, is_outermost=outermost)


@cache
def _continues() -> re.Pattern[str]:
    return re.compile(rf"(?:(?:còn\s)?{either('goes_on_with')}|(?:riêng|còn)|(?:các|những)\s(?:lĩnh vực|nhóm|ngành))\s")


def _under(text: ClauseText, part: Part, outer: Target | None, *, is_nested: bool) -> Part:
    """``part`` with the words of the target before it, when it stands under that one or goes on with it.

    "Mức độ hài lòng về giải quyết TTHC: 92%; về TTHC lĩnh vực đất đai: 85%" names its indicator once.
    """
    if outer is None or not (is_nested or _goes_on(text, part)):
        return part
    return replace(part, outer_words=outer.indicator_text)


def _goes_on(text: ClauseText, part: Part) -> bool:
    opened = part.segment.start
    follows = text.key[:opened].rstrip(" -\n").endswith(";") or part.start > opened
    return follows and part.segment.lead is None and _continues().match(text.key, part.start) is not None


def _cyclic(text: ClauseText, context: TargetContext) -> Iterator[Target]:
    """Commitments that are stated by a cycle alone, where the catalogue knows what is counted."""
    for part in (cyclic_part(text, segment) for segment in segments(text)):
        if part is None:
            continue
        target = _target(text, part, 0, _wording(text, part, context), context=context, parent=None)
        if target.indicator_code:
            sure = min(DERIVED_CONFIDENCE, target.confidence)
            yield replace(target, rule="count.derived", confidence=sure)

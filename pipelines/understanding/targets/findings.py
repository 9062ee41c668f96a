"""Findings that need nothing but the targets of one plan."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from decimal import Decimal

from pipelines.model.plan import Finding, Target
from pipelines.reference.indicators import indicator_by_code
from pipelines.understanding.targets.dressing import APPROXIMATE
from pipelines.understanding.targets.told_forms import MEASURED
from pipelines.understanding.targets.usual_meaning import ASSUMED


def format_value(value: Decimal) -> str:
    """Number as Vietnamese readers write it: decimal comma, no trailing zeros."""
    text = f"{value.normalize():f}"
    return text.replace(".", ",")


def _finding(rule: str, target: Target, detail: str) -> Finding:
    return Finding(rule=rule, evidence=target.evidence, box=target.box, detail=detail, task_index=target.task_index)


def _out_of_range(target: Target) -> str | None:
    values = [target.value] + ([target.value_max] if target.value_max is not None else [])
    beyond = [value for value in values if value < 0 or value > 100]
    if target.unit not in ("percent", "percentage_point") or not beyond:
        return None
    # growth may exceed 100%, a share may not
    return None if target.change == "increase" else f"{format_value(beyond[0])}%"


def _unmapped(target: Target) -> str | None:
    unmapped = target.unit == "percent" and target.indicator_code is None and not target.candidates
    return target.indicator_text[:120] if unmapped else None


def _ambiguous(target: Target) -> str | None:
    if target.indicator_code is not None or len(target.candidates) < 2:
        return None
    names = [indicator_by_code(code) for code in target.candidates]
    return "; ".join(indicator.name_vi for indicator in names if indicator is not None)


def _scope_unclear(target: Target) -> str | None:
    if target.basis != "unspecified":
        return None
    return target.indicator_text[:120]


_IMPOSSIBLE_UNIT = re.compile(r"(?<!\w)[kmg]bps\s?/\s?(?:s|giây)(?!\w)", re.IGNORECASE)


def _unit_error(target: Target) -> str | None:
    """A unit that the indicator cannot have, or one that exists nowhere ("Gbps/s" is per second twice)."""
    impossible = _IMPOSSIBLE_UNIT.search(target.evidence)
    if impossible:
        return impossible[0]
    indicator = indicator_by_code(target.indicator_code) if target.indicator_code else None
    if indicator is None:
        return None
    share = ("percent", "percentage_point")
    fits = target.unit == indicator.unit or (indicator.unit == "percent" and target.unit in share)
    return None if fits else f"{target.unit} ≠ {indicator.unit}"


def _reversed_range(target: Target) -> str | None:
    if target.value_max is None or target.value_max >= target.value:
        return None
    return f"{format_value(target.value)} - {format_value(target.value_max)}"


def _may_be_result(target: Target) -> str | None:
    return f"{format_value(target.value)}%" if target.rule.endswith(MEASURED) else None


def _softened(target: Target) -> str | None:
    return format_value(target.value) if APPROXIMATE in target.rule else None


def _assumed(target: Target) -> str | None:
    """The indicator that a short wording is taken to mean."""
    code = target.indicator_code
    indicator = indicator_by_code(code) if code in target.candidates and code and ASSUMED in target.rule else None
    return indicator.name_vi if indicator else None


_RULES: tuple[tuple[str, Callable[[Target], str | None]], ...] = (
    ("target_out_of_range", _out_of_range),
    ("unmapped_target", _unmapped),
    ("ambiguous_indicator", _ambiguous),
    ("target_scope_unclear", _scope_unclear),
    ("target_unit_error", _unit_error),
    ("target_unit_error", _reversed_range),
    ("target_may_be_result", _may_be_result),
    ("target_softened", _softened),
    ("indicator_assumed", _assumed),
)


def _conflict_key(target: Target) -> tuple[object, ...]:
    part = target.scope if target.parent is not None else None  # "Quý II" below the year's own value
    limits = (target.scope_level, target.scope_sectors, target.basis, target.exception, part)
    return (target.indicator_code, target.unit, target.change, target.year, *limits)


def _conflicts(targets: tuple[Target, ...]) -> Iterator[Finding]:
    """One finding per group of targets with the same indicator and limits but different values."""
    groups: defaultdict[tuple[object, ...], list[Target]] = defaultdict(list)
    for target in targets:
        if target.indicator_code is not None and target.repeats is None:
            groups[_conflict_key(target)].append(target)
    for whole in groups.values():
        group = [target for target in whole if not _is_ambition_beyond(target, whole)]
        values = sorted({(target.value, target.value_max or target.value) for target in group})
        if len(values) > 1:
            stated = ", ".join(format_value(low) for low, _ in values)
            indicator = indicator_by_code(group[0].indicator_code or "")
            name = indicator.name_vi if indicator else ""
            yield _finding("target_conflict", group[-1], f"{name}: {stated}")


def _is_ambition_beyond(target: Target, group: list[Target]) -> bool:
    """True for the 60% of "đạt từ 50% (phấn đấu 60%)": floor and ambition of one sentence contradict nothing."""
    others = (one for one in group if one is not target and not one.is_aspirational)
    return target.is_aspirational and any(one.evidence in target.evidence for one in others)


def _repeats(targets: tuple[Target, ...]) -> Iterator[Finding]:
    for target in targets:
        if target.repeats is not None:
            yield _finding("repeated_target", target, target.indicator_text[:120])


def target_findings(targets: tuple[Target, ...]) -> tuple[Finding, ...]:
    """Findings about the targets of one plan, after :func:`link_repeats`; ordered by target, then conflicts."""
    single = [
        _finding(rule, target, detail)
        for target in targets
        for rule, check in _RULES
        if (detail := check(target)) is not None
    ]
    told = {(one.rule, one.evidence, one.detail, one.box): one for one in reversed(single)}  # once a sentence
    return (*reversed(told.values()), *_conflicts(targets), *_repeats(targets))

"""From time expressions to milestones: labels, conditions and the words of each part."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from pipelines.model.plan import DeadlineKind, Milestone
from pipelines.reference.deadline_words import one_of
from pipelines.reference.pattern_words import either
from pipelines.text.folded import FoldedText
from pipelines.understanding.deadlines.expressions import Expression

_EDGES = " ,;:.-+*•()\"'/–&"
_HOLDS_CONDITION = frozenset(DeadlineKind) - {DeadlineKind.BY_PLAN, DeadlineKind.RELATIVE, DeadlineKind.NONE}


@dataclass(frozen=True, slots=True)
class TimePart:
    """An expression with the words before it and the condition after it (folded slices)."""

    expression: Expression
    begins: int
    condition: tuple[int, int] | None = None
    subject: tuple[int, int] | None = None  # "… đối với kế hoạch" after the time

    @property
    def ends(self) -> int:
        """Where the part ends in the folded cell."""
        later = [span[1] for span in (self.condition, self.subject) if span]
        return max([self.expression.to, *later])


def split_parts(folded: FoldedText, expressions: Sequence[Expression]) -> tuple[TimePart, ...]:
    """One part per expression; a clause hung on the expression before it becomes its condition."""
    parts: list[TimePart] = []
    nexts = [*(expression.at for expression in expressions[1:]), len(folded.key)]
    for expression, limit in zip(expressions, nexts, strict=True):
        begins = parts[-1].ends if parts else 0
        if parts and _is_condition(folded, parts[-1], expression):
            parts[-1] = replace(parts[-1], condition=(expression.at, expression.to))
            continue
        parts.append(_with_brackets(folded, TimePart(expression, begins), limit))
    return tuple(parts)


def _is_condition(folded: FoldedText, part: TimePart, expression: Expression) -> bool:
    if expression.kind not in (DeadlineKind.RELATIVE, DeadlineKind.BY_PLAN):
        return False
    if (expression.offset or "P0D") != "P0D" or part.expression.kind not in _HOLDS_CONDITION:
        return False
    between = folded.key[part.ends : expression.at]
    # "thường xuyên và khi có yêu cầu": all the time stays what it says; after a date "và" opens a part of its own
    joint = r"(?:và |hoặc )?" if part.expression.kind is DeadlineKind.ONGOING else ""
    return re.fullmatch(rf"[ ,]*{joint}(?:\((?:hoặc )?)?(?:thực hiện |tổ chức thực hiện )?", between) is not None


_ABOUT = re.compile(r"[ (]*đối với (?P<what>[^;,()]+)")
_BRACKET = re.compile(r" ?\((?P<what>[^()]*\w[^()]*)\)")


@cache
def _conditional() -> re.Pattern[str]:
    return re.compile(rf"{either('condition_in_deadline')}(?!\w)")


def _with_brackets(folded: FoldedText, part: TimePart, limit: int) -> TimePart:
    """Words after a time, before the next one: "đối với …" and "(Báo cáo)" say what it is about.

    A bracket that begins like a condition ("(nếu có)", "(hoặc …)") is its condition.
    """
    about = _ABOUT.match(folded.key, part.expression.to, limit)
    if about is not None:
        return replace(part, subject=about.span("what"))
    bracket = _BRACKET.match(folded.key, part.expression.to, limit)
    if bracket is None:
        return part
    if _conditional().match(bracket.group("what")):
        return replace(part, condition=bracket.span("what"))
    return replace(part, subject=bracket.span("what"))


@cache
def _filler() -> re.Pattern[str]:
    return re.compile(rf"(?:^|[\s{re.escape(_EDGES)}]+)(?:{one_of('filler')})[\s{re.escape(_EDGES)}]*$")


@cache
def _empty_label() -> re.Pattern[str]:
    return re.compile(rf"(?:(?:{one_of('filler')}|{one_of('filler_alone')})\W*)+")


def _label(folded: FoldedText, begins: int, at: int) -> tuple[int, int] | None:
    """The product or verb before a time, without bullets, joints and words like "trước ngày"."""
    start, end = begins, at
    while True:
        while start < end and folded.key[start] in _EDGES:
            start += 1
        joint = re.match(r"(?:và|hoặc|đồng thời)(?!\w)", folded.key[start:end])
        if joint is None:
            break
        start += joint.end()
    while (filler := _filler().search(folded.key[start:end])) is not None:
        end = start + filler.start()
    while end > start and folded.key[end - 1] in _EDGES:
        end -= 1
    return (start, end) if says_something(folded.key[start:end]) else None


def says_something(words: str) -> bool:
    """True for words beyond fillers ("trước ngày", "hoàn thành"); ``words`` are folded."""
    bare = words.strip(_EDGES)
    return re.search(r"[^\W\d_]{2}", bare) is not None and _empty_label().fullmatch(bare) is None


_YEAR_OF_PLAN = 0.9  # a year that the cell does not print
_IMPOSSIBLE = 0.5  # a date that the calendar does not have: something is misprinted or misread


def _confidence(expression: Expression) -> float:
    """Of the rule, lowered for a year taken from the plan and for a date that cannot be."""
    bounds = [expression.confidence]
    if expression.needs_year and (expression.end or expression.start) is not None:
        bounds.append(_YEAR_OF_PLAN)
    if expression.faults:
        bounds.append(_IMPOSSIBLE)
    return min(bounds)


def to_milestone(folded: FoldedText, part: TimePart) -> Milestone:
    """The milestone of a part, its words as printed."""
    expression = part.expression
    before = _label(folded, part.begins, expression.at)
    begins = before[0] if before else expression.at
    label = before or part.subject
    text = folded.printed(begins, part.ends)
    if text.count("(") > text.count(")") and folded.key[part.ends : part.ends + 1] == ")":
        text += ")"
    anchor = folded.printed(*expression.anchor).strip(_EDGES) if expression.anchor else None
    return Milestone(
        kind=expression.kind,
        text=text,
        label=folded.printed(*label).strip(_EDGES) if label else None,
        start=expression.start,
        end=expression.end,
        recurrence=expression.recurrence,
        is_exclusive=expression.is_exclusive,
        offset=expression.offset,
        anchor=anchor or None,
        condition=folded.printed(*part.condition) if part.condition else None,
        year_inferred=expression.needs_year and (expression.end or expression.start) is not None,
        rule=expression.rule,
        confidence=_confidence(expression),
        cycle_day=expression.cycle_day,
        cycle_month_offset=expression.cycle_month_offset,
    )


@cache
def _office() -> re.Pattern[str]:
    return re.compile(rf"[ ,.;\n-]*(?P<office>{one_of('office_start')}.*)")


def glued_office(folded: FoldedText, parts: Sequence[TimePart]) -> str | None:
    """The name of an office that extraction glued to the end of the cell ("Trong năm 2026 Công an xã")."""
    if not parts:
        return None
    match = _office().fullmatch(folded.key[parts[-1].ends :])
    return folded.printed(parts[-1].ends + match.start("office"), len(folded.key)) if match else None

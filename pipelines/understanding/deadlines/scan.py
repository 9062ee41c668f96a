"""Find the time expressions of a folded cell, in order, none overlapping another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise

from pipelines.model.plan import DeadlineKind
from pipelines.reference.deadline_words import deadline_words
from pipelines.text.folded import FoldedText
from pipelines.text.sieve import Sieve
from pipelines.text.vietnamese import ascii_key
from pipelines.understanding.citations import find_citations
from pipelines.understanding.deadlines import grammar
from pipelines.understanding.deadlines.expressions import Expression
from pipelines.understanding.deadlines.rules import Rule, rules

_MASK, _TAKEN = "§", "¤"
# letters that a scan reads for digits, inside something that is otherwise a date
_DIGITS = re.compile(r"(?<![\w/])(?=[lo/]*\d)[\dlo]{1,2}(?:/[\dlo]{1,2})?/[\dlo]{4}(?!\w)")
_AS_DIGITS = str.maketrans("lo", "10")
_VARIANTS = {"quí": "quý", "qúy": "quý", "qúi": "quý"}


def scan(folded: FoldedText, plan_year: int | None, quarter: tuple[date, date] | None = None) -> tuple[Expression, ...]:
    """Every time expression of the cell; when none is found, once more with lost tone marks put back.

    A cell without any mark ("Quy IV nam 2026") is read with them at once: as printed only its year would be seen.
    ``quarter`` is the period of a quarterly plan.
    """
    key = _spelling(_hide_citations(folded))
    found = () if key.isascii() else _apply(folded, key, plan_year, quarter)
    if found:
        return found
    repaired = _repair(key)
    if repaired == key:
        return _apply(folded, key, plan_year, quarter) if key.isascii() else ()
    return tuple(
        replace(e, rule=f"{e.rule}_repaired", confidence=round(e.confidence * 0.6, 2))
        for e in _apply(folded, repaired, plan_year, quarter)
    )


def hides_citation(folded: FoldedText) -> bool:
    """True when the cell cites an act."""
    return _MASK in _hide_citations(folded)


def _hide_citations(folded: FoldedText) -> str:
    """The key with every cited act (its date too) blanked out: a date inside it is no deadline."""
    key = folded.key
    for mention in find_citations(folded.plain):
        key = key[: mention.start] + _MASK * (mention.end - mention.start) + key[mention.end :]
    return key


def _spelling(key: str) -> str:
    """Put right slips that can mean nothing else: "quí", "quý lI", "l5/O1/2026"; lengths stay."""
    for printed, proper in _VARIANTS.items():
        key = re.sub(rf"(?<!\w){printed}(?![^\W\divx])", proper, key)
    key = re.sub(r"(?<=quý )(?=\d?[il])[il1]{1,3}v?(?!\w)", lambda m: re.sub("[l1]", "i", m.group()), key)
    return _DIGITS.sub(lambda m: m.group().translate(_AS_DIGITS), key)


@cache
def _words_to_repair() -> dict[str, str]:
    return {ascii_key(word): word for word in deadline_words()["repair"]}


def _repair(key: str) -> str:
    """Put back the marks of words that a scan lost ("thang" → "tháng"); lengths stay."""
    words = _words_to_repair()
    return re.sub(r"[^\W\d_]+", lambda m: words.get(ascii_key(m.group()), m.group()), key)


@cache
def _sieved(quarter: tuple[date, date] | None) -> tuple[tuple[tuple[Rule, re.Pattern[str]], ...], Sieve]:
    """The rules with their patterns, and which of them a cell can match."""
    every = tuple((rule, rule.pattern()) for rule in rules(quarter))
    return every, Sieve([pattern for _, pattern in every])


def _apply(
    folded: FoldedText, key: str, plan_year: int | None, quarter: tuple[date, date] | None
) -> tuple[Expression, ...]:
    found: list[Expression] = []
    every, sieve = _sieved(quarter)
    for rule, pattern in (every[place] for place in sieve.possible(key)):  # what is taken below only leaves less
        for match in pattern.finditer(key):
            if _TAKEN in key[match.start() : match.end()]:
                continue
            expression = rule.build(match, rule, plan_year)
            if expression is None:
                continue
            if rule.clause:
                expression = _to_clause_end(folded, key, rule, expression)
            if _TAKEN in key[expression.at : expression.to]:
                continue
            found.append(expression)
            key = key[: expression.at] + _TAKEN * (expression.to - expression.at) + key[expression.to :]
    return _join_lists(key, _without_cycle_names(key, sorted(found, key=lambda e: e.at)))


def _without_cycle_names(key: str, found: Sequence[Expression]) -> list[Expression]:
    """Leave out the quarter, half or year that names the report due: "quý I trước 15/3", "năm: trước ngày 15/11"."""
    names = {one for one, other in pairwise(found) if _names_due(key, one, other)}
    return [expression for expression in found if expression not in names]


def _names_due(key: str, one: Expression, other: Expression) -> bool:
    if other.kind is not DeadlineKind.DATE or not other.is_exclusive:
        return False
    gap = key[one.to : other.at]
    if one.kind is DeadlineKind.YEAR:  # "trong năm 2026 trước 15/11" is a time; only a colon makes a name of a year
        return re.fullmatch(r" ?: ?", gap) is not None
    is_cycle = one.kind is DeadlineKind.QUARTER or one.rule == "part_of_year"
    return is_cycle and re.fullmatch(r"[ :(-]*(?:là |gửi |nộp )?", gap) is not None


def _to_clause_end(folded: FoldedText, key: str, rule: Rule, expression: Expression) -> Expression:
    stop = grammar.clause_stop().search(key, expression.to)
    end = stop.start() if stop else len(key)
    taken = key.find(_TAKEN, expression.to)
    end = min([end, _line_stop(folded, key, expression.to), *([taken] if taken >= 0 else [])])
    end = max(expression.to, expression.at + len(key[expression.at : end].rstrip(" ,.;")))
    return replace(expression, to=end, anchor=(expression.to, end))


def _line_stop(folded: FoldedText, key: str, start: int) -> int:
    """A line that begins with a bullet, or with a capital and a time, is a part of its own."""
    for at in sorted(folded.breaks):
        begins = at + 1
        if at < start or begins >= len(key):
            continue
        is_capital = folded.plain[begins].isupper() or not folded.plain[begins].isalpha()
        if is_capital and grammar.opener().match(key, begins):
            return at
    return len(key)


def _join_lists(key: str, found: Sequence[Expression]) -> tuple[Expression, ...]:
    """Share what a list says once: "trước 15/3, 15/6 và 15/9/2027" has one "trước" and one year for all."""
    back: list[Expression] = []
    for expression in reversed(found):
        follows = bool(back) and _is_list(key, expression, back[-1])
        back.append(_as_next(expression, back[-1]) if follows else expression)
    joined: list[Expression] = []
    for expression in reversed(back):
        follows = bool(joined) and _is_list(key, joined[-1], expression)
        follows = follows and ";" not in key[joined[-1].to : expression.at]
        joined.append(_as_before(expression, joined[-1]) if follows else expression)
    return tuple(joined)


def _is_list(key: str, one: Expression, other: Expression) -> bool:
    days = {DeadlineKind.DATE, DeadlineKind.RECURRING}
    alike = one.kind is other.kind or (one.is_dated and other.is_dated and {one.kind, other.kind} == days)
    gap = key[one.to : other.at]
    return alike and re.fullmatch(r"[ ,;]*(?:và |hoặc |ngày )*", gap) is not None


def _as_next(expression: Expression, after: Expression) -> Expression:
    """Take the year, or "hằng năm", from the end of the list."""
    if not expression.needs_year or after.needs_year or after.end is None or expression.end is None:
        return expression
    moved = _shift_year(expression, after.end.year)
    if after.kind is DeadlineKind.RECURRING and after.recurrence == "yearly":
        return replace(moved, kind=after.kind, recurrence=after.recurrence, needs_year=False)
    return moved


def _as_before(expression: Expression, before: Expression) -> Expression:
    """Take "trước" from the head of the list."""
    return replace(expression, is_exclusive=before.is_exclusive) if expression.is_bare else expression


def _shift_year(expression: Expression, year: int) -> Expression:
    if expression.end is None or expression.faults:
        return expression
    if expression.start is not None and expression.start.year != expression.end.year:
        return expression  # it goes over a new year: which of its years the list would give is not said
    try:
        end = expression.end.replace(year=year)
        start = expression.start.replace(year=year) if expression.start else None
    except ValueError:  # 29/02 of a leap year: keep the plan's year, flagged as inferred
        return expression
    return replace(expression, start=start, end=end, needs_year=False)

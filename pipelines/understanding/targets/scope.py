"""What limits a commitment: level, sectors, basis of the denominator, exception, baseline."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipelines.reference.target_words import any_of, phrase_values, target_words
from pipelines.text.vietnamese import squeeze_spaces
from pipelines.understanding.words.clause_text import ClauseText

_LONGEST_OWNER = 9  # words between a system's kind and its level: "hệ thống thông tin giải quyết TTHC … của tỉnh"
_SECTORS = re.compile(r"(?:lĩnh\svực|ngành)\s?:?\s(?P<list>[^.;:()]*)")


@dataclass(frozen=True, slots=True)
class Scope:
    """Limits of one commitment, texts as printed (one space between words)."""

    text: str | None = None
    level: str | None = None
    sectors: tuple[str, ...] = ()
    basis: str | None = None
    exception: str | None = None
    baseline: str | None = None


@cache
def _level_pattern() -> re.Pattern[str]:
    return re.compile(any_of("scope_level"))


@cache
def _owned_pattern() -> re.Pattern[str]:
    """A system, an act or an area that belongs to a level: "trục liên thông dữ liệu của tỉnh" limits no target."""
    return re.compile(
        rf"(?:{any_of('scope_owner')})(?:\s(?!và\s)[^\W\d]+){{0,{_LONGEST_OWNER}}}?\s(?:{any_of('scope_level')})"
    )


@cache
def _exception_pattern() -> re.Pattern[str]:
    words = any_of("exception")
    return re.compile(rf"\((?P<inner>(?:{words})\s[^()]*)\)|(?:^|[,\s])(?P<open>(?:{words})\s[^;.()]*)")


@cache
def _baseline_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('baseline')})[^,;.()]*")


def _level(text: ClauseText, start: int, end: int) -> tuple[str | None, str | None]:
    """Printed words and level; two different levels in one clause make it all levels.

    The level of what the clause only names ("hệ thống … của tỉnh") is none of the target's.
    """
    owned = [match.span() for match in _owned_pattern().finditer(text.key, start, end)]
    found = [
        match
        for match in _level_pattern().finditer(text.key, start, end)
        if not any(first <= match.start() < last for first, last in owned)
    ]
    if not found:
        return None, None
    values = {phrase_values("scope_level")[match[0].replace("\n", " ")] for match in found}
    level = values.pop() if len(values) == 1 else "all_levels"
    return squeeze_spaces(text.printed(found[0].start(), found[-1].end())), level


def _sectors(key: str, start: int, end: int) -> tuple[str, ...]:
    listed = _SECTORS.search(key, start, end)
    if not listed:
        return ()
    names = [(listed["list"].find(word.phrase), word.phrase) for word in target_words("sector")]
    return tuple(name for place, name in sorted(names) if place >= 0)


def _payment_basis(clause: str) -> str | None:
    """Dossiers or transactions; None when procedures are counted, which is another indicator."""
    dossiers, transactions = "hồ sơ" in clause, "giao dịch" in clause
    if dossiers == transactions:
        procedures = re.search(r"tthc|thủ tục|dịch vụ công", clause) is not None
        return None if procedures and not dossiers else "unspecified"
    return "dossiers" if dossiers else "transactions"


def _basis(clause: str) -> str | None:
    """What the share is a share of, when the words say it; mixed words say nothing certain."""
    found = [(clause.find(word.phrase), word.value) for word in target_words("basis") if word.phrase in clause]
    values = {value for _, value in found}
    if "thanh toán" in clause:
        return _payment_basis(clause)
    values &= {"filed", "settled"}
    if not values or "trực tuyến" not in clause:
        return None
    return values.pop() if len(values) == 1 else "unspecified"


def _first_printed(text: ClauseText, pattern: re.Pattern[str], start: int, end: int) -> str | None:
    match = pattern.search(text.key, start, end)
    if not match:
        return None
    group = next((name for name in match.groupdict() if match[name]), 0)
    return squeeze_spaces(text.printed(match.start(group), match.end(group))).rstrip(" ,.;")


def read_scope(text: ClauseText, start: int, end: int) -> Scope:
    """Limits stated in ``text.key[start:end]``."""
    printed, level = _level(text, start, end)
    return Scope(
        text=printed,
        level=level,
        sectors=_sectors(text.key, start, end),
        basis=_basis(text.key[start:end]),
        exception=_first_printed(text, _exception_pattern(), start, end),
        baseline=_first_printed(text, _baseline_pattern(), start, end),
    )

"""Which numbers of a segment share a clause, and where one clause ends and the next begins."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from pipelines.reference.target_words import any_of, pattern_of
from pipelines.understanding.clauses import Segment, Span, brackets, inside
from pipelines.understanding.targets.dressing import Quantity
from pipelines.understanding.targets.folded import FoldedText
from pipelines.understanding.targets.part import LEVEL_WORDS, Part, trim

_LEAST_SUBJECT = 2  # words that can name an indicator


@cache
def _joint() -> re.Pattern[str]:
    """All that may stand between two numbers that share one clause."""
    words = any_of("comparator", "filler", "aspirational", "comparator_after")
    return re.compile(rf"(?:\s|,|/|và|hoặc|năm\s20\d\d|(?:ở|đối với|tại)\s(?={LEVEL_WORDS})|{LEVEL_WORDS}|{words})*")


def _shares_clause(key: str, left: Quantity, right: Quantity) -> bool:
    between = key[left.end : right.number]
    return right.unit == left.unit and _joint().fullmatch(between) is not None


def _groups(key: str, quantities: tuple[Quantity, ...]) -> list[tuple[Quantity, ...]]:
    groups: list[tuple[Quantity, ...]] = []
    for quantity in quantities:
        if groups and _shares_clause(key, groups[-1][-1], quantity):
            groups[-1] += (quantity,)
        else:
            groups.append((quantity,))
    return groups


@cache
def _opening_after_comma() -> re.Pattern[str]:
    return re.compile(rf"\s?(?:và\s|đồng thời\s)?(?:{any_of('head', 'nested', 'aspirational', 'assurance')})")


def commas_between(key: str, start: int, end: int, closed: tuple[Span, ...]) -> list[int]:
    """Places of the commas in ``key[start:end]`` that stand outside the brackets ``closed``."""
    return [i for i in range(start, end) if key[i] == "," and not inside(i, closed)]


def _cut_between(text: FoldedText, left: Quantity, right: Quantity, closed: tuple[Span, ...], start: int) -> int:
    """Where the clause of ``left``, which begins at ``start``, ends and that of ``right`` begins."""
    key = text.key
    between = key[left.end : right.start]
    if _is_new_item(text, left, right, start):
        return left.end
    nested = pattern_of("nested").search(between)
    if nested:
        return left.end + nested.start()
    if re.match(r"\s?(?:,|và\s|đồng thời\s|-\s|$)", between):
        return left.end
    return _cut_after_noun(key, left, right, closed)


def _is_new_item(text: FoldedText, left: Quantity, right: Quantity, start: int) -> bool:
    """True for "Hồ sơ trực tuyến 80% Thanh toán trực tuyến 70%": a capital opens an item after a value-last one."""
    opens = re.match(r"\s(?=[^\W\d_]+\s[^\W\d_])", text.key[left.end : right.start])
    has_subject = len(text.key[start : left.start].split()) >= _LEAST_SUBJECT
    return opens is not None and has_subject and text.is_upper(left.end + 1) and text.is_lower(left.end + 2)


def _cut_after_noun(key: str, left: Quantity, right: Quantity, closed: tuple[Span, ...]) -> int:
    """The cut when words of ``left`` follow its number: at a new head, else at the joint nearest to ``right``."""
    between = key[left.end : right.start]
    commas = commas_between(key, left.end, right.start, closed)
    heads = [i for i in commas if _opening_after_comma().match(key, i + 1)]
    joined = [left.end + m.start() for m in re.finditer(r"\s(?:và|đồng thời|còn)\s(?=tỷ lệ|tỉ lệ|mức độ|$)", between)]
    if heads or joined:
        return heads[0] if heads else joined[-1]
    if commas and left.has("holder"):
        return commas[0]
    verbs = [left.end + m.start() for m in re.finditer(r"\svà\s(?=(?:\w+\s?){1,6}$)", between)]
    return max([*commas, *verbs], default=right.start)


def parts_of(text: FoldedText, segment: Segment, quantities: tuple[Quantity, ...]) -> list[Part]:
    """Cut ``segment`` into parts, each with the numbers that share its words; in order of place."""
    closed = brackets(text.key)
    groups = _groups(text.key, quantities)
    cuts = [segment.start]
    for a, b in pairwise(groups):
        cuts.append(_cut_between(text, a[-1], b[0], closed, cuts[-1]))
    parts = []
    for group, start, end in zip(groups, cuts, [*cuts[1:], segment.end], strict=True):
        span = trim(text.key, start, end)
        nested = pattern_of("nested").match(text.key[span.start : span.end]) is not None
        parts.append(Part(span.start, span.end, group, segment, nested))
    return parts

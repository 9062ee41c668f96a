"""Which numbers of a segment share a clause, and where one clause ends and the next begins."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from pipelines.reference.pattern_words import either, words_of
from pipelines.reference.target_words import any_of, pattern_of
from pipelines.understanding.targets.dressing import Quantity
from pipelines.understanding.targets.part import Part, is_empty, level_words, trim
from pipelines.understanding.words.clause_text import ClauseText
from pipelines.understanding.words.clauses import Segment, Span, brackets, inside

_LEAST_SUBJECT = 2  # words that can name an indicator
# three words after a number that can name an indicator, and are no level, year or limit of the number itself


@cache
def _own_subject() -> re.Pattern[str]:
    return re.compile(rf"\s(?!{either('limit_of_number')}\s)[^\W\d]+\s[^\W\d]+\s[^\W\d]+")


_WORD_PAIR = re.compile(r"(?<=[^\W\d_])\s(?=([^\W\d_]+)\s[^\W\d_]+)")


@cache
def _joint() -> re.Pattern[str]:
    """All that may stand between two numbers that share one clause."""
    words = any_of("comparator", "filler", "aspirational", "comparator_after")
    before = rf"{either('time_of_level')}\s(?=lên|xuống)"  # "từ 62% hiện nay lên 75%"
    return re.compile(
        rf"(?:\s|,|/|và|hoặc|{before}|năm\s20\d\d|(?:ở|đối với|tại)\s(?={level_words()})|{level_words()}|{words})*"
    )


def _shares_clause(key: str, left: Quantity, right: Quantity, end: int) -> bool:
    between = key[left.end : right.number]
    if right.unit != left.unit or _joint().fullmatch(between) is None:
        return False
    if right.change is not None and right.has("relative"):
        return False  # "đạt 99%, cao hơn 1,2% so với năm 2025" states a level and explains it
    return not _opens_own_clause(key, left, right, end)


def _opens_own_clause(key: str, left: Quantity, right: Quantity, end: int) -> bool:
    """True for the second of "A đạt 98% trở lên, ít nhất 90% B …" and of "A đạt 99% 100% B …": B is its own subject."""
    if _is_of_those(key, right):
        return True  # "A đạt 100%, 50% trong số đó được kiểm tra"
    own = _own_subject().match(key, right.end, end)
    if own is None or not (left.has("holder") or _is_closed(key, left)):
        return False
    stands_apart = key[left.end : right.start].strip() == ""  # no comma, no joint: two lines run together
    if not right.words:
        return stands_apart or _is_next_statement(key, left, right)
    return stands_apart or not right.has("holder")


def _is_of_those(key: str, quantity: Quantity) -> bool:
    return pattern_of("nested").match(key, quantity.end + 1) is not None


_OF_THE_SAME = re.compile(r"\s(?:tổng\s)?số\s")


def _is_next_statement(key: str, left: Quantity, right: Quantity) -> bool:
    """True for the bare number of "Tỷ lệ A không quá 1%, 100% B …": a comma, and words that the first has not."""
    between = key[left.end : right.start]
    subject = re.split(r"[;.\n]\s", key[: left.start])[-1]
    parted = "," in between or (between.strip() == "và" and not is_empty(subject))
    is_list = any(word in words_of("each_its_own") for word in left.words)
    return parted and not is_list and _OF_THE_SAME.match(key, right.end) is None


def _is_closed(key: str, left: Quantity) -> bool:
    """True when words that state a level end with the number: "Tỷ lệ hồ sơ đúng hạn tối thiểu 99%"."""
    return left.comparator is not None and len(key[: left.start].split()) >= _LEAST_SUBJECT


def _groups(key: str, quantities: tuple[Quantity, ...], end: int) -> list[tuple[Quantity, ...]]:
    groups: list[tuple[Quantity, ...]] = []
    for position, quantity in enumerate(quantities):
        ahead = quantities[position + 1].start if position + 1 < len(quantities) else end
        if groups and _shares_clause(key, groups[-1][-1], quantity, ahead):
            groups[-1] += (quantity,)
        else:
            groups.append((quantity,))
    return groups


@cache
def _opening_after_comma() -> re.Pattern[str]:
    return re.compile(rf"\s?(?:và\s|đồng thời\s)?(?:{any_of('head', 'nested', 'aspirational', 'assurance')})")


_LONGEST_PHRASE = 64  # characters; longer than every stock phrase


def commas_between(key: str, start: int, end: int, closed: tuple[Span, ...]) -> list[int]:
    """Places of the commas in ``key[start:end]`` that part clauses: outside ``closed``, in no stock phrase."""
    commas = [i for i in range(start, end) if key[i] == "," and not inside(i, closed)]
    if not commas:
        return []
    around = pattern_of("stock_phrase").finditer(key, max(0, start - _LONGEST_PHRASE), end + _LONGEST_PHRASE)
    fixed = [match.span() for match in around]
    return [i for i in commas if not any(begin < i < stop for begin, stop in fixed)]


def _cut_between(text: ClauseText, left: Quantity, right: Quantity, closed: tuple[Span, ...], start: int) -> int:
    """Where the clause of ``left``, which begins at ``start``, ends and that of ``right`` begins."""
    key = text.key
    between = key[left.end : right.start]
    opened = next((span.start for span in closed if left.end <= span.start < right.start <= span.end), None)
    if opened is not None:
        return opened + 1  # "≥ 75% (toàn trình ≥ 60%)"
    if _is_new_item(text, left, right, start):
        return left.end
    nested = pattern_of("nested").search(between)
    if nested:
        return left.end + nested.start()
    if re.match(r"\s?(?:,|và\s|đồng thời\s|-\s|$)", between):
        return left.end
    item = _item_start(text, left, right)
    if item is not None:
        return item
    return _cut_after_noun(key, left, right, closed, start)


def _is_new_item(text: ClauseText, left: Quantity, right: Quantity, start: int) -> bool:
    """True for "Hồ sơ trực tuyến 80% Thanh toán trực tuyến 70%": a capital opens an item after a value-last one."""
    opens = re.match(r"\s(?=[^\W\d_]+\s[^\W\d_])", text.key[left.end : right.start])
    has_subject = len(text.key[start : left.start].split()) >= _LEAST_SUBJECT
    return opens is not None and has_subject and text.is_upper(left.end + 1) and text.is_lower(left.end + 2)


def _item_start(text: ClauseText, left: Quantity, right: Quantity) -> int | None:
    """Where a capital opens a new item whose value comes last: "100% A được số hóa Thanh toán B từ 85%"."""
    if not (right.has("holder") or right.comparator):
        return None
    starts = (match.start(1) for match in _WORD_PAIR.finditer(text.key, left.end, right.start))
    titled = (at for at in reversed([*starts]) if text.is_upper(at) and text.is_lower(at + 1))  # "TTHC" opens nothing
    return next((at for at in titled if not _is_name(text, at)), None)


# names of bodies and things that print only their first word with a capital


@cache
def _names() -> re.Pattern[str]:
    return re.compile(rf"{either('name_with_one_capital')}(?!\w)")


def _is_name(text: ClauseText, at: int) -> bool:
    """True when the capital at ``at`` begins a name and no item: a known body, or a word followed by a capital."""
    after = re.compile(r"[^\W\d_]+\s").match(text.key, at)
    return _names().match(text.key, at) is not None or after is None or not text.is_lower(after.end())


def _cut_after_noun(key: str, left: Quantity, right: Quantity, closed: tuple[Span, ...], start: int) -> int:
    """The cut when words of ``left`` follow its number: at a new head, else at the joint nearest to ``right``."""
    between = key[left.end : right.start]
    commas = commas_between(key, left.end, right.start, closed)
    heads = [i for i in commas if _opening_after_comma().match(key, i + 1)]
    joined = [left.end + m.start() for m in re.finditer(r"\s(?:và|đồng thời|còn)\s(?=tỷ lệ|tỉ lệ|mức độ|$)", between)]
    if heads or joined:
        return heads[0] if heads else joined[-1]
    if commas and left.has("holder") and not is_empty(key[start : left.start]):
        return commas[0]
    verbs = [left.end + m.start() for m in re.finditer(r"\svà\s(?=(?:\w+\s?){1,6}$)", between)]
    return max([*commas, *verbs], default=right.start)


def parts_of(text: ClauseText, segment: Segment, quantities: tuple[Quantity, ...]) -> list[Part]:
    """Cut ``segment`` into parts, each with the numbers that share its words; in order of place."""
    closed = brackets(text.key)
    groups = _groups(text.key, quantities, segment.end)
    cuts = [segment.start]
    for a, b in pairwise(groups):
        cuts.append(_cut_between(text, a[-1], b[0], closed, cuts[-1]))
    parts: list[Part] = []
    for group, start, end in zip(groups, cuts, [*cuts[1:], segment.end], strict=True):
        span = trim(text.key, start, end)
        named = pattern_of("nested").match(text.key[span.start : span.end]) is not None
        nested = named or (bool(parts) and _is_of_those(text.key, group[-1]))
        parts.append(Part(span.start, span.end, group, segment, nested))
    return parts

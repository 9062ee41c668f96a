"""The words of an indicator: the clause without its number and what only leads up to it."""

from __future__ import annotations

import re
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.reference.target_words import any_of
from pipelines.text.vietnamese import squeeze_spaces
from pipelines.understanding.targets.cutting import commas_between
from pipelines.understanding.targets.part import Part, is_empty, when
from pipelines.understanding.words.clause_text import ClauseText
from pipelines.understanding.words.clauses import brackets

MAX_VERB_WORDS = 3


@cache
def _state() -> re.Pattern[str]:
    return re.compile(rf"{either('state_word')}(?!\w)")


_OF_OBJECTS = (("cho",), ("đối với",))


@cache
def _named_share() -> re.Pattern[str]:
    return re.compile(rf"{either('share_name')}(?!\w)")


_SHARE_BEHIND = re.compile(r"\s(?:tỷ lệ|mức độ)(?!\w)")


def _without_brackets(text: ClauseText, start: int, end: int) -> str:
    """Printed words of the span without what stands in brackets."""
    pieces, position = [], start
    for span in brackets(text.key):
        if start <= span.start and span.end <= end:
            pieces.append(text.printed(position, span.start))
            position = span.end
    pieces.append(text.printed(position, end))
    return squeeze_spaces(" ".join(pieces))


@cache
def lead_words() -> re.Pattern[str]:
    """Words that only open a clause ("Trong đó,", "Phấn đấu", "Tiếp tục"), any number of them."""
    words = any_of("nested", "aspirational", "assurance", "opening")
    return re.compile(rf"(?:[\s,.;:\-+•]|(?:{words})(?=[\s,:])|(?:đến\s)?(?:{when()})(?=[\s,:])|(?:và|rằng)\s)*")


@cache
def _manner() -> re.Pattern[str]:
    return re.compile(rf"{either('manner')}(?:(?:,\s?|\svà\s){either('manner')})*")


@cache
def _tail_words() -> re.Pattern[str]:
    return re.compile(rf"(?:[\s,.;:\-+•=]|{either('word_left_at_end')}$)+$")


@cache
def _raising() -> re.Pattern[str]:
    named = rf"(?={either('measure_name')}\s)"
    return re.compile(rf"[^;.]*?(?<!\w)(?:góp phần|nhằm)\s{either('raising_verb')}\s{named}")


@cache
def _limits() -> re.Pattern[str]:
    """ "Đối với lĩnh vực đất đai, tỷ lệ …": where, when or of what the share is one."""
    return re.compile(rf"{either('limits_share')}\s")


def _last_named_share(text: ClauseText, part: Part) -> int | None:
    """Where the share begins that stands right before the number, behind a clause that names none itself.

    "Duy trì việc xin lỗi đối với hồ sơ trễ hạn, tỷ lệ nộp trực tuyến đạt 80%" is of the second; "tỷ lệ A, tỷ lệ B
    đều đạt 100%" of both.
    """
    first = part.quantities[0].start
    opening = lead_words().match(text.key, part.start, first)
    begins = opening.end() if opening else part.start
    if _named_share().match(text.key, begins) or _limits().match(text.key, begins):
        return None
    commas = commas_between(text.key, begins, first, brackets(text.key))
    named = [found.start() for at in commas if (found := _SHARE_BEHIND.match(text.key, at + 1, first))]
    is_one = len(named) == 1 and not any(at > named[0] for at in commas)
    return named[0] + 1 if is_one else None


@cache
def _ground() -> re.Pattern[str]:
    return re.compile(rf"[\s\-+•]*{either('ground_opening')}\s")


def _behind_ground(text: ClauseText, part: Part) -> int | None:
    """Where the own words begin behind what they build on: "Căn cứ chỉ tiêu tỉnh giao, xã phấn đấu đạt 80% hồ sơ …"."""
    first = part.quantities[0]
    comma = text.key.rfind(",", part.start, first.number)
    if comma < 0 or _ground().match(text.key, part.start) is None:
        return None
    names_none = is_empty(text.key[comma : first.start])
    return first.start if names_none and not is_empty(text.key[part.quantities[-1].end : part.end]) else None


def left_start(text: ClauseText, part: Part) -> int:
    """Where the wording of the indicator begins left of the number.

    Words that only lead up to a value-first clause ("Đẩy mạnh tuyên truyền, bảo đảm 100% …") are no part of it.
    """
    first = part.quantities[0]
    right = text.key[part.quantities[-1].end : part.end]
    # "Qua tuyên truyền, góp phần đưa tỷ lệ hồ sơ …": by what means it is reached is no part of the name
    if raising := _raising().match(text.key, part.start, first.start):
        return raising.end()
    own = _behind_ground(text, part) or _last_named_share(text, part)
    if own is not None:
        return own
    if is_empty(right) or first.has("holder") or right.lstrip().startswith(",") or right.strip(" .;") == first.noun:
        return part.start
    if first.has("assurance") or first.has("aspirational"):
        # "Văn bản ban hành bảo đảm 100% đúng thẩm quyền": what is measured stands before the number
        return part.start if _state().match(right.lstrip()) else first.start
    opening = lead_words().match(text.key, part.start, first.start)
    if _named_share().match(text.key, opening.end() if opening else part.start):
        return part.start  # "Tỷ lệ thanh toán phí, lệ phí đạt 50% số hồ sơ": the name begins with "Tỷ lệ"
    commas = commas_between(text.key, part.start, first.start, brackets(text.key))
    starts = [opening.end() if opening else part.start, *(comma + 1 for comma in commas)]
    # "quy định chức năng, nhiệm vụ, quyền hạn cho 100% …": what stands before a preposition ends a list of objects
    listed = first.words[-1:] in _OF_OBJECTS and len(text.key[starts[-1] : first.start].split()) <= MAX_VERB_WORDS
    # "Niêm yết đầy đủ, kịp thời 100% TTHC": what only says how belongs to the verb before
    while len(starts) > 1 and _manner().fullmatch(text.key[starts[-1] : first.start].strip()):
        starts.pop()
    # verbs in a row ("Tiếp nhận, số hóa 100% hồ sơ") stay together, a clause before the comma does not
    while len(starts) > 1 and len(text.key[starts[-2] : starts[-1]].split()) <= MAX_VERB_WORDS:
        starts.pop()
    if listed and len(starts) > 1:
        starts.pop()
    return starts[-1] if len(starts) > 1 else part.start


def indicator_text(text: ClauseText, part: Part) -> str:
    """The words of ``part`` without number, comparator, opening words and brackets; one space between words."""
    first, last = part.quantities[0], part.quantities[-1]
    start = left_start(text, part)
    opening = lead_words().match(text.key, start, first.start)
    left = _without_brackets(text, opening.end() if opening else start, first.start)
    right = _without_brackets(text, last.end, part.end)
    cleaned = squeeze_spaces(f"{_tail_words().sub('', left)} {right}")
    return re.sub(r"\s+([,.;:])", r"\1", cleaned).strip(" ,.;:-()")


def has_own_words(text: ClauseText, part: Part) -> bool:
    """True when ``part`` names something measurable besides its numbers."""
    key = text.key
    first, last = part.quantities[0], part.quantities[-1]
    return not (is_empty(key[part.start : first.start]) and is_empty(key[last.end : part.end]))

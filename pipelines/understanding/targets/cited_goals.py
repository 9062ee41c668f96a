"""Levels that a sentence cites from above and does not take over.

"Bám sát mục tiêu của tỉnh là đến hết năm 2026 có 90% …", "Cụ thể hóa chỉ tiêu của tỉnh về số hóa (80%) vào …",
"Mục tiêu quốc gia về … (80%) đã …", "phấn đấu toàn tỉnh có 85% …", "Quy định hiện hành cho phép không quá 20% …",
and all that stands under a title such as "II. MỤC TIÊU CỦA TỈNH". A sentence in which the plan's own subject sets
itself a goal, or strives behind the words that cite, is one of the plan's own; "Toàn tỉnh đạt 95%" as a whole sentence
is a commitment whose scope is the province.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.reference.target_words import any_of
from pipelines.text.vietnamese import match_key
from pipelines.understanding.targets.asking import aims
from pipelines.understanding.targets.dressing import Quantity
from pipelines.understanding.targets.frames import sentence_start
from pipelines.understanding.targets.own_goal import own_goal
from pipelines.understanding.targets.part import Part
from pipelines.understanding.words.clause_text import ClauseText
from pipelines.understanding.words.numbering import split_number


@cache
def _above() -> str:
    """Source of whose goal it is: "của tỉnh", "của Thủ tướng Chính phủ", "quốc gia"."""
    giver = rf"(?:toàn\s)?(?:ubnd\s|hđnd\s|thủ tướng\s)?(?:{either('higher_body')}|{either('whole_above')})(?! phố)"
    return rf"(?:(?:chung\s)?(?:của|do|cấp)\s{giver}|quốc gia)(?!\w)(?! giao)"


@cache
def _cited() -> re.Pattern[str]:
    """ "Bám sát mục tiêu của tỉnh …", "Mục tiêu quốc gia …" at the beginning of the sentence."""
    goal = r"(?:các\s)?(?:mục tiêu|chỉ tiêu)"
    return re.compile(rf"(?:{either('takes_bearings')}\s{goal}|{goal})\s(?:[^\W\d]+\s){{0,3}}?{_above()}")


@cache
def _is_above() -> re.Pattern[str]:
    """ "…, trong đó mục tiêu chung của Chính phủ đến năm 2025 là 80%": said of the goal itself."""
    when = r"(?:\s(?:đến|trong|năm)\s[^,;.]{1,20}?)?"
    return re.compile(rf"(?<!\w)(?<!chương trình )(?:mục tiêu|chỉ tiêu)\s(?:[^\W\d]+\s)?{_above()}{when}\s(?:là|đạt)\s")


@cache
def _policy() -> re.Pattern[str]:
    """ "Thực hiện chủ trương giảm 30% … của Chính phủ, xã …": the number stands inside the name of the policy."""
    return re.compile(r"(?:thực hiện|theo)\s(?:chủ trương|yêu cầu|chính sách)\s[^,;.]*$")


@cache
def _permits() -> re.Pattern[str]:
    return re.compile(rf"(?:theo\s)?quy định(?:\s(?:hiện hành|hiện nay|chung))?\s{either('permitting')}(?!\w)")


@cache
def _of_the_whole() -> re.Pattern[str]:
    """ "toàn tỉnh có ít nhất", "trên cả nước đạt" right before the number: of which whole the share is one."""
    words = any_of("comparator", "filler", "approximate")
    return re.compile(
        rf"(?<!^)(?<!\w)(?<!cùng )(?<!như ){either('whole_above')}\s(?:phải\s)?(?:có|đạt|là)\s(?:(?:{words})\s)*$"
    )


_BUILT_ON = re.compile(
    r"(?:kế thừa|phát huy|trên cơ sở)\s(?:các\s|những\s)?kết quả\s(?:của\s)?"
    r"(?:(?:giai đoạn|nhiệm kỳ)\s20\d\d\s?-\s?|năm\s)20\d\d,?\s(?:khi|với|trong đó)\s"
)
"""A result that the sentence builds on: "trên cơ sở kết quả năm 2025 khi …", "kế thừa kết quả …, trong đó …"."""


@cache
def _title_above() -> re.Pattern[str]:
    return re.compile(rf"(?:các\s|một số\s)?(?:mục tiêu|chỉ tiêu)(?:\s(?:chung|cụ thể|chủ yếu))?\s{_above()}\s?:?$")


def is_cited_goal(text: ClauseText, part: Part, quantity: Quantity) -> bool:
    """True for a level of a higher body, of a rule for all or of years before, which the sentence only cites."""
    before = text.key[sentence_start(text.key, quantity.number) : quantity.number]
    if _of_the_whole().search(before) is not None:
        return True
    cited = _cited().match(before) or _permits().match(before) or _is_above().search(before)
    built_on = None if quantity.is_asked else _BUILT_ON.search(before)
    if cited is not None or built_on is not None:
        return any(found is not None and _goes_on_citing(before[found.end() :]) for found in (cited, built_on))
    behind = text.key[quantity.end : part.segment.end]
    return _is_named_for_its_level(before, behind)


def _goes_on_citing(words: str) -> bool:
    """Whether nothing between the words that cite and the number turns to the plan's own goals."""
    return own_goal().search(words) is None and aims().search(words) is None


def _is_named_for_its_level(before: str, behind: str) -> bool:
    """True for "thực hiện chủ trương giảm 30% … của Chính phủ, xã …": the number is part of a policy's name."""
    is_policy = _policy().match(before) is not None and aims().search(before) is None
    return is_policy and re.search(rf"(?<!\w){_above()}\s?,", behind) is not None


def is_title_of_others(heading: str | None) -> bool:
    """Whether a title as printed says that what stands below are goals of a higher body."""
    return bool(heading) and _title_above().match(match_key(split_number(heading or "")[1])) is not None

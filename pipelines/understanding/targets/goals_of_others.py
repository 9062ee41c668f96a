"""Goals that open a sentence in the name of another body: "Tỉnh phấn đấu …", "Nghị quyết … đặt ra …"."""

from __future__ import annotations

import re
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.understanding.targets.dressing import Quantity
from pipelines.understanding.targets.frames import sentence_start
from pipelines.understanding.targets.own_goal import own_goal, own_subject
from pipelines.understanding.targets.part import Part
from pipelines.understanding.words.clause_text import ClauseText

_SENTENCE_OR_LEAD = re.compile(r"[.:]\s|(?<![;,])\n")
_GOAL_OF_ACT = re.compile(
    r"(?:(?:thực hiện|theo|bám sát)\s)?"
    r"(?:(?:nghị quyết|quyết định|chiến lược)|(?:chương trình|kế hoạch|đề án)\s(?:[^\W\d]+\s){0,6}?(?:của|số))"
    r"(?:[^.;](?!này\s)){0,240}?\s(?:đặt(?:\sra)?\s(?:mục tiêu|chỉ tiêu)|(?:đề|đặt) ra|xác định"
    r"|(?:giao|yêu cầu)\s(?:cho\s)?(?:các\s)?(?:bộ|ngành))(?!\w)"
)


@cache
def _others_goal() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{either('goal_lead_in')}\s?,?\s|năm\s20\d\d,?\s|tại\s[^;,.]{{3,60}},\s)?"
        r"(?:ubnd\s|hđnd\s|toàn\s|đảng bộ\s)?"
        rf"(?:{either('higher_body')}|thủ tướng|(?:bộ|sở)\s[^\W\d]+\s[^\W\d]+)"
        r"(?:\s[^\W\d]+){0,5}?(?:\s20\d\d\s?-\s?20\d\d)?,?\s"
        r"(?:phấn đấu|(?:đặt|đặt ra|đề ra)\s(?:mục tiêu|chỉ tiêu)|hướng tới"
        rf"|hướng đến|(?:giao|yêu cầu|đề nghị)\s(?:cho\s)?(?:các\s)?(?:{either('own_subject')}|bộ))(?!\w)"
        rf"|mức\s(?:của\s|do\s)?{either('higher_body')}\sgiao"
    )


@cache
def _of_own_party() -> re.Pattern[str]:
    return re.compile(rf"{either('own_party')}(?!\w)(?!\s{either('higher_body')}(?!\w))")


def last_end(marks: re.Pattern[str], text: ClauseText, part: Part) -> int:
    """End of the last of ``marks`` before the segment of ``part``; a line wrapped behind ";" begins no sentence."""
    return max((mark.end() for mark in marks.finditer(text.key, 0, part.segment.start)), default=0)


def is_goal_of_others(text: ClauseText, part: Part, quantity: Quantity) -> bool:
    """True for "Tỉnh phấn đấu năm 2026 có 95% hồ sơ trực tuyến": another body's goal that the plan only tells.

    It goes on over the semicolons of its sentence, until a subject or a goal of the plan's own begins.
    """
    others = _others_goal().match(text.key, part.segment.start, quantity.number)
    if others is not None:
        return own_goal().search(text.key, others.end(), quantity.number) is None
    for begins in (part.segment.start, sentence_start(text.key, part.segment.start)):  # "… xác định mục tiêu: trên 90%"
        act = _GOAL_OF_ACT.match(text.key, begins, quantity.number)
        if act is not None and _of_own_party().search(act[0]) is None:
            return own_goal().search(text.key, act.end(), quantity.number) is None
    before = text.key[last_end(_SENTENCE_OR_LEAD, text, part) : part.segment.start]
    stretches = [stretch.strip() for stretch in before.split(";") if stretch.strip()]
    if not stretches or quantity.has("aspirational") or not _others_goal().match(stretches[0]):
        return False
    return not any(own_subject().match(words) for words in (*stretches[1:], text.key[part.segment.start : part.end]))

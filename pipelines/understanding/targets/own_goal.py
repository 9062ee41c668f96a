"""Where the plan's own subject sets a goal, beside what others have set or are asked for.

"Thành phố giao 85%, phường Hà Lam đăng ký trên 92%"; "Đề nghị các đoàn thể …, UBND xã đạt 100%".
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.reference.target_words import any_of

_SETS = r"đăng ký|đặt|đạt"  # beside the words of a commitment


def _subject() -> str:
    return rf"(?:ubnd\s)?{either('own_subject')}"


@cache
def own_subject() -> re.Pattern[str]:
    """The plan's own subject, whatever it does: "xã", "UBND phường"."""
    return re.compile(rf"(?<!\w){_subject()}(?!\w)")


@cache
def own_goal() -> re.Pattern[str]:
    """The plan's own subject, by its name as well, sets itself a goal: "xã phấn đấu", "phường Hà Lam đăng ký"."""
    verbs = rf"(?:{any_of('aspirational', 'assurance')}|{_SETS})"
    return re.compile(rf"(?<!\w){_subject()}\s(?:[^\W\d]+\s){{0,2}}?{verbs}(?!\w)")


@cache
def own_goal_beside_others() -> re.Pattern[str]:
    """The same in a sentence that begins with another body.

    The subject's verb stands right behind it: in "Đề nghị mặt trận xã vận động đạt 100% …" "xã" is part of that body's
    name. The words of a goal alone do as well: a request is made with none ("đề nghị …, phấn đấu 100%").
    """
    verbs = rf"(?:{any_of('aspirational')}|{_SETS}|bảo đảm)"
    own = rf"(?:ubnd\s)?(?:toàn\s)?{either('own_subject')}\s{verbs}"
    return re.compile(rf"(?<!\w)(?:{own}|{any_of('aspirational')})(?!\w)")

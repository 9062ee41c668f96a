"""Levels that somebody else has set and the plan tells beside its own.

"Toàn tỉnh phấn đấu đạt 85%, số hóa 90%", "Thành phố giao: hồ sơ trực tuyến 85%, phường đăng ký trên 92%",
"Theo kế hoạch của Công an tỉnh, năm 2026 đạt 98%", "Góp phần cùng tỉnh … SIPAS trên 91%",
"Tỉnh nâng chỉ tiêu … lên 100%", "Về chính quyền số, thành phố đặt mục tiêu …", "Bộ Nội vụ ban hành …, mục tiêu …".
Such a goal goes on over the commas of its sentence, until the plan's own subject sets a goal.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.understanding.targets.asking import aims
from pipelines.understanding.targets.dressing import Quantity
from pipelines.understanding.targets.frames import sentence_of, sentence_start
from pipelines.understanding.targets.own_goal import own_goal, own_subject
from pipelines.understanding.targets.part import Part
from pipelines.understanding.words.clause_text import ClauseText


@cache
def _goal_above() -> re.Pattern[str]:
    """ "Toàn tỉnh phấn đấu …", "kế hoạch của tỉnh đến năm 2030 đặt mục tiêu …", "toàn quốc đặt mục tiêu …"."""
    paper = rf"{either('set_by_paper')}\scủa\s(?:ubnd\s|hđnd\s)?{either('higher_body')}"
    when = r"(?:,?\s(?:đến\s)?(?:hết\s|cuối\s)*năm\s20\d\d,?)?"
    return re.compile(rf"(?<!\w)(?:{either('whole_above')}|{paper}){when}\s(?:phấn đấu|đặt(?:\sra)?\smục tiêu)(?!\w)")


@cache
def _changes_goal() -> re.Pattern[str]:
    """ "Tỉnh nâng chỉ tiêu số hóa từ 80% lên 100%"."""
    return re.compile(
        rf"(?:^|[,;:(]\s?)(?:ubnd\s)?{either('higher_body')}\s(?:đã\s)?{either('changes_a_goal')}\s(?:các\s|mức\s)?"
        r"(?:chỉ tiêu|mục tiêu)\s[^;.]*$"
    )


@cache
def _led_goal() -> re.Pattern[str]:
    """ "Trên cơ sở kết quả những năm qua, tỉnh phấn đấu …", "Về chính quyền số, thành phố đặt mục tiêu …"."""
    verb = r"(?:phấn đấu|hướng (?:đến|tới)|(?:đặt|đặt ra|đề ra)\s(?:mục tiêu|chỉ tiêu))"
    return re.compile(rf"^{either('led_goal_opening')}\s[^;.]*?,\s(?:ubnd\s)?{either('higher_body')}\s{verb}(?!\w)")


@cache
def _issued_goal() -> re.Pattern[str]:
    """ "Văn phòng Chính phủ ban hành kế hoạch …, với mục tiêu đến năm 2026 …"."""
    body = rf"(?:{either('higher_body')}|văn phòng chính phủ|thủ tướng(?:\schính phủ)?|bộ(?:\s[^\W\d]+){{1,6}}?)"
    return re.compile(
        rf"^(?:ubnd\s)?{body}\s(?:đã\s|vừa\s)*{either('issuing_verb')}\s[^;.]*?(?<!\w)(?:mục tiêu|chỉ tiêu)(?!\w)"
    )


@cache
def _plan_of_outsider() -> re.Pattern[str]:
    return re.compile(rf"theo\s{either('set_by_paper')}\s(?:của\s)?(?:các\s)?{either('outside_body')}(?!\w)")


@cache
def _contributes() -> re.Pattern[str]:
    return re.compile(r"(?:cùng\s|tiếp tục\s)?góp phần\s(?:[^\W\d]+\s){0,5}?(?:tỉnh|thành phố)(?!\w)(?! phố)")


@cache
def _assigned() -> re.Pattern[str]:
    """ "Thành phố giao: hồ sơ trực tuyến 85%", "tỉnh giao chỉ tiêu hồ sơ trực tuyến 85%"."""
    giver = rf"(?:^|[\s(]){either('target_giver')}\s(?:đã\s)?giao"
    whom = rf"(?:\schung)?(?:\scho)?(?:\s(?:các\s)?{either('own_subject')}(?:,?\s[^\W\d]+){{0,5}}?)?"
    return re.compile(rf"{giver}{whom}(?:\s(?:các\s)?(?:chỉ tiêu|mức)|\s?:)[\s:][^;.]*$")


@cache
def _directed() -> re.Pattern[str]:
    """ "Theo chỉ đạo của tỉnh, cấp xã phải đạt tối thiểu 60%" with the unit's own level behind it."""
    return re.compile(
        rf"(?<!\w)theo\s{either('directive')}\s(?:chung\s)?của\s(?:ubnd\s)?{either('higher_body')}[\s,][^;.]*$"
    )


_NATIONWIDE = re.compile(r"[^;.]{0,120}?\strên\s(?:phạm vi\s)?(?:toàn quốc|cả nước)(?!\w)")


@cache
def _builds_on_that() -> re.Pattern[str]:
    """ "Trên cơ sở đó, UBND phường đề ra …" right behind a sentence."""
    return re.compile(rf"[.\s]+(?:trên cơ sở đó|căn cứ vào đó|theo đó),?\s(?:ubnd\s)?{either('own_subject')}\s")


@cache
def _index_above() -> re.Pattern[str]:
    return re.compile(r"chỉ số\s[^;,.\d]{0,40}của\s(?:toàn\s)?(?:tỉnh|thành phố)\s[^;,.\d]{0,15}$")


def is_set_elsewhere(text: ClauseText, part: Part, quantity: Quantity) -> bool:
    """True for a number that belongs to a goal of another body; see the module."""
    begins = sentence_start(text.key, quantity.number)
    before = text.key[begins : quantity.number]
    for told in (_goal_above(), _changes_goal(), _led_goal(), _issued_goal()):
        found = told.search(before)
        if found is not None and own_goal().search(before, found.end()) is None:
            return True
    if _is_of_outsider(before) or _is_contribution(before):
        return True
    if _NATIONWIDE.match(text.key, quantity.end) and own_goal().search(before) is None:
        return True
    if _index_above().search(text.key[begins : quantity.start]) is not None:
        return True
    return _is_assigned_beside(text, quantity, before)


def _is_of_outsider(before: str) -> bool:
    found = _plan_of_outsider().match(before)
    return found is not None and own_subject().search(before, found.end()) is None


def _is_contribution(before: str) -> bool:
    found = _contributes().match(before)
    return found is not None and aims().search(before, found.end()) is None


def _is_assigned_beside(text: ClauseText, quantity: Quantity, before: str) -> bool:
    """True for an assigned level with the plan's own behind it, in its sentence or opening the next."""
    found = _assigned().search(before)
    if found is None and _directed().search(before) is not None:
        return own_goal().search(sentence_of(text.key, quantity.number)[len(before) :]) is not None
    if found is None or own_goal().search(before, found.end() - len(found[0]) + 1) is not None:
        return False
    begins, sentence = sentence_start(text.key, quantity.number), sentence_of(text.key, quantity.number)
    behind = sentence[len(before) :]
    own = own_goal().search(behind)
    if own is not None and re.search(r"\d", behind[own.end() :]) is not None:
        return True
    return _builds_on_that().match(text.key, begins + len(sentence)) is not None

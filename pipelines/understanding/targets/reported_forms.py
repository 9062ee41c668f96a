"""Numbers that a sentence reports by what stands right before or right behind them.

"… đạt 82,4%, bằng 91,5% so với chỉ tiêu cả năm", "sổ hộ tịch đã được số hóa 85%", "giảm 66% … so với 03 xã cũ",
"trong 214 thủ tục có 187 thủ tục (87,4%) đã …", "hiện xã có …, 72% có trình độ đại học", "được tính điểm tối đa".
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.understanding.targets.asking import aims, asks
from pipelines.understanding.targets.dressing import Quantity
from pipelines.understanding.targets.frames import sentence_start
from pipelines.understanding.targets.own_goal import own_subject
from pipelines.understanding.targets.part import Part
from pipelines.understanding.words.clause_text import ClauseText

_WHOLE = 100
_PERCENT = r"\d+(?:[.,]\d+)?\s?%"
_OF_GOAL_BEFORE = re.compile(r",\sbằng\s$")
_RAISES = re.compile(r"(?:\W*\d+[.)])?\s*(?:nâng|đưa|phấn đấu)\s")
_DONE = re.compile(r"(?<!\w)đã\s(?:được\s)?(?!đạt|được)[^\W\d]+(?:\s[^\W\d]+)?\s$")
_YEAR_BEHIND = re.compile(r"\s(?:của\s)?(?:năm (?:trước|ngoái)|cùng kỳ)(?!\w)")
_SHARE_IN_BRACKETS = re.compile(r"(?<!\w)có\s\d[\d.]*(?:/\d+)?\s[^;.()%\d]{2,40}\s?\($")
_SHARE_OF_FRACTION = re.compile(r"\d\s?/\s?\d+\s[^;.%]*,\s(?:chiếm|bằng)(?:\s(?:tỷ lệ|khoảng))?\s$")
_COUNT_REACHED = re.compile(r"\d[\d.]*\s[^;.%\d]{3,60},\s(?:đạt|bằng)\s$")
_SHARES_GO_ON = re.compile(
    rf"(?<!\w)chiếm\s(?:[^\W\d]+\s)?{_PERCENT}(?:,\s(?:[^\W\d]+\s){{1,4}}{_PERCENT})*,\s(?:[^\W\d]+\s){{1,4}}$"
)
_MADE_OF_FIELDS = re.compile(r"hồ sơ (?:thuộc )?(?:lĩnh vực|ngành)\s[^;.]*(?<!\w)chiếm(?:\stới)?\s$")
_NOW = re.compile(r"hiện(?: nay| tại)?,?\s")
_STAFF_OF = re.compile(r"\d\s[^;.%\d]{2,30},\s$")
_PART_OF_MARK = re.compile(r"điểm\s[^,;.\d]*chiếm\s$")
_COUNTED_AS = re.compile(r"(?:\strở lên)?,?\s(?:thì\s)?được (?:tính|chấm)\s(?:điểm|theo|tối đa)(?!\w)")
_MARKED = r"(?:được|bị)\s(?:tính|cộng|trừ)(?:\s(?:thêm|trực tiếp))?\s\d+(?:[.,]\d+)?\sđiểm"
_IS_MARKED = re.compile(rf"[^;%]{{0,160}}?\s(?:thì\s)?{_MARKED}(?!\w)")
_MARKS_BEFORE = re.compile(rf"(?<!\w){_MARKED}(?!\w)")
_IS_A_BOUND = re.compile(r"[^;.\d]{0,20}\slà mức\s(?:quy định|chung|trần)(?!\w)")
_IS_A_FLOOR = re.compile(r"[^;.\d]{0,60}\slà (?:ngưỡng|mức sàn|mức trần)\s[^;.\d]{0,20}quy định(?!\w)")
_RESULT_OF_YEAR = re.compile(
    r"(?<!\w)(?:kết quả|số liệu|ước)(?:\s(?:thực hiện|đạt))?\s(?:năm\s)?20\d\d\s?(?:[:(]|là|đạt)?\s?$"
)
_USED_TO = re.compile(r"(?<!\w)từng\s(?:giao|đặt|đạt)(?!\w)[^;.]*$")
_PAID_BY = re.compile(r"(?<!\w)do\s[^,;.\d]{2,30}\s(?:tài trợ|hỗ trợ|chi trả)\s$")
_RULE_BEFORE = re.compile(r"(?<!\w)theo quy định\s(?:không quá|tối đa|dưới)\s$")
_GIVES_NOW = re.compile(r"(?<!\w)hiện\s(?:đóng góp|chiếm|có)\s(?:khoảng\s|gần\s|trên\s)?$")
_IS_PEOPLE = re.compile(r"\s(?:dân số\s|dân cư\s)?là\s(?:nữ|nam|đồng bào)(?!\w)")
_DONE_BEHIND = re.compile(rf"\s?;\s(?:đã\s)?thực hiện\s(?:đạt\s)?{_PERCENT}")
_DONE_BEFORE = re.compile(rf"giao\s{_PERCENT}\s?;\s(?:đã\s)?thực hiện\s(?:đạt\s)?$")
_PROMISED = re.compile(r"[^,;.\d]{2,40}\scam kết với\s")


@cache
def _is_of_goal_behind() -> re.Pattern[str]:
    """How much of the goal has been reached stands behind the result: ", bằng 91,5% so với chỉ tiêu cả năm"."""
    return re.compile(rf",\sbằng\s{_PERCENT}\s(?:so với\s)?{either('goal_reached')}(?!\w)")


@cache
def _of_goal() -> re.Pattern[str]:
    return re.compile(rf"\s(?:so với\s)?{either('goal_reached')}(?!\w)")


@cache
def _compared() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('more_or_less')}\s(?:\w+\s)?so với\s$")


@cache
def _goes_on_told() -> re.Pattern[str]:
    return re.compile(rf"(?:\s?\))?\s{either('told_behind_share')}(?!\w)")


@cache
def _found_fault() -> re.Pattern[str]:
    return re.compile(rf"{either('shortcoming')}\s[^.]*(?<!\w)chỉ ra(?!\w)[^.]*$")


@cache
def _against_former() -> re.Pattern[str]:
    return re.compile(rf"[^;.\d]{{0,60}}?\sso với\s(?:\d+\s)?{either('merged_unit')}\s(?:cũ|trước đây)(?!\w)")


def is_reported(text: ClauseText, part: Part, quantity: Quantity) -> bool:
    """True for a number that its neighbours tell to be a result, a share of what there is, or a rule of marks."""
    key, end = text.key, quantity.end
    before = key[sentence_start(key, quantity.number) : quantity.number]
    if _is_of_goal(key, quantity, before) or _is_rule(key, end, before) or _is_promise_to_others(before):
        return True
    if quantity.unit != "percent":
        return False
    if _SHARE_OF_FRACTION.search(before):
        return True
    if quantity.has("aspirational") or quantity.is_asked or asks().search(before):
        return False
    if _against_former().match(key, end) or _DONE_BEFORE.search(before):
        return True
    return quantity.value != _WHOLE and quantity.comparator is None and _tells_share(key, quantity, before)


def _is_of_goal(key: str, quantity: Quantity, before: str) -> bool:
    """True for both numbers of "đạt 82,4%, bằng 91,5% so với chỉ tiêu cả năm".

    "Nâng … từ 81% lên 88%, vượt 3% so với chỉ tiêu" is to be done.
    """
    if _RAISES.match(before):
        return False
    if _is_of_goal_behind().match(key, quantity.end):
        return True
    if _of_goal().match(key, quantity.end) is None:
        return False
    is_count_reached = _COUNT_REACHED.search(before) is not None and aims().search(before) is None
    return is_count_reached or _OF_GOAL_BEFORE.search(before) is not None


def _is_rule(key: str, end: int, before: str) -> bool:
    """True for the result of a year, the parts of a mark, and bounds at which marks are given or that a law sets."""
    if _is_marking(key, end, before):
        return True
    if _RESULT_OF_YEAR.search(before) or _PART_OF_MARK.search(before) or _COUNTED_AS.match(key, end):
        return True
    if _USED_TO.search(before):
        return True
    if _RULE_BEFORE.search(before) or _IS_A_FLOOR.match(key, end) or _PAID_BY.search(before):
        return True
    return before.startswith("theo ") and _IS_A_BOUND.match(key, end) is not None


@cache
def _step_of_mark() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)cứ\s(?:mỗi\s)?{either('step_verb')}\s[^;.\d]{{0,20}}$")


def _is_marking(key: str, end: int, before: str) -> bool:
    """True for "cứ thêm 2% được cộng 0,25 điểm, nhưng không quá 5 điểm" and "đơn vị đạt 100% … được cộng 05 điểm"."""
    if _step_of_mark().search(before) or (key[end - 1] == "%" and _IS_MARKED.match(key, end)):
        return True
    return key.startswith((" điểm", "điểm"), end) and _MARKS_BEFORE.search(before) is not None


def _is_promise_to_others(before: str) -> bool:
    return _PROMISED.match(before) is not None and own_subject().match(before) is None


def _tells_share(key: str, quantity: Quantity, before: str) -> bool:
    """True for the shares of what there is: of dossiers, of staff, of a count, of what was done."""
    if _compared().search(before) and _YEAR_BEHIND.match(key, quantity.end):
        return True
    if _SHARE_IN_BRACKETS.search(before) and _goes_on_told().match(key, quantity.end):
        return True
    if _GIVES_NOW.search(before) or _IS_PEOPLE.match(key, quantity.end) or _DONE_BEHIND.match(key, quantity.end):
        return True
    if (
        _DONE.search(before)
        or _SHARES_GO_ON.search(before)
        or _MADE_OF_FIELDS.match(before)
        or _found_fault().search(before)
    ):
        return True
    return _NOW.match(before) is not None and _STAFF_OF.search(before) is not None

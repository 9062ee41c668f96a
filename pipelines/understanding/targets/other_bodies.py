"""Numbers of somebody else, of what is or was, and bounds at which something applies.

"Đề nghị các đoàn thể vận động 100% hội viên …", "Sở Nội vụ kiểm tra ít nhất 30% số xã", "phường A (cũ) đạt 97%",
"bình quân toàn tỉnh đạt 88%", "đã hoàn thành 100%", "chỉ khi có trên 80% phiếu …".
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.understanding.targets.dressing import Quantity
from pipelines.understanding.targets.frames import sentence_of, sentence_start
from pipelines.understanding.targets.own_goal import own_goal_beside_others
from pipelines.understanding.targets.part import Part
from pipelines.understanding.words.clause_text import ClauseText

_WHOLE = 100


_OF_DEPARTMENTS = re.compile(
    r"\s(?:các\s)?sở,(?:\sban,)?\sngành(?!\w)(?![^;.]{0,60}(?<!\w)(?:xã|phường|đặc khu)(?!\w))"
)


@cache
def _asked_of_others() -> re.Pattern[str]:
    """ "Đề nghị UBMTTQ Việt Nam xã và các đoàn thể vận động …": a request, wherever it stands in the sentence."""
    body = rf"(?:{either('outside_body')}|(?:ubnd\s)?{either('higher_body')})"
    return re.compile(rf"(?<!\w)(?:đề nghị|kiến nghị)\s(?:[^\W\d]+\s){{0,4}}?{body}(?!\w)")


@cache
def _duty_of_others() -> re.Pattern[str]:
    """ "Các doanh nghiệp viễn thông có trách nhiệm …", "Sở Nội vụ kiểm tra …": the body opens the sentence."""
    return re.compile(
        rf"(?:các\s)?{either('outside_body')}(?:\s[^\W\d]+){{0,5}}?\s{either('duty_of_body')}(?!\w)"
        rf"|(?:ubnd\s)?{either('higher_body')}\s(?:đã\s)?(?:giao|yêu cầu)\s(?:các\s)?(?:sở|ban|ngành)(?!\w)"
        r"|bộ(?:\s[^\W\d]+){1,4}?\s(?:giao|yêu cầu)(?!\w)"
    )


def is_duty_of_others(text: ClauseText, part: Part, quantity: Quantity) -> bool:
    """True for the number of a request to, or a duty of, a body that is no part of the commune's administration."""
    begins = sentence_start(text.key, part.start)
    before = text.key[begins : quantity.number]
    if _OF_DEPARTMENTS.match(text.key, quantity.end):
        return True  # "100% sở, ngành phải …" is nobody's duty in a commune
    found = _asked_of_others().search(before) or _duty_of_others().match(before)
    return found is not None and own_goal_beside_others().search(before, found.end()) is None


@cache
def _former_unit() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w){either('merged_unit')}(?:\s[^\W\d]+){{0,3}}?\s(?:cũ|\(cũ\))(?:\s[^\W\d]+){{0,3}}?"
        r"(?:\strước (?:khi|đây)[^,;.\d]{0,20})?\s(?:có|đạt|được)\s$"
    )


_RISEN_SINCE = re.compile(r"\s?%?\s?(?:lên|xuống|còn)\s\d+(?:[.,]\d+)?\s?%\s(?:sau khi|kể từ khi|nhờ)(?!\w)")
_SINCE = re.compile(r"\s(?:sau khi|kể từ khi|nhờ)(?!\w)")
_ROSE_FROM = re.compile(r"(?<!\w)(?:tăng|giảm)\stừ\s\d+(?:[.,]\d+)?\s?%\s(?:lên|xuống|còn)\s$")


@cache
def _compared_with_before() -> re.Pattern[str]:
    when = rf"(?:{either('time_before')}|(?:quý|tháng)\s(?:[ivx]+|\d+))"
    return re.compile(rf"[,\s(]{{1,3}}(?:tăng|giảm)\s[^;.]{{1,25}}?\sso(?:\svới)?\s{when}(?!\w)")


# "(vượt chỉ tiêu 90%)"
_BEYOND_PLAN = re.compile(r"\s?\((?:đã\s)?vượt\s(?:chỉ tiêu|mục tiêu|kế hoạch)\s[^;.()\d]{0,30}\d")
_PASSED_GOAL = re.compile(r"(?<!\w)(?:đã\s)?vượt\s(?:chỉ tiêu|mục tiêu|kế hoạch)(?:\s[^\W\d]+){0,6}\s$")


@cache
def _forecast() -> re.Pattern[str]:
    return re.compile(rf"{either('forecasting')}\s")


@cache
def _of_other_units() -> re.Pattern[str]:
    """ "Một số xã bạn đạt trên 90%", "bình quân toàn tỉnh đạt 88%", "… của cả nước là 65%"."""
    whole, mean = either("whole_above"), r"(?:bình quân|trung bình)(?:\schung)?"
    above = rf"{mean}(?:\scủa)?\s{whole}|\scủa\s{whole}|{whole}\s{mean}"
    reached = rf"(?:{above})(?:\s[^\W\d]+){{0,2}}?(?:\s(?:là|đạt|có)\s|\s?\()$"
    reached_mean = rf"{whole}\s(?:đạt|là)\s{mean}\s$"  # "thanh toán trực tuyến toàn tỉnh đạt trung bình 98%"
    return re.compile(rf"{either('other_unit')}(?:\s[^,;.]*)?\s$|{reached}|{reached_mean}")


@cache
def _stated_before() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w){either('usually')}\schiếm\s[^\d;.]{{0,20}}$|(?<!\w){either('reached_already')}(?:\s(?:hơn|trên|gần))?\s$"
    )


@cache
def _kept_up() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('kept_up')}(?!\w)")


@cache
def _higher_by() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)so với\s[^;.]*(?<!\w){either('degree_compared')} hơn\s$")


_OF_THEM = re.compile(r"(?:trong (?:số )?đó,?|khoảng|gần|hầu hết)\s")
_IS_SOMETHING = re.compile(r"\s[^,;.%\d]{3,60}?\slà\s")
_RANKED_WITH_MARK = re.compile(r"\s?/\s?\d+[^;.]{0,40}\svới\s\d|\svới\s\d+(?:[.,]\d+)?\sđiểm")


def is_told_by_comparison(text: ClauseText, part: Part, quantity: Quantity) -> bool:
    """True for a forecast, a former unit, "từ 92% lên 99% sau khi …", "7%, giảm 2% so với đầu năm"."""
    if quantity.has("aspirational"):
        return False
    before = text.key[sentence_start(text.key, quantity.number) : quantity.number]
    told = _tells_before(before) or _tells_behind(text, quantity, before)
    return told and own_goal_beside_others().search(sentence_of(text.key, quantity.number)) is None


def _tells_before(before: str) -> bool:
    """True for what the words of the sentence before the number tell: "bình quân toàn tỉnh đạt", "đã hoàn thành"."""
    if _forecast().match(before) or _PASSED_GOAL.search(before):
        return True
    if _of_other_units().search(before) or _former_unit().search(before) or _higher_by().search(before):
        return True
    return _stated_before().search(before) is not None and _kept_up().search(before) is None


def _tells_behind(text: ClauseText, quantity: Quantity, before: str) -> bool:
    """True for what the words behind the number tell: "… giảm 2% so với đầu năm", "trong đó 40% là chứng thực"."""
    key, end = text.key, quantity.end
    if quantity.unit == "rank":
        return _RANKED_WITH_MARK.match(key, end) is not None
    if quantity.comparator is None:
        if _compared_with_before().match(key, end) or _BEYOND_PLAN.match(key, end):
            return True
        is_share = quantity.unit == "percent" and quantity.value != _WHOLE
        if is_share and _OF_THEM.match(before) and _IS_SOMETHING.match(key, end):
            return True  # "98% lượt đánh giá là hài lòng" sets what is to be
    has_risen = _RISEN_SINCE.match(key, end) is not None
    return has_risen or (_SINCE.match(key, end) is not None and _ROSE_FROM.search(before) is not None)


@cache
def _blamed_when() -> re.Pattern[str]:
    return re.compile(rf"{either('blamed')}\s(?:nếu|khi)\s[^,;.]*$|^ngưỡng\s[^,;.]*$")


@cache
def _when() -> re.Pattern[str]:
    subject = r"(?:(?:tỷ lệ|mức)(?: [^\W\d]+){0,6}? )?"
    reached = rf"(?:có|đạt|hoàn thành)(?: {either('word_of_bound')}){{0,3}}\s$"
    return re.compile(rf"(?<!\w)(?<!đến )khi {subject}{reached}")


@cache
def _recognised() -> re.Pattern[str]:
    """ "Thôn được công nhận … khi ít nhất 70% hộ …", "xếp loại xuất sắc đối với đơn vị đạt từ 90 điểm"."""
    return re.compile(rf"(?<!\w){either('recognised_as')}\s[^;.]*\s(?:khi|nếu|đối với)\s[^;.]*$")


@cache
def _granted() -> re.Pattern[str]:
    return re.compile(rf"(?:\s[^\W\d]+){{0,3}}?\s(?:thì |mới )?được {either('granted')}(?!\w)|\smới được\s")


def is_threshold(text: ClauseText, part: Part, quantity: Quantity) -> bool:
    """True for a bound at which something applies: "chỉ khi có trên 80% phiếu …", "từ 21% trở lên được ưu tiên"."""
    before = text.key[part.segment.start : quantity.number]
    if _recognised().search(before) or _when().search(before) or _blamed_when().search(before.lstrip(" -+•*")):
        return True
    return quantity.comparator is not None and _granted().match(text.key, quantity.end) is not None

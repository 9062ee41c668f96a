"""Numbers that their form tells to be no commitment, whatever they measure.

A count and its share ("03/17 chỉ tiêu …, chiếm 17,6%"), what somebody found ("kết luận còn 15% thủ tục chưa …"), how a
figure is reckoned ("nhân với 100%"), a rule for marks and grades ("hoàn thành từ 90% nhiệm vụ trở lên xếp loại tốt"),
the level that an amendment replaces ("… đạt 70% được sửa thành …"), a rank that was reached ("thứ 5 trong 30 đơn vị"),
shares of income.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.understanding.targets.asking import aims, turns_ahead
from pipelines.understanding.targets.dressing import Quantity
from pipelines.understanding.targets.frames import sentence_of, sentence_start
from pipelines.understanding.targets.part import Part
from pipelines.understanding.words.clause_text import ClauseText

MEASURED = ".measured"
"""Mark on the rule of a target that may be a result; the finding ``target_may_be_result`` goes with it."""

_WHOLE = 100
_COUNTS_AHEAD = 6  # counts of a sentence, nearest to its share
# "thang 100%"; "xin lỗi tổ chức, cá nhân 100%" multiplies nothing
_RECKONED = re.compile(r"(?<!\w)(?:(?<!cá )nhân(?:\svới)?|x|×|(?:tỷ trọng|thang))\s$")
_SET_THEN = re.compile(r"(?<!\w)đã (?:đặt(?:\sra)?|đề ra)\s(?:chỉ tiêu|mục tiêu)\s$")
_REVENUE = re.compile(r"(?<!\w)điều tiết\s$")
_GIVES = re.compile(r"(?<!\w)(?:hỗ trợ|đối ứng)\s$")
_OLD_LEVEL = re.compile(r"[\s\"]{0,2}(?:được\s)?(?:sửa|điều chỉnh)(?:\sđổi)?\sthành(?!\w)")
# 'điều chỉnh chỉ tiêu "… 80%" thành "… 90%"', 'thay cụm từ "…" bằng "…"'
_REPLACED = re.compile(r'(?:điều chỉnh|sửa|thay)(?:\s(?:đổi|thế|lại))?(?:,\sbổ sung)?\s[^;"]*"[^"]*$')
_BY = re.compile(r'[^"]*"\s[^"]{0,60}?(?:thành|bằng)(?!\w)|\s?thành\s?"')
_FROM = re.compile(r'(?:nâng|giảm|điều chỉnh)\s[^";.]*\stừ\s$')
_OLD_GOAL = re.compile(r"(?:chỉ tiêu|mục tiêu|mức)\s(?:cũ|trước đây)\s[^;.]*$")
_DROPPED = re.compile(r"(?:bãi bỏ|hủy bỏ|bỏ)\schỉ tiêu\s")
_GRADE = re.compile(r"(?:\sđến\s(?:dưới\s)?\d+(?:[.,]\d+)?\s?%)?[^,;.%]{0,40}?\s(?:thì\s)?(?:được\s)?xếp loại\s")
_REACHES = re.compile(r"(?<!\w)(?:hoàn thành|đạt)\s(?:từ\s|trên\s)?$")
_OF_HOW_MANY = 20  # characters behind a rank in which "trong 30 đơn vị" stands
_OUT_OF = re.compile(r"\s?/\s?\d|\s(?:trong|trên)(?:\stổng)?(?:\ssố)?\s\d")
_PER_CENT_POINTS = frozenset({"percent", "percentage_point"})
_BY_HOW_MUCH = re.compile(r"(?<!\w)(?:thấp|cao) hơn\s[^;.,\d]{0,50}\s$")
_HAS_REACHED = re.compile(r"(?<!\w)đã\s[^;.,\d]{0,30}?\sđược\s$")
_RISES_FROM = re.compile(r"(?<!\w)từ\s$")
_NEARLY_ALL = 99  # levels beyond are set in tenths ("99,8%")
_SETS_GOALS = re.compile(r"(?<!\w)(?:mục tiêu|chỉ tiêu)(?!\w)")


@cache
def _money() -> re.Pattern[str]:
    return re.compile(rf"\s(?:tổng\s)?{either('money_paid_for')}(?!\w)")


@cache
def _share_of_count() -> re.Pattern[str]:
    share = rf"\d[^;.%]*(?:,\s|\(){either('share_verb')}(?:\s(?:tỷ lệ|tỉ lệ|khoảng))?(?:\s(?:gần|hơn|trên))?\s$"
    # "mở 02 lớp, đạt 100% công chức dự" commits; "đã xử lý 18 cơ sở, đạt 66,7%" tells
    done = r"(?<!\w)đã\s[^;.%]*\d[^;.%]*(?:,\s|\()(?:đạt|bằng)\s$"
    return re.compile(f"{share}|{done}")


@cache
def _to() -> re.Pattern[str]:
    when = rf"(?:\s\(?(?:{either('time_of_level')}|(?:cuối\s)?năm\s20\d\d|(?<=\()20\d\d)\)?)?"
    changed = r"(?:\s(?:được\s)?điều chỉnh)?"
    return re.compile(rf"{when}{changed}\s{either('turns_into')}(?:\s[^;.\d]{{0,25}}\d|,)")


@cache
def _found_by_somebody() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('finding_verb')}(?:\s[^\W\d]+){{0,4}}\s$")


@cache
def _not_done() -> re.Pattern[str]:
    """ "40% hồ sơ chưa được số hóa": what is not done is told, never set."""
    return re.compile(rf"\s[^,;.%\d]{{2,40}}?\s{either('not_done')}(?!\w)")


def looks_measured(text: ClauseText, quantity: Quantity, heading: str) -> bool:
    """True for the 90,58 of "Tỷ lệ hồ sơ đúng hạn: 90,58%": a report has hundredths, a goal is a round number.

    It may be a goal all the same, so it is a doubt and no rejection. ``heading`` is folded.
    """
    if quantity.unit != "percent" or quantity.comparator is not None or quantity.change or quantity.derived:
        return False
    step = 20 if quantity.value > _NEARLY_ALL else 2
    if (quantity.value * step) % 1 == 0 or _SETS_GOALS.search(heading):
        return False
    around = f"{heading}\n{sentence_of(text.key, quantity.number)}"
    return turns_ahead().search(around) is None


def is_told_by_form(text: ClauseText, part: Part, quantity: Quantity) -> bool:
    """True for a number that is no commitment by the form of its sentence; see the module."""
    key, end = text.key, quantity.end
    before = key[sentence_start(key, quantity.number) : quantity.number]
    if _is_rule(key, quantity, before):
        return True
    if quantity.has("aspirational") or quantity.is_asked:
        return False
    if quantity.unit == "rank":
        return _OUT_OF.search(key, quantity.number, end + _OF_HOW_MANY) is not None and aims().search(before) is None
    if _share_of_count().search(before) or _HAS_REACHED.search(before) or _is_quotient(before, quantity):
        return aims().search(before) is None
    if quantity.unit in _PER_CENT_POINTS and _BY_HOW_MUCH.search(before):
        return True
    is_share = quantity.unit == "percent" and quantity.value != _WHOLE and quantity.comparator is None
    return is_share and (_not_done().match(key, end) or _found_by_somebody().search(before)) is not None


_COUNT = re.compile(r"(?<![\w/.,%-])(\d{1,3}(?:\.\d{3})+|\d{2,6})(?=\s[^\W\d])")


def _is_quotient(before: str, quantity: Quantity) -> bool:
    """True for "412 thủ tục, trong đó 279 thủ tục … (67,7%)": an uneven share that two counts come to."""
    value, is_bare = quantity.value, quantity.comparator is None and quantity.change is None
    if not is_bare or value == value.to_integral_value():
        return False
    counts = [Decimal(found[1].replace(".", "")) for found in _COUNT.finditer(before)][-_COUNTS_AHEAD:]
    pairs = ((whole, part) for whole in counts for part in counts if 0 < part < whole)
    half_of_last_digit = Decimal(5).scaleb(int(value.as_tuple().exponent) - 1)
    return any(abs(100 * part / whole - value) <= half_of_last_digit for whole, part in pairs)


def _is_rule(key: str, quantity: Quantity, before: str) -> bool:
    """True for reckoning, grades, shares of income and funds, and levels that an amendment replaces or drops."""
    if _SET_THEN.search(before) or _RECKONED.search(before) or _REVENUE.search(before) or _DROPPED.match(before):
        return True
    if _OLD_GOAL.match(before) or _is_replaced(key, quantity, before):
        return True
    if _OLD_LEVEL.match(key, quantity.end) or (_GIVES.search(before) and _money().match(key, quantity.end)):
        return True
    is_reached = _REACHES.search(before) is not None or before.endswith(("từ ", "dưới "))
    return is_reached and _GRADE.match(key, quantity.end) is not None and aims().search(before) is None


@cache
def _pointed_at() -> re.Pattern[str]:
    return re.compile(rf"\s{either('pointing_word')}(?!\w)")


def is_named_again(text: ClauseText, part: Part, quantity: Quantity) -> bool:
    """True for the second 95 of "… lên 95%, trong 95% này có ít nhất 80% …": the level that was just set."""
    number = text.key[quantity.number : quantity.end].strip()
    is_of_it = text.key[: quantity.number].endswith(("trong ", "của "))
    return is_of_it and _pointed_at().match(text.key, quantity.end) is not None and number in text.key[: quantity.start]


def _is_replaced(key: str, quantity: Quantity, before: str) -> bool:
    """True for the level that an amendment replaces: 'thay cụm "trên 90%" … thành "…"', 'nâng … từ 85% thành "…"'."""
    if _BY.match(key, quantity.end) is None:
        return False
    return (_REPLACED.match(before) or _FROM.search(before)) is not None


def is_level_before(text: ClauseText, part: Part, quantity: Quantity) -> bool:
    """True for the 62 of "nâng từ 62% hiện nay lên 75%"."""
    return (
        _RISES_FROM.search(text.key[: quantity.number]) is not None and _to().match(text.key, quantity.end) is not None
    )

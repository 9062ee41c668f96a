"""Why a number is no commitment: past result, condition, exception, starting level, score."""

from __future__ import annotations

import re
from functools import cache

from pipelines.reference.target_words import any_of, pattern_of
from pipelines.understanding.clauses import brackets
from pipelines.understanding.targets.context import TargetContext
from pipelines.understanding.targets.dressing import Quantity
from pipelines.understanding.targets.folded import FoldedText
from pipelines.understanding.targets.part import Part, is_starting_level
from pipelines.understanding.targets.wording import lead_words

_CONDITION = re.compile(
    r"^(?:nếu|trường hợp|khi|với những|những)\s"
    r"|(?:đối với|các|những|mọi|nhóm)\s[^,;]*(?:đơn vị|cơ quan|địa phương|xã|phường|thủ tục|tthc|lĩnh vực|cá nhân|thôn)"
    r"\s(?:nào\s)?(?:còn\s)?có\s(?:tỷ lệ|tỉ lệ|kết quả|mức)[^,;]*$"
)
_GIVERS = r"(?:tỉnh|thành phố|trung ương|cấp trên|ubnd tỉnh|chính phủ|bộ)"
_ASSIGNED = rf"(?:(?:chỉ tiêu|mức|kế hoạch|theo)\s){{0,2}}(?:{_GIVERS}\s)(?:đã\s)?giao"
_ASSIGNED_BEFORE = re.compile(rf"{_ASSIGNED}(?:\s(?:là|đạt|ở mức))?\s?:?\s?$")
_TOLERANCE = re.compile(r"(?:\+/-|±|\+\s?-)\s?$")
_MADE_OF = re.compile(r"(?:chiếm(?:\stỷ\slệ|\skhoảng)?|trong đó)\s?$")
_PLACE = re.compile(r"dân số|diện tích|dân tộc|hộ nghèo|nhân khẩu")
_MONEY = re.compile(r"\d\s?(?:triệu|tỷ|nghìn)?\s?đồng|kinh phí[^.;]{0,40}\d")
_LOW_QUALIFIER = re.compile(r"(?:chưa đạt|không đạt|dưới mức)\s?$")


_EARLY_WORDS = 4  # a past verb this near to the beginning is the clause's own verb, not a participle in it
_NOUN_HEAD = re.compile(r"(?:tỷ lệ|tỉ lệ|mức độ|số|hồ sơ|kết quả|thủ tục|tthc)(?!\w)")


def _is_past(text: FoldedText, part: Part, quantity: Quantity, plan_year: int | None) -> bool:
    if plan_year is not None and quantity.year is not None and quantity.year < plan_year:
        return True
    if quantity.has("aspirational"):
        return False
    before = text.key[part.start : quantity.start]
    if quantity.has("past") or _tells_the_past(before):
        return True
    lead = part.segment.lead
    openings = (text.key[part.segment.start : quantity.start], text.key[lead.start : lead.end] if lead else "")
    return quantity.year is None and any(_opens_with_past(words, plan_year) for words in openings)


def _tells_the_past(before: str) -> bool:
    """True for "Xã đã tiếp nhận … đạt 99%", False for "Tỷ lệ hồ sơ đã tiếp nhận được số hóa đạt 90%"."""
    opening = lead_words().match(before)
    told = pattern_of("past", "past_verb").search(before)
    if told is None or _NOUN_HEAD.match(before, opening.end() if opening else 0):
        return False
    return len(before[: told.start()].split()) <= _EARLY_WORDS or not before[told.end() :].strip()


@cache
def _past_opening() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('past_opening')}|(?:trong\s)?năm\s(?P<year>20\d\d))")


def _opens_with_past(words: str, plan_year: int | None) -> bool:
    opening = _past_opening().match(words)
    if not opening:
        return False
    years = [int(year) for year in re.findall(r"(?<!\d)20\d\d(?!\d)", words)]
    if plan_year is not None and years:
        return max(years) < plan_year
    return opening["year"] is None


def _is_condition(text: FoldedText, part: Part, quantity: Quantity) -> bool:
    before = text.key[part.start : quantity.number].rstrip()
    return bool(_CONDITION.search(before) or _LOW_QUALIFIER.search(before))


def _in_exception(text: FoldedText, quantity: Quantity) -> bool:
    around = [span for span in brackets(text.key) if span.start <= quantity.number < span.end]
    return any(_not_own().match(text.key, span.start, span.end) for span in around)


@cache
def _not_own() -> re.Pattern[str]:
    """Brackets that tell of something else: an exception, a weight, the level that others have set."""
    return re.compile(rf"\(\s?(?:{any_of('exception')}|trọng số|chiếm|{_ASSIGNED})")


def _is_description(text: FoldedText, part: Part, quantity: Quantity) -> bool:
    """True for what a place or a budget is made of, and for a tolerance: "dân số …, chiếm 85%", "(+/- 1%)"."""
    if _TOLERANCE.search(text.key[: quantity.number]):
        return True
    before = text.key[part.segment.start : quantity.start]
    made_of = quantity.has("aspirational") is False and _MADE_OF.search(before) is not None
    return made_of and (_PLACE.search(before) is not None or _MONEY.search(before) is not None)


def _is_assigned(text: FoldedText, part: Part, quantity: Quantity) -> bool:
    """True for the 80% of "tỉnh giao 80%, xã phấn đấu đạt 90%": the level that is set, not the plan's own."""
    if not _ASSIGNED_BEFORE.search(text.key[part.start : quantity.start]):
        return False
    return re.search(r"\d\s?%", text.key[quantity.end : part.segment.end]) is not None


def _in_past_bracket(text: FoldedText, part: Part, quantity: Quantity, plan_year: int | None) -> bool:
    """True for "kết quả năm 2025 (đạt 86 điểm, xếp thứ 5)" in a plan of 2026: the bracket explains that year."""
    around = [span for span in brackets(text.key) if part.segment.start < span.start < quantity.number < span.end]
    if plan_year is None or not around:
        return False
    before = re.search(r"năm\s(20\d\d)\s?$", text.key[part.segment.start : around[0].start])
    return before is not None and int(before[1]) < plan_year


def rejection(text: FoldedText, part: Part, quantity: Quantity, context: TargetContext) -> str | None:
    """Why ``quantity`` is no commitment, or None when it is one; the first reason that applies."""
    checks = (
        (quantity.rejected is not None, quantity.rejected),
        (_in_exception(text, quantity), "exception"),
        (_is_past(text, part, quantity, context.plan_year), "past"),
        (_in_past_bracket(text, part, quantity, context.plan_year), "past"),
        (_is_description(text, part, quantity), "description"),
        (_is_assigned(text, part, quantity), "assigned by a higher level"),
        (_is_condition(text, part, quantity), "condition"),
        (is_starting_level(part, quantity), "starting level"),
    )
    return next((reason for applies, reason in checks if applies), None)

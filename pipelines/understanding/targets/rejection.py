"""Why a number is no commitment: past result, condition, exception, starting level, score."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.reference.target_words import any_of
from pipelines.understanding.targets.cited_goals import is_cited_goal, is_title_of_others
from pipelines.understanding.targets.conditions import is_condition
from pipelines.understanding.targets.consequences import has_consequence
from pipelines.understanding.targets.context import TargetContext
from pipelines.understanding.targets.dressing import Quantity
from pipelines.understanding.targets.frames import in_past_frame, sentence_of, sentence_start
from pipelines.understanding.targets.goals_of_others import is_goal_of_others, last_end
from pipelines.understanding.targets.inherited import bound_in_words
from pipelines.understanding.targets.judged import is_judged
from pipelines.understanding.targets.narration import is_told
from pipelines.understanding.targets.other_bodies import is_duty_of_others, is_threshold, is_told_by_comparison
from pipelines.understanding.targets.own_goal import own_goal
from pipelines.understanding.targets.part import Part, is_starting_level
from pipelines.understanding.targets.past import is_dated_before, is_past
from pipelines.understanding.targets.reported_forms import is_reported
from pipelines.understanding.targets.set_elsewhere import is_set_elsewhere
from pipelines.understanding.targets.told_forms import is_level_before, is_named_again, is_told_by_form
from pipelines.understanding.words.clause_text import ClauseText
from pipelines.understanding.words.clauses import Span, brackets

PAST = "past"
OF_OTHERS = "goal of a higher level"


def _assigned() -> str:
    """Source of the words that a level set by others begins with: "chỉ tiêu tỉnh giao"."""
    return rf"(?:{either('assigned_noun')}\s){{0,2}}(?:{either('target_giver')}\s)(?:đã\s)?giao"


@cache
def _assigned_before() -> re.Pattern[str]:
    return re.compile(rf"{_assigned()}(?:\s(?:là|đạt|ở mức))?\s?:?\s?$")


@cache
def _compared_level() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:so với|từ|thay vì)\s{either('compared_noun')}\s(?:đạt\s)?$"
        r"|(?<!\w)(?:thấp|cao) hơn\s(?:mục tiêu|chỉ tiêu|kế hoạch)\s$"
    )


_SIZE = re.compile(r"(?<!\w)(?:có\s)?quy mô\s(?:dân số\s)?$")
_NATURE = re.compile(r"(?<!\w)(?:đặc thù|đặc điểm)\s(?:là\s|có\s|với\s)?$")
_TOLERANCE = re.compile(r"(?:\+/-|±|\+\s?-)\s?$")
_MADE_OF = re.compile(r"(?:chiếm(?:\stỷ\slệ|\skhoảng)?|trong đó)\s?$")
_EQUALS = re.compile(r"(?<!\w)(?:bằng|tương đương|đáp ứng)(?:\skhoảng)?\s?$")


@cache
def _place() -> re.Pattern[str]:
    return re.compile(either("fact_of_place"))


_MONEY = re.compile(r"\d\s?(?:triệu|tỷ|nghìn)?\s?đồng|kinh phí[^.;]{0,40}\d")


@cache
def _tariff() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:mức\s(?:thu\s)?{either('tariff_verb')}(?:\s(?:là|bằng))?|lệ phí\s(?:là|bằng))\s$")


_REDUCED = re.compile(r"(?<!\w)(?:(?:được|miễn,?) giảm|được miễn)\s$")
_FEE_IN_PART = re.compile(r"(?<!\w)mức (?:thu|phí|lệ phí)\s[^;.%]*\sbằng\s$")
_FEE = re.compile(r"\s(?:mức thu\s)?(?:phí|lệ phí)(?!\w)")


def _is_tariff(text: ClauseText, part: Part, quantity: Quantity) -> bool:
    """True for what somebody pays less: "thu phí theo mức giảm 50%", "được giảm 50% lệ phí"."""
    before = text.key[part.segment.start : quantity.number]
    if _FEE_IN_PART.search(before):
        return True
    return _tariff().search(before) is not None or (
        _REDUCED.search(before) is not None and _FEE.match(text.key, quantity.end) is not None
    )


_MONEY_BRACKET = re.compile(r"\d\s(?:nghìn\s|triệu\s|tỷ\s)?đồng\s?(?:\([^)\d]*)?$")


@cache
def _place_has() -> re.Pattern[str]:
    return re.compile(
        rf"(?:sau\s[^,;.]{{3,30}},\s)?(?:toàn\s)?{either('place_noun')}\s(?:[^\W\d]+\s){{0,3}}?(?:\d+\s)?(?:có|còn)\s(?:tổng|\d[\d.,/]*(?![\d.,/]|\s?%))"
    )


@cache
def _lost_points() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('losing_points')}\s\d+(?:[.,]\d+)?\sđiểm(?!\s?(?:%|phần))")


@cache
def _staff() -> re.Pattern[str]:
    return re.compile(either("matter_of_reform"))


_FUND = re.compile(r"(?<!\w)được trích(?: lập)?\s$")
_SENTENCE_OR_NUMBER = re.compile(r"[.)]\s|(?<![;,])\n")


@cache
def _weight() -> re.Pattern[str]:
    points = (
        rf"\s?(?:{either('word_of_total')}\s(?:số\s)?)?điểm(?:\s(?!%|phần|{either('place_called_point')})|[.,;)]|$)"
    )
    return re.compile(rf"{points}|\s?trọng số|\sso với (?:tổng )?điểm")


def _is_weight(text: ClauseText, quantity: Quantity) -> bool:
    """True for the share that a result has in a mark: "chiếm 20% tổng điểm thi đua", "30% điểm đánh giá"."""
    return quantity.unit == "percent" and _weight().match(text.key, quantity.end) is not None


@cache
def _per_time() -> re.Pattern[str]:
    return re.compile(rf"[^,;.()]{{0,30}}?\s?/\s?{either('per_time')}(?!\w)")


def _is_speed(text: ClauseText, quantity: Quantity) -> bool:
    """True for a rate of work or of a line: "không quá 30 hồ sơ/ngày", "trên 01 Gbps/s"."""
    return quantity.unit == "count" and _per_time().match(text.key, quantity.end) is not None


_LONGEST_BOUND = 120  # characters of "không thấp hơn mức bình quân … (" before the bracket
_AS_RULED = re.compile(r"\(\s?\d+(?:[.,]\d+)?\s?%\stheo quy định\s?\)")


def _in_exception(text: ClauseText, quantity: Quantity) -> bool:
    around = [span for span in brackets(text.key) if span.start <= quantity.number < span.end]
    return any(
        _AS_RULED.match(text.key, span.start, span.end)
        or (_is_of_others(text, span) and not _is_own_bound(text, span, quantity))
        for span in around
    )


def _is_of_others(text: ClauseText, span: Span) -> bool:
    """True for brackets that tell of something else, and for those behind "chỉ tiêu tỉnh giao"."""
    is_told = _not_own().match(text.key, span.start, span.end) is not None
    return is_told or _assigned_before().search(text.key[: span.start]) is not None


def _is_own_bound(text: ClauseText, span: Span, quantity: Quantity) -> bool:
    """True for "ít nhất bằng chỉ tiêu tỉnh giao (60%)": the level of others is the bound of the plan's own."""
    return bound_in_words().search(text.key, max(0, span.start - _LONGEST_BOUND), quantity.number) is not None


@cache
def _not_own() -> re.Pattern[str]:
    """Brackets that tell of something else: an exception, a weight, the level that others have set."""
    set_elsewhere = rf"{either('set_by_paper')}(?:\s[^\W\d]+){{0,5}}?\s{either('setting_verb')}(?!\w)"
    level = rf"{either('bracketed_goal')}\s(?:chung\s)?(?:của\s)?"
    above = rf"(?:{level})?(?:toàn\s)?(?:{either('higher_body')}|{either('whole_above')})(?:\s[\w/]+){{0,5}}?\s?:"
    of_year = r"kế hoạch\s(?:cả\s)?năm(?!\s20)"
    told = rf"{any_of('exception')}|trọng số|chiếm|{of_year}|{_assigned()}|{set_elsewhere}|{above}"
    return re.compile(rf"\(\s?(?:{told})")


def _is_description(text: ClauseText, part: Part, quantity: Quantity) -> bool:
    """True for what a place or a budget is made of, and for a tolerance: "dân số …, chiếm 85%", "(+/- 1%)"."""
    if _TOLERANCE.search(text.key[: quantity.number]) or _compared_level().search(text.key[: quantity.number]):
        return True
    before = text.key[part.segment.start : quantity.start]
    if _SIZE.search(before) or _NATURE.search(before) or _FUND.search(before):
        return True  # "tổ dân phố có quy mô dưới 50% số hộ", "với đặc thù 90% dân số là …"
    if _MONEY_BRACKET.search(before) or _is_tariff(text, part, quantity):
        return True  # "120 triệu đồng (0,18%)"
    if quantity.has("aspirational"):
        return False
    return _tells_of_money(text, before, quantity) or _tells_of_place(text, part, quantity, before)


def _tells_of_money(text: ClauseText, before: str, quantity: Quantity) -> bool:
    """True for "50 triệu đồng, giảm 10% so với dự toán" and for the shares of a budget."""
    if _MONEY.search(before) is None:
        return False
    is_compared = quantity.change is not None and _is_compared(text, quantity)
    return is_compared or (_MADE_OF.search(before) or _EQUALS.search(text.key[: quantity.number])) is not None


def _tells_of_place(text: ClauseText, part: Part, quantity: Quantity, before: str) -> bool:
    """True for "Xã có 22 bản; tỷ lệ hộ nghèo 28%" and "đồng bào … chiếm 60% dân số"."""
    if not quantity.is_asked and _place_has().match(text.key, _sentence_start(text, part)):
        return True
    if _MADE_OF.search(before) is not None:
        return _place().search(before) is not None
    around = text.key[part.start : part.end]
    told = quantity.has("made_of") and not quantity.is_asked
    return told and _place().search(around) is not None and _staff().search(around) is None


_COMPARES = re.compile(r"so với\s(?:cùng kỳ\s?)?(?:năm\s(?:20\d\d|trước)|giai đoạn\s20\d\d\s?-\s?20\d\d)?,?")


def _is_compared(text: ClauseText, quantity: Quantity) -> bool:
    return text.key.startswith((" so với", " so cùng kỳ"), quantity.end)


def _is_assigned(text: ClauseText, part: Part, quantity: Quantity) -> bool:
    """True for the 80% of "tỉnh giao 80%, xã phấn đấu đạt 90%": the level that is set, not the plan's own."""
    if not _assigned_before().search(text.key[part.start : quantity.start]):
        return False
    return re.search(r"\d\s?%", text.key[quantity.end : part.segment.end]) is not None


def _sentence_start(text: ClauseText, part: Part) -> int:
    """Where the sentence of ``part`` begins behind its number ("2. Xã có 22 bản; …")."""
    begun = last_end(_SENTENCE_OR_NUMBER, text, part)
    opening = re.compile(r"[\s\-+•]*").match(text.key, begun)
    return opening.end() if opening else begun


def _loses_points(text: ClauseText, part: Part) -> bool:
    """True for "mất 0,5 điểm do tỷ lệ công khai đạt 92%": an explanation of marks that were lost."""
    return _lost_points().search(text.key, part.segment.start, part.segment.end) is not None


_CLASS = re.compile(r"\d+\s?%?\s?(?:[-–]|đến)\s?dưới\s?\d+\s?%\schi\s(?:thường xuyên|hoạt động)")


def _is_class(text: ClauseText, quantity: Quantity) -> bool:
    """True for the bounds of a class of units: "đơn vị tự bảo đảm từ 70% đến dưới 100% chi thường xuyên"."""
    return _CLASS.match(text.key, quantity.number) is not None


def _explains_level(text: ClauseText, part: Part, quantity: Quantity) -> bool:
    """True for the 18 of "đạt 60% trở lên, tăng 18 điểm % so với năm 2024": the level is the commitment."""
    opening = text.key[part.start : quantity.start].strip()
    compared = _is_compared(text, quantity) or _COMPARES.fullmatch(opening) is not None
    follows = part.start > part.segment.start and re.search(r"\d", text.key[part.segment.start : part.start])
    bare = part.holder is not None or not opening or _COMPARES.fullmatch(opening) is not None
    if quantity.unit == "times" and follows and not quantity.is_asked:
        return True  # "đạt 80%, gấp 1,3 lần năm 2025"
    return bool(follows) and bare and quantity.change is not None and compared and not quantity.is_asked


@cache
def _raised_from_now() -> re.Pattern[str]:
    """The order that opens the sentence: "Đưa tỷ lệ … từ 74% hiện nay lên 90%"; "đã nâng … lên" is none."""
    now = r"(?:\s\(?(?:hiện (?:nay|tại|có))\)?)"
    return re.compile(
        rf"(?:đưa|nâng|kéo)\s(?!được)[^;.]*\stừ\s\d+(?:[.,]\d+)?\s?%{now}\s{either('turns_into')}\s[^;.\d]*$"
    )


def _tells_of_past(text: ClauseText, part: Part, quantity: Quantity, context: TargetContext) -> bool:
    """In a table of targets only a date tells: "Giấy tờ đã số hóa được dùng lại | 65%" is a level to reach."""
    year = context.plan_year
    if context.is_stated:
        told = is_dated_before(text, part, quantity, year)
    else:
        told = is_past(text, part, quantity, year) or in_past_frame(text, part, quantity, year)
    # asked last: few numbers are of the past, and the sentence has to be cut out for it
    return told and not _raised_from_now().match(text.key[sentence_start(text.key, quantity.number) : quantity.number])


def rejection(text: ClauseText, part: Part, quantity: Quantity, context: TargetContext) -> str | None:
    """Why ``quantity`` is no commitment, or None when it is one; the first reason that applies."""
    if quantity.rejected is not None:
        return quantity.rejected
    if _tells_of_past(text, part, quantity, context) and not _in_exception(text, quantity):
        return PAST
    if not context.is_stated and is_told(text, quantity, is_preamble=context.is_preamble):
        return "told"
    if is_title_of_others(context.heading) and own_goal().search(sentence_of(text.key, quantity.number)) is None:
        return OF_OTHERS
    return next((reason for reason, applies in _CHECKS if applies(text, part, quantity)), None)


_CHECKS: tuple[tuple[str, Callable[[ClauseText, Part, Quantity], bool]], ...] = (
    ("exception", lambda text, part, quantity: _in_exception(text, quantity)),
    ("description", _is_description),
    ("assigned by a higher level", _is_assigned),
    (OF_OTHERS, is_goal_of_others),
    ("set by another body", is_set_elsewhere),
    ("cited from above", is_cited_goal),
    ("duty of another body", is_duty_of_others),
    ("told by comparison", is_told_by_comparison),
    ("told by its form", is_told_by_form),
    ("reported by its form", is_reported),
    ("judged or defined", is_judged),
    ("level before", is_level_before),
    ("named again", is_named_again),
    ("threshold", is_threshold),
    ("condition", is_condition),
    ("consequence", has_consequence),
    ("lost points", lambda text, part, quantity: _loses_points(text, part)),
    ("class", lambda text, part, quantity: _is_class(text, quantity)),
    ("weight", lambda text, part, quantity: _is_weight(text, quantity)),
    ("speed", lambda text, part, quantity: _is_speed(text, quantity)),
    ("explains the level before", _explains_level),
    ("starting level", lambda text, part, quantity: is_starting_level(part, quantity)),
)

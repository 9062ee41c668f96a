"""Numbers that only tell: reasons, comparisons, shares of a budget or of a whole, a level in brackets beside the goal.

What words ask for ("tối thiểu", "phấn đấu") is never taken away here, nor is what stands in a table of targets.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.model.plan import Target
from pipelines.reference.pattern_words import either
from pipelines.reference.target_words import any_of
from pipelines.text.vietnamese import match_key
from pipelines.understanding.targets.asking import asks
from pipelines.understanding.targets.context import TargetContext
from pipelines.understanding.targets.dressing import Quantity
from pipelines.understanding.targets.frames import sentence_start, sentence_without_aside
from pipelines.understanding.words.clause_text import ClauseText
from pipelines.understanding.words.clauses import brackets

_WHOLE = 100
_LEAST_PIECES = 3
_SHARE = re.compile(r"(?<![\w.,])(\d{1,2}(?:[.,]\d+)?)\s?%")
_BARE_SHARE = re.compile(r"\(\s?\d+(?:[.,]\d+)?\s?%\s?\)")
_ENDS_WITH_LEVEL = re.compile(r"(?:\d\s?(?:%|phần trăm)|trở lên)\s?$")
_AS_COUNTED = re.compile(r"\((?:theo )?số liệu[^()]{0,30}\d")
_AFTER_COUNT = re.compile(r"(?<!năm 20\d)\d\s?$")
_BARE_LABEL = 2  # words: "Đúng hạn 97,2%" names a share, and tells of it unless the number is round or asked for


@cache
def _only() -> re.Pattern[str]:
    return re.compile(rf"{either('no_more_than_told')}\s(?:có\s)?\d")


def _bare_report(sentence: str) -> bool:
    """ "Mới 40% công chức …", "… 82% (số liệu 31/12/2025)"."""
    return _only().match(sentence) is not None or _AS_COUNTED.search(sentence) is not None


@cache
def _of_province() -> re.Pattern[str]:
    """Another level's goals, told in the preamble: "toàn tỉnh năm 2026 có ít nhất 95% hồ sơ đúng hạn"."""
    return re.compile(rf"(?<!\w)toàn {either('higher_level_place')}(?!\w)")


@cache
def _explaining_bracket() -> re.Pattern[str]:
    return re.compile(rf"\(\s?(?:[^\W\d]+\s){{0,4}}{either('explaining_verb')}\s[^()]*\d[^()]*\)?")


@cache
def _narrative() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?<!quy định ){either('narrated')}(?!\w)")


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(rf"{either('narrative_opening')}(?!\w)")


@cache
def _turns() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of('aspirational', 'turn')})(?!\w)")


def is_told(text: ClauseText, quantity: Quantity, *, is_preamble: bool = False) -> bool:
    """True for "tỷ lệ tái sử dụng còn thấp (21%)", "Nhờ …, giảm 40%", "≥ 98% (94%)" and the pieces of a whole."""
    sentence = sentence_without_aside(text.key, quantity)
    if is_preamble and _of_province().search(sentence):
        return True
    if quantity.has("aspirational") or (quantity.is_asked and quantity.value_max is None):
        return False  # "từ 50% đến 60%" says from where to where, "từ 50%" alone asks
    if _stands_beside_goal(text, quantity) or _is_piece(sentence, quantity):
        return True
    if _turns().search(sentence.partition(text.key[quantity.number : quantity.end])[0]):
        return False  # "còn thấp, cần nâng lên 90%"; words behind the number ("chưa đáp ứng yêu cầu") turn nothing
    return is_preamble or bool(_narrative().search(sentence) or _opening().match(sentence) or _bare_report(sentence))


@cache
def _after_dossiers() -> re.Pattern[str]:
    """ "… trong đó trực tuyến 1.100 hồ sơ (88%)": their share, unless words before ask for it."""
    return re.compile(rf"(?<!năm 20\d)\d\s{either('dossier_noun')}(?:\s[^\W\d]+){{0,2}}\s?$")


def _stands_beside_goal(text: ClauseText, quantity: Quantity) -> bool:
    """True for the bracket of "≥ 98% (94%)", which tells the level before, and of "15.000 hồ sơ (tăng 8%)"."""
    around = next((span for span in brackets(text.key) if span.start < quantity.number < span.end), None)
    if around is None:
        return False
    if _explaining_bracket().match(text.key, around.start, around.end):
        return True
    is_bare = _BARE_SHARE.fullmatch(text.key, around.start, around.end) is not None
    before = text.key[: around.start]
    if is_bare and _after_dossiers().search(before):
        return _turns().search(before, sentence_start(text.key, around.start)) is None
    # behind a level the one of the year before, behind a count its share: "đúng hạn 6.089 (99%)"
    return is_bare and (_ENDS_WITH_LEVEL.search(before) or _AFTER_COUNT.search(before)) is not None


def _is_piece(sentence: str, quantity: Quantity) -> bool:
    """True for "chỉ tiêu 60%, tiến độ 30%, báo cáo 10%": bare shares of one sentence that make up the whole."""
    if quantity.unit != "percent" or quantity.comparator is not None:
        return False
    shares = [float(share.replace(",", ".")) for share in _SHARE.findall(sentence)]
    return len(shares) >= _LEAST_PIECES and sum(shares) == _WHOLE and float(quantity.value) in shares


@cache
def _budget() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('money_noun')}(?!\w)")


@cache
def _changes() -> re.Pattern[str]:
    return re.compile(rf"(?:[-+*•\s]|[a-zđ\d][.)]\s)*(?:{any_of('increase', 'decrease', 'aspirational')}|nâng)(?!\w)")


@cache
def _volume() -> re.Pattern[str]:
    return re.compile(rf"{either('volume_noun')}(?!\w)")


@cache
def _compared_with() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('compared_with')}(?!\w)")


def is_only_told(target: Target, clause: str, quantity: Quantity, context: TargetContext) -> bool:
    """True for an unnamed number nobody asks for that a budget is made of, or that only compares.

    "Ngân sách cấp bù 40%", "số hồ sơ tiếp nhận tăng 20% so với cùng kỳ", "đạt 150% kế hoạch"; a clause that begins with
    the verb of change ("Tăng 15% … so với năm 2025") commits somebody. ``clause`` is the folded segment around it.
    """
    is_label = target.indicator_code is not None and len(target.indicator_text.split()) <= _BARE_LABEL
    is_named = target.candidates and not is_label
    if is_named or context.is_stated or quantity.comparator or target.is_aspirational:
        return False
    if _turns().search(clause):
        return False
    return (quantity.change is None and not _is_done_with_money(clause, quantity) and _of_money(clause, context)) or (
        not asks().search(clause) and _is_no_goal(clause, quantity)
    )


def _is_no_goal(clause: str, quantity: Quantity) -> bool:
    """True for "đạt 150% kế hoạch", "tỷ lệ cán bộ nữ là 33,3%" (goals that nobody asks for are round), comparisons."""
    if quantity.unit == "percent" and (quantity.value > _WHOLE or quantity.value * 2 % 1):
        return True
    is_change = quantity.unit == "times" or (quantity.change is not None and _volume().match(clause) is not None)
    return is_change and _compared_with().search(clause) is not None and not _changes().match(clause)


@cache
def _is_done() -> re.Pattern[str]:
    return re.compile(rf"%\s[^;.,%]{{1,60}}?\sđược\s(?!{either('money_given')})")


def _is_done_with_money(clause: str, quantity: Quantity) -> bool:
    """True for "100% khoản chi được công khai": what is done with all the money, not where it comes from."""
    return quantity.value == _WHOLE and _is_done().search(clause) is not None


def _of_money(clause: str, context: TargetContext) -> bool:
    """True for the shares of a budget; to save some of it is a commitment, and so is what a share of offices does."""
    if _saves().match(clause):
        return False
    counted = _share_of_offices().search(clause)
    if counted and _budget().search(clause, 0, counted.start()) is None:
        clause = ""  # "100% đơn vị thực hiện đúng quy định về sử dụng kinh phí": offices are counted, no money
    return bool(_budget().search(clause) or (context.heading and _budget().search(match_key(context.heading))))


@cache
def _share_of_offices() -> re.Pattern[str]:
    return re.compile(rf"\d\s?%\s(?:(?:các|số|tổng số)\s){{0,2}}{either('acting_subject')}(?!\w)")


@cache
def _saves() -> re.Pattern[str]:
    return re.compile(rf"(?:\S+ ){{0,3}}?{either('saving_verb')}(?!\w)")

"""Numbers in sentences that judge, define or divide what is: none of them sets anything.

"Việc duy trì 100% … cho thấy …", "Dịch vụ … được hiểu là dịch vụ …", "Trong cơ cấu điểm …, phần khảo sát chiếm 30%",
"Chỉ tiêu 80% … đến nay chưa thực hiện được", "Tuy đã cố gắng, tỷ lệ … vẫn ở mức 9%".
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.understanding.targets.asking import aims, asks
from pipelines.understanding.targets.dressing import Quantity
from pipelines.understanding.targets.frames import sentence_of, sentence_start
from pipelines.understanding.targets.part import Part
from pipelines.understanding.words.clause_text import ClauseText

_UNMET = re.compile(
    r"(?:các\s)?(?:chỉ tiêu|mục tiêu)\s[^.;:]*?(?<!\w)(?:đến nay|vẫn|hiện)\s(?:còn\s)?(?:chưa|không)(?!\w)"
)
_STILL = re.compile(r"(?<!\w)(?:vẫn|mới|chỉ)(?:\s[^\W\d]+){0,4}\s$")
_DIVIDES = re.compile(r"(?<!\w)(?<!cá )(?:chia cho|nhân với|nhân 100)(?!\w)")
_HAS_CHANGED = re.compile(r"(?<!\w)đã (?:làm |giúp )(?:giảm|tăng|tiết kiệm)\s$")
_BUILDS_ON = re.compile(r"(?<!\w)(?:phát huy|kế thừa|trên cơ sở)\s(?:kết quả|mức|thành tích)(?:\s(?:là|đạt))?\s$")
_BUILDS_ON_BRACKET = re.compile(
    r"(?<!\w)(?:phát huy|kế thừa|trên cơ sở)\s(?:kết quả|mức|thành tích)\s[^;.()]*\([^()]*$"
)
_WEIGHS = re.compile(r"\strong\s(?:đánh giá|xếp loại|chấm điểm)(?!\w)")
_FINDS = re.compile(r"(?:[^\W\d]+\s){1,6}(?<!tự )đánh giá\s[^,;.\d]{2,30}\s(?:hoàn thành|đạt)\s$")
_IS_NOW = re.compile(r"hiện(?:\snay|\stại)?\s(?!đại|hành|thực)[^;.:]*\slà\s[^;.:]*$")
_NO_MORE_THAN = re.compile(r"(?<!\w)(?:(?<!không )(?<!chứ không )chỉ(?:\smới)?|mới(?:\schỉ)?\s(?:được|đạt))\s$")
_SHARE_OF_MARK = re.compile(r"\schiếm\s(?:[^\W\d]+\s){0,2}$")


@cache
def _concedes() -> re.Pattern[str]:
    return re.compile(rf"{either('conceding')}\s[^,;.]*,\s")


@cache
def _judges() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('judging')}(?!\w)")


@cache
def _defines() -> re.Pattern[str]:
    noun = either("defined_noun")
    return re.compile(
        rf"(?:các\s)?(?P<noun>{noun})\s[^,;.:%]*?\slà\s(?:các\s|những\s)?(?P=noun)\s"
        r"|[^;.:%]*\sđược (?:hiểu|tính)\s(?:là|bằng)\s"
    )


@cache
def _against_goal() -> re.Pattern[str]:
    """ "74% hồ sơ, vượt chỉ tiêu tỉnh giao (70%)": a result and the goal that it is held against."""
    return re.compile(
        rf"(?<!\w){either('against_goal')}\s(?:chỉ tiêu|kế hoạch|mục tiêu)(?:\s[^\W\d]+){{0,4}}\s?(?:\(|$)"
    )


@cache
def _compared() -> re.Pattern[str]:
    """ "So với năm 2024, số hồ sơ tăng 22%" tells; "so với năm 2025, nâng …" and "… phải tăng" commit."""
    return re.compile(
        rf"so(?:\svới)?\s[^,;.]{{3,40}},\s{either('compared_subject')}\s[^,;.]*\s(?:tăng|giảm)\s(?:thêm\s)?$"
    )


@cache
def _method() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('method_word')}\s[^,;.]{{0,20}}$")


@cache
def _marks() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('parts_of_mark')}(?!\w)")


def is_judged(text: ClauseText, part: Part, quantity: Quantity) -> bool:
    """True for a number of a sentence that judges, defines or divides; see the module."""
    begins = sentence_start(text.key, quantity.number)
    sentence, before = sentence_of(text.key, quantity.number), text.key[begins : quantity.number]
    if _BUILDS_ON_BRACKET.search(before) or (before.endswith("chiếm ") and _WEIGHS.match(text.key, quantity.end)):
        return True
    if _UNMET.match(sentence) or _defines().match(before) or _DIVIDES.search(sentence) or _method().search(before):
        return True
    if quantity.has("aspirational") or quantity.is_asked:
        return False
    after = text.key[quantity.end : begins + len(sentence)]
    return _tells_what_is(before) or _is_compared(sentence, before, after) or _is_commented(before, after)


def _tells_what_is(before: str) -> bool:
    """True for "phát huy kết quả 99,1%", "chỉ mới 22%", "đã giúp giảm 30%", "hiện … là 84%" and weights of a mark."""
    if _BUILDS_ON.search(before) or _FINDS.match(before) or _NO_MORE_THAN.search(before) or _HAS_CHANGED.search(before):
        return True
    is_weight = _SHARE_OF_MARK.search(before) is not None and _marks().search(before) is not None
    return is_weight or (_IS_NOW.match(before) is not None and asks().search(before) is None)


def _is_commented(before: str, after: str) -> bool:
    """True for what a concession tells, and for a number that the words behind it judge."""
    conceded = _concedes().match(before)
    if conceded is not None:
        rest = before[conceded.end() :]
        return _STILL.search(rest) is not None and aims().search(rest) is None
    return _judges().search(after) is not None and asks().search(before) is None


def _is_compared(sentence: str, before: str, after: str) -> bool:
    if asks().search(sentence) is not None:
        return False
    held = _against_goal().search(after) or _against_goal().search(before[before.rfind(",") + 1 :])
    return held is not None or _compared().match(before) is not None

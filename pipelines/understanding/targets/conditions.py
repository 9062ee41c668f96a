"""Numbers of conditions: "nếu thôn có trên 30% hộ chưa có tài khoản …", "khi tỷ lệ đạt 80% …".

A goal that holds on a condition ("nếu được trang bị máy, phấn đấu đạt 95%") and a duty in all such cases ("trường hợp
trễ hẹn, 100% có thư xin lỗi") are commitments.
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.understanding.targets.asking import aims
from pipelines.understanding.targets.dressing import Quantity
from pipelines.understanding.targets.part import Part
from pipelines.understanding.words.clause_text import ClauseText

_LOW_QUALIFIER = re.compile(r"(?:chưa đạt|không đạt|dưới mức)\s?$")


@cache
def _condition() -> re.Pattern[str]:
    return re.compile(
        rf"^{either('condition_opening')}\s|(?<!\w)nếu\s[^,;)]*$|^{either('reward_or_blame')}\s[^,;]*\s(?:có"
        r"|để)\s?[^,;]*$|^(?:[^\W\d]+\s){1,3}nào\s(?!cũng)[^,;]*$"
        rf"|{either('some_of')}\s[^,;]*{either('condition_subject')}\s(?:nào\s)?"
        rf"(?:còn\s)?có\s{either('level_noun')}[^,;]*$"
    )


@cache
def _must_then() -> re.Pattern[str]:
    """ "Nếu được trang bị máy, thì tỷ lệ … phải đạt 90%": the goal, on a condition."""
    return re.compile(r"(?:^|\s)nếu\s[^;]*(?<!\w)thì\s[^;]*(?<!\w)phải\s(?:được\s)?(?:đạt|có|hoàn thành)(?!\w)")


def _is_duty(case: str) -> bool:
    """True for "trường hợp trễ hẹn" and "hồ sơ lỡ trễ thì thực hiện xin lỗi": what is done in all such cases."""
    return (case.removeprefix("các ").startswith("trường hợp") and "," not in case) or " thì thực hiện " in case


def _is_met(before: str) -> bool:
    """True for "Nếu được cấp đủ chữ ký số," right before a number: it opens what is done then."""
    return before.startswith("nếu ") and before.count(",") == 1 and before.endswith(",")


def is_condition(text: ClauseText, part: Part, quantity: Quantity) -> bool:
    """True for the number of a condition, "nếu trên 30% hộ …"; a goal on a condition and a duty in such cases stay."""
    before = text.key[part.start : quantity.number].rstrip()
    case = before.removesuffix(",")
    if quantity.value == 100 and quantity.comparator is None and (_is_duty(case) or _is_met(before)):
        return False  # "trường hợp trễ hẹn, 100% có thư xin lỗi" is a duty
    if before.startswith("khi ") and " khi " in text.key[part.segment.start : part.start]:
        return False  # "số hóa khi tiếp nhận đạt 100%, khi trả kết quả đạt 95%": the second item of a list
    if aims().search(before.rpartition(", ")[2]) or _must_then().search(before):
        return False  # "Nếu được bổ sung thiết bị, phấn đấu hồ sơ trực tuyến đạt 95%": the goal, if on a condition
    return bool(_condition().search(before) or _LOW_QUALIFIER.search(before))

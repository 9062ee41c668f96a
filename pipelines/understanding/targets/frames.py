"""The time that a sentence sets for all its segments: "Tính từ … đến …, … đã …; theo đó, 100% … đúng hạn".

A number that follows in the same sentence, or in one that goes on with it ("Trong đó, …"), is a result as well, until
words turn to what is to be done ("phấn đấu", "năm 2026 đạt") or the number is asked for ("tối thiểu 90%").
"""

from __future__ import annotations

import re
from functools import cache

from pipelines.reference.target_words import any_of
from pipelines.understanding.targets.dressing import Quantity
from pipelines.understanding.targets.part import Part
from pipelines.understanding.words.clause_text import ClauseText

_ASKED = (">=", "<=")  # results are told as they are, "at least" and "at most" are asked for
_SENTENCE = re.compile(r"[.!?](?=\s)(?<!\d\.)|(?<![;,])\n|(?<=\d{4}\.)(?=\s)")
_OPENING = re.compile(r"[\s\-+•*·.,;:]*(?:(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ])[.)]\s+)?")
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_LONGEST_OPENING = 90  # characters between a span's beginning and its end
_SPAN = re.compile(
    r"(?:tính |chỉ tính |kể )?(?:từ|kể từ)\s(?:hết |cuối |đầu |khi )?(?:ngày |tháng |quý |năm )?[\div][^;]{0,60}?"
    r"(?:đến|tới|-)\s(?:hết |cuối |đầu |nay)?(?:ngày |tháng |quý |năm )?(?:[\div]|nay|thời điểm|hiện)"
)
_MOTION = re.compile(r"(?:qua|sau)\s(?:gần |hơn |trên )?\d+\s(?:ngày|tuần|tháng|năm)(?!\w)(?!\s(?:kể từ|từ)\s)")


@cache
def _retrospect() -> re.Pattern[str]:
    """Words that open a report whatever year they name: "đến nay", "qua rà soát", "thời gian qua"."""
    return re.compile(rf"(?:{any_of('retro_opening')})")


@cache
def _until_now() -> re.Pattern[str]:
    now = r"(?:đến|tới)\s(?:nay|thời điểm (?:này|hiện|báo cáo))(?!\w)"
    return re.compile(rf"[^;:]{{0,{_LONGEST_OPENING}}}?(?<!\w){now}")


@cache
def _told_by_somebody() -> re.Pattern[str]:
    """ "UBND xã đã tiếp nhận …": somebody acts in the past; "hồ sơ đã tiếp nhận" is the name of a thing."""
    subject = rf"(?:(?:các|toàn|những|trong năm,?|năm qua,?)\s)*(?:{any_of('teller')})"
    return re.compile(rf"{subject}(?:\s[^\W\d][\w-]*,?){{0,7}}?\s(?:đã|vừa)\s(?!(?:{any_of('told_not')})(?!\w))")


@cache
def _turn() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('aspirational', 'turn')})")


@cache
def _goes_on() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('frame_goes_on')})")


def in_past_frame(text: ClauseText, part: Part, quantity: Quantity, plan_year: int | None) -> bool:
    """True for a number in a sentence that tells results, wherever its own segment stands in it."""
    if quantity.comparator in _ASKED or quantity.has("aspirational") or quantity.change is not None:
        return False
    if plan_year is not None and quantity.year is not None and quantity.year >= plan_year:
        return False
    opened = _frame(text.key, part.start, quantity.number, plan_year)
    return opened is not None and not _turns(text.key[opened : quantity.number], plan_year)


def _turns(words: str, plan_year: int | None) -> bool:
    """Whether words lead from the report to what is to be done: "phấn đấu", "sẽ", a year of the plan."""
    if _turn().search(words):
        return True
    return plan_year is not None and any(int(year) > plan_year for year in _YEAR.findall(words))


def _frame(key: str, start: int, number: int, plan_year: int | None) -> int | None:
    """Where the words end that set the past for the sentence of ``number``, whose part begins at ``start``."""
    begins = _sentence_start(key, start)
    if begins and _goes_on().match(key, begins):
        begins = _sentence_start(key, max(0, begins - 2))
    return _opens_report(key, begins, number, plan_year)


def _sentence_start(key: str, position: int) -> int:
    begun = max((mark.end() for mark in _SENTENCE.finditer(key, 0, position)), default=0)
    opening = _OPENING.match(key, begun, position)
    return opening.end() if opening else begun


def _opens_report(key: str, begins: int, limit: int, plan_year: int | None) -> int | None:
    for pattern in (_retrospect(), _until_now(), _told_by_somebody(), _MOTION):
        found = pattern.match(key, begins, limit)
        if found:
            return found.end()
    span = _SPAN.match(key, begins, limit)
    if span is None:
        return None
    years = [int(year) for year in _YEAR.findall(key[begins : span.end() + 8])]
    is_over = plan_year is not None and years and max(years) < plan_year
    tells = re.search(r"(?<!\w)đã\s", key[span.end() : limit]) is not None
    return span.end() if is_over or tells else None

"""A stretch of text with the numbers that share it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipelines.reference.pattern_words import either, words_of
from pipelines.reference.target_words import any_of
from pipelines.understanding.targets.dressing import Quantity
from pipelines.understanding.words.clauses import Segment, Span

YEAR_LIST = re.compile(r"năm\s20\d\d(?:\s?(?:,|và|,\svà)\s?(?:năm\s)?20\d\d)+")


@cache
def level_words() -> str:
    """Regular-expression source of a level of administration ("cấp xã", "tỉnh")."""
    return rf"(?:cấp\s)?{either('level_of_a_share')}"


@cache
def level_list() -> re.Pattern[str]:
    """ "cấp tỉnh, xã", "cấp tỉnh và cấp xã"."""
    return re.compile(rf"cấp\s{either('level_of_a_share')}(?:\s?(?:,|và|,\svà)\s?{level_words()})+")


_WHEN = (
    r"(?:ngày\s)?\d{1,2}/\d{1,2}(?:/20\d\d)?|(?:hết\s|cuối\s|đầu\s)?tháng\s\d{1,2}(?:/20\d\d)?"
    r"|(?:(?:vào|trong)\s)?(?:hết\s|cuối\s|đầu\s)?quý\s(?:[ivx]+|\d)(?!\w)(?:/20\d\d)?"
    r"|(?:trong\s)?giai\sđoạn\s20\d\d\s?-\s?20\d\d"
    r"|(?:trong\s)?0?[369]\stháng(?:\s(?:đầu|cuối)(?:\snăm)?)?|PART_OF_PERIOD\s(?:năm|quý|tháng)|ngày(?=\s\d)"
    r"|trước(?=\s(?:ngày\s)?\d{1,2}/|\s(?:tháng|quý)\s)|(?:bình\squân\s)?(?:các\s)?(?:tháng|quý)\scòn\slại"
)


@cache
def when() -> str:
    """Regular-expression source of the times that a clause may begin or end with ("hết quý II/2026")."""
    return _WHEN.replace("PART_OF_PERIOD", either("part_of_period"))


@cache
def _own_unit() -> str:
    """The subject that a clause needs no name for: "xã phấn đấu 98%", "xã An Phú đăng ký thực hiện 62%"."""
    goes_on = rf"(?=\s?$|\s{either('verb_of_own_unit')})"
    signs = r"(?:\s[^\W\d]+){0,4}?\sđăng ký(?:\s(?:phấn đấu|thực hiện))?(?!\s[^\W\d])"
    return rf"(?:toàn\s|ubnd\s)?{either('own_unit_named')}(?:{signs}|{goes_on})"


@cache
def _noise() -> re.Pattern[str]:
    kinds = ("nested", "aspirational", "assurance", "opening", "filler", "comparator", "comparator_after")
    return re.compile(
        rf"(?:[\s,.;:\-+•/()\"=]|{when()}|{YEAR_LIST.pattern}|năm\s20\d\d|{_own_unit()}|nếu\s[^;%\d]{{3,120}}?\sthì(?=\s)"
        rf"|{either('target_giver')}\s(?:đã\s)?giao(?!\w)|{any_of(*kinds)}|và|sẽ|được)*"
    )


def is_empty(words: str) -> bool:
    """True when ``words`` name nothing that could be measured."""
    return _noise().fullmatch(words) is not None


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch with the numbers that share it ("lần lượt đạt 30%, 20% và 15%" is one part with three)."""

    start: int
    end: int
    quantities: tuple[Quantity, ...]
    segment: Segment
    is_nested: bool
    holder: Part | None = None  # the part whose indicator a rung without words of its own takes over
    outer_words: str = ""  # indicator of the target that a "trong đó …" stands under
    verb: Quantity | None = None  # number whose verb this part shares ("giảm 50% thời gian, 50% chi phí")
    predicate: str = ""  # words of a later part that this one shares ("100% A ở tỉnh, 80% A ở xã được …")

    @property
    def committed(self) -> Quantity:
        """The first number that is not a starting level; it lends comparator and direction to the others."""
        return next((q for q in self.quantities if not is_starting_level(self, q)), self.quantities[0])


def is_starting_level(part: Part, quantity: Quantity) -> bool:
    """True for the 80% of "từ 80% năm 2025 lên 90%"."""
    later = [q for q in part.quantities if q.number > quantity.number]
    if "từ" not in quantity.words or not later:
        return False
    return any(word.startswith(words_of("word_of_change")) for word in later[0].words)


def trim(key: str, start: int, end: int) -> Span:
    """The span without joining words and marks at its ends."""
    lead = re.compile(r"(?:[\s,.;:\-+•]|(?:và|đồng thời)\s)*").match(key, start, end)
    begin = lead.end() if lead else start
    while end > begin and (key[end - 1].isspace() or key[end - 1] in ".,;:-("):
        end -= 1
    return Span(begin, end)

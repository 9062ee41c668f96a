"""Percentages and percentage points; those in formulae and scoring bands are marked as rejected.

They are returned all the same, because they still part the clauses around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.reference.target_words import phrase_values
from pipelines.understanding.targets.counts import speaks_of_others
from pipelines.understanding.targets.dressing import Quantity, dressed
from pipelines.understanding.words.numbers import parse_percent

_SHARE = r"\d+(?:[.,]\d+)?"
_SHARE_SIGN = r"(?:%|phần\străm)"


@cache
def _percent() -> re.Pattern[str]:
    # points of a mark ("điểm thi đua") and places ("điểm di tích") are no percentage points
    marks = rf"{either('points_of_a_mark')}(?!\w)"
    point_sign = rf"(?:điểm\s?%|điểm\sphần\străm|%\s?điểm(?!\s(?:{marks}|{either('place_called_point')})))"
    return re.compile(
        rf"(?<![\w/.,])(?P<first>{_SHARE})\s?"
        rf"(?:{_SHARE_SIGN}?\s?(?:-|÷|~|đến|tới)\s?(?:dưới\s)?(?P<last>{_SHARE})\s?)?"
        rf"(?P<unit>{point_sign}|{_SHARE_SIGN})"
    )


_YEAR_BEFORE = re.compile(r"20\d\d[.,](?=\d{2,3}$)")  # "… năm 2025.100% hồ sơ": a sentence begins without a blank
_FORMULA_BEFORE = re.compile(r"(?:(?<!\w)x|[×*÷]|[)\d]\s?=)\s?$")
_FORMULA_AFTER = re.compile(r"\s?(?:[x×*÷/]|=)\s?[\d(]")


@cache
def _score_band() -> re.Pattern[str]:
    gives = rf"(?::|=|{either('gives_points')})"
    return re.compile(rf"[^;.]{{0,40}}?{gives}\s?(?:tối đa\s)?\d+(?:[.,]\d+)?\s?điểm(?!\s?(?:%|phần))")


@cache
def _in_scoring() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){either('scoring')}[^;]*$")


_IS_PART = re.compile(r"\s(?:là|thuộc)\s")  # "80 điểm phần trăm là hồ sơ toàn trình": a share, by which nothing changes
_FEW_WORDS = re.compile(r"(?:\s(?:[^\W\d]+,?|và)){1,8}\strở\slên")


def _is_formula(key: str, found: re.Match[str]) -> bool:
    return bool(_FORMULA_BEFORE.search(key[: found.start()]) or _FORMULA_AFTER.match(key, found.end()))


_LABELLED = re.compile(
    rf"\((?:đvt:?\s?|tỷ lệ\s?)?%\)[\s:=\-]*(?:[^\W\d]+\s){{0,3}}?(?P<number>{_SHARE})(?![\w%,.]|\s?%)"
)


def _settled(key: str, start: int, end: int, quantity: Quantity) -> Quantity:
    """Read "30% đơn vị trở lên"; in "ký số trên 100% văn bản" the word "trên" is no comparator: it is all of them."""
    if quantity.words == ("trên",) and quantity.value == 100 and key[start : quantity.start].strip(" -"):
        return replace(quantity, comparator=None)
    stretch = _FEW_WORDS.match(key, quantity.end, end)
    bare = quantity.comparator is None and quantity.change is None and quantity.value_max is None
    if not bare or stretch is None or speaks_of_others().search(stretch[0]):
        return quantity
    return replace(quantity, comparator=phrase_values("comparator_after")["trở lên"])


def labelled(key: str, start: int, end: int) -> Iterator[Quantity]:
    """Shares whose sign stands in the label: "Tỷ lệ hồ sơ đúng hạn (%): 98"."""
    for found in _LABELLED.finditer(key, start, end):
        value = parse_percent(found["number"])
        if value is not None:
            number = found.start("number")
            yield dressed(key, found.start(), end, Quantity(number, number, found.end(), value, None, "percent"))


def percentages(key: str, start: int, end: int) -> Iterator[Quantity]:
    """Percentages, percentage points and ranges of them ("5% - 10%" has ``value_max``)."""
    for found in _percent().finditer(key, start, end):
        glued = _YEAR_BEFORE.match(found["first"])
        begins = found.start() + (glued.end() if glued else 0)
        value = parse_percent(key[begins : found.end("first")])
        if value is None:
            continue
        last = parse_percent(found["last"]) if found["last"] else None
        unit = "percentage_point" if "điểm" in found["unit"] else "percent"
        bare = Quantity(begins, begins, found.end(), value, last, unit)
        quantity = _settled(key, start, end, dressed(key, start, end, bare))
        if unit == "percentage_point" and quantity.change is None and _IS_PART.match(key, quantity.end):
            quantity = replace(quantity, unit="percent")
        if _is_formula(key, found):
            quantity = replace(quantity, rejected="formula")
        elif _score_band().match(key, found.end()) or _in_scoring().search(key[start : found.start()]):
            quantity = replace(quantity, rejected="scoring")
        yield quantity

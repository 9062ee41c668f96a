"""Places in a ranking: "xếp thứ 10 trở lên", "trong nhóm 10 xã dẫn đầu", "từ thứ 1 đến thứ 5"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.understanding.targets.dressing import Quantity, after_pattern, dressed, words_before


@cache
def _rank() -> re.Pattern[str]:
    leads = rf"(?=\s{either('ranked_units')}[^;.\d]{{0,40}}?\s{either('leading_place')}(?!\w))"
    among = rf"(?=\s{either('ranked_among')}|[,;.]|$)"
    kept = rf"{either('kept_or_reached')}\s(?:(?:vị\strí|trong)\s)?"
    return re.compile(
        rf"{either('place_word')}\s(?:từ\s)?(?:thứ|hạng)\s(?P<place>\d{{1,4}})(?![\d%.,]|\s?(?:%|điểm))(?:/\d+)?"
        r"|(?:thứ\shạng|vị\strí|xếp\shạng)(?P<lead>\s(?:(?:từ|đạt|đạt\stừ)\s)?)(?P<bare>\d{1,4})(?:/\d+)?(?=\strở\slên"
        rf"|\strong|\stoàn|[,;.]|$)|{either('into_group')}\s(?:nhóm|tốp|top)\s(?P<group>\d{{1,3}})(?:/\d+)?{among}"
        rf"|{kept}(?:tốp|top)\s(?P<top>\d{{1,3}})(?:/\d+)?{among}|{kept}nhóm\s(?P<kept>\d{{1,3}}){leads}"
        r"|không\s(?:thấp\shơn|ngoài)\s(?:(?:thứ\s)?hạng|vị\strí|t[oố]p)\s(?P<floor>\d{1,3})(?:/\d+)?(?![\d%.,]\d|\s?%)"
        rf"|{either('into_group')}\s(?:số\s)?(?P<leading>\d{{1,3}}){leads}"
    )


_AMONG_FIRST = ("group", "top", "kept", "floor", "leading")
# "từ thứ 1 đến thứ 5", "hạng 1 - 5", "từ vị trí 50 lên vị trí 45"
_SPAN = re.compile(
    r"(?<!\w)(?:(?:xếp|đứng)\s)?(?:(?:hạng|vị\strí)\s)?(?P<places>(?:từ\s)?(?:thứ|hạng|vị\strí))\s(?:thứ\s)?(?P<first>\d{1,4})"
    r"\s?(?:đến|lên|-)\s?(?:(?:hạng|vị\strí)\s)?(?:thứ\s)?(?P<last>\d{1,4})(?![\d%.,/]\d|\s?(?:%|điểm))"
)


@cache
def _place_upwards() -> re.Pattern[str]:
    """The words between a place and "trở lên": "hạng 5 toàn tỉnh trở lên"."""
    return re.compile(rf"\s{either('ranked_among')}[^,;.:\d]{{0,40}}?\strở lên(?!\w)")


def ranks(key: str, start: int, end: int) -> Iterator[Quantity]:
    """Places in a ranking; "thứ 10 trở lên" and "trong nhóm 10" are at most 10: a better place is a smaller number."""
    spans = [_of_span(key, start, end, found) for found in _SPAN.finditer(key, start, end)]
    yield from spans
    for found in _rank().finditer(key, start, end):
        if any(span.start < found.end() and found.start() < span.end for span in spans):
            continue
        group = next(name for name in ("place", "bare", *_AMONG_FIRST) if found[name])
        number = found.start(group)
        # "xếp hạng từ 45 trở lên": the words before name what is ranked
        begins = found.start("lead") if group == "bare" else found.start()
        bare = Quantity(begins, number, found.end(), Decimal(found[group]), None, "rank")
        _, words, year = words_before(key, start, found.start())
        after = after_pattern().match(key, found.end(), end) or _place_upwards().match(key, found.end(), end)
        # place 10 "or higher" is a smaller number; to be among the first ten likewise
        comparator = "<=" if after or group in _AMONG_FIRST else None
        yield replace(bare, end=after.end() if after else found.end(), comparator=comparator, words=words, year=year)


def _of_span(key: str, start: int, end: int, found: re.Match[str]) -> Quantity:
    """ "Từ thứ 1 đến thứ 5" is at most the fifth place; "từ thứ 50 lên thứ 45" is the place that is to be reached."""
    _, words, year = words_before(key, start, found.start())
    after = after_pattern().match(key, found.end(), end)
    is_within = int(found["first"]) < int(found["last"])
    return Quantity(
        found.start("places"),  # "xếp hạng" is a name as well
        found.start("last"),
        after.end() if after else found.end(),
        Decimal(found["last"]),
        None,
        "rank",
        comparator="<=" if after or is_within else None,
        words=words,
        year=year,
    )


_RANKED_ROW = re.compile(r"\s*(?:xếp\shạng|thứ\shạng|vị\strí(?!\sviệc))(?!\w)[^;]{0,160}?(?=\sđạt\s[^;]*$)")
_UNIT = r"(?P<unit>\s(?:thứ\s)?hạng)?"  # of the unit column
_PLACE_AT_END = re.compile(rf"(?<![\w/.,:\-])(?P<place>\d{{1,3}})(?:/\d{{1,4}})?(?:\strở lên)?{_UNIT}[\s.;]*$")


def ranked_rows(key: str, start: int, end: int) -> Iterator[Quantity]:
    """The place that a row of a table of targets asks for: "Xếp hạng Chỉ số CCHC | ≤ 10", "… | Thứ hạng | 10"."""
    found = _PLACE_AT_END.search(key, start, end)
    if found is None or (found["unit"] is None and _RANKED_ROW.match(key, start, end) is None):
        return
    bare = Quantity(found.start(), found.start(), found.end("place"), Decimal(found["place"]), None, "rank")
    quantity = dressed(key, start, end, bare)
    yield replace(quantity, end=found.end(), comparator="<=" if "trở lên" in found[0] else quantity.comparator)

"""Numbers with what belongs to them: comparator, unit, range, year, direction of change.

Only the numbers that can be a commitment are returned; those that turn out to be past results, scoring bands,
formulae or conditions are returned with ``rejected`` set, because they still part the clauses around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from pipelines.reference.target_words import any_of, phrase_values
from pipelines.understanding.clauses import brackets
from pipelines.understanding.numbers import NUMBER_PATTERN, parse_number, parse_percent

_SHARE = r"\d+(?:[.,]\d+)?"
_POINT_SIGN = r"(?:điểm\s?%|điểm\sphần\străm|%\s?điểm)"
_SHARE_SIGN = r"(?:%|phần\străm)"
_PERCENT = re.compile(
    rf"(?<![\w/.,])(?P<first>{_SHARE})\s?"
    rf"(?:{_SHARE_SIGN}?\s?(?:-|÷|~|đến|tới)\s?(?:dưới\s)?(?P<last>{_SHARE})\s?)?"
    rf"(?P<unit>{_POINT_SIGN}|{_SHARE_SIGN})"
)
_YEAR = r"(?:(?:vào|trong|đến|tới|hết|cuối|của|cho|riêng|từ)\s)*năm\s(?P<year>20\d\d)(?!\s?-\s?20)(?![\d/])"
_YEAR_AFTER = re.compile(
    rf"\s?{_YEAR}(?!\s(?:đạt|ước|phấn đấu|là|chỉ|mới))|\s?\({_YEAR.replace('year', 'bracketed')}\)"
)
_YEAR_BEFORE = re.compile(rf"(?<!\w)(?<!so\svới\s){_YEAR}\s?[:,]?\s?$")
_FORMULA_BEFORE = re.compile(r"(?:(?<!\w)x|[×*÷]|[)\d]\s?=)\s?$")
_FORMULA_AFTER = re.compile(r"\s?(?:[x×*÷/]|=)\s?[\d(]")
_SCORE_BAND = re.compile(
    r"[^;.]{0,40}?(?::|=|thì|được|tính|chấm|cộng|trừ|đạt)\s?(?:tối đa\s)?\d+(?:[.,]\d+)?\s?điểm(?!\s?(?:%|phần))"
)
_IN_SCORING = re.compile(r"(?<!\w)(?:thang điểm|chấm điểm|điểm trừ|điểm cộng|trọng số|hệ số)[^;]*$")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in its words: ``start`` before comparator and fillers, ``number`` at the digits, ``end`` after all."""

    start: int
    number: int
    end: int
    value: Decimal
    value_max: Decimal | None
    unit: str
    comparator: str | None = None
    words: tuple[str, ...] = ()  # words before the number, nearest first
    change: str | None = None
    year: int | None = None
    noun: str | None = None
    rejected: str | None = None

    def has(self, kind: str) -> bool:
        """True when a word of ``kind`` stands right before the number."""
        known = phrase_values(kind)
        return any(word in known for word in self.words)


@cache
def _before_pattern() -> re.Pattern[str]:
    kinds = ("past", "comparator", "filler", "aspirational", "assurance", "decrease", "increase", "opening")
    return re.compile(rf"(?:^|(?<=[\s(:,\"/]))(?P<word>{any_of(*kinds)})\s?[:,=]?\s?$")


@cache
def _closed_pattern() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('comparator_after')})\s?,?\s?$")


@cache
def _after_pattern() -> re.Pattern[str]:
    return re.compile(rf"\s?(?P<word>{any_of('comparator_after')})")


def _words_before(key: str, start: int, number: int) -> tuple[int, tuple[str, ...], int | None]:
    """Where the words that govern the number begin, those words (nearest first), and a year among them."""
    position, words, year = number, [], None
    while position > start:
        text = key[start:position]
        if _closed_pattern().search(text):
            break  # "… trở lên, phấn đấu 80%": those words belong to the number before
        dated = _YEAR_BEFORE.search(text)
        match = dated or _before_pattern().search(text)
        if not match:
            break
        if dated:
            year = year or int(dated["year"])
        else:
            words.append(match["word"].replace("\n", " "))
        position = start + match.start()
    return position, tuple(words), year


def _comparator(words: tuple[str, ...]) -> str | None:
    known = phrase_values("comparator")
    return next((known[word] for word in words if word in known), None)


def _negated(key: str, start: int, position: int, comparator: str | None) -> str | None:
    """ "Không để hồ sơ quá hạn trên 2%" allows at most 2%."""
    allows = re.compile(rf"(?:{any_of('negation')})\s[^,;]*$").search(key, start, position)
    return {">": "<=", ">=": "<"}.get(comparator, comparator) if allows and comparator else comparator


def _change(words: tuple[str, ...]) -> str | None:
    """Direction of change that the words before the number state; "nâng lên 90%" is a level, not a change."""
    for position, word in enumerate(words):
        if word in phrase_values("decrease"):
            return "decrease"
        if word in phrase_values("increase"):
            nearer = words[:position]
            return None if any(w.startswith("lên") or w.startswith("đạt") for w in nearer) else "increase"
    return None


def _dressed(key: str, start: int, end: int, bare: Quantity) -> Quantity:
    """``bare`` with the words around it read in."""
    begin, words, year_before = _words_before(key, start, bare.number)
    stop, comparator = bare.end, _comparator(words)
    after = _after_pattern().match(key, stop, end)
    if after and not (bare.noun and comparator is None and "từ" not in words and bare.unit == "count"):
        stop, comparator = after.end(), phrase_values("comparator_after")[after["word"]]
    comparator = _negated(key, start, begin, comparator)
    if bare.value_max is not None and "từ" in words:
        comparator = "="  # "từ 60% đến 70%": the two ends say it all
    dated = _YEAR_AFTER.match(key, stop, end)
    stop = dated.end() if dated else stop
    year = int(dated["year"] or dated["bracketed"]) if dated else year_before
    return replace(bare, start=begin, end=stop, comparator=comparator, words=words, change=_change(words), year=year)


def _is_formula(key: str, found: re.Match[str]) -> bool:
    return bool(_FORMULA_BEFORE.search(key[: found.start()]) or _FORMULA_AFTER.match(key, found.end()))


_LABELLED = re.compile(
    rf"\((?:đvt:?\s?|tỷ lệ\s?)?%\)[\s:=\-]*(?:[^\W\d]+\s){{0,3}}?(?P<number>{_SHARE})(?![\w%,.]|\s?%)"
)


def _labelled(key: str, start: int, end: int) -> Iterator[Quantity]:
    """Shares whose sign stands in the label: "Tỷ lệ hồ sơ đúng hạn (%): 98"."""
    for found in _LABELLED.finditer(key, start, end):
        value = parse_percent(found["number"])
        if value is not None:
            number = found.start("number")
            yield _dressed(key, found.start(), end, Quantity(number, number, found.end(), value, None, "percent"))


def _percentages(key: str, start: int, end: int) -> Iterator[Quantity]:
    for found in _PERCENT.finditer(key, start, end):
        value = parse_percent(found["first"])
        if value is None:
            continue
        last = parse_percent(found["last"]) if found["last"] else None
        unit = "percentage_point" if "điểm" in found["unit"] else "percent"
        bare = Quantity(found.start(), found.start(), found.end(), value, last, unit)
        quantity = _dressed(key, start, end, bare)
        if _is_formula(key, found):
            quantity = replace(quantity, rejected="formula")
        elif _SCORE_BAND.match(key, found.end()) or _IN_SCORING.search(key[start : found.start()]):
            quantity = replace(quantity, rejected="scoring")
        yield quantity


# ------------------------------------------------------------------------------------------------ counts


@cache
def _count_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w/.,:\-])(?:(?P<low>\d{{1,3}})\s?(?:-|đến)\s?)?(?P<number>{NUMBER_PATTERN})(?:\s\([^)\d]{{1,12}}\))?\s"
        rf"(?P<noun>{any_of('count_noun')})"
    )


@cache
def _verb_before() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('count_verb')})(?:\s\w+){{0,1}}\s?[:,]?\s?$")


_RANK = re.compile(
    r"(?:(?:xếp\s)?(?:thứ\shạng|vị\strí|hạng|vị\sthứ)|xếp|đứng)\s(?:thứ\s)?(?P<thứ>\d{1,4})(?!\s?(?:%|điểm|[/\d]))(?:/\d+)?"
    r"|(?:nhóm|tốp|top)\s(?P<nhóm>\d{1,3})(?!\s?(?:%|[/\d]))"
)
_SCORE = re.compile(
    rf"(?<![\w/.,:\-])(?P<number>{NUMBER_PATTERN})(?:/100)?\sđiểm(?!\s?(?:%|phần|hỗ|tiếp|truy|phục|bưu|đến))"
)
_SCORED = re.compile(r"chỉ số|par index|sipas|papi|dti|xếp loại|tổng điểm|kết quả đánh giá|bộ chỉ số")
_MINUTES = re.compile(rf"(?<![\w/.,:\-])(?P<number>{NUMBER_PATTERN})\sphút")
_FIRM = frozenset(
    {"ít nhất", "tối thiểu", "không dưới", "không ít hơn", "không thấp hơn", "không quá", "tối đa"}
    | {"không vượt quá", "nhiều nhất", "≥", ">=", "≤", "<="}
)


def _is_commitment(key: str, start: int, quantity: Quantity, kind: str, column: str | None) -> bool:
    """A count is a commitment when words say that it is to be reached, not when it merely counts things."""
    firm = any(word in _FIRM for word in quantity.words)
    if kind == "weak":
        return firm or quantity.has("aspirational")
    from_upwards = "từ" in quantity.words and quantity.comparator == ">="
    if firm or from_upwards or quantity.has("aspirational") or kind == "rank":
        return True
    if column == "output":
        return False
    opens = quantity.start == start and column == "objective"
    verb = any(word in phrase_values("count_verb") for word in quantity.words)
    return opens or verb or _verb_before().search(key[start : quantity.start]) is not None


def _counts(key: str, start: int, end: int, column: str | None) -> Iterator[Quantity]:
    kinds = phrase_values("count_noun")
    for found in _count_pattern().finditer(key, start, end):
        value = parse_number(found["number"])
        noun = found["noun"].replace("\n", " ")
        if value is None:
            continue
        low = parse_number(found["low"]) if found["low"] else None
        kind = kinds[noun]
        unit = "rank" if kind == "rank" else "count"
        first, last = (value, None) if low is None else (low, value)
        # the noun stays outside the quantity: it is the indicator's own word
        bare = Quantity(found.start(), found.start(), found.start("noun"), first, last, unit, noun=noun)
        quantity = _upwards(key, end, _dressed(key, start, end, bare))
        if _is_commitment(key, start, quantity, kind, column):
            yield quantity


def _upwards(key: str, end: int, quantity: Quantity) -> Quantity:
    """Read "từ 01 sáng kiến trở lên", where the noun stands between number and comparator."""
    if "từ" not in quantity.words and quantity.comparator is not None:
        return quantity
    stretch = re.compile(rf"[^,;:]{{0,60}}?(?P<word>{any_of('comparator_after')})").match(key, quantity.end, end)
    degree = stretch and re.search(r"(?:đại học|cao đẳng|trung cấp|sơ cấp|thạc sĩ|loại|mức|hạng)\s", stretch[0])
    if not stretch or degree:
        return quantity
    return replace(quantity, comparator=phrase_values("comparator_after")[stretch["word"]])


def _ranks(key: str, start: int, end: int) -> Iterator[Quantity]:
    for found in _RANK.finditer(key, start, end):
        group = "thứ" if found["thứ"] else "nhóm"
        number = found.start(group)
        bare = Quantity(found.start(), number, found.end(), Decimal(found[group]), None, "rank")
        _, words, year = _words_before(key, start, found.start())
        after = _after_pattern().match(key, found.end(), end)
        # place 10 "or higher" is a smaller number; to be among the first ten likewise
        comparator = "<=" if after or group == "nhóm" else None
        yield replace(bare, end=after.end() if after else found.end(), comparator=comparator, words=words, year=year)


def _scores(key: str, start: int, end: int) -> Iterator[Quantity]:
    for pattern, unit, subject in ((_SCORE, "score", _SCORED), (_MINUTES, "minute", re.compile("thời gian chờ"))):
        for found in pattern.finditer(key, start, end):
            value = parse_number(found["number"])
            if value is None or not subject.search(key, start, found.start()):
                continue
            quantity = _dressed(key, start, end, Quantity(found.start(), found.start(), found.end(), value, None, unit))
            if quantity.comparator or quantity.has("holder"):
                yield quantity


def find_quantities(key: str, start: int, end: int, *, column: str | None) -> tuple[Quantity, ...]:
    """All quantities of ``key[start:end]`` in order of place; overlaps are settled for the earlier kind."""
    taken: list[Quantity] = []
    for source in (
        _percentages(key, start, end),
        _labelled(key, start, end),
        _scores(key, start, end),
        _ranks(key, start, end),
        _counts(key, start, end, column),
    ):
        taken += [q for q in source if not any(q.number < t.end and t.number < q.end for t in taken)]
    widened = (_with_bracket(key, quantity) for quantity in taken)
    return tuple(sorted(widened, key=lambda quantity: quantity.number))


_MAX_WORDS_BESIDE = 2


def _with_bracket(key: str, quantity: Quantity) -> Quantity:
    """A number alone in brackets ("số hóa hồ sơ (100% hồ sơ)") with its brackets: the words before are its own."""
    around = [span for span in brackets(key) if span.start < quantity.number < span.end]
    if not around:
        return quantity
    span = around[-1]
    beside = key[span.start + 1 : quantity.start] + " " + key[quantity.end : span.end - 1]
    if len(beside.split()) > _MAX_WORDS_BESIDE:
        return quantity
    return replace(quantity, start=min(span.start, quantity.start), end=max(span.end, quantity.end))

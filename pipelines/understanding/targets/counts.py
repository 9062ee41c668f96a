"""Numbers that are no shares: counts of things to be done, scores, waiting times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.reference.target_words import any_of, pattern_of, phrase_values
from pipelines.understanding.targets.dressing import Quantity, dressed, words_before
from pipelines.understanding.words.numbers import NUMBER_PATTERN, SPELT, parse_number

STATED = "stated"  # column of a target table's rows: the number at the end is a commitment
_SPELT_NUMBERS = {word: value for word, value in SPELT.items() if word not in ("tư", "năm")}  # they mean more
_SPELT = "|".join(_SPELT_NUMBERS)
_BARE_COUNT = re.compile(r"(?P<number>\d{1,3})(?=\s?(?:trở lên)?[\s.;]*$)")
_AFTER_NOUN = re.compile(r"\s?(?:trở lên|trở xuống)?[\s.;]*$")


_ASKED_IN_WORDS = re.compile(rf"(?<!\w)(?:ít nhất|tối thiểu) (?:{_SPELT}) ")


def may_say_count(key: str) -> bool:
    """Whether a text without a digit may ask for a count all the same ("ít nhất một sáng kiến"); cheap."""
    return _ASKED_IN_WORDS.search(key) is not None


def _count_value(printed: str) -> Decimal | None:
    return Decimal(_SPELT_NUMBERS[printed]) if printed in _SPELT_NUMBERS else parse_number(printed)


@cache
def _count_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w/.,:\-])(?:(?P<low>\d{{1,3}})\s?(?:-|đến)\s?)?(?P<number>{NUMBER_PATTERN}|{_SPELT})(?:\s\([^)]{{1,12}}\))?\s"
        rf"(?P<noun>{any_of('count_noun')})"
    )


@cache
def _verb_before() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of('count_verb')})(?:\s\w+){{0,1}}\s?[:,]?\s?$")


# "trở lên" that speaks of degrees, ranks or grades and not of the number: "… có trình độ đại học trở lên"
@cache
def speaks_of_others() -> re.Pattern[str]:
    """Words before "trở lên" that it belongs to instead of the number."""
    return re.compile(rf"(?:{either('degree_or_grade')}|\d)\s|(?<!\w)từ\s")


@cache
def _score() -> re.Pattern[str]:
    no_mark = rf"(?!\s?(?:%|{either('point_is_no_mark')}))"
    return re.compile(rf"(?<![\w/.,:\-])(?P<number>{NUMBER_PATTERN})(?:/100)?\sđiểm{no_mark}")


# indices on a scale up to 1 are printed without a unit: "DTI đạt từ 0,75 trở lên"
_RATIO = re.compile(r"(?<![\w/.,:\-])(?P<number>0[.,]\d{1,4})(?=\s?(?:trở lên|[.,;)]\s|[.;)]?$))")


@cache
def _scored() -> re.Pattern[str]:
    return re.compile(either("scored_subject"))


def _of_work(unit: str) -> re.Pattern[str]:
    """So many days or hours; a term an event starts ("trong 03 ngày kể từ ngày nhận") is the rule of a procedure."""
    no_date = r"(?!\w|\s\d|\s?tháng)"
    no_term = rf"(?!\s?(?:làm việc\s?)?(?:,\s?)?{either('term_of_procedure')})"
    return re.compile(rf"(?<![\w/.,:\-])(?P<number>{NUMBER_PATTERN})\s{unit}{no_date}{no_term}(?:\slàm việc)?")


@cache
def _lasting() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)thời gian\s(?:[^\W\d]+\s){{0,3}}?{either('what_lasts')}(?!\w)")


@cache
def _unlisted() -> re.Pattern[str]:
    """A number with a noun that no list knows; what is measured, paid or cited is no product."""
    return re.compile(
        rf"(?<![\w/.,:\-])(?P<number>{NUMBER_PATTERN})\s(?!{either('not_counted')}(?!\w)|{any_of('count_noun')})[^\W\d_]{{2,}}"
    )


def unlisted_counts(key: str, start: int, end: int) -> Iterator[Quantity]:
    """Counts of things that no list names, where words ask for so many: "không ít hơn 04 bộ máy quét".

    Or for no more: "không để phát sinh quá 05 đơn"; or for fewer: "giảm 02 đầu mối".
    """
    if _asked_inside().search(key, start, end) is None:
        return
    for found in _unlisted().finditer(key, start, end):
        value = parse_number(found["number"])
        if value is None or _asked().search(key, start, found.start()) is None:
            continue
        at = found.start("number")
        quantity = dressed(key, start, end, Quantity(at, at, found.end("number") + 1, value, None, "count", noun=""))
        comparators = phrase_values("comparator")
        is_limit = quantity.comparator == "<=" and any(comparators.get(word) == ">" for word in quantity.words)
        is_cut = quantity.change == "decrease" and quantity.comparator is None
        if is_limit or is_cut or any(comparators.get(word) == ">=" and word != "từ" for word in quantity.words):
            yield quantity


@cache
def _asked_inside() -> re.Pattern[str]:
    """Whether words ask for a number at all; cheap, for most stretches ask for none."""
    return re.compile(rf"{either('end_of_asking')}\s?\d")


@cache
def _asked() -> re.Pattern[str]:
    return re.compile(rf"{either('end_of_asking')}\s?$")


_MINUTES = re.compile(rf"(?<![\w/.,:\-])(?P<number>{NUMBER_PATTERN})\sphút")
_WAITING = re.compile(r"(?<!\w)(?:chờ|giải quyết|phục vụ)(?!\w)")
# characters without which the pattern cannot match, the pattern, its unit, and what must be spoken of
_SCORE_FORMS = (
    (("điểm",), _score(), "score", _scored()),
    (("0,", "0."), _RATIO, "score", _scored()),
    (("phút",), _MINUTES, "minute", _WAITING),
    ((" ngày",), _of_work("ngày"), "day", _lasting()),
    ((" giờ",), _of_work("giờ"), "hour", _lasting()),
)


# "01 cuộc đối thoại/6 tháng"; without an indicator it is dropped later
_PER_PERIOD = re.compile(r"[^;,.()\d]{0,40}?\s?/\s?(?:(?:0?[36]\s)?tháng|quý|năm)(?!\w)")


def _is_commitment(key: str, start: int, quantity: Quantity, kind: str, column: str | None) -> bool:
    """A count is a commitment when words say that it is to be reached, not when it merely counts things."""
    comparators = phrase_values("comparator")
    firm = any(comparators.get(word) in (">=", "<=") and word != "từ" for word in quantity.words)
    is_limit = quantity.comparator in ("<=", ">=") and any(
        comparators.get(word) in (">", "<") for word in quantity.words
    )
    if quantity.change == "decrease" and quantity.comparator is None and column != "output":
        return True  # "giảm 05 người hoạt động không chuyên trách"
    if kind == "weak":  # "không để quá 50 hồ sơ trễ hạn" limits, "từ 200 phiếu trở lên" opens its clause
        is_opening = quantity.comparator == ">=" and "từ" in quantity.words and quantity.start == start
        return firm or is_limit or is_opening or quantity.has("aspirational")
    # "từ 01 sáng kiến trở lên", "02 sáng kiến trở lên": the words behind ask for it
    from_upwards = quantity.comparator == ">=" and not any(comparators.get(word) == ">" for word in quantity.words)
    if firm or from_upwards or quantity.has("aspirational") or kind == "rank":
        return True
    if column == "output":
        return False
    if key[: quantity.start].rstrip().endswith(":") and _AFTER_NOUN.match(key, _noun_end(key, quantity)):
        return True  # "Hội nghị đối thoại: 01 hội nghị"; without an indicator it is dropped later
    opens = quantity.start == start and (column == "objective" or _PER_PERIOD.match(key, quantity.end) is not None)
    verb = any(word in phrase_values("count_verb") for word in quantity.words)
    return opens or verb or _verb_before().search(key[start : quantity.start]) is not None


def counts(key: str, start: int, end: int, column: str | None) -> Iterator[Quantity]:
    """Counts of things to be done; in the output column only those that words ask for ("ít nhất 01 …")."""
    kinds = phrase_values("count_noun")
    for found in _count_pattern().finditer(key, start, end):
        value = _count_value(found["number"])
        noun = found["noun"].replace("\n", " ")
        if value is None:
            continue
        low = parse_number(found["low"]) if found["low"] else None
        kind = kinds[noun]
        unit = "rank" if kind == "rank" else "count"
        first, last = (value, None) if low is None else (low, value)
        # the noun stays outside the quantity: it is the indicator's own word
        bare = Quantity(found.start(), found.start(), found.start("noun"), first, last, unit, noun=noun)
        quantity = _upwards(key, end, dressed(key, start, end, bare))
        # "một mô hình" merely names a thing unless words ask for it; "hai (02) cuộc" is a figure
        spelt = found["number"] in _SPELT_NUMBERS and not any(
            char.isdigit() for char in key[found.start() : found.end()]
        )
        is_value = column == STATED and _AFTER_NOUN.match(key, found.end(), end) is not None
        if is_value or _is_commitment(key, start, quantity, "weak" if spelt else kind, column):
            yield quantity


@cache
def _labelled() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)số (?P<noun>{any_of('count_noun')})(?!\w)[^:;.\d]{{0,60}}:\s*$")


def labelled_counts(key: str, start: int, end: int) -> Iterator[Quantity]:
    """A count alone behind its label: "Số sáng kiến về CCHC: ≥ 2"."""
    found = _BARE_COUNT.search(key, start, end)
    label = _labelled().search(key, 0, _words_begin(key, start, found.start())) if found else None
    value = parse_number(found["number"]) if found and label else None
    if found and value is not None:
        at = found.start("number")
        yield dressed(key, start, end, Quantity(at, at, found.end("number"), value, None, "count"))


def _words_begin(key: str, start: int, number: int) -> int:
    """Where the words that govern a number begin: "≥", "tối thiểu"."""
    return words_before(key, start, number)[0]


def _noun_end(key: str, quantity: Quantity) -> int:
    return quantity.end + len(quantity.noun or "")


def _upwards(key: str, end: int, quantity: Quantity) -> Quantity:
    """Read "từ 01 sáng kiến trở lên", where the noun stands between number and comparator."""
    if "từ" not in quantity.words and quantity.comparator is not None:
        return quantity
    stretch = pattern_of("comparator_after", before=r"[^,;:]{0,60}?(?P<word>", after=")").match(key, quantity.end, end)
    if not stretch or speaks_of_others().search(stretch[0]):
        return quantity
    return replace(quantity, comparator=phrase_values("comparator_after")[stretch["word"]])


_CLOSED = re.compile(r"(?:\strở lên)?(?:[,.;)]|$)")  # "tăng ít nhất 05 điểm,": points of a mark, no places
_BAND = re.compile(r"\d\s?(?:điểm\s)?(?:đến|-|tới)\s(?:dưới\s)?$")


def _ends_band(key: str, number: int) -> bool:
    """True for the 90 of "loại Tốt (từ 80 đến dưới 90 điểm)": a band explains a grade, it is no level to reach."""
    return _BAND.search(key[max(0, number - 24) : number]) is not None


@cache
def _marking() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?<!tự\s)(?:{either('marking')}|chiếm \d+ điểm)(?!\w)")


def _in_marking(key: str, at: int) -> bool:
    """True inside a sentence that tells how marks are given: "theo thang điểm 100 …; xuất sắc từ 90 điểm"."""
    return _marking().search(key, key.rfind(". ", 0, at) + 1, at) is not None


def scores(key: str, start: int, end: int) -> Iterator[Quantity]:
    """Scores of an index (unit ``score``) and how long something takes (``minute``, ``hour``, ``day``)."""
    for needed, pattern, unit, subject in _SCORE_FORMS:
        for found in pattern.finditer(key, start, end) if any(word in key for word in needed) else ():
            value = parse_number(found["number"])
            named = subject.search(key, 0, found.start()) is not None
            if value is None or _ends_band(key, found.start()):
                continue
            quantity = dressed(key, start, end, Quantity(found.start(), found.start(), found.end(), value, None, unit))
            if _in_marking(key, found.start()) and not quantity.has("aspirational"):
                continue
            bare_points = unit == "score" and quantity.change is not None and _CLOSED.match(key, found.end())
            if (named or bare_points) and (quantity.comparator or quantity.has("holder")):
                yield quantity

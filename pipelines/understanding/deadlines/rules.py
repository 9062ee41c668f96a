"""Rules that turn a match of the grammar into an :class:`Expression`.

A rule is a name, a pattern and a builder. Order is precedence: what an earlier rule has read is hidden from the
later ones. They run after cited acts have been hidden, so that no date of a cited act is ever a deadline.

One file on purpose: it is one table, its order is the precedence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, partial

from pipelines.model.plan import DeadlineKind
from pipelines.reference.deadline_words import deadline_words
from pipelines.text.vietnamese import roman_value
from pipelines.understanding.deadlines import grammar
from pipelines.understanding.deadlines.expressions import Expression, Fault
from pipelines.understanding.words.dates import (
    PrintedDate,
    calendar_date,
    last_of_month,
    read_date,
    read_year,
    suggest_date,
)

Builder = Callable[[re.Match[str], "Rule", int | None], Expression | None]
SHORTEST_FIRST = ("daily", "weekly", "monthly", "quarterly", "half_yearly", "yearly")


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the grammar; ``clause`` rules go on to the end of their clause."""

    name: str
    pattern: Callable[[], re.Pattern[str]]
    build: Builder
    clause: bool = False
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class _Span:
    """First and last day of something; None and a fault when it cannot be."""

    start: date | None
    end: date | None
    fault: Fault | None = None


def _expression(match: re.Match[str], rule: Rule, kind: DeadlineKind, **more: object) -> Expression:
    base = Expression(match.start(), match.end(), kind, rule.name, confidence=rule.confidence)
    return replace(base, **more)  # type: ignore[arg-type]  # each rule names fields of Expression, with their types


def _year(match: re.Match[str], tag: str = "") -> int | None:
    groups = match.groupdict()
    return read_year(next((groups[name] for name in (f"ya{tag}", f"yb{tag}", f"yc{tag}") if groups.get(name)), None))


def _months_span(first: int, last: int, year: int | None, printed: str, plan_year: int | None) -> _Span:
    """From the first day of month ``first`` to the last day of month ``last``; the year may be impossible."""
    if year is None:
        return _Span(None, None)
    start, end = calendar_date(1, first, year), calendar_date(1, last, year)
    if start is None or end is None:
        suggested = suggest_date(PrintedDate(1, last, year, printed), plan_year)
        return _Span(
            None, None, Fault(printed, last_of_month(suggested.year, last) if suggested and last <= 12 else None)
        )
    return _Span(start, last_of_month(year, last))


_LONGEST_OVER_NEW_YEAR = 184  # days; half a year


def _over_new_year(
    start: date | None, end: date | None, printed: tuple[int | None, int | None]
) -> tuple[date | None, date | None]:
    """A range that prints the year of one end and would run backwards: the other end lies beyond the new year.

    "15/12 đến 15/01/2027" begins in 2026: there is no other way to read it. What would then last longer than half a
    year ("từ 28/7 đến 23/7/2026") is more likely a slip and stays as it is, for :func:`in_order` to report.
    """
    if start is None or end is None or start <= end or (printed[0] is None) == (printed[1] is None):
        return start, end
    first = start if printed[0] is not None else _in_year(start, end.year - 1)
    last = end if printed[1] is not None else _in_year(end, start.year + 1)
    fits = first is not None and last is not None and 0 <= (last - first).days <= _LONGEST_OVER_NEW_YEAR
    return (first, last) if fits else (start, end)


def _in_year(day: date, year: int) -> date | None:
    """The same day of another year; a month's last stays its last."""
    if day == last_of_month(day.year, day.month):
        return last_of_month(year, day.month) if calendar_date(1, day.month, year) else None
    return calendar_date(day.day, day.month, year)


def _quarter_numbers(text: str) -> list[int]:
    named = deadline_words()["month_word"]
    words = re.findall(r"(?<!\w)(?:i{1,3}|iv|\d+|một|hai|ba|bốn|tư)(?!\w)", text)
    return [roman_value(word) or int(named.get(word, word)) for word in words]


def _month_numbers(text: str) -> list[int]:
    words = deadline_words()["month_word"]
    return [int(words[text])] if text in words else [int(number) for number in re.findall(r"\d+", text)]


def _lists(match: re.Match[str], tag: str = "") -> tuple[DeadlineKind, int, int] | None:
    """First and last month of the quarters or months that a match names; a range keeps the order it is printed in."""
    groups = match.groupdict()
    if groups.get(f"q{tag}"):
        first, last = _ends(_quarter_numbers(groups[f"q{tag}"]), groups[f"q{tag}"])
        return DeadlineKind.QUARTER, first * 3 - 2, last * 3
    if groups.get(f"mo{tag}"):
        return DeadlineKind.MONTH, *_ends(_month_numbers(groups[f"mo{tag}"]), groups[f"mo{tag}"])
    return None


def _ends(numbers: Sequence[int], printed: str) -> tuple[int, int]:
    """First and last of a list ("III, I": the whole of it), or of a range as printed ("quý IV - quý I")."""
    if len(numbers) == 2 and re.search(r"[^,;] ?(?:-|đến|tới)", printed):
        return numbers[0], numbers[1]
    return min(numbers), max(numbers)


def _day(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    printed = read_date(match)
    exclusive = bool(match.groupdict().get("before"))
    day = printed.resolve(plan_year)
    impossible = day is None and (printed.year is not None or plan_year is not None)
    if not impossible and day is None and printed.resolve(2024) is None:  # no year at all, and no such day in any
        impossible = True
    faults = (Fault(printed.text, suggest_date(printed, plan_year)),) if impossible else ()
    opening = match.groupdict().get("from") or ""
    opens = bool(opening)
    exclusive = exclusive or opening == "sau "
    return _expression(
        match,
        rule,
        DeadlineKind.DATE,
        start=day if opens else None,
        end=None if opens else day,
        is_exclusive=exclusive,
        needs_year=printed.year is None,
        faults=faults,
        is_bare=not exclusive,
        confidence=rule.confidence
        if match.groupdict().get("lead") or printed.year is not None
        else min(0.8, rule.confidence),
    )


def _single_day(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression | None:
    printed = read_date(match)
    if match.group("lead") is None and printed.year is None and printed.resolve(plan_year or 2024) is None:
        return None  # "4/35": a fraction, not a date
    return _day(match, rule, plan_year)


def _bare_dashed_day(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression | None:
    """Where it is a day of the calendar; "5-20" is none."""
    return None if read_date(match).resolve(plan_year or 2024) is None else _day(match, rule, plan_year)


def _span_expression(
    match: re.Match[str], rule: Rule, kind: DeadlineKind, months: tuple[int, int], years: tuple[int | None, int | None]
) -> Expression:
    """Expression from month to month; ``years`` are the printed year and the plan's."""
    printed, plan_year = years
    year = printed if printed is not None else plan_year
    span = _months_span(*months, year, match.group().strip(" ,;("), plan_year)
    start, end = _over_new_year(span.start, span.end, (None, printed))
    return _expression(
        match,
        rule,
        kind,
        start=start,
        end=end,
        needs_year=printed is None,
        faults=(span.fault,) if span.fault else (),
    )


def _with_prefix(whole: Expression, prefix: str | None) -> Expression:
    """Words before a span: "trước quý II" ends the day before it; "từ", "sau tháng 3" have no end."""
    if prefix is None:
        return whole
    if prefix.startswith("trước"):
        last = date.fromordinal(whole.start.toordinal() - 1) if whole.start else None
        return replace(whole, start=None, end=last, rule=f"{whole.rule}_before")
    if prefix.startswith("sau"):
        first = date.fromordinal(whole.end.toordinal() + 1) if whole.end else None
        return replace(whole, start=first, end=None, rule=f"{whole.rule}_after")
    return replace(whole, end=None, rule=f"{whole.rule}_from")


def _list(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression | None:
    named = _lists(match)
    if named is None:
        return None
    kind, first, last = named
    found = _span_expression(match, rule, kind, (first, last), (_year(match), plan_year))
    is_range = len(re.findall(r"[ivx\d]+", match.groupdict().get("q") or match.group("mo"))) > 1
    prefix = match.groupdict().get("prefix")
    return found if is_range and prefix and prefix.endswith("từ ") else _with_prefix(found, prefix)


def _bad_quarter(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    return _expression(match, rule, DeadlineKind.QUARTER, faults=(Fault(match.group()),))


def _same_day(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    unit = "BD" if match["work"] else "D"
    return _expression(match, rule, DeadlineKind.RELATIVE, offset=f"P1{unit}" if match["next"] else f"P0{unit}")


def _each_year(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression | None:
    groups = match.groupdict()
    year = plan_year + _years_away(groups) if plan_year is not None else None
    named = _lists(match)
    if named is not None:
        found = _span_expression(match, rule, named[0], named[1:], (year, plan_year))
    elif groups.get("cn"):
        found = _expression(match, rule, DeadlineKind.YEAR, end=calendar_date(31, 12, year) if year else None)
    else:
        found = _day(match, rule, year)
    return replace(found, kind=DeadlineKind.RECURRING, recurrence="yearly", needs_year=False)


def _years_away(groups: dict[str, str | None]) -> int:
    """Of the named year from the plan's: 1 for "năm liền kề", -1 for "năm trước liền kề"."""
    return 1 if groups.get("next") else -1 if groups.get("previous") else 0


def _day_of_month(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    groups = match.groupdict()
    recurrence = "monthly" if groups["m"] else "quarterly" if groups["q"] else "weekly"
    day, month = _cycle_place(match)
    return _expression(
        match,
        rule,
        DeadlineKind.RECURRING,
        recurrence=recurrence,
        is_exclusive=bool(groups["before"]),
        cycle_day=day,
        cycle_month_offset=month,
    )


def _cycle_place(match: re.Match[str]) -> tuple[int, int] | tuple[None, None]:
    """Day and month of a cycle, the month counted from the cycle's last: "ngày 05 tháng liền kề" → (5, 1)."""
    groups = match.groupdict()
    month = _month_of_quarter(groups) if groups["q"] else int(bool(groups["mnext"]))
    day = int(groups["dom"] or 0)
    return (day, month) if 1 <= day <= 31 and month is not None else (None, None)


def _month_of_quarter(groups: dict[str, str | None]) -> int | None:
    """The month that is named; "ngày 10 hằng quý" names none."""
    if groups["moq"]:
        place = deadline_words()["month_of_quarter"].get(groups["moq"].split()[-1])
        return None if place is None else int(place) + (3 if groups["qnext1"] else 0)
    return 1 if groups["qnext2"] else None


def _end_of_cycle(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    recurrence = "monthly" if match.group("m") else "quarterly"
    return _expression(match, rule, DeadlineKind.RECURRING, recurrence=recurrence)


def _offset(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression | None:
    groups = match.groupdict()
    count, unit = groups["n"] or groups["n2"], groups["unit"] or groups["unit2"]
    designator = deadline_words()["offset_unit"][unit]
    before = "-" if re.search(r"(?<!\w)trước$", match.group().rstrip()) and not groups["lead"] else ""
    value = before + _iso_duration(int(count), designator)
    return _expression(match, rule, DeadlineKind.RELATIVE, offset=value, anchor=(match.end(), match.end()))


def _iso_duration(count: int, designator: str) -> str:
    """ISO 8601 duration; working days, which it does not know, are ``P15BD``."""
    return f"PT{count}H" if designator == "TH" else f"P{count}{designator}"


def _duration(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    designator = deadline_words()["offset_unit"][match.group("unit")]
    value = _iso_duration(int(match.group("n")), designator)
    return _expression(match, rule, DeadlineKind.RELATIVE, offset=value)


def _bare_unit(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    if match.group("year"):
        return _span_expression(match, rule, DeadlineKind.YEAR, (1, 12), (None, plan_year))
    cycle = deadline_words()["unit"][match.group("unit")]
    return _expression(match, rule, DeadlineKind.RECURRING, recurrence=cycle)


def _days_of_month(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    found, last = _day(match, rule, plan_year), read_date(match)
    start = replace(last, day=int(match.group("first"))).resolve(plan_year)
    faults = found.faults or ((Fault(match.group()),) if start is None and found.end else ())
    return replace(found, kind=DeadlineKind.PERIOD, start=start, end=None if faults else found.end, faults=faults)


_HALVES = {"đầu": (1, 15), "cuối": (16, 31)}
_TENS = {"đầu": (1, 10), "giữa": (11, 20), "cuối": (21, 31)}
_WEEK = 0.6  # a week of a month has no fixed days


def _part_of_month(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    """Days of one month; a week counts seven days from its first, and is told, for nobody says where it begins."""
    year = _year(match)
    (month,) = _month_numbers(match.group("mo"))
    span = _months_span(month, month, year if year is not None else plan_year, match.group(), plan_year)
    whole = _expression(match, rule, DeadlineKind.PERIOD, start=span.start, end=span.end, needs_year=year is None)
    if span.fault:
        return replace(whole, faults=(span.fault,))
    if span.start is None or span.end is None:
        return whole
    first, last = _days_of_part(match, span.end.day)
    part = replace(whole, start=span.start.replace(day=first), end=span.start.replace(day=last))
    if match.group("week"):
        detail = f"hiểu là từ {part.start:%d/%m/%Y} đến {part.end:%d/%m/%Y}"
        part = replace(part, doubts=(Fault(match.group(), None, "deadline_week_of_month", detail),), confidence=_WEEK)
    return _with_prefix(part, match.group("prefix"))


def _days_of_part(match: re.Match[str], length: int) -> tuple[int, int]:
    groups = match.groupdict()
    if groups["week"]:
        word = groups["week"].split()[0]
        if word == "cuối":
            return length - 6, length
        number = int(deadline_words()["week_of_month"].get(word, word))
        first = min(7 * number - 6, length)
        return first, min(first + 6, length)
    third = deadline_words()["third_of_month"].get(groups["third"] or "")
    first, last = _HALVES[groups["half"]] if groups["half"] else _TENS[groups["ten"] or third or "đầu"]
    return first, min(last, length)


def _day_of_quarter(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    """A day, as if its month were printed; "ngày 31 tháng cuối quý II" is none."""
    printed = PrintedDate(int(match.group("dom")), _named_month(match), _year(match), match.group())
    day = printed.resolve(plan_year)
    impossible = day is None and printed.resolve(printed.year or plan_year or 2024) is None
    return _expression(
        match,
        rule,
        DeadlineKind.DATE,
        end=day,
        is_exclusive=bool(match.group("before")),
        needs_year=printed.year is None,
        faults=(Fault(printed.text, suggest_date(printed, plan_year)),) if impossible else (),
    )


def _named_month(match: re.Match[str]) -> int:
    """Month of the year: "tháng đầu quý III" → 7."""
    (quarter,) = _quarter_numbers(match.group("q"))
    return quarter * 3 + int(deadline_words()["month_of_quarter"][match.group("moq").split()[-1]])


_LONGEST_PART = {"ngày": 45, "tháng": 2}  # more than half a quarter of days, or all its months, is no part of it


def _part_of_quarter(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression | None:
    """Months or days from one side of a quarter; None where there are more of them than a part has."""
    unit, side = match.group("unit"), match.group("side")
    (quarter,) = _quarter_numbers(match.group("q"))
    first, last, kind = quarter * 3 - 2, quarter * 3, DeadlineKind.PERIOD
    count = 1
    if match.group("moq"):
        first = last = _named_month(match)
        kind = DeadlineKind.MONTH
    else:
        count = int(deadline_words()["count"].get(match.group("n"), match.group("n")))
        if not 1 <= count <= _LONGEST_PART[unit]:
            return None
        if unit == "tháng":
            first, last = (first, first + count - 1) if side == "đầu" else (last - count + 1, last)
    found = _span_expression(match, rule, kind, (first, last), (_year(match), plan_year))
    if unit == "ngày":
        found = _days_from_side(found, count, side)
    return _with_prefix(found, match.group("prefix"))


def _days_from_side(whole: Expression, count: int, side: str) -> Expression:
    if whole.start is None or whole.end is None:
        return whole
    if side == "đầu":
        return replace(whole, end=whole.start + timedelta(days=count - 1))
    return replace(whole, start=whole.end - timedelta(days=count - 1))


def _lunar(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    doubt = Fault(match.group(), None, "deadline_lunar_day", "ngày âm lịch, không đổi ra dương lịch")
    at = match.start("what")
    return _expression(match, rule, DeadlineKind.RELATIVE, anchor=(at, match.end()), doubts=(doubt,))


def _school_term(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    """By convention to January and from January: no day is printed, hence the rule's low confidence."""
    is_first = match.group("term") in ("i", "1", "một")
    years = int(match.group("y1")), int(match.group("y2"))
    start = calendar_date(1, 9, years[0]) if is_first else calendar_date(1, 1, years[1])
    end = calendar_date(31, 1, years[1]) if is_first else calendar_date(31, 5, years[1])
    if start is None or end is None or years[1] != years[0] + 1:
        return _expression(match, rule, DeadlineKind.PERIOD, faults=(Fault(match.group()),))
    return _with_prefix(_expression(match, rule, DeadlineKind.PERIOD, start=start, end=end), match.group("prefix"))


def _open_years(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    return _expression(match, rule, DeadlineKind.YEAR, start=calendar_date(1, 1, int(match.group("y"))))


def _months_so_far(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    return _span_expression(match, rule, DeadlineKind.PERIOD, (1, int(match.group("n"))), (None, plan_year))


def _event(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    offset = deadline_words()["event"][match.group("head")] or None
    return _expression(match, rule, DeadlineKind.RELATIVE, offset=offset, anchor=(match.end(), match.end()))


def _by_plan(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    return _expression(match, rule, DeadlineKind.BY_PLAN, anchor=(match.end(), match.end()))


def _day_range(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression | None:
    first, last = read_date(match, "1"), read_date(match, "2")
    has_words = re.search(r"từ|ngày|đến", match.group()) is not None
    if not has_words and last.year is None:
        return None
    end = last.resolve(plan_year)
    start = first.resolve(last.year or plan_year)
    start, end = _over_new_year(start, end, (first.year, last.year))
    pairs = ((first, start), (last, end))
    faults = tuple(
        Fault(printed.text, suggest_date(printed, plan_year))
        for printed, day in pairs
        if day is None and (printed.year or last.year or plan_year)
    )
    return _expression(
        match, rule, DeadlineKind.PERIOD, start=start, end=end, needs_year=last.year is None, faults=faults
    )


# "từ tháng 3 đến tháng 6", "tháng 3 - tháng 6", "02/2026 - 8/2026" are spans with two ends, "tháng 3 - 6" are months
_SPANS = re.compile(r"(?<!\w)(?:đến|tới)(?!\w)|^từ |- ?(?:tháng |t\.?)\d|/20\d\d ?-")


def _two_ended(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression | None:
    """A range whose ends may have years of their own: months or quarters."""
    one, other = _lists(match, "1"), _lists(match, "2")
    if one is None or other is None:
        return None
    last_year = _year(match, "2")
    first_year = _year(match, "1")
    year = last_year if last_year is not None else first_year if first_year is not None else plan_year
    start_span = _months_span(one[1], one[1], first_year or year, match.group(), plan_year)
    end_span = _months_span(other[2], other[2], year, match.group(), plan_year)
    start, end = _over_new_year(start_span.start, end_span.end, (first_year, last_year))
    faults = tuple(span.fault for span in (start_span, end_span) if span.fault)
    return _expression(
        match,
        rule,
        DeadlineKind.PERIOD if one[0] is DeadlineKind.MONTH and _SPANS.search(match.group()) else one[0],
        start=start,
        end=end,
        needs_year=last_year is None and first_year is None,
        faults=faults[:1],
    )


def _year_range(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    first, last = int(match.group("y1")), int(match.group("y2"))
    start, end = calendar_date(1, 1, first), calendar_date(31, 12, last)
    faults = () if start and end and start <= end else (Fault(match.group()),)
    return _expression(
        match, rule, DeadlineKind.PERIOD, start=None if faults else start, end=None if faults else end, faults=faults
    )


def _part_of_year(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression | None:
    count = _count_of_months(match)
    if not 1 <= count <= 11:
        return None
    months = (1, count) if match.group("side") == "đầu" else (13 - count, 12)
    return _span_expression(match, rule, DeadlineKind.PERIOD, months, (_year(match), plan_year))


def _count_of_months(match: re.Match[str]) -> int:
    if match.group("half"):
        return 6
    number = match.group("n") or match.group("quarters") or "1"  # "quý cuối năm": one
    count = int(deadline_words()["count"].get(number, number))
    return count * 3 if match.group("by") else count


def _school_year(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    """By convention from September to May: no day is printed, hence the rule's low confidence."""
    start, end = calendar_date(1, 9, int(match.group("y1"))), calendar_date(31, 5, int(match.group("y2")))
    if start is None or end is None or end <= start:
        return _expression(match, rule, DeadlineKind.PERIOD, faults=(Fault(match.group()),))
    whole = _expression(match, rule, DeadlineKind.PERIOD, start=start, end=end)
    return _with_prefix(whole, match.group("prefix"))


def _years(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    groups = match.groupdict()
    if groups["plan"]:
        return _span_expression(match, rule, DeadlineKind.YEAR, (1, 12), (None, plan_year))
    first = int(groups["y"] or groups["bare"])
    whole = _span_expression(match, rule, DeadlineKind.YEAR, (1, 12), (first, plan_year))
    whole = _with_prefix(whole, groups["prefix"])
    others = [int(y) for y in re.findall(r"\d{4}", groups["more"] or groups["more2"] or "")]
    last = calendar_date(31, 12, max([first, *others]))
    return replace(whole, end=last) if others and not whole.faults else whole


def _around_the_clock(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression | None:
    """Not where words or another day beside it make a day of it ("trước 24/7", "24/7, 30/9")."""
    is_day = grammar.day_word().search(match.string[: match.start()])
    if is_day or grammar.day_after().match(match.string, match.end()):
        return None
    return _expression(match, rule, DeadlineKind.ONGOING)


def _ongoing(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    return _expression(match, rule, DeadlineKind.ONGOING)


def _recurrence_of(text: str) -> str | None:
    """The shortest cycle named in ``text``: "quý, 6 tháng, năm" → quarterly."""
    units = deadline_words()["unit"]
    counted = re.match(r"(\d{1,2}) (ngày|tuần|tháng|năm)", text)
    if counted:
        return _counted_cycle(int(counted.group(1)), counted.group(2))
    names = sorted(units, key=lambda name: (-len(name), name))
    without = text.replace("9 tháng", "")  # covers three quarters, comes back once a year
    found = {units[name] for name in re.findall("|".join(names), without)}
    return next((cycle for cycle in SHORTEST_FIRST if cycle in found), None)


def _counted_cycle(count: int, unit: str) -> str | None:
    if count == 1:
        return deadline_words()["unit"][unit]
    return {(3, "tháng"): "quarterly", (6, "tháng"): "half_yearly", (12, "tháng"): "yearly"}.get((count, unit))


def _recurrence(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    text = next(match.group(name) for name in "abefgcd" if match.group(name))
    return _expression(match, rule, DeadlineKind.RECURRING, recurrence=_recurrence_of(text))


def _weekly(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    return _expression(match, rule, DeadlineKind.RECURRING, recurrence="weekly")


def _report_set(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression | None:
    """Quarters beside the months so far: without both it may be a list of times."""
    parts = match.group("parts")
    if "quý" not in parts or "tháng" not in parts:
        return None
    return _expression(match, rule, DeadlineKind.RECURRING, recurrence="quarterly")


def _plan_quarter(quarter: tuple[date, date], match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    start, end = quarter
    return _expression(match, rule, DeadlineKind.QUARTER, start=start, end=end, needs_year=True)


def _season(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    at = match.start("what")
    return _expression(match, rule, DeadlineKind.RELATIVE, anchor=(at, match.end()))


def _periodic(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    return _expression(match, rule, DeadlineKind.RECURRING)


def _ad_hoc(match: re.Match[str], rule: Rule, plan_year: int | None) -> Expression:
    return _expression(match, rule, DeadlineKind.RECURRING, recurrence="ad_hoc")


@cache
def rules(quarter: tuple[date, date] | None = None) -> tuple[Rule, ...]:
    """All rules in order of precedence; ``quarter`` is that of a quarterly plan, whose times need not name it."""
    own = () if quarter is None else (Rule("plan_quarter", grammar.plan_quarter, partial(_plan_quarter, quarter)),)
    return (
        Rule("report_set", grammar.report_set, _report_set, confidence=0.9),
        Rule("day_of_quarter", grammar.day_of_quarter, _day_of_quarter),
        Rule("day_of_cycle", grammar.day_of_month, _day_of_month),
        Rule("offset", grammar.offset, _offset, clause=True),
        Rule("each_year", grammar.each_year, _each_year),
        Rule("each_year", grammar.yearly_first, _each_year, confidence=0.9),
        Rule("event", grammar.event, _event, clause=True, confidence=0.9),
        Rule("by_plan", grammar.by_plan, _by_plan, clause=True, confidence=0.9),
        Rule("same_day", grammar.same_day, _same_day),
        Rule("around_the_clock", grammar.around_the_clock, _around_the_clock, confidence=0.9),
        Rule("lunar", grammar.lunar, _lunar),
        Rule("school_term", grammar.school_term, _school_term, confidence=0.6),
        Rule("school_year", grammar.school_year, _school_year, confidence=0.6),
        Rule("season", grammar.season, _season, confidence=0.9),
        Rule("sitting", grammar.sitting, _season, confidence=0.9),
        Rule("bare_unit", grammar.bare_unit, _bare_unit, confidence=0.7),
        Rule("cycle", grammar.weekdays, _weekly),
        Rule("cycle", grammar.recurrence, _recurrence),
        Rule("month", grammar.month_row, _list),
        Rule("part_of_month", grammar.part_of_month, _part_of_month),
        Rule("part_of_quarter", grammar.part_of_quarter, _part_of_quarter),
        Rule("days_of_month", grammar.dashed_days_of_month, _days_of_month, confidence=0.9),
        Rule("day_range", grammar.dashed_day_range, _day_range, confidence=0.9),
        Rule("days_of_month", grammar.days_of_month, _days_of_month),
        Rule("day_range", grammar.day_range, _day_range),
        Rule("days_of_month", grammar.bare_days_of_month, _days_of_month, confidence=0.8),
        Rule("month_range", grammar.bare_month_range, _two_ended, confidence=0.9),
        Rule("quarter_range", grammar.quarter_range, _two_ended),
        Rule("month_range", grammar.month_range, _two_ended),
        Rule("day", grammar.single_day, _single_day),
        Rule("day", grammar.day_with_dot, _day, confidence=0.8),
        Rule("day", grammar.dashed_day, _day, confidence=0.9),
        Rule("day", grammar.bare_dashed_day, _bare_dashed_day, confidence=0.7),
        Rule("duration", grammar.duration, _duration, confidence=0.8),
        Rule("open_years", grammar.open_years, _open_years),
        Rule("part_of_year", grammar.part_of_year, _part_of_year),
        Rule("ongoing", grammar.ongoing, _ongoing),
        Rule("year_range", grammar.year_range, _year_range),
        Rule("quarter", grammar.quarter_list, _list),
        Rule("bad_quarter", grammar.bad_quarter, _bad_quarter),
        Rule("month", grammar.month_list, _list),
        Rule("bare_month", grammar.bare_month, _list, confidence=0.9),
        *own,
        Rule("end_of_cycle", grammar.end_of_cycle, _end_of_cycle, confidence=0.8),
        Rule("year", grammar.year_list, _years),
        Rule("months_so_far", grammar.months_so_far, _months_so_far, confidence=0.7),
        Rule("ad_hoc", grammar.ad_hoc, _ad_hoc),
        Rule("periodic", grammar.periodic, _periodic, confidence=0.7),
    )

"""Printed Vietnamese calendar dates: patterns, reading and the checking of impossible ones.

Dates are day first, always ("05/6/2026", "05-6-2026", "05.6.2026", "ngày 05 tháng 6 năm 2026"). Patterns are
meant for the ``key`` of :func:`pipelines.text.folded.fold`: lower case, one space, one kind of dash.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_FIRST_YEAR, _LAST_YEAR = 2000, 2099  # a deadline; acts may be older, see ``first_year``
FIRST_ACT_YEAR = 1945
_FORMS = ("", "s", "w")  # group suffixes: day/month/year, day/month, "day tháng month năm year"


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """Numbers of a printed date; ``year`` is None when none is printed. Nothing here is checked yet."""

    day: int
    month: int
    year: int | None
    text: str

    def resolve(self, default_year: int | None = None, *, first_year: int = _FIRST_YEAR) -> date | None:
        """The calendar date, with ``default_year`` for a missing year; None when there is no such day."""
        year = default_year if self.year is None else self.year
        return None if year is None else calendar_date(self.day, self.month, year, first_year=first_year)


def date_pattern(tag: str = "", *, year: str = "required", marks: str = "/") -> str:
    """Regular expression of one printed date; groups ``d<tag>``, ``m<tag>``, ``y<tag>`` (``ds…`` short, ``dw…`` words).

    Args:
        tag: suffix that keeps the group names apart when a pattern holds several dates.
        year: ``required``, ``optional`` or ``none``.
        marks: what may stand between day and month where no year is printed; a dash only where words around it
            leave no doubt that it is a day ("từ 5-2 đến 31-12"), for "3-6" is as often a range of months.
    """
    day, month = r"\d{1,2}", r"\d{1,2}"
    full = rf"(?P<d{tag}>{day}) ?(?P<s{tag}>[/.-]) ?(?P<m{tag}>{month}) ?(?P=s{tag}) ?(?P<y{tag}>\d{{2,5}})(?!\d)"
    short = rf"(?P<ds{tag}>{day}) ?[{marks}] ?(?P<ms{tag}>{month})(?!\d)"
    words = rf"(?P<dw{tag}>{day}) ?tháng ?(?P<mw{tag}>{month})(?!\d)"
    word_year = rf"(?:,? ?năm ?|/| - )(?P<yw{tag}>\d{{3,5}})(?!\d)"
    forms = {
        "required": f"{full}|{words}{word_year}",
        "optional": f"{full}|{short}|{words}(?:{word_year})?",
        "none": f"{short}|{words}",
    }[year]
    return rf"(?<![\d/.])(?:{forms})(?![/.] ?\d|- ?\d{{4}}|-\d+(?!\d*/))"


def read_year(digits: str | None) -> int | None:
    """Printed year as a number; two digits mean 20yy, three or five digits stay as they are (impossible)."""
    if digits is None:
        return None
    return 2000 + int(digits) if len(digits) == 2 else int(digits)


def read_date(match: re.Match[str], tag: str = "") -> PrintedDate:
    """The date that :func:`date_pattern` with ``tag`` matched."""
    form = next(form for form in _FORMS if match.groupdict().get(f"d{form}{tag}") is not None)
    names = [f"{part}{form}{tag}" for part in "dmy"]
    printed = {name: match.group(name) for name in names if match.groupdict().get(name) is not None}
    text = match.string[match.start(names[0]) : max(match.end(name) for name in printed)]
    return PrintedDate(int(printed[names[0]]), int(printed[names[1]]), read_year(printed.get(names[2])), text)


def calendar_date(day: int, month: int, year: int, *, first_year: int = _FIRST_YEAR) -> date | None:
    """The date, or None when the calendar has no such day or the year is not from ``first_year`` to 2099."""
    if not first_year <= year <= _LAST_YEAR or not 1 <= month <= 12:
        return None
    return date(year, month, day) if 1 <= day <= calendar.monthrange(year, month)[1] else None


def last_of_month(year: int, month: int) -> date:
    """Last day of the month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def suggest_date(printed: PrintedDate, plan_year: int | None) -> date | None:
    """What an impossible date probably means, for a reviewer to confirm; never used as a value.

    "31/01/206" in a plan of 2026 → 31/01/2026; "31/6/2026" → 30/6/2026; "06/15/2026" → 15/6/2026.
    """
    year = printed.year if printed.year is not None else plan_year
    if year is None:
        return None
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        if plan_year is None or not _one_slip(str(year), str(plan_year)):
            return None
        year = plan_year
    day, month = printed.day, printed.month
    if month > 12 >= day:
        day, month = month, day
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return calendar_date(min(day, last_of_month(year, month).day), month, year)


def _one_slip(printed: str, meant: str) -> bool:
    """True when one digit was dropped, doubled, added or mistyped between the two."""
    if len(printed) == len(meant):
        return sum(a != b for a, b in zip(printed, meant, strict=True)) == 1
    short, long = sorted((printed, meant), key=len)
    return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))

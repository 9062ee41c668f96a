"""The period a plan is for, as its title prints it."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache

from pipelines.model.plan import PeriodKind
from pipelines.reference.pattern_words import either
from pipelines.text.vietnamese import match_key, roman_value
from pipelines.understanding.words.dates import calendar_date

_SOME_MONTHS = re.compile(
    r"(?<!\w)0?(?:(?P<n>[2-57-9]) tháng|(?P<quarters>3|ba) quý) (?P<side>đầu|cuối|còn lại)(?: của)?(?: năm)?"
    r"(?: (?P<year>20\d\d)|(?! ?\d)(?!\w))"
)


@cache
def _two_years() -> re.Pattern[str]:
    return re.compile(rf"{either('phase_noun')}?\s*(20\d\d)\s*(?:-|(?<=\d )đến)\s*(?:năm )?(20\d\d)")


_BARE_YEAR = re.compile(
    r"(?:cải cách hành chính|cải cách hành chính nhà nước|cchc)(?: nhà nước)?[ -]*(20\d\d)(?![\d/-])(?! ?-)"
)
_HALF = re.compile(
    r"(?:(?:(?:0?6|sáu)|những|các) tháng (?P<side>đầu|cuối|còn lại)|(?:nửa|(?:0?2|hai) quý) (?P<half>đầu|cuối)"
    r"|từ nay đến (?P<rest>cuối|hết))"
    r"(?: của)?(?: năm)?(?: năm)?(?:\s*(?P<year>20\d\d)|(?!\s*\d)(?!\w))"
)
_QUARTER = r"(?:i{1,3}|iv|0?[1-4])(?!\w)"
_QUARTERS = re.compile(
    rf"(?<!\w)qu[ýíy] (?P<named>{_QUARTER}(?: ?(?:,|-|và|đến) ?(?:qu[ýíy] )?{_QUARTER}(?! tháng))*)"
    r"(?:(?: ?[,/.-] ?| )(?:của )?(?:năm )?(?P<year>20\d\d)|(?! ?[/.-]? ?\d))"
)


# its quarter is not the plan's
@cache
def _of_a_report() -> re.Pattern[str]:
    return re.compile(rf"{either('report_noun')}[^,;]{{0,120}}$")


_BESIDE_A_YEAR = re.compile(r"năm 20\d\d ?(?:,|;|và)[^;]{0,80}$")  # "năm 2026 và nhiệm vụ quý I": the year's plan
_AND_A_YEAR = re.compile(r" (?:và|đến)(?: cả)? năm(?!\w)")
_DAYS = re.compile(
    r"từ (?:ngày )?(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d) (?:đến|-)(?: hết)?(?: ngày)? "
    r"(?:(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)|năm (20\d\d))"
)
_MONTHS = re.compile(
    r"(?:từ )?tháng (?P<first>\d{1,2})(?:/20\d\d)? ?(?:-|đến) ?(?:hết )?(?:tháng )?(?P<last>\d{1,2})"
    r"(?:/| (?:của )?năm )(?P<year>20\d\d)"
)
_UNTIL = re.compile(r"(?<!hướng )đến năm\s*(20\d\d)")
_YEAR = re.compile(r"(?<!đến )(?<!hướng )năm\s*(20\d\d)(?!\s*(?:-|đến)\s*(?:năm )?20)")


@cache
def _programme() -> re.Pattern[str]:
    return re.compile(rf"{either('programme_noun')}[^,;]{{0,120}}$")


_MOST_DAYS_OF_HALF = 200
_MONTHS_OF_YEAR = 12


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both inside."""

    kind: PeriodKind
    start: date
    end: date


def find_period(text: str, folder_year: int | None = None) -> Period | None:
    """The plan period named in a title or sentence; None when none is printed.

    A range that belongs to a programme being carried out ("thực hiện Chương trình … giai đoạn 2021-2030") gives
    way to the plan's own year; otherwise the form printed first counts. ``folder_year`` completes a period without
    a year of its own ("06 tháng cuối năm", "đến năm 2030") and decides between several single years ("khắc phục hạn
    chế năm 2025, nâng cao Chỉ số năm 2026").
    """
    key = match_key(text)
    year = folder_year
    spans = (_days(key), _months(key), _some_months(key, year), _half(key, year))
    forms = (*spans, _quarters(key, year), _range(key), _year(key, year), _until(key, year), _bare_year(key))
    found = [one for one in forms if one]
    if not found:
        return None
    return min(found, key=lambda one: (one[0], one[1]))[2]


def _days(key: str) -> tuple[int, int, Period] | None:
    """ "từ ngày 01/7/2025 đến ngày 31/12/2025", "từ 01/7/2025 đến hết năm 2025"."""
    match = _DAYS.search(key)
    if not match:
        return None
    day, month, year, last_day, last_month, last_year, whole_year = match.groups()
    start = calendar_date(int(day), int(month), int(year))
    last = (31, 12, int(whole_year)) if whole_year else (int(last_day), int(last_month), int(last_year))
    end = calendar_date(*last)
    if start is None or end is None or end <= start:
        return None
    return (0, match.start(), Period(_kind_of(start, end), start, end))


def _months(key: str) -> tuple[int, int, Period] | None:
    """ "từ tháng 7 đến tháng 12 năm 2025", "tháng 7 - 12/2025"."""
    match = _MONTHS.search(key)
    if not match:
        return None
    first, last, year = int(match["first"]), int(match["last"]), int(match["year"])
    if not 1 <= first < last <= _MONTHS_OF_YEAR:
        return None
    start, end = date(year, first, 1), date(year, last, monthrange(year, last)[1])
    return (0, match.start(), Period(_kind_of(start, end), start, end))


def _kind_of(start: date, end: date) -> PeriodKind:
    if start.year != end.year:
        return PeriodKind.MULTI_YEAR
    # half_year is the contract's value for every plan that speaks for a part of its year, a quarter's too
    return PeriodKind.HALF_YEAR if (end - start).days <= _MOST_DAYS_OF_HALF else PeriodKind.ANNUAL


def _half(key: str, folder_year: int | None) -> tuple[int, int, Period] | None:
    match = _HALF.search(key)
    if not match:
        return None
    year = int(match["year"]) if match["year"] else folder_year
    if year is None:
        return None
    first = "đầu" in (match["side"], match["half"])
    start, end = (date(year, 1, 1), date(year, 6, 30)) if first else (date(year, 7, 1), date(year, 12, 31))
    return (0, match.start(), Period(PeriodKind.HALF_YEAR, start, end))


def _quarters(key: str, folder_year: int | None) -> tuple[int, int, Period] | None:
    """ "quý II năm 2026", "quý III, IV/2026"; of several the last, for a plan looks ahead."""
    match = next((one for one in reversed(list(_QUARTERS.finditer(key))) if _is_of_the_plan(key, one)), None)
    year = int(match["year"]) if match and match["year"] else folder_year
    if match is None or year is None:
        return None
    words = re.findall(r"i{1,3}v?|\d+", match["named"])
    numbers = [roman_value(word) or int(word) for word in words]
    start, last = date(year, min(numbers) * 3 - 2, 1), max(numbers) * 3
    end = date(year, last, monthrange(year, last)[1])
    return (0, match.start(), Period(_kind_of(start, end), start, end))


def _is_of_the_plan(key: str, quarter: re.Match[str]) -> bool:
    before = key[: quarter.start()]
    is_other = _of_a_report().search(before) or _BESIDE_A_YEAR.search(before)
    return not is_other and _AND_A_YEAR.match(key, quarter.end()) is None


def _some_months(key: str, folder_year: int | None) -> tuple[int, int, Period] | None:
    """ "5 tháng cuối năm 2025": a year in which the unit began late; "3 quý đầu năm"."""
    match = _SOME_MONTHS.search(key)
    year = int(match["year"]) if match and match["year"] else folder_year
    if not match or year is None:
        return None
    count = 9 if match["quarters"] else int(match["n"])
    first, last = (1, count) if match["side"] == "đầu" else (_MONTHS_OF_YEAR + 1 - count, _MONTHS_OF_YEAR)
    start, end = date(year, first, 1), date(year, last, monthrange(year, last)[1])
    return (0, match.start(), Period(_kind_of(start, end), start, end))


def _bare_year(key: str) -> tuple[int, int, Period] | None:
    """ "cải cách hành chính 2026": the year without its word, when nothing else is printed."""
    match = _BARE_YEAR.search(key)
    if not match:
        return None
    year = int(match[1])
    return (4, match.start(), Period(PeriodKind.ANNUAL, date(year, 1, 1), date(year, 12, 31)))


def _until(key: str, folder_year: int | None) -> tuple[int, int, Period] | None:
    """ "đến năm 2030" alone: from the folder's year on."""
    match = _UNTIL.search(key)
    if not match or folder_year is None or int(match[1]) <= folder_year:
        return None
    return (3, match.start(), Period(PeriodKind.MULTI_YEAR, date(folder_year, 1, 1), date(int(match[1]), 12, 31)))


def _range(key: str) -> tuple[int, int, Period] | None:
    for match in _two_years().finditer(key):
        first, last = int(match.group(1)), int(match.group(2))
        if first >= last or last - first > 20:
            continue
        belongs_to_other = bool(_programme().search(key[: match.start()]))
        rank = 2 if belongs_to_other else 1
        return (rank, match.start(), Period(PeriodKind.MULTI_YEAR, date(first, 1, 1), date(last, 12, 31)))
    return None


def _year(key: str, folder_year: int | None) -> tuple[int, int, Period] | None:
    matches = list(_YEAR.finditer(key))
    if not matches:
        return None
    match = next((one for one in matches if int(one.group(1)) == folder_year), matches[0])
    year = int(match.group(1))
    return (1, match.start(), Period(PeriodKind.ANNUAL, date(year, 1, 1), date(year, 12, 31)))

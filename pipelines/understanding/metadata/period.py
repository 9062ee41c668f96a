"""The period a plan is for, as its title prints it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pipelines.model.plan import PeriodKind
from pipelines.text.vietnamese import match_key

_RANGE = re.compile(r"(?:giai đoạn|thời kỳ|nhiệm kỳ|5 năm|05 năm|năm)?\s*(20\d\d)\s*-\s*(?:năm )?(20\d\d)")
_HALF = re.compile(r"(?:0?6|sáu) tháng (đầu|cuối)(?: của)?(?: năm)?(?: năm)?\s*(20\d\d)")
_YEAR = re.compile(r"(?<!đến )(?<!hướng )năm\s*(20\d\d)(?!\s*-\s*20)")
_PROGRAMME = re.compile(r"(?:chương trình|nghị quyết|đề án|chiến lược)[^,;]{0,120}$")


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, both inside."""

    kind: PeriodKind
    start: date
    end: date


def find_period(text: str) -> Period | None:
    """The plan period named in a title or sentence; None when no year is printed.

    A range that belongs to a programme being carried out ("thực hiện Chương trình … giai đoạn 2021-2030") gives
    way to the plan's own year; otherwise the form printed first counts.
    """
    key = match_key(text)
    found = [one for one in (_half(key), _range(key), _year(key)) if one]
    if not found:
        return None
    return min(found, key=lambda one: (one[0], one[1]))[2]


def _half(key: str) -> tuple[int, int, Period] | None:
    match = _HALF.search(key)
    if not match:
        return None
    year = int(match.group(2))
    first = match.group(1) == "đầu"
    start, end = (date(year, 1, 1), date(year, 6, 30)) if first else (date(year, 7, 1), date(year, 12, 31))
    return (0, match.start(), Period(PeriodKind.HALF_YEAR, start, end))


def _range(key: str) -> tuple[int, int, Period] | None:
    for match in _RANGE.finditer(key):
        first, last = int(match.group(1)), int(match.group(2))
        if first >= last or last - first > 20:
            continue
        belongs_to_other = bool(_PROGRAMME.search(key[: match.start()]))
        rank = 2 if belongs_to_other else 1
        return (rank, match.start(), Period(PeriodKind.MULTI_YEAR, date(first, 1, 1), date(last, 12, 31)))
    return None


def _year(key: str) -> tuple[int, int, Period] | None:
    match = _YEAR.search(key)
    if not match:
        return None
    year = int(match.group(1))
    return (1, match.start(), Period(PeriodKind.ANNUAL, date(year, 1, 1), date(year, 12, 31)))

"""Days as people and office programs write them: ``05/01/2026``, ``5/1/2026``, ``2026-01-05``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

EXPECTED_VI: Final = "ngày có thật dạng dd/MM/yyyy hoặc yyyy-MM-dd, ví dụ 05/01/2026"
# a spreadsheet that knows the cell as a moment writes the time of day behind it
_CLOCK = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_DAY_FIRST = re.compile(rf"(\d{{1,2}})([/.-])(\d{{1,2}})\2(\d{{4}}){_CLOCK}")
_YEAR_FIRST = re.compile(rf"(\d{{4}})([/-])(\d{{1,2}})\2(\d{{1,2}}){_CLOCK}")
_FIRST_YEAR, _LAST_YEAR = 1990, 2099
_MONTHS = 12


def parse_day(text: str) -> date:
    """The day that ``text`` names, blanks around it left out.

    Raises:
        ValueError: no day of the calendar, or of a year that no plan is of.
    """
    trimmed = text.strip()
    if found := _DAY_FIRST.fullmatch(trimmed):
        day, _, month, year = found.groups()
    elif found := _YEAR_FIRST.fullmatch(trimmed):
        year, _, month, day = found.groups()
    else:
        raise ValueError(EXPECTED_VI)
    if not _FIRST_YEAR <= int(year) <= _LAST_YEAR:
        raise ValueError(EXPECTED_VI)
    return date(int(year), int(month), int(day))


def month_comes_first(texts: Iterable[str]) -> bool:
    """Whether a column holds a day that only makes sense with the month first (``12/31/2026``).

    The program that saved it then wrote all of them so, and ``02/03/2026`` beside it is nobody's second of March.
    """
    found = (_DAY_FIRST.fullmatch(text.strip()) for text in texts)
    return any(one and int(one[3]) > _MONTHS >= int(one[1]) for one in found)


def could_be_month_first(text: str) -> bool:
    """Whether the day reads as another one with the month first."""
    found = _DAY_FIRST.fullmatch(text.strip())
    return found is not None and int(found[1]) <= _MONTHS and found[1].zfill(2) != found[3].zfill(2)

"""Document numbers and partly printed dates of letterheads and annex lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_BLANK = r"[\s.…_\-–]*"
_NUMBER = re.compile(
    r"(?<!\w)[Ss]ố\s*[:;.]?(?P<blank>[\s.…_]*)(?P<n>\d{1,3}\.\d{3}(?!\d)|\d{1,5}[a-zA-Z]?)?[\s.…_]*"
    r"/\s*(?:(?P<year>\d{4})\s*/\s*)?(?P<symbol>[A-ZĐ][A-Za-zĐđ]{0,5}(?:\s?[-–]\s?[A-ZĐ&]{2,8})*)"
)
_DATE_WORDS = re.compile(
    r"(?:ngày|,(?=\s*\d))(?P<d>[\s\d.…_]*?)tháng(?P<m>[\s\d.…_]*?)năm\s*(?P<y>[\d.…_]*(?:\d{2,4})?)", re.IGNORECASE
)
_DATE_SLASH = re.compile(
    r"ngày\s*(?P<d>[\d.…_]{0,6})\s*[/.-]\s*(?P<m>\d{1,2}|[.…_]+)\s*[/.-]\s*(?P<y>\d{4}|[.…_]+)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """``text`` is "316/KH-UBND", None when only the symbol is printed (``symbol`` then says which)."""

    text: str | None
    symbol: str


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is printed; a part left blank is None."""

    day: int | None
    month: int | None
    year: int | None
    start: int = 0  # offset of the match in the text it came from

    @property
    def precision(self) -> str | None:
        """``day``, ``month``, ``year`` or None."""
        if self.year is None:
            return None
        if self.month is None:
            return "year"
        return "month" if self.day is None else "day"

    @property
    def as_date(self) -> date | None:
        """The calendar date when day, month and year are printed and exist."""
        if self.day is None or self.month is None or self.year is None:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None  # "31/02": the caller reports `impossible_date` from the parts

    @property
    def is_impossible(self) -> bool:
        """Whether all parts are printed and yet no such day exists."""
        return self.precision == "day" and self.as_date is None


def find_number(text: str) -> DocumentNumber | None:
    """The first "Số: …/KH-UBND" of ``text``; blanks inside are dropped, a blank number gives ``text`` None."""
    match = _NUMBER.search(text)
    if not match:
        return None
    symbol = re.sub(r"\s", "", match["symbol"]).replace("–", "-")
    year = f"/{match['year']}" if match["year"] else ""
    printed = match["n"].replace(".", "") if match["n"] else None  # "1.201/KH-UBND" is number 1201
    return DocumentNumber(f"{printed}{year}/{symbol}" if printed else None, symbol)


def find_date(text: str) -> PartialDate | None:
    """The first "ngày … tháng … năm …" or "ngày dd/mm/yyyy" of ``text``."""
    matches = [match for match in (_DATE_WORDS.search(text), _DATE_SLASH.search(text)) if match]
    if not matches:
        return None
    match = min(matches, key=lambda one: one.start())
    return PartialDate(_digits(match["d"], 2), _digits(match["m"], 2), _year(match["y"]), match.start())


def _digits(text: str, most: int) -> int | None:
    digits = re.sub(r"\D", "", text)
    return int(digits) if 0 < len(digits) <= most and int(digits) > 0 else None


def _year(text: str) -> int | None:
    digits = re.sub(r"\D", "", text)
    return int(digits) if len(digits) == 4 else None

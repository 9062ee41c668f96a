"""Document numbers and partly printed dates of letterheads and annex lines."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from pipelines.reference.pattern_words import either

_BLANK = r"[\s.…_\-–]*"
_NUMBER = re.compile(
    r"(?<!\w)(?:[Ss][ốô]|SỐ)\s*[:;.]?(?P<blank>[\s.…_]*)(?P<n>\d{1,3}\.\d{3}(?!\d)|\d{1,5}[a-zA-Z]?)?[\s.…_]*"
    r"[/\\]\s*(?:(?P<year>\d{4})\s*/\s*)?(?P<symbol>[A-ZĐ][A-Za-zĐđ]{0,5}(?:(?:\s?[-–]\s?|\.(?=UBND))[A-ZĐ&]{2,8})*)"
)
# "Số 201-KH/UBND": number, dash, kind, slash – the form of Party documents, taken over by mistake
_DASHED = re.compile(
    r"(?<!\w)[Ss]ố\s*[:;.]?\s*(?P<n>\d{1,3}\.\d{3}(?!\d)|\d{1,5}[a-zA-Z]?)\s*[-–]\s*"
    r"(?P<kind>[A-ZĐ][A-Za-zĐđ]{0,5})\s*[-–/]\s*(?P<body>UBND|ỦBND|BCĐ[A-Z]*)(?!\w)"
)
# "Số: 12KH-UBND": the stroke was left out, or lost on a scan
_UNSTRUCK = re.compile(
    r"(?<!\w)[Ss]ố\s*[:;.]?\s*(?P<n>\d{1,5})\s?(?P<kind>[A-ZĐ][A-Za-zĐ]{1,3})\s?[-–]\s?(?P<body>UBND)(?!\w)"
)
_DATE_WORDS = re.compile(
    r"(?:ngày|,(?=\s*\d))(?:\s*m[ùồ]ng)?(?P<d>[\s\d.…_]*?)tháng(?P<m>[\s\d.…_]*?)năm\s*(?P<y>[\d.…_]*(?:\d{2,4})?)",
    re.IGNORECASE,
)
_DATE_SLASH = re.compile(
    r"(?:ngày|,(?=\s*\d{1,2}\s*/\s*\d{1,2}\s*/\s*\d{4}\s*$))\s*(?P<d>[\d.…_]{0,6})\s*[/.-]\s*(?P<m>\d{1,2}|[.…_]+)\s*[/.-]\s*(?P<y>\d{4}|[.…_]+)",
    re.IGNORECASE,
)


@cache
def _glued() -> re.Pattern[str]:
    return re.compile(rf"({either('symbol_glued_to_body')})(UBND)")


@cache
def _own_kind() -> re.Pattern[str]:
    return re.compile(rf"{either('symbol_of_own_plan')}(?:-|$)", re.IGNORECASE)


@cache
def _foreign_body() -> re.Pattern[str]:
    """ "-CP", "-TTg", the National Assembly, ministries ("-BNV") and departments ("-SNV")."""
    ministry = r"B(?!CĐ)[A-ZĐ]{1,6}"
    return re.compile(rf"-(?:{either('symbol_of_body_above')}|QH\d*|{ministry}|S[A-ZĐ]{{2,6}})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """``text`` is "316/KH-UBND", None when only the symbol is printed (``symbol`` then says which).

    ``misprint`` holds the printed form where marks stand in the wrong places ("201-KH/UBND"), else None.
    """

    text: str | None
    symbol: str
    misprint: str | None = None

    @property
    def may_be_a_plans(self) -> bool:
        """Whether a People's Committee can number its own plan so: "KH-UBND", "QĐ-UBND"; not "NQ-CP", "QĐ-TTg"."""
        if _foreign_body().search(self.symbol):
            return False
        return bool(_own_kind().match(self.symbol)) or self.symbol.startswith("UBND")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is printed; a part left blank is None."""

    day: int | None
    month: int | None
    year: int | None
    start: int = 0  # offsets of the match in the text it came from
    end: int = 0

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
    match, dashed = _NUMBER.search(text), _DASHED.search(text) or _UNSTRUCK.search(text)
    if dashed:
        symbol = f"{dashed['kind']}-{dashed['body']}"
        return DocumentNumber(f"{dashed['n'].replace('.', '')}/{symbol}", symbol, dashed.group().strip())
    if not match:
        return None
    printed_symbol = re.sub(r"\s", "", match["symbol"]).replace("–", "-")
    symbol = _glued().sub(r"\1-\2", printed_symbol.replace(".", "-"))
    misprint = match.group().strip() if symbol != printed_symbol else None
    year = f"/{match['year']}" if match["year"] else ""
    printed = match["n"].replace(".", "") if match["n"] else None  # "1.201/KH-UBND" is number 1201
    return DocumentNumber(f"{printed}{year}/{symbol}" if printed else None, symbol, misprint)


def find_date(text: str) -> PartialDate | None:
    """The first "ngày … tháng … năm …" or "ngày dd/mm/yyyy" of ``text``."""
    matches = [match for match in (_DATE_WORDS.search(text), _DATE_SLASH.search(text)) if match]
    if not matches:
        return None
    match = min(matches, key=lambda one: one.start())
    return PartialDate(_digits(match["d"], 2), _digits(match["m"], 2), _year(match["y"]), match.start(), match.end())


def _digits(text: str, most: int) -> int | None:
    digits = re.sub(r"\D", "", text)
    return int(digits) if 0 < len(digits) <= most and int(digits) > 0 else None


def _year(text: str) -> int | None:
    digits = re.sub(r"\D", "", text)
    return int(digits) if len(digits) == 4 else None

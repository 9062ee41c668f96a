"""Cells: real numbers, real dates, and strings that stay strings whatever they begin with.

A string is always written as a string, never as a formula or a number. One that begins as a formula would (``=``,
``+``, ``-``, ``@``, tab, line feed) carries Excel's quote prefix as well, so that it stays text when somebody edits the
cell. Excel's limit of 32,767 characters is kept with a visible mark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, Final
from urllib.parse import quote

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.url import Url
from xlsxwriter.worksheet import Worksheet

from pipelines.corrections.model import Item
from pipelines.corrections.values import field_of
from pipelines.reporting.site.display import show_recurrence
from pipelines.reporting.workbook.quick import QuickSheet

MOST_CHARACTERS: Final = 32_767
MOST_LINKS: Final = 65_530
"""Excel opens no sheet with more hyperlinks."""
_CUT: Final = " … [cắt bớt, xem tệp kế hoạch]"
_LOOKS_LIKE_FORMULA: Final = re.compile(r"\A[\s'\"]*[=+\-@|%]")
# what XML 1.0 forbids: spreadsheets would call the file damaged
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NUMBER_FORMATS: Final = {
    "number": "0.00",
    "count": "#,##0",
    "share": "0.0%",
    "date": "dd/mm/yyyy",
    "year": "0",
}
_BASE: Final[dict[str, Any]] = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
_DAY_ZERO: Final = date(1899, 12, 30)
_REAL_MARCH_1900: Final = date(1900, 3, 1)
_BLUE: Final = "#0D4F94"

At = tuple[int, int]
"""Row and column of a cell, from 0."""


@dataclass
class Cells:
    """Writes typed cells into the sheets of one workbook.

    Attributes:
        book: the workbook, open.
        sources: way from the workbook's folder to the folder of the plans, ending with a slash.
    """

    book: Workbook
    sources: str

    def __post_init__(self) -> None:
        self._formats: dict[tuple[str, bool], Format] = {}
        self._links: dict[str, int] = {}

    def write(self, sheet: Worksheet, at: At, kind: str, value: object, *, link: str | None = None) -> None:
        """Write one cell; None leaves it empty.

        Args:
            sheet: the sheet.
            at: row and column, from 0.
            kind: how the value is shown (``layout.KINDS``).
            value: what the query gave.
            link: page below the province's folder, for kind ``link``.
        """
        if value is None:
            return
        if kind in _NUMBER_FORMATS:
            self._write_number(sheet, at, kind, value)
        elif kind == "source":
            self._write_text(sheet, at, kind, str(value), target=f"{self.sources}{quote(str(value))}")
        else:
            self._write_text(sheet, at, kind, _worded(kind, str(value)), target=link if kind == "link" else None)

    def format(self, kind: str, *, quoted: bool = False) -> Format:
        """The format of a kind of cell, made once."""
        key = (kind, quoted)
        if key not in self._formats:
            self._formats[key] = self.book.add_format(_BASE | _look(kind) | ({"quote_prefix": True} if quoted else {}))
        return self._formats[key]

    def _write_number(self, sheet: Worksheet, at: At, kind: str, value: object) -> None:
        if isinstance(value, (date, datetime)):
            # no spreadsheet can hold days before 1900 as dates
            if value.year >= 1900:
                _put_number(sheet, at, _serial_day(value), self.format(kind))
            else:
                self._write_text(sheet, at, "text", f"{value:%d/%m/%Y}")
        elif isinstance(value, (int, float, Decimal)):
            _put_number(sheet, at, float(value), self.format(kind))
        else:
            self._write_text(sheet, at, "text", str(value))

    def _write_text(self, sheet: Worksheet, at: At, kind: str, value: str, *, target: str | None = None) -> None:
        text, risky = _prepared(value)
        if not text:
            return
        linked = target is not None and self._may_link(sheet)
        cell_format = self.format(kind if linked or kind not in ("link", "source") else "text", quoted=risky)
        if linked:
            sheet.write_url(*at, _file_link(str(target), text), cell_format)
        elif isinstance(sheet, QuickSheet):
            sheet.put_text(*at, text, cell_format)
        else:
            sheet.write_string(*at, text, cell_format)

    def _may_link(self, sheet: Worksheet) -> bool:
        used = self._links.get(sheet.name, 0)
        self._links[sheet.name] = used + 1
        return used < MOST_LINKS


def _put_number(sheet: Worksheet, at: At, number: float, cell_format: Format) -> None:
    if isinstance(sheet, QuickSheet):
        sheet.put_number(*at, number, cell_format)
    else:
        sheet.write_number(*at, number, cell_format)


def _serial_day(value: date) -> float:
    """The number that spreadsheets keep for a day (1 is 01/01/1900, and a 29/02/1900 that never was is counted)."""
    day = date(value.year, value.month, value.day)
    number = float((day - _DAY_ZERO).days - (day < _REAL_MARCH_1900))
    if not isinstance(value, datetime):
        return number
    return number + (value.hour * 3600 + value.minute * 60 + value.second) / 86_400


def clean(text: str) -> str:
    """The text as a cell can hold it: no control characters, not longer than Excel allows."""
    kept = _FORBIDDEN.sub("", text).replace("\r\n", "\n")
    return kept if len(kept) <= MOST_CHARACTERS else kept[: MOST_CHARACTERS - len(_CUT)] + _CUT


@lru_cache(maxsize=20_000)
def _prepared(value: str) -> tuple[str, bool]:
    """The text as a cell can hold it, and whether it is risky; names of units and offices come thousands of times."""
    text = clean(value)
    return text, is_risky(text)


def is_risky(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula when it is edited or pasted."""
    return bool(_LOOKS_LIKE_FORMULA.match(text))


def _look(kind: str) -> dict[str, Any]:
    if kind in _NUMBER_FORMATS:
        return {"num_format": _NUMBER_FORMATS[kind]}
    if kind in ("link", "source"):
        return {"font_color": _BLUE, "underline": 1}
    if kind == "heading":
        return {"bold": True, "bg_color": "#E4EEF7", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
    if kind in ("title", "strong"):
        return {"bold": True, "font_size": 16 if kind == "title" else 12}
    if kind == "code":
        return {"num_format": "@"}
    return {"text_wrap": True} if kind == "wrapped" else {}


def _worded(kind: str, value: str) -> str:
    if kind == "cycle":
        return show_recurrence(value)
    if kind == "field":
        return _field_label(value)
    return value


@cache
def _field_label(item_and_field: str) -> str:
    """``target:value`` → the field's Vietnamese name; as it stands when the row names no known field."""
    item, _, name = item_and_field.partition(":")
    spec = field_of(Item(item), name) if item in set(Item) else None
    return spec.label_vi if spec else name


def _file_link(path: str, text: str) -> Url:
    """A link to a file beside the workbook. xlsxwriter turns slashes into Windows' own, which other programs miss."""
    link = Url(path if ":" in path else f"external:{path}")
    link.text = text
    link._relationship_link = link._relationship_link.replace("\\", "/")
    return link

"""Numbers as Vietnamese offices write them.

Decimal comma, thousands dot, counts padded with zeros ("05"); a decimal dot ("98.5%") occurs in texts typed on
English machines and is accepted where it cannot be a thousands dot.
"""

from __future__ import annotations

import re
from decimal import Decimal

_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)?")

SPELT = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
"""Numbers in one word; "năm" is the word for year too, and "tư" a private word ("đầu tư")."""

NUMBER_PATTERN = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
"""Regular-expression source of one number; feed a match to :func:`parse_number`."""


def parse_number(text: str) -> Decimal | None:
    """Value of one printed number, or None when ``text`` is no such number.

    >>> parse_number("97,28"), parse_number("98.5"), parse_number("1.245"), parse_number("05")
    (Decimal('97.28'), Decimal('98.5'), Decimal('1245'), Decimal('5'))
    """
    printed = text.strip()
    if _THOUSANDS.fullmatch(printed):
        return Decimal(printed.replace(".", "").replace(",", "."))
    if _PLAIN.fullmatch(printed):
        return Decimal(printed.replace(",", "."))
    return None


def parse_percent(text: str) -> Decimal | None:
    """Value of a printed percentage without its sign; a dot is always a decimal mark here.

    Shares never reach a thousand in these plans, so "97.285" is 97.285 and not 97 285.
    """
    printed = text.strip().replace(",", ".")
    return Decimal(printed) if re.fullmatch(r"\d+(?:\.\d+)?", printed) else None

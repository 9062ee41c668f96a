"""How figures and dates are shown to Vietnamese readers (decimal comma, dot for thousands, day first)."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

VIET_NAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")
"""The zone of every time that a person reads."""


def show_number(value: float | None, digits: int = 2) -> str:
    """``1234.5`` → ``1.234,50``; None → ``-``."""
    if value is None:
        return "-"
    return f"{value:,.{digits}f}".replace(",", "\u0000").replace(".", ",").replace("\u0000", ".")


def show_percent(value: float | None, digits: int = 1) -> str:
    """A share on the 0-100 scale, no blank before the sign: ``97.28`` → ``97,3%``; None → ``-``."""
    return "-" if value is None else f"{show_number(value, digits)}%"


def printable(text: str) -> str:
    """``text`` with every control character as its escape (``\\x1b``): a terminal obeys those, whoever wrote them."""
    if text.isprintable():
        return text
    return "".join(character if _is_shown(character) else _escape(character) for character in text)


def _is_shown(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def show_date(value: date | None) -> str:
    """``dd/MM/yyyy``; None → ``-``."""
    return "-" if value is None else f"{value:%d/%m/%Y}"


def show_moment(moment: str) -> str:
    """A moment of a record (ISO, any zone) as people in Viet Nam read it: ``08:05 ngày 30/11/2026``."""
    return f"{datetime.fromisoformat(moment).astimezone(VIET_NAM):%H:%M ngày %d/%m/%Y}"


def show_seconds(seconds: float) -> str:
    """Duration for people: ``7,4 giây``, ``2 phút 05 giây``."""
    if seconds < 60:
        return f"{show_number(seconds, 1)} giây"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} phút {rest:02d} giây"

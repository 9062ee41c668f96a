"""How the pages write figures, dates and names: the filters of the templates."""

from __future__ import annotations

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from pipelines.corrections.values import FIELDS, NONE
from pipelines.provenance.rules import rule_in_words
from pipelines.reference.code_words import code_words, column_words
from pipelines.reporting.site import facts
from pipelines.text.display import show_date, show_number
from pipelines.text.vietnamese import to_roman

Number = int | float | Decimal
NOTHING: Final = "–"
_COMPARATORS: Final = {"=": "", ">=": "≥\u00a0", ">": ">\u00a0", "<=": "≤\u00a0", "<": "<\u00a0"}
_UNITS: Final = {"percent": "%", "percentage_point": " điểm\u00a0%", "day": " ngày", "hour": " giờ", "minute": " phút"}
_EXAMPLE: Final = re.compile(r" \([^)]*\)")
STATUS_VI: Final = code_words("status")
SEVERITY_VI: Final = {code: word.capitalize() for code, word in code_words("severity").items()}
SUPERSEDED_VI: Final = code_words("superseded")
FIELD_VI: Final = {spec.name: spec.label_vi for spec in FIELDS}
GROUPS_VI: Final = code_words("group")
LEVEL_VI: Final = {"national": "quốc gia", "provincial": "tỉnh"}


def show_value(value: Number | None, unit: str = "percent", comparator: str = "=") -> str:
    """A planned level as plans write it: ``80%``, ``≥ 97,5%``, ``1.245``; at most two decimals, no idle zeros."""
    if value is None:
        return NOTHING
    return f"{_COMPARATORS[comparator]}{_trimmed(value, 2)}{_UNITS.get(unit, '')}"


def show_mean(value: Number | None, unit: str = "percent") -> str:
    """A computed level with one decimal: ``81,3%``."""
    if value is None:
        return NOTHING
    return f"{_rounded(value, 1)}{'%' if unit == 'percent' else ''}"


def show_share(value: float | None) -> str:
    """A share of 0-1 as per cent with one decimal: ``0.738`` → ``73,8%``."""
    return NOTHING if value is None else f"{_rounded(100 * value, 1)}%"


def show_change(value: Number | None, unit: str = "percent", digits: int = 1) -> str:
    """A signed difference: ``+5``, ``−2,5`` (the sign is a real minus); zero has no sign."""
    if value is None:
        return NOTHING
    text = _trimmed(abs(float(value)), digits)
    sign = "" if text == "0" else "+" if value > 0 else "−"
    return sign + text + (" điểm\u00a0%" if unit == "percent" else "")


def show_count(value: Number | None) -> str:
    """A count with dots between thousands: ``1.245``."""
    return NOTHING if value is None else show_number(float(value), 0)


def show_tally(value: int) -> str:
    """A count in a crowded table, where nothing is shown as a dash."""
    return show_count(value) if value else NOTHING


def show_day(value: date | None, precision: str | None = "day") -> str:
    """``05/01/2026``; only what is known when the plan leaves day or month blank: ``01/2026``, ``2026``."""
    if value is None:
        return NOTHING
    return {"year": f"{value:%Y}", "month": f"{value:%m/%Y}"}.get(precision or "day", show_date(value))


def show_quarter(quarter: int | None, year: int) -> str:
    """``Quý III/2026``."""
    return "Không rõ quý" if quarter is None else f"Quý {to_roman(quarter)}/{year}"


def show_period(kind: str | None) -> str:
    """Kind of period in words."""
    return code_words("period_kind").get(kind or "", NOTHING)


def show_recurrence(cycle: str | None) -> str:
    """``hằng tháng``; empty when the task has no cycle."""
    return code_words("recurrence").get(cycle or "", cycle or "")


def unit_name(unit_type: str, name: str) -> str:
    """``Xã Bến Quan``, ``Phường Cửa Lò``: as lists of units print it."""
    return f"{unit_type[:1].upper()}{unit_type[1:]} {name}"


def plain(value: Number | None) -> str:
    """A figure for a script's attribute: dot as decimal mark, no idle zeros; empty when unknown."""
    return "" if value is None else f"{float(value):g}"


def _rounded(value: Number, digits: int) -> str:
    """Half goes up, as people round; binary halves would go to the even digit."""
    exact = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return show_number(float(exact), digits)


def _trimmed(value: Number, digits: int) -> str:
    text = _rounded(value, digits)
    return text.rstrip("0").rstrip(",") if "," in text else text


def show_rule(rule: str) -> str:
    """How a value was read, in words: ``percent.value_first`` → "con số theo phần trăm; số đứng trước nội dung"."""
    words = rule_in_words(rule)
    return _EXAMPLE.sub("", words) if words else rule


def show_stored(row: facts.Correction, which: str) -> str:
    """The value before or after a correction (``old_value``, ``new_value``) with codes as their words."""
    value: str | None = getattr(row, which)
    if value is None or value == NONE:
        return NOTHING
    return column_words(row.field or "").get(value, value)

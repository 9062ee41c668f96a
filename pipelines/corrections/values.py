"""The fields that may be corrected: how a value is shown to the reviewer and how what was typed is understood.

``-`` stands for "none". Numbers and dates are accepted as Vietnamese people and as programs write them; a value is
compared by its meaning, so that ``98,50`` and ``98.5`` are one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from pipelines.corrections.columns import words_of
from pipelines.corrections.model import Item
from pipelines.model.plan import Deadline, DeadlineKind
from pipelines.reference.areas import areas
from pipelines.reference.indicators import indicator_by_code, indicators
from pipelines.reference.offices import offices
from pipelines.reference.units import communes
from pipelines.sidefiles.days import parse_day as side_day
from pipelines.text.display import show_date
from pipelines.text.vietnamese import ascii_key, match_key
from pipelines.understanding.deadlines import parse_deadline

NONE = "-"
_VI_THOUSANDS = re.compile(r"^-?\d{1,3}(?:\.\d{3})+(?:,\d+)?$")
_CODE = re.compile(r"^[A-Z0-9_]{2,20}$")
_COMMUNE = re.compile(r"\b(\d{5})\b")
_SYMBOL = re.compile(r"^\d+[a-z]?/[\w/Đ.&-]+$", re.IGNORECASE)
_YEARS = range(2001, 2051)

Value = Decimal | date | int | str | None
_KINDS_VI = {
    DeadlineKind.DATE: "ngày",
    DeadlineKind.MONTH: "tháng",
    DeadlineKind.QUARTER: "quý",
    DeadlineKind.YEAR: "năm",
    DeadlineKind.PERIOD: "giai đoạn",
    DeadlineKind.RECURRING: "định kỳ",
    DeadlineKind.ONGOING: "thường xuyên",
    DeadlineKind.RELATIVE: "tính từ sự kiện",
    DeadlineKind.BY_PLAN: "theo kế hoạch",
}
_CYCLES_VI = {
    "weekly": "hằng tuần",
    "monthly": "hằng tháng",
    "quarterly": "hằng quý",
    "half_yearly": "6 tháng",
    "yearly": "hằng năm",
    "ad_hoc": "đột xuất",
}


class BadValue(ValueError):  # noqa: N818 - named for what happened
    """What was typed is no value of the field; ``expected_vi`` says what is."""

    def __init__(self, expected_vi: str) -> None:
        super().__init__(expected_vi)
        self.expected_vi = expected_vi


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field of an item.

    Attributes:
        parse: what was typed → value; raises :class:`BadValue`.
        may_be_none: whether ``-`` is a value.
    """

    item: Item
    name: str
    label_vi: str
    parse: Callable[[str], Value]
    may_be_none: bool = False

    def understood(self, typed: str) -> Value:
        """Value of what was typed.

        Raises:
            BadValue: it is none of this field.
        """
        text = typed.strip()
        if text == NONE or not text:
            if self.may_be_none:
                return None
            raise BadValue("một giá trị (không để trống)")
        return self.parse(text)


def field_of(item: Item, name: str) -> FieldSpec | None:
    """The field ``name`` of an item; None when it cannot be corrected."""
    return next((spec for spec in FIELDS if spec.item is item and spec.name == name), None)


def shown(value: Value) -> str:
    """A value as the review files state it: decimal comma, dd/MM/yyyy, ``-`` for none."""
    if value is None or value == "":
        return NONE
    if isinstance(value, Decimal):
        return f"{value.normalize():f}".replace(".", ",")
    if isinstance(value, date):
        return show_date(value)
    return str(value)


def deadline_words(deadline: Deadline) -> str:
    """A deadline in one line that two equal deadlines share: ``quý, 01/07/2026–30/09/2026``."""
    if deadline.kind is DeadlineKind.NONE:
        return NONE
    parts = [_KINDS_VI[deadline.kind]]
    if deadline.recurrence:
        parts.append(_CYCLES_VI.get(deadline.recurrence, deadline.recurrence))
    if deadline.start or deadline.end:
        last = f"trước {show_date(deadline.end)}" if deadline.is_exclusive else show_date(deadline.end)
        parts.append(f"{show_date(deadline.start)}–{last}" if deadline.start else f"đến {last}")
    return ", ".join(parts)


# ------------------------------------------------------------------------------------------------ parsers


def parse_number(text: str) -> Decimal:
    """``97,5``, ``97.5``, ``97,5%``, ``1.245``, ``1 245`` → number.

    Raises:
        BadValue: not a number that the warehouse keeps.
    """
    plain = re.sub(r"[\s%]", "", text)
    if _VI_THOUSANDS.match(plain):
        plain = plain.replace(".", "")
    try:
        number = Decimal(plain.replace(",", "."))
    except InvalidOperation:
        raise BadValue("một số, ví dụ 97,5 hoặc 1.245") from None
    if not number.is_finite() or abs(number) >= Decimal(10) ** 12:
        raise BadValue("một số nhỏ hơn 1.000 tỷ")
    return number


def parse_day(text: str) -> date:
    """``05/01/2026`` or ``2026-01-05``.

    Raises:
        BadValue: not a day of the calendar.
    """
    try:
        return side_day(text)
    except ValueError:
        raise BadValue("ngày có thật dạng dd/MM/yyyy, ví dụ 05/01/2026") from None


def _year(text: str) -> int:
    if not text.isdecimal() or int(text) not in _YEARS:
        raise BadValue("năm bốn chữ số, ví dụ 2026")
    return int(text)


def _word(column: str, expected_vi: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        value = words_of(column).get(match_key(text))
        if value is None:
            raise BadValue(expected_vi)
        return value

    return parse


def _indicator(text: str) -> str:
    code = text.split(maxsplit=1)[0].strip("()[]:;,") if text.split() else ""
    if indicator_by_code(code) is not None:
        return code
    named = [one.code for one in indicators() if ascii_key(one.name_vi) == ascii_key(text)]
    if len(named) != 1:
        raise BadValue("mã hoặc tên đầy đủ của một chỉ tiêu trong danh mục, hoặc -")
    return named[0]


def _office(text: str) -> str:
    code = text.split(maxsplit=1)[0].strip("()[]:;,")
    if _CODE.match(code) and code in offices():
        return code
    named = [one.code for one in offices().values() if ascii_key(one.name_vi) == ascii_key(text)]
    if len(named) != 1:
        raise BadValue("mã hoặc tên đầy đủ của một cơ quan trong danh mục")
    return named[0]


def _area(text: str) -> str:
    key = ascii_key(text)
    found = [one.code for one in areas() if key in (one.code, ascii_key(one.name_vi))]
    if not found:
        raise BadValue(f"mã lĩnh vực: {', '.join(one.code for one in areas())}")
    return found[0]


def _commune(text: str) -> str:
    code = _COMMUNE.search(text)
    if code is None or code[1] not in {one.code for one in communes()}:
        raise BadValue("mã xã, phường, đặc khu 5 chữ số có trong danh mục")
    return code[1]


def _symbol(text: str) -> str:
    plain = re.sub(r"\s+", "", text)
    if not _SYMBOL.match(plain):
        raise BadValue("số, ký hiệu văn bản, ví dụ 15/KH-UBND")
    return plain


def _deadline(text: str) -> str:
    # the year only has to be some year here: the plan's own is known where the correction is applied
    read = parse_deadline(text, plan_year=2026)
    faults = {finding.rule for finding in read.findings} & {"deadline_unparsed", "impossible_date", "deadline_reversed"}
    if faults or read.kind is DeadlineKind.NONE:
        raise BadValue("thời hạn viết như trong kế hoạch: 30/6/2026, tháng 9/2026, quý III/2026, thường xuyên, hoặc -")
    return text


FIELDS: tuple[FieldSpec, ...] = (
    FieldSpec(Item.TARGET, "indicator_code", "Mã chỉ tiêu", _indicator, may_be_none=True),
    FieldSpec(Item.TARGET, "comparator", "Dấu so sánh", _word("comparator", "một trong: = ≥ > ≤ <")),
    FieldSpec(Item.TARGET, "value", "Giá trị", parse_number),
    FieldSpec(Item.TARGET, "value_max", "Giá trị trên (khoảng)", parse_number, may_be_none=True),
    FieldSpec(Item.TARGET, "unit", "Đơn vị tính", _word("unit", "một trong: %, điểm %, số lượng, ngày")),
    FieldSpec(
        Item.TARGET,
        "basis",
        "Cách tính",
        _word("basis", "một trong: theo hồ sơ, theo giao dịch, theo hồ sơ nộp, theo hồ sơ giải quyết; hoặc -"),
        may_be_none=True,
    ),
    FieldSpec(Item.TARGET, "change", "Tăng, giảm", _word("change", "một trong: tăng, giảm; hoặc -"), may_be_none=True),
    FieldSpec(Item.TARGET, "year", "Năm của mức", _year, may_be_none=True),
    FieldSpec(Item.TASK, "deadline", "Thời hạn", _deadline, may_be_none=True),
    FieldSpec(Item.TASK, "area_code", "Lĩnh vực", _area, may_be_none=True),
    FieldSpec(Item.OFFICE, "office_code", "Cơ quan", _office, may_be_none=True),
    FieldSpec(Item.CITATION, "number", "Số, ký hiệu", _symbol),
    FieldSpec(Item.CITATION, "issued_on", "Ngày ban hành", parse_day, may_be_none=True),
    FieldSpec(Item.DOCUMENT, "commune_code", "Đơn vị", _commune),
    FieldSpec(Item.DOCUMENT, "document_number", "Số, ký hiệu", _symbol, may_be_none=True),
    FieldSpec(Item.DOCUMENT, "issued_on", "Ngày ban hành", parse_day, may_be_none=True),
    FieldSpec(Item.DOCUMENT, "plan_year", "Năm kế hoạch", _year),
    FieldSpec(Item.DOCUMENT, "status", "Tình trạng", _word("status", "một trong: đã ban hành, dự thảo, chưa xác định")),
)

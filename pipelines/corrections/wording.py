"""Fields and values of a correction in the words of the people who read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pipelines.corrections.model import Item
from pipelines.corrections.values import NONE, field_of
from pipelines.reference.areas import areas
from pipelines.reference.indicators import indicator_by_code
from pipelines.reference.offices import offices
from pipelines.reference.units import communes

CHOICES: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "comparator": (("=", "bằng"), (">=", "từ … trở lên"), (">", "trên"), ("<=", "tối đa"), ("<", "dưới")),
    "unit": (("percent", "%"), ("percentage_point", "điểm %"), ("count", "số lượng"), ("day", "ngày")),
    "status": (("issued", "đã ban hành"), ("draft", "dự thảo"), ("undetermined", "chưa xác định")),
}
"""Fields that are chosen from a list: value and its words."""


def name_of(field: str, code: str) -> str:
    """What a code stands for: name of the indicator, office, unit or area; empty for any other value."""
    if field == "indicator_code":
        indicator = indicator_by_code(code)
        return indicator.name_vi if indicator else ""
    if field == "office_code":
        office = offices().get(code)
        return office.name_vi if office else ""
    if field == "commune_code":
        return next((one.full_name for one in communes() if one.code == code and one.valid_to is None), "")
    if field == "area_code":
        return next((one.name_vi for one in areas() if one.code == code), "")
    return dict(CHOICES.get(field, ())).get(code, "")


def field_words(item: str, field: str) -> str:
    """What a field is called, inside a sentence: ``giá trị``."""
    spec = field_of(Item(item), field) if item in {one.value for one in Item} else None
    return f"{spec.label_vi[:1].lower()}{spec.label_vi[1:]}" if spec else field


def change_words(item: str, field: str, value: str) -> str:
    """A correction in words: ``giá trị thành 75``."""
    told = "không có" if value == NONE else name_of(field, value) or value
    return f"{field_words(item, field)} thành {told}"

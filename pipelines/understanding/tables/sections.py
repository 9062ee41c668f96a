"""Section rows and headings: their number, name, level and declared count of tasks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.text.vietnamese import match_key, roman_value, squeeze_spaces
from pipelines.understanding.words.numbering import split_number


@cache
def _declared() -> re.Pattern[str]:
    return re.compile(rf"\(\s*(?:gồm|có)?\s*(\d{{1,3}})\s*{either('counted_work')}[^)]*\)", re.IGNORECASE)


_ROMAN_OR_LETTER = re.compile(r"[IVXL]{1,6}|[A-HĐ]")
# "Tổng hợp báo cáo…" and "Cộng tác viên…" are tasks: the bare words are a sum only where a figure or nothing follows
_TOTAL = re.compile(r"^(?:(?:tổng cộng|tổng số)(?!\w)|(?:cộng|tổng)(?=\s*(?:$|[:;(]|\d)))")
_TOTAL_COUNT = re.compile(r"(\d{1,4})\s*(?:\w+\s+){0,2}?nhiệm vụ")


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a table; ``level`` 0 is the outermost."""

    number: str | None
    name: str
    level: int
    declared_count: int | None = None


def declared_count(text: str) -> int | None:
    """The count in "(05 nhiệm vụ)", if one is printed."""
    match = _declared().search(text)
    return int(match.group(1)) if match else None


def section_name(text: str) -> str:
    """A section's name without its declared count and closing mark."""
    return squeeze_spaces(_declared().sub("", text)).rstrip(" :;.").strip()


def level_of(number: str | None) -> int:
    """Nesting of a section number: A → 0, IV → 0, 3 → 1, 7.1 → 1, 7.1.2 → 2; unnumbered → 0."""
    if not number:
        return 0
    if _ROMAN_OR_LETTER.fullmatch(number):
        return 0
    return max(1, number.count("."))


def is_outer_number(text: str) -> bool:
    """Whether ``text`` is a Roman numeral or a capital letter, the usual numbers of sections."""
    bare = text.strip().rstrip(".):/")
    return bool(_ROMAN_OR_LETTER.fullmatch(bare)) and (len(bare) == 1 or roman_value(bare) is not None)


def _rejoined(number: str) -> str:
    """A Roman number that a narrow column broke in two: "VI I" → "VII"."""
    joined = number.replace(" ", "")
    return joined if _ROMAN_OR_LETTER.fullmatch(joined.rstrip(".):/")) and roman_value(joined) else number


def make_section(number_cell: str, text: str) -> Section:
    """Section from the number cell (may be empty) and the title, which may carry the number itself."""
    inner, name = split_number(text)
    outer = _rejoined(squeeze_spaces(number_cell)).rstrip(".):/ ") or None
    if outer and not re.match(r"(?i)nội dung|phần|mục|lĩnh vực|nhóm|chương", text.strip()):
        inner, name = None, squeeze_spaces(text)
    number = outer or inner
    return Section(number, section_name(name), level_of(number), declared_count(text))


def is_total(text: str) -> bool:
    """Whether a row or line is a sum ("Tổng cộng: 35 nhiệm vụ"), not a task."""
    return bool(_TOTAL.match(match_key(text).lstrip("-+* ")))


def total_count(text: str) -> int | None:
    """The number of tasks that a sum line states, words between number and noun allowed."""
    match = _TOTAL_COUNT.search(match_key(text))
    return int(match.group(1)) if match and is_total(text) else None

"""What a lead-in says for all the items below it: a comparator ("đạt tối thiểu các mức sau:") or the value itself.

"Từ 95% trở lên đối với: A; B." states two levels; "Đạt 100% đối với các nội dung:" one for every item of the list. The
items may be paragraphs of their own: :func:`lead_of_items` finds the lead-in that each stands under.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from pipelines.reference.pattern_words import either
from pipelines.reference.target_words import any_of, phrase_values
from pipelines.text.vietnamese import match_key
from pipelines.understanding.targets.part import is_empty

_MARK = re.compile(r"^\s*(?:[-+*•–·\uf020-\uf0ff]|\d{1,2}[.)/]|[a-zđ][.)/])\s*(?=\S)")
_VALUE = r"\d+(?:[.,]\d+)?\s?%"
_LED_BY_VALUE = re.compile(
    rf"^(?P<head>[^:;]{{0,60}}?{_VALUE}[^:;]{{0,14}}?)\s(?:đối với|cho|ở)(?=\s|:)[^:;%\d]{{0,60}}:"
    r"\s*(?P<items>\S.*)?$"
)
_DATED = re.compile(r"(?:(?:đến|trong|vào)\s)?(?:(?:hết|cuối)\s)?năm\s20\d\d(?!\w)")
_ENDS_ITEM = re.compile(r"[\s.;,]+$")
_LONGEST_LEAD = 160  # characters


@cache
def _ends_with_comparator() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?P<word>{any_of('comparator')})[\s)]*"
        rf"(?:(?:là|các|những)\s)*(?:{either('listed_thing')}\s)*(?:sau(?:\sđây)?|dưới đây)?[\s):]*$"
    )


@cache
def _led_by_bare_value() -> re.Pattern[str]:
    """ "Phấn đấu đạt 100% các nội dung sau:", "Các chỉ tiêu sau đạt từ 95% trở lên:": nothing is named but the list."""
    listed = rf"(?:(?:các|những|nhóm)\s)*{either('listed_thing')}(?!\w)"
    here = r"(?:\s(?:sau(?:\sđây)?|dưới\sđây|như\ssau))?"
    return re.compile(
        rf"^(?:{listed}{here}\s)?(?P<head>(?P<before>[^:;%]{{0,60}}?){_VALUE}(?P<after>[^:;%\d]{{0,14}}?))"
        rf"(?:\s(?:tất\scả\s|toàn\sbộ\s)?{listed})?{here}(?:\s(?:bao\s)?gồm)?\s?:\s*(?P<items>\S.*)?$",
        re.IGNORECASE,
    )


def _led(line: str) -> re.Match[str] | None:
    """The parts of a line that states one value for what it lists: its ``head`` with the value, its ``items``."""
    if "%" not in line:
        return None  # cheap, and true of nearly all lines
    line = line.replace("\n", " ")
    found = _LED_BY_VALUE.match(line.strip())
    if found is not None:
        return found
    bare = _led_by_bare_value().match(_MARK.sub("", line).strip())
    is_bare = bare is not None and all(_names_nothing(bare[side]) for side in ("before", "after"))
    return bare if is_bare else None


def _names_nothing(words: str) -> bool:
    return is_empty(_DATED.sub(" ", match_key(words)))


def comparator_of_lead(lead: str) -> str | None:
    """The comparator that a lead-in ends with: ">=" of "Phấn đấu đạt các chỉ tiêu sau (tối thiểu):", or None."""
    found = _ends_with_comparator().search(match_key(lead))
    return phrase_values("comparator")[found["word"]] if found else None


def value_of_lead(lead: str) -> str | None:
    """The words of the value that a lead-in states for its items: "Từ 95 % trở lên", or None."""
    found = _led(lead)
    return _closed(found["head"]) if found else None


def items_of_line(text: str) -> tuple[str, tuple[str, ...]] | None:
    """Value and items of a lead-in with its items in one line: "Tối thiểu 50% đối với: A; B."; None for other lines.

    Items with a number of their own make it an ordinary list.
    """
    found = _led(text)
    if found is None:
        return None
    items = tuple(part for one in (found["items"] or "").split(";") if (part := _closed(one)))
    return None if any(char == "%" for item in items for char in item) else (_closed(found["head"]), items)


def without_mark(text: str) -> str:
    """An item without the mark before it and the signs that close it."""
    return _closed(_MARK.sub("", text))


def _closed(text: str) -> str:
    return _ENDS_ITEM.sub("", text.strip())


def lead_of_items(lines: Sequence[str]) -> tuple[str | None, ...]:
    """For each line of the body the lead-in of the list it is an item of, else None.

    A list goes on while its items begin with the mark of the first one, or, without marks, while they end with ";".
    """
    leads: list[str | None] = []
    lead, mark, goes_on = None, None, False
    for line in lines:
        own, is_open = _mark(line), line.rstrip().endswith(";")
        if lead is not None and mark is not None and (own != mark or not (own or is_open or goes_on)):
            lead = None
        mark = own if lead is not None else None
        leads.append(lead if own or is_open or goes_on else None)
        goes_on = lead is not None and is_open and not own
        if line.rstrip().endswith(":") and len(line) <= _LONGEST_LEAD:
            lead, mark = line, None
    return tuple(leads)


def unwrapped(lines: Sequence[str]) -> list[str]:
    """Lines of a cell as its writer broke them: one without a mark goes on with a line that no sign closes."""
    joined: list[str] = []
    for line in lines:
        if joined and not _mark(line) and joined[-1].rstrip()[-1:] not in (".", ";", ":"):
            joined[-1] += f"\n{line}"
        else:
            joined.append(line)
    return joined


def _mark(line: str) -> str:
    """Kind of the mark that a line begins with: the bullet itself, "1", "a", or '' for none."""
    if _MARK.match(line) is None:
        return ""
    first = line.lstrip()[0]
    return "1" if first.isdigit() else "a" if first.isalpha() else first

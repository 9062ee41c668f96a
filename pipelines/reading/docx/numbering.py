"""Automatic numbers, computed the way Word shows them.

Counters belong to the abstract list: two ``w:num`` of one abstract list go on counting together, unless the
second has a ``startOverride``, which restarts its level when the list is first used (ECMA-376 part 1, 17.9).
Paragraphs in cells that a vertical merge covers are not printed and do not count: a column that was numbered by
hand over merged cells shows 1, 2, 3 (LibreOffice counts them when they carry a number of their own).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipelines.reading.docx.ooxml import Element, W, as_int, children, int_val, on_off, val
from pipelines.reading.docx.symbols import symbol_text

LEVELS = 9
_PLACEHOLDER = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how it counts, what it prints."""

    start: int = 1
    number_format: str = "decimal"
    text: str = ""
    restart_after: int | None = None  # w:lvlRestart: 0 never, n after level n; None after any higher level
    is_legal: bool = False  # print all parts as decimal
    spaced: bool = True  # False: w:suff="nothing"
    style: str | None = None
    minimum_digits: int = 1


@dataclass(frozen=True, slots=True)
class ListInstance:
    """A ``w:num``: the counters it shares (``abstract``), its levels and its start overrides."""

    abstract: str
    levels: dict[int, Level]
    start_overrides: dict[int, int]


@dataclass(slots=True)
class Numbering:
    """Lists of a document with their running counters: call :meth:`label` once per paragraph, in order."""

    instances: dict[str, ListInstance]
    _counters: dict[str, dict[int, int]] = field(default_factory=dict)
    _started: set[tuple[str, int]] = field(default_factory=set)

    def level_of_style(self, number_id: str, style_id: str) -> int | None:
        """Level of list ``number_id`` that is linked to the paragraph style ``style_id``."""
        instance = self.instances.get(number_id)
        levels = {} if instance is None else instance.levels
        return next((index for index, level in levels.items() if level.style == style_id), None)

    def label(self, number_id: str, index: int) -> str | None:
        """Count one paragraph of list ``number_id`` at level ``index`` (0..8) and return its printed label.

        None when the list is unknown (``numId`` 0 switches numbering off) or prints nothing.
        """
        instance = self.instances.get(number_id)
        if instance is None or index not in instance.levels:
            return None
        counters = self._counters.setdefault(instance.abstract, {})
        self._advance(number_id, instance, index, counters)
        return _printed(instance, index, counters) or None

    def _advance(self, number_id: str, instance: ListInstance, index: int, counters: dict[int, int]) -> None:
        override = instance.start_overrides.get(index)
        if override is not None and (number_id, index) not in self._started:
            counters[index] = override
        else:
            counters[index] = counters.get(index, instance.levels[index].start - 1) + 1
        self._started.add((number_id, index))
        for deeper, level in instance.levels.items():
            if deeper > index and _restarts(level, index):
                counters.pop(deeper, None)

    def suffix(self, number_id: str, index: int) -> str:
        """What stands between label and text: a space, or nothing."""
        instance = self.instances.get(number_id)
        level = None if instance is None else instance.levels.get(index)
        return " " if level is None or level.spaced else ""


def _restarts(level: Level, index: int) -> bool:
    return level.restart_after is None or index < level.restart_after


def _printed(instance: ListInstance, index: int, counters: dict[int, int]) -> str:
    level = instance.levels[index]
    if level.number_format == "bullet":
        return level.text
    if level.number_format == "none" and not level.text:
        return ""

    def part(match: re.Match[str]) -> str:
        place = int(match.group(1)) - 1
        source = instance.levels.get(place, Level())
        number = counters.get(place, source.start)
        shown = "decimal" if level.is_legal else source.number_format
        return format_number(number, shown, source.minimum_digits)

    return _PLACEHOLDER.sub(part, level.text).strip()


def format_number(number: int, number_format: str, minimum_digits: int = 1) -> str:
    """Write ``number`` in a ``w:numFmt`` format; formats that no plan uses come out as decimal digits."""
    if number_format == "none":
        return ""
    if number_format in {"upperRoman", "lowerRoman"}:
        roman = _roman(number)
        return roman if number_format == "upperRoman" else roman.lower()
    if number_format in {"upperLetter", "lowerLetter"}:
        letters = _letters(number)
        return letters if number_format == "upperLetter" else letters.lower()
    digits = 2 if number_format == "decimalZero" else minimum_digits
    return f"{number:0{digits}d}"


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return str(number)
    out = []
    for value, numeral in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        count, number = divmod(number, value)
        out.append(numeral * count)
    return "".join(out)


def _letters(number: int) -> str:
    """A..Z, then AA, BB, CC as Word counts."""
    if number < 1:
        return str(number)
    times, place = divmod(number - 1, 26)
    return chr(ord("A") + place) * min(times + 1, 20)


def read_numbering(root: Element | None) -> Numbering:
    """Index ``numbering.xml``: abstract lists, instances, overrides, lists that follow a numbering style."""
    if root is None:
        return Numbering({})
    abstracts = {item.get(W + "abstractNumId", ""): item for item in root.findall(W + "abstractNum")}
    by_style = {name: key for key, item in abstracts.items() if (name := val(item, "styleLink"))}
    instances = {}
    for number in root.findall(W + "num"):
        key = val(number, "abstractNumId") or ""
        linked = val(abstracts.get(key), "numStyleLink")
        key = by_style.get(linked or "", key)
        instances[number.get(W + "numId", "")] = _instance(number, key, abstracts.get(key))
    return Numbering(instances)


def _instance(number: Element, key: str, abstract: Element | None) -> ListInstance:
    levels = _levels(abstract)
    overrides: dict[int, int] = {}
    for override in number.findall(W + "lvlOverride"):
        index = as_int(override.get(W + "ilvl"))
        if index is None:
            continue
        levels.update(_levels(override))
        if (start := int_val(override, "startOverride")) is not None:
            overrides[index] = start
    return ListInstance(key, levels, overrides)


def _levels(parent: Element | None) -> dict[int, Level]:
    found = {} if parent is None else {as_int(lvl.get(W + "ilvl")): lvl for lvl in parent.findall(W + "lvl")}
    return {index: _level(lvl) for index, lvl in found.items() if index is not None and 0 <= index < LEVELS}


def _level(lvl: Element) -> Level:
    number_format, digits = _number_format(lvl)
    start = int_val(lvl, "start")
    text = val(lvl, "lvlText") or ""
    fonts = lvl.find(f"{W}rPr/{W}rFonts")
    font = None if fonts is None else fonts.get(W + "ascii")
    return Level(
        start=0 if start is None else start,
        number_format=number_format,
        text=symbol_text(text, font) if number_format == "bullet" else text,
        restart_after=int_val(lvl, "lvlRestart"),
        is_legal=bool(on_off(lvl, "isLgl")),
        spaced=val(lvl, "suff") != "nothing",
        style=val(lvl, "pStyle"),
        minimum_digits=digits,
    )


def _number_format(lvl: Element) -> tuple[str, int]:
    """Format name and least number of digits; "001, 002" formats sit in alternate content."""
    for child in children(lvl):
        if child.tag == W + "numFmt":
            pattern = child.get(W + "format", "")
            leading = re.match(r"0*\d", pattern)
            if child.get(W + "val") == "custom" and leading:
                return "decimal", len(leading.group())
            return child.get(W + "val", "decimal"), 1
    return "decimal", 1

"""The body's outline: which numbered heading every paragraph stands under ("II.2.1")."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipelines.model.document import Box, ParagraphKind
from pipelines.text.vietnamese import roman_value
from pipelines.understanding.metadata.lines import Line
from pipelines.understanding.words.numbering import split_number

_LONGEST_HEADING = 220  # characters
_LETTER = re.compile(r"^([a-zđ])[.)]\s+(?=\S)")
_ARTICLE = re.compile(r"^Điều\s+(\d{1,2})\s*[.:]\s*")
_PARTS = re.compile(r"^(?:PHẦN|Phần|CHƯƠNG|Chương)\s+(?:thứ\s+)?\w+")
_BARE_PART = 3  # words: "Phần thứ nhất"
_LONGEST_BARE = 120  # characters
_ROMAN_RANK = 2
_CAPITAL = re.compile(r"[A-HĐ]")


@dataclass(frozen=True, slots=True)
class OutlinedLine:
    """A line of the body with the path of its section and the words of the nearest heading.

    ``is_heading`` lines are their own section's title. ``part`` is the title of the outermost heading. A numbered
    paragraph is its own ``heading``; ``above`` is the heading that it stands under. ``titles`` are the titles of all
    levels that the line stands under, outermost first, then the title without number in force.
    """

    line: Line
    section: str | None
    heading: str | None
    part: str | None
    is_heading: bool
    above: str | None = None
    titles: tuple[str, ...] = ()

    @property
    def box(self) -> Box | None:
        """Where the line begins."""
        return self.line.box


@dataclass(frozen=True, slots=True)
class _Level:
    rank: int  # part 0, letter A 1, roman 2, arabic 3, small letter 9; decimals count their dots on top of 3
    label: str
    title: str


def outline(lines: tuple[Line, ...]) -> tuple[OutlinedLine, ...]:
    """Give each line its section path; numbered paragraphs count as headings of what follows them."""
    levels: list[_Level] = []
    found: list[OutlinedLine] = []
    bare: str | None = None  # the title without number in force: until the next one, or the next part or chapter
    for line in lines:
        level = _level(line)
        if level is None and levels and found and _completes_title(levels[-1], found[-1], line):
            levels[-1] = replace(levels[-1], title=f"{levels[-1].title} {line.text}")
            found.append(_outlined(line, levels, bare, is_heading=True))
            continue
        if level:
            levels = [one for one in levels if one.rank < level.rank]
            levels.append(level)
        is_outer = level is not None and level.rank <= _ROMAN_RANK
        bare = line.text if level is None and _is_bare_title(line) else None if is_outer else bare
        found.append(_outlined(line, levels, bare, is_heading=level is not None and is_heading(line)))
    return tuple(found)


def _completes_title(level: _Level, before: OutlinedLine, line: Line) -> bool:
    """True for the title that stands on the line below a bare "Phần I"."""
    is_bare = level.rank == 0 and level.title == before.line.text and len(level.title.split()) <= _BARE_PART
    return is_bare and line.is_set_off and len(line.text) <= _LONGEST_HEADING


def _is_bare_title(line: Line) -> bool:
    """True for a title that stands without a number: "KẾT QUẢ NĂM 2025", alone on its line."""
    text = line.text.rstrip(" :")
    return line.is_set_off and len(text) <= _LONGEST_BARE and not text.endswith((".", ";", ",", "-"))


def _outlined(line: Line, levels: list[_Level], bare: str | None, *, is_heading: bool) -> OutlinedLine:
    return OutlinedLine(
        line=line,
        section=_path(levels),
        heading=levels[-1].title if levels else None,
        part=levels[0].title if levels else None,
        is_heading=is_heading,
        above=next((level.title for level in reversed(levels) if level.title != line.text), None),
        titles=(*(level.title for level in levels), *filter(None, [bare])),
    )


def _path(levels: list[_Level]) -> str | None:
    """Labels joined by dots; a decimal such as "2.1" already holds its parent's number."""
    labels: list[str] = []
    for level in levels:
        if labels and level.label.startswith(f"{labels[-1]}."):
            labels.pop()
        labels.append(level.label)
    return ".".join(label for label in labels if label) or None


def _level(line: Line) -> _Level | None:
    text = line.text
    small = _LETTER.match(text)
    if small:
        return _Level(9, small.group(1), text)
    article = _ARTICLE.match(text)
    if article:
        return _Level(2, f"Điều {article.group(1)}", text)
    if _PARTS.match(text) and len(text) < _LONGEST_HEADING:
        return _Level(0, "", text)
    number, name = split_number(text)
    return _Level(_rank(number), number, text) if number and name else None


def _rank(number: str) -> int:
    if _CAPITAL.fullmatch(number):
        return 1
    if roman_value(number.split(".", maxsplit=1)[0]) is not None:
        return 2 + number.count(".")
    return 3 + number.count(".")


def is_heading(line: Line) -> bool:
    """Whether a numbered line is a title and not a numbered paragraph of running text."""
    if line.kind is ParagraphKind.HEADING or line.text.isupper():
        return True
    return len(line.text) <= _LONGEST_HEADING and not line.text.rstrip().endswith((";", "."))

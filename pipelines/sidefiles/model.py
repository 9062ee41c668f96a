"""What a side file holds, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

VALUE_UNUSED: Final = "side_file_value_unused"
FILE_UNREADABLE: Final = "side_file_unreadable"
COLUMN_UNUSED: Final = "side_file_column_unused"
NO_FILE: Final = "manifest_row_fits_no_file"
SEVERAL_FILES: Final = "manifest_row_fits_several"
COMMUNE_NOT_OF_DAY: Final = "manifest_commune_not_of_day"


class BadSideFile(Exception):  # noqa: N818 - named for what was found
    """The file as a whole cannot be read; the text says what was found (Vietnamese)."""


@dataclass(frozen=True, slots=True)
class SideRow:
    """One row: its number as a spreadsheet counts (the header is row 1) and its cells as typed."""

    line: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        """Whether nothing but blanks stands in it."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class SideTable:
    """A file as a table. ``decimal_comma`` tells that it was saved by a program that separates cells otherwise."""

    header: tuple[str, ...]
    rows: tuple[SideRow, ...]
    decimal_comma: bool = False


@dataclass(frozen=True, slots=True)
class SideProblem:
    """One thing in a side file that is not used: where it stands, what was found, what is expected (Vietnamese).

    Attributes:
        file: path below the raw folder, with ``/``.
        rule: row of ``finding_rules.csv``.
        line: as a spreadsheet counts; None when the whole file is meant.
        column: name of the column; None when the whole row is meant.
    """

    file: str
    rule: str
    line: int | None
    column: str | None
    found_vi: str
    expected_vi: str

    @property
    def text_vi(self) -> str:
        """The whole message with its place."""
        places = [self.file, *(("dòng " + str(self.line),) if self.line is not None else ())]
        places += [f"cột {self.column}"] if self.column is not None else []
        return f"{', '.join(places)}: {self.found_vi}; cần {self.expected_vi}"


def in_order(problems: Sequence[SideProblem]) -> tuple[SideProblem, ...]:
    """Problems as they stand in their files."""
    return tuple(sorted(problems, key=lambda one: (one.file, one.line or 0, one.column or "", one.rule, one.found_vi)))


def shown(text: str, most: int = 80) -> str:
    """What was typed, in quotation marks and not too long; control characters are shown, never passed on."""
    visible = "".join(character if character.isprintable() else "·" for character in text)
    return f"“{visible if len(visible) <= most else visible[: most - 1] + '…'}”"

"""A workbook as its readers give it, whatever the format of the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Span = tuple[int, int, int, int]
"""First row, first column, last row, last column, all from 0, all included."""


@dataclass(frozen=True, slots=True)
class RichRun:
    """Letters of a cell in one format."""

    text: str
    font: str | None = None
    struck: bool = False
    raised: bool = False


@dataclass(frozen=True, slots=True)
class SheetCell:
    """What a cell shows.

    Attributes:
        pieces: its words in order, numbers as their format shows them.
        bold: of the whole cell.
        align: ``left``, ``center``, ``right`` or "" where the program decides.
        ruled: some side of it has a line.
        raw: value as stored, for the second reader; None where there is none to compare.
        colour: of its background, equal for equal colours of one workbook; None for paper.
    """

    pieces: tuple[RichRun, ...]
    bold: bool = False
    align: str = ""
    ruled: bool = False
    raw: float | str | None = None
    colour: str | None = None

    @property
    def is_filled(self) -> bool:
        """True when something is shown, struck words included."""
        return any(piece.text.strip() for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One visible sheet. ``number`` counts all sheets of the workbook from 1, hidden ones included."""

    number: int
    name: str
    cells: Mapping[tuple[int, int], SheetCell]
    merges: tuple[Span, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    widths: Mapping[int, float] = field(default_factory=dict)  # points; missing: the usual width
    uncalculated: tuple[tuple[int, int], ...] = ()  # formulas whose result the file does not hold
    errors: tuple[tuple[int, int], ...] = ()  # cells that show "#N/A", "#REF!" …


@dataclass(frozen=True, slots=True)
class Workbook:
    """Sheets that are shown, names of those that are hidden and hold something, and the file's own properties."""

    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()  # parts that hold text and are not read: shapes, pictures


def column_name(column: int) -> str:
    """Letters of a column: A for 0, AA for 26."""
    name = ""
    column += 1
    while column:
        column, place = divmod(column - 1, 26)
        name = chr(ord("A") + place) + name
    return name


def cell_name(row: int, column: int) -> str:
    """Name of a cell: B5 for row 4, column 1."""
    return f"{column_name(column)}{row + 1}"


def ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Runs of numbers that follow one another, as (first, last)."""
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found

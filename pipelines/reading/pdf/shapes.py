"""The small values that travel between the stages of the PDF reader.

All coordinates are PDF points in displayed orientation: origin top left, y growing downwards. They are named
tuples, not dataclasses, because a page has thousands of them and their creation is on the hot path.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Glyph(NamedTuple):
    """One printed character, or one word when the source is OCR.

    A blank that the file draws is a glyph of its own (``text == " "``): only its place tells which letters it
    parts, for producers print the letters that a font lacks after the rest of the line.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    baseline: float
    size: float
    bold: bool = False
    italic: bool = False


class Stroke(NamedTuple):
    """A horizontal (``y0 == y1``) or vertical (``x0 == x1``) ruling; thickness is lost on purpose."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def is_horizontal(self) -> bool:
        """True when the ruling runs along x."""
        return self.y0 == self.y1


class Ruling(NamedTuple):
    """A ruling along one axis, its pieces joined: at ``pos`` across, from ``lo`` to ``hi`` along."""

    pos: float
    lo: float
    hi: float


class Shade(NamedTuple):
    """A painted area that is no ruling: left, top, right, bottom, and its colour."""

    box: tuple[float, float, float, float]
    colour: str


class Dot(NamedTuple):
    """A painted square too small to be a ruling by itself; dotted borders are chains of them."""

    x: float
    y: float


class Stamp(NamedTuple):
    """One annotation with words: its glyphs in displayed coordinates, and the areas that it hides."""

    glyphs: Sequence[Glyph]
    hidden: tuple[tuple[float, float, float, float], ...] = ()  # left, top, right, bottom


class Struck(NamedTuple):
    """Words that are struck out, and their place: left, top, right, bottom."""

    text: str
    box: tuple[float, float, float, float]


class Upright(NamedTuple):
    """Print that runs up or down a page: its glyphs in displayed coordinates of the page turned until they read level.

    ``turn`` is that turn: 90, 180 or 270 degrees clockwise.
    """

    turn: int
    glyphs: Sequence[Glyph]


class SeenText(NamedTuple):
    """Text that is seen on a page under or over large images."""

    letters: int
    height_share: float  # share of the page's height on which it stands, 0..1
    over_writing: bool = True  # the images may show writing; False for paper, patterns and frames behind the text


@dataclass(frozen=True, slots=True)
class PageContent:
    """What is printed on one page, before any understanding of layout."""

    number: int
    width: float
    height: float
    rotation: int
    glyphs: Sequence[Glyph]
    rules: tuple[Stroke, ...]
    dots: tuple[Dot, ...]
    image_share: float  # share of the page area that images cover together, 0..1
    object_count: int
    rules_skipped: bool = False  # more objects than the limit: rules were not collected
    seen: SeenText | None = None  # looked at only where images cover most of the page
    confidence: float | None = None  # mean OCR word confidence 0..1; None for text that was never an image
    stamps: tuple[Stamp, ...] = ()  # words of annotations; those that fill a line of print are among the glyphs as well
    signatures: tuple[Stamp, ...] = ()  # what signing services say of themselves; not among the glyphs
    covers: tuple[tuple[float, float, float, float], ...] = ()  # pictures and drawn stamps that may hold words
    struck: tuple[Struck, ...] = ()  # words with a line through them; not among the glyphs
    stamps_refused: bool = False  # more annotations than the limit: none was read
    upright: tuple[Upright, ...] = ()  # print that reads another way than ``glyphs``
    shades: tuple[Shade, ...] = ()  # coloured areas in painting order
    pictures: tuple[tuple[float, float, float, float], ...] = ()  # all pictures of the page, whatever their size
    slanted: tuple[Sequence[Glyph], ...] = ()  # runs of print that lean: watermarks; not among ``glyphs``


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of one page's grid, in grid indexes and in points."""

    row: int
    column: int
    row_span: int
    column_span: int
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class RuledGrid:
    """One ruled table of one page: ``xs`` and ``ys`` are its ruling positions, ascending."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]  # ordered by (row, column); every elementary cell is covered once

    @property
    def row_count(self) -> int:
        """Number of rows."""
        return len(self.ys) - 1

    @property
    def column_count(self) -> int:
        """Number of columns."""
        return len(self.xs) - 1

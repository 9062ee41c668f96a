"""Print that does not run with the page: upright words in narrow cells, slanted watermarks.

Upright words are put together on a page turned until they read level, and then stand in their cell as one line. Outside
tables they are furniture, and so is all slanted print: neither may cut a paragraph or be taken for words of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import hypot

import numpy as np
import numpy.typing as npt

from pipelines.reading.pdf.celltext import FilledCell, cell_indexes
from pipelines.reading.pdf.glyphs import Glyphs
from pipelines.reading.pdf.shapes import Glyph, PageContent, RuledGrid, Upright
from pipelines.reading.pdf.textlines import Line, lines_of
from pipelines.reading.pdf.wrapping import join_lines

_Floats = npt.NDArray[np.float64]
_Filled = Sequence[tuple[FilledCell, ...]]
_FAR = 3.0  # em between the middles of two letters from which on they belong to two texts
_Bounds = tuple[float, float, float, float]  # left, top, right, bottom


def _turned(x: _Floats, y: _Floats, turn: int, width: float, height: float) -> tuple[_Floats, _Floats]:
    """Places on a page of ``width`` × ``height`` after it was turned clockwise by ``turn`` degrees."""
    if turn == 90:
        return height - y, x
    if turn == 180:
        return width - x, height - y
    return (y, width - x) if turn == 270 else (x, y)


def _box_turned(box: _Bounds, turn: int, width: float, height: float) -> _Bounds:
    x, y = _turned(np.array(box[::2]), np.array(box[1::2]), turn, width, height)
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


class _Sheet:
    """The page as it is shown and as it is turned for some upright print."""

    def __init__(self, content: PageContent, turn: int) -> None:
        self._turn, self._width, self._height = turn, content.width, content.height

    def turned(self, box: _Bounds) -> _Bounds:
        """A box of the page, on the turned page."""
        return _box_turned(box, self._turn, self._width, self._height)

    def back(self, x: _Floats, y: _Floats) -> tuple[_Floats, _Floats]:
        """Places of the turned page, on the page."""
        return _turned(x, y, 360 - self._turn, *self._turned_size)

    def box_back(self, box: _Bounds) -> _Bounds:
        """A box of the turned page, on the page."""
        return _box_turned(box, 360 - self._turn, *self._turned_size)

    @property
    def _turned_size(self) -> tuple[float, float]:
        return (self._width, self._height) if self._turn == 180 else (self._height, self._width)


def _bounds(lines: Sequence[Line]) -> _Bounds:
    return (
        min(line.x0 for line in lines),
        min(line.top for line in lines),
        max(line.x1 for line in lines),
        max(line.bottom for line in lines),
    )


def _placed(line: Line, text: str, box: _Bounds) -> Line:
    """``line`` with other words at another place, neither wrapped nor cut there."""
    left, top, right, bottom = box
    return line._replace(
        text=text, x0=left, x1=right, top=top, bottom=bottom, baseline=bottom, first_word_width=0.0, wrapped=False
    )


def _as_lines(glyphs: Sequence[Glyph], cell: _Bounds, sheet: _Sheet) -> Iterator[Line]:
    """A line for each paragraph of some upright print in one cell; ``cell`` is on the turned page."""
    lines = lines_of(glyphs)
    if not lines:
        return
    marks = tuple(mark for line in lines for mark in line.marks)
    longest = max(lines, key=lambda line: len(line.text))._replace(marks=marks)
    for text in join_lines(lines, cell[0], cell[2]).split("\n"):
        yield _placed(longest, text, sheet.box_back(_bounds(lines)))
        longest = longest._replace(marks=())


def _filled(
    cells: Sequence[FilledCell], grid: RuledGrid, glyphs: Glyphs, middles: tuple[_Floats, _Floats], sheet: _Sheet
) -> tuple[FilledCell, ...]:
    """A grid's cells with the upright print that stands in them."""
    owners = cell_indexes(grid, *middles)
    result = list(cells)
    for index in sorted({*owners.tolist()} - {-1}):
        place = cells[index].place
        bounds = sheet.turned((place.x0, place.y0, place.x1, place.y1))
        lines = _as_lines(glyphs.some(np.flatnonzero(owners == index)), bounds, sheet)
        result[index] = replace(cells[index], lines=(*cells[index].lines, *lines))
    return tuple(result)


def fill_upright(content: PageContent, grids: Sequence[RuledGrid], filled: _Filled) -> tuple[_Filled, list[Line]]:
    """Put upright print into the cells that it stands in.

    Args:
        content: the page.
        grids: its tables.
        filled: their cells, filled with the print that runs with the page.

    Returns:
        The cells, and the lines of what stands in none.
    """
    aside: list[Line] = []
    for one in content.upright:
        glyphs, sheet = Glyphs.of(one.glyphs), _Sheet(content, one.turn)
        middles = sheet.back((glyphs.x0 + glyphs.x1) / 2, glyphs.baseline - 0.3 * glyphs.size)
        filled = [_filled(cells, grid, glyphs, middles, sheet) for grid, cells in zip(grids, filled, strict=True)]
        aside += _outside(one, grids, middles, sheet)
    return filled, aside


def _outside(
    one: Upright, grids: Sequence[RuledGrid], middles: tuple[_Floats, _Floats], sheet: _Sheet
) -> Iterator[Line]:
    inside = np.zeros(len(one.glyphs), np.bool_)
    for grid in grids:
        inside |= cell_indexes(grid, *middles) >= 0
    for line in lines_of(Glyphs.of(one.glyphs).some(np.flatnonzero(~inside))):
        yield _placed(line, line.text, sheet.box_back(_bounds([line])))


def slanted_lines(runs: Sequence[Sequence[Glyph]]) -> list[Line]:
    """What slanted print says, each text once."""
    found: dict[str, Line] = {}
    for piece in (piece for run in runs for piece in _pieces(run)):
        text = " ".join("".join(glyph.text for glyph in piece).split())
        if text and text not in found:
            left, top, right, bottom = _glyph_bounds(piece)
            found[text] = Line(text, left, right, top, bottom, bottom, piece[0].size, 0.0, 0.0, 0.0, wrapped=False)
    return list(found.values())


def _glyph_bounds(glyphs: Sequence[Glyph]) -> _Bounds:
    return (
        min(glyph.x0 for glyph in glyphs),
        min(glyph.top for glyph in glyphs),
        max(glyph.x1 for glyph in glyphs),
        max(glyph.bottom for glyph in glyphs),
    )


def _apart(one: Glyph, other: Glyph) -> float:
    """How far the middles of two letters are apart, in points."""
    return hypot(one.x0 + one.x1 - other.x0 - other.x1, one.top + one.bottom - other.top - other.bottom) / 2


def _pieces(run: Sequence[Glyph]) -> list[list[Glyph]]:
    """A run cut where the next letter stands far from the one before it: a watermark printed again."""
    pieces: list[list[Glyph]] = []
    for glyph in run:
        last = pieces[-1][-1] if pieces else None
        if last is None or _apart(last, glyph) > _FAR * glyph.size:
            pieces.append([])
        pieces[-1].append(glyph)
    return pieces

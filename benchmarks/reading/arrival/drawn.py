"""Tables laid out as Word lays them out: widow and orphan control inside the cells of a row that a page break cuts.

A cell of one line stays above the break; a paragraph of two or three lines is never parted and goes below as a whole; a
longer one leaves two lines on either side. So the halves of a row may share no column at all. (LibreOffice 7 switches
the control off inside rows that may break.)
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from arrival.annexes import Annex
from pipelines.samples.model import Cell, DrawnColumn, Row, Table
from pipelines.samples.render import wordlike
from pipelines.samples.render.pdf import Page, write_pdf

_MARGIN = 50.0


@dataclass(frozen=True)
class Sheet:
    """A sheet in points and the print on it."""

    width: float
    height: float
    size: float = 12.0
    repeat_header: bool = True
    drawn_blanks: bool = True  # a wrapped line ends with the blank it was wrapped at, as Word draws it
    keep_rows: bool = False  # no row is cut


def lines_above(lines: Sequence[wordlike.Line], room: int) -> int:
    """How many lines of a cell stay above a break that leaves room for ``room``."""
    taken = 0
    while taken < len(lines):
        end = next(index for index in range(taken, len(lines)) if not lines[index].full) + 1
        length, left = end - taken, room - taken
        if left >= length:
            taken = end
            continue
        fitting = min(left, length - 2)
        return taken + fitting if fitting >= 2 else taken
    return taken


class WidowDrawer(wordlike.TableDrawer):
    """Draws a table on a sheet; ``cut`` collects the rows that a break cut, ``apart`` those without a shared column."""

    def __init__(
        self, pen: wordlike.Pen, table: Table, header: list[list[Cell | None]], sheet: Sheet, numbers: bool
    ) -> None:
        super().__init__(pen, table, frozenset(() if sheet.repeat_header else ("no_repeat",)))
        self.header, self.sheet, self.bold_numbers = header, sheet, numbers
        self.size, self.leading = sheet.size, sheet.size * 1.2
        self.row_number = len(header) - 1
        self.cut: list[int] = []
        self.apart: list[int] = []

    def _block(self, cell: Cell, column: int, bold: bool, role: str) -> wordlike.Block:
        bold = bold or (self.bold_numbers and column == 0)
        block = super()._block(cell, column, bold, role)
        if not cell.text:
            block.lines = []
        return block

    def _row(self, cells: list[Cell | None], bold: bool, roles: list[str]) -> None:
        self.row_number += not self.in_header
        super()._row(cells, bold, roles)

    def _fragment(self, own: list[wordlike.Block], cells: list[Cell | None], starting: set[int]) -> bool:
        need, room = self._need(own), self.pen.y - self.pen.floor
        if need <= room:
            self._place(own, cells, starting, need, 10_000)
            return True
        fitting = int((room - 2 * wordlike._PAD_Y) / self.leading)
        above = [lines_above(block.lines, fitting) for block in own]
        if any(above) and not self.sheet.keep_rows:
            self._note(own, above)
            self._place(own, cells, starting, max(above) * self.leading + 2 * wordlike._PAD_Y, fitting)
        elif self.fresh:
            self._place(own, cells, starting, fitting * self.leading + 2 * wordlike._PAD_Y, fitting)
        return False

    def _note(self, own: list[wordlike.Block], above: list[int]) -> None:
        self.cut.append(self.row_number)
        if not any(taken and taken < len(block.lines) for taken, block in zip(above, own, strict=True)):
            self.apart.append(self.row_number)

    def _lines(self, block: wordlike.Block, top: float, most: int) -> None:
        if self.sheet.drawn_blanks:
            block.lines = [
                wordlike.Line(f"{line.words} ", line.width, full=True) if line.full and line.words[-1:] != " " else line
                for line in block.lines
            ]
        super()._lines(block, top, lines_above(block.lines, most))


def _model(annex: Annex) -> Table:
    roles = ["no"] + ["task"] * (len(annex.widths) - 1)
    columns = tuple(DrawnColumn(role, "", width) for role, width in zip(roles, annex.widths, strict=True))
    rows = tuple(Row("section" if n in annex.bold_rows else "task", line) for n, line in enumerate(annex.rows))
    return Table(columns, (), rows, landscape=False, number_row=False)


@dataclass(frozen=True)
class Drawing:
    """A file and which of its rows a page break cut, counted from the first header row."""

    data: bytes
    page_count: int
    cut: tuple[int, ...]
    apart: tuple[int, ...]


class _Pen(wordlike.Pen):
    """A pen for sheets of any size."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.sheet = sheet

    def new_page(self, landscape: bool) -> None:
        self.left = self.right = _MARGIN
        self.pages.append(Page(self.sheet.width, self.sheet.height))
        if len(self.pages) > 1:
            self.page.text(self.sheet.width / 2, self.sheet.height - 35, str(len(self.pages)), "Regular", 12)
        self.y, self.floor = self.sheet.height - _MARGIN, _MARGIN


def draw(annex: Annex, sheet: Sheet) -> Drawing:
    """Lay out one annex."""
    pen = _Pen(sheet)
    pen.new_page(landscape=False)
    pen.page.text(_MARGIN, pen.y, "Phụ lục nhiệm vụ", "Bold", 13)
    pen.y -= 12
    drawer = WidowDrawer(pen, _model(annex), [list(line) for line in annex.header], sheet, annex.bold_numbers)
    drawer.draw()
    return Drawing(write_pdf(pen.pages, annex.kind), len(pen.pages), tuple(drawer.cut), tuple(drawer.apart))


def sheet_of(annex: Annex, rng: random.Random, keep_rows: float = 0.2) -> Sheet:
    """A sheet for an annex: wide tables lie on wide sheets, the height is any; ``keep_rows``: share that cut no row."""
    wide = len(annex.widths) >= 6
    return Sheet(
        width=(1191.0 if len(annex.widths) > 8 else 842.0) if wide else 595.0,
        height=rng.uniform(330, 600) if wide else rng.uniform(380, 842),
        size=rng.choice((10.0, 11.0, 12.0)) if wide else rng.choice((11.0, 12.0, 13.0)),
        repeat_header=rng.random() < 0.8,
        drawn_blanks=rng.random() < 0.7,
        keep_rows=rng.random() < keep_rows,
    )

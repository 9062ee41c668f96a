"""A sheet whose plain cells are spelled once: the bytes of xlsxwriter's own way in a third of its time.

xlsxwriter puts every cell together attribute by attribute and looks through every text four times, although the same
names of units, offices and areas come thousands of times. What this sheet does not spell itself (links, blanks,
numbers that are none) goes xlsxwriter's way.
"""

from __future__ import annotations

from functools import lru_cache
from io import StringIO
from math import isfinite
from typing import Final, NamedTuple, TextIO

from xlsxwriter.format import Format
from xlsxwriter.utility import _preserve_whitespace, xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import Worksheet
from xlsxwriter.xmlwriter import XMLwriter

_HALF_OF_A_CELL: Final = 16_000  # characters: a shorter text is never cut, whatever it takes in UTF-16
_LONGEST: Final = 32_767  # characters that a cell holds
_RICH: Final = "<r>"  # xlsxwriter 3.3.1 takes "<r>…</r>" for markup: the text would be lost (findings/)


class _Spelled(NamedTuple):
    """A cell: its format, and its XML from behind the format's number on."""

    cell_format: Format
    rest: str


class QuickSheet(Worksheet):  # type: ignore[misc]  # xlsxwriter comes without types
    """A sheet of a workbook that is written row by row (``constant_memory``)."""

    fh: TextIO

    def put_number(self, row: int, column: int, number: float, cell_format: Format) -> None:
        """Write a number into a cell."""
        if isfinite(number):
            self._put(row, column, _Spelled(cell_format, f'"><v>{number:.16G}</v></c>'))
        else:
            self.write_number(row, column, number, cell_format)

    def put_text(self, row: int, column: int, text: str, cell_format: Format) -> None:
        """Write a text into a cell, never as anything else."""
        if len(text) < _HALF_OF_A_CELL or text.startswith(_RICH):
            self._put(row, column, _Spelled(cell_format, _spelled(text[:_LONGEST])))
        else:
            self.write_string(row, column, text, cell_format)

    def _put(self, row: int, column: int, cell: _Spelled) -> None:
        known = row == self.dim_rowmax == self.previous_row and self.dim_colmin <= column <= self.dim_colmax
        if not known:
            if self._check_dimensions(row, column):
                return
            if row > self.previous_row:
                self._write_single_row(row)
        self.table[row][column] = cell

    def _write_single_row(self, current_row_num: int = 0) -> None:
        """Called by xlsxwriter when a row is over; its file gets the row in one piece."""
        row = StringIO()
        file, self.fh = self.fh, row
        try:
            super()._write_single_row(current_row_num)
            file.write(row.getvalue())
        finally:
            self.fh = file

    def _write_cell(self, row: int, col: int, cell: object) -> None:
        """Called by xlsxwriter for each cell of a row that is over."""
        if type(cell) is _Spelled:
            number = cell.cell_format._get_xf_index()
            self.fh.write(f'<c r="{xl_rowcol_to_cell_fast(row, col)}" s="{number}{cell.rest}')
        else:
            super()._write_cell(row, col, cell)


@lru_cache(maxsize=20_000)
def _spelled(text: str) -> str:
    """A text as xlsxwriter spells it, from behind the format's number on."""
    safe = XMLwriter._escape_control_characters(text)
    space = ' xml:space="preserve"' if _preserve_whitespace(safe) else ""
    return f'" t="inlineStr"><is><t{space}>{XMLwriter._escape_data(None, safe)}</t></is></c>'

"""Annexes kept as spreadsheets and printed in parts: columns that find no room go to pages of their own.

Rows have the height of their tallest cell on every part and are never cut, as Excel prints them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from arrival.annexes import KINDS, Annex, annex
from pipelines.samples.model import Cell
from pipelines.samples.render.pdf import Page, write_pdf
from pipelines.samples.render.wordlike import Line, wrap

_MARGIN, _PAD, _RULE = 45.0, 2.0, 0.5


@dataclass(frozen=True)
class Printing:
    """How a sheet is printed."""

    across: bool  # over, then down; else down, then over
    repeat_header: bool
    repeat_number: bool  # the first column again on every part
    stretch: float  # of the width of one page that all columns take
    wide: bool  # sheets lie
    size: float
    number_pages: bool

    @property
    def paper(self) -> tuple[float, float]:
        """Width and height of a sheet in points."""
        return (842.0, 595.0) if self.wide else (595.0, 842.0)


class _Sheet:
    """A table with the sizes of its columns and rows."""

    def __init__(self, made: Annex, printing: Printing) -> None:
        self.made, self.printing = made, printing
        room = printing.paper[0] - 2 * _MARGIN
        self.widths = [room * printing.stretch * width / sum(made.widths) for width in made.widths]
        self.lines = {
            (row, column): self._wrap(cell, row, column)
            for row, line in enumerate(made.lines)
            for column, cell in enumerate(line)
            if cell is not None
        }
        leading = printing.size * 1.25
        self.heights = [
            max(len(found) for (at, _), found in self.lines.items() if at == row) * leading + 2 * _PAD
            for row in range(len(made.lines))
        ]

    def _bold(self, row: int) -> bool:
        return row < len(self.made.header) or row - len(self.made.header) in self.made.bold_rows

    def style(self, row: int) -> str:
        """Face of a row."""
        return "Bold" if self._bold(row) else "Regular"

    def _wrap(self, cell: Cell, row: int, column: int) -> list[Line]:
        width = sum(self.widths[column : column + cell.cols]) - 2 * _PAD
        return wrap(cell.text, self.style(row), self.printing.size, width)

    def column_parts(self) -> list[list[int]]:
        """Columns that stand on one page together."""
        room = self.printing.paper[0] - 2 * _MARGIN
        parts: list[list[int]] = [[]]
        used = 0.0
        for column, width in enumerate(self.widths):
            if parts[-1] and used + width > room + 1:
                parts.append([0] if self.printing.repeat_number else [])
                used = self.widths[0] if self.printing.repeat_number else 0.0
            parts[-1].append(column)
            used += width
        return parts

    def row_parts(self) -> list[list[int]]:
        """Rows that stand on one page together, the header again where it is."""
        room = self.printing.paper[1] - 2 * _MARGIN
        head = list(range(len(self.made.header)))
        parts: list[list[int]] = [[]]
        used = 0.0
        for row, height in enumerate(self.heights):
            if used + height > room:
                parts.append(list(head) if self.printing.repeat_header else [])
                used = sum(self.heights[at] for at in parts[-1])
            parts[-1].append(row)
            used += height
        return parts

    def draw(self, page: Page, rows: Sequence[int], columns: Sequence[int]) -> None:
        """Print some columns of some rows on a page."""
        y = page.height - _MARGIN
        for row in rows:
            x = _MARGIN
            skip = 0
            for column in columns:
                cell = self.made.lines[row][column]
                width = self.widths[column]
                if cell is not None and cell.cols > 1:
                    inside = [c for c in columns if column <= c < column + cell.cols]
                    width, skip = sum(self.widths[c] for c in inside), len(inside)
                if cell is not None or not skip:
                    self._cell(page, (x, y), width, self.heights[row], self.lines.get((row, column), []), row)
                skip = max(0, skip - 1)
                x += self.widths[column]
            y -= self.heights[row]

    def _cell(
        self, page: Page, at: tuple[float, float], width: float, height: float, lines: list[Line], row: int
    ) -> None:
        x, y = at
        for left, low, wide, high in (
            (x, y, width, 0.0),
            (x, y - height, width, 0.0),
            (x, y - height, 0.0, height),
            (x + width, y - height, 0.0, height),
        ):
            page.rect(left - _RULE / 2, low - _RULE / 2, wide + _RULE, high + _RULE)
        leading = self.printing.size * 1.25
        top = y - (height - len(lines) * leading) / 2 - self.printing.size
        for number, line in enumerate(lines):
            page.text(x + _PAD, top - number * leading, line.words, self.style(row), self.printing.size)


def draw(made: Annex, printing: Printing) -> bytes:
    """A sheet printed in parts."""
    sheet = _Sheet(made, printing)
    columns, rows = sheet.column_parts(), sheet.row_parts()
    order = [(r, c) for c in columns for r in rows] if not printing.across else [(r, c) for r in rows for c in columns]
    pages = []
    for number, (some_rows, some_columns) in enumerate(order, start=1):
        page = Page(*printing.paper)
        sheet.draw(page, some_rows, some_columns)
        if printing.number_pages:
            page.text(page.width / 2, 22, f"Page {number}", "Regular", 9)
        pages.append(page)
    return write_pdf(pages, made.kind)


def _suits(made: Annex) -> bool:
    """Spreadsheets of communes number their rows and merge little."""
    plain = all(cell is None or cell.rows == 1 for line in made.rows for cell in line)
    return len(made.header) == 1 and plain and len(made.widths) >= 5 and made.header[0][0] != Cell("Nội dung công việc")


def printed(folder: Path, variants: int, seed: int) -> list[dict[str, Any]]:
    """Sheets in two or three parts, in both orders."""
    rng = random.Random(seed)
    found = []
    for index in range(len(KINDS)):
        made = annex(index, seed + index)
        if not _suits(made):
            continue
        for variant in range(variants):
            printing = Printing(
                across=variant % 2 == 1,
                repeat_header=rng.random() < 0.6,
                repeat_number=rng.random() < 0.3,
                stretch=rng.choice((1.3, 1.5, 1.7, 1.9)),
                wide=rng.random() < 0.3,
                size=rng.choice((10.0, 11.0, 12.0)),
                number_pages=rng.random() < 0.3,
            )
            part = replace(made, rows=made.rows[: rng.randint(5, 40)])
            file = f"{index:02d}-{variant:02d}.pdf"
            (folder / file).write_bytes(draw(part, printing))
            table = {"rows": len(part.lines), "columns": len(part.widths), "header_rows": 1, "cells": part.cells}
            found.append(
                {"file": file, "kind": made.kind, "tables": [table | {"cut_rows": []}], "table_pages": [1]}
                | {"printing": repr(printing)}
            )
    return found

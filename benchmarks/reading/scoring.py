"""Figures of one reading against the truth of the drawing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from typing import Any

from stitching import Cell, Grid, bare, fold

_SKIP = -0.25  # a row without partner costs less than a wrong pair


@dataclass
class Score:
    """Counts; they add up over documents."""

    cells: int = 0  # printed cells of the truth
    exact: int = 0  # same text after white-space folding, in the right row and column
    bare: int = 0  # the same without any white space
    spans: int = 0  # cells over several rows
    spans_right: int = 0  # same place, same number of rows, same letters
    cut: int = 0  # rows that a page break cut
    rejoined: int = 0  # given as one row with all its letters
    documents: int = 0
    counts_right: int = 0  # documents with exactly as many rows as were drawn

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def figures(self) -> dict[str, float | None]:
        """Shares, None where nothing was asked."""
        pairs = {
            "cells": (self.exact, self.cells),
            "letters": (self.bare, self.cells),
            "rowspans": (self.spans_right, self.spans),
            "cut rows": (self.rejoined, self.cut),
            "row counts": (self.counts_right, self.documents),
        }
        return {name: right / asked if asked else None for name, (right, asked) in pairs.items()}


def grid_from_truth(table: dict[str, Any]) -> Grid:
    """A table of ``truth.json``."""
    return Grid(table["rows"], table["columns"], [Cell(r, c, rs, cs, t) for r, c, rs, cs, t in table["cells"]])


def grid_from_cells(cells: Sequence[Sequence[Any]]) -> Grid:
    """A finished table as ``[row, column, row span, column span, text]``."""
    found = [Cell(r, c, rs, cs, t) for r, c, rs, cs, t in cells]
    rows = max((cell.row + cell.rows for cell in found), default=0)
    return Grid(rows, max((cell.column + cell.columns for cell in found), default=0), found)


def _likeness(first: Sequence[Cell], second: Sequence[Cell]) -> float:
    """How alike two rows are, 0..1: words in common, wherever they stand."""
    one = [word for cell in first for word in fold(cell.text).split()]
    other = [word for cell in second for word in fold(cell.text).split()]
    if one == other:
        return 1.0
    if not one or not other:
        return 0.0
    common = len(set(one) & set(other)) / max(len(set(one)), len(set(other)))
    return common if common < 0.3 else SequenceMatcher(None, one, other, autojunk=False).ratio()


def align(truth: Sequence[Sequence[Cell]], found: Sequence[Sequence[Cell]]) -> dict[int, int]:
    """Truth row → found row, in order, by dynamic programming: a lost row costs only itself."""
    n, m = len(truth), len(found)
    best = [[0.0] * (m + 1) for _ in range(n + 1)]
    for i in range(n - 1, -1, -1):
        for j in range(m - 1, -1, -1):
            pair = _likeness(truth[i], found[j]) + best[i + 1][j + 1]
            best[i][j] = max(pair, best[i + 1][j], best[i][j + 1])
    pairs: dict[int, int] = {}
    i = j = 0
    while i < n and j < m:
        alike = _likeness(truth[i], found[j])
        if alike > 0 and abs(best[i][j] - alike - best[i + 1][j + 1]) < 1e-9:
            pairs[i] = j
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs


def concatenated(tables: Sequence[Grid]) -> Grid:
    """All tables of a document under one another: which of them is which needs no guess then."""
    cells: list[Cell] = []
    rows = 0
    for table in tables:
        cells += [Cell(c.row + rows, c.column, c.rows, c.columns, c.text) for c in table.cells]
        rows += table.row_count
    return Grid(rows, max((table.column_count for table in tables), default=0), cells)


def score(truth: Sequence[dict[str, Any]], found: Sequence[Grid]) -> tuple[Score, list[str]]:
    """Score one document; with the first differences in words."""
    wanted = concatenated([grid_from_truth(table) for table in truth])
    given = concatenated(found)
    pairs = align(wanted.rows(), given.rows())
    at = {(cell.row, cell.column): cell for cell in given.cells}
    result = Score(documents=1, counts_right=int(wanted.row_count == given.row_count))
    wrong: list[str] = []
    bad_rows: set[int] = set()
    for cell in wanted.cells:
        other = at.get((pairs.get(cell.row, -1), cell.column))
        exact = other is not None and fold(other.text) == fold(cell.text)
        same = other is not None and bare(other.text) == bare(cell.text)
        if cell.rows > 1:
            result.spans += 1
            result.spans_right += same and other is not None and other.rows == cell.rows
        elif not same:
            bad_rows.add(cell.row)
        if fold(cell.text):
            result.cells += 1
            result.exact += exact
            result.bare += same
            if not exact:
                wrong.append(f"row {cell.row} column {cell.column}: {cell.text!r} ≠ {other.text if other else None!r}")
    cut = _cut_rows(truth)
    result.cut, result.rejoined = len(cut), len(cut - bad_rows)
    return result, wrong


def _cut_rows(truth: Sequence[dict[str, Any]]) -> set[int]:
    rows: set[int] = set()
    before = 0
    for table in truth:
        rows |= {before + row for row in table["cut_rows"]}
        before += table["rows"]
    return rows

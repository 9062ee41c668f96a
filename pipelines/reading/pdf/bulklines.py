"""The printed lines of all cells of a page at once.

Nearly all print in tables is plain: one baseline and one letter size to a line, no letter printed twice, clear
blanks. Such lines are put together on whole columns of numbers. A cell with anything else in it goes through
:func:`~pipelines.reading.pdf.textlines.lines_of`, which looks at every letter; both give the same lines.
"""

from __future__ import annotations

from functools import partial
from itertools import compress

import numpy as np
import numpy.typing as npt

from pipelines.reading.pdf.glyphs import Glyphs
from pipelines.reading.pdf.textlines import (
    BLANK,
    CLEAR_BLANK,
    LEAST_BLANK,
    RAISED,
    SAME_LINE,
    SECOND_PRINT,
    SMALL,
    Line,
    lines_of,
)

_make_line = partial(tuple.__new__, Line)  # Line._make without its Python frame
_BAND = 0.7  # em of the largest letter: nothing joins rows further apart
_ONE_BASELINE = 0.05  # em: baselines this close are one up to rounding
_Floats = npt.NDArray[np.float64]
_Ints = npt.NDArray[np.intp]
_Bools = npt.NDArray[np.bool_]


def _first_of(values: npt.NDArray[np.generic]) -> _Bools:
    """True where a value differs from the one before it, and at the first."""
    first = np.ones(len(values), np.bool_)
    first[1:] = values[1:] != values[:-1]
    return first


def _last_of(values: npt.NDArray[np.generic]) -> _Bools:
    """True where the next value differs, and at the last."""
    last = np.ones(len(values), np.bool_)
    last[:-1] = values[1:] != values[:-1]
    return last


def _number_rows(owners: _Ints, baselines: _Floats, sizes: _Floats) -> _Ints:
    """Number of the row of each glyph; glyphs are ordered by owner and baseline."""
    larger = np.maximum(sizes[1:], sizes[:-1])
    apart = np.diff(baselines) > SAME_LINE * larger
    return np.concatenate([[0], np.cumsum(apart | (np.diff(owners) != 0))])


def _spread(values: _Floats, starts: _Ints) -> _Floats:
    """Greatest less smallest value of each row."""
    spread: _Floats = np.maximum.reduceat(values, starts) - np.minimum.reduceat(values, starts)
    return spread


class _Page:
    """All glyphs that stand in cells, ordered by cell, row and x."""

    def __init__(self, table: Glyphs, owners: _Ints) -> None:
        inside = np.flatnonzero(owners >= 0)
        x0, baselines, sizes = table.x0, table.baseline, table.size
        order = inside[np.lexsort((x0[inside], baselines[inside], owners[inside]))]
        rows = _number_rows(owners[order], baselines[order], sizes[order])
        across = x0[order]
        if ((across[1:] < across[:-1]) & (rows[1:] == rows[:-1])).any():  # baselines of one row differ
            again = np.lexsort((across, rows))
            order, rows = order[again], rows[again]
        blank = table.blank[order]
        self._table = table
        self._ends_blank = blank[_last_of(rows)]  # by number of the row: rows are numbered from 0 without gaps
        self.letters = order[~blank]
        self.rows = rows[~blank]
        self.cells = owners[self.letters]
        self.places = np.flatnonzero(~blank)  # positions before blanks were left out
        self.x0, self.x1, self.sizes = x0[self.letters], table.x1[self.letters], sizes[self.letters]
        self.baselines = baselines[self.letters]
        self.starts = np.flatnonzero(_first_of(self.rows))

    def cut(self, gap: float) -> None:
        """Make rows of the parts of each row that white gaps wider than ``gap`` em part."""
        same_row = self.rows[1:] == self.rows[:-1]
        white = self.x0[1:] - self.x1[:-1] > gap * np.maximum(self.sizes[1:], self.sizes[:-1])
        first = np.concatenate([[True], ~same_row | white])
        last = np.flatnonzero(np.append(first[1:], True))
        following = np.minimum(last + 1, len(self.rows) - 1)
        inside = (following > last) & (self.rows[following] == self.rows[last])
        drawn = self.places[following] - self.places[last] > 1  # a blank stands in the gap
        self._ends_blank = np.where(inside, drawn, self._ends_blank[self.rows[last]])
        self.rows = np.cumsum(first) - 1
        self.starts = np.flatnonzero(first)

    def words(self) -> tuple[_Bools, _Bools]:
        """(a word starts here, the place is doubtful) for each letter."""
        same_row = ~_first_of(self.rows)
        last = np.roll(self.x1, 1)  # of the letter before; a row's first letter has none
        gaps = (self.x0 - last) / np.where(self.sizes == 0, 1.0, self.sizes)
        drawn = np.zeros(len(self.places), np.bool_)
        drawn[1:] = self.places[1:] - self.places[:-1] > 1
        blank = same_row & (drawn | (gaps > BLANK))
        inferred = same_row & ~drawn & (gaps > LEAST_BLANK) & (gaps < CLEAR_BLANK)
        twice = same_row & (np.abs(self.x0 - np.roll(self.x0, 1)) <= SECOND_PRINT * self.sizes)
        return blank, inferred | twice

    def plain_cells(self, doubtful: _Bools, count: int) -> _Bools:
        """For each cell: nothing but plain lines stands in it."""
        plain = np.ones(count, np.bool_)
        plain[self.cells[doubtful]] = False
        uneven = (_spread(self.sizes, self.starts) > 0) | (
            _spread(self.baselines, self.starts) > _ONE_BASELINE * self.sizes[self.starts]
        )
        plain[self.cells[self.starts][uneven]] = False
        plain[self.cells[self.starts[1:]][self._off_the_line()]] = False
        return plain

    def _off_the_line(self) -> _Bools:
        """For each row but the first: it or the row above may be raised or lowered letters of the other."""
        cells, sizes = self.cells[self.starts], self.sizes[self.starts]
        step = np.diff(np.maximum.reduceat(self.baselines, self.starts))
        larger = np.maximum(sizes[1:], sizes[:-1])
        near = (cells[1:] == cells[:-1]) & (step <= RAISED * larger)
        found: _Bools = near & (np.minimum(sizes[1:], sizes[:-1]) < SMALL * larger)
        return found

    def lines(self, word_starts: _Bools) -> list[Line]:
        """The rows as lines, all taken for plain."""
        starts, ends = self.starts, np.append(self.starts[1:], len(self.letters))
        texts = self._table.texts[self.letters]
        texts[word_starts] = " " + texts[word_starts]
        printed = texts.tolist()
        right = np.maximum.reduceat(self.x1, starts)
        words = np.append(np.flatnonzero(word_starts), len(self.letters))
        second = words[np.searchsorted(words, starts)]  # where each row's second word starts, if it has one
        first_end = np.where(second < ends, self.x1[second - 1], right)
        first_end = np.where(first_end == 0, right, first_end)
        letters = ends - starts
        columns = (
            ["".join(printed[start:end]) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)],
            self.x0[starts].tolist(),
            right.tolist(),
            np.minimum.reduceat(self._table.top[self.letters], starts).tolist(),
            np.maximum.reduceat(self._table.bottom[self.letters], starts).tolist(),
            np.maximum.reduceat(self.baselines, starts).tolist(),
            self.sizes[starts].tolist(),
            (np.add.reduceat(self._table.bold[self.letters], starts, dtype=np.int64) / letters).tolist(),
            (np.add.reduceat(self._table.italic[self.letters], starts, dtype=np.int64) / letters).tolist(),
            (first_end - self.x0[starts]).tolist(),
            self._ends_blank[self.rows[starts]].tolist(),
            [()] * len(starts),
            [False] * len(starts),
        )
        return list(map(_make_line, zip(*columns, strict=True)))


def lines_by_owner(table: Glyphs, owners: _Ints, count: int) -> list[list[Line]]:
    """Printed lines of every owner, top to bottom; the same as ``lines_of`` of its glyphs gives.

    Args:
        table: the page's glyphs.
        owners: number of each glyph's cell, -1 for glyphs outside all cells.
        count: number of cells.
    """
    found: list[list[Line]] = [[] for _ in range(count)]
    page = _Page(table, owners) if (owners >= 0).any() else None
    if page is None or not len(page.letters):
        return found
    word_starts, doubtful = page.words()
    plain = page.plain_cells(doubtful, count)
    for cell, line in zip(page.cells[page.starts].tolist(), page.lines(word_starts), strict=True):
        found[cell].append(line)
    for cell in compress(range(count), (~plain).tolist()):
        found[cell] = lines_of(table.some(np.flatnonzero(owners == cell)))
    return found


def _bands(glyphs: Glyphs) -> tuple[_Ints, int]:
    """Number of the band of each glyph, and how many there are: white gaps that nothing raised or lowered bridges."""
    order = np.argsort(glyphs.baseline, kind="stable")
    apart = np.diff(glyphs.baseline[order]) > _BAND * glyphs.size.max()
    bands = np.empty(len(order), np.intp)
    bands[order] = np.concatenate([[0], np.cumsum(apart)])
    return bands, int(bands.max()) + 1


def lines_between_gaps(glyphs: Glyphs, gap: float) -> list[Line]:
    """Printed lines cut at white gaps; the same as ``lines_of(glyphs, gap)`` gives.

    Args:
        glyphs: any order.
        gap: cut lines at white gaps wider than this many em.
    """
    if not len(glyphs):
        return []
    bands, count = _bands(glyphs)
    page = _Page(glyphs, bands)
    if not len(page.letters):
        return []
    page.cut(gap)
    word_starts, doubtful = page.words()
    plain = page.plain_cells(doubtful, count)
    found: list[list[Line]] = [[] for _ in range(count)]
    for band, line in zip(page.cells[page.starts].tolist(), page.lines(word_starts), strict=True):
        found[band].append(line)
    for band in compress(range(count), (~plain).tolist()):
        found[band] = lines_of(glyphs.some(np.flatnonzero(bands == band)), gap)
    return [line for lines in found for line in lines]

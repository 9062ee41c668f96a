"""Rows printed outside the rules of their table: a header above the first one, a last row below the last one.

Programs that print reports leave out the border around the header, which only its shade or nothing at all marks as a
row, and the one at the foot of a table without upright rules. The titles then stand above the table as text, each over
a column. The rulings that are missing are added, and the lattice does the rest.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.reading.pdf.repeats import is_own_number
from pipelines.reading.pdf.shapes import Stroke
from pipelines.reading.pdf.stitch import Fragment
from pipelines.reading.pdf.textlines import Line

_LEAST_COLUMNS = 3  # letterheads and signatures stand over two
_FILLED = 0.75  # share of the columns that have words
_OUT = 2.0  # points by which words may stick out of their column
_STEP = 1.7  # em between the baselines of one row
_FIRST = 3.0  # em from the table to the nearest baseline: words may stand in the middle of a high row
_MOST_LINES = 6  # of one cell
_APART = 0.25  # em between the letters and the added rule


def _column_of(line: Line, xs: Sequence[float]) -> int | None:
    """The column of the table that holds a line whole."""
    return next((n for n in range(len(xs) - 1) if xs[n] - _OUT <= line.x0 and line.x1 <= xs[n + 1] + _OUT), None)


def _beside(fragment: Fragment, lines: Sequence[Line], sign: int) -> list[Line]:
    """The lines in the columns of a table, from its edge to the first that stands in none; ``sign``: -1 above it."""
    edge = fragment.ys[0] if sign < 0 else fragment.ys[-1]
    found: list[Line] = []
    reach = _FIRST
    for line in sorted(lines, key=lambda line: sign * line.baseline):
        if sign * (line.baseline - edge) < 0 and not found:
            continue
        if sign * (line.baseline - edge) > reach * line.size or _column_of(line, fragment.xs) is None:
            break
        found.append(line)
        edge, reach = line.baseline, _STEP
    return found


def _is_row(columns: Sequence[int | None], count: int) -> bool:
    """True when enough columns have words, and none more than a cell holds."""
    if count < _LEAST_COLUMNS or len(set(columns)) < max(_LEAST_COLUMNS, _FILLED * count):
        return False
    return max(map(columns.count, columns)) <= _MOST_LINES


def _rules(fragment: Fragment, lines: Sequence[Line], sign: int) -> list[Stroke]:
    found = _beside(fragment, lines, sign)
    if not _is_row([_column_of(line, fragment.xs) for line in found], len(fragment.xs) - 1):
        return []
    top = min(line.top - _APART * line.size for line in found) if sign < 0 else fragment.ys[-1]
    bottom = fragment.ys[0] if sign < 0 else max(line.bottom + _APART * line.size for line in found)
    level = (Stroke(fragment.xs[0], y, fragment.xs[-1], y) for y in (top, bottom))
    return [*level, *(Stroke(x, top, x, bottom) for x in fragment.xs)]


def _numbered(fragment: Fragment, lines: Sequence[Line]) -> bool:
    """True for a row below a table that begins with a number of its own: signatures below a table do not."""
    return any(_column_of(line, fragment.xs) == 0 and is_own_number(line.text) for line in _beside(fragment, lines, 1))


def rules_beyond(fragments: Sequence[Fragment], lines: Sequence[Line], *, ruled: bool) -> list[Stroke]:
    """The rulings that rows printed outside their tables lack.

    Args:
        fragments: the tables of a page.
        lines: what is printed outside them, cut at wide gaps.
        ruled: their columns are ruled; then nothing below the last rule belongs to them.
    """
    found = [rule for fragment in fragments for rule in _rules(fragment, lines, -1)]
    below = [] if ruled else [fragment for fragment in fragments if _numbered(fragment, lines)]
    return [*found, *(rule for fragment in below for rule in _rules(fragment, lines, 1))]

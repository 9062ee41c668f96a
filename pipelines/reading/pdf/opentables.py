"""Tables whose columns, or whose rows and columns, are not ruled: the rulings that the lattice misses are added.

Columns show as white corridors that no line of three or more pieces of text crosses. Rows are those between the
horizontal rules; where rules are missing a row starts at each number of the first column. From there on the lattice
reads such a table as it reads any other, section rows and merged cells included. What was inferred so is told to the
reviewer, and a page that looks like a table but does not say where its rows start is told as well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipelines.reading.pdf.repeats import is_own_number
from pipelines.reading.pdf.shapes import Glyph, PageContent, Ruling, Stroke
from pipelines.reading.pdf.textlines import Line, group_rows, make_line, split_row

_WORD_GAP = 0.6  # em: wider gaps part two pieces of text; justified blanks seldom do, and never on all lines
_SAME_END = 6.0  # points by which the ends of the rules of one table may differ
_LEAST_WIDTH = 0.4  # share of the page's width that such rules span
_LEAST_RULES = 3
_LEAST_COLUMNS = 3  # two columns of text are a letterhead or a signature block
_LEAST_LINES = 3  # of three or more pieces
_CORRIDOR = 3.5  # points
_BEFORE_COLUMN = 2.5  # how far left of the next column's text its ruling is put
_BROAD = 0.35  # share of the table's width from which a piece of a short line may be a section title
_CROSSED = 0.1  # share of the short lines that may cross a corridor: section titles, merged cells
_BLOCK_GAP = 2.6  # em between baselines that ends a table without rules
_EDGE = 3.0


class TextPiece(NamedTuple):
    """A piece of text between two white gaps."""

    text: str
    x0: float
    x1: float


class TextRow(NamedTuple):
    """The pieces that stand on one baseline."""

    pieces: tuple[TextPiece, ...]
    top: float
    bottom: float
    size: float

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return (self.top + self.bottom) / 2

    @property
    def tells(self) -> bool:
        """True for a row with text in several columns."""
        return len(self.pieces) >= _LEAST_COLUMNS


class OpenTables(NamedTuple):
    """Rulings to add to a page, and what is to be told of it."""

    rules: tuple[Stroke, ...] = ()
    inferred: bool = False
    unread: bool = False  # looks like a table, but nothing says where its rows start


class OpenColumns(NamedTuple):
    """Columns of a table without vertical rules: its sides and where its columns part."""

    left: float
    right: float
    columns: tuple[float, ...]


class TableFrame(NamedTuple):
    """Where a table stands: its sides and the heights of its rules."""

    left: float
    right: float
    ys: tuple[float, ...]


def text_rows(glyphs: Iterable[Glyph]) -> list[TextRow]:
    """Printed rows with their pieces, top to bottom."""
    found = []
    for row in group_rows(glyphs):
        joined = row_of(split_row(row, _WORD_GAP))
        if joined is not None:
            found.append(joined)
    return found


def row_of(parts: Iterable[Sequence[Glyph]]) -> TextRow | None:
    """The pieces of one baseline; None when only blanks are printed.

    Args:
        parts: its glyphs, cut where pieces part.
    """
    lines = [line for part in parts if (line := make_line(part)) is not None]
    if not lines:
        return None
    pieces = tuple(TextPiece(line.text, line.x0, line.x1) for line in lines)
    top, bottom = min(line.top for line in lines), max(line.bottom for line in lines)
    return TextRow(pieces, top, bottom, max(line.size for line in lines))


def _frames(rules: Sequence[Ruling]) -> list[TableFrame]:
    """Stacks of rules with the same ends."""
    stacks: list[list[Ruling]] = []
    for rule in sorted(rules):
        stack = next((s for s in stacks if max(abs(s[0].lo - rule.lo), abs(s[0].hi - rule.hi)) <= _SAME_END), None)
        if stack is None:
            stacks.append([rule])
        else:
            stack.append(rule)
    frames = [
        TableFrame(min(r.lo for r in stack), max(r.hi for r in stack), tuple(r.pos for r in stack))
        for stack in stacks
        if len(stack) >= _LEAST_RULES
    ]
    return [frame for frame in frames if not any(_inside(frame, other) for other in frames)]


def _inside(frame: TableFrame, other: TableFrame) -> bool:
    """True for rules that part the rows of some columns only, beside a merged cell."""
    across = other.left - _EDGE <= frame.left and frame.right <= other.right + _EDGE
    down = other.ys[0] - _EDGE <= frame.ys[0] and frame.ys[-1] <= other.ys[-1] + _EDGE
    return frame is not other and across and down and other.right - other.left > frame.right - frame.left + _SAME_END


def _mark(covered: npt.NDArray[np.int64], rows: Iterable[TextRow], left: float) -> None:
    """Count for each point of the width how many rows print over it."""
    for row in rows:
        for piece in row.pieces:
            covered[max(0, int(piece.x0 - left)) : max(0, int(np.ceil(piece.x1 - left)))] += 1


def _is_broad(row: TextRow, width: float) -> bool:
    """True for a section title, which lies across columns."""
    return any(piece.x1 - piece.x0 > _BROAD * width for piece in row.pieces)


def _end_of_numbers(telling: Sequence[TextRow]) -> float | None:
    """Where the column of numbers ends; None when the rows do not begin with numbers of their own."""
    numbers = [row.pieces[0].x1 for row in telling if is_own_number(row.pieces[0].text)]
    return max(numbers) if 2 * len(numbers) > len(telling) else None


def _leaves(row: TextRow, numbers: float | None) -> bool:
    """True for a title, however short: it begins where numbers stand and goes on past them."""
    return numbers is not None and len(row.pieces) == 1 and row.pieces[0].x0 < numbers < row.pieces[0].x1


def corridors(rows: Sequence[TextRow], left: float, right: float) -> list[float]:
    """Where rulings between columns belong; empty when the rows are no columns.

    Args:
        rows: printed rows of the table.
        left: its left side.
        right: its right side.
    """
    telling = [row for row in rows if row.tells]
    numbers = _end_of_numbers(telling)
    short = [row for row in rows if not (row.tells or _is_broad(row, right - left) or _leaves(row, numbers))]
    if len(telling) < _LEAST_LINES:
        return []
    width = int(np.ceil(right - left)) + 1
    by_telling, by_short = np.zeros(width, np.int64), np.zeros(width, np.int64)
    _mark(by_telling, telling, left)
    _mark(by_short, short, left)
    free = (by_telling == 0) & (by_short <= max(1.0, _CROSSED * len(short)))
    inked = np.flatnonzero(by_telling)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], free[inked[0] : inked[-1] + 1].astype(np.int8), [0]])))
    starts, ends = edges[::2] + inked[0], edges[1::2] + inked[0]
    wide = [(start, end) for start, end in zip(starts.tolist(), ends.tolist(), strict=True) if end - start >= _CORRIDOR]
    return [left + end - min(_BEFORE_COLUMN, (end - start) / 2) for start, end in wide]


def _numbered(rows: Sequence[TextRow], columns: Sequence[float]) -> list[TextRow]:
    """Rows whose first column prints a number of its own and another column something beside it."""
    return [
        row
        for row in rows
        if len(row.pieces) > 1 and row.pieces[0].x1 <= columns[0] + 1 and is_own_number(row.pieces[0].text)
    ]


def _row_starts(rows: Sequence[TextRow], columns: Sequence[float], top: float, bottom: float) -> list[float]:
    """Heights between two rules at which a further row starts: above each number but the first."""
    inside = [row for row in rows if top <= row.middle <= bottom]
    numbered = _numbered(inside, columns)
    if len(numbered) < 2:
        return []
    first = inside.index(numbered[0])
    starts = numbered[1:] if first == 0 else numbered
    starts += [row for row in inside[1:] if len(row.pieces) == 1 and any(crossed([row], x) for x in columns)]
    return [(inside[inside.index(row) - 1].bottom + row.top) / 2 for row in starts]


def crossed(rows: Iterable[TextRow], x: float) -> bool:
    """True when a piece of text lies over a place of the width."""
    return any(piece.x0 < x - 1 and piece.x1 > x + 1 for row in rows for piece in row.pieces)


def missing_rules(frame: TableFrame, rows: Sequence[TextRow], columns: Sequence[float]) -> list[Stroke]:
    """The missing rulings of a table: rows that numbers start, sides, and columns where no text lies across them."""
    ys = [*frame.ys]
    for top, bottom in pairwise(frame.ys):
        ys += _row_starts(rows, columns, top, bottom)
    ys.sort()
    rules = [Stroke(frame.left, y, frame.right, y) for y in ys]
    rules += [Stroke(x, ys[0], x, ys[-1]) for x in (frame.left, frame.right)]
    for top, bottom in pairwise(ys):
        inside = [row for row in rows if top <= row.middle <= bottom]
        if not _is_title(inside, columns):
            rules += [Stroke(x, top, x, bottom) for x in columns if not crossed(inside, x)]
    return rules


def _is_title(rows: Sequence[TextRow], columns: Sequence[float]) -> bool:
    """True for a row of one text that lies across columns: nothing else is printed in it, so it takes all of them."""
    alone = bool(rows) and all(len(row.pieces) == 1 for row in rows)
    return alone and any(crossed(rows, x) for x in columns)


def _within(rows: Sequence[TextRow], frame: TableFrame) -> list[TextRow]:
    top, bottom = frame.ys[0], frame.ys[-1]
    return [row for row in rows if top <= row.middle <= bottom]


def _telling_bands(rows: Sequence[TextRow], frame: TableFrame) -> list[TextRow]:
    """The rows between two rules that have text in several columns: section titles are left out."""
    bands = [[row for row in rows if top <= row.middle <= bottom] for top, bottom in pairwise(frame.ys)]
    return [row for band in bands if any(row.tells for row in band) for row in band]


def _columns(frame: TableFrame, rows: Sequence[TextRow], known: list[OpenColumns]) -> Sequence[float]:
    """The columns of a table: those of its part on an earlier page where they fit, else those that its rows show."""
    telling = _telling_bands(rows, frame)
    found = corridors(telling, frame.left, frame.right)
    for earlier in known:
        same_sides = max(abs(earlier.left - frame.left), abs(earlier.right - frame.right)) <= _SAME_END
        fits = not any(crossed([row], x) for row in telling if row.tells for x in earlier.columns)
        if same_sides and fits and len(earlier.columns) >= len(found):
            return earlier.columns
    if len(found) + 1 >= _LEAST_COLUMNS:
        known.insert(0, OpenColumns(frame.left, frame.right, tuple(found)))
    return found


def between_rules(content: PageContent, loose: Sequence[Ruling], known: list[OpenColumns]) -> OpenTables:
    """Tables with horizontal rules only.

    Args:
        content: the page.
        loose: its horizontal rulings that no vertical one meets.
        known: columns of such tables on earlier pages, latest first; what this page shows is added.
    """
    frames = _frames([rule for rule in loose if rule.hi - rule.lo >= _LEAST_WIDTH * content.width])
    if not frames:
        return OpenTables()
    rows = text_rows(content.glyphs)
    added: list[Stroke] = []
    for frame in frames:
        inside = _within(rows, frame)
        columns = _columns(frame, inside, known)
        if len(columns) + 1 >= _LEAST_COLUMNS:
            added += missing_rules(frame, inside, columns)
    return OpenTables(tuple(added), inferred=bool(added))


def _block(rows: Sequence[TextRow]) -> list[TextRow]:
    """The rows from the first to the last that tell columns, and what belongs to the last of them."""
    telling = [index for index, row in enumerate(rows) if row.tells]
    if len(telling) < _LEAST_LINES:
        return []
    end = telling[-1] + 1
    while end < len(rows) and rows[end].top - rows[end - 1].bottom < _BLOCK_GAP * rows[end].size - rows[end].size:
        if len(rows[end].pieces) == 1 and rows[end].pieces[0].x1 - rows[end].pieces[0].x0 > _wide(rows, telling):
            break
        end += 1
    return list(rows[telling[0] : end])


def _wide(rows: Sequence[TextRow], telling: Sequence[int]) -> float:
    """From which width on a single piece is a paragraph and not the rest of a cell."""
    pieces = [piece for index in telling for piece in rows[index].pieces]
    return 0.5 * (max(piece.x1 for piece in pieces) - min(piece.x0 for piece in pieces))


def looks_tabular(lines: Sequence[Line]) -> bool:
    """True when rows of three or more pieces are frequent: worth a closer look.

    Args:
        lines: of a page, cut at wide gaps.
    """
    beside = Counter(round(line.baseline) for line in lines)
    return sum(count >= _LEAST_COLUMNS for count in beside.values()) >= _LEAST_LINES


def _counts_rows(rows: Sequence[TextRow]) -> bool:
    """True when several rows of three or more pieces begin with numbers of their own: no prose does."""
    return sum(row.tells and is_own_number(row.pieces[0].text) for row in rows) >= _LEAST_LINES


def without_rules(glyphs: Sequence[Glyph]) -> OpenTables:
    """A table without any rule: columns by their corridors, rows by the numbers of the first column.

    Args:
        glyphs: of a page on which nothing is ruled.
    """
    rows = _block(text_rows(glyphs))
    pieces = [piece for row in rows for piece in row.pieces]
    if not pieces:
        return OpenTables()
    left, right = min(piece.x0 for piece in pieces) - _EDGE, max(piece.x1 for piece in pieces) + _EDGE
    columns = corridors(rows, left, right)
    if len(columns) + 1 < _LEAST_COLUMNS:
        return OpenTables(unread=_counts_rows(rows))
    if len(_numbered(rows, columns)) < 2:
        return OpenTables(unread=True)
    frame = TableFrame(left, right, (rows[0].top - 1, rows[-1].bottom + 1))
    return OpenTables(tuple(missing_rules(frame, rows, columns)), inferred=True)


def column_count(rules: Sequence[Stroke]) -> int:
    """How many columns the added rulings of a page part; 0 without any."""
    return max(0, len({round(rule.x0) for rule in rules if not rule.is_horizontal}) - 1)

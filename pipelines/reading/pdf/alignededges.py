"""Tables without rules whose columns stand too close for a white corridor: their columns begin on common left edges.

Programs that print HTML leave 3 pt between two cells, no more than between two words. What tells the columns then is
that the first lines of most numbered rows begin a word at the same place, that no line goes over that place, and that
the gap before it is not always that of a blank. The rulings are added and the lattice does the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import inf
from statistics import median
from typing import NamedTuple

from pipelines.reading.pdf.opentables import OpenColumns, OpenTables, TextPiece, TextRow, row_of
from pipelines.reading.pdf.repeats import is_own_number
from pipelines.reading.pdf.shapes import Glyph, Stroke
from pipelines.reading.pdf.textlines import Line, group_rows, split_row

_BLANK = 0.15  # em: a wider gap parts two words
_MORE_THAN_BLANK = 0.5  # em
_SAME_EDGE = 1.2  # points
_LEAST_NUMBERED = 4
_LEAST_EDGES = 3  # besides the column of numbers
_SHARED = 0.6  # share of the numbered rows that begin a word at an edge
_LOOSE = 0.3  # share of those before which the gap is more than a blank
_CROSSED = 0.1  # share of the rows that may go over an edge: titles of sections
_NEXT_ROW = 2.5  # em between two rows of one table
_MIDDLE = 1.0  # points by which the widest gap between two numbers is wider than the one above the second
_LEFT_OF_EDGE = 2.5
_SIDE = 3.0
_INDENT = 3.0  # points
_LEFT_OUT = 0.2  # share of the lines that may begin left of the numbers: a letterhead, a paragraph before the table
_ON_EDGES = -1.0  # in place of the sides of a table that is known by its edges


class _Edge(NamedTuple):
    """Where a column begins, and the smallest white gap before it."""

    x: float
    gap: float


def word_rows(glyphs: Sequence[Glyph]) -> list[TextRow]:
    """Printed rows with their words, top to bottom."""
    found = []
    for row in group_rows(glyphs):
        words = row_of(part for blank in _at_blanks(row) for part in split_row(blank, _BLANK))
        if words is not None:
            found.append(words)
    return found


def _at_blanks(row: Sequence[Glyph]) -> list[list[Glyph]]:
    """A row cut at the blanks that the file draws."""
    parts: list[list[Glyph]] = [[]]
    for glyph in row:
        if glyph.text == " ":
            parts.append([])
        else:
            parts[-1].append(glyph)
    return [part for part in parts if part]


def _numbered(rows: Sequence[TextRow]) -> list[TextRow]:
    """Rows that begin with a number of their own, from the first to the last behind which words begin where most do.

    Items of prose above or below a table have their words right behind the number.
    """
    found = [row for row in rows if len(row.pieces) > 1 and is_own_number(row.pieces[0].text)]
    if not found:
        return []
    behind = Counter(round(row.pieces[1].x0) for row in found)
    usual = max(behind, key=lambda x: (behind[x] + behind[x - 1] + behind[x + 1], behind[x]))
    like = [at for at, row in enumerate(found) if abs(row.pieces[1].x0 - usual) <= 1 + _SAME_EDGE]
    return [row for row in found[like[0] : like[-1] + 1] if row.pieces[0].x1 < usual + _SAME_EDGE]


def _gap_before(row: TextRow, x: float) -> float | None:
    """White gap (em) before the word that begins at ``x``, endless for the first of its row; None when none does."""
    last: TextPiece | None = None
    for word in row.pieces:
        if abs(word.x0 - x) <= _SAME_EDGE:
            return inf if last is None else (word.x0 - last.x1) / row.size
        last = word
    return None


def _goes_over(row: TextRow, x: float) -> bool:
    return any(word.x0 < x - _SAME_EDGE and word.x1 > x + _SAME_EDGE for word in row.pieces)


def _edges(block: Sequence[TextRow], least: float) -> list[_Edge]:
    """The left edges of the columns behind the numbers; ``least``: in so many rows a word begins there."""
    starts = sorted({round(word.x0, 1) for row in block for word in row.pieces})
    found: list[_Edge] = []
    for x in starts:
        if found and x - found[-1].x <= 2 * _SAME_EDGE:
            continue
        gaps = [gap for row in block if (gap := _gap_before(row, x)) is not None]
        if len(gaps) < least or sum(_goes_over(row, x) for row in block) > _CROSSED * len(block):
            continue
        if sum(gap > _MORE_THAN_BLANK for gap in gaps) >= _LOOSE * len(gaps):
            found.append(_Edge(x, min(min(gaps) * block[0].size, 2 * _LEFT_OF_EDGE)))
    return found


def _in_columns(row: TextRow, edges: Sequence[float]) -> TextRow:
    """The row with its words joined to one piece for each column; a piece that goes over an edge stays one."""
    pieces: list[TextPiece] = []
    for word in row.pieces:
        if not pieces or _parts(pieces[-1], word, edges, _MORE_THAN_BLANK * row.size):
            pieces.append(word)
            continue
        last = pieces[-1]
        pieces[-1] = TextPiece(f"{last.text} {word.text}", last.x0, word.x1)
    return row._replace(pieces=tuple(pieces))


def _parts(last: TextPiece, word: TextPiece, edges: Sequence[float], blank: float) -> bool:
    """True where an edge parts two words: the second begins there, or stands further off than behind a blank."""
    between = [x for x in edges if last.x1 <= x + _SAME_EDGE and word.x0 >= x - _SAME_EDGE]
    return bool(between) and (word.x0 - last.x1 > blank or any(abs(word.x0 - x) <= _SAME_EDGE for x in between))


def _fits(row: TextRow, edges: Sequence[float]) -> bool:
    joined = _in_columns(row, edges)
    return not any(_goes_over(joined, x) for x in edges)


def _stands_in(row: TextRow, edges: Sequence[float]) -> bool:
    """True for a row of the table: it fits, and in two columns at least a word begins at the edge."""
    return _fits(row, edges) and sum(_gap_before(row, x) is not None for x in edges) > 1


def _is_title(row: TextRow, edges: Sequence[float], *, among_rows: bool) -> bool:
    """True for the title of a section: a number, and words that go over an edge.

    Where no numbered row follows it could be a paragraph of prose; then its words must begin at the first edge.
    """
    if _fits(row, edges) or not is_own_number(row.pieces[0].text):
        return False
    return among_rows or (len(row.pieces) > 1 and abs(row.pieces[1].x0 - edges[0]) <= _SAME_EDGE)


def _block(rows: Sequence[TextRow], numbered: Sequence[TextRow], edges: Sequence[float]) -> list[TextRow]:
    """The rows of the table: from its header or the page's first row on as long as rows stand in its columns."""
    inside = [rows.index(row) for row in numbered if _stands_in(row, edges)]
    if not inside:
        return []
    return list(rows[_start(rows, inside[0], edges) : _end(rows, inside[0], inside[-1], edges)])


def _start(rows: Sequence[TextRow], first: int, edges: Sequence[float]) -> int:
    has_header = False
    start = first
    while start > 0 and _follows(rows[start - 1], rows[start]):
        row = rows[start - 1]
        if not _fits(row, edges) and (has_header or not _is_title(row, edges, among_rows=not has_header)):
            break
        columns = _in_columns(row, edges).pieces
        has_header = has_header or (len(columns) > 2 and not is_own_number(columns[0].text))
        start -= 1
    return start


def _end(rows: Sequence[TextRow], first: int, last: int, edges: Sequence[float]) -> int:
    end, in_title = first + 1, False
    while end < len(rows) and _follows(rows[end - 1], rows[end]):
        is_title = _is_title(rows[end], edges, among_rows=end < last)
        if not (is_title or in_title or _fits(rows[end], edges)):
            break
        in_title = is_title or (in_title and not _fits(rows[end], edges))
        end += 1
    return end


def _follows(above: TextRow, row: TextRow) -> bool:
    return row.top - above.bottom <= _NEXT_ROW * row.size


def _boundaries(rows: Sequence[TextRow], edges: Sequence[float]) -> list[float]:
    """Heights at which rows part: above each number; where numbers stand in the middle, the widest gap before it."""
    starts = [at for at, row in enumerate(rows) if _begins(row, edges[0])]
    gaps = {at: row.top - above.bottom for at, (above, row) in enumerate(pairwise(rows), 1)}
    spans = list(pairwise([0, *starts] if starts and starts[0] else starts))
    widest = {after: max(range(before + 1, after + 1), key=lambda at: (gaps[at], at)) for before, after in spans}
    excess = [gaps[at] - gaps[after] for after, at in widest.items() if gaps[at] is not None]
    in_middle = bool(excess) and median(excess) > _MIDDLE
    return [(rows[at - 1].bottom + rows[at].top) / 2 for at in (widest.values() if in_middle else widest)]


def _begins(row: TextRow, edge: float) -> bool:
    return len(row.pieces) > 1 and row.pieces[0].x1 < edge and is_own_number(row.pieces[0].text)


def _rules(rows: Sequence[TextRow], edges: Sequence[_Edge]) -> tuple[Stroke, ...]:
    """The rulings of a table of ``rows`` whose words are joined by columns."""
    left, right = min(row.pieces[0].x0 for row in rows) - _SIDE, max(row.pieces[-1].x1 for row in rows) + _SIDE
    ys = [rows[0].top - 1, *_boundaries(rows, [edge.x for edge in edges]), rows[-1].bottom + 1]
    rules = [Stroke(left, y, right, y) for y in ys]
    rules += [Stroke(x, ys[0], x, ys[-1]) for x in (left, right)]
    for top, bottom in pairwise(ys):
        inside = [row for row in rows if top <= row.middle <= bottom]
        over = [any(_goes_over(row, edge.x) for row in inside) for edge in edges]
        last = max((at for at, is_over in enumerate(over) if is_over), default=None)
        for at, edge in enumerate(edges):
            # what a title leaves free behind it is a part of it
            if not over[at] and not (last is not None and at > last and _is_alone(inside, edge.x)):
                rules.append(Stroke(_ruling(edge), top, _ruling(edge), bottom))
    return tuple(rules)


def _ruling(edge: _Edge) -> float:
    return edge.x - min(_LEFT_OF_EDGE, max(0.5, edge.gap / 2))


def _is_alone(rows: Sequence[TextRow], x: float) -> bool:
    """True where nothing is printed right of ``x``."""
    return not any(piece.x0 >= x - _SAME_EDGE for row in rows for piece in row.pieces)


def may_be_numbered(lines: Sequence[Line], known: Sequence[OpenColumns]) -> bool:
    """True for a page whose outermost lines on the left begin with numbers: worth a look at its words.

    Args:
        lines: of a page, cut at wide gaps. Numbered paragraphs of prose have their further lines left of the number.
        known: columns of tables on earlier pages; where one goes on, one number is enough.
    """
    numbered = [line for line in lines if is_own_number(line.text.split(" ", 1)[0])]
    goes_on = any(one.left == _ON_EDGES for one in known)
    if len(numbered) < (1 if goes_on else _LEAST_EDGES):
        return False
    left = min(line.x0 for line in numbered) - _INDENT
    return sum(line.x0 < left for line in lines) <= _LEFT_OUT * len(lines)


def on_common_edges(glyphs: Sequence[Glyph], known: list[OpenColumns]) -> tuple[OpenTables, int]:
    """The rulings of a table whose columns begin on common edges.

    Args:
        glyphs: of a page on which nothing is ruled.
        known: columns of tables on earlier pages, latest first; they serve a page with too few rows of its own. What
            this page shows is added.

    Returns:
        The rulings (none where there is no such table), and how many columns there are.
    """
    rows = word_rows(glyphs)
    numbered = _numbered(rows)
    if not numbered:
        return OpenTables(), 0
    first, last = rows.index(numbered[0]), rows.index(numbered[-1])
    block = rows[first : last + 1]
    edges = _behind(numbered, _edges(block, _SHARED * len(numbered))) if len(numbered) >= _LEAST_NUMBERED else []
    edges = max(edges, _known_edges(known, block), key=len)
    if len(edges) < _LEAST_EDGES:
        return OpenTables(), 0
    xs = [edge.x for edge in edges]
    table = [_in_columns(row, xs) for row in _block(rows, numbered, xs)]
    if len(table) < _LEAST_EDGES:
        return OpenTables(), 0
    known.insert(0, OpenColumns(_ON_EDGES, _ON_EDGES, tuple(xs)))
    return OpenTables(_rules(table, edges), inferred=True), len(edges) + 1


def _behind(numbered: Sequence[TextRow], edges: Sequence[_Edge]) -> list[_Edge]:
    """The edges without that of the numbers themselves."""
    numbers = max(row.pieces[0].x1 for row in numbered)
    return [edge for edge in edges if edge.x > numbers - _SAME_EDGE]


def _known_edges(known: Sequence[OpenColumns], block: Sequence[TextRow]) -> list[_Edge]:
    """The edges of a table on an earlier page that the rows of this one keep."""
    for earlier in (one for one in known if one.left == _ON_EDGES):
        kept = sum(_gap_before(row, x) is not None for row in block for x in earlier.columns)
        over = sum(_goes_over(row, x) for row in block for x in earlier.columns)
        if kept and over <= _CROSSED * len(block) * len(earlier.columns):
            return [_Edge(x, _SIDE) for x in earlier.columns]
    return []

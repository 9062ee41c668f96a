"""Page fragments of one table → one table.

No file says that a row was cut by a page break, so it has to be inferred. The inference is a sum of small
log-odds, one per column, and every decision is kept as a :class:`~pipelines.model.document.RowJoin` with its
score, so that a reviewer can see and overrule it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.model.document import Box, Cell, ReadingIssue, RowJoin, Table
from pipelines.reading.pdf.celltext import FilledCell
from pipelines.reading.pdf.repeats import MAX_HEADER_ROWS, best_reading, is_own_number, repeated_header, tied_rows
from pipelines.reading.pdf.textlines import Line
from pipelines.reading.pdf.wrapping import (
    ends_sentence,
    join_lines,
    starts_list_item,
    starts_lower,
    would_have_fitted,
)

_COLUMN_SHIFT = 4.0  # points by which a column border may move between pages
_WIDTH_SHARE = 0.02  # and the whole table
_BLANK_WHEN_CUT = 0.6  # how often a cell has nothing left for the next page when its row was cut
_BELOW_BLANK = 0.03  # how often a cell that was blank above the break prints something below it
_SMOOTH = 0.05


@dataclass(frozen=True, slots=True)
class Fragment:
    """The part of a table that stands on one page, cells ordered by (row, column)."""

    page: int
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[FilledCell, ...]
    room_below: float = 0.0  # blank lines that would still have fitted under it on its page
    recognised: bool = False  # read by OCR

    @property
    def column_count(self) -> int:
        """Number of grid columns."""
        return len(self.xs) - 1

    @property
    def row_count(self) -> int:
        """Number of grid rows."""
        return len(self.ys) - 1


@dataclass(slots=True)
class _Cell:
    """A cell while its table grows."""

    row: int
    column: int
    row_span: int
    column_span: int
    left: float
    right: float
    lines: list[Line]
    boxes: list[Box]
    confidence: float | None = None

    @property
    def blank(self) -> bool:
        return not self.lines

    @property
    def text(self) -> str:
        return join_lines(self.lines, self.left, self.right)

    def read_as(self, other: _Cell) -> None:
        """Take the reading of another print of this cell; the place stays."""
        self.lines, self.left, self.right = list(other.lines), other.left, other.right

    def absorb(self, other: _Cell) -> None:
        """Take the rest of this cell from the next page."""
        self.lines += other.lines
        self.boxes += other.boxes


@dataclass(slots=True)
class _Growing:
    """The table so far."""

    columns: int
    rows: int = 0
    cells: list[_Cell] = field(default_factory=list)
    joins: list[RowJoin] = field(default_factory=list)

    def owners(self) -> dict[int, _Cell]:
        """Column → the cell that covers it in the last row."""
        last = self.rows - 1
        return {
            column: cell
            for cell in self.cells
            if cell.row <= last < cell.row + cell.row_span
            for column in range(cell.column, cell.column + cell.column_span)
        }


def _relative(xs: Sequence[float]) -> list[float]:
    return [x - xs[0] for x in xs]


def _nearest(x: float, lines: Sequence[float]) -> int:
    return min(range(len(lines)), key=lambda index: abs(lines[index] - x))


def _fits_into(part: Sequence[float], whole: Sequence[float]) -> bool:
    """True when every column border of ``part`` stands on one of ``whole``."""
    return all(abs(whole[_nearest(x, whole)] - x) <= _COLUMN_SHIFT for x in part)


def same_columns(first: Sequence[float], second: Sequence[float]) -> float:
    """How well the column borders of two fragments agree, 0 (another table) to 1.

    Pages may shift a table sideways (mirrored margins), and a page whose rows are all merged shows fewer
    borders than its neighbour: borders of one must be a subset of the other's.
    """
    a, b = _relative(first), _relative(second)
    if abs(a[-1] - b[-1]) > max(_COLUMN_SHIFT, _WIDTH_SHARE * max(a[-1], b[-1])):
        return 0.0
    if _fits_into(a, b) or _fits_into(b, a):
        return 1.0 if len(a) == len(b) else 0.9
    return 0.7 if len(a) == len(b) else 0.0


def _common_columns(fragments: Sequence[Fragment]) -> list[float]:
    """Column borders of the joined table: those of the fragment that shows most of them."""
    return _relative(max(fragments, key=lambda fragment: len(fragment.xs)).xs)


def _rows_of(fragment: Fragment, columns: Sequence[float]) -> list[list[_Cell]]:
    """The fragment's cells by row, their columns renumbered to the joined table's."""
    own = _relative(fragment.xs)
    same = len(own) == len(columns)
    places = list(range(len(own))) if same else [_nearest(x, columns) for x in own]
    rows: list[list[_Cell]] = [[] for _ in range(fragment.row_count)]
    for cell in fragment.cells:
        place = cell.place
        start, end = places[place.column], places[place.column + place.column_span]
        box = Box(fragment.page, *(round(value, 2) for value in (place.x0, place.y0, place.x1, place.y1)))
        grown = _Cell(place.row, start, place.row_span, end - start, place.x0, place.x1, list(cell.lines), [box])
        grown.confidence = cell.confidence
        rows[place.row].append(grown)
    return rows


def _full_width(row: Sequence[_Cell], columns: int) -> bool:
    return len(row) == 1 and row[0].column_span >= columns


def _sparse(row: Sequence[_Cell], columns: int) -> bool:
    """A row that says nothing about how full the columns usually are: section rows, merged rows."""
    return len(row) < 2 or sum(not cell.blank for cell in row) <= 2 < columns


@dataclass(frozen=True, slots=True)
class _Habits:
    """What the table's rows usually look like, by column."""

    filled: tuple[float, ...]  # share of rows in which the column prints something
    spanned: frozenset[int]  # columns with a vertical merge somewhere


def _habits(bodies: Sequence[Sequence[Sequence[_Cell]]], columns: int) -> _Habits:
    """Learn the table's habits from all body rows but those at a page's top, which are in question."""
    seen, printed = [0] * columns, [0] * columns
    spanned: set[int] = set()
    for number, body in enumerate(bodies):
        for index, row in enumerate(body):
            spanned.update(c.column for c in row if c.row_span > 1 and c.column_span == 1)
            if (number and index == 0) or _sparse(row, columns):
                continue
            for cell in row:
                if cell.column_span == 1:
                    seen[cell.column] += 1
                    printed[cell.column] += not cell.blank
    filled = tuple((p + 0.5) / (s + 1) for p, s in zip(printed, seen, strict=True))
    return _Habits(filled, frozenset(spanned))


def _text_evidence(above: _Cell, below: _Cell) -> float:
    """Log-odds that ``below`` goes on where ``above`` stopped, from the words around the break."""
    last, first = above.lines[-1], below.lines[0]
    if starts_list_item(first.text):
        listed = [starts_list_item(line.text) for line in above.lines]
        return 1.0 if any(listed[1:]) and not listed[0] else 0.0
    right = above.right - max(0.5, min(line.x0 for line in above.lines) - above.left)
    fits = would_have_fitted(last, first, right)
    if starts_lower(first.text):
        return 2.0 if not fits else 1.0
    if last.wrapped:
        return 1.5
    if first.text[0].isdigit() and not fits and not ends_sentence(last.text):
        return 1.0
    return (-1.5 if fits else 0.3) + (-1.0 if ends_sentence(last.text) else 0.0)


def _column_evidence(above: _Cell, below: _Cell, filled: float) -> float:
    """Log-odds of a cut row from one column; positive = cut, negative = a new row."""
    if above.blank:
        if below.blank:
            return 0.0
        return math.log(_BELOW_BLANK / max(filled, _SMOOTH))
    if below.blank:
        return math.log(_BLANK_WHEN_CUT / (1 - filled + _SMOOTH))
    return math.log((1 - _BLANK_WHEN_CUT) / max(filled, _SMOOTH)) + _text_evidence(above, below)


def _cut_odds(owners: dict[int, _Cell], top: Sequence[_Cell], habits: _Habits, room_below: float) -> float:
    """Log-odds that the first row of a page is the rest of the row above the break."""
    odds = -1.0 if room_below > 2 else 0.0
    for cell in top:
        above = owners.get(cell.column)
        if above is None or above.column_span != cell.column_span:
            odds -= 2.0
            continue
        if cell.column == 0 and not cell.blank and is_own_number(cell.text):
            return -8.0
        if cell.column in habits.spanned and cell.blank:
            continue  # an open span says nothing about the leaf row
        if cell.column_span == 1:
            odds += _column_evidence(above, cell, habits.filled[cell.column])
        elif not cell.blank and not above.blank:
            odds += _text_evidence(above, cell)
    return odds


def _is_cut(
    table: _Growing, owners: dict[int, _Cell], top: Sequence[_Cell], habits: _Habits, room_below: float
) -> tuple[bool, float]:
    """Decide whether ``top`` is the rest of the table's last row; with the score of the decision, 0.5..1."""
    if _full_width(top, table.columns):
        whole = owners[0].column_span >= table.columns
        cut = whole and not top[0].blank and starts_lower(top[0].text) and not ends_sentence(owners[0].text)
        return cut, 0.9
    if owners[0].column_span >= table.columns:
        return False, 1.0
    odds = _cut_odds(owners, top, habits, room_below)
    likelihood = 1 / (1 + math.exp(-max(-20.0, min(20.0, odds))))
    return odds > 0, round(max(likelihood, 1 - likelihood), 3)


def _continues_span(above: _Cell | None, cell: _Cell, habits: _Habits, needed: float) -> bool:
    """True when the top cell of a *new* leaf row belongs to a vertical merge that the page break closed."""
    if above is None or above.column_span != cell.column_span or above.blank:
        return False
    if cell.blank:
        return cell.column == 0 or cell.column in habits.spanned
    return cell.column in habits.spanned and _text_evidence(above, cell) >= needed


def _open_spans(owners: dict[int, _Cell], top: Sequence[_Cell], habits: _Habits) -> dict[int, _Cell]:
    """Column → the open vertical merge that the top cell of that column goes on with.

    A number column that goes on makes the merges beside it likelier to. A merge that prints nothing ("TT" left
    empty) goes on when the merge beside it, of the same rows, does.
    """
    numbered = any(c.column == 0 and _continues_span(owners.get(0), c, habits, 2.0) for c in top)
    needed = 1.0 if numbered else 2.0
    spans = {c.column: owners[c.column] for c in top if _continues_span(owners.get(c.column), c, habits, needed)}
    going_on = {(spans[c.column].row, spans[c.column].row_span, c.row_span) for c in top if c.column in spans}
    for cell in top:
        above = owners.get(cell.column)
        if above is None or not (cell.blank and above.blank) or above.column_span != cell.column_span:
            continue
        merged = cell.column == 0 or cell.column in habits.spanned
        if merged and (above.row, above.row_span, cell.row_span) in going_on:
            spans[cell.column] = above
    return spans


def _covers_spans(rows: Sequence[Sequence[_Cell]], habits: _Habits) -> list[list[_Cell]]:
    """Give a blank cell that lies across several merged columns to the merges above it, column by column.

    LibreOffice drops the rulings between vertical merges in the last row before a page break.
    """
    kept: list[list[_Cell]] = []
    owners: dict[int, _Cell] = {}
    for row in rows:
        left = [cell for cell in row if not _hand_over(cell, owners, habits)]
        for cell in left:
            owners.update(dict.fromkeys(range(cell.column, cell.column + cell.column_span), cell))
        kept.append(left)
    return kept


def _hand_over(cell: _Cell, owners: dict[int, _Cell], habits: _Habits) -> bool:
    columns = range(cell.column, cell.column + cell.column_span)
    above = [owners.get(column) for column in columns]
    if not cell.blank or cell.column_span < 2 or not habits.spanned.issuperset(columns):
        return False
    merged = [owner for owner in above if owner is not None and owner.column_span == 1]
    if len(merged) < len(above) or any(owner.row + owner.row_span != cell.row for owner in merged):
        return False
    for owner in merged:
        owner.row_span += cell.row_span
    return True


def _append_row(table: _Growing, row: Sequence[_Cell], shift: int) -> None:
    for cell in row:
        cell.row += shift
        table.cells.append(cell)


def _merge_cut(owners: dict[int, _Cell], top: Sequence[_Cell]) -> None:
    for cell in top:
        owner = owners.get(cell.column)
        if owner is None:
            continue
        owner.absorb(cell)
        owner.row_span += cell.row_span - 1


def _place_new(table: _Growing, owners: dict[int, _Cell], top: Sequence[_Cell], habits: _Habits, page: int) -> None:
    """Append the first row of a page as a row of its own; open spans reach down into it."""
    if _full_width(top, table.columns):
        _append_row(table, top, table.rows - top[0].row)
        return
    spans = _open_spans(owners, top, habits)
    for cell in top:
        above = spans.get(cell.column)
        if above is None:
            cell.row = table.rows
            table.cells.append(cell)
            continue
        table.joins.append(RowJoin(above.row, page, "open_span", 0.9 if cell.blank else 0.7))
        above.absorb(cell)
        above.row_span += cell.row_span


def _mappable(owners: dict[int, _Cell], top: Sequence[_Cell]) -> bool:
    """A cut row must have the same columns on both sides of the break."""
    return all(
        (owner := owners.get(cell.column)) is not None
        and owner.column == cell.column
        and owner.column_span == cell.column_span
        for cell in top
    )


def _add_body(table: _Growing, body: Sequence[list[_Cell]], habits: _Habits, fragment: Fragment, room: float) -> None:
    """Append the rows of a following page to the table."""
    if not body:
        return
    top, owners = body[0], table.owners()
    first = top[0].row if top else 0
    cut, score = _is_cut(table, owners, top, habits, room) if top else (False, 1.0)
    if cut and _mappable(owners, top):
        _merge_cut(owners, top)
        table.joins.append(RowJoin(table.rows - 1, fragment.page, "cut_row", score))
        shift = table.rows - 1 - first
    else:
        _place_new(table, owners, top, habits, fragment.page)
        shift = table.rows - first
    for row in body[1:]:
        _append_row(table, row, shift)
    table.rows = shift + fragment.row_count


def _finish(table: _Growing) -> Table:
    cells = tuple(
        Cell(c.row, c.column, c.row_span, c.column_span, c.text, tuple(c.boxes), bold=_mostly_bold(c.lines))
        for c in sorted(table.cells, key=lambda cell: (cell.row, cell.column))
    )
    return Table(table.rows, table.columns, cells, tuple(table.joins))


def _mostly_bold(lines: Sequence[Line]) -> bool:
    letters = sum(len(line.text) for line in lines)
    return letters > 0 and sum(line.bold_share * len(line.text) for line in lines) > 0.7 * letters


class JoinedTable(NamedTuple):
    """A joined table, and the titles that were taken from a later print of its header."""

    table: Table
    issues: tuple[ReadingIssue, ...]


def _prints_of(cell: _Cell, pages: Sequence[Sequence[Sequence[_Cell]]], counts: Sequence[int]) -> list[_Cell]:
    """The header cell ``cell`` of the first page, and its prints on the later pages."""
    place = (cell.column, cell.column_span, cell.row_span)
    again = [
        other
        for rows, count in zip(pages, counts, strict=True)
        if cell.row < count
        for other in rows[cell.row]
        if (other.column, other.column_span, other.row_span) == place
    ]
    return [cell, *again]


def _settle_header(pages: Sequence[Sequence[Sequence[_Cell]]], counts: Sequence[int]) -> list[ReadingIssue]:
    """Give each header cell of the first page the best of its readings; tell what changed."""
    issues: list[ReadingIssue] = []
    for cell in (cell for row in pages[0][: max(counts)] for cell in row):
        prints = _prints_of(cell, pages[1:], counts[1:])
        best, before = prints[best_reading(prints)], cell.text
        cell.read_as(best)
        if cell.text != before:
            detail = f"trang {cell.boxes[0].page}: {before or '(trống)'} → {cell.text}"
            issues.append(ReadingIssue("header_repaired", detail, cell.boxes[0]))
    return issues


def _repeats(
    pages: Sequence[Sequence[Sequence[_Cell]]], fragments: Sequence[Fragment]
) -> tuple[list[tuple[int, float]], list[ReadingIssue]]:
    """For each page the number of header rows it repeats and their likeness; for the first page its header rows."""
    header, first = pages[0][:MAX_HEADER_ROWS], fragments[0].recognised
    repeats = [
        repeated_header(header, rows, recognised=first or fragment.recognised)
        for rows, fragment in zip(pages[1:], fragments[1:], strict=True)
    ]
    counts = [0, *(count for count, _ in repeats)]
    issues = _settle_header(pages, counts) if any(fragment.recognised for fragment in fragments) else []
    return [(tied_rows(pages[0], max(counts)), 0.0), *repeats], issues


def join_readings(fragments: Sequence[Fragment]) -> JoinedTable:
    """Join the page fragments of one table, in page order.

    Args:
        fragments: at least one; the caller has checked with :func:`same_columns` that they belong together.

    Returns:
        The table with repeated headers dropped and cut rows rejoined; ``joins`` tells every decision. On scanned
        pages each title is the best of its readings on all pages, told by an issue ``header_repaired``.
    """
    columns = _common_columns(fragments)
    table = _Growing(columns=len(columns) - 1)
    pages = [_rows_of(fragment, columns) for fragment in fragments]
    repeats, issues = _repeats(pages, fragments)
    habits = _habits([rows[count:] for rows, (count, _) in zip(pages, repeats, strict=True)], table.columns)
    pages = [_covers_spans(rows, habits) for rows in pages]
    for row in pages[0]:
        _append_row(table, row, 0)
    table.rows = fragments[0].row_count
    for number in range(1, len(fragments)):
        fragment, (count, likeness) = fragments[number], repeats[number]
        previous = fragments[number - 1]
        agreement = round(same_columns(previous.xs, fragment.xs), 3)
        table.joins.append(RowJoin(table.rows, fragment.page, "same_table", agreement))
        if count:
            table.joins.append(RowJoin(table.rows, fragment.page, "repeated_header", round(likeness, 3)))
        _add_body(table, pages[number][count:], habits, fragment, previous.room_below)
    return JoinedTable(_finish(table), tuple(issues))


def join_fragments(fragments: Sequence[Fragment]) -> Table:
    """The table of :func:`join_readings`."""
    return join_readings(fragments).table

"""Page fragments of one table → one table.

What a page break cut is inferred (see :mod:`~pipelines.reading.pdf.breaks` and ``merges``); every decision is kept as a
:class:`~pipelines.model.document.RowJoin` with its score, so that a reviewer can see and overrule it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from pipelines.model.document import Box, Cell, ReadingIssue, RowJoin, Table
from pipelines.reading.pdf.breaks import is_cut
from pipelines.reading.pdf.celltext import FilledCell
from pipelines.reading.pdf.growing import GrowingCell, GrowingTable, Owners, Rows, is_full_width
from pipelines.reading.pdf.habits import Habits, learn_habits
from pipelines.reading.pdf.headerrests import PagePart, parted_headers
from pipelines.reading.pdf.merges import open_spans
from pipelines.reading.pdf.openheaders import close_headers
from pipelines.reading.pdf.repeats import MAX_HEADER_ROWS, best_reading, repeated_header, tied_rows
from pipelines.reading.pdf.textlines import Line

_COLUMN_SHIFT = 4.0  # points by which a column border may move between pages
_WIDTH_SHARE = 0.02  # and the whole table


@dataclass(frozen=True, slots=True)
class Fragment:
    """The part of a table that stands on one page, cells ordered by (row, column)."""

    page: int
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[FilledCell, ...]
    room_below: float = 0.0  # blank lines that would still have fitted under it on its page
    recognised: bool = False  # read by OCR
    beside: tuple[int, ...] = ()  # pages whose columns were put beside this page's

    @property
    def column_count(self) -> int:
        """Number of grid columns."""
        return len(self.xs) - 1

    @property
    def row_count(self) -> int:
        """Number of grid rows."""
        return len(self.ys) - 1


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


def _rows_of(fragment: Fragment, columns: Sequence[float]) -> list[list[GrowingCell]]:
    """The fragment's cells by row, their columns renumbered to the joined table's."""
    own = _relative(fragment.xs)
    same = len(own) == len(columns)
    places = list(range(len(own))) if same else [_nearest(x, columns) for x in own]
    rows: list[list[GrowingCell]] = [[] for _ in range(fragment.row_count)]
    for cell in fragment.cells:
        place = cell.place
        start, end = places[place.column], places[place.column + place.column_span]
        box = cell.box or Box(
            fragment.page, round(place.x0, 2), round(place.y0, 2), round(place.x1, 2), round(place.y1, 2)
        )
        grown = GrowingCell(place.row, start, place.row_span, end - start, box.x0, box.x1, list(cell.lines), [box])
        grown.confidence, grown.colour = cell.confidence, cell.colour
        rows[place.row].append(grown)
    return rows


def _covers_spans(rows: Rows, habits: Habits) -> list[list[GrowingCell]]:
    """Give a blank cell that lies across several merged columns to the merges above it, column by column.

    LibreOffice drops the rulings between vertical merges in the last row before a page break.
    """
    kept: list[list[GrowingCell]] = []
    owners: Owners = {}
    for row in rows:
        left = [cell for cell in row if not _hand_over(cell, owners, habits)]
        for cell in left:
            owners.update(dict.fromkeys(range(cell.column, cell.column + cell.column_span), cell))
        kept.append(left)
    return kept


def _hand_over(cell: GrowingCell, owners: Owners, habits: Habits) -> bool:
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


def _append_row(table: GrowingTable, row: Sequence[GrowingCell], shift: int) -> None:
    for cell in row:
        cell.row += shift
        table.cells.append(cell)


def _merge_cut(owners: Owners, top: Sequence[GrowingCell]) -> None:
    for cell in top:
        owner = owners.get(cell.column)
        if owner is None:
            continue
        owner.absorb(cell)
        owner.row_span += cell.row_span - 1


def _place_new(table: GrowingTable, owners: Owners, top: Sequence[GrowingCell], habits: Habits, page: int) -> None:
    """Append the first row of a page as a row of its own; open spans reach down into it."""
    if is_full_width(top, table.columns):
        _append_row(table, top, table.rows - top[0].row)
        return
    spans = open_spans(owners, top, habits, table.columns)
    for cell in top:
        above = spans.get(cell.column)
        if above is None:
            cell.row = table.rows
            table.cells.append(cell)
            continue
        table.joins.append(RowJoin(above.row, page, "open_span", 0.9 if cell.blank else 0.7))
        above.absorb(cell)
        above.row_span += cell.row_span


def _mappable(owners: Owners, top: Sequence[GrowingCell]) -> bool:
    """A cut row must have the same columns on both sides of the break."""
    return all(
        (owner := owners.get(cell.column)) is not None
        and owner.column == cell.column
        and owner.column_span == cell.column_span
        for cell in top
    )


def _add_body(
    table: GrowingTable, body: Sequence[list[GrowingCell]], habits: Habits, fragment: Fragment, room: float
) -> None:
    """Append the rows of a following page to the table."""
    if not body:
        return
    top, owners = body[0], table.owners()
    first = top[0].row if top else 0
    cut, score = is_cut(owners, top, habits, table.columns, room) if top else (False, 1.0)
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


def _finish(table: GrowingTable) -> Table:
    cells = tuple(
        Cell(
            c.row,
            c.column,
            c.row_span,
            c.column_span,
            c.text,
            tuple(c.boxes),
            bold=_mostly_bold(c.lines),
            note_marks=c.note_marks,
            colour=c.colour,
        )
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


def _prints_of(cell: GrowingCell, pages: Sequence[Rows], counts: Sequence[int]) -> list[GrowingCell]:
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


def _settle_header(pages: Sequence[Rows], counts: Sequence[int]) -> list[ReadingIssue]:
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
    pages: Sequence[Rows], fragments: Sequence[Fragment]
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
    parts = parted_headers([PagePart(fragment.ys, fragment.cells) for fragment in fragments])
    fragments = [replace(one, ys=part.ys, cells=part.cells) for one, part in zip(fragments, parts, strict=True)]
    columns = _common_columns(fragments)
    table = GrowingTable(columns=len(columns) - 1)
    pages = [_rows_of(fragment, columns) for fragment in fragments]
    close_headers(pages, [fragment.ys for fragment in fragments])
    repeats, issues = _repeats(pages, fragments)
    habits = learn_habits([rows[count:] for rows, (count, _) in zip(pages, repeats, strict=True)], table.columns)
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

"""Which merged cells a page break closed: they go on with the first row of the next page.

Inferred from the words on both sides and from the merges beside them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from pipelines.reading.pdf.breaks import open_columns
from pipelines.reading.pdf.breakwords import log_odds, text_evidence
from pipelines.reading.pdf.growing import GrowingCell, Owners
from pipelines.reading.pdf.habits import SMOOTH, Habits
from pipelines.reading.pdf.widows import CONTROLLED, share_moved

_LEADING = 1.15  # of the letter size: the usual height of a line
_ALWAYS = 0.8  # a column this full is never left empty on purpose
_OWN_WORDS = 2.0  # log-odds from which the words alone open a merge; the number's merge halves it
_BESIDE_NUMBER = 1.0


def _is_section(top: Sequence[GrowingCell], habits: Habits, columns: int) -> bool:
    """A number, a title and empty cells in columns that are never merged: under such a section row no merge goes on."""
    printed = [cell.column for cell in top if not cell.blank]
    if len(printed) > 2 or 0 not in printed or columns < 4:
        return False
    return any(c.blank and c.column not in habits.spanned and habits.filled[c.column] > 0.5 for c in top)


def _may_go_on(above: GrowingCell, cell: GrowingCell, habits: Habits, leading: int) -> bool:
    """True when the column is one of merges, and the cell at the page's top covers what the cell above it covers.

    The first columns are such even in a table that shows no merge on one page, when they are blank although other
    rows print them.
    """
    if above.column_span != cell.column_span or above.blank:
        return False
    usual = habits.filled[cell.column] > _ALWAYS
    return cell.column in habits.spanned or (cell.column < leading and usual)


def _beside(column: int, going_on: Iterable[int], habits: Habits) -> float | None:
    """Log-odds that a column's merge goes on, from the merges beside it that do; None when there are none."""
    known = [habits.together.get((other, column), 0.5) for other in going_on if other != column]
    return log_odds(max(known)) if known else None


def _goes_on(above: GrowingCell, cell: GrowingCell, habits: Habits, going_on: Iterable[int], needed: float) -> bool:
    """True when the words of a *new* leaf row's cell belong to a merge that the page break closed."""
    words = text_evidence(above, cell, habits)
    beside = _beside(cell.column, going_on, habits)
    return words >= needed or (beside is not None and words + beside > 0)


def open_spans(owners: Owners, top: Sequence[GrowingCell], habits: Habits, columns: int) -> Owners:
    """Column → the open vertical merge that the top cell of that column goes on with.

    A blank cell goes on; words do when they read so, or when the merges beside them go on and such columns are merged
    together elsewhere: "… xã, Trung tâm | Dịch vụ tổng hợp". A merge that prints nothing ("TT" left empty) goes on when
    one over the same rows does.
    """
    if _is_section(top, habits, columns):
        return {}
    pairs = [(owners[cell.column], cell) for cell in top if cell.column in owners]
    leading = open_columns(owners, top, habits)
    merged = [(above, cell) for above, cell in pairs if _may_go_on(above, cell, habits, leading)]
    spans = {cell.column: above for above, cell in merged if cell.blank}
    for _ in merged:  # what goes on makes the merges beside it likelier to, until no more follow
        needed = _BESIDE_NUMBER if 0 in spans else _OWN_WORDS
        more = {
            cell.column: above
            for above, cell in merged
            if cell.column not in spans and _goes_on(above, cell, habits, spans, needed)
        }
        spans |= more
        if not more:
            break
    spans |= {cell.column: above for above, cell in pairs if spans and _went_below(above, cell, habits, spans)}
    return spans | _empty_merges(pairs, spans, habits)


def _went_below(above: GrowingCell, cell: GrowingCell, habits: Habits, going_on: Iterable[int]) -> bool:
    """True for a merge whose words found no room in its rows above the break."""
    if cell.blank or not above.blank or above.column_span != cell.column_span or cell.column not in habits.spanned:
        return False
    box = above.boxes[-1]
    room = int((box.y1 - box.y0) / (_LEADING * cell.lines[0].size))
    likely = CONTROLLED * share_moved(cell, room) / (1 - habits.filled[cell.column] + SMOOTH)
    return math.log(likely) + (_beside(cell.column, going_on, habits) or 0.0) > 0


def _empty_merges(pairs: Sequence[tuple[GrowingCell, GrowingCell]], spans: Owners, habits: Habits) -> Owners:
    """Merges that print nothing on either side and go on beside one over the same rows."""
    extents = {_extent(above, cell) for above, cell in pairs if cell.column in spans}
    return {
        cell.column: above
        for above, cell in pairs
        if (cell.blank and above.blank and above.column_span == cell.column_span)
        and (cell.column == 0 or cell.column in habits.spanned)
        and _extent(above, cell) in extents
    }


def _extent(above: GrowingCell, cell: GrowingCell) -> tuple[int, int, int]:
    """The rows that a cell covers on both sides of the break."""
    return above.row, above.row_span, cell.row_span

"""What the first row of a page is: the rest of the row above the break, or a row of its own.

No file says so. A cut row is inferred from a sum of small log-odds, one per column.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipelines.reading.pdf.breakwords import text_evidence
from pipelines.reading.pdf.growing import GrowingCell, Owners, is_full_width
from pipelines.reading.pdf.habits import SMOOTH, Habits
from pipelines.reading.pdf.repeats import is_own_number
from pipelines.reading.pdf.widows import widow_evidence
from pipelines.reading.pdf.wrapping import ends_sentence, starts_lower

_BLANK_WHEN_CUT = 0.6  # how often a cell has nothing left for the next page when its row was cut
_MERGES = (0.08, 0.08, 0.024, 0.007, 0.002)  # how often the first 1, 2 … columns are merged where no page shows it


def _column_evidence(above: GrowingCell, below: GrowingCell, habits: Habits) -> float:
    """Log-odds of a cut row from one column; positive = cut, negative = a new row."""
    filled = habits.filled[below.column]
    if above.blank:
        return 0.0  # printed below only: see `_moved_evidence`
    if below.blank:
        return math.log(_BLANK_WHEN_CUT / (1 - filled + SMOOTH))
    odds = math.log((1 - _BLANK_WHEN_CUT) / max(filled, SMOOTH))
    words = text_evidence(above, below, habits)
    # Words that go on in a merged column are as likely under a new row: the merge may go on without the row.
    return min(0.0, words) if below.column in habits.spanned else odds + words


def open_columns(owners: Owners, top: Sequence[GrowingCell], habits: Habits) -> int:
    """How many of the first columns are blank below the break and printed above it, in a table without merges there."""
    count = 0
    for cell in sorted(top, key=lambda cell: cell.column):
        above = owners.get(cell.column)
        if cell.column != count or cell.column_span > 1 or not cell.blank or cell.column in habits.spanned:
            break
        if above is None or above.blank:
            break
        count += 1
    return count


def _leading_evidence(owners: Owners, top: Sequence[GrowingCell], habits: Habits, count: int) -> float:
    """Log-odds of a cut row from blank first columns.

    They are blank when the row was cut, and when a merge goes on that no other page shows. Column by column the
    second cause would count as often as there are columns, and never happen.
    """
    if not count:
        return 0.0
    apart = sum(_column_evidence(owners[cell.column], cell, habits) for cell in top if cell.column < count)
    return min(apart, math.log(_BLANK_WHEN_CUT**count / _MERGES[min(count, len(_MERGES)) - 1]))


def _cut_odds(owners: Owners, top: Sequence[GrowingCell], habits: Habits, room_below: float) -> float:
    """Log-odds that the first row of a page is the rest of the row above the break."""
    if any(cell.column == 0 and not cell.blank and is_own_number(cell.text) for cell in top):
        return -8.0
    leading = open_columns(owners, top, habits)
    odds = (-1.0 if room_below > 2 else 0.0) + _leading_evidence(owners, top, habits, leading)
    odds += widow_evidence(owners, top, habits)
    for cell in (cell for cell in top if cell.column >= leading):
        above = owners.get(cell.column)
        if above is None or above.column_span != cell.column_span:
            odds -= 2.0
        elif cell.column in habits.spanned and cell.blank:
            continue  # an open span says nothing about the leaf row
        elif cell.column_span == 1:
            odds += _column_evidence(above, cell, habits)
        elif not cell.blank and not above.blank:
            odds += text_evidence(above, cell, habits)
    return odds


def _rest_of_title(above: GrowingCell, below: GrowingCell) -> bool:
    """True when a full-width row goes on, or was cut where nothing of it was left."""
    return below.blank or (starts_lower(below.text) and not ends_sentence(above.text))


def is_cut(
    owners: Owners, top: Sequence[GrowingCell], habits: Habits, columns: int, room_below: float
) -> tuple[bool, float]:
    """Decide whether ``top`` is the rest of the table's last row; with the score of the decision, 0.5..1.

    Args:
        owners: what covers the columns of the last row above the break.
        top: the first row below it, repeated header rows left out.
        habits: of the whole table.
        columns: of the whole table.
        room_below: blank lines that the page above would still have held.
    """
    if is_full_width(top, columns):
        return owners[0].column_span >= columns and _rest_of_title(owners[0], top[0]), 0.9
    if owners[0].column_span >= columns:
        return False, 1.0
    odds = _cut_odds(owners, top, habits, room_below)
    likelihood = 1 / (1 + math.exp(-max(-20.0, min(20.0, odds))))
    return odds > 0, round(max(likelihood, 1 - likelihood), 3)

"""Rows that a page break cut without leaving a line alone: short cells stay above, longer ones go below as a whole."""

from __future__ import annotations

import math
from collections.abc import Sequence

from pipelines.reading.pdf.growing import GrowingCell, Owners
from pipelines.reading.pdf.habits import SMOOTH, Habits, pattern
from pipelines.reading.pdf.wrapping import first_paragraph, starts_list_item

CONTROLLED = 0.5  # how often a file keeps the lines of short paragraphs together
_MOVED = 0.85  # how often, there, a paragraph that must not be parted goes below as a whole
_MOVED_FREELY = 0.06  # the same for one that could have been parted: another height of line, space before it
_MOVED_LINE = 0.005  # the same for a single line, which stays above
_UNPARTED = -2.0  # log-odds of a line left alone beside a paragraph that went below so as to leave none alone


def _lines_above(owners: Owners) -> int:
    """Lines of the tallest cell that stands in the last row alone."""
    return max((len(cell.lines) for cell in owners.values() if cell.row_span == 1), default=0)


def share_moved(cell: GrowingCell, room: int) -> float:
    """How often a cell that would have begun above the break stands below it as a whole.

    Word processors leave no line of a paragraph alone: one of two or three lines is not parted at all, a longer one
    leaves two lines above.

    Args:
        cell: below the break.
        room: lines that the row holds above it.
    """
    lines = first_paragraph(cell.lines, cell.left, cell.right)
    if lines == 1:
        return _MOVED_LINE if len(cell.lines) == 1 else _MOVED_FREELY  # "Văn hóa |- Xã hội" looks like two paragraphs
    return _MOVED if room < (3 if lines == 3 else 2) else _MOVED_FREELY


def _moved_evidence(owners: Owners, moved: Sequence[GrowingCell], habits: Habits) -> float:
    """Log-odds of a cut row from the cells that print nothing above the break and something below it.

    When the row was cut they went below so that no line stands alone. When it was not, the row above left their columns
    blank: each for itself, or as rows of its kind do (a group's number and title).
    """
    room = _lines_above(owners)
    cut = sum(math.log(share_moved(cell, room) / max(habits.long[cell.column], SMOOTH)) for cell in moved)
    blank = sum(math.log(1 - habits.filled[cell.column] + SMOOTH) for cell in moved)
    alike = habits.patterns.get(pattern(owners.values()), habits.unseen)
    return math.log(CONTROLLED) + cut - max(blank, math.log(alike))


def _left_alone(above: GrowingCell, below: GrowingCell) -> bool:
    """True when a paragraph would have been parted so that one line of it stands alone."""
    if above.blank or below.blank or starts_list_item(below.lines[0].text):
        return False
    return 1 in (len(above.lines), len(below.lines))


def _moved_whole(owners: Owners, top: Sequence[GrowingCell], habits: Habits) -> list[GrowingCell]:
    """The cells that print something below the break and nothing above it.

    Merged columns do so whether a row is cut or not, and say nothing.
    """
    cells = (cell for cell in top if not cell.blank and cell.column not in habits.spanned)
    return [cell for cell in cells if cell.column in owners and owners[cell.column].blank]


def widow_evidence(owners: Owners, top: Sequence[GrowingCell], habits: Habits) -> float:
    """Log-odds of a cut row whose longer cells went below as a whole."""
    moved = _moved_whole(owners, top, habits)
    if not moved:
        return 0.0
    alone = any(_left_alone(owners[cell.column], cell) for cell in top if cell.column in owners)
    return _moved_evidence(owners, moved, habits) + (_UNPARTED if alone else 0.0)

"""What the first row of a page is: the rest of the row above the break, a row of its own, or a row under open merges.

No file says so. A cut row is inferred from a sum of small log-odds, one per column; a merge that the break closed is
inferred from the words on both sides and from the merges beside it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from pipelines.reading.pdf.growing import GrowingCell, Owners, Rows, is_full_width, is_sparse
from pipelines.reading.pdf.repeats import is_own_number
from pipelines.reading.pdf.wrapping import ends_sentence, starts_list_item, starts_lower, would_have_fitted

_BLANK_WHEN_CUT = 0.6  # how often a cell has nothing left for the next page when its row was cut
_BELOW_BLANK = 0.03  # how often a cell that was blank above the break prints something below it
_SMOOTH = 0.05
_RARELY = 0.02
_ALWAYS = 0.8  # a column this full is never left empty on purpose
_MERGES = (0.08, 0.08, 0.024, 0.007, 0.002)  # how often the first 1, 2 … columns are merged where no page shows it
_OWN_WORDS = 2.0  # log-odds from which the words alone open a merge; the number's merge halves it
_BESIDE_NUMBER = 1.0
_LOWER_WHEN_CUT = 0.6  # how often the rest of a cut cell starts in lower case
_DIGIT_WHEN_CUT = 0.2
_ENDED_WHEN_CUT = 0.15  # how often the line before a break ends in "." or ";" although its cell goes on


@dataclass(frozen=True, slots=True)
class Habits:
    """What the table's rows usually look like, by column."""

    filled: tuple[float, ...]  # share of rows in which the column prints something
    spanned: frozenset[int]  # columns with a vertical merge somewhere
    listed: tuple[float, ...]  # share of the cells with list items that have several
    ended: tuple[float, ...]  # share of the cells that end as a sentence or clause does
    lower: tuple[float, ...]  # share of the cells that start in lower case
    digit: tuple[float, ...]  # share of the cells that start with a digit
    together: Mapping[tuple[int, int], float]  # (a, b) → how often b is merged over a row border that a is merged over


class _Counts:
    """Counts of one column's cells."""

    def __init__(self) -> None:
        self.cells = self.printed = self.listed = self.several = self.ended = self.lower = self.digit = 0

    def add(self, cell: GrowingCell) -> None:
        items = sum(starts_list_item(line.text) for line in cell.lines)
        self.cells += 1
        self.printed += not cell.blank
        self.listed += items > 0
        self.several += items > 1
        self.ended += not cell.blank and ends_sentence(cell.lines[-1].text)
        self.lower += not cell.blank and starts_lower(cell.lines[0].text)
        self.digit += not cell.blank and cell.lines[0].text[0].isdigit()


def learn_habits(bodies: Sequence[Rows], columns: int) -> Habits:
    """Learn the table's habits from all body rows but those at a page's top, which are in question."""
    counts = [_Counts() for _ in range(columns)]
    for number, body in enumerate(bodies):
        for row in body[1 if number else 0 :]:
            if not is_sparse(row, columns):
                for cell in (cell for cell in row if cell.column_span == 1):
                    counts[cell.column].add(cell)
    spanned = {c.column for body in bodies for row in body for c in row if c.row_span > 1 and c.column_span == 1}
    return Habits(
        tuple(_rate(count.printed, count.cells) for count in counts),
        frozenset(spanned),
        tuple(_rate(count.several, count.listed) for count in counts),
        tuple(_rate(count.ended, count.printed) for count in counts),
        tuple(_rate(count.lower, count.printed) for count in counts),
        tuple(_rate(count.digit, count.printed) for count in counts),
        _merged_together(bodies),
    )


def _merged_together(bodies: Sequence[Rows]) -> dict[tuple[int, int], float]:
    """(a, b) → how often column b is merged over a row border within a page that column a is merged over."""
    borders: dict[tuple[int, int], set[int]] = {}
    for number, body in enumerate(bodies):
        for cell in (cell for row in body for cell in row if cell.column_span == 1):
            for row_number in range(cell.row, cell.row + cell.row_span - 1):
                borders.setdefault((number, row_number), set()).add(cell.column)
    alone = Counter(column for columns in borders.values() for column in columns)
    both = Counter(pair for columns in borders.values() for pair in permutations(sorted(columns), 2))
    return {(a, b): _rate(both[a, b], alone[a]) for a, b in permutations(sorted(alone), 2)}


def _rate(part: int, whole: int) -> float:
    return (part + 0.5) / (whole + 1)


def _log_odds(likelihood: float) -> float:
    return math.log(likelihood / (1 - likelihood))


def _item_evidence(above: GrowingCell, listed: float) -> float:
    """Log-odds that a list item goes on with the cell above; ``listed``: how often cells there hold several."""
    own = [starts_list_item(line.text) for line in above.lines]
    if any(own[1:]) and not own[0]:
        return 1.0
    return min(0.0, _log_odds(listed)) if own[0] else 0.0


def _end_evidence(ended: float) -> float:
    """Log-odds that a cell goes on although its last line ends as a sentence or clause: "Công an xã;" does."""
    return max(-1.0, min(1.0, math.log(_ENDED_WHEN_CUT / ended)))


def _start_evidence(when_cut: float, usual: float) -> float:
    """Log-odds that words go on, from how often the rest of a cut cell and how often a cell starts so; 1..3."""
    return max(1.0, min(3.0, math.log(when_cut / (usual + _RARELY))))


def _text_evidence(above: GrowingCell, below: GrowingCell, habits: Habits) -> float:
    """Log-odds that ``below`` goes on where ``above`` stopped, from the words around the break."""
    last, first = above.lines[-1], below.lines[0]
    if starts_list_item(first.text):
        return _item_evidence(above, habits.listed[below.column])
    right = above.right - max(0.5, min(line.x0 for line in above.lines) - above.left)
    fits = would_have_fitted(last, first, right)
    if starts_lower(first.text):
        return _start_evidence(_LOWER_WHEN_CUT, habits.lower[below.column]) - (1.0 if fits else 0.0)
    if above.text == below.text:
        return -3.0
    if last.wrapped:
        return 1.5
    if first.text[0].isdigit() and not fits and not ends_sentence(last.text):
        return _start_evidence(_DIGIT_WHEN_CUT, habits.digit[below.column])
    return (-1.5 if fits else 0.3) + (_end_evidence(habits.ended[below.column]) if ends_sentence(last.text) else 0.0)


def _column_evidence(above: GrowingCell, below: GrowingCell, habits: Habits) -> float:
    """Log-odds of a cut row from one column; positive = cut, negative = a new row."""
    filled = habits.filled[below.column]
    if above.blank:
        if below.blank:
            return 0.0
        return math.log(_BELOW_BLANK / max(filled, _SMOOTH))
    if below.blank:
        return math.log(_BLANK_WHEN_CUT / (1 - filled + _SMOOTH))
    odds = math.log((1 - _BLANK_WHEN_CUT) / max(filled, _SMOOTH))
    words = _text_evidence(above, below, habits)
    # Words that go on in a merged column are as likely under a new row: the merge may go on without the row.
    return min(0.0, words) if below.column in habits.spanned else odds + words


def _open_columns(owners: Owners, top: Sequence[GrowingCell], habits: Habits) -> int:
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
    leading = _open_columns(owners, top, habits)
    odds = (-1.0 if room_below > 2 else 0.0) + _leading_evidence(owners, top, habits, leading)
    for cell in (cell for cell in top if cell.column >= leading):
        above = owners.get(cell.column)
        if above is None or above.column_span != cell.column_span:
            odds -= 2.0
            continue
        if cell.column == 0 and not cell.blank and is_own_number(cell.text):
            return -8.0
        if cell.column in habits.spanned and cell.blank:
            continue  # an open span says nothing about the leaf row
        if cell.column_span == 1:
            odds += _column_evidence(above, cell, habits)
        elif not cell.blank and not above.blank:
            odds += _text_evidence(above, cell, habits)
    return odds


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
        whole = owners[0].column_span >= columns
        cut = whole and not top[0].blank and starts_lower(top[0].text) and not ends_sentence(owners[0].text)
        return cut, 0.9
    if owners[0].column_span >= columns:
        return False, 1.0
    odds = _cut_odds(owners, top, habits, room_below)
    likelihood = 1 / (1 + math.exp(-max(-20.0, min(20.0, odds))))
    return odds > 0, round(max(likelihood, 1 - likelihood), 3)


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
    usual = habits.filled[cell.column] > _ALWAYS or cell.column == 0
    return cell.column in habits.spanned or (cell.column < leading and usual)


def _beside(column: int, going_on: Iterable[int], habits: Habits) -> float | None:
    """Log-odds that a column's merge goes on, from the merges beside it that do; None when there are none."""
    known = [habits.together.get((other, column), 0.5) for other in going_on if other != column]
    return _log_odds(max(known)) if known else None


def _goes_on(above: GrowingCell, cell: GrowingCell, habits: Habits, going_on: Iterable[int], needed: float) -> bool:
    """True when the words of a *new* leaf row's cell belong to a merge that the page break closed."""
    words = _text_evidence(above, cell, habits)
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
    leading = _open_columns(owners, top, habits)
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
    return spans | _empty_merges(pairs, spans, habits)


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

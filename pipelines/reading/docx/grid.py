"""Where the cells of a ``w:tbl`` stand: spans, merges, gaps, and columns that are only slips of the mouse."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from pipelines.reading.docx.ooxml import TWIPS_PER_POINT, Element, W, as_int, children, int_val, on_off

MAX_COLUMNS = 63  # Word's own bound
_THIN = 6.0  # points; narrower than any letter column: rules that were meant to be one


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell's place. ``element`` is the ``w:tc`` that holds its text; None for a gap of a ragged row."""

    row: int
    column: int
    row_span: int
    column_span: int
    element: Element | None

    @property
    def end(self) -> int:
        """First column after the slot."""
        return self.column + self.column_span


@dataclass(frozen=True, slots=True)
class Grid:
    """All slots of a table ordered by (row, column); every place is covered exactly once."""

    row_count: int
    widths: tuple[float, ...]
    slots: tuple[Slot, ...]


def read_grid(table: Element, rows: list[Element]) -> Grid:
    """Place the cells of ``rows`` (the visible ``w:tr`` of ``table``)."""
    placed = [_row_slots(index, row) for index, row in enumerate(rows)]
    slots = [slot for row in _merged_down(placed) for slot in row]
    widths = _column_widths(table, max((slot.end for slot in slots), default=0))
    slots, widths = _without_idle_columns(slots, widths)
    slots, widths = _without_thin_columns(slots, widths)
    filled = sorted([*slots, *_gaps(slots, len(rows), len(widths))], key=lambda slot: (slot.row, slot.column))
    return Grid(len(rows), tuple(widths), tuple(filled))


def visible_rows(table: Element) -> list[Element]:
    """Rows a reader sees: deleted (tracked) and hidden rows left out, rows in content controls kept."""
    return [child for child in children(table) if child.tag == W + "tr" and _is_visible(child)]


def _is_visible(row: Element) -> bool:
    properties = row.find(W + "trPr")
    deleted = properties is not None and properties.find(W + "del") is not None
    return not deleted and not on_off(properties, "hidden")


def is_header_row(row: Element) -> bool:
    """True when Word repeats ``row`` on every page."""
    return bool(on_off(row.find(W + "trPr"), "tblHeader"))


def _row_slots(index: int, row: Element) -> list[tuple[Slot, str | None]]:
    """Slots of one row with their vertical merge state: ``restart``, ``continue`` or None."""
    column = _clamped(int_val(row.find(W + "trPr"), "gridBefore") or 0, 0)
    slots: list[tuple[Slot, str | None]] = []
    for cell in _cells(row):
        properties = cell.find(W + "tcPr")
        span = min(_clamped(int_val(properties, "gridSpan") or 1, 1), MAX_COLUMNS - column)
        if span < 1:
            break
        if slots and _merge(properties, "hMerge") == "continue":
            before, state = slots[-1]
            slots[-1] = (replace(before, column_span=before.column_span + span), state)
        else:
            slots.append((Slot(index, column, 1, span, cell), _merge(properties, "vMerge")))
        column += span
    return slots


def _cells(row: Element) -> Iterator[Element]:
    for cell in children(row):
        properties = cell.find(W + "tcPr")
        if cell.tag == W + "tc" and (properties is None or properties.find(W + "cellDel") is None):
            yield cell


def _clamped(value: int, least: int) -> int:
    return max(least, min(value, MAX_COLUMNS))


def _merge(properties: Element | None, name: str) -> str | None:
    child = None if properties is None else properties.find(W + name)
    return None if child is None else child.get(W + "val", "continue")


def _merged_down(rows: list[list[tuple[Slot, str | None]]]) -> list[list[Slot]]:
    """Add the height of ``continue`` cells to the cell above of equal place and width."""
    result: list[list[Slot]] = [[] for _ in rows]
    open_slots: dict[tuple[int, int], tuple[int, int]] = {}
    for index, row in enumerate(rows):
        still_open: dict[tuple[int, int], tuple[int, int]] = {}
        for slot, state in row:
            key = (slot.column, slot.column_span)
            if state == "continue" and key in open_slots:
                top, place = still_open[key] = open_slots[key]
                result[top][place] = replace(result[top][place], row_span=result[top][place].row_span + 1)
                continue
            if state is not None:  # "continue" under nothing starts a merge of its own
                still_open[key] = (index, len(result[index]))
            result[index].append(slot)
        open_slots = still_open
    return result


def _column_widths(table: Element, count: int) -> list[float]:
    """Widths in points of ``count`` columns; 0 where the file gives none."""
    columns = table.findall(f"{W}tblGrid/{W}gridCol")[:count]
    widths = [(as_int(column.get(W + "w")) or 0) / TWIPS_PER_POINT for column in columns]
    return widths + [0.0] * (count - len(widths))


def _without_idle_columns(slots: list[Slot], widths: list[float]) -> tuple[list[Slot], list[float]]:
    """Drop grid lines at which no cell starts or ends."""
    used = {0, *(slot.column for slot in slots), *(slot.end for slot in slots)}
    return _on_lines(slots, widths, sorted(used))


def _without_thin_columns(slots: list[Slot], widths: list[float]) -> tuple[list[Slot], list[float]]:
    """Merge a grid line into its left neighbour when the strip between them is thin and no cell lives in it."""
    if not all(widths):
        return slots, widths
    alone = {slot.column for slot in slots if slot.column_span == 1}
    lines = [0]
    for column, width in enumerate(widths):
        if width >= _THIN or column in alone:
            lines.append(column + 1)
    if lines[-1] != len(widths):
        lines[-1] = len(widths)
    return _on_lines(slots, widths, lines)


def _on_lines(slots: list[Slot], widths: list[float], lines: list[int]) -> tuple[list[Slot], list[float]]:
    """Express ``slots`` in the columns between ``lines``; a line that is gone counts as the kept one before."""
    place = {line: bisect_right(lines, line) - 1 for line in range(len(widths) + 1)}
    moved = [
        replace(slot, column=place[slot.column], column_span=place[slot.end] - place[slot.column]) for slot in slots
    ]
    if any(slot.column_span < 1 for slot in moved):
        return slots, widths
    merged = [sum(widths[start:end]) for start, end in pairwise(lines)]
    return moved, merged


def _gaps(slots: Iterable[Slot], row_count: int, column_count: int) -> Iterator[Slot]:
    """One empty slot per uncovered run of places (ragged rows, gridBefore, gridAfter)."""
    covered = {
        (row, column)
        for slot in slots
        for row in range(slot.row, slot.row + slot.row_span)
        for column in range(slot.column, slot.end)
    }
    for row in range(row_count):
        column = 0
        while column < column_count:
            start = column
            while column < column_count and (row, column) not in covered:
                column += 1
            if column > start:
                yield Slot(row, start, 1, column - start, None)
            column += 1


def has_vertical_rules(rows: list[Element], table_borders: Element | None) -> bool:
    """True when a vertical rule is drawn somewhere: by a cell, or by the table where a cell does not veto it.

    Args:
        rows: Visible rows of the table.
        table_borders: ``w:tblBorders`` in force (the table's own or its style's), if any.
    """
    sides = ("left", "start", "right", "end")
    by_table = any(_drawn(table_borders, side) for side in (*sides, "insideV"))
    for row in rows:
        for cell in _cells(row):
            borders = cell.find(f"{W}tcPr/{W}tcBorders")
            if any(_drawn(borders, side) for side in sides):
                return True
            if by_table and not _vetoed(borders):
                return True
    return False


def background(cell: Element) -> str | None:
    """Colour of a cell's own shading as six hexadecimal digits; None for paper and for what a style paints."""
    shading = cell.find(f"{W}tcPr/{W}shd")
    if shading is None:
        return None
    pattern = shading.get(W + "val", "clear")
    colour = shading.get(W + ("color" if pattern == "solid" else "fill"), "auto").lower()
    return None if colour in {"auto", "ffffff"} or pattern == "nil" else colour


def _drawn(borders: Element | None, side: str) -> bool:
    border = None if borders is None else borders.find(W + side)
    if border is None or border.get(W + "color", "").upper() == "FFFFFF":  # white hides a rule on paper
        return False
    return border.get(W + "val", "nil") not in {"nil", "none"}


def _vetoed(borders: Element | None) -> bool:
    """True when a cell sets both its vertical sides and draws neither."""
    if borders is None:
        return False
    found = {str(border.tag).removeprefix(W) for border in borders}
    return bool(found & {"left", "start"}) and bool(found & {"right", "end"})

"""Header rows of a table → the role of each column, by the printed words and never by position."""

from __future__ import annotations

import re
from dataclasses import replace

from pipelines.model.document import Cell
from pipelines.model.plan import Finding
from pipelines.reference.headers import ColumnRole as Role
from pipelines.understanding.tables.columns import Column, Header
from pipelines.understanding.tables.grid import Grid, cell_text, first_box
from pipelines.understanding.tables.period_columns import period_of
from pipelines.understanding.tables.roles import (
    holds_levels,
    resolve_roles,
    settle_periods,
    settle_results,
    settle_values,
)
from pipelines.understanding.tables.titles import header_key, is_counter_row, word_for, word_in

_GIVERS = frozenset({"tỉnh", "thành phố", "cấp trên"})
_SEARCHED_ROWS = 6  # a caption or two may stand inside the table above its header


def find_header(grid: Grid) -> Header | None:
    """The header of a table, or None when no row of its top carries enough known column titles."""
    for row in range(min(grid.row_count, _SEARCHED_ROWS)):
        if _looks_like_header(grid, row):
            end = _header_end(grid, row)
            header = Header(row, _skip_counters(grid, end), _columns(grid, row, end))
            return resolve_roles(settle_results(settle_values(settle_periods(header, grid), grid), grid))
    return None


def _looks_like_header(grid: Grid, row: int) -> bool:
    filled = [cell for cell in grid.own_cells(row) if cell_text(cell)]
    others = [cell for cell in filled if period_of(cell_text(cell)) is None]
    words = [word for word in map(word_in, others) if word]
    roles = {word.role for word in words} | ({Role.DEADLINE} if len(others) < len(filled) - 1 else set())
    all_known = len(filled) > 2 and len(words) == len(filled)  # "Chỉ tiêu | 2026 | 2027 | 2028": two roles say it all
    enough = 3 if grid.column_count > 3 and not all_known else 2
    return len(roles) >= enough and len(words) >= 0.5 * len(others)


def _header_end(grid: Grid, row: int) -> int:
    end = row + max(cell.row_span for cell in grid.own_cells(row) if cell_text(cell))
    while end < grid.row_count and _is_second_level(grid, end):
        end += 1
    return end


def _is_second_level(grid: Grid, row: int) -> bool:
    cells = [cell for cell in grid.own_cells(row) if cell_text(cell)]
    if len(cells) < 2 or max(cell.column_span for cell in cells) > 0.5 * grid.column_count:
        return False
    if _numbers_periods(grid, row, cells):
        return True
    titled = all(word_in(cell) or period_of(cell_text(cell)) for cell in cells)
    return titled and not _starts_like_body(cell_text(cells[0]))


def _numbers_periods(grid: Grid, row: int, cells: list[Cell]) -> bool:
    """True for "1 | 2 | … | 12" under one title over all of them ("Thời gian (tháng)"), with blanks beside."""
    above = {grid.at(row - 1, cell.column) for cell in cells}
    title = next(iter(above))
    if len(above) > 1 or title is None or title.column == 0 or title.column_span < len(cells):
        return False
    words = cell_text(title)
    return all(period_of(cell_text(cell), words) for cell in cells)


def _starts_like_body(text: str) -> bool:
    return bool(re.fullmatch(r"[\dIVX]+[.)]?", text))


def _skip_counters(grid: Grid, row: int) -> int:
    texts = [cell_text(cell) for cell in grid.own_cells(row)] if row < grid.row_count else []
    return row + 1 if is_counter_row(texts) else row


def _columns(grid: Grid, first: int, end: int) -> tuple[Column, ...]:
    return tuple(_column(grid, first, end, index) for index in range(grid.column_count))


def _column(grid: Grid, first: int, end: int, index: int) -> Column:
    cells = dict.fromkeys(cell for cell in (grid.at(row, index) for row in range(first, end)) if cell)
    titled = [cell for cell in cells if cell_text(cell)]
    words = [word for word in map(word_in, reversed(titled)) if word]  # the lowest level speaks first
    title = " / ".join(cell_text(cell).replace("\n", " ") for cell in titled)
    if index == 0 and not title:
        return Column(index, title, Role.NO)  # a first column without title holds the numbers
    if not words:
        return Column(index, title, None)
    repaired = None if any(word_for(cell_text(cell)) for cell in titled) else words[0].phrase
    below = words[0].role is Role.VALUE and header_key(cell_text(titled[-1])) in _GIVERS  # "Kế hoạch 2026 / Tỉnh"
    is_assigned = below or words[0].left_role is Role.BASELINE
    return Column(index, title, words[0].role, words[0].weak or below, repaired, is_assigned=is_assigned)


def number_findings(header: Header, grid: Grid) -> tuple[Finding, ...]:
    """What is told of a target table: levels under a title nobody knows, numbers left unread, no levels of its own."""
    values = [column for column in header.columns if column.role == Role.VALUE]
    assigned = (
        Finding("assigned_levels_only", evidence=column.title, detail=column.title)
        for column in values
        if all(one.is_assigned for one in values)
    )
    unread = (
        Finding("number_column_unread", evidence=column.title, detail=column.title)
        for column in header.columns
        if column.role is None and column.title and holds_levels(grid, header, column)
    )
    told = (*(one for one in header.findings if one.rule == "value_column_assumed"), *assigned, *unread)
    return place_findings(replace(header, findings=told), grid)


def unread_levels(header: Header, grid: Grid) -> tuple[Finding, ...]:
    """What is told of a task table: levels in a column of their own ("Chỉ tiêu | Năm 2026 | Nhiệm vụ") are not read."""
    told = (
        Finding("number_column_unread", evidence=column.title, detail=column.title)
        for column in header.columns
        if column.role is Role.VALUE and holds_levels(grid, header, column)
    )
    return place_findings(replace(header, findings=tuple(told)), grid)


def place_findings(header: Header, grid: Grid) -> tuple[Finding, ...]:
    """The header's findings with the box of the header row."""
    cells: tuple[Cell, ...] = grid.own_cells(header.first)
    box = next((place for place in (first_box(cell.boxes) for cell in cells) if place), None)
    return tuple(replace(finding, box=box) for finding in header.findings)

"""Rows of a task table that only gather the rows below them: "1 | Công tác văn bản | | | " above "-", "a)", "1.1".

A group row has a number and words but no activity, output or deadline of its own, and the row below it is one of
its parts. It is a title and no task: its parts carry the work. It may name an office that answers for all of them.
"""

from __future__ import annotations

import re

from pipelines.reference.headers import ColumnRole as Role
from pipelines.text.vietnamese import roman_value
from pipelines.understanding.tables.columns import Header
from pipelines.understanding.tables.grid import Grid, cell_text, first_box

OFFICE_ROLES = (Role.LEAD, Role.COORDINATION, Role.MONITOR)
_WORK_ROLES = (Role.ACTIVITY, Role.OUTPUT, Role.DEADLINE, Role.BUDGET)
_NAME_ROLES = (Role.TASK, Role.OBJECTIVE, Role.SECTION, Role.INDICATOR)
_DECIMAL = re.compile(r"\d{1,3}(?:\.\d{1,2}){0,3}")
_SMALL_LETTER = re.compile(r"[a-zđ]")
_DASHES = frozenset({"-", "–", "—", "•", "*", ""})
_RANK_OF_LETTER, _RANK_OF_DASH, _RANK_OF_PLUS = 5, 6, 7


def rank_of(number: str) -> int | None:
    """How deep a row number lies: I, A → 0; 3 → 1; 3.1 → 2; a) → 5; "-" → 6; "+" → 7; none of these → None."""
    bare = number.strip().rstrip(".):/ ")
    if number.strip() == "+":
        return _RANK_OF_PLUS
    if number.strip() in _DASHES - {""}:
        return _RANK_OF_DASH
    if _DECIMAL.fullmatch(bare):
        return 1 + bare.count(".")
    if _SMALL_LETTER.fullmatch(bare):
        return _RANK_OF_LETTER
    is_outer = bool(re.fullmatch(r"[A-HĐ]", bare)) or (bare.isupper() and roman_value(bare) is not None)
    return 0 if is_outer else None


def number_of(grid: Grid, header: Header, row: int) -> str:
    """The number printed in ``row`` itself; "" where the cell is empty or reaches in from above."""
    columns = header.with_role(Role.NO) or (0,)
    return " ".join(filter(None, (cell_text(cell) for cell in grid.cells_at(row, columns) if cell.row == row)))


def is_group(grid: Grid, header: Header, row: int) -> bool:
    """Whether ``row`` is the title of the rows that follow it."""
    rank = rank_of(number_of(grid, header, row))
    if rank is None or not group_name(grid, header, row) or _own_text(grid, header, row, _WORK_ROLES):
        return False
    below = grid.row_below(row)
    return below < grid.row_count and _is_part(grid, header, row, below, rank)


def group_name(grid: Grid, header: Header, row: int) -> str:
    """The words of a group row: those of its first filled column of contents; "" when it has none of its own."""
    for role in _NAME_ROLES:
        for cell in grid.cells_at(row, header.with_role(role)):
            if cell.row == row and grid.height(cell) == 1 and cell_text(cell):
                return cell_text(cell)
    return ""


def group_offices(grid: Grid, header: Header, row: int) -> str:
    """The offices that stand in the group row alone, joined by "; "."""
    return _own_text(grid, header, row, OFFICE_ROLES).replace("\n", "; ")


def _own_text(grid: Grid, header: Header, row: int, roles: tuple[Role, ...]) -> str:
    """Texts of ``roles`` that belong to this row alone; a cell shared with rows below or above says nothing of it.

    Nor does one that begins in a column before: a title merged over "Sản phẩm" too is no product.
    """
    texts = [
        cell_text(cell)
        for role in roles
        for cell in grid.cells_at(row, header.with_role(role))
        if cell.row == row and grid.height(cell) == 1 and cell.column in header.with_role(role)
    ]
    return "\n".join(filter(None, texts))


def _is_part(grid: Grid, header: Header, row: int, below: int, rank: int) -> bool:
    if not group_name(grid, header, below) or not _own_text(grid, header, below, (*_WORK_ROLES, *OFFICE_ROLES)):
        return False
    number = number_of(grid, header, below)
    if not number.strip():
        return _starts_anew(grid, header, row, below)
    depth = rank_of(number)
    if depth is None or depth <= rank:
        return False
    if rank == 0 or depth >= _RANK_OF_LETTER:
        return True
    return number.strip().startswith(number_of(grid, header, row).strip().rstrip(". ") + ".")


def _starts_anew(grid: Grid, header: Header, row: int, below: int) -> bool:
    """A row without number is a part only if it cannot be the rest of a row that a page break cut."""
    opens = group_name(grid, header, below)[:1]
    return (opens.isupper() or opens in _DASHES or opens == "+") and _page(grid, row) == _page(grid, below)


def _page(grid: Grid, row: int) -> int | None:
    boxes = (first_box(cell.boxes) for cell in grid.own_cells(row))
    return next((box.page for box in boxes if box), None)

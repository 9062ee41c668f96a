"""Columns of a table that prints no titles, judged by what stands in them; always with a finding for a reviewer.

Only tables that clearly distribute work are read so: some column holds offices, another one times, a third one words.
Everything else stays unread, as before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from pipelines.model.plan import DeadlineKind, Finding, OfficeRole
from pipelines.reference.headers import ColumnRole as Role
from pipelines.understanding.deadlines import parse_deadline
from pipelines.understanding.offices import find_offices
from pipelines.understanding.tables.columns import Column, Header
from pipelines.understanding.tables.grid import Grid, cell_text
from pipelines.understanding.tables.group_rows import rank_of

GUESSED_CONFIDENCE = 0.6  # of a row whose columns have no titles
_LEAST_COLUMNS, _LEAST_ROWS = 4, 2
_LEAST_SHARE = 0.6  # of the filled cells of a column
_LEAST_TASK_WORDS = 3.0  # on average; shorter columns are products or remarks
_LONGEST_TITLE = 6  # words
_LONGEST_TIME = 90  # characters
_OFFICE_ROLES = (Role.LEAD, Role.COORDINATION, Role.MONITOR)
_ROLE_NAMES = {Role.NO: "số thứ tự", Role.OBJECTIVE: "mục tiêu", Role.TASK: "nhiệm vụ", Role.OUTPUT: "sản phẩm"} | {
    Role.LEAD: "chủ trì",
    Role.COORDINATION: "phối hợp",
    Role.MONITOR: "theo dõi",
    Role.DEADLINE: "thời gian",
}


def guess_header(grid: Grid, *, follows_tasks: bool) -> Header | None:
    """Roles of the columns by their contents; None when offices, times or tasks are missing.

    Args:
        grid: the table.
        follows_tasks: it stands behind a table of tasks, which it may continue: then offices or times are enough.
    """
    if grid.column_count < _LEAST_COLUMNS or grid.row_count < _LEAST_ROWS:
        return None
    texts = [_column_texts(grid, column) for column in range(grid.column_count)]
    roles = _process_roles(texts)
    _place_words(texts, roles)
    found = {Role.LEAD, Role.DEADLINE} & set(roles.values())
    if Role.TASK not in roles.values() or len(found) < (1 if follows_tasks else 2):
        return None
    titled = _names_columns(grid, roles)
    titles = [cell_text(cell) if titled and (cell := grid.at(0, index)) else "" for index in range(grid.column_count)]
    columns = tuple(Column(index, title, roles.get(index)) for index, title in enumerate(titles))
    told = ", ".join(f"cột {index + 1}: {_ROLE_NAMES[roles[index]]}" for index in sorted(roles))
    header = Header(0, int(titled), columns, is_guessed=True)
    return replace(header, findings=(Finding("header_guessed", evidence=grid.row_text(0)[:200], detail=told),))


def _names_columns(grid: Grid, roles: Mapping[int, Role]) -> bool:
    """True when the first row has titles that no list knows: no office over offices, no time over times, no number."""
    tests = {Role.LEAD: is_office, Role.DEADLINE: is_time, Role.NO: _is_number}
    asked = {index: tests[role] for index, role in roles.items() if role in tests}
    tops = {index: cell_text(cell) if (cell := grid.at(0, index)) else "" for index in asked}
    plain = all(text and len(text.split()) <= _LONGEST_TITLE and not re.search(r"\d", text) for text in tops.values())
    return plain and not any(test(tops[index]) for index, test in asked.items())


def _column_texts(grid: Grid, column: int) -> list[str]:
    cells = (grid.at(row, column) for row in range(grid.row_count))
    return [cell_text(cell) for cell in cells if cell and cell.column_span == 1 and cell_text(cell)]


def _process_roles(texts: list[list[str]]) -> dict[int, Role]:
    """Numbers, times and offices; offices from left to right lead, coordinate and monitor."""
    roles: dict[int, Role] = {}
    offices = iter(_OFFICE_ROLES)
    for index, column in enumerate(texts):
        if index == 0 and _holds(column, _is_number):
            roles[index] = Role.NO
        elif Role.DEADLINE not in roles.values() and _holds(column, is_time):
            roles[index] = Role.DEADLINE
        elif _holds(column, is_office) and (role := next(offices, None)):
            roles[index] = role
    return roles


def _place_words(texts: list[list[str]], roles: dict[int, Role]) -> None:
    """Of the columns of words the fullest holds the tasks, the next to its right products, one to its left goals."""
    words = {index: _mean_words(column) for index, column in enumerate(texts) if index not in roles and column}
    if not words or max(words.values()) < _LEAST_TASK_WORDS:
        return
    task = max(words, key=lambda index: (words[index], -index))
    roles[task] = Role.TASK
    output = next((index for index in sorted(words) if index > task), None)
    objective = next((index for index in sorted(words, reverse=True) if index < task), None)
    if output is not None:
        roles[output] = Role.OUTPUT
    if objective is not None:
        roles[objective] = Role.OBJECTIVE


def _holds(column: list[str], test: Callable[[str], bool]) -> bool:
    return bool(column) and sum(map(test, column)) >= _LEAST_SHARE * len(column)


def _is_number(text: str) -> bool:
    return rank_of(text) is not None


def is_time(text: str) -> bool:
    """Whether a cell says when: a day, a month, a cycle …; what another plan decides does not count."""
    if len(text) > _LONGEST_TIME:
        return False
    return parse_deadline(text, plan_year=None).kind not in (DeadlineKind.NONE, DeadlineKind.BY_PLAN)


def is_office(text: str) -> bool:
    """Whether a cell begins with an office that the catalogue knows."""
    found = find_offices(text, OfficeRole.LEAD)
    return bool(found) and found[0].code is not None


def _mean_words(column: list[str]) -> float:
    return sum(len(re.findall(r"\w+", text)) for text in column) / len(column)

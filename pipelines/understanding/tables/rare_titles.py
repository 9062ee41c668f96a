"""Titles that no wording covers, in a header whose other columns are known: typing slips, long or rare titles.

"Nội dung cần triển khai thực hiện", "Cơ quan chủ chì", "Chủ trì (cơ quan, đơn vị)": left unread, such a column costs
every cell below it, and one of contents the whole table. Only roles that the header still lacks are given, and a
finding tells which title was taken for what.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from pipelines.reference.areas import area_of
from pipelines.reference.headers import ColumnRole as Role
from pipelines.reference.headers import HeaderWord, Match, header_words
from pipelines.reference.pattern_words import either
from pipelines.understanding.tables.columns import CONTENT_ROLES, Column, Header, TableKind
from pipelines.understanding.tables.grid import Grid, cell_text
from pipelines.understanding.tables.guessed_columns import is_office, is_time
from pipelines.understanding.tables.header_repair import nearest_word
from pipelines.understanding.tables.roles import with_doubts
from pipelines.understanding.tables.titles import header_key

_GIVEN = frozenset({Role.TASK, Role.OUTPUT, Role.LEAD, Role.COORDINATION, Role.MONITOR, Role.DEADLINE, Role.BUDGET})
_TELLS_WORK = frozenset({Role.LEAD, Role.COORDINATION, Role.OUTPUT, Role.DEADLINE})
_LEAST_KNOWN = 3  # roles of a header that may be completed
_SHORTEST = 7  # characters of a wording that may stand anywhere in a title
_LEAST_SHARE = 0.6  # of the filled cells of a column
_LEAST_CELLS = 2


@cache
def _content_head() -> re.Pattern[str]:
    return re.compile(rf"(?:{either('title_prefix')} )*{either('work_noun_of_title')}(?!\w)")


_LEAST_WORDS = 2  # of a cell, on average
_LONGEST_FIELD = 8  # words of a field's name; "Rà soát, đơn giản hóa thủ tục hành chính thuộc thẩm quyền" is work
_FIGURE = re.compile(r"\d+(?:[.,]\d+)? ?%")
_TERM = re.compile(r"(?:trong |không quá )?\d{1,3} (?:ngày|giờ)(?: làm việc)?", re.IGNORECASE)
_MEMBERS = re.compile(r"(?:các )?thành viên(?!\w)")
_BRACKET = re.compile(r"\([^()]*\)?")


class _Reading(NamedTuple):
    role: Role
    told: str  # what the title was taken for


def complete_header(header: Header, grid: Grid) -> Header:
    """The header with roles for titles of its own that are no known wording, as far as they can be told."""
    if header.is_guessed or header.kind is TableKind.TARGET or len(header.roles) < _LEAST_KNOWN:
        return header
    columns = list(header.columns)
    for column in header.columns:
        if column.role is None and column.title:
            columns[column.index] = _completed(column, {one.role for one in columns if one.role}, grid, header.end)
    columns = _with_goals(_with_units(columns, grid, header.end), grid, header.end)
    columns = _with_fields(_with_contents(columns, grid, header.end), grid, header.end)
    return with_doubts(replace(header, columns=tuple(columns))) if columns != [*header.columns] else header


def _with_units(columns: list[Column], grid: Grid, first: int) -> list[Column]:
    """ "Đơn vị" over offices, in a table that hands out work, is who leads and no unit of measure."""
    if any(column.role in (Role.LEAD, Role.VALUE) for column in columns):
        return columns
    return [
        replace(column, role=Role.LEAD, repaired="chủ trì (theo nội dung cột)")
        if column.role == Role.UNIT and _hold(_texts_of(grid, column.index, first), is_office)
        else column
        for column in columns
    ]


def _with_goals(columns: list[Column], grid: Grid, first: int) -> list[Column]:
    """A column of its own title left of what is to be done, where cells set shares, holds the objectives."""
    task = next((column.index for column in columns if column.role == Role.TASK), None)
    if task is None or any(column.role == Role.OBJECTIVE for column in columns):
        return columns
    return [
        replace(column, role=Role.OBJECTIVE, repaired="mục tiêu (theo nội dung cột)", is_assumed=True)
        if column.role is None and column.title and column.index < task and _sets_shares(grid, column.index, first)
        else column
        for column in columns
    ]


def _with_fields(columns: list[Column], grid: Grid, first: int) -> list[Column]:
    """A column left of what is to be done whose cells only name fields of the reform is the section of its rows.

    "Thành phần | Giải pháp", "Nội dung | Nhiệm vụ": unless its title says that goals stand below.
    """
    task = next((column.index for column in columns if column.role == Role.TASK), None)
    if task is None or any(column.role == Role.SECTION for column in columns):
        return columns
    fields = (one for one in columns if one.index < task and _may_be_field(one) and _names_fields(grid, one, first))
    chosen = next(fields, None)
    named = None if chosen is None else replace(chosen, role=Role.SECTION, repaired="lĩnh vực (theo nội dung cột)")
    return columns if named is None else [named if one is chosen else one for one in columns]


def _may_be_field(column: Column) -> bool:
    """No known title, one of no use, or "Nội dung" that gave way to the column of the tasks."""
    is_goal = column.role == Role.OBJECTIVE and not (column.weak and not column.is_assumed)
    return bool(column.title) and column.role in (None, Role.NOTE, Role.OBJECTIVE) and not is_goal


def _names_fields(grid: Grid, column: Column, first: int) -> bool:
    texts = [*dict.fromkeys(_texts_of(grid, column.index, first))]
    are_short = all(len(text.split()) <= _LONGEST_FIELD and not _FIGURE.search(text) for text in texts)
    return are_short and _hold(texts, lambda text: area_of(text) is not None)


def _sets_shares(grid: Grid, column: int, first: int) -> bool:
    texts = _texts_of(grid, column, first)
    shares = sum("%" in text or "phần trăm" in text for text in texts)
    return shares >= _LEAST_CELLS and 2 * shares >= len(texts) and _has_words(grid, column, first)


def _with_contents(columns: list[Column], grid: Grid, first: int) -> list[Column]:
    """Where times are set and no column is known to hold what is to be done, the first one of words does.

    "Hình thức tuyên truyền | Đơn vị thực hiện | Thời gian", "Chuyên đề | …": each kind of work has a title of its
    own, so the other columns tell. Times must be of the calendar: "05 ngày làm việc" beside a procedure is its term.
    """
    roles = {column.role for column in columns}
    due = next((column for column in columns if column.role == Role.DEADLINE), None)
    if due is None or roles & (CONTENT_ROLES | {Role.INDICATOR, Role.VALUE, Role.PERSON}):
        return columns
    if not _hold(_texts_of(grid, due.index, first), _is_of_calendar, least=1):
        return columns
    worded = (one for one in columns if one.title and one.role is None and _has_words(grid, one.index, first))
    chosen = next(worded, None) or next((one for one in columns if one.role == Role.OUTPUT), None)
    if chosen is None:
        return columns
    taken = replace(chosen, role=Role.TASK, repaired="nội dung (theo các cột khác)", is_assumed=True)
    return [taken if one is chosen else one for one in columns]


def _is_of_calendar(text: str) -> bool:
    return is_time(text) and _TERM.fullmatch(text.strip()) is None


def _has_words(grid: Grid, column: int, first: int) -> bool:
    texts = _texts_of(grid, column, first)
    words = sum(len(re.findall(r"[^\W\d]+", text)) for text in texts)
    return bool(texts) and words >= _LEAST_WORDS * len(texts)


def _completed(column: Column, taken: set[Role], grid: Grid, first: int) -> Column:
    title = header_key(column.title.rsplit(" / ", 1)[-1])
    # what its cells hold tells a column of a table that hands out work, not of one of members and their posts
    contents = _of_contents(grid, column.index, first) if taken & _TELLS_WORK else None
    for reading in (_of_head(title), _of_members(title, taken), _of_wording(title), _of_slip(title), contents):
        if reading and reading.role not in taken and not (reading.role == Role.TASK and taken & CONTENT_ROLES):
            return replace(column, role=reading.role, repaired=reading.told)
    return column


def _of_head(title: str) -> _Reading | None:
    """A title that begins as those of contents do: "Nội dung cần triển khai thực hiện"."""
    head = _content_head().match(title)
    return _Reading(Role.TASK, head.group()) if head else None


def _of_members(title: str, taken: set[Role]) -> _Reading | None:
    """Who goes along with the one who leads ("Trưởng đoàn | Thành viên"); a list of members has nobody who leads."""
    is_told = Role.LEAD in taken and _MEMBERS.match(title)
    return _Reading(Role.COORDINATION, "phối hợp (theo các cột khác)") if is_told else None


def _of_wording(title: str) -> _Reading | None:
    """A long title that holds a wording: the first one in it, at one place the longest; brackets only explain."""
    bare = _BRACKET.sub("", title)
    words = (word for word in header_words() if word.match is Match.CONTAINS and len(word.phrase) >= _SHORTEST)
    fits = [(match.start(), -len(word.phrase), word) for word in words if (match := word.pattern.search(bare))]
    return _reading(min(fits, key=lambda fit: fit[:2])[2]) if fits else None


def _of_slip(title: str) -> _Reading | None:
    """A known wording with a letter or two mistyped: "Cơ quan chủ chì"."""
    word = nearest_word(title)
    return _reading(word) if word else None


def _reading(word: HeaderWord) -> _Reading | None:
    return _Reading(word.role, word.phrase) if word.role in _GIVEN - {Role.TASK} else None


def _of_contents(grid: Grid, column: int, first: int) -> _Reading | None:
    """A column whose cells are times or offices, whatever its title says."""
    texts = _texts_of(grid, column, first)
    if _hold(texts, is_time):
        return _Reading(Role.DEADLINE, "thời gian (theo nội dung cột)")
    return _Reading(Role.LEAD, "chủ trì (theo nội dung cột)") if _hold(texts, is_office) else None


def _texts_of(grid: Grid, column: int, first: int) -> list[str]:
    cells = (grid.at(row, column) for row in range(first, grid.row_count))
    return [cell_text(cell) for cell in cells if cell and cell.column_span == 1 and cell_text(cell)]


def _hold(texts: list[str], test: Callable[[str], bool], least: int = _LEAST_CELLS) -> bool:
    return len(texts) >= least and sum(map(test, texts)) >= _LEAST_SHARE * len(texts)

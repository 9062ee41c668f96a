"""Roles of columns that depend on the other columns or on what the cells hold, and doubts about titles."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from pipelines.model.plan import Finding
from pipelines.reference.headers import ColumnRole as Role
from pipelines.reference.pattern_words import either
from pipelines.text.vietnamese import match_key
from pipelines.understanding.tables.columns import CONTENT_ROLES, PROCESS_ROLES, Column, Header, TableKind
from pipelines.understanding.tables.grid import Grid, cell_text
from pipelines.understanding.tables.period_columns import has_unread_colours, period_columns, period_of, words_of
from pipelines.understanding.tables.titles import header_key, word_for

# a cell that holds a level and nothing else: "98", "≥ 90%", "từ 70% trở lên", "80 - 85"


@cache
def _bare_value() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?:{either('value_prefix')}|[≥≤<>=~+-]+) ?){{0,3}}\d+(?:[.,]\d+)? ?%?(?: ?(?:-"
        rf"|đến) ?\d+(?:[.,]\d+)? ?%?)?(?: trở lên| trở xuống)?(?: {either('value_unit')}(?:/năm)?)?"
    )


@cache
def _results() -> re.Pattern[str]:
    return re.compile(rf"(?:ước )?{either('results_title')}(?: {either('results_time')})?(?: \(%\))?")


_AIMS = frozenset({Role.VALUE, Role.OBJECTIVE, Role.OUTPUT})
_YEAR = re.compile(r"20\d\d")
_OF_COLOURS = frozenset({"deadline_by_colour", "coloured_periods_unread"})
_LEAST_VALUES = 0.6  # of the filled cells
_SHORT_TITLE = 24  # characters


def settle_periods(header: Header, grid: Grid) -> Header:
    """Columns of quarters or months with marks are the deadline, unless another column states one in words."""
    titles = {one.index: one.title for one in header.columns}
    periods = period_columns(titles, grid, header.end)
    if not periods:
        return _with_unread_colours(header, titles, grid)
    places = {one.column for one in periods}
    stated = any(one.role == Role.DEADLINE for one in header.columns if one.index not in places)
    role = Role.NOTE if stated else Role.DEADLINE
    columns = tuple(replace(one, role=role, weak=False) if one.index in places else one for one in header.columns)
    settled = replace(header, columns=columns, periods=() if stated else periods)
    if stated or not periods[0].by_colour:
        return settled
    told = Finding("deadline_by_colour", evidence=words_of(periods), detail=words_of(periods))
    return replace(settled, findings=(*header.findings, told))


def _with_unread_colours(header: Header, titles: Mapping[int, str], grid: Grid) -> Header:
    """Tell of periods that all rows colour alike."""
    if not has_unread_colours(titles, grid, header.end):
        return header
    shown = " | ".join(title for _, title in sorted(titles.items()) if period_of(title.rpartition(" / ")[2]))
    return replace(
        header, findings=(*header.findings, Finding("coloured_periods_unread", evidence=shown, detail=shown))
    )


def settle_values(header: Header, grid: Grid) -> Header:
    """A table that sets levels beside names is one of targets, however its columns are titled.

    "Nội dung | Tỷ lệ (%)", "Tên chỉ tiêu | ĐVT | Mục tiêu", "Tiêu chí | Kết quả cần đạt": the column whose cells are
    bare levels holds the values. A column of tasks, activities or money says that the table is none of targets.
    """
    filled = _level_columns(header, grid)
    others = [column for column in header.columns if column not in filled]
    names = [column for column in others if _may_name(column, filled)]
    if not filled or not names or names[0].index > filled[0].index or any(_is_of_work(one, names[0]) for one in others):
        return header
    renames = {column.index: Role.BASELINE if _tells_results(column) else Role.VALUE for column in filled}
    renames[names[0].index] = Role.INDICATOR
    return replace(
        header,
        columns=tuple(
            # a weak value ("Chỉ tiêu tỉnh giao") still gives way to the plan's own
            replace(
                column,
                role=renames.get(column.index, column.role),
                weak=column.weak and column.role == Role.VALUE,
                is_assumed=column.role is None and column.index in renames,
            )
            for column in header.columns
        ),
    )


def _level_columns(header: Header, grid: Grid) -> list[Column]:
    """The columns whose cells are bare levels; one whose title nobody knows only where no other has the plan's.

    Beside levels that the province sets there must be one such column alone: of two, nobody knows which is the plan's.
    """
    filled = [column for column in header.columns if _holds_values(grid, header, column)]
    named = [column for column in filled if column.role is not None]
    aims = [column for column in named if not _tells_results(column)]
    is_open = all(column.is_assigned for column in aims) and (not aims or len(filled) == len(named) + 1)
    return filled if is_open else named


def _may_name(column: Column, filled: Sequence[Column]) -> bool:
    """Names of targets; words under "Chỉ tiêu (%)" left of the levels are names too."""
    is_name = column.role in (Role.INDICATOR, Role.OBJECTIVE) or _is_weak_task(column)
    is_left = bool(filled) and column.index < filled[0].index
    return is_name or (column.role == Role.VALUE and is_left and not column.is_assigned)


def _tells_results(column: Column) -> bool:
    """Whether a column says what was reached: "Kết quả đạt được", not "Kết quả cần đạt" or "Kết quả phấn đấu"."""
    return _results().fullmatch(header_key(column.title.rsplit(" / ", 1)[-1])) is not None


def _is_weak_task(column: Column) -> bool:
    return column.role == Role.TASK and column.weak


def _is_of_work(column: Column, name: Column) -> bool:
    """Whether a column speaks of tasks: beside mere "Nội dung" a deadline does, beside "Chỉ tiêu" it does not."""
    is_task = column.role == Role.TASK and column != name
    is_dated = column.role == Role.DEADLINE and _is_weak_task(name)
    return is_task or is_dated or column.role in (Role.ACTIVITY, Role.OUTPUT, Role.BUDGET)


def _holds_values(grid: Grid, header: Header, column: Column) -> bool:
    may_hold = column.role in (Role.VALUE, Role.OBJECTIVE, Role.OUTPUT) or _may_be_value(column)
    return may_hold and holds_levels(grid, header, column)


def holds_levels(grid: Grid, header: Header, column: Column) -> bool:
    """Whether most filled cells of a column are a number that could be a level, and nothing else."""
    cells = (grid.at(row, column.index) for row in range(header.end, grid.row_count))
    texts = [match_key(cell_text(cell)) for cell in cells if cell and cell_text(cell)]
    return bool(texts) and sum(bool(_bare_value().fullmatch(text)) for text in texts) >= _LEAST_VALUES * len(texts)


def _may_be_value(column: Column) -> bool:
    """A short title that nobody knows ("Mức", "Giao năm 2026") may stand over levels."""
    return column.role is None and 0 < len(column.title) <= _SHORT_TITLE


def settle_results(header: Header, grid: Grid) -> Header:
    """Levels of a year before the one that the goals are for are what was reached: "Chỉ tiêu năm 2026 | Năm 2025".

    Only beside tasks; tables of targets know the year of the plan.
    """
    if Role.TASK not in header.roles:
        return header
    aims = [column for column in header.columns if column.role in _AIMS]
    levels = [column for column in aims if holds_levels(grid, header, column)]
    goals = max((min(years) for column in aims if column not in levels and (years := _years(column))), default=0)
    columns = (
        replace(column, role=Role.BASELINE)
        if column in levels and (years := _years(column)) and max(years) < goals
        else column
        for column in header.columns
    )
    return replace(header, columns=tuple(columns))


def _years(column: Column) -> list[int]:
    """The years of a title; one to be reached in the end ("Chỉ tiêu đến năm 2030") is that of no column of levels."""
    return [] if "đến" in header_key(column.title).split() else [int(year) for year in _YEAR.findall(column.title)]


def resolve_roles(header: Header) -> Header:
    """Settle roles that depend on the other columns, then say what stays unknown."""
    resolved = _settle_work(_settle_weak(_settle_by_kind(_settle_names(header))))
    return with_doubts(resolved)


def _settle_work(header: Header) -> Header:
    """Where a table of tasks titles no column "Nhiệm vụ", the one of "Hoạt động" says what is to be done."""
    works = header.with_role(Role.ACTIVITY)
    if len(works) != 1 or Role.TASK in header.roles or header.kind is not TableKind.TASK:
        return header
    renamed = (replace(one, role=Role.TASK) if one.index in works else one for one in header.columns)
    return replace(header, columns=tuple(renamed))


def with_doubts(header: Header) -> Header:
    """The header with the findings about its titles: unknown ones, repaired ones, roles that two columns have."""
    told = (finding for finding in header.findings if finding.rule in _OF_COLOURS)
    return replace(header, findings=(*told, *_doubts(header)))


def _settle_by_kind(header: Header) -> Header:
    """In a table of tasks "Đơn vị" is who does it and "Mục tiêu năm 2026" is what is aimed at."""
    is_of_tasks = bool((PROCESS_ROLES - {Role.OUTPUT}) & header.roles) or Role.TASK in header.roles
    if not is_of_tasks or header.kind is TableKind.TARGET:
        return header
    renames = {Role.UNIT: Role.LEAD, Role.VALUE: Role.OBJECTIVE, Role.INDICATOR: Role.OBJECTIVE}
    taken = header.roles
    return replace(
        header,
        columns=tuple(
            replace(column, role=renames[column.role])
            if column.role in renames
            and renames[column.role] not in taken
            and Role.VALUE not in (taken - {column.role})
            and not _is_measure(column)
            else column
            for column in header.columns
        ),
    )


def _is_measure(column: Column) -> bool:
    """Whether a column says in what one counts: "Đơn vị tính", unlike bare "Đơn vị", is never who does it."""
    return column.role == Role.UNIT and header_key(column.title.rsplit(" / ", 1)[-1]) not in ("đơn vị", "các đơn vị")


def _settle_names(header: Header) -> Header:
    """Where no other column holds contents, "Nội dung cải cách" or "Nhóm việc" does: its cells are the tasks.

    A bare "Lĩnh vực" is left alone: it stands in lists of procedures too, beside names under a title of their own.
    """
    fields = header.with_role(Role.SECTION)
    has_names = bool((CONTENT_ROLES | {Role.INDICATOR}) & header.roles)
    if has_names or len(fields) != 1 or not _names_work(header.columns[fields[0]]):
        return header
    renamed = (replace(one, role=Role.TASK) if one.index in fields else one for one in header.columns)
    return replace(header, columns=tuple(renamed))


def _names_work(column: Column) -> bool:
    title = header_key(column.title)
    return title.startswith(("nội dung", "nhóm ", "mảng ")) and "lĩnh vực" not in title


def _settle_weak(header: Header) -> Header:
    strong = {column.role: column.index for column in header.columns if not column.weak}
    columns = (
        column
        if _are_of_other_years(column, header.columns[strong.get(column.role, column.index)])
        else _yield_to(column, strong)
        for column in header.columns
    )
    return replace(header, columns=tuple(columns))


def _are_of_other_years(column: Column, other: Column) -> bool:
    """Levels of two years stand beside each other: "Chỉ tiêu giao năm 2026 | Năm 2027"."""
    years = {*_years(column)}, {*_years(other)}
    return column.role == Role.VALUE and all(years) and years[0].isdisjoint(years[1])


def _yield_to(column: Column, strong: dict[Role | None, int]) -> Column:
    if not column.weak or column.role not in strong:
        return column
    if column.is_assigned:
        return replace(column, role=Role.BASELINE)
    word = word_for(column.title.rsplit(" / ", 1)[-1])
    if word is None:
        return column
    side = word.left_role if column.index < strong[column.role] else word.right_role
    if side == Role.MONITOR and side in strong:
        side = Role.NOTE  # the persons beside offices that do and an office that watches are neither
    fits = side in (Role.BASELINE, Role.NOTE) or (side and side not in strong)
    return replace(column, role=side if fits else column.role)


def _doubts(header: Header) -> tuple[Finding, ...]:
    unknown = [
        Finding("header_unknown", evidence=column.title, detail=column.title)
        for column in header.columns
        if column.title and column.role is None
    ]
    repaired = [
        Finding("header_repaired", evidence=column.title, detail=f"{column.title} → {column.repaired}")
        for column in header.columns
        if column.repaired
    ]
    assumed = [
        Finding("value_column_assumed", evidence=column.title, detail=column.title)
        for column in header.columns
        if column.is_assumed and column.role == Role.VALUE
    ]
    may_repeat = (None, Role.NOTE, Role.VALUE, Role.BASELINE)
    counts = Counter(column.role for column in header.columns if column.role not in may_repeat)
    if header.span_columns or header.periods:  # "Bắt đầu | Kết thúc", "Quý I | … | Quý IV" are one deadline each
        del counts[Role.DEADLINE]
    double = [
        Finding("header_duplicate_role", evidence=" | ".join(_titles(header, role)), detail=role.value)
        for role, count in sorted(counts.items(), key=lambda item: str(item[0]))
        if role is not None and count > 1 and len(set(_titles(header, role))) > 1
    ]
    return tuple(unknown + repaired + assumed + double)


def _titles(header: Header, role: Role) -> list[str]:
    return [column.title for column in header.columns if column.role == role]

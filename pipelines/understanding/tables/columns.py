"""The header of a table as read: its columns with their roles."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, cached_property

from pipelines.model.plan import Finding
from pipelines.reference.headers import ColumnRole as Role
from pipelines.reference.pattern_words import either
from pipelines.text.vietnamese import match_key
from pipelines.understanding.tables.period_columns import PeriodColumn
from pipelines.understanding.tables.titles import header_key

CONTENT_ROLES = frozenset({Role.OBJECTIVE, Role.TASK, Role.ACTIVITY})
PROCESS_ROLES = frozenset({Role.OUTPUT, Role.LEAD, Role.COORDINATION, Role.MONITOR, Role.DEADLINE})
_UNIT_TITLE = re.compile(
    r"^(?P<alone>tháng|quý)(?: (?:thực hiện|hoàn thành|triển khai))*$|\((?:theo )?(?P<inside>tháng|quý)\)$"
)
_SPAN_FIRST = re.compile(r"(?:bắt đầu|khởi công|(?:^|/ )từ(?: ngày| tháng)?)$")
_SPAN_LAST = re.compile(r"(?:kết thúc|hoàn thành|(?:^|/ )đến(?: ngày| tháng)?)$")


class TableKind(StrEnum):
    """What a table is for: handing out tasks, stating targets, something else."""

    TASK = "task"
    TARGET = "target"
    OTHER = "other"


@cache
def _year_title() -> re.Pattern[str]:
    """A title of words of time and a year; "Thời gian theo Kế hoạch năm 2025" names the year of another plan."""
    return re.compile(rf"(?:(?:{either('time_title_word')}|[(/])\s?)*(?:trong )?năm (20\d\d)[\s)]*")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its printed title (levels joined by " / ") and the role read from it."""

    index: int
    title: str
    role: Role | None
    weak: bool = False
    repaired: str | None = None  # the known wording that a noisy scanned title was taken for
    is_assumed: bool = False  # nobody knows the title; its cells are levels, and no other column has the plan's
    is_assigned: bool = False  # levels that another authority sets ("Tỉnh giao"): never the plan's own


@dataclass(frozen=True)
class Header:
    """Header rows ``first`` … ``end`` - 1 of a table and the columns under them.

    ``is_guessed``: the table prints no titles, the roles come from its contents
    (:mod:`pipelines.understanding.tables.guessed_columns`).
    ``periods``: the columns of quarters or months that are marked and so are the deadline together.
    """

    first: int
    end: int
    columns: tuple[Column, ...]
    findings: tuple[Finding, ...] = ()
    is_guessed: bool = False
    periods: tuple[PeriodColumn, ...] = ()

    @cached_property
    def _by_role(self) -> dict[Role | None, tuple[int, ...]]:
        roles = dict.fromkeys(column.role for column in self.columns)
        return {role: tuple(one.index for one in self.columns if one.role == role) for role in roles}

    def with_role(self, role: Role) -> tuple[int, ...]:
        """Indexes of the columns of ``role``, left to right."""
        return self._by_role.get(role, ())

    @property
    def span_columns(self) -> tuple[int, int] | None:
        """The two deadline columns of a table that prints first and last day apart ("Bắt đầu", "Kết thúc")."""
        titles = [match_key(column.title) for column in self.columns if column.role == Role.DEADLINE]
        if len(titles) != 2 or not _SPAN_FIRST.search(titles[0]) or not _SPAN_LAST.search(titles[1]):
            return None
        first, last = self.with_role(Role.DEADLINE)
        return first, last

    @property
    def deadline_unit(self) -> str | None:
        """ "tháng" or "quý" where the title says so for the bare numbers below it: "Tháng", "Thời gian (quý)"."""
        titles = [column.title for column in self.columns if column.role == Role.DEADLINE]
        match = _UNIT_TITLE.search(header_key(titles[0].rsplit(" / ", 1)[-1])) if len(titles) == 1 else None
        return (match["alone"] or match["inside"]) if match else None

    @property
    def deadline_year(self) -> int | None:
        """The year that the title of the deadline column names for all days below it: "Thời gian (Năm 2026)"."""
        titles = [match_key(column.title) for column in self.columns if column.role == Role.DEADLINE]
        years = {match[1] for match in map(_year_title().fullmatch, titles) if match}
        return int(years.pop()) if len(years) == 1 else None

    def as_tasks(self) -> Header:
        """The same columns for a table of targets that also says who does what by when: its names are objectives."""
        roles = {Role.INDICATOR: Role.OBJECTIVE, Role.VALUE: Role.NOTE, Role.UNIT: Role.NOTE, Role.BASELINE: Role.NOTE}
        columns = tuple(replace(one, role=roles.get(one.role, one.role) if one.role else None) for one in self.columns)
        return replace(self, columns=columns)

    @property
    def roles(self) -> frozenset[Role]:
        """All roles present."""
        return frozenset(column.role for column in self.columns if column.role)

    @property
    def kind(self) -> TableKind:
        """What the columns make the table."""
        names = {Role.INDICATOR, Role.OBJECTIVE} & self.roles
        if Role.VALUE in self.roles and names and Role.TASK not in self.roles:
            return TableKind.TARGET
        if Role.PERSON in self.roles and not {Role.LEAD, Role.OUTPUT} & self.roles:
            return TableKind.OTHER  # members of a committee and what each looks after
        is_of_tasks = bool(CONTENT_ROLES & self.roles and PROCESS_ROLES & self.roles)
        return TableKind.TASK if is_of_tasks else TableKind.OTHER

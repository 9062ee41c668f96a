"""What the tables of a document say: task rows, sections, target tables, sums and remarks."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.model.document import Box, Cell
from pipelines.model.plan import Finding
from pipelines.reference.headers import ColumnRole as Role
from pipelines.understanding.tables.columns import Header
from pipelines.understanding.tables.sections import Section

TEXT_ROLES = (
    Role.OBJECTIVE,
    Role.TASK,
    Role.ACTIVITY,
    Role.OUTPUT,
    Role.LEAD,
    Role.COORDINATION,
    Role.MONITOR,
    Role.DEADLINE,
    Role.BUDGET,
)

IN_TEXT = -1
"""``TaskRow.table_index`` of a task that stands in the body; its ``table_row`` is then the block."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A leaf row as printed, before its deadline and offices are read; texts by role, None where empty."""

    index: int
    table_index: int
    table_row: int
    section: Section | None
    area_code: str | None
    row_no: str | None
    texts: dict[Role, str | None]
    cells: dict[Role, tuple[Cell, ...]]
    boxes: tuple[Box, ...]
    confidence: float = 1.0
    deadline_span: tuple[str, str] | None = None  # texts of the two columns "Bắt đầu" and "Kết thúc"
    has_guessed_columns: bool = False
    deadline_unit: str | None = None  # what bare numbers of the deadline column count: "tháng", "quý"
    deadline_year: int | None = None  # the year that the title of the deadline column names
    has_marked_periods: bool = False  # the deadline is told by marks below quarters or months
    has_coloured_periods: bool = False  # the marks are colours


@dataclass(frozen=True, slots=True)
class TargetTable:
    """A table of targets: its index in ``Document.tables`` and the paragraphs between it and the table before."""

    index: int
    header: Header
    captions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section of a task table with the leaf rows counted under it (its own, not those of inner sections)."""

    section: Section
    area_code: str | None
    table_index: int
    box: Box | None
    rows: tuple[int, ...] = ()  # indexes of its leaf rows, those of inner sections included
    count: int = 0
    total: int = 0  # with the rows of inner sections


@dataclass(frozen=True, slots=True)
class StatedSum:
    """A sum row or sentence ("Tổng cộng: 35 nhiệm vụ"): its words and the count in them, if one is stated."""

    words: str
    count: int | None
    box: Box | None


@dataclass(frozen=True, slots=True)
class Remark:
    """A full-width statement inside a table, and the section that it stands in."""

    section: Section | None
    words: str
    box: Box | None


@dataclass(frozen=True, slots=True)
class TaskTables:
    """Everything that the tables of a document say about tasks."""

    rows: tuple[TaskRow, ...]
    sections: tuple[SectionRow, ...]
    totals: tuple[StatedSum, ...]
    remarks: tuple[Remark, ...]
    task_tables: tuple[int, ...]  # indexes into Document.tables
    target_tables: tuple[TargetTable, ...]
    findings: tuple[Finding, ...]


NO_TABLES = TaskTables((), (), (), (), (), (), ())
"""What the tables of a document say that has none."""

"""One row of the published warehouse for each kind of id, with what a person wants to see of it."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any

import duckdb

from pipelines.provenance.office_pages import Near
from pipelines.provenance.query import SubjectKind
from pipelines.warehouse.build.descriptions import quote

Row = dict[str, Any]
_ROW_WORDS = ("activity", "task")  # of a task, the words that tell its row from others
_ASKED = "asked"  # name of the statement that a connection has prepared last
_OWN_WORDS = "indicator_text"  # of a target, the words that tell its sentence from others


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a kind of id is kept: published table, key, landing table, and the columns shown, in order."""

    relation: str
    key: str
    landing: str
    shown: tuple[str, ...]
    printed: tuple[str, ...]  # columns that hold printed words, the most telling first


_SOURCES = {
    SubjectKind.DOCUMENT: _Source(
        "core.dim_document",
        "document_id",
        "landing.documents",
        (
            "title", "document_number", "issued_on", "commune_code", "commune_name", "province_name", "plan_year",
            "period_kind", "period_start", "period_end", "signer", "status", "is_effective", "superseded_by",
        ),
        ("title",),
    ),
    SubjectKind.TASK: _Source(
        "core.fct_task",
        "task_id",
        "landing.tasks",
        (
            "section_no", "section_name", "row_no", "task", "activity", "output", "lead", "coordination", "monitor",
            "deadline_text", "deadline_kind", "deadline_start", "deadline_end", "deadline_recurrence",
        ),
        ("activity", "task", "output", "objective", "deadline_text"),
    ),
    SubjectKind.MILESTONE: _Source(
        "core.fct_milestone",
        "milestone_id",
        "landing.milestones",
        ("label", "kind", "start", "end", "recurrence", "is_exclusive", "text"),
        ("text",),
    ),
    SubjectKind.TASK_OFFICE: _Source(
        "core.fct_task_office",
        "task_office_id",
        "landing.task_offices",
        ("role", "office_text", "office_code", "is_collective"),
        ("office_text",),
    ),
    SubjectKind.TARGET: _Source(
        "core.fct_target",
        "target_id",
        "landing.targets",
        (
            "indicator_code", "indicator_text", "comparator", "value", "value_max", "unit", "change", "target_year",
            "scope", "section", "parent_target_id", "repeats_target_id",
        ),
        ("evidence",),
    ),
    SubjectKind.CITATION: _Source(
        "core.fct_citation",
        "citation_id",
        "landing.citations",
        ("kind", "number", "issued_on", "issuer", "mentions"),
        ("evidence",),
    ),
    SubjectKind.FINDING: _Source(
        "quality.finding",
        "finding_id",
        "landing.findings",
        ("rule", "severity", "message_vi", "action_vi", "detail"),
        ("evidence",),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Subject:
    """A row found by its id.

    Attributes:
        row: the row with every column of its table.
        task: the task that a milestone or an office belongs to, or a target or finding stands in; else None.
        document: the row of ``core.dim_document``; None for a finding of a file that was put aside.
        shown: columns of ``row`` to show, in order.
        printed: printed words, the most telling first.
    """

    kind: SubjectKind
    identity: str
    relation: str
    landing: str
    row: Row
    task: Row | None
    document: Row | None
    shown: tuple[str, ...]
    printed: tuple[str, ...]

    @property
    def bbox(self) -> str | None:
        """Stored boxes of the row, else of its task."""
        found = self.row.get("bbox") or (self.task or {}).get("bbox")
        return None if found is None else str(found)

    @property
    def near(self) -> Near:
        """What is known of the place besides the words themselves."""
        found_in = self.row.get("found_in")
        row = self.task or self.row
        beside = tuple(str(row[column]) for column in _ROW_WORDS if row.get(column))
        own = self.row.get(_OWN_WORDS)
        return Near(None if found_in is None else found_in == "table", (*beside, *([str(own)] if own else ())))


def find_subject(connection: duckdb.DuckDBPyConnection, kind: SubjectKind, identity: str) -> Subject | None:
    """The row of an id with its task and document; None when the published warehouse has no such row."""
    source = _SOURCES[kind]
    row = one_row(connection, f"select * from {source.relation} where {source.key} = ?", identity)
    if row is None:
        return None
    task_id = row.get("task_id") if kind is not SubjectKind.TASK else None
    task = one_row(connection, "select * from core.fct_task where task_id = ?", task_id) if task_id else None
    document = one_row(connection, "select * from core.dim_document where document_id = ?", identity[:16])
    words = [row.get(column) for column in source.printed]
    words += [(task or {}).get(column) for column in ("deadline_text", *_ROW_WORDS)]
    printed = tuple(dict.fromkeys(str(text) for text in words if text))
    return Subject(kind, identity, source.relation, source.landing, row, task, document, source.shown, printed)


def one_row(connection: duckdb.DuckDBPyConnection, query: str, *values: object) -> Row | None:
    """First row of a query as a dictionary; None when there is none."""
    found = rows(connection, query, *values)
    return found[0] if found else None


def _literal(value: object) -> str:
    """A value as SQL.

    Raises:
        TypeError: it is neither text nor a number, nor a list of these.
    """
    if value is None:
        return "null"
    if isinstance(value, str):
        # what ends a text for the parser is written by its number
        return " || chr(0) || ".join(map(quote, value.split("\0")))
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, float) and isfinite(value):
        return f"{value!r}::double"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_literal, value))}]"
    raise TypeError(f"{value!r} is neither text nor a number, nor a list of these")


def rows(connection: duckdb.DuckDBPyConnection, query: str, *values: object, **named: object) -> list[Row]:
    """All rows of a query as dictionaries; its parameters are given by place or by name."""
    # as words of a statement: for the first bound value DuckDB imports pandas, which takes longer than the trace
    # a name is quoted: "only" is a word of the language too
    told = [f'"{name}" := {_literal(value)}' for name, value in named.items()] or [_literal(value) for value in values]
    connection.execute(f"prepare {_ASKED} as {query}")
    cursor = connection.execute(f"execute {_ASKED}({', '.join(told)})" if told else f"execute {_ASKED}")
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

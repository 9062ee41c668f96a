"""Corrections that changed a row, or were told about it, as ``quality.correction`` keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from pipelines.provenance.query import SubjectKind
from pipelines.provenance.subjects import Subject, rows

_TABLE = "select 1 from duckdb_tables() where schema_name = 'quality' and table_name = 'correction'"
_OF_ROW = """
select status, decision, field, old_value, new_value, author, decided_on, reason, evidence_note, file_path, file_row
from quality.correction
where item_id = any(?)
order by decided_on, file_path, file_row
"""


@dataclass(frozen=True, slots=True)
class AppliedCorrection:
    """A reviewer's decision about one field of the row."""

    status: str
    decision: str
    field: str | None
    old_value: str | None
    new_value: str | None
    author: str | None
    decided_on: date | None
    reason: str | None
    evidence_note: str | None
    file_path: str
    file_row: int


def corrections_of(connection: duckdb.DuckDBPyConnection, subject: Subject) -> tuple[AppliedCorrection, ...]:
    """Corrections of the row itself, and of the task that a milestone or office belongs to."""
    if not connection.execute(_TABLE).fetchall():  # a warehouse that an earlier version published
        return ()
    ids = [subject.identity]
    if subject.kind in (SubjectKind.MILESTONE, SubjectKind.TASK_OFFICE) and subject.task is not None:
        ids.append(str(subject.task["task_id"]))
    return tuple(AppliedCorrection(**row) for row in rows(connection, _OF_ROW, ids))

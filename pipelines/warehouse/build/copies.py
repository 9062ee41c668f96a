"""A file that lies in two places counts once: which copy stays, and what is said of the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import duckdb
import pyarrow as pa

from pipelines.model.tables import SCHEMAS
from pipelines.reference.outcomes import OutcomeReason
from pipelines.warehouse.lake.reference_tables import ReferenceDataError
from pipelines.warehouse.lake.rows import render

CHILD_TABLES: Final = ("tasks", "milestones", "task_offices", "targets", "citations", "findings", "corrections")


@dataclass(frozen=True, slots=True)
class DuplicateCopy:
    """A file left out because another copy of the same content counts."""

    document_id: str
    source_path: str
    kept_path: str


def resolve_duplicates(connection: duckdb.DuckDBPyConnection, run_id: str) -> tuple[DuplicateCopy, ...]:
    """Leave one copy of every file in the landing tables and say so in the outcomes of the others."""
    _rank_copies(connection)
    query = """
        select copy.document_id, copy.source_path, kept.source_path
        from landing.document_copies as copy
        inner join landing.document_copies as kept on copy.document_id = kept.document_id and kept.copy_rank = 1
        where copy.copy_rank > 1
        order by copy.source_path
    """
    duplicates = tuple(DuplicateCopy(*row) for row in connection.execute(query).fetchall())
    if duplicates:
        _leave_out_copies(connection)
        _insert_outcomes(connection, duplicates, run_id)
    return duplicates


def _rank_copies(connection: duckdb.DuckDBPyConnection) -> None:
    # a copy in the folder that the plan itself names is the one that people will look for
    connection.execute("""
        create table landing.document_copies as
        select
            d.document_id, d.source_path, d.file_name, d.sha256, d.media_type, d.size_bytes, d.province_slug,
            d.folder_year, d.received_on, d.manifest_commune_code,
            row_number() over (
                partition by d.document_id
                order by
                    d.is_plan is null,
                    -- a file outside the folders of provinces speaks for no file inside
                    d.province_slug = '',
                    d.plan_year is distinct from d.folder_year,
                    not exists (
                        select 1 from landing.ref_provinces as p
                        where p.slug = d.province_slug and p.code = d.province_code
                    ),
                    d.source_path
            ) as copy_rank
        from landing.documents as d
        where d.part = 1
        order by d.source_path
    """)


def _leave_out_copies(connection: duckdb.DuckDBPyConnection) -> None:
    for name in ("documents", *CHILD_TABLES):
        connection.execute(f"""
            delete from landing.{name} where source_path in (
                select source_path from landing.document_copies where copy_rank > 1
            )
        """)
    connection.execute("""
        delete from landing.outcomes
        where reason_code is distinct from 'duplicate_file' and source_path in (
            select source_path from landing.document_copies where copy_rank > 1
        )
    """)


def _insert_outcomes(connection: duckdb.DuckDBPyConnection, duplicates: tuple[DuplicateCopy, ...], run_id: str) -> None:
    reason = _duplicate_reason(connection)
    known = connection.execute("select source_path from landing.outcomes where reason_code = 'duplicate_file'")
    reported = {row[0] for row in known.fetchall()}
    rows = [_duplicate_row(copy, reason, run_id) for copy in duplicates if copy.source_path not in reported]
    incoming = pa.Table.from_pylist(rows, schema=SCHEMAS["outcomes"])
    connection.register("incoming", incoming)
    connection.execute("insert into landing.outcomes select * from incoming")
    connection.unregister("incoming")


def _duplicate_reason(connection: duckdb.DuckDBPyConnection) -> OutcomeReason:
    query = """
        select code, status, coalesce(retry = 'yes', false), message_vi, next_action_vi
        from landing.ref_outcome_reasons where code = 'duplicate_file'
    """
    row = connection.execute(query).fetchone()
    if row is None:
        raise ReferenceDataError("outcome_reasons.csv: không có dòng mã 'duplicate_file' mà bước nạp cần; hãy thêm.")
    return OutcomeReason(*row)


def _duplicate_row(copy: DuplicateCopy, reason: OutcomeReason, run_id: str) -> dict[str, str | None]:
    return {
        "document_id": copy.document_id,
        "source_path": copy.source_path,
        "stage": "load",
        "status": "skipped",
        "reason_code": reason.code,
        "message_vi": render(reason.message_vi, detail=copy.kept_path),
        "next_action_vi": reason.next_action_vi,
        "detail": copy.kept_path,
        "run_id": run_id,
    }

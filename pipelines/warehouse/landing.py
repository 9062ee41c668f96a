"""Lake partitions and reference data → schema ``landing`` of a private build file.

The build file belongs to one run; no reader ever opens it. A file that lies in two places is counted once: the copy
whose folder agrees with what the plan says of itself stays, the other one becomes an outcome ``skipped``.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb
import pyarrow as pa

from pipelines.text.vietnamese import nfc
from pipelines.warehouse.flatten import OutcomeReason, render
from pipelines.warehouse.lake import CORRECTIONS_STAGE, PLANS_STAGE, LakeError, partition_files, repair_stage
from pipelines.warehouse.schemas import KEYS, SCHEMAS

CHILD_TABLES: Final = ("tasks", "milestones", "task_offices", "targets", "citations", "findings", "corrections")


@dataclass(frozen=True, slots=True)
class ReferenceTable:
    """A reference CSV as a landing table; every column is text, an empty cell is NULL.

    ``required`` columns must exist in the file, ``optional`` ones are NULL when they do not.
    """

    name: str
    file_name: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    may_be_absent: bool = False


REFERENCE_TABLES: Final = (
    ReferenceTable(
        "ref_provinces", "provinces.csv", ("code", "name", "unit_type", "slug", "valid_from", "valid_to"), ("decree",)
    ),
    ReferenceTable(
        "ref_communes",
        "administrative_units.csv",
        ("code", "province_code", "name", "unit_type", "valid_from", "valid_to"),
        ("district", "decree"),
    ),
    ReferenceTable(
        "ref_indicators",
        "indicators.csv",
        ("indicator_code", "name_vi", "name_en", "unit", "direction", "indicator_group"),
        ("area_code", "is_core", "definition_vi"),
    ),
    ReferenceTable(
        "ref_targets",
        "reference_targets.csv",
        ("indicator_code", "level", "document", "value", "comparator", "due_year", "valid_from", "valid_to", "kind"),
        ("province_code", "certainty", "due_from"),
    ),
    ReferenceTable(
        "ref_unit_successions",
        "unit_successions.csv",
        ("old_code", "old_province_code", "new_code", "relation", "effective_on"),
        may_be_absent=True,
    ),
    ReferenceTable("ref_offices", "offices.csv", ("office_code", "name_vi", "is_collective"), ("office_family",)),
    ReferenceTable(
        "ref_finding_rules", "finding_rules.csv", ("rule", "severity", "title_vi", "message_vi"), ("action_vi",)
    ),
    ReferenceTable("ref_areas", "areas.csv", ("area_code", "name_vi", "order")),
    ReferenceTable(
        "ref_outcome_reasons", "outcome_reasons.csv", ("code", "status", "message_vi", "next_action_vi"), ("retry",)
    ),
    ReferenceTable(
        "ref_commune_checks",
        "commune_checks.csv",
        ("check_code", "check_order", "title_vi", "subject", "rule", "effect"),
    ),
    ReferenceTable(
        "ref_commune_weights", "commune_weights.csv", ("commune_code", "plan_year", "weight"), may_be_absent=True
    ),
)


class ReferenceDataError(ValueError):
    """A reference file is missing, or lacks a column."""


@dataclass(frozen=True, slots=True)
class DuplicateCopy:
    """A file left out because another copy of the same content counts."""

    document_id: str
    source_path: str
    kept_path: str


@dataclass(frozen=True, slots=True)
class LandingReport:
    """What :func:`load_landing` put into the build file."""

    build_file: Path
    row_counts: Mapping[str, int]
    duplicates: tuple[DuplicateCopy, ...]
    inputs: Mapping[str, str]  # source path → SHA-256 of every file that the lake knows


def load_landing(
    lake_root: Path,
    reference: Path,
    build_file: Path,
    *,
    run_id: str,
    added: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
) -> LandingReport:
    """Create ``build_file`` with the schema ``landing``.

    Args:
        lake_root: the folder ``<warehouse>/lake``.
        reference: folder with the reference CSV files.
        build_file: private file to create; an older one of the same run is replaced.
        run_id: recorded with the outcomes made here.
        added: rows that a province adds to a reference file, by the file's name without ``.csv``.

    Raises:
        LakeError: a partition was written by another version of the code.
        ReferenceDataError: a reference file is missing or lacks a column.
    """
    build_file.parent.mkdir(parents=True, exist_ok=True)
    _forget(build_file)
    _owner_file(build_file).write_text(str(os.getpid()))
    for stage in (PLANS_STAGE, CORRECTIONS_STAGE):
        repair_stage(lake_root, stage)
    with duckdb.connect(str(build_file)) as connection:
        connection.execute("create schema landing")
        corrected = [str(path) for path in partition_files(lake_root, CORRECTIONS_STAGE, "documents")]
        for name, schema in SCHEMAS.items():
            _create(connection, name, schema.empty_table())
            _load_lake_table(connection, name, schema, partition_files(lake_root, PLANS_STAGE, name), corrected)
            _load_lake_table(connection, name, schema, partition_files(lake_root, CORRECTIONS_STAGE, name))
        for table in REFERENCE_TABLES:
            extra = (added or {}).get(table.file_name.removesuffix(".csv"), ())
            _create(connection, table.name, read_reference(reference, table, extra))
        inputs = _inputs(connection)
        duplicates = _resolve_duplicates(connection, run_id)
        counts = {name: _count(connection, name) for name in [*SCHEMAS, *(t.name for t in REFERENCE_TABLES)]}
        connection.execute("checkpoint")
    return LandingReport(build_file, counts, duplicates, inputs)


def read_reference(folder: Path, table: ReferenceTable, added: Sequence[Mapping[str, str]] = ()) -> pa.Table:
    """Read one reference CSV as an Arrow table of text columns, in the order of the file, ``added`` rows last.

    Raises:
        ReferenceDataError: the file is missing or lacks a required column.
    """
    columns = (*table.required, *table.optional)
    schema = pa.schema([(column, pa.string()) for column in columns])
    shipped = _shipped_rows(folder / table.file_name, table)
    rows = [{column: nfc(row.get(column) or "") or None for column in columns} for row in (*shipped, *added)]
    return pa.Table.from_pylist(rows, schema=schema)


def _shipped_rows(path: Path, table: ReferenceTable) -> list[dict[str, str]]:
    if not path.exists():
        if table.may_be_absent:
            return []
        raise ReferenceDataError(f"{path}: the reference file is missing; restore it from the repository.")
    with path.open(encoding="utf-8-sig", newline="") as handle:
        reader = csv.DictReader(handle)
        _require_columns(path, reader.fieldnames or (), table.required)
        return list(reader)


def _require_columns(path: Path, found: object, required: tuple[str, ...]) -> None:
    names = tuple(str(name) for name in found) if isinstance(found, (list, tuple)) else ()
    missing = [column for column in required if column not in names]
    if missing:
        raise ReferenceDataError(f"{path}: missing columns {missing}; found {list(names)}. Add them to the header row.")


def _load_lake_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    schema: pa.Schema,
    paths: tuple[Path, ...],
    corrected: list[str] | None = None,
) -> None:
    """Add the rows of ``paths``; documents that stand in the files ``corrected`` come from there and are left out."""
    if not paths:
        return
    columns = ", ".join(f'"{column}"' for column in schema.names)
    order = ", ".join(f'"{key}"' for key in KEYS[name])
    uncorrected = (
        "where source_path not in (select source_path from read_parquet(?, hive_partitioning = false))"
        if corrected
        else ""
    )
    try:
        connection.execute(
            f"insert into landing.{name} select {columns} "
            f"from read_parquet(?, hive_partitioning = false) {uncorrected} order by {order}",
            [[str(path) for path in paths], *([corrected] if corrected else [])],
        )
    except (duckdb.BinderException, duckdb.InvalidInputException, duckdb.ConversionException) as error:
        raise LakeError(
            f"Lake table {name}: a partition does not have the columns of this version ({error}). "
            "Process its documents again."
        ) from error


def _create(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    connection.register("incoming", table)
    connection.execute(f"create table landing.{name} as select * from incoming")
    connection.unregister("incoming")


def _inputs(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    query = "select source_path, sha256 from landing.documents order by source_path"
    return dict(connection.execute(query).fetchall())


def _resolve_duplicates(connection: duckdb.DuckDBPyConnection, run_id: str) -> tuple[DuplicateCopy, ...]:
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
                    d.plan_year is distinct from d.folder_year,
                    not exists (
                        select 1 from landing.ref_provinces as p
                        where p.slug = d.province_slug and p.code = d.province_code
                    ),
                    d.source_path
            ) as copy_rank
        from landing.documents as d
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
    query = "select code, message_vi, next_action_vi from landing.ref_outcome_reasons where code = 'duplicate_file'"
    row = connection.execute(query).fetchone()
    if row is None:
        raise ReferenceDataError("outcome_reasons.csv: no row with code 'duplicate_file'; add it, the loader needs it.")
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


def _count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    row = connection.execute(f"select count(*) from landing.{name}").fetchone()
    return int(row[0]) if row else 0


def _owner_file(build_file: Path) -> Path:
    return build_file.with_suffix(".owner")


def _forget(build_file: Path) -> None:
    for path in (build_file, Path(f"{build_file}.wal"), _owner_file(build_file)):
        path.unlink(missing_ok=True)

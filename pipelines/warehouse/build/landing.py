"""Lake partitions and reference data → schema ``landing`` of a private build file.

The build file belongs to one run; no reader ever opens it. A file that lies in two places is counted once: the copy
whose folder agrees with what the plan says of itself stays, the other one becomes an outcome ``skipped``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.model.tables import KEYS, SCHEMAS
from pipelines.warehouse.build.copies import DuplicateCopy, resolve_duplicates
from pipelines.warehouse.build.engine import spare_build
from pipelines.warehouse.build.set_aside import set_aside
from pipelines.warehouse.lake.partitions import CORRECTIONS_STAGE, PLANS_STAGE, LakeError, partition_files, repair_stage
from pipelines.warehouse.lake.reference_tables import REFERENCE_TABLES, read_reference


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
    known_plans: Sequence[tuple[str, str]] = (),
) -> LandingReport:
    """Create ``build_file`` with the schema ``landing``.

    Args:
        lake_root: the folder ``<warehouse>/lake``.
        reference: folder with the reference CSV files.
        build_file: private file to create; an older one of the same run is replaced.
        run_id: recorded with the outcomes made here.
        added: rows that a province adds to a reference file, by the file's name without ``.csv``.
        known_plans: SHA-256 and path of the files that the published version holds a plan of; checks ask after them.

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
        spare_build(connection, *(path for name in SCHEMAS for path in partition_files(lake_root, PLANS_STAGE, name)))
        connection.execute("create schema landing")
        corrected = [str(path) for path in partition_files(lake_root, CORRECTIONS_STAGE, "documents")]
        for name, schema in SCHEMAS.items():
            _create(connection, name, schema.empty_table())
            _load_lake_table(connection, name, schema, partition_files(lake_root, PLANS_STAGE, name), corrected)
            _load_lake_table(connection, name, schema, partition_files(lake_root, CORRECTIONS_STAGE, name))
        for table in REFERENCE_TABLES:
            extra = (added or {}).get(table.file_name.removesuffix(".csv"), ())
            _create(connection, table.name, read_reference(reference, table, extra))
        _create(connection, "known_plans", _known_plans(known_plans))
        inputs = _inputs(connection)
        duplicates = resolve_duplicates(connection, run_id)
        set_aside(connection)
        counts = {name: _count(connection, name) for name in [*SCHEMAS, *(t.name for t in REFERENCE_TABLES)]}
        connection.execute("checkpoint")
    return LandingReport(build_file, counts, duplicates, inputs)


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
        "where (source_path, document_id) not in "
        "(select (source_path, document_id) from read_parquet(?, hive_partitioning = false))"
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
            f"Bảng {name} trong lake: có tỉnh, năm không đủ các cột của phiên bản này ({error}). "
            "Hãy xử lý lại tỉnh, năm đó: cchc backfill --again."
        ) from error


def _create(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    connection.register("incoming", table)
    connection.execute(f"create table landing.{name} as select * from incoming")
    connection.unregister("incoming")


def _known_plans(plans: Sequence[tuple[str, str]]) -> pa.Table:
    rows = [{"sha256": sha256, "source_path": path} for sha256, path in sorted(plans)]
    return pa.Table.from_pylist(rows, schema=pa.schema([("sha256", pa.string()), ("source_path", pa.string())]))


def _inputs(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    query = "select source_path, sha256 from landing.documents where part = 1 order by source_path"
    return dict(connection.execute(query).fetchall())


def _count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    row = connection.execute(f"select count(*) from landing.{name}").fetchone()
    return int(row[0]) if row else 0


def _owner_file(build_file: Path) -> Path:
    return build_file.with_suffix(".owner")


def _forget(build_file: Path) -> None:
    for path in (build_file, Path(f"{build_file}.wal"), _owner_file(build_file)):
        path.unlink(missing_ok=True)

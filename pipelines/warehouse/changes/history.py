"""What every run found, kept run by run: ``<lake>/history/run=<version>/*.parquet`` → ``quality.…_history``.

A run is recorded before the gates are weighed, so that a run that was not published is remembered too. Findings and
outcomes come back as spans (first and last run that saw them, and whether the last run still did); check results come
back row by row. None of it takes part in a content hash: two runs over the same files differ in their history.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from pipelines.warehouse.build.descriptions import describe, quote
from pipelines.warehouse.build.engine import spare_build
from pipelines.warehouse.lake.partitions import flush

HISTORY_STAGE: Final = "history"
_RECORDED: Final = {
    "findings": "select document_id, rule, severity, task_id, page, evidence, detail, message_vi from quality.finding",
    "outcomes": "select document_id, source_path, stage, status, reason_code, detail from quality.document_outcome",
    "checks": "select engine, suite, check_name, severity, passed, observed, failing_rows from quality.check_result",
}
_FINDING: Final = ("document_id", "rule", "severity", "task_id", "page", "evidence", "detail", "message_vi")
_OUTCOME: Final = ("document_id", "source_path", "stage", "status", "reason_code", "detail")
_RUN_COLUMNS: Final = (
    "version", "run_id", "recorded_at", "finding_count", "outcome_count", "check_count", "failed_check_count",
    "blocking_count", "same_as",
)  # fmt: skip
_CHECK: Final = ("engine", "suite", "check_name", "severity", "passed", "observed", "failing_rows")


@dataclass(frozen=True, slots=True)
class _HistoryTable:
    """A published table made from the records of all runs."""

    name: str
    query: str


def keep_history(lake_root: Path, build_file: Path, version: str, *, run_id: str, recorded_at: str) -> None:
    """Record what this run found, then put the records of every run into ``build_file``.

    Args:
        lake_root: the folder ``<warehouse>/lake``.
        build_file: finished private build with ``quality.check_result``; no connection to it may be open.
        version: name of the version that this run is going to publish; later runs must sort after earlier ones.
        run_id: recorded with the run.
        recorded_at: ISO 8601 time; the clock is not read here.

    Raises:
        OSError, duckdb.IOException: the disk is full or the folder is not writable.
    """
    folder = lake_root / HISTORY_STAGE
    folder.mkdir(parents=True, exist_ok=True)
    for unfinished in folder.glob(".run=*"):
        shutil.rmtree(unfinished)
    with duckdb.connect(str(build_file)) as connection:
        spare_build(connection, build_file)
        _record(connection, folder, version, run_id, recorded_at)
        for table in _tables(folder):
            _create(connection, table)


def record_unchanged_run(lake_root: Path, version: str, *, same_as: str, run_id: str, recorded_at: str) -> bool:
    """Record a run that found nothing changed since version ``same_as``: it saw what the run of that version saw.

    The published file is left alone; the run appears in the history tables of the next version.

    Args:
        lake_root: the folder ``<warehouse>/lake``.
        version: the name that the run's version would have had; sorts after earlier ones.
        same_as: the version that stays published.
        run_id: recorded with the run.
        recorded_at: ISO 8601 time.

    Returns:
        False when the run of ``same_as`` has no record (the history was removed); nothing is written then.

    Raises:
        OSError, duckdb.IOException: the disk is full or the folder is not writable.
    """
    folder = lake_root / HISTORY_STAGE
    original = folder / f"run={same_as}" / "runs.parquet"
    if not original.is_file():
        return False
    fresh = folder / f".run={version}"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    counts = "finding_count, outcome_count, check_count, failed_check_count, blocking_count"
    with duckdb.connect() as connection:
        _write(
            connection,
            f"select {quote(version)} as version, {quote(run_id)} as run_id, {quote(recorded_at)} as recorded_at, "
            f"{counts}, {quote(same_as)} as same_as from read_parquet({quote(str(original))})",
            fresh / "runs",
        )
    fresh.rename(folder / f"run={version}")
    flush(folder)
    return True


def _record(connection: duckdb.DuckDBPyConnection, folder: Path, version: str, run_id: str, recorded_at: str) -> None:
    fresh, target = folder / f".run={version}", folder / f"run={version}"
    fresh.mkdir()
    for name, query in _RECORDED.items():
        _write(connection, f"select {quote(version)} as version, * from ({query}) order by all", fresh / name)
    _write(connection, _run_query(version, run_id, recorded_at), fresh / "runs")
    if target.exists():  # the same run once more: a step was repeated
        shutil.rmtree(target)
    fresh.rename(target)
    flush(folder)


def _write(connection: duckdb.DuckDBPyConnection, query: str, stem: Path) -> None:
    path = stem.with_name(f"{stem.name}.parquet")
    connection.execute(f"copy ({query}) to {quote(str(path))} (format parquet, compression zstd)")
    flush(path)


def _run_query(version: str, run_id: str, recorded_at: str) -> str:
    return f"""
        select
            {quote(version)} as version, {quote(run_id)} as run_id, {quote(recorded_at)} as recorded_at,
            (select count(*) from quality.finding) as finding_count,
            (select count(*) from quality.document_outcome) as outcome_count,
            count(*) as check_count,
            count(*) filter (not passed) as failed_check_count,
            count(*) filter (not passed and severity = 'block' and exception_state is distinct from 'in_force')
                as blocking_count,
            null::varchar as same_as
        from quality.check_result
    """


def _tables(folder: Path) -> tuple[_HistoryTable, ...]:
    runs, checks = _source(folder, "runs"), _source(folder, "checks")
    return (
        _HistoryTable("run_history", f"select {_list(_RUN_COLUMNS)} from {runs}"),
        _HistoryTable("check_history", f"select {_list(('version', *_CHECK))} from {checks}"),
        _HistoryTable("finding_history", _spans(folder, "findings", _FINDING)),
        _HistoryTable("outcome_history", _spans(folder, "outcomes", _OUTCOME)),
    )


def _spans(folder: Path, name: str, columns: tuple[str, ...]) -> str:
    # two findings of one run may read the same word for word: versions are counted, not rows; a run that found
    # nothing changed saw again what the run of the version that stayed had seen
    return f"""
        with runs as (from {_source(folder, "runs")}),
        spoken as (
            select
                coalesce(same_as, version) as version, min(version) as first_version, max(version) as last_version,
                count(*) as run_count
            from runs
            group by coalesce(same_as, version)
        ),
        seen as (select distinct {_list(columns)}, version from {_source(folder, name)})
        select
            {_list(tuple(f"seen.{column}" for column in columns))},
            min(spoken.first_version) as first_version, max(spoken.last_version) as last_version,
            sum(spoken.run_count)::bigint as run_count,
            max(spoken.last_version) = (select max(version) from runs) as is_open
        from seen
        inner join spoken on seen.version = spoken.version
        group by {_list(tuple(f"seen.{column}" for column in columns))}
    """


def _source(folder: Path, name: str) -> str:
    # a record of an older version of the code may lack a column: it is NULL there
    pattern = quote(f"{folder}/run=*/{name}.parquet")
    return f"read_parquet({pattern}, union_by_name = true, hive_partitioning = false)"


def _list(columns: tuple[str, ...]) -> str:
    return ", ".join(columns)


def _create(connection: duckdb.DuckDBPyConnection, table: _HistoryTable) -> None:
    connection.execute(f"create or replace table quality.{table.name} as select * from ({table.query}) order by all")
    describe(connection, table.name)

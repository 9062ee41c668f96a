"""What a run came to, gathered from what it left: its version, its record in the history, its failed steps."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import duckdb

from pipelines.alerts.message import MAX_LISTED, FailedCheck, PutAside, RunMessage
from pipelines.settings import Settings
from pipelines.warehouse.build.blocked import load_blocked
from pipelines.warehouse.changes.history import HISTORY_STAGE
from pipelines.warehouse.publication.counts import read_counts
from pipelines.warehouse.publication.versions import list_versions, read_manifest, version_file

_PUT_ASIDE = """
select source_path, any_value(message_vi), any_value(next_action_vi)
from quality.document_outcome where status = 'quarantined'
group by source_path order by source_path
"""
_CHECKS = """
select engine, suite, check_name, severity, {message}, failing_rows
from {checks} where not passed
order by case severity when 'block' then 0 when 'warn' then 1 else 2 end, suite, check_name
"""
# the run's record keeps no words; a check about the whole run has no rows to name
_CHECKS_OF_RECORD = _CHECKS.format(checks="read_parquet(?)", message="coalesce(observed, '')")
_CHECKS_OF_VERSION = _CHECKS.format(
    checks="quality.check_result",
    message="coalesce(message_vi, observed, '')"
    " || case when sample is null or suite = 'run' then '' else ' Ở: ' || sample end",
)


def run_message(
    settings: Settings, run_id: str, trigger: str, failures: Iterable[str] = (), *, partition: str | None = None
) -> RunMessage:
    """Put a run into a message.

    Args:
        settings: paths of the warehouse.
        run_id: Dagster's id of the run that built (or should have built) the version.
        trigger: what started it.
        failures: steps that failed, with their texts.
        partition: ``<province>/<year>`` when the run was about one partition only.
    """
    version = published_by(settings, run_id)
    counts: dict[str, int] = {}
    put_aside: list[PutAside] = []
    failed: tuple[FailedCheck, ...] = ()
    if version is not None:
        with duckdb.connect(str(version_file(settings.paths, version)), read_only=True) as connection:
            counts = _held(connection)
            put_aside = [PutAside(*map(str, row)) for row in connection.execute(_PUT_ASIDE).fetchall()]
            failed = tuple(FailedCheck(*row) for row in connection.execute(_CHECKS_OF_VERSION).fetchall())
    return RunMessage(
        warehouse=settings.warehouse.name,
        run_id=run_id,
        trigger=trigger,
        version=version,
        failures=tuple(failures),
        counts=counts,
        failed_checks=failed if version is not None else _checks_of_stopped(settings, run_id),
        put_aside=tuple(put_aside[:MAX_LISTED]),
        put_aside_count=len(put_aside),
        partition=partition,
    )


def published_by(settings: Settings, run_id: str) -> str | None:
    """The version that a run published, if it did."""
    versions = list_versions(settings.paths)
    return next((name for name in reversed(versions) if read_manifest(settings.paths, name)["run_id"] == run_id), None)


def _held(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Counts of a version by the words that the summary uses; what the version does not define is left out."""
    counts = read_counts(connection)
    findings = connection.execute("select count(*) from quality.finding").fetchall()[0][0]
    named = {
        "Kế hoạch hiệu lực": counts.plans_in_force,
        "Chỉ tiêu": counts.targets,
        "Nhiệm vụ": counts.tasks,
        "Phát hiện": int(findings),
    }
    return {name: count for name, count in named.items() if count is not None}


def _checks_of_stopped(settings: Settings, run_id: str) -> tuple[FailedCheck, ...]:
    blocked = {(one.suite, one.check_name): one for one in load_blocked(settings.paths.dbt_target(run_id))}
    stopping = tuple(FailedCheck.of_blocked(one) for one in blocked.values())
    record = _record_of(settings.lake / HISTORY_STAGE, run_id)
    if record is None:  # stopped before a model was built
        return stopping
    with duckdb.connect() as connection:
        rows = connection.execute(_CHECKS_OF_RECORD, [str(record / "checks.parquet")]).fetchall()
    others = (FailedCheck(*row) for row in rows)
    return (*stopping, *(one for one in others if (one.suite, one.check_name) not in blocked))


def _record_of(history: Path, run_id: str) -> Path | None:
    """The run's record in the history; a run that failed before its checks were stored has none."""
    for folder in sorted(history.glob("run=*"), reverse=True):
        if not (folder / "checks.parquet").is_file():
            continue
        with duckdb.connect() as connection:
            found = connection.execute("select run_id from read_parquet(?)", [str(folder / "runs.parquet")]).fetchall()
        if found and found[0][0] == run_id:
            return folder
    return None

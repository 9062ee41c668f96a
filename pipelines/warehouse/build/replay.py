"""Execute dbt's recorded statements on a build file, over one connection and in one transaction.

Nothing is done here that dbt does not do: the statements are its own, constraints of the contracts are in them, and a
check is the query that dbt compiled. What goes wrong is dbt's to tell: any error undoes the transaction, and dbt builds
the file itself (:func:`pipelines.warehouse.build.dbt_run.build_models`).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

import duckdb

from pipelines.quality.results import Checker, CheckResult
from pipelines.warehouse.build.descriptions import quote
from pipelines.warehouse.build.engine import spare_build
from pipelines.warehouse.build.statements import DATABASE, BuildStatements, CheckQuery, ModelStatements

# the setting of dbt's profile (profiles.yml says why)
_MEMORY_VARIABLE: Final = "CCHC_DBT_MEMORY"
_MEMORY: Final = "1500MB"
_UNEQUAL_ZERO: Final = "!= 0"


class ReplayFailed(RuntimeError):  # noqa: N818 - named for what happened
    """A statement failed, or the landing tables are not those of the recording; the build file is as it was."""


def replay(statements: BuildStatements, build_file: Path, *, run_id: str) -> tuple[CheckResult, ...]:
    """Build every model and evaluate every check; return the checks, sorted by suite and name.

    Args:
        statements: what dbt does to a file with these landing tables.
        build_file: private DuckDB file with the schema ``landing``; no connection to it may be open.
        run_id: recorded with every check.

    Raises:
        ReplayFailed: see there.
    """
    try:
        with _opened(build_file) as connection:
            connection.begin()
            for schema in statements.schemas:
                connection.execute(f'create schema if not exists "{schema}"')
            for model in statements.models:
                _build(connection, model)
            found = [result for result in _checks(connection, statements.checks, run_id)]
            connection.commit()
    except duckdb.Error as error:
        raise ReplayFailed(f"{build_file.name}: {error}") from error
    return tuple(sorted(found, key=lambda check: (check.suite, check.check_name)))


def _opened(build_file: Path) -> duckdb.DuckDBPyConnection:
    """A connection that sees the build file under the name that it has in the statements."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": os.environ.get(_MEMORY_VARIABLE, _MEMORY),
        "temp_directory": f"{build_file}.tmp",
    }
    connection = duckdb.connect(config=settings)
    spare_build(connection, build_file)
    connection.execute(f"attach {quote(str(build_file))} as {DATABASE}")
    connection.execute(f"use {DATABASE}")
    return connection


def _build(connection: duckdb.DuckDBPyConnection, model: ModelStatements) -> None:
    for statement in model.statements:
        connection.execute(statement)


def _checks(connection: duckdb.DuckDBPyConnection, checks: Iterable[CheckQuery], run_id: str) -> Iterator[CheckResult]:
    """The results of the checks; those of one model are counted by one query."""
    for _, mine in groupby(sorted(checks, key=lambda check: (check.suite, check.unique_id)), lambda one: one.suite):
        together = list(mine)
        counts = ", ".join(f"(select {one.fail_calc} from (\n{one.query}\n))" for one in together)
        row = connection.execute(f"select {counts}").fetchone()
        for check, failures in zip(together, row or (), strict=True):
            yield _result(connection, check, int(failures or 0), run_id)


def _result(connection: duckdb.DuckDBPyConnection, check: CheckQuery, failures: int, run_id: str) -> CheckResult:
    observed = _observed(connection, check, failures)
    passed = observed is None
    if not passed:
        schema, _, table = check.failure_table.partition(".")
        connection.execute(f'create or replace table "{schema}"."{table}" as (\n{check.query}\n)')
    return CheckResult(
        engine=Checker.DBT,
        suite=check.suite,
        check_name=check.name,
        severity=check.severity,
        passed=passed,
        observed=observed or "pass",
        failing_rows=0 if passed else failures,
        run_id=run_id,
        message_vi=check.message_vi,
        failure_table=None if passed else check.failure_table,
    )


def _observed(connection: duckdb.DuckDBPyConnection, check: CheckQuery, failures: int) -> str | None:
    """What dbt says of a check that did not pass; None when it passed."""
    results = f"{failures} result{'' if failures == 1 else 's'}"
    if check.can_fail and _holds(connection, failures, check.error_if):
        return f"fail: Got {results}, configured to fail if {check.error_if}"
    if _holds(connection, failures, check.warn_if):
        return f"warn: Got {results}, configured to warn if {check.warn_if}"
    return None


def _holds(connection: duckdb.DuckDBPyConnection, failures: int, condition: str) -> bool:
    if condition == _UNEQUAL_ZERO:
        return failures != 0
    row = connection.execute(f"select {failures} {condition}").fetchone()
    return bool(row and row[0])

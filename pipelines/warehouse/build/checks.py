"""What both engines found, written into the build file after dbt.

``quality.check_result`` (one row for each check), ``quality.check_failure`` (its failing rows with their places) and
``quality.known_exception`` (what the province's exceptions did).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

import duckdb
import pyarrow as pa

from pipelines.quality.known_exceptions import state_of
from pipelines.quality.results import CheckResult, ExceptionState, KnownException
from pipelines.warehouse.build.descriptions import describe
from pipelines.warehouse.build.engine import spare_build
from pipelines.warehouse.build.failing_rows import write_failing_rows

_RESULTS: Final = pa.schema(
    [
        ("engine", pa.string()),
        ("suite", pa.string()),
        ("check_name", pa.string()),
        ("severity", pa.string()),
        ("passed", pa.bool_()),
        ("observed", pa.string()),
        ("failing_rows", pa.int64()),
        ("run_id", pa.string()),
        ("message_vi", pa.string()),
        ("sample", pa.string()),
        ("exception_state", pa.string()),
        ("exception_owner", pa.string()),
        ("exception_expires_on", pa.date32()),
        ("exception_reason_vi", pa.string()),
    ]
)
_EXCEPTIONS: Final = pa.schema(
    [
        ("suite", pa.string()),
        ("check_name", pa.string()),
        ("max_failing_rows", pa.int32()),
        ("owner", pa.string()),
        ("expires_on", pa.date32()),
        ("reason_vi", pa.string()),
        ("source", pa.string()),
        ("state", pa.string()),
        ("state_vi", pa.string()),
    ]
)
STATE_VI: Final[Mapping[ExceptionState, str]] = MappingProxyType(
    {
        ExceptionState.IN_FORCE: "Đang có hiệu lực",
        ExceptionState.EXPIRED: "Đã hết hạn",
        ExceptionState.EXCEEDED: "Vượt số dòng cho phép",
        ExceptionState.NOT_NEEDED: "Kiểm tra đã đạt, có thể bỏ",
        ExceptionState.UNKNOWN_CHECK: "Không có kiểm tra này",
    }
)


def write_check_results(build_file: Path, results: Iterable[CheckResult]) -> tuple[CheckResult, ...]:
    """Replace ``quality.check_result`` and ``quality.check_failure``; return the results in stored order."""
    ordered = tuple(sorted(results, key=lambda result: (result.engine, result.suite, result.check_name)))
    with duckdb.connect(str(build_file)) as connection:
        spare_build(connection, build_file)
        connection.execute("create schema if not exists quality")
        samples = write_failing_rows(connection, ordered)
        rows = [_row(result, samples) for result in ordered]
        _replace(connection, "check_result", pa.Table.from_pylist(rows, schema=_RESULTS))
    return ordered


def write_exceptions(
    build_file: Path, exceptions: Iterable[KnownException], results: Iterable[CheckResult], today: date
) -> None:
    """Replace ``quality.known_exception``: every exception with what it did to ``results``."""
    by_check = {(result.suite, result.check_name): result for result in results}
    rows = [_exception_row(known, state_of(known, by_check, today)) for known in exceptions]
    with duckdb.connect(str(build_file)) as connection:
        spare_build(connection, build_file)
        _replace(connection, "known_exception", pa.Table.from_pylist(rows, schema=_EXCEPTIONS))


def _row(result: CheckResult, samples: Mapping[tuple[str, str], str]) -> dict[str, object]:
    known = result.exception
    return {
        "engine": result.engine,
        "suite": result.suite,
        "check_name": result.check_name,
        "severity": result.severity,
        "passed": result.passed,
        "observed": result.observed,
        "failing_rows": result.failing_rows,
        "run_id": result.run_id,
        "message_vi": result.message_vi,
        "sample": result.sample or samples.get((result.suite, result.check_name)),
        "exception_state": result.exception_state,
        "exception_owner": known.owner if known else None,
        "exception_expires_on": known.expires_on if known else None,
        "exception_reason_vi": known.reason_vi if known else None,
    }


def _exception_row(known: KnownException, state: ExceptionState) -> dict[str, object]:
    return {
        "suite": known.suite,
        "check_name": known.check_name,
        "max_failing_rows": known.max_failing_rows,
        "owner": known.owner,
        "expires_on": known.expires_on,
        "reason_vi": known.reason_vi,
        "source": known.source,
        "state": state,
        "state_vi": STATE_VI[state],
    }


def _replace(connection: duckdb.DuckDBPyConnection, table: str, incoming: pa.Table) -> None:
    connection.register("incoming", incoming)
    connection.execute(f"create or replace table quality.{table} as select * from incoming")
    connection.unregister("incoming")
    describe(connection, table)

"""What a blocked run says: which promise did not hold, in which table, of which files, and what to do.

One text for the console, the alert and the quality report.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import duckdb
from pydantic import TypeAdapter

from pipelines.quality.gates import action_of
from pipelines.quality.results import Checker, CheckResult, ExceptionState

_FILE: Final = "blocked.json"
_MOST_NAMED: Final = 5
_OF_LANDING: Final = "landing"
# checks about the whole run have no row of their own: which files are behind them
_OFFENDING: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        ("run", "known_plans_are_still_plans"): """
            select c.source_path from landing.known_plans as k
            inner join landing.document_copies as c on k.sha256 = c.sha256 and c.copy_rank = 1
            where not exists (select 1 from landing.documents as d where d.sha256 = k.sha256 and d.is_plan)
            order by c.source_path
        """,
    }
)


@dataclass(frozen=True, slots=True)
class BlockedCheck:
    """A check that stopped publication.

    Attributes:
        engine: who looked.
        suite: suite or model.
        check_name: its name there.
        promise_vi: what should have held.
        table: schema and name of the table that was looked at.
        failing_rows: how many rows fail; None for a check that is not about rows.
        offending: up to five files, or keys of rows that belong to none.
        exception_vi: why a known exception does not let it pass; empty without one.
        action_vi: what to do.
    """

    engine: str
    suite: str
    check_name: str
    promise_vi: str
    table: str
    failing_rows: int | None
    offending: tuple[str, ...]
    exception_vi: str
    action_vi: str

    @property
    def text_vi(self) -> str:
        """Everything in one line."""
        rows = f", {self.failing_rows} dòng" if self.failing_rows else ""
        named = f" Ở: {'; '.join(self.offending)}." if self.offending else ""
        exception = f" ({self.exception_vi})" if self.exception_vi else ""
        promise = self.promise_vi.rstrip(".")
        return (
            f"{promise} [{self.suite}.{self.check_name}; bảng {self.table}{rows}]{exception}.{named} "
            f"Việc cần làm: {self.action_vi}"
        )


def blocked_checks(build_file: Path, failures: Iterable[CheckResult]) -> tuple[BlockedCheck, ...]:
    """Describe the checks that stop publication.

    Args:
        build_file: private build whose ``quality.check_failure`` holds the failing rows; no connection may be open.
        failures: those checks.
    """
    found = tuple(failures)
    # what was skipped because of a failure before it says nothing of its own
    causes = tuple(one for one in found if not (one.observed or "").startswith("skipped")) or found
    with duckdb.connect(str(build_file), read_only=True) as connection:
        return tuple(_blocked(connection, one) for one in causes)


def save_blocked(folder: Path, blocked: tuple[BlockedCheck, ...]) -> None:
    """Keep what stopped a run beside its other results, for the alert."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _FILE).write_bytes(_adapter().dump_json(blocked, indent=1))


def load_blocked(folder: Path) -> tuple[BlockedCheck, ...]:
    """What stopped the run of ``folder``; nothing when no check did."""
    path = folder / _FILE
    return _adapter().validate_json(path.read_bytes()) if path.is_file() else ()


def _adapter() -> TypeAdapter[tuple[BlockedCheck, ...]]:
    return TypeAdapter(tuple[BlockedCheck, ...])


def _blocked(connection: duckdb.DuckDBPyConnection, result: CheckResult) -> BlockedCheck:
    return BlockedCheck(
        engine=result.engine.value,
        suite=result.suite,
        check_name=result.check_name,
        promise_vi=result.message_vi or result.observed or result.check_name,
        table=_table(connection, result),
        failing_rows=result.failing_rows,
        offending=_offending(connection, result),
        exception_vi=_about_exception(result),
        action_vi=action_of(result.suite, result.check_name),
    )


def _table(connection: duckdb.DuckDBPyConnection, result: CheckResult) -> str:
    if result.engine is Checker.GREAT_EXPECTATIONS:
        return "của cả lần chạy" if result.suite == "run" else f"{_OF_LANDING}.{result.suite}"
    query = "select table_schema from information_schema.tables where table_name = ? and table_schema <> 'landing'"
    found = connection.execute(query, [result.suite]).fetchone()
    return f"{found[0]}.{result.suite}" if found else result.suite


def _offending(connection: duckdb.DuckDBPyConnection, result: CheckResult) -> tuple[str, ...]:
    """Files with failing rows, each once; a row that belongs to no file is named by its key."""
    query = _OFFENDING.get((result.suite, result.check_name))
    rows = connection.execute(query).fetchall() if query is not None else _failing(connection, result)
    named = dict.fromkeys(_shown(str(row[0])) for row in rows if row[0] is not None)
    return tuple(named)[:_MOST_NAMED]


def _failing(connection: duckdb.DuckDBPyConnection, result: CheckResult) -> list[tuple[str | None]]:
    tables = "select 1 from duckdb_tables() where schema_name = 'quality' and table_name = 'check_failure'"
    if connection.execute(tables).fetchone() is None:  # a build whose rows were not stored
        return [(key,) for key in result.row_keys]
    return connection.execute(
        "select coalesce(source_path, row_key, document_id) from quality.check_failure "
        "where suite = ? and check_name = ? order by row_no",
        [result.suite, result.check_name],
    ).fetchall()


def _shown(name: str) -> str:
    """A name without control characters: it goes to a terminal and into a mail."""
    return "".join(sign if sign.isprintable() else "�" for sign in name)


def _about_exception(check: CheckResult) -> str:
    known = check.exception
    if known is None:
        return ""
    if check.exception_state is ExceptionState.EXPIRED:
        return f"ngoại lệ do {known.owner} phụ trách đã hết hạn ngày {known.expires_on:%d/%m/%Y}"
    return f"ngoại lệ do {known.owner} phụ trách chỉ cho phép {known.max_failing_rows} dòng"

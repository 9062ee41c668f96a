"""What dbt does to a build file, as data: its statements in their order, and the query behind each of its checks.

The statements depend on the project, on dbt and on the columns of the landing tables, never on rows. So dbt works them
out once for each version of the code (:mod:`pipelines.warehouse.build.recorder`); every later build executes them over
one connection (:mod:`pipelines.warehouse.build.replay`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import duckdb
from pydantic import TypeAdapter

from pipelines.quality.results import CheckSeverity

DATABASE: Final = "cchc_build"
"""What the build file is called in the statements; no file has to have that name."""

_SOURCES: Final = ("*.sql", "*.yml", "*.csv", "*.md")
_MADE: Final = frozenset({"target", "logs", "dbt_packages"})
_MAKERS: Final = ("dbt-core", "dbt-adapters", "dbt-duckdb", "duckdb")
_HERE: Final = Path(__file__).parent
# this code decides what is kept of dbt's work
_RECORDING: Final = ("statements.py", "recorder.py", "dbt_wording.py")


@dataclass(frozen=True, slots=True)
class ModelStatements:
    """What builds one model: dbt's own statements, without its questions to the catalogue."""

    unique_id: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckQuery:
    """A data test: the query that returns the rows that break its promise, and what they mean.

    ``fail_calc``, ``warn_if`` and ``error_if`` are dbt's settings of these names; ``severity`` is the gate's.
    """

    unique_id: str
    suite: str
    name: str
    severity: CheckSeverity
    message_vi: str | None
    query: str
    failure_table: str
    fail_calc: str
    warn_if: str
    error_if: str
    can_fail: bool  # severity "error" in dbt: what it reports as failed, not as a warning


@dataclass(frozen=True, slots=True)
class BuildStatements:
    """All that dbt does to a build file whose landing tables have the columns of ``landing``."""

    landing: str
    schemas: tuple[str, ...]
    models: tuple[ModelStatements, ...]
    checks: tuple[CheckQuery, ...]


@cache
def project_fingerprint(project: Path) -> str:
    """Hash of everything that decides dbt's statements, apart from the landing tables."""
    digest = hashlib.sha256("|".join(f"{name} {version(name)}" for name in _MAKERS).encode())
    for name, path in sorted(_files(project)):
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]


def _files(project: Path) -> Iterator[tuple[str, Path]]:
    for pattern in _SOURCES:
        for path in project.rglob(pattern):
            relative = path.relative_to(project)
            if not _MADE.intersection(relative.parts):
                yield relative.as_posix(), path
    yield from ((f"code/{name}", _HERE / name) for name in _RECORDING)


def landing_definitions(connection: duckdb.DuckDBPyConnection, database: str) -> tuple[str, ...]:
    """The landing tables of an attached database as statements that make them anew, empty, in a fixed order."""
    query = "select sql from duckdb_tables() where database_name = ? and schema_name = 'landing' order by table_name"
    return tuple(str(row[0]) for row in connection.execute(query, [database]).fetchall())


def landing_signature(definitions: Iterable[str]) -> str:
    """Hash of the columns and types of the landing tables."""
    return hashlib.sha256("\n".join(definitions).encode()).hexdigest()[:16]


def statements_file(project: Path) -> Path:
    """Where the statements of this version of the project are kept."""
    return project / "target" / f"statements-{project_fingerprint(project)}.json"


def load_statements(project: Path, landing: str) -> BuildStatements | None:
    """What was recorded for this version of the project and these landing tables; None when nothing was."""
    path = statements_file(project)
    if not path.is_file():
        return None
    try:
        found = _adapter().validate_json(path.read_bytes())
    except ValueError:  # a file that a dying process left
        return None
    return found if found.landing == landing else None


def save_statements(project: Path, statements: BuildStatements) -> Path:
    """Keep the statements of this version of the project; those of earlier versions go."""
    path = statements_file(project)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.tmp")
    fresh.write_bytes(_adapter().dump_json(statements, indent=1))
    fresh.replace(path)
    for other in path.parent.glob("statements-*.json"):
        if other != path:
            other.unlink(missing_ok=True)
    return path


@cache
def _adapter() -> TypeAdapter[BuildStatements]:
    return TypeAdapter(BuildStatements)

"""Gates, then a compact versioned copy, then one rename: readers see the old file or the new one, never a half.

``<warehouse>/versions/cchc-<version>.duckdb`` with its manifest ``cchc-<version>.json``, what changed
(``changes-<version>.json`` and ``.html``) and, when asked for, the tables as Parquet files below
``parquet-<version>/``; and ``<warehouse>/cchc.duckdb``,
a hard link to the current version (a copy where links are not possible). A reader that has the old file open keeps
its snapshot. In one and the same process DuckDB caches files by path: close every connection to the published file
before opening it again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.quality.exceptions import ExceptionState
from pipelines.quality.results import CheckResult, blocking_failures
from pipelines.warehouse.bi_views import create_bi_views
from pipelines.warehouse.changes import CHANGE_TABLE, VersionChanges
from pipelines.warehouse.changes_page import changes_html, changes_json
from pipelines.warehouse.descriptions import quote
from pipelines.warehouse.lake import flush
from pipelines.warehouse.paths import WarehousePaths

PUBLISHED_SCHEMAS: Final = ("core", "quality", "marts")
# columns that differ between two runs over the same files; they have no place in a content hash
RUN_DEPENDENT_COLUMNS: Final = frozenset({"run_id", "seconds"})
# tables that tell of earlier runs and versions: two builds of the same files differ in them
RUN_DEPENDENT_TABLES: Final = frozenset(
    {
        CHANGE_TABLE,
        "quality.run_history",
        "quality.check_history",
        "quality.finding_history",
        "quality.outcome_history",
        "quality.file_registry",
    }
)
KEEP_VERSIONS: Final = 5
_PREFIX: Final = "cchc-"
_CHANGES: Final = "changes-"
_PARQUET: Final = "parquet-"
_HASH_BATCH: Final = 50_000
_READ_ONLY: Final = 0o444


class PublicationStopped(RuntimeError):  # noqa: N818 - named for what happened
    """Blocking checks failed; the published warehouse was not touched. ``failures`` says which."""

    def __init__(self, failures: tuple[CheckResult, ...]) -> None:
        self.failures = failures
        lines = [_failure_line(check) for check in failures]
        super().__init__(
            f"Không công bố: {len(failures)} kiểm tra chặn không đạt. Kho dữ liệu đang dùng giữ nguyên bản gần nhất.\n"
            + "\n".join(lines)
        )


def _failure_line(check: CheckResult) -> str:
    rows = f" ({check.failing_rows} dòng)" if check.failing_rows else ""
    return (
        f"- {check.suite}.{check.check_name}: {check.message_vi or check.observed or ''}{rows}{_about_exception(check)}"
    )


def _about_exception(check: CheckResult) -> str:
    known = check.exception
    if known is None:
        return ""
    if check.exception_state is ExceptionState.EXPIRED:
        return f" – ngoại lệ do {known.owner} phụ trách đã hết hạn ngày {known.expires_on:%d/%m/%Y}"
    return f" – ngoại lệ do {known.owner} phụ trách chỉ cho phép {known.max_failing_rows} dòng"


class PublicationFailed(RuntimeError):  # noqa: N818 - named for what happened
    """The new version could not be written; the published warehouse was not touched."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a version was made from; part of its manifest."""

    run_id: str
    created_at: str  # ISO 8601; given by the caller, the clock is not read here
    code_version: str
    lock_hash: str
    inputs: Mapping[str, str]  # source path → SHA-256
    # hashes of everything that the version depends on (pipelines.stages.ingredients); empty: not known
    ingredients: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Companions:
    """What is written beside a version apart from its manifest."""

    changes: VersionChanges | None = None
    parquet: bool = False


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A version on disk with what its manifest promises."""

    version: str
    path: Path
    manifest: Path
    row_counts: Mapping[str, int]
    content_hashes: Mapping[str, str]


def publish(
    paths: WarehousePaths,
    build_file: Path,
    version: str,
    *,
    provenance: Provenance,
    checks: Iterable[CheckResult],
    keep: int = KEEP_VERSIONS,
    changes: VersionChanges | None = None,
    parquet: bool = False,
) -> PublishedVersion:
    """Publish the build as ``version`` if no blocking check failed, and switch ``cchc.duckdb`` to it.

    Args:
        paths: the warehouse.
        build_file: finished private build; no connection to it may be open.
        version: name of the version; later versions must sort after earlier ones.
        provenance: what the version was made from.
        checks: results of both engines.
        keep: how many versions stay, the new one included (at least one).
        changes: the difference to the version before, written beside the manifest.
        parquet: whether every published table is written as a Parquet file too.

    Raises:
        PublicationStopped: a blocking check failed.
        PublicationFailed: the disk is full or a folder is not writable.
        Either way the last published file is untouched.
    """
    results = tuple(checks)
    failures = blocking_failures(results)
    if failures:
        raise PublicationStopped(failures)
    try:
        companions = Companions(changes, parquet)
        made = _write_version(paths, build_file, version, provenance=provenance, checks=results, companions=companions)
        _switch(paths, made.path)
    except (OSError, duckdb.IOException, duckdb.FatalException) as error:
        _remove_temporary_files(paths)
        raise PublicationFailed(_failure_message(paths, version, error)) from error
    _prune(paths, keep=max(1, keep), current=version)
    return made


def rollback(paths: WarehousePaths, version: str) -> Path:
    """Switch ``cchc.duckdb`` back to a version that is still kept, and return its path.

    Raises:
        FileNotFoundError: the version is not kept; the message lists those that are.
    """
    wanted = paths.versions / f"{_PREFIX}{version}.duckdb"
    if not wanted.exists():
        kept = ", ".join(list_versions(paths)) or "không có"
        raise FileNotFoundError(f"Không có phiên bản {version} trong {paths.versions}. Các phiên bản còn giữ: {kept}.")
    _switch(paths, wanted)
    return wanted


def list_versions(paths: WarehousePaths) -> tuple[str, ...]:
    """Return the versions kept, oldest first. A version counts once its manifest is there."""
    manifests = sorted(paths.versions.glob(f"{_PREFIX}*.json"))
    names = (path.stem.removeprefix(_PREFIX) for path in manifests)
    return tuple(name for name in names if (paths.versions / f"{_PREFIX}{name}.duckdb").exists())


def read_manifest(paths: WarehousePaths, version: str) -> dict[str, Any]:
    """Return the manifest of ``version``."""
    path = paths.versions / f"{_PREFIX}{version}.json"
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def content_hashes(database: Path) -> dict[str, str]:
    """Return a hash of the ordered content of every published table (``schema.table`` → SHA-256).

    Columns and tables that differ from run to run are left out, and so are their names.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = [name for name in published_tables(connection) if name not in RUN_DEPENDENT_TABLES]
        return {name: table_hash(connection, name) for name in tables}


def latest_version(paths: WarehousePaths) -> tuple[str, Path] | None:
    """Return name and file of the newest version kept; None when there is none."""
    kept = list_versions(paths)
    return (kept[-1], paths.versions / f"{_PREFIX}{kept[-1]}.duckdb") if kept else None


def published_version(paths: WarehousePaths) -> str | None:
    """Return the version that readers of ``cchc.duckdb`` see (after a roll-back not the newest one).

    None when there is no published file, or it cannot be opened or does not say.
    """
    if not paths.published.exists():
        return None
    try:
        with duckdb.connect(str(paths.published), read_only=True) as connection:
            # a version's own run is the last one that it remembers
            found = connection.execute("select max(version) from quality.run_history").fetchall()
    except duckdb.Error:
        return None
    return None if found[0][0] is None else str(found[0][0])


def changes_page(paths: WarehousePaths, version: str) -> Path:
    """Where the page about the changes of ``version`` lies."""
    return paths.versions / f"{_CHANGES}{version}.html"


def parquet_folder(paths: WarehousePaths, version: str) -> Path:
    """Where the Parquet files of ``version`` lie: ``<schema>/<table>.parquet``."""
    return paths.versions / f"{_PARQUET}{version}"


def _write_version(
    paths: WarehousePaths,
    build_file: Path,
    version: str,
    *,
    provenance: Provenance,
    checks: tuple[CheckResult, ...],
    companions: Companions,
) -> PublishedVersion:
    paths.versions.mkdir(parents=True, exist_ok=True)
    _remove_temporary_files(paths)
    target = paths.versions / f"{_PREFIX}{version}.duckdb"
    manifest = target.with_suffix(".json")
    fresh = paths.versions / f".{version}.duckdb.tmp"
    copy_published(build_file, fresh)
    shutil.rmtree(fresh.with_suffix(".spill"), ignore_errors=True)
    flush(fresh)
    # a client that forgets to ask for read-only access is refused, instead of locking everybody else out
    fresh.chmod(_READ_ONLY)
    made = PublishedVersion(version, target, manifest, _row_counts(fresh), content_hashes(fresh))
    _write_companions(paths, fresh, version, companions)
    # the manifest comes last: a version without one is not a version
    fresh.replace(target)
    _write_manifest(manifest, _manifest(made, provenance, checks))
    flush(paths.versions)
    return made


def _write_companions(paths: WarehousePaths, database: Path, version: str, companions: Companions) -> None:
    if companions.changes is not None:
        page = changes_page(paths, version)
        _write_text(page, changes_html(companions.changes))
        _write_text(page.with_suffix(".json"), changes_json(companions.changes))
    if companions.parquet:
        _export_parquet(database, parquet_folder(paths, version))


def _export_parquet(database: Path, folder: Path) -> None:
    fresh = folder.with_name(f".{folder.name}.tmp")
    with duckdb.connect(str(database), read_only=True) as connection:
        for table in published_tables(connection):
            path = fresh.joinpath(*table.split(".")).with_suffix(".parquet")
            path.parent.mkdir(parents=True, exist_ok=True)
            connection.execute(f"copy {table} to {quote(str(path))} (format parquet, compression zstd)")
            flush(path)
    shutil.rmtree(folder, ignore_errors=True)  # left by a run that died before its manifest
    fresh.rename(folder)


def copy_published(build_file: Path, target: Path) -> None:
    """Copy the published schemas of a build into a new, compact file, with constraints and comments."""
    with duckdb.connect(config={"temp_directory": str(target.with_suffix(".spill"))}) as connection:
        connection.execute(f"attach {quote(str(build_file))} as build (read_only)")
        connection.execute(f"attach {quote(str(target))} as fresh")
        # one transaction: every comment would otherwise be flushed to the disk by itself
        connection.begin()
        for schema in PUBLISHED_SCHEMAS:
            connection.execute(f"create schema fresh.{schema}")
        for schema, table, definition in _tables_of_build(connection):
            _copy_table(connection, schema, table, definition)
        connection.execute("use fresh")
        create_bi_views(connection)
        connection.commit()
        connection.execute("use memory")
        connection.execute("checkpoint fresh")
        connection.execute("detach fresh")


def _tables_of_build(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, str]]:
    names = ", ".join(quote(schema) for schema in PUBLISHED_SCHEMAS)
    query = f"""
        select schema_name, table_name, sql from duckdb_tables()
        where database_name = 'build' and schema_name in ({names}) order by schema_name, table_name
    """
    return connection.execute(query).fetchall()


def _copy_table(connection: duckdb.DuckDBPyConnection, schema: str, table: str, definition: str) -> None:
    connection.execute("use fresh")
    connection.execute(definition)
    connection.execute(f"insert into fresh.{schema}.{table} select * from build.{schema}.{table}")
    comments = connection.execute(
        "select null, comment from duckdb_tables() where database_name = 'build' and schema_name = ? "
        "and table_name = ? union all (select column_name, comment from duckdb_columns() "
        "where database_name = 'build' and schema_name = ? and table_name = ? order by column_index)",
        [schema, table, schema, table],
    ).fetchall()
    for column, comment in comments:
        if comment:
            what = f'column fresh.{schema}.{table}."{column}"' if column else f"table fresh.{schema}.{table}"
            connection.execute(f"comment on {what} is {quote(comment)}")


def published_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of the published schemas in the connection's current database, sorted, as ``schema.table``."""
    names = ", ".join(quote(schema) for schema in PUBLISHED_SCHEMAS)
    query = f"""
        select schema_name || '.' || table_name from duckdb_tables()
        where database_name = current_database() and schema_name in ({names}) order by 1
    """
    return [str(row[0]) for row in connection.execute(query).fetchall()]


def _row_counts(database: Path) -> dict[str, int]:
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = published_tables(connection)
        counts = [connection.execute(f"select count(*) from {table}").fetchone() for table in tables]
    return {table: int(row[0]) for table, row in zip(tables, counts, strict=True) if row}


def table_hash(connection: duckdb.DuckDBPyConnection, table: str) -> str:
    """SHA-256 over names, types and ordered content of ``table``, without the columns that differ from run to run."""
    described = connection.execute(f"describe {table}").fetchall()
    columns = [(row[0], row[1]) for row in described if row[0] not in RUN_DEPENDENT_COLUMNS]
    digest = hashlib.sha256(json.dumps(columns).encode())
    packed = ", ".join(f'"{name}" := "{name}"' for name, _ in columns)
    cursor = connection.execute(f"select sha256(to_json(struct_pack({packed}))::varchar) as h from {table} order by h")
    while rows := cursor.fetchmany(_HASH_BATCH):
        digest.update("".join(row[0] for row in rows).encode())
    return digest.hexdigest()


def _manifest(made: PublishedVersion, provenance: Provenance, checks: tuple[CheckResult, ...]) -> dict[str, Any]:
    return {
        "version": made.version,
        "file": made.path.name,
        "size_bytes": made.path.stat().st_size,
        "run_id": provenance.run_id,
        "created_at": provenance.created_at,
        "code_version": provenance.code_version,
        "lock_hash": provenance.lock_hash,
        "ingredients": dict(sorted(provenance.ingredients.items())),
        "duckdb_version": duckdb.__version__,
        "inputs": dict(sorted(provenance.inputs.items())),
        "checks": {
            "total": len(checks),
            "failed": sorted(f"{check.suite}.{check.check_name}" for check in checks if not check.passed),
        },
        "row_counts": dict(made.row_counts),
        "content_hashes": dict(made.content_hashes),
    }


def _write_manifest(path: Path, content: Mapping[str, Any]) -> None:
    _write_text(path, json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def _write_text(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.tmp")
    fresh.write_text(text, encoding="utf-8")
    flush(fresh)
    fresh.replace(path)


def _switch(paths: WarehousePaths, version_file: Path) -> None:
    fresh = paths.root / f".{paths.published.name}.tmp"
    fresh.unlink(missing_ok=True)
    try:
        os.link(version_file, fresh)
    except OSError:  # a file system without hard links
        shutil.copyfile(version_file, fresh)
        fresh.chmod(_READ_ONLY)
    flush(fresh)
    fresh.replace(paths.published)
    flush(paths.root)


def _prune(paths: WarehousePaths, *, keep: int, current: str) -> None:
    older = [version for version in list_versions(paths) if version != current]
    for version in older[: max(0, len(older) - (keep - 1))]:
        # the manifest goes first, so that a version with a manifest always has its file
        (paths.versions / f"{_PREFIX}{version}.json").unlink(missing_ok=True)
        (paths.versions / f"{_PREFIX}{version}.duckdb").unlink(missing_ok=True)
        for companion in _companion_paths(paths, version):
            _discard(companion)


def _remove_temporary_files(paths: WarehousePaths) -> None:
    known = {path.stem.removeprefix(_PREFIX) for path in paths.versions.glob(f"{_PREFIX}*.json")}
    unfinished = [
        path
        for prefix in (_PREFIX, _CHANGES, _PARQUET)
        for path in paths.versions.glob(f"{prefix}*")
        if _version_of(path, prefix) not in known
    ]
    temporary = [*paths.versions.glob(".*.tmp*"), *paths.root.glob(f".{paths.published.name}.tmp")]
    for path in (*temporary, *unfinished, *paths.versions.glob(".*.spill")):
        with suppress(OSError):  # a folder that became read-only; the message names the first failure
            _discard(path)


def _companion_paths(paths: WarehousePaths, version: str) -> tuple[Path, ...]:
    page = changes_page(paths, version)
    return page, page.with_suffix(".json"), parquet_folder(paths, version)


def _version_of(path: Path, prefix: str) -> str:
    name = path.name.removeprefix(prefix)
    return name if path.is_dir() else name.rsplit(".", 1)[0]


def _discard(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _failure_message(paths: WarehousePaths, version: str, error: Exception) -> str:
    return (
        f"Không ghi được phiên bản {version} vào {paths.versions}: {error}. "
        "Kho dữ liệu đang dùng giữ nguyên bản gần nhất. Kiểm tra dung lượng đĩa và quyền ghi rồi chạy lại."
    )

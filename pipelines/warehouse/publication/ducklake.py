"""The same models in a DuckLake: for readers and writers on several machines, with versions that can be asked for.

A DuckLake (https://ducklake.select) keeps its tables as Parquet files under a data path and their catalogue in a
database. With PostgreSQL as the catalogue many clients read while one builds; a build that fails leaves the snapshots
before it. dbt builds it by its target ``ducklake``; the landing tables stay in the private build file.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import duckdb

from pipelines.quality.results import blocking_failures
from pipelines.warehouse.build.dbt_run import DbtReport, run_dbt
from pipelines.warehouse.publication.bi_views import create_bi_views
from pipelines.warehouse.publication.copy import RUN_DEPENDENT_TABLES, table_hash
from pipelines.warehouse.publication.publish import PublicationStopped

_EXTENSIONS = ("ducklake", "postgres_scanner")
_ALIAS = "lake"


class DuckLakeUnavailable(RuntimeError):  # noqa: N818 - named for what happened
    """The extensions are not installed, or the catalogue cannot be reached."""


@dataclass(frozen=True, slots=True)
class DuckLake:
    """Where a DuckLake is.

    Attributes:
        catalogue: what follows ``ducklake:`` in DuckDB's ATTACH, for example ``postgres:dbname=cchc host=10.0.0.5``
            (the password comes from ``PGPASSWORD`` or ``~/.pgpass``, never from here) or a file's path.
        data_path: folder or bucket of the Parquet files.
    """

    catalogue: str
    data_path: str


def build_ducklake(lake: DuckLake, build_file: Path, target: Path, *, project: Path, run_id: str) -> DbtReport:
    """Build every model into ``lake`` from the landing tables of ``build_file``, and the views of ``bi`` on top.

    Raises:
        DuckLakeUnavailable: the extensions are missing.
        DbtFailed: dbt did not run to its end.
        PublicationStopped: a blocking test failed; readers should stay on the snapshot before.
    """
    with _extension_folder() as extensions, _environment(lake, extensions):
        report = run_dbt(project, build_file, target, run_id=run_id, command="build --target ducklake")
    failed = blocking_failures(report.checks)
    if failed:
        raise PublicationStopped(failed)
    with _connected(lake, "") as connection:
        create_bi_views(connection, column_comments=False)
    return report


def ducklake_hashes(lake: DuckLake) -> dict[str, str]:
    """Content hash of every published table in ``lake``, comparable with those of a published file.

    Raises:
        DuckLakeUnavailable: the extensions are missing or the catalogue cannot be reached.
    """
    with open_ducklake(lake) as connection:
        found = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables where table_catalog = ? "
            "and table_schema in ('core', 'quality', 'marts') and table_type = 'BASE TABLE' order by 1",
            [_ALIAS],
        ).fetchall()
        names = [str(row[0]) for row in found if row[0] not in RUN_DEPENDENT_TABLES]
        return {name: table_hash(connection, name) for name in names}


@contextmanager
def open_ducklake(lake: DuckLake) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose current database is ``lake``, read-only.

    Raises:
        DuckLakeUnavailable: the extensions are missing or the catalogue cannot be reached.
    """
    with _connected(lake, ", read_only") as connection:
        yield connection


@contextmanager
def _connected(lake: DuckLake, how: str) -> Iterator[duckdb.DuckDBPyConnection]:
    with _extension_folder() as folder, duckdb.connect(config={"extension_directory": str(folder)}) as connection:
        for name in _EXTENSIONS:
            connection.load_extension(name)
        try:
            attach = f"attach 'ducklake:{lake.catalogue}' as {_ALIAS} (data_path '{lake.data_path}'{how})"
            connection.execute(attach)
        except duckdb.Error as error:
            raise DuckLakeUnavailable(
                f"Không mở được danh mục DuckLake {lake.catalogue!r}: {error}. Kiểm tra máy chủ có chạy không, "
                "PGPASSWORD có đúng mật khẩu không, và DuckLake đã được dựng chưa (cchc lake)."
            ) from error
        connection.execute(f"use {_ALIAS}")
        yield connection


@contextmanager
def _extension_folder() -> Iterator[Path]:
    """The extensions' wheels unpacked where DuckDB looks: nothing is fetched at run time."""
    try:
        wheels = import_module("duckdb_extensions")
    except ModuleNotFoundError as error:
        raise DuckLakeUnavailable(
            "Chưa cài phần mở rộng DuckLake; hãy chạy: pip install -r requirements/distributed.lock"
        ) from error
    with tempfile.TemporaryDirectory(prefix="cchc-extensions-") as folder:
        with duckdb.connect(config={"extension_directory": folder}) as connection:
            for name in _EXTENSIONS:
                wheels.import_extension(name, con=connection)
        yield Path(folder)


@contextmanager
def _environment(lake: DuckLake, extensions: Path) -> Iterator[None]:
    """What the profile's target ``ducklake`` reads."""
    wanted = {
        "CCHC_DUCKLAKE": f"ducklake:{lake.catalogue}",
        "CCHC_DUCKLAKE_DATA": lake.data_path,
        "CCHC_EXTENSIONS": str(extensions),
    }
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

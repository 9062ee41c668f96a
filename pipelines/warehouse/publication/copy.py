"""The published schemas of a build as a compact file of its own, their hashes, their Parquet files."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import duckdb

from pipelines.warehouse.build.descriptions import quote
from pipelines.warehouse.build.engine import spare_threads
from pipelines.warehouse.changes.compare import CHANGE_TABLE
from pipelines.warehouse.lake.partitions import flush
from pipelines.warehouse.publication.bi_views import create_bi_views

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
_HASH_BATCH: Final = 50_000


def content_hashes(database: Path) -> dict[str, str]:
    """Return a hash of the ordered content of every published table (``schema.table`` → SHA-256).

    Columns and tables that differ from run to run are left out, and so are their names.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        spare_threads(connection, database)
        tables = [name for name in published_tables(connection) if name not in RUN_DEPENDENT_TABLES]
        return {name: table_hash(connection, name) for name in tables}


def export_parquet(database: Path, folder: Path) -> None:
    """Write every published table as ``<folder>/<schema>/<table>.parquet``; the folder appears whole."""
    fresh = folder.with_name(f".{folder.name}.tmp")
    with duckdb.connect(str(database), read_only=True) as connection:
        spare_threads(connection, database)
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
        spare_threads(connection, build_file)
        connection.execute(f"attach {quote(str(build_file))} as build (read_only)")
        connection.execute(f"attach {quote(str(target))} as fresh")
        # one transaction: every comment would otherwise be flushed to the disk by itself
        connection.begin()
        for schema in PUBLISHED_SCHEMAS:
            connection.execute(f"create schema fresh.{schema}")
        comments = _comments_of_build(connection)
        for schema, table, definition in _tables_of_build(connection):
            _copy_table(connection, f"{schema}.{table}", definition, comments.get((schema, table), ()))
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


def _comments_of_build(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[tuple[str | None, str]]]:
    """Schema and table → comments of the table (None) and of its columns, in order."""
    query = """
        select schema_name, table_name, null as column_name, comment, 0 as place from duckdb_tables()
        where database_name = 'build' and comment <> ''
        union all
        select schema_name, table_name, column_name, comment, column_index from duckdb_columns()
        where database_name = 'build' and comment <> ''
        order by schema_name, table_name, place
    """
    found: dict[tuple[str, str], list[tuple[str | None, str]]] = {}
    for schema, table, column, comment, _ in connection.execute(query).fetchall():
        found.setdefault((schema, table), []).append((column, comment))
    return found


def _copy_table(
    connection: duckdb.DuckDBPyConnection, table: str, definition: str, comments: Iterable[tuple[str | None, str]]
) -> None:
    connection.execute("use fresh")
    connection.execute(definition)
    connection.execute(f"insert into fresh.{table} select * from build.{table}")
    for column, comment in comments:
        what = f'column fresh.{table}."{column}"' if column else f"table fresh.{table}"
        connection.execute(f"comment on {what} is {quote(comment)}")


def published_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The tables of the published schemas in the connection's current database, sorted, as ``schema.table``."""
    names = ", ".join(quote(schema) for schema in PUBLISHED_SCHEMAS)
    query = f"""
        select schema_name || '.' || table_name from duckdb_tables()
        where database_name = current_database() and schema_name in ({names}) order by 1
    """
    return [str(row[0]) for row in connection.execute(query).fetchall()]


def row_counts(database: Path) -> dict[str, int]:
    """Rows of every published table (``schema.table``)."""
    with duckdb.connect(str(database), read_only=True) as connection:
        spare_threads(connection, database)
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

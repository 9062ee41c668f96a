"""The table ``quality.check_failure``: failing rows of both engines, each led back to document and page.

Great Expectations names the keys of the rows that failed, dbt stores the rows themselves in the build file
(``test_failures``). Both are resolved against the landing tables, because a row may fail before it is modelled.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import duckdb
import pyarrow as pa

from pipelines.quality.results import CheckResult
from pipelines.quality.validate import STORED_ROWS
from pipelines.warehouse.build.descriptions import describe

_SAMPLE_SIZE: Final = 5
# columns that name a row, the most particular first; the first that a stored row has is its key
_KEYS: Final = (
    "milestone_id",
    "task_office_id",
    "target_id",
    "citation_id",
    "finding_id",
    "task_id",
    "document_id",
    "source_path",
    # a row of no document: what dbt's own tests call the value that fails, then codes
    "unique_field",
    "from_field",
    "value_field",
    "commune_code",
    "indicator_code",
    "office_code",
    "province_key",
    "number",
)
_TABLE: Final = """
    create or replace table quality.check_failure (
        engine varchar not null, suite varchar not null, check_name varchar not null, row_no integer not null,
        row_key varchar, document_id varchar, source_path varchar, page integer, row_content varchar
    )
"""
# where the failing keys stand; a key that is there twice (that may be what failed) has one place
_PLACES: Final = """
    create or replace temp table places as
    with keys as (
        select task_id as row_key, document_id, source_path, page_start as page from landing.tasks
        union all select target_id, document_id, source_path, page from landing.targets
        union all select citation_id, document_id, source_path, page from landing.citations
        union all select finding_id, document_id, source_path, page from landing.findings
        union all select document_id, document_id, source_path, null from landing.documents
        union all select source_path, document_id, source_path, null from landing.documents
        union all
        select m.milestone_id, t.document_id, t.source_path, t.page_start
        from landing.milestones as m inner join landing.tasks as t on m.task_id = t.task_id
        union all
        select o.task_office_id, t.document_id, t.source_path, t.page_start
        from landing.task_offices as o inner join landing.tasks as t on o.task_id = t.task_id
    )
    select row_key, min(document_id) as document_id, min(source_path) as source_path, min(page) as page
    from keys
    where row_key in (select row_key from failing union select document_id from failing)
    group by row_key
"""


def write_failing_rows(
    connection: duckdb.DuckDBPyConnection, results: Iterable[CheckResult]
) -> dict[tuple[str, str], str]:
    """Replace ``quality.check_failure`` by the failing rows of ``results``.

    Args:
        connection: the build file, open for writing, with schemas ``landing`` and ``quality``.
        results: checks of both engines; those that passed are skipped.

    Returns:
        Up to five keys of failing rows as one text, by suite and check name.
    """
    connection.execute(_TABLE)
    failed = [result for result in results if not result.passed]
    if failed:
        _stage(connection, failed)
        _resolve(connection)
    describe(connection, "check_failure")
    return _samples(connection)


def _stage(connection: duckdb.DuckDBPyConnection, failed: list[CheckResult]) -> None:
    """Collect keys and contents of every failing row, their places still unknown, in a temporary table."""
    connection.execute("create or replace temp table failing as select * from quality.check_failure")
    keyed = [(*_name(result), number, key) for result in failed for number, key in enumerate(result.row_keys, start=1)]
    if keyed:
        names = ("engine", "suite", "check_name", "row_no", "row_key")
        _insert(connection, pa.table(dict(zip(names, map(list, zip(*keyed, strict=True)), strict=True))))
    for result in failed:
        if result.failure_table and (columns := _columns(connection, result.failure_table)):
            connection.execute(_stored_rows(result.failure_table, columns), list(_name(result)))


def _name(result: CheckResult) -> tuple[str, str, str]:
    return str(result.engine), result.suite, result.check_name


def _insert(connection: duckdb.DuckDBPyConnection, incoming: pa.Table) -> None:
    connection.register("incoming", incoming)
    connection.execute("insert into failing by name select * from incoming")
    connection.unregister("incoming")


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    schema, _, name = table.partition(".")
    query = "select column_name from duckdb_columns() where schema_name = ? and table_name = ?"
    return {row[0] for row in connection.execute(query, [schema, name]).fetchall()}


def _stored_rows(table: str, columns: set[str]) -> str:
    def first_of(*names: str) -> str:
        return next((f'r."{name}"' for name in names if name in columns), "null")

    schema, _, name = table.partition(".")
    return f"""
        insert into failing
        select ?, ?, ?, row_number() over (order by to_json(r)::varchar), {first_of(*_KEYS)},
            {first_of("document_id")}, {first_of("source_path")}, {first_of("page", "page_start")}, to_json(r)::varchar
        from "{schema}"."{name}" as r
        order by to_json(r)::varchar limit {STORED_ROWS}
    """


def _resolve(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(_PLACES)
    connection.execute("""
        insert into quality.check_failure
        select
            f.engine, f.suite, f.check_name, f.row_no, f.row_key,
            coalesce(f.document_id, p.document_id),
            coalesce(f.source_path, p.source_path, d.source_path),
            coalesce(f.page, p.page),
            f.row_content
        from failing as f
        left join places as p on f.row_key = p.row_key
        left join places as d on f.document_id = d.row_key
        order by f.engine, f.suite, f.check_name, f.row_no
    """)
    connection.execute("drop table places; drop table failing")


def _samples(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    query = f"""
        select suite, check_name, string_agg(row_key, ', ' order by row_no) from quality.check_failure
        where row_no <= {_SAMPLE_SIZE} and row_key is not null group by suite, check_name
    """
    return {(suite, name): keys for suite, name, keys in connection.execute(query).fetchall()}

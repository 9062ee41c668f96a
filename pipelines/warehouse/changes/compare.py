"""What a version changes against the one before: schema, row counts, rows by business key, unit by unit.

The table ``quality.version_change`` has one row for each row that came, went or changed; the page and the JSON file
beside the version sum them up. Columns that only say which run or which code made a row are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import duckdb

from pipelines.warehouse.build.descriptions import describe, quote
from pipelines.warehouse.build.engine import spare_build
from pipelines.warehouse.changes.sides import Sides, rows_of_one_side

CHANGE_TABLE: Final = "quality.version_change"
BUSINESS_KEYS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "core.commune_succession": ("old_code", "old_province_code", "new_code", "effective_on"),
        "core.dim_area": ("area_code",),
        "core.dim_commune": ("commune_code", "province_code", "valid_from"),
        "core.dim_document": ("document_id",),
        "core.dim_indicator": ("indicator_code",),
        "core.dim_office": ("office_code",),
        "core.dim_province": ("province_code", "valid_from"),
        "core.dim_reference_target": ("indicator_code", "level", "province_code", "document", "due_year", "kind"),
        "core.fct_citation": ("citation_id",),
        "core.fct_milestone": ("milestone_id",),
        "core.fct_target": ("target_id",),
        "core.fct_task": ("task_id",),
        "core.fct_task_office": ("task_office_id",),
        "marts.area_profile": ("commune_code", "plan_year", "area_code"),
        "marts.change_targets": ("target_id", "plan_year"),
        "marts.commune_history": ("commune_code", "plan_year", "indicator_code", "basis"),
        "marts.commune_history_parts": (
            "commune_code",
            "plan_year",
            "indicator_code",
            "former_code",
            "former_province_code",
        ),
        "marts.commune_indicators": ("commune_code", "plan_year", "indicator_code"),
        "marts.deadline_buckets": ("commune_code", "plan_year", "bucket"),
        "marts.deadline_calendar": ("milestone_id", "due_on"),
        "marts.document_quality": ("document_id",),
        "marts.excluded_targets": ("target_id", "plan_year"),
        "marts.indicator_distribution": ("province_code", "plan_year", "indicator_code", "grouping", "group_order"),
        "marts.indicator_trends": ("province_code", "plan_year", "indicator_code"),
        "marts.legal_reference_conflicts": ("act_key", "plan_year", "issued_on"),
        "marts.legal_references": ("act_key", "plan_year"),
        "marts.metric_catalogue": ("metric_code",),
        "marts.office_workload": ("office_code", "commune_code", "plan_year", "quarter"),
        "marts.plan_coverage": ("commune_code", "plan_year"),
        "marts.province_indicators": ("province_code", "plan_year", "indicator_code"),
        "marts.province_indicators_by_basis": ("province_code", "plan_year", "indicator_code", "basis"),
        "quality.check_failure": ("engine", "suite", "check_name", "row_no"),
        "quality.check_result": ("engine", "suite", "check_name"),
        "quality.commune_check": ("commune_code", "plan_year", "check_code"),
        "quality.correction": ("correction_id",),
        "quality.document_outcome": ("source_path", "stage"),
        "quality.finding": ("finding_id",),
        "quality.finding_rule": ("rule",),
        "quality.data_dictionary": ("schema_name", "table_name", "column_name"),
        "quality.known_exception": ("suite", "check_name"),
        "quality.source_file": ("source_path",),
    }
)
"""Published table → columns that name a row to its readers. A table without a key is compared by whole rows."""

# which run or which code made the row: the manifest says it once for the whole version
_ABOUT_THE_RUN: Final = frozenset({"run_id", "seconds", "reader_version", "understanding_version"})
_SHOWN: Final = 80  # characters of a value
_MAX_ROWS: Final = 50_000  # rows of one table that are listed; the counts are always complete


@dataclass(frozen=True, slots=True)
class TableChange:
    """What happened to one table; ``listed`` says how many of its changed rows the change table names."""

    table: str
    rows_before: int | None  # None: the table is new
    rows_after: int | None  # None: the table is gone
    added: int = 0
    removed: int = 0
    changed: int = 0
    listed: int = 0
    new_columns: tuple[str, ...] = ()
    gone_columns: tuple[str, ...] = ()
    retyped_columns: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """True when neither schema nor rows changed."""
        columns = (*self.new_columns, *self.gone_columns, *self.retyped_columns)
        appeared = self.rows_before is None or self.rows_after is None
        return not (appeared or columns or self.added or self.removed or self.changed)


@dataclass(frozen=True, slots=True)
class CommuneChange:
    """How many rows of which tables changed for one unit and plan year."""

    commune_code: str
    commune_name: str | None
    plan_year: int | None
    table: str
    added: int
    removed: int
    changed: int


@dataclass(frozen=True, slots=True)
class VersionChanges:
    """The difference between two versions; ``previous`` is None for the first one."""

    version: str
    previous: str | None
    tables: tuple[TableChange, ...]
    communes: tuple[CommuneChange, ...]
    figures: tuple[Mapping[str, Any], ...]  # changed rows of marts.plan_coverage and marts.commune_indicators


def record_changes(
    build_file: Path, version: str, previous: tuple[str, Path] | None, *, leave_out: Sequence[str] = ()
) -> VersionChanges:
    """Compare ``build_file`` with the version before and write :data:`CHANGE_TABLE` into ``build_file``.

    Args:
        build_file: finished private build; no connection to it may be open.
        version: name of the version that the build is going to be.
        previous: name and file of the version before; None when there is none.
        leave_out: tables (``schema.table``) that differ between any two runs.

    Returns:
        The changes; none, and no version before, when the file of that version is damaged.

    Raises:
        duckdb.Error: the build cannot be read or written.
    """
    try:
        return _recorded(build_file, version, previous, leave_out)
    except (duckdb.IOException, duckdb.InternalException, duckdb.FatalException):
        if previous is None:
            raise
        return _recorded(build_file, version, None, leave_out)


def _recorded(
    build_file: Path, version: str, previous: tuple[str, Path] | None, leave_out: Sequence[str]
) -> VersionChanges:
    with duckdb.connect(str(build_file)) as connection:
        spare_build(connection, build_file)
        _create_change_table(connection)
        if previous is None:
            return VersionChanges(version, None, (), (), ())
        connection.execute(f"attach {quote(str(previous[1]))} as earlier (read_only)")
        before, after = (_columns(connection, database) for database in ("'earlier'", "current_database()"))
        names = sorted((before.keys() | after.keys()) - {CHANGE_TABLE, *leave_out})
        tables = tuple(_compare(connection, name, before.get(name, {}), after.get(name, {})) for name in names)
        _resolve_communes(connection)
        made = VersionChanges(version, previous[0], tables, _by_commune(connection), _figures(connection))
        connection.execute("detach earlier")
    return made


def _create_change_table(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(f"""
        create or replace table {CHANGE_TABLE} (
            table_name varchar not null, change varchar not null, row_key varchar not null,
            document_id varchar, commune_code varchar, plan_year integer, what_changed varchar
        )
    """)
    describe(connection, CHANGE_TABLE.removeprefix("quality."))


def _columns(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, dict[str, str]]:
    """The tables of a database (SQL text), each with its columns and their types, in order."""
    query = f"""
        select schema_name || '.' || table_name, column_name, data_type from duckdb_columns()
        where database_name = {database} and schema_name in ('core', 'quality', 'marts')
            and (schema_name, table_name) in (select (schema_name, table_name) from duckdb_tables()
                where database_name = {database})
        order by 1, column_index
    """
    found: dict[str, dict[str, str]] = {}
    for table, column, data_type in connection.execute(query).fetchall():
        found.setdefault(str(table), {})[str(column)] = str(data_type)
    return found


def _compare(
    connection: duckdb.DuckDBPyConnection, table: str, before: Mapping[str, str], after: Mapping[str, str]
) -> TableChange:
    """Compare one table whose columns are these; none where the table is not there."""
    rows_before = _count(connection, f"earlier.{table}") if before else None
    rows_after = _count(connection, table) if after else None
    if rows_before is None or rows_after is None:
        return TableChange(table, rows_before, rows_after, added=rows_after or 0, removed=rows_before or 0)
    shared = [name for name in after if name in before and name not in _ABOUT_THE_RUN]
    sides: Sides | None = Sides(f"earlier.{table}", table)
    if all(before[name] == after[name] for name in shared):  # what was retyped has no type in which to count rows
        sides = rows_of_one_side(connection, f"earlier.{table}", table, shared)
    return TableChange(
        table,
        rows_before,
        rows_after,
        *(_compare_rows(connection, table, shared, sides) if sides else (0, 0, 0, 0)),
        new_columns=tuple(name for name in after if name not in before),
        gone_columns=tuple(name for name in before if name not in after),
        retyped_columns=tuple(name for name in after if before.get(name, after[name]) != after[name]),
    )


def _compare_rows(
    connection: duckdb.DuckDBPyConnection, table: str, shared: list[str], sides: Sides
) -> tuple[int, int, int, int]:
    """Fill the change table; return how many rows came, went, changed, and how many of them are listed."""
    keys = [key for key in BUSINESS_KEYS.get(table, tuple(shared)) if key in shared] or shared
    connection.execute(f"create or replace temp table differing as {_difference(table, keys, shared, sides)}")
    counted = dict(connection.execute("select change, count(*) from differing group by change").fetchall())
    connection.execute(
        f"insert into {CHANGE_TABLE} select * from differing order by change, row_key, what_changed limit {_MAX_ROWS}"
    )
    connection.execute("drop table differing")
    total = sum(counted.values())
    added, removed, changed = (int(counted.get(kind, 0)) for kind in ("added", "removed", "changed"))
    return added, removed, changed, min(total, _MAX_ROWS)


def _difference(table: str, keys: list[str], shared: list[str], sides: Sides) -> str:
    def either(column: str) -> str:
        return f'coalesce(n."{column}", o."{column}")' if column in shared else "null"

    # rows with the same key (only where no business key is known) are paired in the order of their content
    rows = ", ".join(f'"{name}"' for name in shared)
    numbered = f"select {rows}, row_number() over (partition by {_names(keys)} order by {rows}) as twin"
    same_key = " and ".join(f'o."{key}" is not distinct from n."{key}"' for key in keys)
    others = [name for name in shared if name not in keys]
    differs = " or ".join(f'o."{name}" is distinct from n."{name}"' for name in others) or "false"
    return f"""
        select
            {quote(table)} as table_name,
            case when o.twin is null then 'added' when n.twin is null then 'removed' else 'changed' end as change,
            concat_ws(' · ', {", ".join(f"cast({either(key)} as varchar)" for key in keys)}) as row_key,
            {either("document_id")} as document_id,
            {either("commune_code")} as commune_code,
            {either("plan_year")} as plan_year,
            case when o.twin is not null and n.twin is not null then {_what_changed(others)} end as what_changed
        from ({numbered} from {sides.before}) as o
        full join ({numbered} from {sides.after}) as n on {same_key} and o.twin = n.twin
        where o.twin is null or n.twin is null or {differs}
    """


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _what_changed(columns: list[str]) -> str:
    parts = [
        f"""case when o."{name}" is distinct from n."{name}" then '{name}: ' || {_show("o", name)} || ' → ' """
        f"""|| {_show("n", name)} end"""
        for name in columns
    ]
    return f"concat_ws('; ', {', '.join(parts)})" if parts else "null"


def _show(side: str, name: str) -> str:
    return f"""coalesce(left(cast({side}."{name}" as varchar), {_SHOWN}), '∅')"""


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"select count(*) from {table}").fetchall()[0][0])


def _resolve_communes(connection: duckdb.DuckDBPyConnection) -> None:
    """Rows that name only a document get the unit and year of the document."""
    for documents in ("core.dim_document", "earlier.core.dim_document"):
        schema = documents.removesuffix(".dim_document").split(".")[-1]
        database = "earlier" if documents.startswith("earlier.") else "current_database()"
        known = connection.execute(
            "select count(*) from duckdb_tables() where table_name = 'dim_document' and schema_name = ? "
            f"and database_name = {quote(database) if database == 'earlier' else database}",
            [schema],
        ).fetchall()
        if known[0][0]:
            connection.execute(f"""
                update {CHANGE_TABLE} as c
                set commune_code = coalesce(c.commune_code, d.commune_code),
                    plan_year = coalesce(c.plan_year, d.plan_year)
                from {documents} as d
                where c.document_id = d.document_id and (c.commune_code is null or c.plan_year is null)
            """)


def _by_commune(connection: duckdb.DuckDBPyConnection) -> tuple[CommuneChange, ...]:
    names = "select null as commune_code, null as commune_name where false"
    if connection.execute("select count(*) from duckdb_tables() where table_name = 'plan_coverage'").fetchall()[0][0]:
        names = "select commune_code, max(commune_name) as commune_name from marts.plan_coverage group by commune_code"
    query = f"""
        select
            c.commune_code, n.commune_name, c.plan_year, c.table_name,
            count(*) filter (c.change = 'added'),
            count(*) filter (c.change = 'removed'),
            count(*) filter (c.change = 'changed')
        from {CHANGE_TABLE} as c
        left join ({names}) as n using (commune_code)
        where c.commune_code is not null
        group by all
        order by c.commune_code, c.plan_year nulls first, c.table_name
    """
    return tuple(CommuneChange(*row) for row in connection.execute(query).fetchall())


def _figures(connection: duckdb.DuckDBPyConnection) -> tuple[Mapping[str, Any], ...]:
    cursor = connection.execute(f"""
        select table_name, change, row_key, commune_code, plan_year, what_changed from {CHANGE_TABLE}
        where table_name in ('marts.plan_coverage', 'marts.commune_indicators')
        order by commune_code, plan_year, table_name, row_key
    """)
    names = [column[0] for column in cursor.description]
    return tuple(dict(zip(names, row, strict=True)) for row in cursor.fetchall())

"""What a warehouse holds, by the metrics catalogue's own expressions: one word, one count everywhere."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

PLANS_READ = "dim_document.read"
PLANS_IN_FORCE = "dim_document.in_force"
TARGETS = "fct_target.in_force"
VALUES_READ = "fct_target.values_read"
TASKS = "fct_task.in_force"
_CODES = (PLANS_READ, PLANS_IN_FORCE, TARGETS, VALUES_READ, TASKS)

# no parameters: for the first one DuckDB imports pandas, which takes longer than all that `cchc status` does
_DEFINITIONS = f"""
select metric_code, expression, schema_name || '.' || table_name, row_filter
from marts.metric_catalogue
where metric_code in {_CODES}
"""


@dataclass(frozen=True, slots=True)
class Counts:
    """The words that summary, list of versions and pages share; None where the version does not define one yet.

    Attributes:
        plans_read: documents, superseded ones and drafts with them.
        plans_in_force: documents that speak for their unit.
        targets: commitments of plans in force, repeats once.
        values_read: every value that was read in whatever document, repeats with them.
        tasks: rows of task tables of plans in force.
    """

    plans_read: int | None
    plans_in_force: int | None
    targets: int | None
    values_read: int | None
    tasks: int | None


def read_counts(connection: duckdb.DuckDBPyConnection) -> Counts:
    """Count in a published file by the definitions that this very file carries.

    Raises:
        duckdb.Error: the file has no metrics catalogue, or one whose expressions its tables do not answer.
    """
    defined = connection.execute(_DEFINITIONS).fetchall()
    found = {code: _value(connection, *definition) for code, *definition in defined}
    return Counts(*(found.get(code) for code in _CODES))


def _value(connection: duckdb.DuckDBPyConnection, expression: str, table: str, row_filter: str | None) -> int:
    row = connection.execute(f"select {expression} from {table} where {row_filter or 'true'}").fetchone()
    assert row is not None
    return int(row[0])

"""Schema ``bi``: views over the published tables under names that a Vietnamese analyst can guess.

One file ``bi/<view>.sql`` per view, its first line the description; ``bi/labels.csv`` holds the label of every column.
Views hold no rows: they follow the tables of the same file and need no hash of their own.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import duckdb

from pipelines.warehouse.build.descriptions import quote

SCHEMA: Final = "bi"
_FOLDER = Path(__file__).with_name("bi")


@dataclass(frozen=True, slots=True)
class BiView:
    """One view: name, description, query, (column, label) pairs in the order of the query, tables that it reads."""

    name: str
    description_vi: str
    query: str
    labels: tuple[tuple[str, str], ...]
    tables: frozenset[str]


@cache
def bi_views() -> tuple[BiView, ...]:
    """Every view, sorted by name."""
    with (_FOLDER / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(_read(path, rows) for path in sorted(_FOLDER.glob("*.sql")))


def create_bi_views(connection: duckdb.DuckDBPyConnection) -> None:
    """(Re)create the schema with its views and comments in the connection's current database.

    A view whose tables are not all there is left out: a build of some models only has no use for it.

    Raises:
        duckdb.Error: a view asks for a column that is not there.
    """
    found = connection.execute("select table_schema || '.' || table_name from information_schema.tables").fetchall()
    tables = {str(row[0]) for row in found}
    views = [view for view in bi_views() if view.tables <= tables]
    for statement in _statements(views):
        connection.execute(statement)


def _statements(views: list[BiView]) -> Iterator[str]:
    yield f"create schema if not exists {SCHEMA}"
    for view in views:
        name = f"{SCHEMA}.{view.name}"
        yield f"create or replace view {name} as {view.query}"
        yield f"comment on view {name} is {quote(view.description_vi)}"
        for column, label in view.labels:
            yield f'comment on column {name}."{column}" is {quote(label)}'


def _read(path: Path, rows: list[dict[str, str]]) -> BiView:
    first, query = path.read_text(encoding="utf-8").split("\n", 1)
    labels = tuple((row["column_name"], row["label_vi"]) for row in rows if row["view_name"] == path.stem)
    tables = frozenset(name.split(" AS ")[0] for name in duckdb.get_table_names(query, qualified=True))
    return BiView(path.stem, first.removeprefix("--").strip(), query.strip(), labels, tables)

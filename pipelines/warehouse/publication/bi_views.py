"""Schema ``bi``: views over the published tables under names that a Vietnamese analyst can guess.

One file ``bi/<view>.sql`` per view, its first line the description, its second what one row is; ``bi/labels.csv`` holds
the label of every column, and its description where that of the table's column (``bi_sources``) does not fit, such as
codes that the view shows as words; ``bi/examples.csv`` what stands in columns of a name. ``{unit:expression}`` in a
query is the Vietnamese word of a code. Views hold no rows: they follow the tables of the same file and need no hash of
their own.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import duckdb

from pipelines.reference.code_words import with_words
from pipelines.warehouse.build.descriptions import quote
from pipelines.warehouse.publication.bi_sources import Source, expression, fitted, sources_of

SCHEMA: Final = "bi"
_FOLDER = Path(__file__).with_name("bi")
_DICTIONARY: Final = "quality.data_dictionary"


@dataclass(frozen=True, slots=True)
class BiView:
    """One view: name, description, what a row is, query, tables that it reads.

    Attributes:
        labels: (column, label) pairs in the order of the query.
        own_words: column → description, for columns that the dictionary's words do not fit.
        written: the query as it lies in the folder, codes and all.
    """

    name: str
    description_vi: str
    grain_vi: str
    query: str
    labels: tuple[tuple[str, str], ...]
    tables: frozenset[str]
    own_words: Mapping[str, str]
    written: str


@cache
def bi_views() -> tuple[BiView, ...]:
    """Every view, sorted by name."""
    with (_FOLDER / "labels.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(_read(path, rows) for path in sorted(_FOLDER.glob("*.sql")))


@cache
def examples() -> dict[str, str]:
    """Name of a column → what stands in it, as a reader sees it; one for all columns of a name."""
    with (_FOLDER / "examples.csv").open(encoding="utf-8", newline="") as file:
        return {row["column_name"]: row["example_vi"] for row in csv.DictReader(file)}


def create_bi_views(connection: duckdb.DuckDBPyConnection, *, column_comments: bool = True) -> None:
    """(Re)create the schema with its views and comments in the connection's current database.

    The columns join ``quality.data_dictionary`` where there is one. A view whose tables are not all there is left out:
    a build of some models only has no use for it. A catalogue that keeps no comments on the columns of a view (DuckLake
    1.0) is asked for none by ``column_comments=False``; the dictionary has the same words.

    Raises:
        duckdb.Error: a view asks for a column that is not there.
    """
    found = connection.execute("select table_schema || '.' || table_name from information_schema.tables").fetchall()
    tables = {str(row[0]) for row in found}
    views = [view for view in bi_views() if view.tables <= tables]
    described = _descriptions(connection, views) if _DICTIONARY in tables else {}
    for statement in _statements(views, described, column_comments=column_comments):
        connection.execute(statement)
    if _DICTIONARY in tables:
        _describe(connection, views, described)


def _descriptions(connection: duckdb.DuckDBPyConnection, views: list[BiView]) -> dict[tuple[str, str], str]:
    """(view, column) → what stands in it: the view's own words, else those of the table's column."""
    rows = connection.execute(
        f"select schema_name || '.' || table_name, column_name, description_vi from {_DICTIONARY}"
    ).fetchall()
    known = {(str(table), str(column)): str(text) for table, column, text in rows}
    return {(view.name, column): _description(view, column, known) for view in views for column, _ in view.labels}


def _description(view: BiView, column: str, known: Mapping[Source, str]) -> str:
    if column in view.own_words:
        return view.own_words[column]
    (candidates,) = sources_of(view.written, (column,)).values()
    found = next((known[source] for source in candidates if source in known), view.description_vi)
    return fitted(found, expression(view.written, column))


def _describe(
    connection: duckdb.DuckDBPyConnection, views: list[BiView], described: Mapping[tuple[str, str], str]
) -> None:
    """Put the columns of the views into the dictionary, beside those of the tables."""
    connection.execute(f"delete from {_DICTIONARY} where schema_name = '{SCHEMA}'")
    for view in views:
        types = {row[0]: row[1] for row in connection.execute(f"describe {SCHEMA}.{view.name}").fetchall()}
        texts = [
            (view.name, column, types[column], label, described[view.name, column], view.grain_vi, examples()[column])
            for column, label in view.labels
        ]
        rows = ", ".join(f"({order}, {', '.join(map(quote, row))})" for order, row in enumerate(texts, start=1))
        # one statement for a view: a row of its own each takes as long as all of them
        connection.execute(
            f"insert into {_DICTIONARY} (schema_name, column_order, table_name, column_name, data_type, label_vi, "
            f"description_vi, grain_vi, example_vi, description_en) select '{SCHEMA}', *, 'Column of the view "
            f"bi.{view.name} for analysts; its names and words are Vietnamese.' from (values {rows})"
        )


def _statements(
    views: list[BiView], described: Mapping[tuple[str, str], str], *, column_comments: bool
) -> Iterator[str]:
    yield f"create schema if not exists {SCHEMA}"
    for view in views:
        name = f"{SCHEMA}.{view.name}"
        yield f"create or replace view {name} as {view.query}"
        yield f"comment on view {name} is {quote(f'{view.description_vi} {view.grain_vi}')}"
        for column, label in view.labels if column_comments else ():
            words = (label, described.get((view.name, column)))
            yield f'comment on column {name}."{column}" is {quote(" — ".join(filter(None, words)))}'


def _read(path: Path, rows: list[dict[str, str]]) -> BiView:
    first, second, written = path.read_text(encoding="utf-8").split("\n", 2)
    query = with_words(written)
    own = {r["column_name"]: r["description_vi"] for r in rows if r["view_name"] == path.stem and r["description_vi"]}
    labels = tuple((row["column_name"], row["label_vi"]) for row in rows if row["view_name"] == path.stem)
    tables = frozenset(name.split(" AS ")[0] for name in duckdb.get_table_names(query, qualified=True))
    described, grain = (line.removeprefix("--").strip() for line in (first, second))
    return BiView(path.stem, described, grain, query.strip(), labels, tables, own, written)

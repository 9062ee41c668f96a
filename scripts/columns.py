"""What each column of the dbt project is: ``dbt_project/columns.csv`` says it once, the models' YAML files show it.

    python scripts/columns.py            write types, descriptions and labels into the YAML files
    python scripts/columns.py --check    name the files that differ, write nothing (exit code 1)

A column means the same in every model (the row without ``models``) unless a row of its name lists other models. What
is particular to a model stays in its YAML file: its own texts, tests, constraints, metrics, the order of its columns.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parents[1] / "dbt_project"
WIDTH = 110  # characters of a line of YAML
WITHOUT_TYPES = ("staging", "intermediate")  # not published, not under contract
_LATER_KEYS = ("quote", "data_tests", "constraints")
Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One meaning of a column name; ``models`` is empty for the meaning of all models that no other row lists.

    ``source`` is where the value comes from: ``landing.<table>``, or the model that makes it.
    """

    name: str
    models: frozenset[str]
    data_type: str
    label_vi: str
    description_vi: str
    description: str
    source: str


class UnknownColumnError(Exception):
    """A YAML file names a column that the dictionary does not know."""


def read_columns(project: Path = PROJECT) -> tuple[Column, ...]:
    """Rows of the dictionary in the order of the file."""
    with (project / "columns.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(
            Column(
                row["column"],
                frozenset(row["models"].split()),
                row["data_type"],
                row["label_vi"],
                row["description_vi"],
                row["description"],
                row["source"],
            )
            for row in csv.DictReader(handle)
        )


def find_column(columns: Mapping[str, list[Column]], name: str, model: str) -> Column:
    """The meaning of ``name`` in ``model``.

    Raises:
        UnknownColumnError: no row, or several, say what it is there.
    """
    rows = columns.get(name, [])
    found = [row for row in rows if model in row.models] or [row for row in rows if not row.models]
    if len(found) != 1:
        raise UnknownColumnError(
            f"dbt_project/columns.csv: {len(found)} rows say what {name} is in {model}, expected one; "
            f"add a row for it, or its model to the row that fits"
        )
    return found[0]


def _type_of(column: Column, model: str) -> str:
    if not column.data_type:
        raise UnknownColumnError(
            f"dbt_project/columns.csv: {column.name} has no data_type, but {model} is published; fill it in"
        )
    return column.data_type


def by_name(columns: tuple[Column, ...]) -> dict[str, list[Column]]:
    """Column name → its meanings."""
    named: dict[str, list[Column]] = {}
    for column in columns:
        named.setdefault(column.name, []).append(column)
    return named


def _tables(content: Node) -> Iterator[Node]:
    yield from content.get("models", [])
    for source in content.get("sources", []):
        yield from source["tables"]


def _described(stated: Node, column: Column, data_type: str | None) -> Node:
    meta = {"label_vi": column.label_vi, "description_vi": column.description_vi}
    own = {key: value for key, value in stated.get("config", {}).get("meta", {}).items() if key not in meta}
    typed = {"data_type": data_type} if data_type else {}
    texts = {"name": column.name, **typed, "description": column.description, "config": {"meta": meta | own}}
    return texts | {key: stated[key] for key in _LATER_KEYS if key in stated}


def rendered(path: Path, columns: Mapping[str, list[Column]]) -> str | None:
    """The YAML file as the dictionary wants it; None for one that describes no columns."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    tables = [table for table in _tables(content) if table.get("columns")]
    is_typed = path.parent.name not in WITHOUT_TYPES
    for table in tables:
        model = table["name"]
        found = ((stated, find_column(columns, stated["name"], model)) for stated in table["columns"])
        table["columns"] = [
            _described(stated, column, _type_of(column, model) if is_typed else None) for stated, column in found
        ]
    if not tables:
        return None
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=WIDTH)


def outdated(project: Path = PROJECT) -> dict[Path, str]:
    """YAML files that differ from the dictionary, each with the text it should have."""
    columns = by_name(read_columns(project))
    wanted = {path: rendered(path, columns) for path in sorted((project / "models").rglob("*.yml"))}
    return {path: text for path, text in wanted.items() if text and text != path.read_text(encoding="utf-8")}


def uses(project: Path = PROJECT) -> set[tuple[str, str]]:
    """Column and model of every described column."""
    contents = (yaml.safe_load(path.read_text(encoding="utf-8")) for path in (project / "models").rglob("*.yml"))
    return {
        (column["name"], table["name"])
        for content in contents
        for table in _tables(content)
        for column in table.get("columns", [])
    }


def main(arguments: list[str]) -> int:
    """Write, or with ``--check`` only name, the files that differ."""
    try:
        differing = outdated()
    except UnknownColumnError as problem:
        print(problem, file=sys.stderr)
        return 1
    for path, text in differing.items():
        print(path.relative_to(PROJECT))
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
    return 1 if differing and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Comments of the tables that Python writes after dbt, from the YAML file that dbt's docs site shows them from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb
import yaml

_FILE: Final = Path(__file__).resolve().parents[3] / "dbt_project" / "models" / "quality" / "_written_after_dbt.yml"


def describe(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Set the comments of ``table`` (a table of schema ``quality``) and of its columns.

    Raises:
        KeyError: the YAML file does not describe the table.
    """
    described = _tables()[table]
    name = f"quality.{table}"
    connection.execute(f"comment on table {name} is {quote(reader_comment(described))}")
    for column in described["columns"]:
        connection.execute(f"""comment on column {name}."{column["name"]}" is {quote(reader_comment(column))}""")


def reader_comment(described: Mapping[str, Any]) -> str:
    """Return label and explanation in Vietnamese, then the English description, as dbt's macro of that name does."""
    meta = described["config"]["meta"]
    return f"{meta['label_vi']} — {meta['description_vi']} | {described['description']}"


def quote(text: str) -> str:
    """Return ``text`` as an SQL string literal (COMMENT takes no parameters)."""
    return "'" + text.replace("'", "''") + "'"


@cache
def _tables() -> Mapping[str, Mapping[str, Any]]:
    # the same reader, in C where it was built: a tenth of the time
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content = yaml.load(_FILE.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader either way
    return {table["name"]: table for source in content["sources"] for table in source["tables"]}

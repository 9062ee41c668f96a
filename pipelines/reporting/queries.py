"""Texts of the reports' queries: each beside the report that asks it; what several of them ask is in ``sql`` here.

Rows that are the base of several queries are macros in ``macros.sql``: which plans stand for their units, which
values do not count, is said once. ``{list:expression}`` in a query is the Vietnamese word of a code
(``code_words.csv``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.reference.code_words import with_words

_PARAMETER: Final = re.compile(r"\$([a-z_]+)")
_MACRO: Final = re.compile(r"create or replace temp macro (\w+)\(")
_MACROS: Final = Path(__file__).parent / "macros.sql"
_SHARED: Final = Path(__file__).parent / "sql"


@cache
def query_text(folder: Path, name: str) -> str:
    """The query ``name`` of the report whose queries lie in ``folder``, or the one that reports share.

    Raises:
        FileNotFoundError: neither folder has the query.
    """
    own = folder / f"{name}.sql"
    return with_words((own if own.exists() else _SHARED / own.name).read_text(encoding="utf-8"))


def ask(
    connection: duckdb.DuckDBPyConnection, folder: Path, name: str, parameters: Mapping[str, Any]
) -> duckdb.DuckDBPyConnection:
    """Run a query with those of the parameters that it names.

    Raises:
        FileNotFoundError: there is no such query.
    """
    text = query_text(folder, name)
    for macro in called(text):
        connection.execute(macro)
    return connection.execute(text, {key: parameters[key] for key in set(_PARAMETER.findall(text))})


@cache
def called(text: str) -> tuple[str, ...]:
    """The statements of the macros that a query calls, in the order in which they stand on each other."""
    found: list[str] = []
    for name, statement in reversed(_macros()):
        if f"{name}(" in "\n".join((text, *found)):
            found.insert(0, statement)
    return tuple(found)


@cache
def _macros() -> tuple[tuple[str, str], ...]:
    """Name and statement of each macro; one calls only those above it."""
    statements = with_words(_MACROS.read_text(encoding="utf-8")).split(";\n")
    return tuple((match[1], one) for one in statements if (match := _MACRO.search(one)))

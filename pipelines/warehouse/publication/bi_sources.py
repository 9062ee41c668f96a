"""Where a column of a view comes from: its description is the one that the dictionary has of that column.

The words are fitted to the view: a share of 0–1 becomes one of 100, ``NULL`` is what an analyst sees (an empty cell),
tables that a view shows are named by the view.
"""

from __future__ import annotations

import re
from typing import Final

_TABLE: Final = re.compile(r"\b(?:from|join) ((?:marts|core|quality)\.\w+)(?: as (\w+))?")
_NAME: Final = re.compile(r"(?<![\w.])(?:(\w+)\.)?([a-z]\w+)\b(?!\()")
_NOISE: Final = re.compile(r"'[^']*'|\{\w+:|\b(?:case|when|then|else|end|and|or|not|is|null|as)\b")
_PER_CENT: Final = "100 *"
_VIEWS: Final = (
    ("marts.province_indicators_by_basis", "bi.tong_hop_theo_cach_tinh"),
    ("marts.province_indicators", "bi.tong_hop_tinh"),
    ("marts.excluded_targets", "bi.gia_tri_bi_loai"),
    ("marts.change_targets", "bi.muc_tang_giam"),
)

Source = tuple[str, str]
"""Table with its schema, column."""


def sources_of(query: str, columns: tuple[str, ...]) -> dict[str, tuple[Source, ...]]:
    """Column of the view → the columns of tables that may stand behind it; the dictionary knows which there is."""
    tables = {alias or table.split(".")[1]: table for table, alias in _TABLE.findall(query)}
    return {column: tuple(_candidates(expression(query, column), tables)) for column in columns}


def expression(query: str, column: str) -> str:
    """What the query computes for a column, on the line that names it."""
    found = re.search(rf"^\s*(?:select )?(.*?)\s*\bas {column},?$", query, flags=re.MULTILINE)
    return found[1] if found else ""


def _candidates(text: str, tables: dict[str, str]) -> list[Source]:
    names = _NAME.findall(_NOISE.sub(" ", text))
    return [
        (table, name)
        for alias, name in names
        for table in ([tables[alias]] if alias in tables else tables.values() if not alias else ())
    ]


def fitted(description: str, text: str) -> str:
    """A description of a table's column in the words of a view whose column is computed by ``text``."""
    if _PER_CENT in text:
        description = re.sub(r" ?\(0[–-]1\)", ", tính bằng %", description)
    for table, view in _VIEWS:
        description = description.replace(table, view)
    return description.replace("; NULL ", "; để trống ").replace("NULL ", "để trống ")

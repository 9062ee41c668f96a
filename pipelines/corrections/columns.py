"""Columns of review and correction files: a stable key and a Vietnamese title each (``data/columns.csv``).

A header cell reads ``Giá trị đúng (new_value)``. The key in brackets decides; a title alone, in any case and with or
without marks, is understood too, for those who type a file by hand.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pipelines.text.vietnamese import ascii_key, match_key

_DATA = Path(__file__).parent / "data"
_KEY = re.compile(r"\(([a-z_]+)\)\s*$")


@dataclass(frozen=True, slots=True)
class ReviewColumn:
    """A column; ``is_filled_in`` marks those that the reviewer writes."""

    key: str
    title_vi: str
    width: int
    is_filled_in: bool

    @property
    def header(self) -> str:
        """The header cell."""
        return f"{self.title_vi} ({self.key})"


@cache
def columns() -> tuple[ReviewColumn, ...]:
    """All columns in the order of a file."""
    return tuple(
        ReviewColumn(row["key"], row["title_vi"], int(row["width"]), row["is_filled_in"] == "yes")
        for row in data_rows("columns")
    )


def keys_of(header: Sequence[str]) -> tuple[str | None, ...]:
    """Key of each header cell; None for a column that is not ours."""
    return tuple(_key(cell) for cell in header)


@cache
def words_of(column: str) -> Mapping[str, str]:
    """Words that may be typed in a column → the value they stand for (``data/words.csv``)."""
    return MappingProxyType(
        {match_key(row["word"]): row["value"] for row in data_rows("words") if row["column"] == column}
    )


@cache
def data_rows(name: str) -> tuple[dict[str, str], ...]:
    """Rows of one data file of this package; read-only, the result is cached."""
    with (_DATA / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return tuple(csv.DictReader(handle))


def _key(cell: str) -> str | None:
    known = {column.key for column in columns()}
    bracketed = _KEY.search(cell.strip())
    if bracketed and bracketed[1] in known:
        return bracketed[1]
    by_title = {ascii_key(column.title_vi): column.key for column in columns()}
    key = ascii_key(cell)
    return by_title.get(key) or (key if key in known else None)

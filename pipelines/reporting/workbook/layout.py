"""What the sheets are called and how their columns are shown: reviewed data, read once."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

_FOLDER: Final = Path(__file__).parent
SQL: Final = _FOLDER / "sql"
"""The queries of the sheets."""
LINK: Final = "link"
"""Column of a query with the page of the row, below the province's folder; it is no column of the sheet."""
KINDS: Final = frozenset(
    {"text", "wrapped", "code", "number", "count", "share", "date", "year", "cycle", "field", "link", "source"}
)


class WorkbookLayoutError(RuntimeError):
    """A query and ``data/columns.csv`` do not name the same columns."""


class SheetTooLong(RuntimeError):  # noqa: N818 - named for what was found
    """A query gives more rows than a sheet of a workbook holds."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of a sheet.

    Attributes:
        name: column of the query.
        label_vi: heading.
        kind: one of ``KINDS``; decides type and format of the cells.
        width: in characters.
        note_vi: what the notes sheet says about it; empty when the heading says it all.
    """

    name: str
    label_vi: str
    kind: str
    width: float
    note_vi: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, its query and the columns that stay in view when scrolling sideways."""

    name: str
    query: str
    frozen_columns: int
    about_vi: str


@cache
def sheets() -> tuple[Sheet, ...]:
    """The sheets with fixed columns, in their order in the workbook."""
    rows = _rows("sheets")
    return tuple(Sheet(row["sheet"], row["query"], int(row["frozen_columns"]), row["about_vi"]) for row in rows)


@cache
def columns(query: str) -> tuple[SheetColumn, ...]:
    """Columns of a query's sheet, in order.

    Raises:
        WorkbookLayoutError: the file has a kind that nobody knows, or no row for the query.
    """
    found = tuple(
        SheetColumn(row["column"], row["label_vi"], row["kind"], float(row["width"]), row["note_vi"])
        for row in _rows("columns")
        if row["query"] == query
    )
    if unknown := {column.kind for column in found} - KINDS:
        raise WorkbookLayoutError(f"data/columns.csv, {query}: có kiểu {sorted(unknown)}; cần {sorted(KINDS)}")
    if not found:
        raise WorkbookLayoutError(f"data/columns.csv không có cột nào của {query}; hãy thêm một dòng cho mỗi cột")
    return found


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))

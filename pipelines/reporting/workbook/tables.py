"""Sheets as tables: heading row frozen and filtered, rows streamed from a query, nothing merged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import ceil
from typing import Any, Final

import duckdb
from xlsxwriter.worksheet import Worksheet

from pipelines.reporting.queries import ask
from pipelines.reporting.workbook.cells import Cells
from pipelines.reporting.workbook.layout import LINK, SQL, SheetColumn, SheetTooLong, WorkbookLayoutError
from pipelines.text.display import show_number

_ROWS_AT_ONCE: Final = 5_000
_HEADING_HEIGHT: Final = 50
_LINE_HEIGHT: Final = 16.0
_MOST_LINES: Final = 6
# characters that an A4 page holds in landscape at a size that can still be read
_WIDEST_PAGE: Final = 240
MOST_ROWS: Final = 1_048_575
"""Rows that a sheet holds below its heading."""

Parameters = Mapping[str, object]
Row = tuple[Sequence[object], str | None]


def fetch(connection: duckdb.DuckDBPyConnection, query: str, parameters: Parameters) -> duckdb.DuckDBPyConnection:
    """Run a query of this package with those of the parameters that it names."""
    return ask(connection, SQL, query, parameters)


def query_rows(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: Parameters, columns: Sequence[SheetColumn]
) -> Iterator[Row]:
    """Rows of a sheet with the page of each; a few thousand are in memory at a time.

    Raises:
        WorkbookLayoutError: the query's columns are not those of ``data/columns.csv``.
    """
    cursor = fetch(connection, query, parameters)
    given = [column[0] for column in cursor.description or ()]
    has_link = given[-1:] == [LINK]
    expected = [column.name for column in columns]
    if given[: len(given) - has_link] != expected:
        raise WorkbookLayoutError(f"sql/{query}.sql cho các cột {given}; data/columns.csv có {expected}")
    while batch := cursor.fetchmany(_ROWS_AT_ONCE):
        for values in batch:
            yield (values[:-1], values[-1]) if has_link else (values, None)


def write_table(
    sheet: Worksheet, cells: Cells, columns: Sequence[SheetColumn], rows: Iterable[Row], frozen_columns: int
) -> int:
    """Write heading and rows; returns the number of rows.

    Raises:
        SheetTooLong: there are more rows than a sheet holds.
    """
    _head(sheet, cells, columns, frozen_columns)
    count = 0
    for count, (values, link) in enumerate(rows, start=1):
        if count > MOST_ROWS:
            raise SheetTooLong(
                f"Trang “{sheet.name}” của sổ tính có hơn {show_number(MOST_ROWS, 0)} dòng, nhiều hơn một trang Excel "
                "chứa được. Hãy chuyển kế hoạch của những năm cũ sang một thư mục kế hoạch và kho khác rồi chạy lại."
            )
        sheet.set_row(count, row_height(columns, values))
        for at, column in enumerate(columns):
            cells.write(sheet, (count, at), column.kind, values[at], link=link)
    # a filter over the heading alone is no filter to Excel; an empty sheet keeps one blank row below it
    sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
    return count


def row_height(columns: Sequence[SheetColumn], values: Sequence[object]) -> float:
    """Height in points that shows the wrapped cells of a row, up to a few lines: long rows can be pulled open.

    Spreadsheets do not measure rows of a file that they open, so the height must be in it.
    """
    texts = [(str(values[at]), column.width) for at, column in enumerate(columns) if column.kind == "wrapped"]
    lines = (sum(max(1, ceil(len(part) / width)) for part in text.split("\n")) for text, width in texts)
    return _LINE_HEIGHT * min(_MOST_LINES, max(lines, default=1))


def _head(sheet: Worksheet, cells: Cells, columns: Sequence[SheetColumn], frozen_columns: int) -> None:
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width, cells.format("text"))
    sheet.set_row(0, max(_HEADING_HEIGHT, *(_LINE_HEIGHT * ceil(1.3 * len(c.label_vi) / c.width) for c in columns)))
    for at, column in enumerate(columns):
        sheet.write_string(0, at, column.label_vi, cells.format("heading"))
    sheet.freeze_panes(1, frozen_columns)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
    if sum(column.width for column in columns) <= _WIDEST_PAGE:
        sheet.fit_to_pages(1, 0)
    else:  # squeezed on one page nobody could read it: it goes on to the right, with its first columns
        sheet.set_print_scale(75)
        sheet.repeat_columns(0, max(0, frozen_columns - 1))
    sheet.set_footer("&L&A&RTrang &P/&N")


def named_values(cursor: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """A small result as dictionaries."""
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

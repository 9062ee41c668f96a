"""A second reader of the same file (calamine): values that the two give differently are told."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr
from pathlib import Path

from pipelines.model.document import Box, ReadingIssue
from pipelines.reading.spreadsheet.shapes import Sheet, Workbook, cell_name

_SHOWN = 5
_NEAR = 1e-9
_MOST_PLACES = 300_000
"""calamine holds every place between the first cell and the last, and ends the process when they are too many."""


def disagreements(path: Path, book: Workbook) -> Iterator[ReadingIssue]:
    """One issue for each sheet whose stored values the second reader gives otherwise; none where it cannot read."""
    import python_calamine  # noqa: PLC0415 - needed for workbooks only

    try:
        with redirect_stderr(io.StringIO()):
            other = python_calamine.CalamineWorkbook.from_path(str(path))
            names = list(other.sheet_names)
    except (python_calamine.CalamineError, OSError, ValueError):
        return
    for sheet in book.sheets:
        if sheet.number > len(names) or _places(sheet) > _MOST_PLACES:
            continue
        try:
            rows = other.get_sheet_by_index(sheet.number - 1).to_python(skip_empty_area=False)
        except (python_calamine.CalamineError, ValueError, MemoryError):
            continue
        different = list(_different(sheet, rows))
        if different:
            names_of = ", ".join(cell_name(*place) for place in different[:_SHOWN])
            more = ", …" if len(different) > _SHOWN else ""
            detail = f"trang tính “{sheet.name}”, ô {names_of}{more}"
            yield ReadingIssue("reader_disagreement", detail, Box(sheet.number), len(different))


def _places(sheet: Sheet) -> int:
    """Places from A1 to the last cell that holds something."""
    held = [*sheet.cells, *sheet.uncalculated, *sheet.errors]
    return (1 + max((row for row, _ in held), default=-1)) * (1 + max((column for _, column in held), default=-1))


def _different(sheet: Sheet, rows: Sequence[Sequence[object]]) -> Iterator[tuple[int, int]]:
    for (row, column), cell in sheet.cells.items():
        other = rows[row][column] if row < len(rows) and column < len(rows[row]) else ""
        if cell.raw is not None and not _same(cell.raw, other):
            yield row, column


def _same(value: float | str, other: object) -> bool:
    if isinstance(other, bool) or not isinstance(other, (int, float, str)):
        return True  # a day or a time: the readers keep them differently
    if isinstance(value, float) and isinstance(other, (int, float)):
        return abs(value - float(other)) <= _NEAR * max(1.0, abs(value))
    return _letters(str(value)) == _letters(str(other))


def _letters(text: str) -> str:
    return "".join(text.split())

"""The quick sheet of the workbook writes what xlsxwriter itself would write, byte for byte."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from pipelines.reporting.workbook.cells import Cells
from pipelines.reporting.workbook.layout import SheetColumn
from pipelines.reporting.workbook.quick import QuickSheet
from pipelines.reporting.workbook.tables import write_table

KINDS = ("text", "wrapped", "code", "number", "count", "share", "date", "link", "source")
Values = tuple[object, ...]


def book(path: Path, sheet: type[Worksheet], rows: list[Values]) -> bytes:
    shown = [SheetColumn(kind, kind, kind, 12) for kind in KINDS]
    with Workbook(str(path), {"constant_memory": True, "strings_to_formulas": False}) as made:
        made.set_properties({"created": datetime(2026, 6, 1)})
        cells = Cells(made, "../../raw/")
        for name in ("Một", "Hai"):
            write_table(made.add_worksheet(name, sheet), cells, shown, [(row, "2026/a.html") for row in rows], 1)
    return path.read_bytes()


SHORT = st.text(max_size=20) | st.sampled_from(
    ["=1+1", " trước và sau ", "a & b < c > d", "_x0041_", "hai\ndòng", "\ufffe"]
)
LONG = SHORT | st.just("dài " * 9_000)
NUMBERS = st.none() | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False)
DAYS = st.none() | st.dates(date(1890, 1, 1), date(2100, 1, 1))


@settings(max_examples=15, deadline=None)
@given(rows=st.lists(st.tuples(SHORT, LONG, SHORT, NUMBERS, NUMBERS, NUMBERS, DAYS, SHORT, SHORT), max_size=4))
def test_workbook_has_the_bytes_of_xlsxwriters_own_sheet(
    rows: list[Values], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("so")
    assert book(folder / "a.xlsx", QuickSheet, rows) == book(folder / "b.xlsx", Worksheet, rows)


def test_number_that_is_none_is_refused_as_xlsxwriter_refuses_it(tmp_path: Path) -> None:
    row = ("a", "b", "c", float("nan"), 1, 0.5, date(2026, 1, 1), "d", "e")
    with pytest.raises(TypeError, match="NAN"):
        book(tmp_path / "a.xlsx", QuickSheet, [row])


def test_text_that_looks_like_markup_is_kept_as_it_was_printed(tmp_path: Path) -> None:
    text = "<r>Mục tiêu</r>"
    book(tmp_path / "a.xlsx", QuickSheet, [(text, "b", "c", 1, 2, 0.5, date(2026, 1, 1), "d", "e")])
    sheet = load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert text in [cell.value for row in sheet.iter_rows() for cell in row]

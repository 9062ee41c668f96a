"""Promises about painted cells of workbooks: their colour is known, also where nothing is written."""

from __future__ import annotations

import subprocess
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Border, PatternFill, Side

from pipelines.model.document import Table
from pipelines.reading.conversion import office_program
from pipelines.reading.limits import ReadingLimits
from pipelines.reading.read import read_document

LINE = Side(style="thin")
RULES = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
ROWS = (("TT", "Nhiệm vụ", "Quý I", "Quý II", "Quý III", "Quý IV"), ("1", "Ban hành"), ("2", "Rà soát"))
GREEN = PatternFill("solid", fgColor="FF92D050")
WHITE = PatternFill("solid", fgColor="FFFFFFFF")


def workbook(path: Path, painted: dict[str, PatternFill], merge: str = "") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(1, 4):
        for column in range(1, 7):
            cell = sheet.cell(row, column)
            cell.value = dict(enumerate(ROWS[row - 1], start=1)).get(column)
            cell.border = RULES
    for place, fill in painted.items():
        sheet[place].fill = fill
    if merge:
        sheet.merge_cells(merge)
    book.save(path)
    return path


def painted(path: Path) -> set[tuple[int, int, int]]:
    (table,) = (block for block in read_document(path, ReadingLimits()).blocks if isinstance(block, Table))
    return {(cell.row, cell.column, cell.column_span) for cell in table.cells if cell.colour}


def test_painted_cells_without_words_have_their_colour(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", {"C2": GREEN, "F3": GREEN, "D3": WHITE})
    assert painted(path) == {(1, 2, 1), (2, 5, 1)}


def test_painted_cell_merged_over_quarters_covers_them(tmp_path: Path) -> None:
    assert painted(workbook(tmp_path / "a.xlsx", {"D2": GREEN}, "D2:E2")) == {(1, 3, 2)}


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_the_same_in_the_older_formats(tmp_path: Path, kind: str) -> None:
    office = office_program()
    if office is None:
        pytest.skip("LibreOffice is not installed")
    path = workbook(tmp_path / "a.xlsx", {"C2": GREEN, "F3": GREEN})
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", kind, "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert painted(tmp_path / f"a.{kind}") == {(1, 2, 1), (2, 5, 1)}

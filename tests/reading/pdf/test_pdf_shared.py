"""The real plans beside the project: every cell and paragraph of their hand-checked truth is read."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from pipelines.model.document import Document, Table
from pipelines.reading.pdf_file import read_pdf

pytestmark = pytest.mark.shared
PLANS = ["ben_quan_2026", "loc_binh_2026_2030"]


def fold(text: str | None) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text or "")).strip()


def load(shared: Path, name: str) -> tuple[Document, list[dict[str, Any]]]:
    truth = json.loads((shared / "documents" / "truth" / f"{name}.json").read_text(encoding="utf-8"))
    return read_pdf(shared / "documents" / f"{name}.pdf", compare_all_pages=True), truth["blocks"]


@pytest.fixture(params=PLANS)
def plan(request: pytest.FixtureRequest, shared: Path) -> tuple[Document, list[dict[str, Any]]]:
    return load(shared, request.param)


def test_every_paragraph_of_the_truth_is_read_in_order(plan: tuple[Document, list[dict[str, Any]]]) -> None:
    document, blocks = plan
    wanted = [fold(block["text"]) for block in blocks if block["type"] == "para"]
    found = [fold(p.text) for p in (*document.paragraphs, *document.notes)]
    assert sorted(found) == sorted(wanted)


def wrong_cells(table: Table, block: dict[str, Any]) -> list[tuple[int, int]]:
    """Grid places whose text or row span is not the truth's."""
    header = 2 if block.get("header_groups") else 1
    grid = {(cell.row, cell.column): cell for cell in table.cells}
    wrong = []
    for index, row in enumerate(block["rows"], start=header):
        if row["kind"] == "section":
            wrong += [(index, 0)] if fold(row["text"]) not in fold(grid[index, 0].text) else []
            continue
        for column, cell in enumerate(row["cells"]):
            found = grid.get((index, column))
            if cell is None:
                right = found is None
            else:
                right = found is not None and (fold(found.text), found.row_span) == (fold(cell["t"]), cell["rs"])
            wrong += [] if right else [(index, column)]
    return wrong


def test_every_cell_of_the_truth_is_read_in_its_place(plan: tuple[Document, list[dict[str, Any]]]) -> None:
    document, blocks = plan
    tables = [block for block in blocks if block["type"] == "table"]
    assert len(document.tables) == len(tables)
    assert [wrong_cells(table, block) for table, block in zip(document.tables, tables, strict=True)] == [[]] * len(
        tables
    )


def test_both_readers_agree_on_every_table_page(plan: tuple[Document, list[dict[str, Any]]]) -> None:
    assert [issue for issue in plan[0].issues if issue.code == "reader_disagreement"] == []

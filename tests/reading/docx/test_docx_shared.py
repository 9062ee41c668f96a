"""The real plan beside the project: every cell of its DOCX and its DOC is the one a person read."""

import json
import os
from pathlib import Path

import pytest

from pipelines.model.document import Paragraph
from pipelines.reading.docx import read_docx
from pipelines.reading.libreoffice import office_program, read_doc
from pipelines.text.vietnamese import squeeze_spaces

SHARED = Path(os.environ.get("CCHC_SHARED") or Path(__file__).resolve().parents[3].parent / "shared")
NAME = "bac_hong_linh_2026"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (SHARED / "documents").is_dir(), reason="the real plans do not lie beside the project"),
]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(("docx", read_docx)),
        pytest.param(
            ("doc", read_doc),
            marks=[
                pytest.mark.office,
                pytest.mark.skipif(office_program() is None, reason="LibreOffice is not installed"),
            ],
        ),
    ],
    ids=lambda value: value[0],
)
def document(request):
    suffix, reader = request.param
    return reader(SHARED / "documents" / f"{NAME}.{suffix}")


@pytest.fixture(scope="module")
def truth():
    return json.loads((SHARED / "documents" / "truth" / f"{NAME}.json").read_text("utf-8"))["blocks"]


def test_blocks_are_those_of_the_truth(document, truth):
    assert [isinstance(block, Paragraph) for block in document.blocks] == [item["type"] == "para" for item in truth]
    said = [squeeze_spaces(item["text"]) for item in truth if item["type"] == "para"]
    assert [paragraph.text for paragraph in document.paragraphs] == said


def test_every_cell_and_every_span_is_that_of_the_truth(document, truth):
    (table,) = document.tables
    (expected,) = (item for item in truth if item["type"] == "table")
    found = {(cell.row, cell.column): (cell.text, cell.row_span, cell.column_span) for cell in table.cells}
    wanted = {}
    for row, item in enumerate(expected["rows"], start=1):
        if item["kind"] == "section":
            wanted[row, 0] = (item["no"], 1, 1)
            wanted[row, 1] = (item["text"], 1, len(expected["columns"]) - 1)
            continue
        for column, cell in enumerate(item["cells"]):
            if cell is not None:
                wanted[row, column] = (cell["t"], cell.get("rs", 1), cell.get("cs", 1))
    for column, item in enumerate(expected["columns"]):
        wanted[0, column] = (item["title"], 1, 1)
    assert found == wanted

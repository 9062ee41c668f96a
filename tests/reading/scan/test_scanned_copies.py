"""Promises about a page that stands in a file once as print and once as a scan: it counts once and is told."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from scan_drawing import ROWS, draw_plan, scan

from pipelines.model.document import Document
from pipelines.reading.pdf_file import read_pdf
from pipelines.reading.scan import engine

pytestmark = pytest.mark.skipif(engine.data_folder() is None, reason="Vietnamese OCR data is not installed")


def bound(folder: Path, *pages: tuple[str, int]) -> Document:
    """A file bound of pages of the drawn plan: as "print" or as a "scan", from 0."""
    printed = draw_plan(folder / "print.pdf")
    files = {"print": printed, "scan": scan(printed, folder / "scan.pdf", stamp=False)}
    with pikepdf.new() as pdf:
        for kind, number in pages:
            with pikepdf.open(files[kind]) as source:
                pdf.pages.append(source.pages[number])
        pdf.save(folder / "bound.pdf")
    return read_pdf(folder / "bound.pdf")


def repeated(document: Document) -> list[str]:
    return [issue.detail for issue in document.issues if issue.code == "page_repeated"]


@pytest.mark.parametrize("kinds", [("print", "scan"), ("scan", "print")])
def test_page_bound_as_print_and_as_scan_counts_once(tmp_path: Path, kinds: tuple[str, str]) -> None:
    document = bound(tmp_path, ("print", 0), *((kind, 1) for kind in kinds))
    assert [table.row_count for table in document.tables] == [len(ROWS) + 1]
    assert repeated(document) == ["trang 3 giống trang 2"]


def test_scan_of_another_page_is_read(tmp_path: Path) -> None:
    document = bound(tmp_path, ("print", 0), ("scan", 1))
    assert [table.row_count for table in document.tables] == [len(ROWS) + 1]
    assert repeated(document) == []

"""Promises about pages that did not lie flat: the table stays a table, every line is read once."""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest
from rapidfuzz.distance import Levenshtein

from pipelines.model.document import Document
from pipelines.reading.pdf_file import read_pdf
from pipelines.reading.scan import engine
from pipelines.reading.scan.flat import bend_of, levelled
from pipelines.reading.scan.picture import ink_mask, skew_angle, turned
from pipelines.reading.scan.shapes import Picture

sys.path.insert(0, str(Path(__file__).parent))
from scan_drawing import bent, draw_plan, scan

DPI = 200
needs_tesseract = pytest.mark.skipif(engine.data_folder() is None, reason="Vietnamese OCR data is not installed")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw_plan(tmp_path_factory.mktemp("plan") / "printed.pdf")


def drawn(path: Path, number: int) -> np.ndarray:
    with pdfium.PdfDocument(path) as document:
        return np.array(document[number].render(scale=DPI / 72, rev_byteorder=True).to_numpy()[:, :, :3])


def grey(page: np.ndarray, angle: float = 0.0) -> Picture:
    return turned(np.ascontiguousarray(page[:, :, 0]), angle)


def straight(page: Picture) -> tuple[Picture, float]:
    angle = skew_angle(ink_mask(page), DPI)
    return turned(page, angle), angle


def words(document: Document) -> str:
    cells = [cell.text for table in document.tables for cell in table.cells]
    return " ".join([paragraph.text for paragraph in document.paragraphs] + cells).replace("\n", " ")


@pytest.mark.ocr
@needs_tesseract
@pytest.mark.parametrize(("bend", "lean"), [(0.05, 0.0), (0.12, 0.0), (-0.08, 0.0), (0.04, 0.04)])
def test_curved_page_is_read_as_the_flat_one(printed: Path, tmp_path: Path, bend: float, lean: float) -> None:
    digital, read = read_pdf(printed), read_pdf(scan(printed, tmp_path / "curved.pdf", bend=bend, lean=lean))
    assert [len(table.cells) for table in read.tables] == [len(table.cells) for table in digital.tables]
    wrong = Levenshtein.distance(words(digital), words(read))
    assert wrong <= 0.02 * len(words(digital)), words(read)


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("angle", [-1.5, 0.0, 0.6])
def test_page_that_lies_flat_stays_as_it_is(printed: Path, number: int, angle: float) -> None:
    page, _ = straight(grey(drawn(printed, number), angle))
    assert bend_of(ink_mask(page), DPI) is None


@pytest.mark.parametrize("bend", [0.06, -0.1])
def test_rules_of_a_bent_page_become_straight(printed: Path, bend: float) -> None:
    page = grey(bent(drawn(printed, 1), DPI, bend), 0.8)
    upright, angle = straight(page)
    found = bend_of(ink_mask(upright), DPI)
    assert found is not None
    level = levelled(page, angle, found, DPI)
    assert longest_row(level) > 0.95 * longest_row(drawn(printed, 1)[:, :, 0])
    assert longest_row(upright) < 0.8 * longest_row(level)


def longest_row(page: np.ndarray) -> int:
    """Columns with ink within three pixels of the fullest row of the page: the length of its longest rule."""
    near = cv2.dilate(ink_mask(np.ascontiguousarray(page)), np.ones((3, 1), np.uint8))
    return int((near > 0).sum(axis=1).max())


def test_drawing_without_lines_of_print_is_no_bent_page() -> None:
    page = np.full((1600, 1200), 240, np.uint8)
    cv2.ellipse(page, (600, 700), (420, 160), 0, 180, 360, (20,), 4)
    assert bend_of(ink_mask(page), DPI) is None

"""Promises about places on scans: a box lies on the ink of its words as the file shows it, however bent."""

from __future__ import annotations

import sys
from pathlib import Path

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest

from pipelines.model.document import Box
from pipelines.reading.pdf_file import read_pdf
from pipelines.reading.scan import engine
from pipelines.reading.scan.flat import bend_of, levelled
from pipelines.reading.scan.lie import Lie
from pipelines.reading.scan.picture import ink_mask, turned

sys.path.insert(0, str(Path(__file__).parent))
from scan_drawing import bent, draw_plan, scan, scan_page

DPI = 200
POINTS = 72 / DPI
needs_tesseract = pytest.mark.skipif(engine.data_folder() is None, reason="Vietnamese OCR data is not installed")


def ink_of(box: Box, page: np.ndarray, angle: float, bend: float) -> Box:
    """Where a place of the printed page stands on its scan."""
    marked = np.full_like(page, 255)
    x0, y0, x1, y1 = (round(value / POINTS) for value in (box.x0, box.y0, box.x1, box.y1))
    marked[y0:y1, x0:x1] = 0
    ys, xs = np.nonzero(scan_page(marked, DPI, angle, seed=0, bend=bend)[:, :, 0] < 60)
    return Box(box.page, xs.min() * POINTS, ys.min() * POINTS, xs.max() * POINTS, ys.max() * POINTS)


@pytest.mark.ocr
@needs_tesseract
@pytest.mark.parametrize(("angle", "bend"), [(0.0, 0.0), (2.0, 0.0), (-1.0, 0.07), (0.8, -0.08)])
def test_box_of_a_cell_lies_on_its_words_on_the_page_as_it_was_scanned(tmp_path: Path, angle: float, bend: float):
    printed = draw_plan(tmp_path / "printed.pdf")
    lying = scan(printed, tmp_path / "scan.pdf", angles=(angle, angle), stamp=False, bend=bend)
    with pdfium.PdfDocument(printed) as document:
        page = np.array(document[1].render(scale=DPI / 72, rev_byteorder=True).to_numpy()[:, :, :3])
    wanted = {cell.text: cell.boxes[0] for table in read_pdf(printed).tables for cell in table.cells}
    found = {cell.text: cell.boxes[0] for table in read_pdf(lying).tables for cell in table.cells}
    for text in ("Tháng 9/2026", "Quý II", "TT", "Sản phẩm"):
        place, box = ink_of(wanted[text], page, angle, bend), found[text]
        assert (box.x0, box.y0) == pytest.approx((place.x0, place.y0), abs=3), text
        assert (box.x1, box.y1) == pytest.approx((place.x1, place.y1), abs=3), text


def test_place_goes_to_the_levelled_page_and_back():
    page = np.full((2200, 1700), 255, np.uint8)
    for row in range(200, 2000, 60):
        page[row : row + 12, 150:1550:1] = 0
        page[row : row + 12, 150:1550:40] = 255
    lying = turned(bent(np.repeat(page[:, :, None], 3, axis=2), DPI, 0.1)[:, :, 0].copy(), -1.2)
    bend = bend_of(ink_mask(turned(lying, 1.2)), DPI)
    assert bend is not None
    lie = Lie(1700 * POINTS, 2200 * POINTS, 1.2, bend, scale=2.0)
    spot = np.full_like(lying, 255)
    cv2.rectangle(spot, (400, 500), (404, 504), (0,), -1)
    ys, xs = np.nonzero(levelled(spot, 1.2, bend, DPI) < 128)
    x, y = (xs.mean() + 0.5) * POINTS, (ys.mean() + 0.5) * POINTS
    box = lie.on_page(Box(1, x - 0.5, y - 0.5, x + 0.5, y + 0.5))
    assert ((box.x0 + box.x1) / 4, (box.y0 + box.y1) / 4) == pytest.approx((402.5 * POINTS, 502.5 * POINTS), abs=0.3)
    assert lie.levelled(402.5 * POINTS * 2, 502.5 * POINTS * 2) == pytest.approx((x, y), abs=0.3)


def test_box_without_extent_stays():
    assert Lie(595, 842, 2.0).on_page(Box(3)) == Box(3)

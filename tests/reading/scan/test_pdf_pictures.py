"""Promises about pictures among the print of a page: tables are read where they stand, the rest is told or left."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from scan_drawing import COLUMNS, HEADER, ROWS, _canvas, _table

from pipelines.model.document import Document, PageKind
from pipelines.reading.pdf_file import read_pdf
from pipelines.reading.scan import engine

needs_tesseract = pytest.mark.skipif(engine.data_folder() is None, reason="Vietnamese OCR data is not installed")
TITLE = "Nhiệm vụ cải cách hành chính năm 2026"


def table_picture(path: Path) -> Image.Image:
    """The table of the drawn plan, as a picture of the screen would show it."""
    canvas = _canvas(path, (595.0, 300.0))
    canvas.setFont("Serif", 12)
    _table(canvas, 290, (HEADER, *ROWS))
    canvas.save()
    picture = pdfium.PdfDocument(path)[0].render(scale=200 / 72).to_pil().convert("RGB")
    return picture.crop((round((COLUMNS[0] - 4) * 200 / 72), 0, round((COLUMNS[-1] + 4) * 200 / 72), picture.height))


def photograph() -> Image.Image:
    noise = np.random.default_rng(5).normal(120, 30, (40, 60, 3)).clip(0, 255).astype(np.uint8)
    return Image.fromarray(noise).resize((900, 600), Image.Resampling.BICUBIC)


def page(path: Path, picture: Image.Image, box: tuple[float, float, float, float], title_at: float = 800) -> Document:
    """A page with a typed title and a picture: left, bottom, width, height."""
    canvas = _canvas(path)
    canvas.setFont("Serif", 13)
    left, bottom, width, height = box
    out = io.BytesIO()
    picture.save(out, "PNG")
    canvas.drawImage(ImageReader(io.BytesIO(out.getvalue())), left, bottom, width, height)
    canvas.drawString(85, title_at, TITLE)
    canvas.save()
    return read_pdf(path)


def told(document: Document) -> list[tuple[str, str]]:
    return [(issue.code, issue.detail) for issue in document.issues if issue.code != "ocr_vocabulary_repair"]


@needs_tesseract
@pytest.mark.parametrize("width", [495.0, 380.0])
def test_table_that_is_a_picture_is_read_under_its_typed_title(tmp_path: Path, width: float) -> None:
    picture = table_picture(tmp_path / "table.pdf")
    height = width * picture.height / picture.width
    document = page(tmp_path / "a.pdf", picture, (50, 780 - height, width, height))
    assert [paragraph.text for paragraph in document.paragraphs] == [TITLE]
    (table,) = document.tables
    assert [cell.text for cell in table.cells if cell.row == 0] == list(HEADER)
    assert [cell.text for cell in table.cells if cell.row == 1] == list(ROWS[0])
    assert table.row_count == len(ROWS) + 1
    box = next(cell.boxes[0] for cell in table.cells if cell.text == "TT")
    assert box.page == 1 and abs(box.x0 - 50) < 8 and abs(box.y0 - (842 - 780)) < 12
    assert told(document) == [("picture_recognised", "1 ảnh ở trang 1")]
    assert document.pages[0].kind is PageKind.TABLE and document.pages[0].confidence is None


@needs_tesseract
def test_large_picture_without_readable_words_is_told(tmp_path: Path) -> None:
    document = page(tmp_path / "a.pdf", photograph(), (60, 300, 450, 300))
    assert [paragraph.text for paragraph in document.paragraphs] == [TITLE] and not document.tables
    assert told(document) == [("content_unread", "ảnh ở trang 1")]


def test_table_that_is_a_picture_is_told_without_the_recogniser(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(engine, "data_folder", lambda: None)
    document = page(tmp_path / "a.pdf", table_picture(tmp_path / "table.pdf"), (50, 500, 495, 250))
    assert told(document) == [("content_unread", "ảnh ở trang 1")]


@pytest.mark.parametrize(
    ("box", "title_at"),
    [
        ((60, 600, 120, 90), 800),  # a seal or a logo
        ((60, 700, 450, 30), 800),  # a strip of ornament
        ((60, 300, 450, 300), 450),  # paper under the print
    ],
)
def test_seals_ornaments_and_paper_under_the_print_are_no_text(
    tmp_path: Path, box: tuple[float, float, float, float], title_at: float, monkeypatch
) -> None:
    monkeypatch.setattr("pipelines.reading.scan.pictured.read_boxes", None)  # not even looked at
    emblem = Image.new("RGB", (400, 300), (250, 240, 220))
    ImageDraw.Draw(emblem).ellipse((120, 60, 280, 240), outline=(200, 0, 0), width=6)
    document = page(tmp_path / "a.pdf", emblem, box, title_at)
    assert [paragraph.text for paragraph in document.paragraphs] == [TITLE] and not told(document)

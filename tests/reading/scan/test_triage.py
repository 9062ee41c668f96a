"""Promises about which pages go through OCR: scans however they are stored, and never what was typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipelines.model.document import PageKind
from pipelines.reading.limits import DEFAULT_LIMITS
from pipelines.reading.pdf.pagelayout import raw_page
from pipelines.reading.pdf.primitives import open_pdf, read_page

WIDTH, HEIGHT = 595.0, 842.0
LINES = tuple(f"Dong so {n} cua mot trang go bang may co du chu de doc" for n in range(24))
STAMP = ("Nguoi ky: UY BAN NHAN DAN XA SUOI MO", "Thoi gian ky: 09.02.2026 15:04:11 +07:00", "So: 27/KH-UBND")


def kind_of(path: Path) -> PageKind:
    with open_pdf(str(path), DEFAULT_LIMITS) as document:
        return raw_page(read_page(document, 0, DEFAULT_LIMITS)).page.kind


def picture(alpha: bool = False) -> ImageReader:
    mode, paper = ("RGBA", (240, 236, 220, 60)) if alpha else ("RGB", (240, 236, 220))
    return ImageReader(Image.new(mode, (60, 84), paper))


def place(canvas: Canvas, pieces: int, *, down: bool, share: float = 1.0, alpha: bool = False) -> None:
    """Cover ``share`` of the page's height by ``pieces`` pictures, in strips or in tiles."""
    across = 1 if down else pieces
    for row in range(pieces):
        for column in range(across):
            width, height = WIDTH / across, HEIGHT * share / pieces
            mask = "auto" if alpha else None
            canvas.drawImage(picture(alpha), column * width, row * height, width + 0.5, height + 0.5, mask=mask)


def write(canvas: Canvas, lines: tuple[str, ...], *, mode: int = 0, top: float = 800.0) -> None:
    text = canvas.beginText(60, top)
    text.setFont("Helvetica", 11)
    text.setLeading(30)
    text.setTextRenderMode(mode)
    text.textLines("\n".join(lines))
    canvas.drawText(text)


def page(path: Path, *steps: object) -> Path:
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT), invariant=True)
    for step in steps:
        step(canvas)  # type: ignore[operator]
    canvas.save()
    return path


@pytest.mark.parametrize(("pieces", "down"), [(1, True), (14, True), (60, True), (6, False)])
def test_a_scan_stored_whole_in_strips_or_in_tiles_is_a_scan(tmp_path: Path, pieces: int, down: bool) -> None:
    assert kind_of(page(tmp_path / "a.pdf", lambda c: place(c, pieces, down=down))) is PageKind.SCAN


def test_a_scan_in_strips_with_signing_stamps_is_a_scan(tmp_path: Path) -> None:
    path = page(tmp_path / "a.pdf", lambda c: place(c, 14, down=True), lambda c: write(c, STAMP))
    assert kind_of(path) is PageKind.SCAN


@pytest.mark.parametrize("mode", [3, 7])
def test_unseen_text_over_a_scan_leaves_it_a_scan(tmp_path: Path, mode: int) -> None:
    path = page(tmp_path / "a.pdf", lambda c: place(c, 1, down=True), lambda c: write(c, LINES, mode=mode))
    assert kind_of(path) is PageKind.SCAN


def test_text_under_a_scan_leaves_it_a_scan(tmp_path: Path) -> None:
    path = page(tmp_path / "a.pdf", lambda c: write(c, LINES), lambda c: place(c, 3, down=True))
    assert kind_of(path) is PageKind.SCAN


def test_text_without_colour_over_a_scan_leaves_it_a_scan(tmp_path: Path) -> None:
    path = page(
        tmp_path / "a.pdf",
        lambda c: place(c, 1, down=True),
        lambda c: c.setFillColorRGB(0, 0, 0, alpha=0),
        lambda c: write(c, LINES),
    )
    assert kind_of(path) is PageKind.SCAN


def test_a_scan_with_broad_margins_and_an_unseen_text_layer_is_a_scan(tmp_path: Path) -> None:
    path = page(
        tmp_path / "a.pdf", lambda c: place(c, 5, down=True, share=0.7), lambda c: write(c, LINES, mode=3, top=560)
    )
    assert kind_of(path) is PageKind.SCAN


def test_a_typed_page_over_a_background_picture_is_not_sent_to_ocr(tmp_path: Path) -> None:
    path = page(tmp_path / "a.pdf", lambda c: place(c, 1, down=True), lambda c: write(c, LINES))
    assert kind_of(path) is PageKind.TEXT


def test_a_typed_page_under_a_see_through_watermark_is_not_sent_to_ocr(tmp_path: Path) -> None:
    path = page(tmp_path / "a.pdf", lambda c: write(c, LINES), lambda c: place(c, 1, down=True, alpha=True))
    assert kind_of(path) is PageKind.TEXT


def test_a_typed_page_in_a_form_over_a_background_is_not_sent_to_ocr(tmp_path: Path) -> None:
    def formed(canvas: Canvas) -> None:
        canvas.beginForm("body")
        write(canvas, LINES)
        canvas.endForm()
        place(canvas, 1, down=True)
        canvas.doForm("body")

    assert kind_of(page(tmp_path / "a.pdf", formed)) is PageKind.TEXT

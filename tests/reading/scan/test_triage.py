"""Promises about which pages go through OCR: scans however they are stored, and never what was typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageDraw
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


def written(ink: int = 40) -> Image.Image:
    """A sheet with a few lines of writing, as a scanner sees it."""
    sheet = Image.new("RGB", (620, 876), (240, 236, 220))
    pen = ImageDraw.Draw(sheet)
    for row, line in enumerate(STAMP):
        pen.text((60, 100 + 40 * row), line, fill=(ink, ink, ink), font_size=16)
    return sheet


def ornament(colour: tuple[int, int, int]) -> Image.Image:
    """Letter paper: a frame, an emblem and a pattern of ``colour``."""
    sheet = Image.new("RGB", (620, 876), (253, 250, 240))
    pen = ImageDraw.Draw(sheet)
    for x in range(30, 600, 30):
        for y in range(30, 850, 30):
            pen.ellipse((x, y, x + 12, y + 12), fill=(236, 226, 210))
    pen.rectangle((15, 15, 605, 861), outline=colour, width=6)
    pen.ellipse((270, 380, 350, 460), fill=colour)
    return sheet


def over(canvas: Canvas, sheet: Image.Image, strips: int = 1) -> None:
    """Cover the page by a picture, stored in strips."""
    step = sheet.height / strips
    for row in range(strips):
        part = sheet.crop((0, round(row * step), sheet.width, round((row + 1) * step)))
        canvas.drawImage(ImageReader(part), 0, HEIGHT * (1 - (row + 1) / strips), WIDTH, HEIGHT / strips + 0.5)


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
    path = page(tmp_path / "a.pdf", lambda c: over(c, written(), 14), lambda c: write(c, STAMP))
    assert kind_of(path) is PageKind.SCAN


@pytest.mark.parametrize("ink", [40, 130])
def test_a_scan_with_a_few_typed_words_is_a_scan_however_pale_its_print(tmp_path: Path, ink: int) -> None:
    path = page(tmp_path / "a.pdf", lambda c: over(c, written(ink)), lambda c: write(c, STAMP[2:]))
    assert kind_of(path) is PageKind.SCAN


@pytest.mark.parametrize("colour", [(226, 205, 160), (180, 30, 30)])
def test_a_page_of_few_letters_over_letter_paper_keeps_its_text(tmp_path: Path, colour: tuple[int, int, int]) -> None:
    path = page(tmp_path / "a.pdf", lambda c: over(c, ornament(colour)), lambda c: write(c, STAMP))
    assert kind_of(path) is PageKind.TEXT


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

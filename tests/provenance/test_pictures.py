"""Pictures of pages: the frame stands around the very words, upright, on scans as they lie and for Word files too."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from pipelines.model.document import Box
from pipelines.provenance.boxes import boxes_of, has_extent, pages_of
from pipelines.provenance.picture import NoSuchPage, PageLook, page_picture

FRAME = np.array([176, 0, 32])
WIDTH, HEIGHT = 400.0, 300.0
BOX = Box(1, 100.0, 120.0, 220.0, 150.0)


def drawn_pdf(path: Path, *, rotation: int = 0) -> Path:
    canvas = Canvas(str(path), pagesize=(WIDTH, HEIGHT))
    canvas.rect(110, HEIGHT - 145, 100, 20, fill=1)  # inside BOX
    canvas.showPage()
    canvas.save()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.pages[0].Rotate = rotation
        pdf.save(path)
    return path


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def frame_of(picture: np.ndarray) -> tuple[int, int, int, int]:
    red = np.abs(picture - FRAME).sum(axis=2) < 60
    ys, xs = np.nonzero(red)
    return xs.min(), ys.min(), xs.max(), ys.max()


def test_frame_stands_around_the_box(tmp_path: Path) -> None:
    made = page_picture(drawn_pdf(tmp_path / "a.pdf"), 1, [BOX])
    x0, y0, x1, y1 = frame_of(pixels(made.png))
    expected = [98 * made.scale, 118 * made.scale, 222 * made.scale, 152 * made.scale]
    assert [x0, y0, x1, y1] == pytest.approx(expected, abs=3)
    assert made.width == pytest.approx(WIDTH * made.scale, abs=1)


def test_print_under_the_frame_stays_black(tmp_path: Path) -> None:
    made = page_picture(drawn_pdf(tmp_path / "a.pdf"), 1, [BOX])
    assert pixels(made.png)[round(135 * made.scale), round(160 * made.scale)].max() < 60


def test_cropped_picture_keeps_the_width_and_the_neighbouring_lines(tmp_path: Path) -> None:
    path = drawn_pdf(tmp_path / "a.pdf")
    whole, cropped = page_picture(path, 1, [BOX]), page_picture(path, 1, [BOX], crop=True)
    assert cropped.width == whole.width
    assert cropped.height == pytest.approx((150 + 70 - (120 - 70)) * whole.scale, abs=2)


def test_turned_page_is_drawn_as_displayed(tmp_path: Path) -> None:
    made = page_picture(drawn_pdf(tmp_path / "a.pdf", rotation=90), 1)
    assert (made.width, made.height) == pytest.approx((HEIGHT * made.scale, WIDTH * made.scale), abs=1)


def test_boxes_of_other_pages_and_of_word_files_are_not_drawn(tmp_path: Path) -> None:
    made = page_picture(drawn_pdf(tmp_path / "a.pdf"), 1, [Box(2, 10, 10, 50, 50), Box(1)])
    assert not (np.abs(pixels(made.png) - FRAME).sum(axis=2) < 60).any()


def test_page_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPage, match="không có trang 2; tệp có 1 trang"):
        page_picture(drawn_pdf(tmp_path / "a.pdf"), 2)


def scan(path: Path, *, lean: float, quarters: int) -> Path:
    """Lines of dashes as a picture in a PDF, leaning and fed sideways; the tenth line is a bar."""
    sheet = Image.new("L", (1200, 900), 255)
    pen = ImageDraw.Draw(sheet)
    for line in range(20):
        for word in range(12):
            pen.rectangle((90 + word * 85, 40 + line * 42, 150 + word * 85, 52 + line * 42), fill=0)
    pen.rectangle((90, 40 + 9 * 42, 1090, 52 + 9 * 42), fill=0)
    leaning = sheet.rotate(-lean, fillcolor=255, resample=Image.Resampling.BICUBIC)
    fed = leaning.rotate(90 * quarters, expand=True)
    fed.save(path, "PDF", resolution=150)
    return path


@pytest.mark.parametrize("quarters", [0, 1])
def test_scan_is_turned_as_it_was_read_and_shown_as_it_lies(tmp_path: Path, quarters: int) -> None:
    path = scan(tmp_path / "a.pdf", lean=1.5, quarters=quarters)
    made = page_picture(path, 1, look=PageLook(is_scan=True, rotation=90 * quarters))
    dark = pixels(made.png).max(axis=2) < 120
    rows = dark[:, round(made.width * 0.1) : round(made.width * 0.9)].mean(axis=1)
    assert made.width > made.height
    # a level bar fills its rows; one that leans by 1.5 degrees over 1,000 pixels fills none
    assert rows.max() < 0.9


def test_stored_places_are_read_back() -> None:
    boxes = boxes_of("[[3,10.0,20.0,30.0,40.0],[4,1.0,2.0,3.0,4.0]]")
    assert boxes == (Box(3, 10.0, 20.0, 30.0, 40.0), Box(4, 1.0, 2.0, 3.0, 4.0))
    assert pages_of(boxes) == (3, 4)
    assert boxes_of(None) == ()
    assert not has_extent(boxes_of("[[1,0.0,0.0,0.0,0.0]]")[0])


def test_damaged_place_says_what_was_expected() -> None:
    with pytest.raises(ValueError, match=r"\[\[page,x0,y0,x1,y1\],…\]"):
        boxes_of("[[1,")

"""A page as every viewer shows it, stamps and signatures included, with the cell or clause boxed.

Boxes are in points of the page as it stands upright: a sheet that was fed sideways is turned as the reader turned it.
A leaning or bent scan is shown as it lies; the boxes were put back to where the words stand on it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from pipelines.model.document import Box, PageKind
from pipelines.provenance.boxes import has_extent
from pipelines.reading.limits import DEFAULT_LIMITS
from pipelines.reading.pdf.pagelayout import raw_page
from pipelines.reading.pdf.primitives import open_pdf, read_page
from pipelines.reading.scan.picture import render, scan_dpi

_DPI = 110.0
_MOST_PIXELS = 3200  # longest side; a page of several metres is a hostile one
CONTEXT = 70.0  # points: a row and its neighbours
_MARGIN = 2.0  # points between the words and the frame
# the frame is told apart by lightness alone, so that a grey print shows it too
_FRAME, _FRAME_WIDTH = (176, 0, 32), 3
_COLOURS = 64
_TINT = (255, 214, 10)
_TINT_SHARE = 0.28


@dataclass(frozen=True, slots=True)
class PageLook:
    """How the reader saw a page: whether it is a scan, and by how many degrees its display is turned."""

    is_scan: bool
    rotation: int = 0


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A drawn page: PNG bytes, size in pixels and the pixels per point."""

    png: bytes
    width: int
    height: int
    scale: float


class NoSuchPage(ValueError):  # noqa: N818 - named for what happened
    """The file has no page of that number."""


def page_picture(
    path: Path,
    page: int,
    bbox: Sequence[Box] = (),
    *,
    crop: bool = False,
    look: PageLook | None = None,
    context: float = CONTEXT,
) -> DrawnPage:
    """Draw one page of a PDF with boxes, as PNG.

    Args:
        path: the PDF.
        page: its page, from 1.
        bbox: the boxes to frame; those of other pages and those without extent are left out.
        crop: only a band of the page around the boxes, over its whole width.
        look: how the reader saw the page; looked up in the file when not given (a turned scan needs it).
        context: points above and below the boxes that a cropped picture keeps.

    Raises:
        UnreadableDocument: the file is encrypted or broken.
        NoSuchPage: there is no such page.
    """
    framed, scale = page_image(path, page, bbox, crop=crop, look=look, context=context)
    return DrawnPage(_png(framed), framed.width, framed.height, scale)


def page_image(
    path: Path,
    page: int,
    bbox: Sequence[Box] = (),
    *,
    crop: bool = False,
    look: PageLook | None = None,
    context: float = CONTEXT,
) -> tuple[Image.Image, float]:
    """As :func:`page_picture`, for callers with a format of their own: the RGB image, and its pixels per point.

    Raises:
        UnreadableDocument: the file is encrypted or broken.
        NoSuchPage: there is no such page.
    """
    seen = look or _look(path, page)
    image, points_wide = _drawn(path, page, seen)
    scale = image.width / points_wide
    here = [box for box in bbox if box.page == page and has_extent(box)]
    framed = _framed(image, [_pixels(box, scale, image) for box in here])
    return (_cropped(framed, here, scale, context) if crop and here else framed), scale


def clause_band(
    document: pdfium.PdfDocument, page: int, boxes: Sequence[Box], *, context: float, pixels_wide: int
) -> Image.Image:
    """A band of a page that is no scan, with boxes framed; of the page only the band is drawn.

    Args:
        document: the open PDF; drawing several bands of one file spares its fonts.
        page: its page, from 1.
        boxes: boxes of that page with extent, at least one.
        context: points above and below the boxes that are kept.
        pixels_wide: width of the picture, one pixel more at most.

    Raises:
        NoSuchPage: there is no such page.
    """
    if not 1 <= page <= len(document):
        raise NoSuchPage(f"không có trang {page}; tệp có {len(document)} trang.")
    sheet = document[page - 1]
    width, height = sheet.get_size()
    scale = pixels_wide / width
    top = min(max(0.0, min(box.y0 for box in boxes) - context), height)
    bottom = min(height, max(box.y1 for box in boxes) + context)
    try:
        bitmap = sheet.render(scale=scale, crop=(0, height - max(bottom, top + 1 / scale), 0, top))
        image = bitmap.to_pil().convert("RGB")
        bitmap.close()
    finally:
        sheet.close()
    moved = [replace(box, y0=box.y0 - top, y1=box.y1 - top) for box in boxes]
    return _framed(image, [_pixels(box, scale, image) for box in moved])


def page_count(path: Path) -> int:
    """Number of pages of a PDF.

    Raises:
        UnreadableDocument: the file is encrypted or broken.
    """
    with open_pdf(str(path), DEFAULT_LIMITS) as document:
        return len(document)


def _look(path: Path, number: int) -> PageLook:
    with open_pdf(str(path), DEFAULT_LIMITS) as document:
        _require_page(path, document, number)
        page = raw_page(read_page(document, number - 1, DEFAULT_LIMITS)).page
    return PageLook(page.kind is PageKind.SCAN, page.rotation)


def _drawn(path: Path, number: int, look: PageLook) -> tuple[Image.Image, float]:
    """The upright page and its width in points."""
    with open_pdf(str(path), DEFAULT_LIMITS) as document:
        _require_page(path, document, number)
        if look.is_scan:
            page = document[number - 1]
            return _upright_scan(page, (look.rotation - page.get_rotation()) // 90 % 4)
        page = document[number - 1]
        width, height = page.get_size()
        bitmap = page.render(scale=min(_DPI, 72 * _MOST_PIXELS / max(width, height)) / 72)
        image = bitmap.to_pil().convert("RGB")
        bitmap.close()
        page.close()
        return image, width


def _require_page(path: Path, document: pdfium.PdfDocument, number: int) -> None:
    if not 1 <= number <= len(document):
        raise NoSuchPage(f"{path.name}: không có trang {number}; tệp có {len(document)} trang.")


def _upright_scan(page: pdfium.PdfPage, quarters: int) -> tuple[Image.Image, float]:
    """A scan turned upright, in its own colours."""
    dpi = min(scan_dpi(page), _DPI * 1.3, 72 * _MOST_PIXELS / max(page.get_size()))
    image = Image.fromarray(np.ascontiguousarray(np.rot90(render(page, dpi, forms=True), -quarters)))
    return image, image.width * 72 / dpi


def _pixels(box: Box, scale: float, image: Image.Image) -> tuple[int, int, int, int]:
    x0, y0 = (round((value - _MARGIN) * scale) for value in (box.x0, box.y0))
    x1, y1 = (round((value + _MARGIN) * scale) for value in (box.x1, box.y1))
    return max(0, x0), max(0, y0), min(image.width - 1, x1), min(image.height - 1, y1)


def _framed(image: Image.Image, places: Iterable[tuple[int, int, int, int]]) -> Image.Image:
    """Tint and frame; the tint multiplies, so that the letters stay black."""
    drawn = image.convert("RGB")
    for place in places:
        if place[2] <= place[0] or place[3] <= place[1]:
            continue
        part = drawn.crop(place)
        tint = Image.blend(
            Image.new("RGB", part.size, (255, 255, 255)), Image.new("RGB", part.size, _TINT), _TINT_SHARE
        )
        drawn.paste(Image.fromarray((np.asarray(part, np.uint16) * np.asarray(tint) // 255).astype(np.uint8)), place)
        ImageDraw.Draw(drawn).rectangle(place, outline=_FRAME, width=_FRAME_WIDTH)
    return drawn


def _cropped(image: Image.Image, boxes: Sequence[Box], scale: float, context: float) -> Image.Image:
    top = max(0, round((min(box.y0 for box in boxes) - context) * scale))
    bottom = min(image.height, round((max(box.y1 for box in boxes) + context) * scale))
    return image.crop((0, top, image.width, max(bottom, top + 1)))


def _png(image: Image.Image) -> bytes:
    buffer = io.BytesIO()
    _in_few_colours(image.convert("RGB")).save(buffer, "PNG", optimize=False)
    return buffer.getvalue()


def _in_few_colours(image: Image.Image) -> Image.Image:
    """The picture in 64 colours, which keep scans readable and quarter the size; the frame's colour is one of them."""
    drawn = image.quantize(_COLOURS - 1)
    palette = (drawn.getpalette() or [])[: 3 * (_COLOURS - 1)]
    places = np.asarray(drawn).copy()
    places[(np.asarray(image) == _FRAME).all(axis=2)] = len(palette) // 3
    framed = Image.fromarray(places)
    framed.putpalette([*palette, *_FRAME])  # a grey picture becomes one of a palette
    return framed

"""Text on a page that is covered by images: printed over a background, or hidden behind a scan.

OCR programs put their text into scans unseen: in render mode 3, without colour, or under the picture. A page whose
text is seen over its images is born-digital, whatever the images show: coloured paper, a pattern, a watermark.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipelines.reading.limits import ReadingLimits
from pipelines.reading.pdf.display import Display
from pipelines.reading.pdf.native import ADDRESS, INT, UINT, address_of, bare
from pipelines.reading.pdf.paths import Matrix, Objects, UserBox, box_through, multiply
from pipelines.reading.pdf.shapes import SeenText
from pipelines.reading.pdf.triage import TYPED_LETTERS

_UNSEEN_MODES = frozenset({3, 7})  # neither filled nor stroked; clipping alone
_BANDS = 20  # the page's height is divided into so many: stamps of signing software fill a few
_OPAQUE = 250
_BYTES = {  # of one pixel
    pdfium_c.FPDFBitmap_Gray: 1,
    pdfium_c.FPDFBitmap_BGR: 3,
    pdfium_c.FPDFBitmap_BGRx: 4,
    pdfium_c.FPDFBitmap_BGRA: 4,
}
_ROWS_LOOKED_AT = 800
_CONTRAST = 75  # of 255 between paper and strokes
_STROKES = 8  # in one row: three letters
_WRITTEN_ROWS = 4  # of those looked at: a line of small print has as many
_MOST_IMAGES = 64  # a page in more pieces is a scan in strips
_BLANKS = frozenset({0x20, 0xA0, 0x0A, 0x0D, 0x09})

_Seen = list[tuple[int, UserBox]]  # address and box of text objects


def _covers(image: UserBox, text: UserBox) -> bool:
    x, y = (text[0] + text[2]) / 2, (text[1] + text[3]) / 2
    return image[0] <= x <= image[2] and image[1] <= y <= image[3]


def _as_object(address: int) -> Any:  # noqa: ANN401 - ctypes handle
    return ctypes.cast(address, pdfium_c.FPDF_PAGEOBJECT)


def _least_alpha(bitmap: Any) -> int:  # noqa: ANN401 - ctypes handle
    """Opacity of the clearest twentieth of a picture, 0..255; opaque for formats that have none."""
    if pdfium_c.FPDFBitmap_GetFormat(bitmap) != pdfium_c.FPDFBitmap_BGRA:
        return _OPAQUE
    alphas = _pixels(bitmap)[:, 3 : 4 * pdfium_c.FPDFBitmap_GetWidth(bitmap) : 4]
    return int(np.percentile(alphas, 5)) if alphas.size else _OPAQUE


def _pixels(bitmap: Any) -> npt.NDArray[np.uint8]:  # noqa: ANN401 - ctypes handle
    """A bitmap's bytes, a row for each of its rows."""
    height, stride = pdfium_c.FPDFBitmap_GetHeight(bitmap), pdfium_c.FPDFBitmap_GetStride(bitmap)
    buffer = ctypes.cast(pdfium_c.FPDFBitmap_GetBuffer(bitmap), ctypes.POINTER(ctypes.c_ubyte))
    return np.ctypeslib.as_array(buffer, (height, stride))


def _written_rows(bitmap: Any) -> int:  # noqa: ANN401 - ctypes handle
    """How many of the rows that are looked at cross as many dark strokes as a few letters have.

    Writing is told from patterns by its contrast and from frames and emblems by its many strokes in one row.
    """
    kind = pdfium_c.FPDFBitmap_GetFormat(bitmap)
    width = pdfium_c.FPDFBitmap_GetWidth(bitmap)
    depth = _BYTES.get(kind)
    if depth is None or not width:
        return _WRITTEN_ROWS
    pixels = _pixels(bitmap)
    rows = pixels[:: max(1, len(pixels) // _ROWS_LOOKED_AT), : width * depth].reshape(-1, width, depth).astype(np.int16)
    if kind == pdfium_c.FPDFBitmap_BGRA:
        rows[..., :3] = 255 - (255 - rows[..., :3]) * rows[..., 3:] // 255
    light = rows[..., :3].mean(axis=2)
    dark = light < np.percentile(light, 75) - _CONTRAST
    strokes = (dark[:, 1:] & ~dark[:, :-1]).sum(axis=1)
    return int((strokes >= _STROKES).sum())


class _Painter:
    """Walks a page in painting order and keeps the text that stays in sight, and the images."""

    def __init__(self, page: pdfium.PdfPage, limits: ReadingLimits) -> None:
        self.seen: _Seen = []
        self.images: list[int] = []
        self._document, self._page = page.pdf, page
        self._objects = Objects()
        self._mode = bare("FPDFTextObj_GetTextRenderMode", INT, ADDRESS)
        self._see_through = bare("FPDFPageObj_HasTransparency", INT, ADDRESS)
        self._deepest = limits.max_form_depth

    def paint(self, objects: Iterator[int], outer: Matrix, depth: int = 0) -> None:
        """Add the text objects of a page or form, and take away what an image covers."""
        for item in objects:
            kind = self._objects.kind(item)
            if kind == pdfium_c.FPDF_PAGEOBJ_TEXT:
                self._text(item, outer)
            elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
                self._image(item, outer)
            elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < self._deepest:
                inside = (self._objects.inside(item, i) for i in range(self._objects.count_inside(item)))
                self.paint(inside, multiply(self._objects.matrix(item), outer), depth + 1)

    def _text(self, item: int, outer: Matrix) -> None:
        box = self._objects.box(item)
        if box is not None and self._mode(item) not in _UNSEEN_MODES and self._objects.is_inked(item, 0):
            self.seen.append((item, box_through(outer, box)))

    def _image(self, item: int, outer: Matrix) -> None:
        self.images.append(item)
        box = self._objects.box(item)
        if box is None or not self.seen:
            return
        covers = partial(_covers, box_through(outer, box))
        if any(covers(text) for _, text in self.seen) and not self._shows_through(item):
            self.seen = [(text, place) for text, place in self.seen if not covers(place)]

    def _shows_through(self, image: int) -> bool:
        """True for pictures with transparent parts: watermarks, signatures."""
        if self._see_through(image):
            return True
        return self._look(image, _least_alpha, _OPAQUE) < _OPAQUE

    def shows_writing(self) -> bool:
        """True when the images look as if something was written on them, or cannot be looked at."""
        if len(self.images) > _MOST_IMAGES:
            return True
        rows = sum(self._look(image, _written_rows, _WRITTEN_ROWS) for image in self.images)
        return rows >= _WRITTEN_ROWS

    def _look(self, image: int, judge: Callable[[Any], int], blind: int) -> int:
        """What ``judge`` says of an image's bitmap; ``blind`` when there is none."""
        bitmap = pdfium_c.FPDFImageObj_GetRenderedBitmap(self._document, self._page, _as_object(image))
        if not bitmap:
            return blind
        try:
            return judge(bitmap)
        finally:
            pdfium_c.FPDFBitmap_Destroy(bitmap)


def _letters(page: pdfium.PdfPage) -> dict[int, int]:
    """Letters printed by each text object."""
    handle = pdfium_c.FPDFText_LoadPage(page)
    if not handle:
        return {}
    get_object = bare("FPDFText_GetTextObject", ADDRESS, ADDRESS, INT)
    get_code = bare("FPDFText_GetUnicode", UINT, ADDRESS, INT)
    text_page = address_of(handle)
    letters: dict[int, int] = {}
    try:
        for index in range(max(0, pdfium_c.FPDFText_CountChars(handle))):
            if get_code(text_page, index) not in _BLANKS:
                item = get_object(text_page, index) or 0
                letters[item] = letters.get(item, 0) + 1
    finally:
        pdfium_c.FPDFText_ClosePage(handle)
    return letters


def seen_text(page: pdfium.PdfPage, display: Display, limits: ReadingLimits, count: int | None = None) -> SeenText:
    """How much of a page's text is seen over its images.

    Args:
        page: an open page.
        display: mapping of the page.
        limits: bounds on nested forms.
        count: only its first objects; what was drawn into it behind them is no part of the print.
    """
    painter = _Painter(page, limits)
    at, get = address_of(page.raw), bare("FPDFPage_GetObject", ADDRESS, ADDRESS, INT)
    objects = max(0, pdfium_c.FPDFPage_CountObjects(page) if count is None else count)
    painter.paint((get(at, index) for index in range(objects)), (1.0, 0.0, 0.0, 1.0, 0.0, 0.0))
    letters = _letters(page)
    boxes = display.boxes(np.array([box for _, box in painter.seen], np.float64).reshape(-1, 4))
    middles = (boxes[:, 1] + boxes[:, 3]) / 2 * _BANDS / max(display.height, 1.0)
    found = [letters.get(item, 0) for item, _ in painter.seen]
    bands = {int(middle) for middle, n in zip(middles.tolist(), found, strict=True) if n}
    number = sum(found)
    return SeenText(number, len(bands) / _BANDS, not 0 < number < TYPED_LETTERS or painter.shows_writing())

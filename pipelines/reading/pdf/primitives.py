"""What pdfium knows about a page, as :class:`~pipelines.reading.pdf.shapes.PageContent`.

The raw API is called directly: one page has thousands of characters, and pypdfium2's helper objects cost more
than the calls themselves. Handles are closed as soon as a page is read, so memory stays flat.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.limits import ReadingLimits
from pipelines.reading.pdf.display import Display
from pipelines.reading.pdf.paths import PathCollector
from pipelines.reading.pdf.shapes import Glyph, PageContent

_HYPHENS = {0x02, 0xFFFE, 0x00AD}  # pdfium writes the first two for a hyphen that ends a line
_BLANKS = {0x20, 0xA0, 0x09, 0x3000, 0x202F, *range(0x2000, 0x200B)}
_UNPRINTED = {0x00, 0x0A, 0x0D, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF}
_INFERRED = 0.01  # a blank without extent was not drawn: pdfium infers it from the order of printing
_BOLD_WEIGHT = 600
_FORCE_BOLD_FLAG = 1 << 18
_ITALIC_FLAG = 1 << 6
_FILL_AND_STROKE = 2


class _Style(NamedTuple):
    size: float
    bold: bool
    italic: bool


@contextmanager
def open_pdf(path: str, limits: ReadingLimits) -> Iterator[pdfium.PdfDocument]:
    """Open a PDF for reading and close it whatever happens.

    Raises:
        UnreadableDocument: ``encrypted``, ``corrupt`` or ``too_many_pages``.
    """
    try:
        document = pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        raise _open_error(error) from error
    try:
        if len(document) > limits.max_pages:
            raise UnreadableDocument("too_many_pages", f"{len(document)} pages, at most {limits.max_pages} are read")
        yield document
    finally:
        document.close()


def _open_error(error: pdfium.PdfiumError) -> UnreadableDocument:
    needs_password = getattr(error, "err_code", None) in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)
    if needs_password:
        return UnreadableDocument("encrypted", "the file asks for a password; ask the sender for an open copy")
    return UnreadableDocument("corrupt", f"no PDF reader can open the file ({error}); ask the sender for it again")


def _font_style(text_object: Any, scale: float) -> _Style:  # noqa: ANN401 - ctypes handle
    size = ctypes.c_float()
    pdfium_c.FPDFTextObj_GetFontSize(text_object, size)
    font = pdfium_c.FPDFTextObj_GetFont(text_object)
    name, flags, weight = "", 0, 0
    if font:
        buffer = ctypes.create_string_buffer(256)
        pdfium_c.FPDFFont_GetBaseFontName(font, buffer, 256)
        name = buffer.value.decode("utf-8", "replace").lower()
        flags = pdfium_c.FPDFFont_GetFlags(font)
        weight = pdfium_c.FPDFFont_GetWeight(font)
    bold = _is_bold(name, flags, weight) or (
        pdfium_c.FPDFTextObj_GetTextRenderMode(text_object) == _FILL_AND_STROKE  # Word's synthetic bold
    )
    italic = "italic" in name or "oblique" in name or bool(flags > 0 and flags & _ITALIC_FLAG)
    return _Style(size.value * scale, bold, italic)


def _is_bold(name: str, flags: int, weight: int) -> bool:
    if "bold" in name or "black" in name:
        return True
    return (flags > 0 and bool(flags & _FORCE_BOLD_FLAG)) or (weight >= _BOLD_WEIGHT and "," not in name)


class _TextReader:
    """Reads the characters of one text page; holds the ctypes buffers that the calls fill."""

    def __init__(self, text_page: Any, display: Display) -> None:  # noqa: ANN401 - ctypes handle
        self._page = text_page
        self._display = display
        self._styles: dict[int, _Style] = {}
        self._matrix = pdfium_c.FS_MATRIX()
        self._null_style = _Style(0.0, False, False)

    def _style(self, index: int) -> _Style:
        handle = pdfium_c.FPDFText_GetTextObject(self._page, index)
        if not handle:
            return self._null_style
        address = ctypes.addressof(handle.contents)
        style = self._styles.get(address)
        if style is None:
            pdfium_c.FPDFText_GetMatrix(self._page, index, self._matrix)
            scale = max(abs(self._matrix.c), abs(self._matrix.d)) or 1.0
            style = self._styles[address] = _font_style(handle, scale)
        return style

    def glyphs(self, count: int) -> list[Glyph]:
        """All characters in the file's order; blanks that pdfium only inferred are left out."""
        box = pdfium_c.FS_RECTF()
        x, y = ctypes.c_double(), ctypes.c_double()
        page, to_box, to_point = self._page, self._display.box, self._display.point
        get_code, get_box = pdfium_c.FPDFText_GetUnicode, pdfium_c.FPDFText_GetLooseCharBox
        get_origin = pdfium_c.FPDFText_GetCharOrigin
        glyphs: list[Glyph] = []
        high = 0
        for index in range(count):
            code = get_code(page, index)
            if code in _UNPRINTED:
                continue
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            get_box(page, index, box)
            if code in _BLANKS and abs(box.right - box.left) + abs(box.top - box.bottom) < _INFERRED:
                continue
            get_origin(page, index, x, y)
            x0, y0, x1, y1 = to_box(box.left, box.bottom, box.right, box.top)
            baseline = to_point(x.value, y.value)[1]
            style = self._style(index)
            text = " " if code in _BLANKS else _character(code, high)
            high = 0
            glyphs.append(Glyph(text, x0, x1, y0, y1, baseline, style.size or y1 - y0, style.bold, style.italic))
        return glyphs


def _character(code: int, high: int) -> str:
    if code in _HYPHENS:
        return "-"
    if high:
        return chr(0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00))
    return chr(code)


def compose_marks(glyphs: list[Glyph]) -> list[Glyph]:
    """Attach combining marks to the letter before them and bring every glyph to NFC."""
    composed: list[Glyph] = []
    for glyph in glyphs:
        if glyph.text.isascii():
            composed.append(glyph)
        elif composed and unicodedata.combining(glyph.text[0]):
            base = composed[-1]
            composed[-1] = base._replace(text=unicodedata.normalize("NFC", base.text + glyph.text))
        else:
            text = unicodedata.normalize("NFC", glyph.text)
            composed.append(glyph if text == glyph.text else glyph._replace(text=text))
    return composed


def _text(page: pdfium.PdfPage, display: Display, limits: ReadingLimits) -> list[Glyph]:
    handle = pdfium_c.FPDFText_LoadPage(page)
    if not handle:
        return []
    try:
        count = max(0, pdfium_c.FPDFText_CountChars(handle))
        if count > limits.max_chars_per_page:
            raise UnreadableDocument(
                "too_large", f"a page has {count} characters, at most {limits.max_chars_per_page} are read"
            )
        glyphs = _TextReader(handle, display).glyphs(count)
    finally:
        pdfium_c.FPDFText_ClosePage(handle)
    return compose_marks(glyphs)


def read_page(document: pdfium.PdfDocument, index: int, limits: ReadingLimits) -> PageContent:
    """Read page ``index`` (from 0) and close it again.

    Raises:
        UnreadableDocument: ``corrupt`` when pdfium cannot load the page, ``too_large`` beyond the limits.
    """
    try:
        page = document[index]
    except pdfium.PdfiumError as error:
        raise UnreadableDocument("corrupt", f"page {index + 1} cannot be loaded ({error})") from error
    try:
        display = Display.of(page)
        paths = PathCollector(display, limits)
        paths.collect(page)
        glyphs = _text(page, display, limits)
    finally:
        page.close()
    return PageContent(
        number=index + 1,
        width=display.width,
        height=display.height,
        rotation=display.rotation,
        glyphs=tuple(glyphs),
        rules=tuple(paths.rules),
        dots=tuple(paths.dots),
        image_share=paths.image_share,
        object_count=paths.object_count,
        rules_skipped=paths.skipped,
    )

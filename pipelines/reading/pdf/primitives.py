"""What pdfium knows about a page, as :class:`~pipelines.reading.pdf.shapes.PageContent`.

Handles are closed as soon as a page is read, so memory stays flat over a document.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.limits import ReadingLimits
from pipelines.reading.pdf.characters import read_characters
from pipelines.reading.pdf.display import Display
from pipelines.reading.pdf.overlay import seen_text
from pipelines.reading.pdf.paths import PathCollector
from pipelines.reading.pdf.shapes import Glyph, PageContent
from pipelines.reading.pdf.triage import LARGE_SHARE


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
            raise UnreadableDocument("too_many_pages", f"tệp có {len(document)} trang, tối đa {limits.max_pages} trang")
        yield document
    finally:
        document.close()


def _open_error(error: pdfium.PdfiumError) -> UnreadableDocument:
    needs_password = getattr(error, "err_code", None) in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)
    if needs_password:
        return UnreadableDocument("encrypted", "tệp PDF có mật khẩu mở tệp")
    return UnreadableDocument("corrupt", f"không mở được tệp PDF ({error})")


def _text(
    page: pdfium.PdfPage, number: int, display: Display, limits: ReadingLimits
) -> tuple[Sequence[Glyph], Display]:
    """The page's glyphs, and the display in which they read upright."""
    handle = pdfium_c.FPDFText_LoadPage(page)
    if not handle:
        return (), display
    try:
        count = max(0, pdfium_c.FPDFText_CountChars(handle))
        if count > limits.max_chars_per_page:
            raise UnreadableDocument(
                "too_complex", f"trang {number} có {count} ký tự, tối đa {limits.max_chars_per_page} ký tự"
            )
        printed = read_characters(handle, count, display)
        if printed.glyphs and printed.turn != display.rotation:
            # A landscape annex printed sideways on upright sheets, without /Rotate: turn the page for the reader
            display = display.turned(printed.turn)
            printed = read_characters(handle, count, display)
        return printed.glyphs, display
    finally:
        pdfium_c.FPDFText_ClosePage(handle)


def read_page(document: pdfium.PdfDocument, index: int, limits: ReadingLimits) -> PageContent:
    """Read page ``index`` (from 0) and close it again.

    Raises:
        UnreadableDocument: ``corrupt`` when pdfium cannot load the page, ``too_complex`` beyond the limits.
    """
    try:
        page = document[index]
    except pdfium.PdfiumError as error:
        raise UnreadableDocument("corrupt", f"không đọc được trang {index + 1} ({error})") from error
    try:
        glyphs, display = _text(page, index + 1, Display.of(page), limits)
        paths = PathCollector(display, limits)
        paths.collect(page)
        look = paths.image_share > LARGE_SHARE and len(glyphs) > 0 and not paths.skipped
        seen = seen_text(page, display, limits) if look else None
    finally:
        page.close()
    return PageContent(
        number=index + 1,
        width=display.width,
        height=display.height,
        rotation=display.rotation,
        glyphs=glyphs,
        rules=tuple(paths.rules),
        dots=tuple(paths.dots),
        image_share=paths.image_share,
        object_count=paths.object_count,
        rules_skipped=paths.skipped,
        seen=seen,
    )

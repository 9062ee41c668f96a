"""What pdfium knows about a page, as :class:`~pipelines.reading.pdf.shapes.PageContent`.

Handles are closed as soon as a page is read, so memory stays flat over a document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.limits import ReadingLimits
from pipelines.reading.pdf.appearances import draw_annotations
from pipelines.reading.pdf.characters import PrintedText, read_characters
from pipelines.reading.pdf.display import Display
from pipelines.reading.pdf.fillins import filled_in
from pipelines.reading.pdf.glyphs import Glyphs
from pipelines.reading.pdf.overlay import seen_text
from pipelines.reading.pdf.paths import PathCollector, UserBox
from pipelines.reading.pdf.shapes import PageContent, Upright
from pipelines.reading.pdf.stamps import sort_stamps
from pipelines.reading.pdf.strikes import without_struck
from pipelines.reading.pdf.triage import LARGE_SHARE

_BACKGROUND = 0.3  # share of the page from which on a picture lies behind the text


@contextmanager
def open_pdf(path: str, limits: ReadingLimits) -> Iterator[pdfium.PdfDocument]:
    """Open a PDF for reading or drawing, its forms and signatures included, and close it whatever happens.

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
        if document.get_formtype() != pdfium_c.FORMTYPE_NONE:
            with suppress(pdfium.PdfiumError):  # fields are then neither read nor drawn, as in a file without forms
                document.init_forms()
        yield document
    finally:
        document.close()


def _open_error(error: pdfium.PdfiumError) -> UnreadableDocument:
    needs_password = getattr(error, "err_code", None) in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)
    if needs_password:
        return UnreadableDocument("encrypted", "tệp PDF có mật khẩu mở tệp")
    return UnreadableDocument("corrupt", f"không mở được tệp PDF ({error})")


def _text(
    page: pdfium.PdfPage, number: int, display: Display, limits: ReadingLimits, groups: Sequence[frozenset[int]]
) -> tuple[PrintedText, Display, tuple[Upright, ...]]:
    """The page's characters, the display in which most of them read level, and those that read another way."""
    handle = pdfium_c.FPDFText_LoadPage(page)
    if not handle:
        return PrintedText(Glyphs.of(()), 0, tuple(Glyphs.of(()) for _ in groups)), display, ()
    try:
        count = max(0, pdfium_c.FPDFText_CountChars(handle))
        if count > limits.max_chars_per_page:
            raise UnreadableDocument(
                "too_complex", f"trang {number} có {count} ký tự, tối đa {limits.max_chars_per_page} ký tự"
            )
        printed = read_characters(handle, count, display, groups)
        if printed.glyphs and printed.turn != display.rotation:
            # A landscape annex printed sideways on upright sheets, without /Rotate: turn the page for the reader
            display = display.turned(printed.turn)
            printed = read_characters(handle, count, display, groups)
        upright = tuple(
            Upright(
                (turn - display.rotation) % 360,
                read_characters(handle, count, display.turned(turn), groups, turn).glyphs,
            )
            for turn in printed.others
        )
        return printed, display, upright
    finally:
        pdfium_c.FPDFText_ClosePage(handle)


def _load(document: pdfium.PdfDocument, index: int) -> pdfium.PdfPage:
    try:
        return document[index]
    except pdfium.PdfiumError as error:
        raise UnreadableDocument("corrupt", f"không đọc được trang {index + 1} ({error})") from error


def read_page(document: pdfium.PdfDocument, index: int, limits: ReadingLimits) -> PageContent:
    """Read page ``index`` (from 0) and close it again.

    Raises:
        UnreadableDocument: ``corrupt`` when pdfium cannot load the page, ``too_complex`` beyond the limits.
    """
    page = _load(document, index)
    try:
        drawn = draw_annotations(document, page, index, limits)
        page = drawn.page
        printed, display, upright = _text(page, index + 1, Display.of(page), limits, [one.texts for one in drawn.drawn])
        paths = PathCollector(display, limits)
        paths.collect(page, drawn.printed)
        look = paths.image_share > LARGE_SHARE and len(printed.glyphs) > 0 and not paths.skipped
        seen = seen_text(page, display, limits, drawn.printed) if look else None
    finally:
        page.close()
    stamped = sort_stamps(drawn, printed.apart, display)
    left = without_struck(printed.glyphs, paths.rules, [display.box(*area) for area in drawn.struck])
    return PageContent(
        number=index + 1,
        width=display.width,
        height=display.height,
        rotation=display.rotation,
        glyphs=filled_in(left.glyphs, stamped.stamps) if stamped.stamps else left.glyphs,
        rules=tuple(left.rules),
        dots=tuple(paths.dots),
        image_share=paths.image_share,
        object_count=paths.object_count,
        rules_skipped=paths.skipped,
        seen=seen,
        stamps=stamped.stamps,
        signatures=stamped.signatures,
        covers=(*stamped.covers, *_small(paths.pictures, display)),
        struck=left.struck,
        stamps_refused=drawn.refused,
        shades=tuple(paths.shades),
        upright=upright,
        pictures=tuple(paths.pictures),
        slanted=printed.slanted,
    )


def _small(pictures: Iterable[UserBox], display: Display) -> Iterator[UserBox]:
    """Pictures that stand among the text, not behind it."""
    area = display.width * display.height
    return (box for box in pictures if (box[2] - box[0]) * (box[3] - box[1]) < _BACKGROUND * area)

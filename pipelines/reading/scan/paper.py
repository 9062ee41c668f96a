"""Pages that are measured in pixels: programs on phones make one pixel one point, so that A4 becomes a poster.

Such a page is read as the sheet of A4 that it is; what was read is put back to where it stands on the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipelines.model.document import Block, Box, Cell, Document, Page, Paragraph, Table
from pipelines.reading.pdf.shapes import Glyph, Stamp

_LONG_SIDE = 841.9  # of A4, in points
_LARGEST, _SMALLEST = 1.03 * 1190.6, 500.0  # no plan is printed on more than A3, or on less than A5
_ONE_TO_ONE = 0.02  # how near to one pixel for one point a page is measured in pixels
_LARGER = 1.1  # than A4

Scales = Mapping[int, float]


def _pixels_for_a_point(page: pdfium.PdfPage) -> float:
    """Resolution of the page's largest image; 0 without one."""
    best, area = 0.0, 0.0
    for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        if (right - left) * (top - bottom) > area:
            area = (right - left) * (top - bottom)
            best = max(item.get_px_size()) / max(right - left, top - bottom)
    return best


def paper_scale(page: pdfium.PdfPage) -> float:
    """Points of a scanned page for one point of its paper: 1 unless the page is measured in pixels."""
    longest = max(page.get_size())
    odd = longest > _LARGEST or longest < _SMALLEST
    if not odd and longest > _LARGER * _LONG_SIDE:
        odd = abs(_pixels_for_a_point(page) - 1) <= _ONE_TO_ONE
    return longest / _LONG_SIDE if odd else 1.0


def _shrunk(glyph: Glyph, scale: float) -> Glyph:
    return glyph._replace(
        x0=glyph.x0 / scale,
        x1=glyph.x1 / scale,
        top=glyph.top / scale,
        bottom=glyph.bottom / scale,
        baseline=glyph.baseline / scale,
        size=glyph.size / scale,
    )


def on_paper(stamp: Stamp, scale: float) -> Stamp:
    """A stamp of the page in the measure of its paper."""
    glyphs = [_shrunk(glyph, scale) for glyph in stamp.glyphs]
    hidden = ((x0 / scale, y0 / scale, x1 / scale, y1 / scale) for x0, y0, x1, y1 in stamp.hidden)
    return Stamp(glyphs, tuple(hidden))


def _moved(box: Box, scales: Scales) -> Box:
    scale = scales.get(box.page, 1.0)
    if scale == 1:
        return box
    x0, y0, x1, y1 = (round(value * scale, 2) for value in (box.x0, box.y0, box.x1, box.y1))
    return Box(box.page, x0, y0, x1, y1)


def _boxes(boxes: tuple[Box, ...], scales: Scales) -> tuple[Box, ...]:
    return tuple(_moved(box, scales) for box in boxes)


def _cell(cell: Cell, scales: Scales) -> Cell:
    return replace(cell, boxes=_boxes(cell.boxes, scales))


def _paragraph(paragraph: Paragraph, scales: Scales) -> Paragraph:
    return replace(paragraph, boxes=_boxes(paragraph.boxes, scales))


def _block(block: Block, scales: Scales) -> Block:
    if isinstance(block, Table):
        return replace(block, cells=tuple(_cell(cell, scales) for cell in block.cells))
    return _paragraph(block, scales)


def _page(page: Page, scales: Scales) -> Page:
    scale = scales.get(page.number, 1.0)
    return page if scale == 1 else replace(page, width=page.width * scale, height=page.height * scale)


def on_pages(document: Document, scales: Scales) -> Document:
    """Put what was read in the measure of the paper back to where it stands on its pages.

    Args:
        document: as read.
        scales: :func:`paper_scale` of each scanned page.
    """
    if all(scale == 1 for scale in scales.values()):
        return document
    return replace(
        document,
        pages=tuple(_page(page, scales) for page in document.pages),
        blocks=tuple(_block(block, scales) for block in document.blocks),
        furniture=tuple(_paragraph(block, scales) for block in document.furniture),
        notes=tuple(_paragraph(block, scales) for block in document.notes),
        issues=tuple(
            issue if issue.box is None else replace(issue, box=_moved(issue.box, scales)) for issue in document.issues
        ),
    )

"""Pages that are measured in pixels: programs on phones make one pixel one point, so that A4 becomes a poster.

Such a page is read as the sheet of A4 that it is, and every page levelled; what was read is put back to where it stands
on the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from pipelines.model.document import Block, Box, Cell, Document, Page, Paragraph, Table
from pipelines.reading.pdf.shapes import Glyph, Stamp
from pipelines.reading.scan.lie import Lie

_LONG_SIDE = 841.9  # of A4, in points
_LARGEST, _SMALLEST = 1.03 * 1190.6, 500.0  # no plan is printed on more than A3, or on less than A5
_ONE_TO_ONE = 0.02  # how near to one pixel for one point a page is measured in pixels
_LARGER = 1.1  # than A4

Lies = Mapping[int, Lie]


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


def _levelled(glyph: Glyph, scale: float, shift: tuple[float, float]) -> Glyph:
    """A letter in the measure of the paper, moved."""
    right, down = shift
    return glyph._replace(
        x0=glyph.x0 / scale + right,
        x1=glyph.x1 / scale + right,
        top=glyph.top / scale + down,
        bottom=glyph.bottom / scale + down,
        baseline=glyph.baseline / scale + down,
        size=glyph.size / scale,
    )


def on_paper(stamp: Stamp, lie: Lie) -> Stamp:
    """A stamp of the page where it stands on the levelled paper; moved as a whole, for its words stand level."""
    if not stamp.glyphs:
        return stamp
    first, last, scale = stamp.glyphs[0], stamp.glyphs[-1], lie.scale
    x, y = (first.x0 + last.x1) / 2, (first.baseline + last.baseline) / 2
    level_x, level_y = lie.levelled(x, y)
    right, down = shift = level_x - x / scale, level_y - y / scale
    glyphs = [_levelled(glyph, scale, shift) for glyph in stamp.glyphs]
    hidden = (
        (x0 / scale + right, y0 / scale + down, x1 / scale + right, y1 / scale + down)
        for x0, y0, x1, y1 in stamp.hidden
    )
    return Stamp(glyphs, tuple(hidden))


def _moved(box: Box, lies: Lies) -> Box:
    lie = lies.get(box.page)
    return box if lie is None else lie.on_page(box)


def _boxes(boxes: tuple[Box, ...], lies: Lies) -> tuple[Box, ...]:
    return tuple(_moved(box, lies) for box in boxes)


def _cell(cell: Cell, lies: Lies) -> Cell:
    return replace(cell, boxes=_boxes(cell.boxes, lies))


def _paragraph(paragraph: Paragraph, lies: Lies) -> Paragraph:
    return replace(paragraph, boxes=_boxes(paragraph.boxes, lies))


def _block(block: Block, lies: Lies) -> Block:
    if isinstance(block, Table):
        return replace(block, cells=tuple(_cell(cell, lies) for cell in block.cells))
    return _paragraph(block, lies)


def _page(page: Page, lies: Lies) -> Page:
    lie = lies.get(page.number)
    if lie is None or lie.scale == 1:
        return page
    return replace(page, width=page.width * lie.scale, height=page.height * lie.scale)


def on_pages(document: Document, lies: Lies) -> Document:
    """Put what was read on levelled paper back to where it stands on its pages.

    Args:
        document: as read.
        lies: how each scanned page lay.
    """
    return replace(
        document,
        pages=tuple(_page(page, lies) for page in document.pages),
        blocks=tuple(_block(block, lies) for block in document.blocks),
        furniture=tuple(_paragraph(block, lies) for block in document.furniture),
        notes=tuple(_paragraph(block, lies) for block in document.notes),
        issues=tuple(
            issue if issue.box is None else replace(issue, box=_moved(issue.box, lies)) for issue in document.issues
        ),
    )

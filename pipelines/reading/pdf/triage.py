"""What kind of page it is; decides whether the page goes through OCR."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.model.document import PageKind
from pipelines.reading.pdf.shapes import Grid, PageContent

_SCAN_SHARE = 0.8  # an image that covers this much of the page is the page
_FRAME_SHARE = 0.5  # a box of one cell this large is a page frame, not a table


def page_kind(content: PageContent, grids: Sequence[Grid]) -> PageKind:
    """Kind of a page. A scan stays a scan under a text layer: signing software stamps text on scans."""
    if content.image_share > _SCAN_SHARE:
        return PageKind.SCAN
    if grids:
        return PageKind.TABLE
    if content.glyphs:
        return PageKind.TEXT
    return PageKind.SCAN if content.image_share > _FRAME_SHARE else PageKind.EMPTY


def is_frame(grid: Grid, content: PageContent) -> bool:
    """True for a decorative frame around the page's text."""
    area = (grid.xs[-1] - grid.xs[0]) * (grid.ys[-1] - grid.ys[0])
    return len(grid.cells) == 1 and area > _FRAME_SHARE * content.width * content.height

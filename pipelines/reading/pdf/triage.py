"""What kind of page it is; decides whether the page goes through OCR."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.model.document import PageKind
from pipelines.reading.pdf.shapes import PageContent, RuledGrid

SCAN_SHARE = 0.8  # images that cover this much of the page are the page
LARGE_SHARE = 0.5  # images from here on may be it: scans with broad margins
_FRAME_SHARE = 0.5  # a box of one cell this large is a page frame, not a table
TYPED_LETTERS = 300  # signing software stamps names, times and numbers on scans: 40 to 250 letters
_TYPED_HEIGHT = 0.3  # in one or two corners


def _is_typed(content: PageContent) -> bool:
    """True when the text is printed over the images: they are its background."""
    seen = content.seen
    if seen is None:
        return False
    if seen.letters and not seen.over_writing:
        return True
    return seen.letters >= TYPED_LETTERS and seen.height_share >= _TYPED_HEIGHT


def _is_scan(content: PageContent) -> bool:
    """A scan stays a scan under a text layer and under stamps of signing software."""
    if content.image_share > SCAN_SHARE:
        return not _is_typed(content)
    nothing_seen = not content.glyphs or (content.seen is not None and content.seen.letters == 0)
    return content.image_share > LARGE_SHARE and nothing_seen


def page_kind(content: PageContent, grids: Sequence[RuledGrid]) -> PageKind:
    """Kind of a page, by what is seen on it."""
    if _is_scan(content):
        return PageKind.SCAN
    if grids:
        return PageKind.TABLE
    return PageKind.TEXT if content.glyphs else PageKind.EMPTY


def is_frame(grid: RuledGrid, content: PageContent) -> bool:
    """True for a decorative frame around the page's text."""
    area = (grid.xs[-1] - grid.xs[0]) * (grid.ys[-1] - grid.ys[0])
    return len(grid.cells) == 1 and area > _FRAME_SHARE * content.width * content.height

"""Where pages begin: as Word last laid them out, or at least where its author broke them.

Word writes down where each page began (``w:lastRenderedPageBreak``); other programs do not. Then only the breaks that
were asked for are known: page breaks, "page break before" and sections that start a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from pipelines.reading.docx.ooxml import Element, W, val

_SAME_PAGE = frozenset({"continuous", "nextColumn"})


class PageBreaks:
    """What counts as the beginning of a page in one document."""

    def __init__(self, body: Element | None, styles: Iterable[Element] = ()) -> None:
        rendered = body is None or next(body.iter(W + "lastRenderedPageBreak"), None) is not None
        self.is_rendered = rendered
        self.tag = W + "lastRenderedPageBreak" if rendered else W + "br"
        """What :meth:`begins_page` looks at."""
        roots = [] if body is None or rendered else [body, *styles]
        self.has_asked = any(next(root.iter(W + "pageBreakBefore"), None) is not None for root in roots)
        """Whether some paragraph or style wants to begin a page."""
        self._ends: frozenset[Element] = frozenset() if body is None or rendered else frozenset(_page_ends(body))
        self.has_ends = bool(self._ends)

    def begins_page(self, node: Element) -> bool:
        """True for a node of a run behind which a page begins."""
        if self.is_rendered:
            return node.tag == W + "lastRenderedPageBreak"
        return node.tag == W + "br" and node.get(W + "type") == "page"

    def ends_page(self, properties: Element | None) -> bool:
        """True for the properties of a paragraph that ends a section before a new page."""
        section = None if properties is None or not self._ends else properties.find(W + "sectPr")
        return section is not None and section in self._ends


def sections_of(body: Element) -> Iterator[Element]:
    """Properties of every section in order; what they were before a tracked change left out."""
    for section in body.iter(W + "sectPr"):
        parent = section.getparent()
        if parent is None or parent.tag != W + "sectPrChange":
            yield section


def _page_ends(body: Element) -> Iterator[Element]:
    """Properties of the sections behind which the next one starts on a new page."""
    sections = list(sections_of(body))
    for section, following in pairwise(sections):
        if val(following, "type") not in _SAME_PAGE:
            yield section

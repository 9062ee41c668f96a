"""Where the text of a page stands and how it is set: margins, usual steps between lines, where lines start by habit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipelines.reading.pdf.columns import SidedLine
from pipelines.reading.pdf.textlines import Line
from pipelines.reading.pdf.wrapping import ends_sentence, starts_list_item, starts_lower

INDENT = 6.0  # points: a smaller shift is noise
SAME_START = 1.5  # points between the left edges of two lines that start at one place
WIDEST_STEP = 2.4  # em: words do not run on across more white than lines of one and a half leave
FULL = 1.5  # em: a line that ends this close to the margin is full
LONG_LINE = 0.6  # share of the page width from which a line reaches from margin to margin
_STEP = 1.3  # em: the usual step where nothing shows it
_TELLING_LINES = 8  # a page with fewer lines does not show its margins


@dataclass(frozen=True, slots=True)
class LineSteps:
    """The usual distance between the baselines of one paragraph, for each letter size and each side of the page.

    Recipients, notes and letterheads are set closer than the text beside them: what is usual there says nothing here.
    """

    by_size: Mapping[tuple[float, bool], float] = field(default_factory=dict)

    def usual(self, size: float, *, sided: bool) -> float:
        """The step of lines of ``size``; ``sided``: in a column of a two-column block."""
        return self.by_size.get((_key(size), sided), _STEP * size)


@dataclass(frozen=True, slots=True)
class LineStarts:
    """Where lines start inside a text, left edges in points: what stands there by habit is not centred by chance."""

    margins: tuple[float, ...] = ()  # words that run on in lower case start here
    hanging: tuple[float, ...] = ()  # and these stand further in than the line before
    indents: tuple[float, ...] = ()  # first lines whose words run on further left

    def with_usual(self, usual: LineStarts) -> LineStarts:
        """These of a page with the indents of other pages, where the page itself has no margin there."""
        added = (x for x in usual.indents if not among(x, self.margins))
        return LineStarts(self.margins, self.hanging or usual.hanging, (*self.indents, *added))


def among(x: float, places: Sequence[float]) -> bool:
    """True when a line that starts at ``x`` starts at one of ``places``."""
    return any(abs(x - place) <= SAME_START for place in places)


def line_starts(lines: Sequence[Line]) -> LineStarts:
    """Where lines start by habit, seen at words that run on from one line to the next.

    Args:
        lines: in printing order.
    """
    margins: list[float] = []
    hanging: list[float] = []
    indents: list[float] = []
    for above, below in pairwise(lines):
        step = below.baseline - above.baseline
        if not 0.7 * below.size < step < WIDEST_STEP * below.size or not _goes_on(above.text, below.text):
            continue
        margins.append(below.x0)
        if above.x0 > below.x0 + INDENT:
            indents.append(above.x0)
        elif above.x0 < below.x0 - INDENT:
            hanging.append(below.x0)
    return LineStarts(*(_repeated(places) for places in (margins, hanging, indents)))


def _goes_on(above: str, below: str) -> bool:
    """True for words in lower case below a line that ends no sentence."""
    return starts_lower(below) and not ends_sentence(above) and not starts_list_item(below)


def _repeated(places: Sequence[float]) -> tuple[float, ...]:
    """The places that were found more than once, each once."""
    found: list[float] = []
    for first, second in pairwise(sorted(places)):
        if second - first <= SAME_START and (not found or second - found[-1] > SAME_START):
            found.append(second)
    return tuple(found)


def _key(size: float) -> float:
    return round(size * 2) / 2


@dataclass(frozen=True, slots=True)
class TextArea:
    """Where the text of one page stands, in points."""

    page: int
    left: float
    right: float
    steps: LineSteps
    starts: LineStarts = LineStarts()

    @property
    def middle(self) -> float:
        """Middle of the text area."""
        return (self.left + self.right) / 2


def text_area(page: int, lines: Sequence[Line], width: float, usual: TextArea | None = None) -> TextArea:
    """Margins and line step of a page, from its own lines.

    Args:
        page: page number.
        lines: the page's lines outside tables, notes and furniture.
        width: page width in points.
        usual: area of all pages of this format; it stands in when the page has too few lines to tell.
    """
    if usual is not None and len(lines) < _TELLING_LINES:
        return replace(usual, page=page)
    if not lines:
        return TextArea(page, 0.0, width, LineSteps())
    long = [line for line in lines if line.x1 - line.x0 >= LONG_LINE * width]
    telling = long if len(long) >= 3 else lines  # a letterhead often sticks out of the margins
    left = min(line.x0 for line in telling)
    ends = sorted((line.x1 for line in telling), reverse=True)
    full = ends[min(len(ends) - 1, max(1, len(ends) // 20))]
    right = full if full > width * 0.75 else max(width - left, ends[0])
    starts = line_starts(lines)
    if usual is not None:
        starts = starts.with_usual(usual.starts)
    return TextArea(page, left, right, line_steps([SidedLine(line, None) for line in lines], right), starts)


def line_steps(placed: Sequence[SidedLine], right: float, usual: LineSteps | None = None) -> LineSteps:
    """The usual steps of a page.

    Args:
        placed: its lines in reading order.
        right: right edge of its text area; below a line that is full the same paragraph goes on.
        usual: the steps of other pages, for sizes that this one does not show.
    """
    all_steps: dict[tuple[float, bool], list[float]] = {}
    wrapped: dict[tuple[float, bool], list[float]] = {}
    for above, below in pairwise(placed):
        if (above.side, above.block) != (below.side, below.block):
            continue
        size, step = below.line.size, below.line.baseline - above.line.baseline
        if not 0.7 * size < step < 2.2 * size or abs(above.line.size - size) > 0.06 * size:
            continue
        key = (_key(size), above.side is not None)
        all_steps.setdefault(key, []).append(step)
        if above.side is None and above.line.x1 > right - FULL * size:
            wrapped.setdefault(key, []).append(step)
    found = {key: _low(wrapped.get(key) or steps) for key, steps in all_steps.items()}
    return LineSteps({**(usual.by_size if usual else {}), **found})


def _low(steps: list[float]) -> float:
    """The lower quartile: some steps have white between paragraphs in them."""
    return sorted(steps)[len(steps) // 4]

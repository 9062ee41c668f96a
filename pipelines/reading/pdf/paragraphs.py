"""Printed lines outside tables → paragraphs, over page breaks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipelines.model.document import Box, Paragraph, ParagraphKind
from pipelines.reading.pdf.columns import Placed
from pipelines.reading.pdf.textlines import Line
from pipelines.reading.pdf.wrapping import (
    ends_document,
    ends_sentence,
    is_new_item,
    join_two,
    starts_list_item,
    starts_lower,
    would_have_fitted,
)

_INDENT = 6.0  # points: a smaller shift is noise
_GAP = 1.35  # a line step this much larger than the usual one is a paragraph space
_STEP = 1.3  # em: the usual step where nothing shows it
_WIDEST_STEP = 2.4  # em: words do not run on across more white than lines of one and a half leave
_STOP = re.compile(r"[.:!?…]['\"”’)]*$")
_FULL = 1.5  # em: a line that ends this close to the margin is full
_HEADING_LETTERS = 220
_LONG_LINE = 0.6  # share of the page width from which a line reaches from margin to margin
_TELLING_LINES = 8  # a page with fewer lines does not show its margins
_CENTRE = 5.0  # points off the middle; word processors centre exactly


@dataclass(frozen=True, slots=True)
class LineSteps:
    """The usual distance between the baselines of one paragraph, for each letter size and each side of the page.

    Recipients, notes and letterheads are set closer than the text beside them: what is usual there says nothing here.
    """

    by_size: Mapping[tuple[float, bool], float] = field(default_factory=dict)

    def usual(self, size: float, *, sided: bool) -> float:
        """The step of lines of ``size``; ``sided``: in a column of a two-column block."""
        return self.by_size.get((_key(size), sided), _STEP * size)


def _key(size: float) -> float:
    return round(size * 2) / 2


@dataclass(frozen=True, slots=True)
class TextArea:
    """Where the text of one page stands, in points."""

    page: int
    left: float
    right: float
    steps: LineSteps

    @property
    def middle(self) -> float:
        """Middle of the text area."""
        return (self.left + self.right) / 2


@dataclass(slots=True)
class _Open:
    """A paragraph that may go on."""

    lines: list[Line]
    areas: list[TextArea]
    side: str | None
    block: int | None
    text: str


def text_area(page: int, lines: Sequence[Line], width: float, usual: TextArea | None = None) -> TextArea:
    """Margins and line step of a page, from its own lines.

    Args:
        page: page number.
        lines: the page's lines outside tables, notes and furniture.
        width: page width in points.
        usual: area of all pages of this format; it stands in when the page has too few lines to tell.
    """
    if usual is not None and len(lines) < _TELLING_LINES:
        return TextArea(page, usual.left, usual.right, usual.steps)
    if not lines:
        return TextArea(page, 0.0, width, LineSteps())
    long = [line for line in lines if line.x1 - line.x0 >= _LONG_LINE * width]
    telling = long if len(long) >= 3 else lines  # a letterhead often sticks out of the margins
    left = min(line.x0 for line in telling)
    ends = sorted((line.x1 for line in telling), reverse=True)
    full = ends[min(len(ends) - 1, max(1, len(ends) // 20))]
    right = full if full > width * 0.75 else max(width - left, ends[0])
    return TextArea(page, left, right, line_steps([Placed(line, None) for line in lines], right))


def line_steps(placed: Sequence[Placed], right: float, usual: LineSteps | None = None) -> LineSteps:
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
        if above.side is None and above.line.x1 > right - _FULL * size:
            wrapped.setdefault(key, []).append(step)
    found = {key: _low(wrapped.get(key) or steps) for key, steps in all_steps.items()}
    return LineSteps({**(usual.by_size if usual else {}), **found})


def _low(steps: list[float]) -> float:
    """The lower quartile: some steps have white between paragraphs in them."""
    return sorted(steps)[len(steps) // 4]


def _is_centred(line: Line, area: TextArea) -> bool:
    middle = (line.x0 + line.x1) / 2
    inset = min(line.x0 - area.left, area.right - line.x1)
    return abs(middle - area.middle) <= _CENTRE and inset > 2 * _INDENT and not starts_list_item(line.text)


def _wrapped_centred(before: Line, line: Line, area: TextArea) -> bool:
    """A centred line that was too long for its width goes on in a centred line."""
    on_middle = abs((before.x0 + before.x1) / 2 - area.middle) <= _CENTRE
    needed = before.x1 - before.x0 + 0.25 * before.size + line.first_word_width
    return on_middle and _is_centred(line, area) and needed > area.right - area.left


def _is_right(line: Line, area: TextArea) -> bool:
    return line.x0 > area.left + 0.4 * (area.right - area.left)


def _style_break(before: Line, line: Line) -> bool:
    """A bold heading followed by text in another face, or the other way round."""
    if before.bold == line.bold or abs(before.bold_share - line.bold_share) < 0.9:
        return abs(before.size - line.size) > 0.12 * before.size and not starts_lower(line.text)
    return not starts_lower(line.text)


def _indent_break(paragraph: _Open, line: Line, area: TextArea) -> bool:
    """The line starts where only a new paragraph would."""
    first, before = paragraph.lines[0], paragraph.lines[-1]
    runs_on = starts_lower(line.text) and not ends_sentence(before.text)
    if len(paragraph.lines) > 1:
        return abs(line.x0 - before.x0) > _INDENT
    if line.x0 > first.x0 + _INDENT:
        return not starts_list_item(paragraph.text) and not runs_on
    again_indented = first.x0 > area.left + _INDENT and line.x0 >= first.x0 - _INDENT
    return again_indented and ends_sentence(before.text) and not starts_lower(line.text)


def _gap_break(paragraph: _Open, placed: Placed, area: TextArea) -> bool:
    """More white than between lines of one paragraph, unless the words run on over it."""
    before, line = paragraph.lines[-1], placed.line
    step = line.baseline - before.baseline
    usual = area.steps.usual(min(before.size, line.size), sided=placed.side is not None)
    if len(paragraph.lines) > 1 and paragraph.areas[-2].page == area.page:
        usual = max(usual, before.baseline - paragraph.lines[-2].baseline)
    return step > _GAP * usual and not (placed.side is None and _runs_on(paragraph, line, area))


def _runs_on(paragraph: _Open, line: Line, area: TextArea) -> bool:
    """True for a full line that ends inside a sentence, above one that goes on with it at the same margin."""
    before, first = paragraph.lines[-1], paragraph.lines[0]
    if line.baseline - before.baseline > _WIDEST_STEP * before.size or abs(line.size - before.size) > 0.06 * line.size:
        return False
    if ends_sentence(before.text) or before.x1 < area.right - _FULL * before.size or line.x0 > first.x0 + _INDENT:
        return False
    text = line.text
    return starts_lower(text) or (text[:1].isdigit() and not starts_list_item(text))


def _starts_new(paragraph: _Open, placed: Placed, area: TextArea) -> bool:
    """Decide whether ``placed`` opens a paragraph; the questions go from the surest to the weakest."""
    before, line = paragraph.lines[-1], placed.line
    same_page = paragraph.areas[-1].page == area.page
    if (paragraph.side, paragraph.block) != (placed.side, placed.block) or line.opens_note:
        return True
    if same_page and _gap_break(paragraph, placed, area):
        return True
    if placed.side is not None:
        return not _continues_in_column(before, line)
    if _style_break(before, line) or ends_document(before.text):
        return True
    return _layout_break(paragraph, line, area, same_page)


def _layout_break(paragraph: _Open, line: Line, area: TextArea, same_page: bool) -> bool:
    """The line starts a paragraph by the way it and the line before it are set."""
    before, last_area = paragraph.lines[-1], paragraph.areas[-1]
    if same_page and _wrapped_centred(before, line, area):
        return False
    for aligned in (_is_centred, _is_right):  # each line stands for itself unless the next goes on in lower case
        if aligned(before, last_area):
            return not (same_page and aligned(line, area) and starts_lower(line.text))
    return _body_break(paragraph, line, area, same_page)


def _continues_in_column(before: Line, line: Line) -> bool:
    return starts_lower(line.text) and not ends_sentence(before.text)


def _body_break(paragraph: _Open, line: Line, area: TextArea, same_page: bool) -> bool:
    before, last_area = paragraph.lines[-1], paragraph.areas[-1]
    if same_page and _goes_on_ragged(paragraph, line, area):
        return False
    if would_have_fitted(before, line, last_area.right):
        return True
    if is_new_item(before, line, last_area.right) and not (same_page and _hangs(paragraph, line)):
        return True
    if same_page:
        return _indent_break(paragraph, line, area)
    indented = line.x0 > area.left + _INDENT
    return indented and (len(paragraph.lines) > 1 or not starts_lower(line.text))


def _goes_on_ragged(paragraph: _Open, line: Line, area: TextArea) -> bool:
    """True for words in lower case at the same margin below a long line that ends no sentence.

    Text that is set ragged, or narrower than the letterhead, leaves room at the end of every line.
    """
    before = paragraph.lines[-1]
    if not starts_lower(line.text) or starts_list_item(line.text) or _STOP.search(before.text):
        return False
    reaches = before.x1 > area.left + _LONG_LINE * (area.right - area.left)
    aligned = abs(line.x0 - before.x0) <= _INDENT or (len(paragraph.lines) == 1 and line.x0 < before.x0)
    return reaches and aligned


def _hangs(paragraph: _Open, line: Line) -> bool:
    """The line starts at the continuation margin of an indented paragraph: a dash there is inside the text."""
    first, before = paragraph.lines[0], paragraph.lines[-1]
    return len(paragraph.lines) > 1 and abs(line.x0 - before.x0) <= 3.0 and abs(line.x0 - first.x0) > _INDENT


def _boxes(paragraph: _Open) -> tuple[Box, ...]:
    boxes: list[Box] = []
    for line, area in zip(paragraph.lines, paragraph.areas, strict=True):
        here = Box(area.page, line.x0, line.top, line.x1, line.bottom)
        if boxes and boxes[-1].page == area.page:
            last = boxes.pop()
            here = Box(
                area.page, min(last.x0, here.x0), min(last.y0, here.y0), max(last.x1, here.x1), max(last.y1, here.y1)
            )
        boxes.append(here)
    return tuple(Box(box.page, round(box.x0, 2), round(box.y0, 2), round(box.x1, 2), round(box.y1, 2)) for box in boxes)


def _kind(paragraph: _Open, bold: bool) -> ParagraphKind:
    if paragraph.side == "left":
        return ParagraphKind.LEFT_COLUMN
    first, area = paragraph.lines[0], paragraph.areas[0]
    if paragraph.side == "right":
        return ParagraphKind.RIGHT
    if all(_is_centred(line, a) for line, a in zip(paragraph.lines, paragraph.areas, strict=True)):
        return ParagraphKind.CENTERED
    if len(paragraph.text) < 90 and _is_right(first, area):
        return ParagraphKind.RIGHT
    if bold and len(paragraph.text) <= _HEADING_LETTERS:
        return ParagraphKind.HEADING
    return ParagraphKind.BODY


def _close(paragraph: _Open, kind: ParagraphKind | None) -> Paragraph:
    letters = [len(line.text) for line in paragraph.lines]
    total = sum(letters)
    bold = sum(line.bold_share * n for line, n in zip(paragraph.lines, letters, strict=True)) >= 0.85 * total
    italic = sum(line.italic_share * n for line, n in zip(paragraph.lines, letters, strict=True)) >= 0.85 * total
    return Paragraph(
        text=paragraph.text,
        boxes=_boxes(paragraph),
        kind=kind or _kind(paragraph, bold),
        bold=bold,
        italic=italic,
        font_size=round(max(paragraph.lines, key=lambda line: len(line.text)).size, 2),
        note_marks=tuple(mark for line in paragraph.lines for mark in line.marks),
    )


def build_paragraphs(
    lines: Sequence[tuple[Placed, TextArea]], kind: ParagraphKind | None = None
) -> tuple[Paragraph, ...]:
    """Rejoin hard-wrapped lines.

    Args:
        lines: in reading order, each with the text area of its page; pages may follow one another.
        kind: the kind of all of them; None finds it from the layout.
    """
    done: list[Paragraph] = []
    current: _Open | None = None
    for placed, area in lines:
        if current is not None and not _starts_new(current, placed, area):
            current.text = join_two(current.text, placed.line.text, wrapped=current.lines[-1].wrapped)
            current.lines.append(placed.line)
            current.areas.append(area)
            continue
        if current is not None:
            done.append(_close(current, kind))
        current = _Open([placed.line], [area], placed.side, placed.block, placed.line.text)
    if current is not None:
        done.append(_close(current, kind))
    return tuple(done)

"""Printed lines outside tables → paragraphs, over page breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
_HEADING_LETTERS = 220
_LONG_LINE = 0.6  # share of the page width from which a line reaches from margin to margin
_TELLING_LINES = 8  # a page with fewer lines does not show its margins
_CENTRE = 5.0  # points off the middle; word processors centre exactly


@dataclass(frozen=True, slots=True)
class TextArea:
    """Where the text of one page stands, in points."""

    page: int
    left: float
    right: float
    step: float  # usual distance between the baselines of one paragraph

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
        return TextArea(page, usual.left, usual.right, _usual_step(lines) or usual.step)
    if not lines:
        return TextArea(page, 0.0, width, 0.0)
    long = [line for line in lines if line.x1 - line.x0 >= _LONG_LINE * width]
    telling = long if len(long) >= 3 else lines  # a letterhead often sticks out of the margins
    left = min(line.x0 for line in telling)
    ends = sorted((line.x1 for line in telling), reverse=True)
    full = ends[min(len(ends) - 1, max(1, len(ends) // 20))]
    right = full if full > width * 0.75 else max(width - left, ends[0])
    return TextArea(page, left, right, _usual_step(lines))


def _usual_step(lines: Sequence[Line]) -> float:
    steps = sorted(
        below.baseline - above.baseline
        for above, below in pairwise(lines)
        if 0.7 * below.size < below.baseline - above.baseline < 2.2 * below.size
    )
    return steps[len(steps) // 4] if steps else 0.0


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


def _indent_break(paragraph: _Open, line: Line) -> bool:
    """The line starts where only a new paragraph would."""
    if len(paragraph.lines) == 1:
        return line.x0 > paragraph.lines[0].x0 + _INDENT and not starts_list_item(paragraph.text)
    return abs(line.x0 - paragraph.lines[-1].x0) > _INDENT


def _gap_break(before: Line, line: Line, area: TextArea) -> bool:
    usual = area.step or 1.3 * before.size
    return line.baseline - before.baseline > _GAP * usual


def _starts_new(paragraph: _Open, placed: Placed, area: TextArea) -> bool:
    """Decide whether ``placed`` opens a paragraph; the questions go from the surest to the weakest."""
    before, line = paragraph.lines[-1], placed.line
    same_page = paragraph.areas[-1].page == area.page
    if (paragraph.side, paragraph.block) != (placed.side, placed.block):
        return True
    if same_page and _gap_break(before, line, area):
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
    if would_have_fitted(before, line, last_area.right):
        return True
    if is_new_item(before, line, last_area.right) and not (same_page and _hangs(paragraph, line)):
        return True
    if same_page:
        return _indent_break(paragraph, line)
    indented = line.x0 > area.left + _INDENT
    return indented and (len(paragraph.lines) > 1 or not starts_lower(line.text))


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

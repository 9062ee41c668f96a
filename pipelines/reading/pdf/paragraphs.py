"""Printed lines outside tables → paragraphs, over page breaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.model.document import Box, Paragraph, ParagraphKind
from pipelines.reading.pdf.columns import SidedLine
from pipelines.reading.pdf.textarea import FULL, INDENT, LONG_LINE, SAME_START, WIDEST_STEP, TextArea, among
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

_GAP = 1.35  # a line step this much larger than the usual one is a paragraph space
_GAP_OF_SENTENCES = 1.2  # the same between a line that ends a sentence and one that starts with a capital
_GAP_OF_FIRST_LINES = 1.1  # the same between two lines that both stand where first lines do
_STOP = re.compile(r"[.:!?…]['\"”’)]*$")
_HEADING_LETTERS = 220
_NARROW_INSET = 4.0  # em: an indent is no wider, so a line further in is centred
_CENTRE = 5.0  # points off the middle; word processors centre exactly


@dataclass(slots=True)
class _Open:
    """A paragraph that may go on."""

    lines: list[Line]
    areas: list[TextArea]
    side: str | None
    block: int | None
    text: str


def _is_centred(line: Line, area: TextArea) -> bool:
    middle = (line.x0 + line.x1) / 2
    inset = min(line.x0 - area.left, area.right - line.x1)
    if abs(middle - area.middle) > _CENTRE or inset <= 2 * INDENT or starts_list_item(line.text):
        return False
    return inset > _NARROW_INSET * line.size or not among(line.x0, (*area.starts.margins, *area.starts.indents))


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
    """The line starts where only a new paragraph would, below a line that had no room for its first word."""
    first, before = paragraph.lines[0], paragraph.lines[-1]
    runs_on = not ends_sentence(before.text) and (starts_lower(line.text) or among(line.x0, area.starts.hanging))
    if len(paragraph.lines) > 1:
        return abs(line.x0 - before.x0) > INDENT
    if line.x0 > first.x0 + INDENT:
        return not starts_list_item(paragraph.text) and not runs_on
    hung = bool(area.starts.hanging) and not among(first.x0, area.starts.margins)
    indented = first.x0 > area.left + INDENT or hung or among(first.x0, area.starts.indents)
    again_indented = indented and line.x0 >= first.x0 - INDENT
    return again_indented and ends_sentence(before.text) and not starts_lower(line.text)


def _gap_break(paragraph: _Open, placed: SidedLine, area: TextArea) -> bool:
    """More white than between lines of one paragraph, unless the words run on over it."""
    before, line = paragraph.lines[-1], placed.line
    step = line.baseline - before.baseline
    usual = area.steps.usual(min(before.size, line.size), sided=placed.side is not None)
    if len(paragraph.lines) > 1 and paragraph.areas[-2].page == area.page:
        usual = max(usual, before.baseline - paragraph.lines[-2].baseline)
    least = _GAP
    if not starts_lower(line.text) and ends_sentence(before.text):
        least = _GAP_OF_SENTENCES
    elif not starts_lower(line.text) and _starts_again(paragraph, line, area):
        least = _GAP_OF_FIRST_LINES
    return step > least * usual and not (placed.side is None and _runs_on(paragraph, line, area))


def _starts_again(paragraph: _Open, line: Line, area: TextArea) -> bool:
    """The second line stands where the first does, at the place of first lines: a title without a stop is above it."""
    first = paragraph.lines[0]
    indented = among(first.x0, area.starts.indents) and not among(first.x0, area.starts.margins)
    return indented and len(paragraph.lines) == 1 and abs(line.x0 - first.x0) <= SAME_START


def _runs_on(paragraph: _Open, line: Line, area: TextArea) -> bool:
    """True for a full line that ends inside a sentence, above one that goes on with it at the same margin."""
    before, first = paragraph.lines[-1], paragraph.lines[0]
    if line.baseline - before.baseline > WIDEST_STEP * before.size or abs(line.size - before.size) > 0.06 * line.size:
        return False
    if ends_sentence(before.text) or before.x1 < area.right - FULL * before.size or line.x0 > first.x0 + INDENT:
        return False
    text = line.text
    return starts_lower(text) or (text[:1].isdigit() and not starts_list_item(text))


def _starts_new(paragraph: _Open, placed: SidedLine, area: TextArea) -> bool:
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
    indented = line.x0 > area.left + INDENT and not _goes_on_set_in(paragraph, line, area)
    return indented and (len(paragraph.lines) > 1 or not starts_lower(line.text))


def _goes_on_ragged(paragraph: _Open, line: Line, area: TextArea) -> bool:
    """True for words in lower case at the same margin below a long line that ends no sentence.

    Text that is set ragged, or narrower than the letterhead, leaves room at the end of every line.
    """
    before = paragraph.lines[-1]
    if not starts_lower(line.text) or starts_list_item(line.text) or _STOP.search(before.text):
        return False
    reaches = before.x1 > area.left + LONG_LINE * (area.right - area.left)
    aligned = abs(line.x0 - before.x0) <= INDENT or (len(paragraph.lines) == 1 and line.x0 < before.x0)
    return reaches and aligned


def _goes_on_set_in(paragraph: _Open, line: Line, area: TextArea) -> bool:
    """The first line of a page goes on with a sentence where the lines of its paragraph stand, right of the margin."""
    before, last_area = paragraph.lines[-1], paragraph.areas[-1]
    shift = (line.x0 - area.left) - (before.x0 - last_area.left)
    as_before = len(paragraph.lines) > 1 and abs(shift) <= SAME_START
    return not ends_sentence(before.text) and (as_before or among(line.x0, area.starts.hanging))


def _hangs(paragraph: _Open, line: Line) -> bool:
    """The line starts at the continuation margin of an indented paragraph: a dash there is inside the text."""
    first, before = paragraph.lines[0], paragraph.lines[-1]
    return len(paragraph.lines) > 1 and abs(line.x0 - before.x0) <= 3.0 and abs(line.x0 - first.x0) > INDENT


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
    lines: Sequence[tuple[SidedLine, TextArea]], kind: ParagraphKind | None = None
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

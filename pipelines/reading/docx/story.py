"""One story (body, header, footnote) → parsed blocks, counting numbers and pages in document order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from pipelines.model.document import ParagraphKind
from pipelines.reading.docx.drawings import TextBox
from pipelines.reading.docx.grid import Grid, background, has_vertical_rules, is_header_row, read_grid, visible_rows
from pipelines.reading.docx.numbering import Numbering
from pipelines.reading.docx.ooxml import TWIPS_PER_POINT, Element, R, W, as_int, children, int_val, on_off, val
from pipelines.reading.docx.page_breaks import PageBreaks
from pipelines.reading.docx.parsed import (
    EmbeddedKind,
    EmbeddedPart,
    ParsedBlock,
    ParsedCell,
    ParsedParagraph,
    ParsedTable,
)
from pipelines.reading.docx.runs import LINE_BREAK, Inline, InlineReader
from pipelines.reading.docx.spans import Run
from pipelines.reading.docx.struck import without_struck_rows
from pipelines.reading.docx.styles import StyleSheet
from pipelines.reading.legacy.encodings import LegacyEncoding
from pipelines.reading.legacy.judge import Judgement
from pipelines.text.vietnamese import squeeze_spaces

_HEADING_LENGTH = 250  # characters; a bold paragraph longer than this is emphasis, not a heading
_RIGHT_INDENT = 0.4  # share of the text width from which an indented paragraph stands in the right half
_BODY_LEVEL = 9  # w:outlineLvl 9 means body text


@dataclass(slots=True)
class Repairs:
    """What was put right while reading: paragraphs in a legacy encoding, paragraphs that were not NFC."""

    legacy: dict[LegacyEncoding, int] = field(default_factory=dict)
    non_nfc: int = 0


class StoryReader:
    """Turns block-level XML into parsed blocks; one instance per document, because numbers run through it."""

    def __init__(
        self,
        styles: StyleSheet,
        numbering: Numbering,
        text_width: float,
        breaks: PageBreaks,
        judgement: Judgement | None = None,
        *,
        trusts_dates: bool = True,
    ) -> None:
        """Take the document's styles, lists and page breaks; ``text_width`` is the line length in points.

        ``judgement`` says which texts are in an old encoding; None when none is.

        ``trusts_dates`` is False when a converter has filled the fields that print the day of the day.
        """
        self._styles = styles
        self._numbering = numbering
        self._breaks = breaks
        self._inline = InlineReader(styles, breaks, judgement, trusts_dates=trusts_dates)
        self._text_width = text_width
        self._page = 1
        self._has_text = False
        self._has_struck = False
        self.last_page = 1
        self.repairs = Repairs()
        self.parts: Mapping[str, str] = {}
        """Names of the parts that the story being read may show, by relationship id."""

    def blocks(self, container: Element) -> Iterator[ParsedBlock]:
        """Paragraphs and tables below ``container`` in reading order; text boxes beside their paragraph."""
        pending: list[Element] = []
        for child in children(container):
            if child.tag == W + "p":
                pending.append(child)
                if not _mark_is_deleted(child):
                    yield from self._paragraph(pending)
                    pending = []
            elif child.tag == W + "tbl":
                yield from self._table(child)
            elif child.tag == W + "altChunk":
                shown = self._shown([EmbeddedPart(EmbeddedKind.CHUNK, child.get(R + "id", ""))])
                yield ParsedParagraph((), (self._page,), embedded=shown)
        if pending:
            yield from self._paragraph(pending)

    def _paragraph(self, parts: list[Element]) -> Iterator[ParsedBlock]:
        """One printed paragraph; several ``w:p`` when the marks between them were deleted (tracked)."""
        style_id = val(parts[-1].find(W + "pPr"), "pStyle")
        inlines = [self._inline.read(part, style_id) for part in parts]
        inline = inlines[0] if len(inlines) == 1 else _as_one(inlines)
        start = self._page
        paragraph = self._parsed(parts[-1], style_id, inline)
        end, self._page = self._page, start
        yield from self._boxes(box for box in inline.boxes if box.above)
        self._page = end
        if paragraph is not None:
            yield paragraph
        yield from self._boxes(box for box in inline.boxes if not box.above)

    def _parsed(self, element: Element, style_id: str | None, inline: Inline) -> ParsedParagraph | None:
        """The paragraph itself; None when its mark is hidden and nothing shows."""
        properties = element.find(W + "pPr")
        if self._breaks.has_asked and self._is_on_new_page(properties, style_id):
            self._page += 1
        pages = self._pages(inline)
        if self._breaks.has_ends and self._breaks.ends_page(properties):
            self._page += 1
        hidden = on_off(None if properties is None else properties.find(W + "rPr"), "vanish")
        if hidden and not (inline.spans or inline.struck or inline.embedded):
            return None
        text = "".join(span.text for span in inline.spans)
        self._note_repairs(inline.spans, text)
        label, suffix = self._label(properties, style_id)
        self._has_struck |= bool(inline.struck)
        if inline.struck and not text.strip():
            label = None  # it counts, and is struck out with its text
        printed = f"{label}{suffix}{text}" if label else text
        plain = ParsedParagraph(
            tuple(printed.split(LINE_BREAK)),
            pages,
            label=label,
            struck=squeeze_spaces(inline.struck) if inline.struck else "",
            remarks=tuple(inline.remarks),
            embedded=self._shown(inline.embedded),
        )
        return self._styled(plain, properties, style_id, inline.spans)

    def _shown(self, parts: list[EmbeddedPart]) -> tuple[EmbeddedPart, ...]:
        """``parts`` by their names in the package."""
        if not parts:
            return ()
        return tuple(replace(part, part=self.parts.get(part.part, "")) for part in parts)

    def _styled(
        self, plain: ParsedParagraph, properties: Element | None, style_id: str | None, spans: list[Run]
    ) -> ParsedParagraph:
        """``plain`` with kind, weight, size and outline level."""
        bold = _share(spans, "bold")
        level = self._outline_level(properties, style_id)
        kind = self._kind(properties, style_id)
        is_bold_line = bold > 0.9 and sum(map(len, plain.lines)) <= _HEADING_LENGTH
        if kind is ParagraphKind.BODY and (level is not None or is_bold_line):
            kind = ParagraphKind.HEADING
        if self._styles.name(style_id).startswith("toc "):
            kind = ParagraphKind.FURNITURE  # a table of contents repeats the headings
        sizes = [span.format.size for span in spans if span.text.strip()]
        size = max(sizes, key=sizes.count, default=None)
        italic = _share(spans, "italic")
        return replace(plain, kind=kind, bold_share=bold, italic_share=italic, size=size, level=level)

    def _is_on_new_page(self, properties: Element | None, style_id: str | None) -> bool:
        """True for "page break before", from the paragraph or its style; a first paragraph opens its page anyway."""
        element = self._property(properties, style_id, "pageBreakBefore")
        is_asked = element is not None and element.get(W + "val", "true") not in {"0", "false", "off"}
        return is_asked and self._has_text

    def _pages(self, inline: Inline) -> tuple[int, ...]:
        found: list[int] = []
        for span in inline.spans:
            self._page += span.page_breaks
            if span.text.strip() and self._page not in found:
                found.append(self._page)
                self._has_text = True
        pages = tuple(found) or (self._page,)
        self._page += inline.pending_breaks
        self.last_page = max(self.last_page, self._page)
        return pages

    def _note_repairs(self, spans: list[Run], text: str) -> None:
        encodings = {span.encoding for span in spans if span.encoding is not None}
        for encoding in sorted(encodings):
            self.repairs.legacy[encoding] = self.repairs.legacy.get(encoding, 0) + 1
        self.repairs.non_nfc += not unicodedata.is_normalized("NFC", text)

    def _property(self, properties: Element | None, style_id: str | None, name: str) -> Element | None:
        """The property ``name`` in force: direct first, then from the style chain."""
        direct = None if properties is None else properties.find(W + name)
        if direct is not None:
            return direct
        layers = self._styles.paragraph_properties(style_id)
        return next((found for layer in layers if (found := layer.find(W + name)) is not None), None)

    def _outline_level(self, properties: Element | None, style_id: str | None) -> int | None:
        element = self._property(properties, style_id, "outlineLvl")
        level = None if element is None else as_int(element.get(W + "val"))
        return level if level is not None and 0 <= level < _BODY_LEVEL else None

    def _kind(self, properties: Element | None, style_id: str | None) -> ParagraphKind:
        alignment = self._property(properties, style_id, "jc")
        side = "" if alignment is None else alignment.get(W + "val", "")
        indent = self._property(properties, style_id, "ind")
        twips = 0 if indent is None else as_int(indent.get(W + "left") or indent.get(W + "start")) or 0
        if side in {"right", "end"} or twips / TWIPS_PER_POINT > _RIGHT_INDENT * self._text_width:
            return ParagraphKind.RIGHT
        return ParagraphKind.CENTERED if side == "center" else ParagraphKind.BODY

    def _label(self, properties: Element | None, style_id: str | None) -> tuple[str | None, str]:
        """Automatic number of the paragraph and what separates it from the text."""
        number_id, level = self._list_place(properties, style_id)
        if number_id is None:
            return None, ""
        return self._numbering.label(number_id, level), self._numbering.suffix(number_id, level)

    def _list_place(self, properties: Element | None, style_id: str | None) -> tuple[str | None, int]:
        """``numId`` and level, from the paragraph, else from its style (whose level may be linked)."""
        direct = None if properties is None else properties.find(W + "numPr")
        number_id, level = val(direct, "numId"), int_val(direct, "ilvl")
        if number_id is not None:
            return number_id, level or 0
        style_id = style_id or self._styles.default_paragraph
        for style in self._styles.chain(style_id):
            found = style.find(f"{W}pPr/{W}numPr")
            if (number_id := val(found, "numId")) is not None:
                linked = self._numbering.level_of_style(number_id, style.get(W + "styleId", ""))
                own = int_val(found, "ilvl")
                return number_id, next((item for item in (level, linked, own) if item is not None), 0)
        return None, 0

    def _boxes(self, boxes: Iterator[TextBox]) -> Iterator[ParsedBlock]:
        for box in boxes:
            kind = self._box_kind(box)
            for block in self.blocks(box.content):
                if isinstance(block, ParsedParagraph) and kind is not None:
                    block = replace(block, kind=kind)  # noqa: PLW2901 - the block as placed
                yield block

    def _box_kind(self, box: TextBox) -> ParagraphKind | None:
        """Column that a text box stands for; None when it is as wide as the text or its place is unknown."""
        if box.left is None or box.width is None or box.width > 0.7 * self._text_width:
            return None
        is_right = box.left + box.width / 2 > self._text_width / 2
        return ParagraphKind.RIGHT if is_right else ParagraphKind.LEFT_COLUMN

    def _table(self, table: Element) -> Iterator[ParsedTable]:
        rows = visible_rows(table)
        grid = read_grid(table, rows)
        if not grid.slots:
            return
        headers = [is_header_row(row) for row in rows]
        parsed = ParsedTable(
            row_count=grid.row_count,
            column_count=len(grid.widths),
            cells=tuple(self._cells(grid)),
            widths=grid.widths,
            header_rows=headers.index(False) if False in headers else len(headers),
            ruled=has_vertical_rules(rows, self._table_borders(table)),
        )
        yield without_struck_rows(parsed) if self._has_struck else parsed

    def _cells(self, grid: Grid) -> Iterator[ParsedCell]:
        """Cells in order; those of one row start on the same page, whatever page each of them ends on."""
        row, row_start, row_end = 0, self._page, self._page
        for slot in grid.slots:
            if slot.row != row:
                row, row_start = slot.row, row_end
            self._page = row_start
            content = () if slot.element is None else tuple(self.blocks(slot.element))
            row_end = max(row_end, self._page)
            pages = tuple(range(row_start, self._page + 1))
            colour = None if slot.element is None else background(slot.element)
            yield ParsedCell(slot.row, slot.column, slot.row_span, slot.column_span, content, pages, colour=colour)
        self._page = row_end

    def _table_borders(self, table: Element) -> Element | None:
        direct = table.find(f"{W}tblPr/{W}tblBorders")
        if direct is not None:
            return direct
        style_id = val(table.find(W + "tblPr"), "tblStyle") or self._styles.default_table
        found = (style.find(f"{W}tblPr/{W}tblBorders") for style in self._styles.chain(style_id))
        return next((borders for borders in found if borders is not None), None)


def _as_one(inlines: list[Inline]) -> Inline:
    """Paragraphs whose marks were deleted, as the one that is printed."""
    return Inline(
        [span for item in inlines for span in item.spans],
        [box for item in inlines for box in item.boxes],
        sum(item.pending_breaks for item in inlines),
        " ".join(item.struck for item in inlines if item.struck),
        [remark for item in inlines for remark in item.remarks],
        [part for item in inlines for part in item.embedded],
    )


def _mark_is_deleted(paragraph: Element) -> bool:
    """True when the end of the paragraph was taken out or moved away (tracked), and with it the break."""
    properties = paragraph.find(f"{W}pPr/{W}rPr")
    return properties is not None and any(properties.find(W + name) is not None for name in ("del", "moveFrom"))


def _share(spans: list[Run], name: str) -> float:
    """Share of the visible characters whose format has ``name``."""
    weights = [(len(span.text.strip()), bool(getattr(span.format, name))) for span in spans]
    total = sum(weight for weight, _ in weights)
    return sum(weight for weight, has in weights if has) / total if total else 0.0

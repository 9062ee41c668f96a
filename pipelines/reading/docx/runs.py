"""Inline content of a paragraph → spans of text with their formatting."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pipelines.reading.docx.decoding import decoded, texts_by_font
from pipelines.reading.docx.drawings import TextBox, embedded_in, text_boxes
from pipelines.reading.docx.equations import equation_text
from pipelines.reading.docx.fields import Fields, MissingResults, OpenField, is_of_today
from pipelines.reading.docx.ooxml import Element, M, V, W, as_int, children, int_val, on_off, val
from pipelines.reading.docx.page_breaks import PageBreaks
from pipelines.reading.docx.parsed import EmbeddedPart, ParsedIssue
from pipelines.reading.docx.spans import Format, Run
from pipelines.reading.docx.struck import without_struck
from pipelines.reading.docx.styles import StyleSheet
from pipelines.reading.docx.symbols import symbol_text
from pipelines.reading.legacy.fonts import encoding_of_font
from pipelines.reading.legacy.judge import Judgement
from pipelines.text.note_marks import is_lowered_mark, raised

LINE_BREAK = "\n"
T = TypeVar("T")
_BLANK_OF_LIST = re.compile(r"(?<=\d[,;])\s+(?=\d)")
_TEXTS = {W + "t": "", W + "noBreakHyphen": "-", W + "softHyphen": "\u00ad", W + "tab": "\t", W + "ptab": "\t"}
_TOGGLES = ("b", "i", "vanish", "caps", "strike", "dstrike")


@dataclass(slots=True)
class Inline:
    """What one paragraph holds: spans in order, text boxes, words that are struck out, and what has to be told."""

    spans: list[Run] = field(default_factory=list)
    boxes: list[TextBox] = field(default_factory=list)
    pending_breaks: int = 0
    struck: str = ""
    remarks: list[ParsedIssue] = field(default_factory=list)
    embedded: list[EmbeddedPart] = field(default_factory=list)


class InlineReader:
    """Reads runs; one instance per document, holds the style sheet and counts the fields that count themselves."""

    def __init__(
        self, styles: StyleSheet, breaks: PageBreaks, judgement: Judgement | None = None, *, trusts_dates: bool = True
    ) -> None:
        self._styles = styles
        self._judgement = judgement
        self._breaks = breaks
        self._trusts_dates = trusts_dates
        self._formats: dict[tuple[str | None, bytes], Format] = {}
        self._missing = MissingResults()

    def read(self, paragraph: Element, style_id: str | None) -> Inline:
        """Spans and text boxes of ``w:p``; deleted, hidden and struck text left out."""
        inline, fields = Inline(), Fields()
        for child in children(paragraph):
            self._child(child, style_id, inline, fields)
        spans = inline.spans if self._judgement is None else decoded(inline.spans, self._judgement)
        inline.spans, inline.struck = without_struck(_all_printed(spans))
        return inline

    def texts(self, root: Element) -> Iterator[tuple[str | None, str]]:
        """(font, text) of every paragraph below ``root``, one for each font in it, as the file has them."""
        for paragraph in root.iter(W + "p"):
            inline, fields = Inline(), Fields()
            for child in children(paragraph):
                self._child(child, val(paragraph.find(W + "pPr"), "pStyle"), inline, fields)
            yield from texts_by_font(inline.spans).items()

    def _child(self, child: Element, style_id: str | None, inline: Inline, fields: Fields) -> None:
        if child.tag == W + "r":
            self._run(child, style_id, inline, fields)
        elif child.tag == M + "oMath":
            self._add(inline, equation_text(child), self.format_of(None, style_id))
            fields.note_result()
        elif child.tag == W + "fldSimple":
            fields.begin(child.find(W + "ffData"))
            fields.add_code(child.get(W + "instr", ""))
            fields.separate(len(inline.spans))
            for inner in children(child):
                self._child(inner, style_id, inline, fields)
            self._end_field(fields, self.format_of(None, style_id), inline)

    def format_of(self, properties: Element | None, style_id: str | None) -> Format:
        """Formatting of run properties inside a paragraph of style ``style_id``, cached by their bytes."""
        key = (style_id, b"" if properties is None else _canonical(properties))
        if key not in self._formats:
            self._formats[key] = self._resolve(properties, style_id)
        return self._formats[key]

    def _resolve(self, properties: Element | None, style_id: str | None) -> Format:
        layers = [] if properties is None else [properties]
        layers.extend(self._styles.run_properties(val(properties, "rStyle")))
        layers.extend(self._styles.run_properties(style_id or self._styles.default_paragraph))
        if self._styles.default_run is not None:
            layers.append(self._styles.default_run)
        half_points = _first(as_int(val(layer, "sz")) for layer in layers)
        is_on = {name: bool(_first(on_off(layer, name) for layer in layers)) for name in _TOGGLES}
        return Format(
            bold=is_on["b"],
            italic=is_on["i"],
            hidden=is_on["vanish"],
            capitals=is_on["caps"],
            struck=is_on["strike"] or is_on["dstrike"],
            raised=_stands_off(layers) > 0,
            lowered=_stands_off(layers) < 0,
            size=None if half_points is None else half_points / 2,
            font=_first(map(_font, layers)) or None,
        )

    def _run(self, run: Element, style_id: str | None, inline: Inline, fields: Fields) -> None:
        form = self.format_of(run.find(W + "rPr"), style_id)
        for node in children(run):
            if node.tag == W + "fldChar":
                self._field_character(node, form, inline, fields)
            elif node.tag == W + "instrText":
                fields.add_code(node.text or "")
            elif node.tag == self._breaks.tag and self._breaks.begins_page(node):
                self._break_page(node, inline, form)
            elif node.tag in {W + "drawing", W + "pict", W + "object"}:
                self._drawing(node, inline, hidden=form.hidden)
                fields.note_result()
            elif not fields.in_code and not form.hidden and self._add(inline, _node_text(node), form):
                fields.note_result()

    def _break_page(self, node: Element, inline: Inline, form: Format) -> None:
        self._add(inline, _node_text(node), form)
        inline.pending_breaks += 1

    def _drawing(self, node: Element, inline: Inline, *, hidden: bool) -> None:
        inline.boxes.extend(text_boxes(node))
        if not hidden:
            inline.embedded.extend(embedded_in(node))

    def _field_character(self, node: Element, form: Format, inline: Inline, fields: Fields) -> None:
        kind = node.get(W + "fldCharType")
        if kind == "begin":
            fields.begin(node.find(W + "ffData"))
        elif kind == "separate":
            fields.separate(len(inline.spans))
        elif kind == "end":
            self._end_field(fields, form, inline)

    def _end_field(self, fields: Fields, form: Format, inline: Inline) -> None:
        """Draw a field that keeps no result; tell of one that Word fills with the day of the day."""
        ended = fields.end()
        if ended is None or fields.in_code or form.hidden:
            return
        if ended.has_result:
            self._note_date(ended, inline)
            return
        text = self._missing.text(ended.name, "".join(ended.code), ended.form)
        if text is None:
            inline.remarks.append(ParsedIssue("field_lost", ended.name))
        elif self._add(inline, text, form):
            fields.note_result()

    def _note_date(self, ended: OpenField, inline: Inline) -> None:
        """Tell of a field that Word fills with the day of the day, and drop what is not its author's."""
        if not is_of_today(ended.name):
            return
        printed = inline.spans[ended.first_span :]
        if self._trusts_dates:
            inline.remarks.append(
                ParsedIssue("date_field", "".join(span.text for span in printed).strip() or ended.name)
            )
            return
        del inline.spans[ended.first_span :]
        inline.pending_breaks += sum(span.page_breaks for span in printed)
        inline.remarks.append(ParsedIssue("field_lost", ended.name))

    def _add(self, inline: Inline, text: str, form: Format) -> bool:
        """Append ``text``; whether there was any."""
        if not text:
            return False
        if not text.isascii() and encoding_of_font(form.font) is None:
            text = symbol_text(text, form.font)
        inline.spans.append(Run(text, form, inline.pending_breaks))
        inline.pending_breaks = 0
        return True


_LEAST_RAISE = 4  # half points: "raised by 2 pt" in the dialog does for a mark what superscript does


def _stands_off(layers: Sequence[Element]) -> int:
    """1 for superscript or letters set higher by hand, -1 for those below the line, 0 for those on it."""
    align = _first(val(layer, "vertAlign") for layer in layers)
    if align in {"superscript", "subscript"}:
        return 1 if align == "superscript" else -1
    position = _first(int_val(layer, "position") for layer in layers) or 0
    return 0 if abs(position) < _LEAST_RAISE else (1 if position > 0 else -1)


def _canonical(properties: Element) -> bytes:
    parts = [f"{node.tag}{sorted(node.attrib.items())}" for node in properties.iter() if node is not properties]
    return "".join(parts).encode()


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)


def _font(properties: Element) -> str | None:
    fonts = properties.find(W + "rFonts")
    if fonts is None:
        return None
    if fonts.get(W + "asciiTheme") or fonts.get(W + "hAnsiTheme"):
        return ""  # a theme font is a Unicode font and hides what the styles below say
    return fonts.get(W + "hAnsi") or fonts.get(W + "ascii")


def _all_printed(spans: Sequence[Run]) -> list[Run]:
    befores = ["", *(span.text for span in spans)]
    return [_printed(span, before) for span, before in zip(spans, befores, strict=False)]


def _printed(span: Run, before: str) -> Run:
    """``span`` with its letters as they are drawn: capitals, and raised ones in the form in which they are judged."""
    form = span.format
    if not (form.capitals or form.raised or form.lowered):
        return span
    text = span.text.upper() if form.capitals else span.text
    if form.raised or (form.lowered and is_lowered_mark(before, text)):
        # a mark or a power: judged once the whole text is known to be Unicode; "1, 2" is one run of marks
        text = raised(_BLANK_OF_LIST.sub("", text))
    return replace(span, text=text)


def _node_text(node: Element) -> str:
    reader = _SPECIAL.get(str(node.tag))
    if reader is not None:
        return reader(node)
    if node.tag == W + "t":
        # Line ends inside w:t come from pretty-printers; Word shows them as blanks. Blanks at the edges are kept
        # even without xml:space="preserve": a glued word costs more than a blank too many.
        return (node.text or "").replace("\r", " ").replace("\n", " ")
    return _TEXTS.get(str(node.tag), "")


def _break_text(node: Element) -> str:
    return " " if node.get(W + "type") in {"page", "column"} else LINE_BREAK


def _symbol(node: Element) -> str:
    try:
        character = chr(int(node.get(W + "char", ""), 16))
    except ValueError:
        return ""
    # Word writes some symbols without the private-use offset.
    if ord(character) < 0x100:
        character = chr(0xF000 + ord(character))
    return symbol_text(character, node.get(W + "font"))


_SPECIAL: dict[str, Callable[[Element], str]] = {
    W + "br": _break_text,
    W + "cr": lambda _: LINE_BREAK,
    W + "sym": _symbol,
}


def watermark_texts(root: Element) -> Iterator[str]:
    """Strings of WordArt watermarks ("DỰ THẢO") in a header part."""
    for path in root.iter(V + "textpath"):
        if text := (path.get("string") or "").strip():
            yield text

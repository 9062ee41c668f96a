"""Draws a plan the way Word's PDF export does: every cell edge a filled rectangle, corners apart, rows cut by pages.

One file on purpose: measuring, breaking and drawing share the state of the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipelines.samples.model import Cell, Para, Sample, Table, TwoColumns
from pipelines.samples.render.fonts import face
from pipelines.samples.render.pdf import Page, write_pdf

_A4 = (595.32, 841.92)
_RULE = 0.48
_PAD_Y = 2.0
_CENTRED = {"no", "lead", "coordination", "monitor", "deadline", "output", "budget"}
_PARA_STYLE = {"title": "Bold", "heading": "Bold", "center": "Bold", "note": "Regular", "right": "Bold"}


@dataclass(frozen=True, slots=True)
class Line:
    """One wrapped line; ``full`` lines may be stretched to the margin."""

    words: str
    width: float
    full: bool


def wrap(text: str, style: str, size: float, width: float, indent: float = 0.0) -> list[Line]:
    """Break ``text`` at blanks to fit ``width``; line feeds stay breaks; an empty text is one empty line."""
    used = face(style)
    blank = used.width(" ", size)
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        current: list[str] = []
        length = 0.0
        room = width - (indent if not lines else 0.0)
        for word in paragraph.split(" "):
            size_of = used.width(word, size)
            if current and length + blank + size_of > room:
                lines.append(Line(" ".join(current), length, True))
                current, length, room = [word], size_of, width
            else:
                length += size_of + (blank if current else 0.0)
                current.append(word)
        lines.append(Line(" ".join(current), length, False))
    return lines


@dataclass(slots=True)
class Block:
    """Lines of one cell that still have to be drawn."""

    lines: list[Line]
    x: float
    width: float
    style: str
    centred: bool


@dataclass(slots=True)
class Span(Block):
    """A cell over several rows; ``top`` is where its part on this page starts."""

    rows_left: int = 0
    top: float = 0.0


@dataclass(slots=True)
class Pen:
    """Where the drawing stands: pages so far, the current height, the fonts sizes and the margins."""

    pages: list[Page] = field(default_factory=list)
    y: float = 0.0
    floor: float = 0.0
    left: float = 85.05
    right: float = 56.7
    notes: list[list[Line]] = field(default_factory=list)
    note_count: int = 0
    options: frozenset[str] = frozenset()

    @property
    def page(self) -> Page:
        """The page being drawn."""
        return self.pages[-1]

    @property
    def width(self) -> float:
        """Width between the margins."""
        return self.page.width - self.left - self.right

    def new_page(self, landscape: bool) -> None:
        """Start a page; pages after the first carry their number at the top, as the rules for documents ask."""
        self.close_notes()
        width, height = _A4[::-1] if landscape else _A4
        self.left, self.right = (56.7, 56.7) if landscape else (85.05, 56.7)
        turned = landscape and "turned" in self.options
        self.pages.append(Page(width, height, turned=turned, struck_twice="struck_twice" in self.options))
        number = str(len(self.pages))
        if len(self.pages) > 1:
            x = (width - face("Regular").width(number, 13)) / 2
            self.page.text(x, height - 42, number, "Regular", 13)
        self.y, self.floor = height - 60, 56.7

    def close_notes(self) -> None:
        """Draw the footnotes collected for the current page."""
        if not self.notes:
            return
        total = sum(len(lines) for lines in self.notes)
        y = 56.7 + total * 11.5
        self.page.rect(self.left, y + 3, 144, _RULE)
        for lines in self.notes:
            for line in lines:
                y -= 11.5
                self.page.text(self.left, y + 2.5, line.words, "Regular", 10)
        self.notes = []

    def add_note(self, text: str) -> str:
        """Reserve room for a footnote on this page and return its mark."""
        self.note_count += 1
        lines = wrap(f"{self.note_count} {text}", "Regular", 10, self.width)
        self.notes.append(lines)
        self.floor += len(lines) * 11.5 + (8 if len(self.notes) == 1 else 0)
        return str(self.note_count)

    def line(self, line: Line, x: float, width: float, *, style: str, size: float, how: str) -> None:
        """Draw one line at the current height: ``how`` is left, center or justify."""
        extra = 0.0
        if how == "center":
            x += (width - line.width) / 2
        elif how == "justify" and line.full and " " in line.words:
            extra = (width - line.width) / line.words.count(" ")
        self.page.text(x, self.y, line.words, style, size, extra=extra)


def _draw_para(pen: Pen, para: Para) -> None:
    style = _PARA_STYLE.get(para.style, "Regular")
    if para.style == "center" and para.text.startswith("("):
        style = "Italic"
    centred = para.style in ("title", "center")
    size = 14.0 if para.style in ("title", "center", "heading", "body") else 13.0
    indent = 0.0 if centred else 28.35
    if para.footnote and pen.y - 60 < pen.floor:
        pen.new_page(pen.page.width > pen.page.height)
    if para.style == "heading" and pen.y - 4 * size * 1.25 < pen.floor:
        pen.new_page(pen.page.width > pen.page.height)
    lines = wrap(para.text, style, size, pen.width, indent)
    mark = pen.add_note(para.footnote) if para.footnote else ""
    pen.y -= 4
    for index, line in enumerate(lines):
        if pen.y - size * 1.25 < pen.floor:
            pen.new_page(pen.page.width > pen.page.height)
        pen.y -= size * 1.25
        shift = indent if index == 0 else 0.0
        how = "center" if centred else "justify"
        pen.line(line, pen.left + shift, pen.width - shift, style=style, size=size, how=how)
        if mark and index == len(lines) - 1:
            x = pen.left + shift + line.width + 1
            pen.page.text(x, pen.y + 5, mark, "Regular", 8)


def _draw_head(pen: Pen, block: TwoColumns) -> None:
    split = pen.left + pen.width * 0.40
    top = pen.y
    for side, texts in (("left", block.left), ("right", block.right)):
        x, width = (pen.left, split - pen.left) if side == "left" else (split, pen.left + pen.width - split)
        pen.y = top
        for index, text in enumerate(texts):
            plain = side == "left" and index == 2
            style = "Italic" if side == "right" and index == 2 else "Regular" if plain else "Bold"
            if side == "left" and index == 0:
                style = "Regular"
            size = 12.0 if index == 0 else 13.0
            pen.y -= 16 if index < 2 else 24
            for part, line in enumerate(wrap(text, style, size, width)):
                pen.y -= 15 if part else 0
                pen.line(line, x, width, style=style, size=size, how="center")
            if index == 1:
                rule = 70 if side == "left" else 160
                pen.page.rect(x + (width - rule) / 2, pen.y - 4, rule, _RULE)
    pen.y = top - 90 - (20 if len(block.left) > 3 else 0)


def _draw_foot(pen: Pen, block: TwoColumns) -> None:
    height = max(len(block.left) * 13.0, 140) + 10
    if pen.y - height < pen.floor:
        pen.new_page(pen.page.width > pen.page.height)
    half = pen.width / 2
    top = pen.y - 12
    for index, text in enumerate(block.left):
        pen.y = top - 13.0 * (index + 1)
        pen.page.text(pen.left, pen.y, text, "BoldItalic" if index == 0 else "Regular", 12 if index == 0 else 11)
    for index, text in enumerate(block.right):
        last = index == len(block.right) - 1
        pen.y = top - (16.0 * (index + 1) if not last else 16.0 * (index + 1) + 60)
        line = wrap(text, "Bold", 14 if last else 13, half)[0]
        pen.line(line, pen.left + half, half, style="Bold", size=14 if last else 13, how="center")
    pen.y = top - height


class TableDrawer:
    """Draws one table, cutting rows at page breaks and repeating the header."""

    def __init__(self, pen: Pen, table: Table, options: frozenset[str]) -> None:
        self.pen, self.table, self.options = pen, table, options
        self.size = 11.0 if len(table.columns) < 8 else 10.0
        self.leading = self.size * 1.2
        self.pad = 5.4 if len(table.columns) < 8 else 3.6
        total = sum(column.width for column in table.columns)
        self.xs = [pen.left]
        for column in table.columns:
            self.xs.append(self.xs[-1] + pen.width * column.width / total)
        self.header = self._header_rows()
        self.spans: dict[int, Span] = {}
        self.dotted = "dotted" in options
        self.fresh = True

    def _header_rows(self) -> list[list[Cell | None]]:
        columns = self.table.columns
        rows: list[list[Cell | None]] = [[Cell(c.title) for c in columns]]
        if self.table.groups:
            upper: list[Cell | None] = [Cell(c.title, rows=2) for c in columns]
            lower: list[Cell | None] = [None] * len(columns)
            for title, first, last in self.table.groups:
                upper[first : last + 1] = [Cell(title, cols=last - first + 1), *[None] * (last - first)]
                lower[first : last + 1] = [Cell(c.title) for c in columns[first : last + 1]]
            rows = [upper, lower]
        if self.table.number_row:
            rows.append([Cell(f"({index})") for index in range(1, len(columns) + 1)])
        return rows

    def draw(self) -> None:
        """Draw header and rows; a header that would stand alone at the foot of a page moves to the next."""
        if self.pen.y - self.pen.floor < (len(self.header) + 4) * self.leading:
            self.pen.new_page(self.table.landscape)
        self._header()
        for row in self.table.rows:
            self._row(list(row.cells), bold=row.kind == "section", roles=[c.role for c in self.table.columns])
        self._bottom()

    def _header(self) -> None:
        self.in_header = True
        top = self.pen.y
        self.fresh = True
        for cells in self.header:
            self._row(cells, bold=True, roles=["no"] * len(cells))
        self.in_header = False
        if "shaded" in self.options:
            self.pen.page.ops.insert(0, self._shade(top))

    def _shade(self, top: float) -> str:
        left, width, height = self.xs[0], self.xs[-1] - self.xs[0], top - self.pen.y
        return f"q 0.851 0.886 0.953 rg {left:.2f} {self.pen.y:.2f} {width:.2f} {height:.2f} re f Q"

    def _block(self, cell: Cell, column: int, bold: bool, role: str) -> Block:
        x, width = self.xs[column], self.xs[column + cell.cols] - self.xs[column]
        style = "Bold" if bold else "Regular"
        lines = wrap(cell.text, style, self.size, width - 2 * self.pad)
        centred = (role in _CENTRED and cell.cols == 1) or (bold and self.in_header)
        return Block(lines, x + self.pad, width - 2 * self.pad, style, centred)

    def _row(self, cells: list[Cell | None], bold: bool, roles: list[str]) -> None:
        own: list[Block] = []
        for column, cell in enumerate(cells):
            if cell is None:
                continue
            block = self._block(cell, column, bold, roles[column])
            if cell.rows > 1:
                span = Span(block.lines, block.x, block.width, block.style, block.centred, cell.rows, self.pen.y)
                self.spans[column] = span
            else:
                own.append(block)
        starting = {c for c, cell in enumerate(cells) if cell is not None}
        while not self._fragment(own, cells, starting):
            self._break()
            starting = set(range(len(cells)))
        self._finish_spans()

    def _need(self, own: list[Block]) -> float:
        need = max((len(block.lines) for block in own), default=1) * self.leading
        for span in self.spans.values():
            if span.rows_left == 1:
                need = max(need, len(span.lines) * self.leading - (span.top - self.pen.y))
        return need + 2 * _PAD_Y

    def _fragment(self, own: list[Block], cells: list[Cell | None], starting: set[int]) -> bool:
        """Draw as much of the row as the page holds; True when nothing is left."""
        need, room = self._need(own), self.pen.y - self.pen.floor
        if need <= room:
            self._place(own, cells, starting, need, 10_000)
            return True
        fitting = int((room - 2 * _PAD_Y) / self.leading)
        if fitting >= (1 if self.fresh else 2) and "nocut" not in self.options:
            self._place(own, cells, starting, fitting * self.leading + 2 * _PAD_Y, fitting)
        elif self.fresh:
            self._place(own, cells, starting, max(1, fitting) * self.leading + 2 * _PAD_Y, max(1, fitting))
        return False

    def _place(self, own: list[Block], cells: list[Cell | None], starting: set[int], height: float, most: int) -> None:
        top = self.pen.y
        self.pen.y = top - height
        self._edges(cells, starting, top, height)
        for block in own:
            self._lines(block, top, most)
        self.fresh = self.in_header

    def _lines(self, block: Block, top: float, most: int) -> None:
        y = top - _PAD_Y - self.size * 0.95
        for line in block.lines[:most]:
            x = block.x + ((block.width - line.width) / 2 if block.centred else 0.0)
            if line.words:
                self.pen.page.text(x, y, line.words, block.style, self.size)
            y -= self.leading
        block.lines = block.lines[most:]

    def _edges(self, cells: list[Cell | None], starting: set[int], top: float, height: float) -> None:
        page, width = self.pen.page, _RULE
        inside = {column + step for column, cell in enumerate(cells) if cell for step in range(1, cell.cols)}
        for boundary, x in enumerate(self.xs):
            if boundary not in inside:
                page.rect(x - width / 2, top - height, width, height - width)
            page.rect(x - width / 2, top - width / 2, width, width)
        covered = {c for c, span in self.spans.items() if span.top != top or c not in starting}
        for column in range(len(cells)):
            if column in covered and column not in starting:
                continue
            self._rule(self.xs[column], self.xs[column + 1], top)

    def _rule(self, x0: float, x1: float, y: float) -> None:
        page = self.pen.page
        if not self.dotted or self.fresh:
            page.rect(x0 + _RULE / 2, y - _RULE / 2, x1 - x0 - _RULE, _RULE)
            return
        x = x0 + _RULE
        while x < x1 - _RULE:
            page.rect(x, y - _RULE / 2, _RULE, _RULE)
            x += 2 * _RULE

    def _finish_spans(self) -> None:
        for column, span in list(self.spans.items()):
            span.rows_left -= 1
            if span.rows_left == 0:
                self._lines(span, span.top, 10_000)
                del self.spans[column]

    def _bottom(self) -> None:
        self.dotted, kept = False, self.dotted
        for column in range(len(self.xs) - 1):
            self._rule(self.xs[column], self.xs[column + 1], self.pen.y)
        self.dotted = kept

    def _break(self) -> None:
        """Close the page: every open span draws what fits its part, the rest goes on under the new header."""
        for span in self.spans.values():
            self._lines(span, span.top, max(0, int((span.top - self.pen.y - 2 * _PAD_Y + 0.01) / self.leading)))
        self._bottom()
        self.pen.new_page(self.table.landscape)
        kept, self.spans = self.spans, {}
        if "no_repeat" not in self.options:
            self._header()
        self.spans = kept
        for span in self.spans.values():
            span.top = self.pen.y
        self.fresh = True


def _draw_table(pen: Pen, table: Table, options: frozenset[str]) -> None:
    pen.y -= 8
    TableDrawer(pen, table, options).draw()
    pen.y -= 6


def _draw_signature_stamp(pen: Pen, sample: Sample) -> None:
    """The small print that signing software puts in the corner: signer and time, on no line of the text."""
    unit = sample.commune.full_name
    stamp = ("Người ký: ỦY BAN NHÂN DÂN", f"{unit.upper()}", "Thời gian ký: 14.01.2026 16:42:08 +07:00")
    for index, words in enumerate(stamp):
        pen.page.text(pen.page.width - 150, pen.page.height - 22 - 8 * index, words, "Regular", 6.5)


def draw_pages(sample: Sample) -> list[Page]:
    """All pages of ``sample``."""
    options = sample.recipe.options
    pen = Pen(options=options)
    table_wide = next((b.landscape for b in sample.blocks if isinstance(b, Table)), False)
    alone = not isinstance(sample.blocks[0], TwoColumns)
    pen.new_page(alone and table_wide)
    if "esign" in options:
        _draw_signature_stamp(pen, sample)
    for block in sample.blocks:
        if isinstance(block, Para):
            if block.text.startswith("PHỤ LỤC") and not alone:
                pen.new_page(table_wide)
            _draw_para(pen, block)
        elif isinstance(block, Table):
            _draw_table(pen, block, options)
        elif block.role == "head":
            _draw_head(pen, block)
        else:
            _draw_foot(pen, block)
    pen.close_notes()
    return pen.pages


def render_wordlike(sample: Sample) -> bytes:
    """PDF bytes of ``sample``; option ``damaged=X`` blanks letter X in the text layer."""
    pages = draw_pages(sample)
    return write_pdf(pages, sample.meta.get("title") or "", sample.recipe.option("damaged") or "")

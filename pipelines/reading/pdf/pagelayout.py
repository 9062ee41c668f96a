"""One page's primitives → its tables, text lines, notes and furniture, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipelines.model.document import Page, PageKind
from pipelines.reading.pdf.alignededges import may_be_numbered, on_common_edges
from pipelines.reading.pdf.boxes import joined_boxes
from pipelines.reading.pdf.bulklines import lines_between_gaps
from pipelines.reading.pdf.celltext import fill_grids
from pipelines.reading.pdf.columns import SidedLine, place_lines, side_gap
from pipelines.reading.pdf.furniture import (
    footnote_start,
    is_lone_number,
    is_page_number,
    outer_row,
    running_key,
)
from pipelines.reading.pdf.insets import fold_insets
from pipelines.reading.pdf.lattice import Found, find_tables
from pipelines.reading.pdf.openrows import rules_beyond
from pipelines.reading.pdf.opentables import (
    OpenColumns,
    OpenTables,
    between_rules,
    column_count,
    looks_tabular,
    without_rules,
)
from pipelines.reading.pdf.paths import UserBox
from pipelines.reading.pdf.shadedrows import between_shades
from pipelines.reading.pdf.shading import coloured
from pipelines.reading.pdf.shapes import PageContent, RuledGrid, Stamp, Stroke, Struck
from pipelines.reading.pdf.signatures import SignatureWords, signature_words, without_signature_words
from pipelines.reading.pdf.stamps import stamp_lines
from pipelines.reading.pdf.stitch import Fragment
from pipelines.reading.pdf.struckrows import without_struck_rows
from pipelines.reading.pdf.textarea import LineSteps, TextArea, line_steps, text_area
from pipelines.reading.pdf.textlines import Line
from pipelines.reading.pdf.triage import is_frame, page_kind
from pipelines.reading.pdf.upright import fill_upright, slanted_lines

PlacedLine = tuple[SidedLine, TextArea]
_TELLING_LINES = 8
_BORDER = 3.0  # points by which rules of a table may stand off its grid


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page after the lattice: tables filled, other lines still in printing order."""

    page: Page
    fragments: tuple[Fragment, ...]
    lines: tuple[Line, ...]  # outside tables, cut at wide gaps
    rules: tuple[Stroke, ...]
    rules_skipped: bool = False
    object_count: int = 0
    inferred: bool = False  # some columns or rows of its tables are not ruled
    unread_table: bool = False  # looks like a table, but was read as text
    stamps: tuple[Stamp, ...] = ()  # words of annotations that belong to the page
    signatures: tuple[SignatureWords, ...] = ()  # what signing services say of themselves
    covers: tuple[UserBox, ...] = ()  # pictures among the text, left, top, right, bottom
    pictures: tuple[UserBox, ...] = ()  # all of them, left, top, right, bottom
    struck: tuple[Struck, ...] = ()  # words that are struck out
    stamps_refused: bool = False  # too many annotations to be read
    aside: tuple[Line, ...] = ()  # print that does not run with the page and stands in no table
    upright: bool = False  # some print runs up or down the page
    loose_boxes: bool = False  # boxes that look like the cells of a table stand in no rows and columns


@dataclass(frozen=True, slots=True)
class LaidOutPage:
    """A page in reading order: runs of lines and table fragments, and what stands around them."""

    page: Page
    items: tuple[PlacedLine | Fragment, ...]
    notes: tuple[PlacedLine, ...]
    furniture: tuple[PlacedLine, ...]
    bottom: float  # lowest point of text and tables, notes and furniture left out


def _tables(content: PageContent, added: Sequence[Stroke] = ()) -> Found:
    """The page's ruled grids without decorative frames; ``added`` are rulings that the page does not draw."""
    found = find_tables([*content.rules, *added], content.dots)
    return found._replace(grids=tuple(grid for grid in found.grids if not is_frame(grid, content)))


def raw_page(content: PageContent, known: list[OpenColumns] | None = None) -> RawPage:
    """Find the tables of a page and fill their cells.

    Args:
        content: the page.
        known: columns of tables without vertical rules on earlier pages of the file; what this page shows is added.
    """
    boxes = joined_boxes(content.rules)
    content = replace(content, rules=boxes.rules)
    found = _tables(content)
    opened = between_rules(content, found.loose, known if known is not None else [])
    if opened.inferred:
        found = _tables(content, opened.rules)
    raw = _read_grids(content, found.grids)
    if raw.page.kind is PageKind.TEXT and not raw.fragments:
        opened = _without_rules(content, raw, known if known is not None else [])
        if opened.inferred:
            raw = _read_grids(content, _tables(content, opened.rules).grids)
    beyond = rules_beyond(raw.fragments, raw.lines, ruled=not opened.inferred)
    if beyond:
        raw = _read_grids(content, _tables(content, [*opened.rules, *beyond]).grids)
    told = opened.inferred or bool(beyond)
    if not (told or opened.unread or boxes.left_over):
        return raw
    return replace(raw, inferred=told, unread_table=opened.unread, loose_boxes=boxes.left_over)


def _without_rules(content: PageContent, raw: RawPage, known: list[OpenColumns]) -> OpenTables:
    """The rulings of a table that shows by colours, or else by white or common edges alone: what tells more columns."""
    shaded = between_shades(content) if content.shades else OpenTables()
    if shaded.inferred:
        return shaded
    opened = without_rules(content.glyphs) if looks_tabular(raw.lines) else shaded
    if not may_be_numbered(raw.lines, known):
        return opened
    aligned, columns = on_common_edges(content.glyphs, known)
    return aligned if columns > column_count(opened.rules) else opened


def _read_grids(content: PageContent, grids: Sequence[RuledGrid]) -> RawPage:
    """The page with text given to the cells of ``grids``."""
    level, outside = fill_grids(content.glyphs, grids)
    upright, aside = fill_upright(content, grids, level)
    grids, filled = fold_insets(grids, coloured(upright, content.shades))
    filled = [without_struck_rows(cells, content.struck) for cells in filled]
    fragments = tuple(
        Fragment(content.number, grid.xs, grid.ys, cells)
        for grid, cells in zip(grids, filled, strict=True)
        if any(cell.lines for cell in cells)
    )
    kind = page_kind(content, grids)
    if kind is PageKind.TABLE and not any(len(fragment.cells) > 1 for fragment in fragments):
        kind = PageKind.TEXT
    page = Page(content.number, content.width, content.height, kind, content.rotation, content.confidence)
    lines = tuple(lines_between_gaps(outside, side_gap()))
    lines, printed = without_signature_words(lines)
    return RawPage(
        page,
        fragments,
        lines,
        content.rules,
        content.rules_skipped,
        content.object_count,
        stamps=content.stamps,
        signatures=(*_told(content.signatures), *printed),
        covers=content.covers,
        pictures=content.pictures,
        struck=content.struck,
        stamps_refused=content.stamps_refused,
        aside=(*aside, *slanted_lines(content.slanted)),
        upright=bool(content.upright),
    )


def _told(signatures: Sequence[Stamp]) -> list[SignatureWords]:
    words = (signature_words(stamp_lines(stamp.glyphs)) for stamp in signatures)
    return [one for one in words if one is not None]


def _split_furniture(raw: RawPage, running: frozenset[tuple[str, int]]) -> tuple[list[Line], list[Line]]:
    """(text lines, furniture lines): only the outermost lines of a page can be furniture."""
    lines = list(raw.lines)
    width, height = raw.page.width, raw.page.height
    tables = [y for fragment in raw.fragments for y in (fragment.ys[0], fragment.ys[-1])]
    furniture: list[Line] = []
    for end in (-1, 0):
        while lines and (gone := _edge_furniture(lines, end, (width, height), running, tables)):
            furniture += gone
            lines = [line for line in lines if line not in gone]
    return lines, furniture


def _edge_furniture(
    lines: Sequence[Line],
    end: int,
    size: tuple[float, float],
    running: frozenset[tuple[str, int]],
    tables: Sequence[float],
) -> list[Line]:
    """The furniture in the outermost row; a number beside a running header goes with it."""
    row = outer_row(lines, end)
    found = [line for line in row if _is_furniture(line, *size, running) and _outermost(line, end, tables)]
    beside = any(running_key(line) in running for line in found)
    return [line for line in row if line in found or (beside and is_lone_number(line))]


def _of_services(raw: RawPage) -> list[Line]:
    return [line for words in raw.signatures for line in words.lines]


def _is_furniture(line: Line, width: float, height: float, running: frozenset[tuple[str, int]]) -> bool:
    return is_page_number(line, width, height) or running_key(line) in running


def _outermost(line: Line, end: int, tables: Sequence[float]) -> bool:
    return all(line.top >= y if end else line.bottom <= y for y in tables)


def _outside(rules: Sequence[Stroke], fragments: Sequence[Fragment]) -> list[Stroke]:
    """Rulings that belong to no table: a cell's border is as long as the separator above footnotes."""
    outside = list(rules)
    for fragment in fragments:
        top, bottom = fragment.ys[0] - _BORDER, fragment.ys[-1] + _BORDER
        outside = [rule for rule in outside if rule.y0 < top or rule.y1 > bottom]
    return outside


def _zone(line: Line, fragments: Sequence[Fragment]) -> int:
    """How many tables start above the line."""
    return sum(fragment.ys[0] < line.baseline for fragment in fragments)


def usual_area(pages: Sequence[RawPage]) -> TextArea:
    """Text area of pages of one format: the tables count, for an annex page has little text beside them."""
    lines = [line for raw in pages for line in raw.lines]
    width = pages[0].page.width
    sides = [fragment.xs for raw in pages for fragment in raw.fragments if len(fragment.cells) > 1]
    if len(lines) >= _TELLING_LINES * len(pages) or not sides:
        return text_area(pages[0].page.number, lines, width)
    return TextArea(pages[0].page.number, min(xs[0] for xs in sides), max(xs[-1] for xs in sides), LineSteps())


def lay_out(raw: RawPage, running: frozenset[tuple[str, int]], size: float, usual: TextArea) -> LaidOutPage:
    """Put a page in reading order.

    Args:
        raw: the page.
        running: running headers and footers of the document.
        size: letter size of the document's body text.
        usual: text area of the pages of this format.
    """
    lines, furniture = _split_furniture(raw, running)
    start = footnote_start(lines, _outside(raw.rules, raw.fragments), raw.page.height, size)
    lines, notes = lines[:start], lines[start:]
    area = text_area(raw.page.number, lines, raw.page.width, usual)
    zones = [
        place_lines([line for line in lines if _zone(line, raw.fragments) == zone], area.left, area.right)
        for zone in range(len(raw.fragments) + 1)
    ]
    area = replace(area, steps=line_steps([placed for zone in zones for placed in zone], area.right, usual.steps))
    items: list[PlacedLine | Fragment] = []
    for zone, placed_lines in enumerate(zones):
        items += [(placed, area) for placed in placed_lines]
        items += raw.fragments[zone : zone + 1]
    bottoms = [line.bottom for line in lines] + [fragment.ys[-1] for fragment in raw.fragments]
    note_area = text_area(raw.page.number, notes, raw.page.width, usual)
    furniture = [*sorted(furniture, key=lambda line: line.top), *_of_services(raw), *raw.aside]
    return LaidOutPage(
        raw.page,
        tuple(items),
        tuple((placed, note_area) for placed in place_lines(notes, area.left, area.right)),
        tuple((SidedLine(line, None), area) for line in furniture),
        max(bottoms, default=0.0),
    )

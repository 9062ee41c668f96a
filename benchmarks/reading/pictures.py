"""Draws the pictures of docs/developer/reading.md from a page of the sample generator, as our reader sees it.

.venv/bin/python benchmarks/reading/pictures.py docs/developer/reading
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from dataset import Style, draw, recipe_of

from pipelines.model.document import Box, Table
from pipelines.reading.limits import DEFAULT_LIMITS
from pipelines.reading.pdf.lattice import find_tables
from pipelines.reading.pdf.pagelayout import raw_page
from pipelines.reading.pdf.primitives import open_pdf, read_page
from pipelines.reading.pdf.shapes import PageContent
from pipelines.reading.pdf.textlines import Line
from pipelines.reading.pdf_file import read_pdf
from pipelines.samples.compose import compose

_STYLE = Style("picture", ("subrows", "twolevel"))
_SEED = 34  # a plan of layout C whose table has a cut row and merges on its first pages
_WINDOW = (50.0, 60.0, 800.0, 330.0)  # left, top, right, bottom of the part that is shown, in points
_INK, _RULE, _CUT, _SPAN, _HEAD = "#333333", "#c0392b", "#f5b041", "#aed6f1", "#d5d8dc"


def _svg(parts: Iterable[str], width: float, height: float) -> str:
    body = "\n".join(parts)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" font-family="serif">'
    return f'{head}\n<rect width="100%" height="100%" fill="white"/>\n{body}\n</svg>\n'


def _text(line: Line, left: float, top: float) -> str:
    place = f'x="{line.x0 - left:.0f}" y="{line.baseline - top:.0f}" font-size="{line.size:.0f}"'
    length = f'textLength="{line.x1 - line.x0:.0f}" lengthAdjust="spacingAndGlyphs"'
    return f'<text {place} {length} fill="{_INK}">{escape(line.text)}</text>'


def _rect(box: Sequence[float], left: float, top: float, style: str) -> str:
    x0, y0, x1, y1 = box
    return f'<rect x="{x0 - left:.1f}" y="{y0 - top:.1f}" width="{x1 - x0:.1f}" height="{y1 - y0:.1f}" {style}/>'


def _seen(lines: Iterable[Line], top: float, bottom: float) -> list[Line]:
    return [line for line in lines if top <= line.baseline <= bottom]


def _lines(content: PageContent) -> list[Line]:
    return [line for fragment in raw_page(content).fragments for cell in fragment.cells for line in cell.lines]


def primitives(content: PageContent) -> str:
    """What the file says: strips and squares, nothing about a table; each in its place, moved apart a little."""
    left, top, right, bottom = _WINDOW
    parts = [_text(line, left, top) for line in _seen(_lines(content), top, bottom)]
    for rule in content.rules:
        if top <= min(rule.y0, rule.y1) <= bottom:
            inset_x, inset_y = (3, 0) if rule.is_horizontal else (0, 3)
            ends = (
                rule.x0 + inset_x - left,
                rule.y0 + inset_y - top,
                rule.x1 - inset_x - left,
                rule.y1 - inset_y - top,
            )
            x0, y0, x1, y1 = (f"{value:.0f}" for value in ends)
            parts.append(f'<line x1="{x0}" y1="{y0}" x2="{x1}" y2="{y1}" stroke="{_RULE}"/>')
    dots = [dot for dot in content.dots if top <= dot.y <= bottom]
    parts += [f'<circle cx="{d.x - left:.0f}" cy="{d.y - top:.0f}" r="1.6" fill="{_RULE}"/>' for d in dots]
    return _svg(parts, right - left, bottom - top)


def lattice(content: PageContent) -> str:
    """The grid: all positions dashed, the cells that nothing separates united; merges in colour."""
    left, top, right, bottom = _WINDOW
    (grid,) = find_tables(content.rules, content.dots).grids
    parts = []
    for cell in grid.cells:
        if cell.y0 >= bottom:
            continue
        merged = cell.row_span > 1 or cell.column_span > 1
        style = f'fill="{_SPAN if merged else "white"}" stroke="{_INK}"'
        parts.append(_rect((cell.x0, cell.y0, cell.x1, min(cell.y1, bottom)), left, top, style))
    dash = f'stroke="{_RULE}" stroke-width="0.5" stroke-dasharray="3 4"'
    ends = [(x - left, 0.0, x - left, bottom - top) for x in grid.xs]
    ends += [(0.0, y - top, right - left, y - top) for y in grid.ys if y <= bottom]
    parts += [f'<line x1="{x0:.0f}" y1="{y0:.0f}" x2="{x1:.0f}" y2="{y1:.0f}" {dash}/>' for x0, y0, x1, y1 in ends]
    parts += [_text(line, left, top) for line in _seen(_lines(content), top, bottom)]
    return _svg(parts, right - left, bottom - top)


def _cut_page(table: Table) -> int:
    """Page on which the rest of a cut row stands."""
    return next(join.page for join in table.joins if join.reason == "cut_row")


def _colour(table: Table, page: int) -> dict[Box, str]:
    """Colour of the cells that go over the break before ``page``; the header's repetition is told by its absence."""
    cut = {join.row for join in table.joins if join.page == page and join.reason == "cut_row"}
    found = {}
    for cell in table.cells:
        if {box.page for box in cell.boxes} >= {page - 1, page}:
            colour = _CUT if cell.row in cut else _SPAN
            found.update(dict.fromkeys(cell.boxes, colour))
    return found


def page_break(path: Path) -> str:
    """The foot of one page and the head of the next: the cut row, the open merges, the header that is dropped."""
    document = read_pdf(path)
    (table,) = document.tables
    page = _cut_page(table)
    colours = _colour(table, page)
    left, _, right, _ = _WINDOW
    parts: list[str] = []
    with open_pdf(str(path), DEFAULT_LIMITS) as file:
        pages = [read_page(file, number - 1, DEFAULT_LIMITS) for number in (page - 1, page)]
    ends = [max(box.y1 for cell in table.cells for box in cell.boxes if box.page == page - 1), 0.0]
    windows = [(ends[0] - 130, ends[0] + 6), (60.0, 215.0)]
    offset = 0.0
    for content, (top, bottom) in zip(pages, windows, strict=True):
        shift = top - offset
        for fragment in raw_page(content).fragments:
            for cell in fragment.cells:
                place = cell.place
                if place.y1 < top or place.y0 > bottom:
                    continue
                box = Box(content.number, *(round(v, 2) for v in (place.x0, place.y0, place.x1, place.y1)))
                kept = any(box in other.boxes for other in table.cells)
                fill = colours.get(box, "white" if kept else _HEAD)
                area = (place.x0, max(place.y0, top), place.x1, min(place.y1, bottom))
                parts.append(_rect(area, left, shift, f'fill="{fill}" stroke="{_INK}"'))
                parts += [_text(line, left, shift) for line in _seen(cell.lines, top, bottom)]
        offset += bottom - top + 16
    return _svg(parts, right - left, offset - 16)


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, help="folder that receives the pictures")
    args = parser.parse_args(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    recipe = recipe_of(_STYLE, "C", _SEED)
    data, _, (table,) = draw(compose(recipe), _STYLE, recipe.seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan.pdf"
        path.write_bytes(data)
        with open_pdf(str(path), DEFAULT_LIMITS) as file:
            content = read_page(file, table.pages[1] - 1, DEFAULT_LIMITS)
        pictures = {"primitives": primitives(content), "lattice": lattice(content), "page-break": page_break(path)}
    for name, text in pictures.items():
        (args.out / f"{name}.svg").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

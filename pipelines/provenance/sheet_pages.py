"""A sheet of a workbook as a page: the rows around what is looked for, drawn as a grid with names of rows and columns.

The picture is our own, from what the reader saw: it needs no spreadsheet program and shows no hidden cell. It is kept
under the warehouse like the pages of Word files.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from pipelines.model.document import Box
from pipelines.reading.spreadsheet.decoding import decoded
from pipelines.reading.spreadsheet.reader import read_workbook
from pipelines.reading.spreadsheet.shapes import Workbook, cell_name, column_name
from pipelines.reading.spreadsheet.shown import Shown, ShownCell

_SCALE = 2  # pixels per point
_AROUND = 12  # rows above and below
_SIZE, _LINE = 10.0, 13.0  # points
_WIDTHS = (36.0, 260.0)
_USUAL_WIDTH = 60.0
_MOST_COLUMNS, _MOST_LINES = 40, 14
_MARGIN, _NAMES = 8.0, 30.0
_LETTER = 5.6  # points that a letter takes, about
_GREY, _BLACK = (190, 190, 190), (0, 0, 0)


@dataclass(frozen=True, slots=True)
class SheetPage:
    """A drawn part of a sheet: the PDF, its page (the number of the sheet), boxes in points, and the place in words."""

    pdf: Path
    page: int
    boxes: tuple[Box, ...]
    place_vi: str


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where rows and columns of the drawing lie, in points; places count what is shown."""

    rows: Sequence[int]
    lefts: Sequence[float]
    tops: Sequence[float]

    def area(self, placed: ShownCell) -> tuple[float, float, float, float] | None:
        """Corners of a cell; None when it lies outside the drawing."""
        rows = [self.rows.index(row) for row in range(placed.row, placed.below) if row in self.rows]
        last = min(placed.end, len(self.lefts) - 1)
        if not rows or placed.column >= last:
            return None
        return self.lefts[placed.column], self.tops[rows[0]], self.lefts[last], self.tops[rows[-1] + 1]


def sheet_page(file: Path, cache: Path, content_hash: str, boxes: Sequence[Box]) -> SheetPage | None:
    """Draw the part of a sheet that holds ``boxes`` (of one sheet); None when the sheet is no longer shown.

    Raises:
        UnreadableDocument: the workbook cannot be read.
    """
    return page_of_book(open_book(file), cache, content_hash, boxes)


def open_book(file: Path) -> Workbook:
    """The workbook as it is read.

    Raises:
        UnreadableDocument: the workbook cannot be read.
    """
    return decoded(read_workbook(file))[0]


def page_of_book(book: Workbook, cache: Path, content_hash: str, boxes: Sequence[Box]) -> SheetPage | None:
    """As :func:`sheet_page`, of a workbook that is open."""
    number = boxes[0].page if boxes else 1
    sheet = next((one for one in book.sheets if one.number == number), None)
    if sheet is None:
        return None
    shown = Shown(sheet)
    wanted = [placed for placed in shown.cells if any(_meets(placed.box, box) for box in boxes)]
    first = min((placed.row for placed in wanted), default=0)
    last = max((placed.below - 1 for placed in wanted), default=first)
    rows = range(max(0, first - _AROUND), min(len(shown.rows), last + _AROUND + 1))
    grid = _grid(shown, rows)
    target = cache / f"{content_hash}-sheet-{number}-{rows.start}-{rows.stop}.pdf"
    if not target.is_file():
        cache.mkdir(parents=True, exist_ok=True)
        _write(_drawing(shown, grid), number, target)
    areas = [area for placed in wanted if (area := grid.area(placed)) is not None]
    return SheetPage(target, number, _framed(number, areas), f"Trang tính “{sheet.name}”, ô {_named(boxes)}.")


def _meets(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and other.x0 < one.x1 and one.y0 < other.y1 and other.y0 < one.y1


def _named(boxes: Sequence[Box]) -> str:
    """Names of cells or ranges ("A8:F8"), one for every box."""
    names = []
    for box in boxes:
        first = cell_name(int(box.y0), int(box.x0))
        last = cell_name(max(int(box.y0), int(box.y1) - 1), max(int(box.x0), int(box.x1) - 1))
        names.append(first if first == last else f"{first}:{last}")
    return ", ".join(dict.fromkeys(names)) or "A1"


def _framed(page: int, areas: Sequence[tuple[float, float, float, float]]) -> tuple[Box, ...]:
    """One frame around cells that stand side by side; single frames would run into one another."""
    if not areas:
        return ()
    lefts, tops, rights, bottoms = zip(*areas, strict=True)
    return (Box(page, min(lefts), min(tops), max(rights), max(bottoms)),)


def _grid(shown: Shown, rows: Sequence[int]) -> _Grid:
    widths = [
        min(max(shown.sheet.widths.get(column, _USUAL_WIDTH), _WIDTHS[0]), _WIDTHS[1])
        for column in shown.columns[:_MOST_COLUMNS]
    ]
    lefts = [_MARGIN + _NAMES]
    for width in widths:
        lefts.append(lefts[-1] + width)
    tops = [_MARGIN + _LINE + 4]
    for row in rows:
        lines = [
            len(_wrapped(placed, lefts))
            for placed in shown.by_row.get(row, ())
            if placed.row_span == 1 and placed.column < len(widths)
        ]
        tops.append(tops[-1] + _LINE * max([1, *lines]) + 4)
    return _Grid(tuple(rows), lefts, tops)


def _wrapped(placed: ShownCell, lefts: Sequence[float]) -> list[str]:
    width = lefts[min(placed.end, len(lefts) - 1)] - lefts[placed.column]
    letters = max(4, int(width / _LETTER))
    return [line for part in placed.text.split("\n") for line in textwrap.wrap(part, letters) or [""]][:_MOST_LINES]


def _drawing(shown: Shown, grid: _Grid) -> Image.Image:
    size = (round((grid.lefts[-1] + _MARGIN) * _SCALE), round((grid.tops[-1] + _MARGIN) * _SCALE))
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    regular, bold = _font("Regular"), _font("Bold")
    _draw_names(draw, shown, grid, regular)
    for placed in shown.cells:
        area = grid.area(placed)
        if area is None:
            continue
        draw.rectangle([value * _SCALE for value in area], fill="white", outline=_BLACK if placed.cell.ruled else _GREY)
        for index, line in enumerate(_wrapped(placed, grid.lefts)):
            at = ((area[0] + 3) * _SCALE, (area[1] + 2 + index * _LINE) * _SCALE)
            draw.text(at, line, fill=_BLACK, font=bold if placed.cell.bold else regular)
    return image


def _draw_names(draw: ImageDraw.ImageDraw, shown: Shown, grid: _Grid, font: ImageFont.FreeTypeFont) -> None:
    for index in range(len(grid.lefts) - 1):
        at = ((grid.lefts[index] + 3) * _SCALE, _MARGIN * _SCALE)
        draw.text(at, column_name(shown.columns[index]), fill=_GREY, font=font)
    for index, row in enumerate(grid.rows):
        at = (_MARGIN * _SCALE, (grid.tops[index] + 2) * _SCALE)
        draw.text(at, str(shown.rows[row] + 1), fill=_GREY, font=font)
        for column in range(len(grid.lefts) - 1):
            corners = (grid.lefts[column], grid.tops[index], grid.lefts[column + 1], grid.tops[index + 1])
            draw.rectangle([value * _SCALE for value in corners], outline=(225, 225, 225))


def _font(face: str) -> ImageFont.FreeTypeFont:
    data = (files("pipelines.reading.fontrepair") / "data" / "fonts" / f"SampleSerif-{face}.ttf").read_bytes()
    return ImageFont.truetype(io.BytesIO(data), round(_SIZE * _SCALE))


def _write(image: Image.Image, number: int, target: Path) -> None:
    """The drawing as page ``number`` of a PDF, so that the page has the number of the sheet."""
    import pikepdf  # noqa: PLC0415 - loading it takes longer than a page that is drawn already

    out = io.BytesIO()
    image.quantize(32).save(out, "PDF", resolution=72.0 * _SCALE)  # colours by table are stored without loss
    with pikepdf.open(out) as pdf, pikepdf.new() as padded:
        size = (image.width / _SCALE, image.height / _SCALE)
        for _ in range(number - 1):
            padded.add_blank_page(page_size=size)
        padded.pages.extend(pdf.pages)
        part = target.with_name(f".{target.name}.part")
        padded.save(part, compress_streams=True, stream_decode_level=pikepdf.StreamDecodeLevel.generalized)
        part.replace(target)

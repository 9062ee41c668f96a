"""Draws the benchmark's documents and keeps their truth: every table's grid, and the rows that a page break cut.

The content comes from the sample generator. The truth is taken from what is given to the drawing routines and from
the routines themselves while they draw; no drawn file is ever read to obtain it.
"""

# ruff: noqa: ANN401 - hands on the arguments of the routines it watches
from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

from pipelines.samples.bank import recipes
from pipelines.samples.compose import compose
from pipelines.samples.model import Cell, Recipe, Row, Sample
from pipelines.samples.render import wordlike
from pipelines.samples.render.pdf import Page, write_pdf

_JITTER = 1.2  # points by which each piece of a rule is off in the jittered drawing
_PAPERS = ((595.32, 841.92), (470.0, 841.92))  # A4, and a lower sheet that cuts rows more often
_COMMUNES = ("17971", "17935", "17662", "17254")
_SECTIONS = ("section=merged", "section=content", "section=number_merged", "section=number_text")


@dataclass(frozen=True)
class Style:
    """A way to draw a table: words for the generator, and what is done to its pages afterwards."""

    name: str
    options: tuple[str, ...] = ()
    redraw: Callable[[Page, random.Random], None] | None = None


@dataclass
class TableTruth:
    """One table as printed: ``cells`` are [row, column, row span, column span, text], header rows first."""

    rows: int
    columns: int
    header_rows: int
    cells: list[tuple[int, int, int, int, str]]
    cut_rows: list[int] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)


@dataclass
class DocumentTruth:
    """One file of the set."""

    file: str
    style: str
    layout: str
    page_count: int
    table_pages: list[int]
    tables: list[TableTruth]
    cuts_known: bool  # False when another program (LibreOffice) broke the pages


def _numbers(rect: str) -> list[float]:
    return [float(word) for word in rect.split()[:4]]


def _jitter(page: Page, rng: random.Random) -> None:
    """Move every edge across its own direction, each by its own amount."""
    moved = []
    for rect in page.rects:
        x, y, width, height = _numbers(rect)
        off = rng.uniform(-_JITTER, _JITTER)
        x, y = (x, y + off) if width > height else (x + off, y)
        moved.append(f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re")
    page.rects = moved


def _one_by_one(page: Page, _: random.Random) -> None:
    """Fill every edge and corner as an object of its own."""
    page.ops += ["0 g", *(f"{rect} f" for rect in page.rects)]
    page.rects = []


def _stroke(page: Page, _: random.Random) -> None:
    """Draw the edges as stroked lines instead of filled strips."""
    page.ops += ["0 G 0.5 w"]
    for rect in page.rects:
        x, y, width, height = _numbers(rect)
        if max(width, height) < 1:
            continue
        ends = (x, y + height / 2, x + width, y + height / 2)
        if height > width:
            ends = (x + width / 2, y, x + width / 2, y + height)
        page.ops.append("{:.2f} {:.2f} m {:.2f} {:.2f} l S".format(*ends))
    page.rects = []


def _turn(page: Page, _: random.Random) -> None:
    page.turned = page.width > page.height


STYLES = (
    Style("strips"),
    Style("strips, one by one", ("numrow",), _one_by_one),
    Style("strokes", ("subrows",), _stroke),
    Style("dotted", ("dotted",)),
    Style("jittered", ("subrows",), _jitter),
    Style("shaded header", ("shaded", "numrow")),
    Style("two-level header", ("twolevel",)),
    Style("two-level, numbers", ("twolevel", "numrow", "subrows")),
    Style("/Rotate 90", ("twolevel",), _turn),
    Style("rows kept whole", ("nocut", "subrows")),
    Style("header once", ("no_repeat", "subrows")),
)


def _grid(header: list[list[Cell | None]], rows: tuple[Row, ...], columns: int) -> TableTruth:
    lines = [*header, *(list(row.cells) for row in rows)]
    cells = [
        (number, column, cell.rows, cell.cols, cell.text)
        for number, line in enumerate(lines)
        for column, cell in enumerate(line)
        if cell is not None
    ]
    return TableTruth(len(lines), columns, len(header), cells)


@contextmanager
def recorded() -> Iterator[list[TableTruth]]:
    """While this is open, tables drawn by the generator leave their truth in the list."""
    drawn: list[TableTruth] = []

    class Recorder(wordlike.TableDrawer):  # type: ignore[misc, name-defined, unused-ignore]
        """Notes which body rows are drawn in more than one piece, and on which pages the table stands."""

        def draw(self) -> None:
            self.truth = _grid(self.header, self.table.rows, len(self.table.columns))
            self.row_number = len(self.header) - 1
            drawn.append(self.truth)
            super().draw()
            self._note_page()

        def _note_page(self) -> None:
            page = len(self.pen.pages)
            if page not in self.truth.pages:
                self.truth.pages.append(page)

        def _row(self, *args: Any, **named: Any) -> None:
            self.row_number += not self.in_header
            super()._row(*args, **named)
            self._note_page()

        def _fragment(self, *args: Any, **named: Any) -> bool:
            before = self.pen.y
            done: bool = super()._fragment(*args, **named)
            if not done and not self.in_header and self.pen.y != before:
                self._note_page()
                if self.row_number not in self.truth.cut_rows:
                    self.truth.cut_rows.append(self.row_number)
            return done

    original, wordlike.TableDrawer = wordlike.TableDrawer, Recorder  # type: ignore[misc]
    try:
        yield drawn
    finally:
        wordlike.TableDrawer = original  # type: ignore[misc]


def recipe_of(style: Style, layout: str, index: int) -> Recipe:
    """What to write: section rows, communes and years take turns."""
    section = _SECTIONS[(index + index // 4) % len(_SECTIONS)]
    year = 2025 + index % 2
    return Recipe(
        file_name=f"{index:03d}.pdf",
        province_slug="nghe-an",
        plan_year=year,
        commune_code=_COMMUNES[index % len(_COMMUNES)],
        kind="half_year" if year == 2025 else "annual",
        layout=layout,
        renderer="wordlike",
        options=frozenset({section, *style.options}),
        seed=900_000 + index,
    )


@contextmanager
def _paper(size: tuple[float, float]) -> Iterator[None]:
    original, wordlike._A4 = wordlike._A4, size
    try:
        yield
    finally:
        wordlike._A4 = original


def draw(
    sample: Sample, style: Style, seed: int, paper: tuple[float, float] = _PAPERS[0]
) -> tuple[bytes, int, list[TableTruth]]:
    """(file bytes, pages, tables) of one document; ``paper`` is (width, height) of an upright sheet in points."""
    with recorded() as tables, _paper(paper):
        pages = wordlike.draw_pages(sample)
    rng = random.Random(seed)
    if style.redraw:
        for page in pages:
            style.redraw(page, rng)
    return write_pdf(pages, sample.meta.get("title") or ""), len(pages), tables


def _drawn(style: Style, layout: str, index: int, copy: int, folder: Path) -> DocumentTruth:
    recipe = recipe_of(style, layout, index)
    data, page_count, tables = draw(compose(recipe), style, recipe.seed, _PAPERS[copy % len(_PAPERS)])
    (folder / recipe.file_name).write_bytes(data)
    pages = sorted({page for table in tables for page in table.pages})
    return DocumentTruth(recipe.file_name, style.name, layout, page_count, pages, tables, cuts_known=True)


def _wide_pages(path: Path) -> tuple[int, list[int]]:
    """(pages, numbers of the landscape ones): LibreOffice breaks pages itself, and the annexes lie on wide pages."""
    with pdfium.PdfDocument(path) as file:
        sizes = [file.get_page_size(index) for index in range(len(file))]
    return len(sizes), [number for number, (width, height) in enumerate(sizes, start=1) if width > height]


def _office(recipe: Recipe, raw: Path, folder: Path) -> DocumentTruth:
    """A committed LibreOffice PDF; its tables' truth is the content that was given to LibreOffice."""
    source = raw / recipe.province_slug / str(recipe.plan_year) / recipe.file_name
    sample = compose(recipe)
    with recorded() as tables:
        wordlike.draw_pages(sample)
    for table in tables:
        table.cut_rows, table.pages = [], []
    name = f"office-{recipe.seed:03d}.pdf"
    shutil.copyfile(source, folder / name)
    page_count, pages = _wide_pages(source)
    return DocumentTruth(name, "LibreOffice", recipe.layout, page_count, pages, tables, cuts_known=False)


def build(folder: Path, raw: Path, *, copies: int = 2) -> list[DocumentTruth]:
    """Write the set under ``folder`` with ``truth.json``; returns the truth.

    Args:
        folder: is created; files in it are replaced.
        raw: the committed sample files, for the LibreOffice PDFs.
        copies: plans per style and layout, each with content of its own; every second one on a lower sheet.
    """
    folder.mkdir(parents=True, exist_ok=True)
    jobs = [(style, layout, copy) for copy in range(copies) for style in STYLES for layout in "ABCD"]
    found = [_drawn(style, layout, index, copy, folder) for index, (style, layout, copy) in enumerate(jobs)]
    office = [recipe for recipe in recipes() if recipe.renderer == "office_pdf" and recipe.layout]
    found += [_office(recipe, raw, folder) for recipe in office]
    (folder / "truth.json").write_text(json.dumps([asdict(document) for document in found], ensure_ascii=False))
    return found

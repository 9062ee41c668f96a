"""Promises about hair lines that a scan in black and white breaks into bits: every cell keeps its column and row."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pypdfium2 as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from pipelines.reading.pdf.shapes import RuledGrid
from pipelines.reading.scan.picture import sheet_of, turned
from pipelines.reading.scan.rules import find_table_rules, scan_grids

DPI = 200.0
XS = (40.0, 75.0, 250.0, 350.0, 450.0, 550.0)  # points
STEP = 36.0  # height of a row
SECTIONS = (0, 4, 7)  # rows with one cell from the second column on


def printed(*, merged: bool, numbered: bool = True) -> np.ndarray:
    """A page of a table in hair lines: section rows with words over the lines of the columns, a cell over two rows."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=True)
    canvas.setLineWidth(0.4)
    canvas.setFont("Times-Roman", 12)
    top, rows = 760.0, 10
    for row in range(rows):
        y = top - STEP * row
        section = merged and row in SECTIONS
        for column, x in enumerate(XS):
            if not section or column in (0, 1, len(XS) - 1):
                canvas.line(x, y, x, y - STEP)
        left = XS[1] if merged and row == 3 else XS[0]  # the first column of row 2 goes on in row 3
        canvas.line(left, y, XS[-1], y)
        if section:
            for line in range(2):
                canvas.drawString(
                    XS[1] + 4, y - 13 - 15 * line, "Cai cach the che va thu tuc hanh chinh nam 2026, ra soat lllIIH"
                )
        elif numbered:
            for x in XS[:-1]:
                canvas.drawString(x + 4, y - 14, "Quy I" if x > 60 else str(row))
    canvas.line(XS[0], top - STEP * rows, XS[-1], top - STEP * rows)
    canvas.save()
    with pdfium.PdfDocument(buffer.getvalue()) as document:
        return np.array(document[0].render(scale=DPI / 72, rev_byteorder=True).to_numpy()[:, :, :3])


def broken(page: np.ndarray, seed: int, each: int) -> np.ndarray:
    """In black and white, turned a little, with holes of up to a millimetre in the rules, one every ``each`` pixels."""
    chance = np.random.default_rng(seed)
    grey = np.ascontiguousarray(page[:, :, 0])
    for across, shape in ((True, (1, 100)), (False, (60, 1))):
        rules = cv2.morphologyEx(255 - grey, cv2.MORPH_OPEN, np.ones(shape, np.uint8)) > 30
        ys, xs = np.nonzero(rules)
        for place in chance.integers(0, len(ys), len(ys) // each):
            x, y, hole = int(xs[place]), int(ys[place]), int(chance.integers(2, 9))
            grey[(slice(y - 1, y + 2), slice(x, x + hole)) if across else (slice(y, y + hole), slice(x - 1, x + 2))] = (
                255
            )
    lain = turned(grey, float(chance.uniform(-0.3, 0.3)))
    black = np.where(lain + chance.normal(0, 10, lain.shape) < 160, 0, 255).astype(np.uint8)
    return np.repeat(black[:, :, None], 3, axis=2)


def grid(page: np.ndarray) -> RuledGrid:
    rules, _ = find_table_rules(sheet_of(page, DPI))
    (found,) = scan_grids(rules)
    return found


def places(found: RuledGrid) -> list[tuple[int, int, int, int]]:
    return [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in found.cells]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("merged", [False, True])
def test_table_of_broken_hair_lines_has_the_cells_of_the_whole_one(seed: int, merged: bool) -> None:
    page = printed(merged=merged)
    assert places(grid(broken(page, seed, 90))) == places(grid(page))


def test_words_over_the_lines_of_columns_leave_a_merged_cell_whole() -> None:
    found = places(grid(printed(merged=True)))
    assert [place for place in found if place[0] in SECTIONS and place[1] == 1] == [(row, 1, 1, 4) for row in SECTIONS]
    assert (2, 0, 2, 1) in found


def test_dashes_of_a_text_make_no_table() -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=True)
    for line in range(40):
        canvas.drawString(60, 780 - 18 * line, "- " * 12 + "I l | Phan dau 98% ho so ____ dung han - " * 2)
    canvas.save()
    with pdfium.PdfDocument(buffer.getvalue()) as document:
        page = np.array(document[0].render(scale=DPI / 72, rev_byteorder=True).to_numpy()[:, :, :3])
    rules, _ = find_table_rules(sheet_of(broken_print(page), DPI))
    assert not any(found.row_count > 1 and found.column_count > 1 for found in scan_grids(rules))


def broken_print(page: np.ndarray) -> np.ndarray:
    noise = np.random.default_rng(3).normal(0, 25, page.shape[:2])[:, :, None]
    return np.where(page + noise < 150, 0, 255).astype(np.uint8)

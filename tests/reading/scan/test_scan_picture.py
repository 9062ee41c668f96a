"""Promises about pictures: tilt is found, red goes, small signs stay, tables come out of noise."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
import pytest

from pipelines.reading.scan.blocks import text_blocks
from pipelines.reading.scan.engine import Engine
from pipelines.reading.scan.page import _read_region
from pipelines.reading.scan.picture import faint_lines, sheet_of, skew_angle, turned, without_specks, without_stamps
from pipelines.reading.scan.rules import exact_rules, find_rules, find_table_rules, scan_grids
from pipelines.reading.scan.shapes import OcrWord, Picture, Region, UprightScan
from pipelines.reading.scan.stems import count_strokes

DPI = 200.0


def paper(height: int = 1600, width: int = 1200) -> np.ndarray:
    return np.full((height, width, 3), 238, np.uint8)


def lines_of_print(page: np.ndarray) -> np.ndarray:
    for y in range(200, 1400, 50):
        for x in range(120, 1080, 18):
            cv2.rectangle(page, (x, y), (x + 10, y + 16), (20, 20, 20), 2)
    return page


@pytest.mark.parametrize("angle", [-2.3, -0.4, 0.0, 0.15, 1.7])
def test_tilt_is_found_to_a_twentieth_of_a_degree(angle: float) -> None:
    page = lines_of_print(paper())
    ink = (255 - turned(page[:, :, 0], -angle)) // 200 * 255
    assert skew_angle(ink.astype(np.uint8), DPI) == pytest.approx(angle, abs=0.06)


def test_red_stamp_disappears_and_black_print_under_it_stays() -> None:
    page = paper()
    cv2.rectangle(page, (400, 400), (440, 420), (15, 15, 15), -1)
    stamped = page.copy()
    cv2.circle(stamped, (420, 410), 120, (200, 40, 50), 12)
    grey, _ = without_stamps(np.minimum(page, stamped))
    assert grey[410, 420] < 60
    assert grey[410, 300] > 200


def test_specks_go_and_dashes_and_dots_stay() -> None:
    ink = np.zeros((300, 300), np.uint8)
    ink[50:52, 50:52] = 255
    ink[100:102, 100:112] = 255
    ink[150:154, 150:154] = 255
    kept = without_specks(ink, DPI)
    assert not kept[50:52, 50:52].any()
    assert kept[100:102, 100:112].all()
    assert kept[150:154, 150:154].all()


def test_merged_cells_of_a_drawn_table_come_out_of_a_tilted_noisy_page() -> None:
    page = paper()
    for y in (300, 380, 460, 540):
        cv2.line(page, (200, y), (1000, y), (30, 30, 30), 2)
    cv2.rectangle(page, (196, 375), (399, 465), (238, 238, 238), -1)  # the first column spans two rows
    cv2.line(page, (200, 380), (400, 380), (30, 30, 30), 2)
    for x in (200, 400, 700, 1000):
        cv2.line(page, (x, 300), (x, 540), (30, 30, 30), 2)
    cv2.rectangle(page, (202, 458), (397, 463), (238, 238, 238), -1)
    tilted = np.stack([turned(page[:, :, channel], 0.6) for channel in range(3)], axis=2)
    noisy = np.clip(tilted + np.random.default_rng(4).normal(0, 6, tilted.shape), 0, 255).astype(np.uint8)
    sheet = sheet_of(lines_of_print_below(noisy), DPI)
    rules, _ = find_rules(sheet)
    grids = scan_grids(rules)
    assert [(c.row, c.column, c.row_span, c.column_span) for grid in grids for c in grid.cells] == [
        (0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1), (1, 0, 2, 1), (1, 1, 1, 1), (1, 2, 1, 1), (2, 1, 1, 1), (2, 2, 1, 1),
    ]  # fmt: skip
    again = scan_grids(exact_rules(grids))
    assert [len(grid.cells) for grid in again] == [len(grid.cells) for grid in grids]
    assert [(*grid.xs, *grid.ys) for grid in again] == [pytest.approx((*grid.xs, *grid.ys)) for grid in grids]


def lines_of_print_below(page: np.ndarray) -> np.ndarray:
    for y in range(800, 1400, 50):
        for x in range(120, 1080, 18):
            cv2.putText(page, "n", (x, y + round((x - 600) * -0.0105)), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (20, 20, 20), 2)
    return page


def test_serifs_in_a_row_are_no_rules() -> None:
    page = paper()
    for y in range(200, 1400, 50):
        for x in range(120, 1060, 17):
            cv2.line(page, (x, y), (x + 11, y), (20, 20, 20), 2)
            cv2.line(page, (x + 5, y - 16), (x + 5, y), (20, 20, 20), 2)
    rules, _ = find_rules(sheet_of(page, DPI))
    assert rules == []


def test_columns_and_paragraphs_are_separate_blocks() -> None:
    page = paper()
    for x0, y0 in ((100, 100), (700, 100), (100, 300)):
        for row in range(2):
            for x in range(x0, x0 + 300, 18):
                cv2.rectangle(page, (x, y0 + 24 * row), (x + 10, y0 + 24 * row + 14), (20, 20, 20), 2)
    blocks = text_blocks(sheet_of(page, DPI))
    assert [(round(b.x0, -1), round(b.y0, -1)) for b in blocks] == [(100, 100), (700, 100), (100, 300)]


@pytest.mark.parametrize("strokes", [1, 2, 3])
def test_upright_strokes_of_a_roman_number_are_counted_before_a_year(strokes: int) -> None:
    ink = np.zeros((24, 120), np.uint8)
    for number in range(strokes):
        cv2.rectangle(ink, (2 + 8 * number, 0), (4 + 8 * number, 23), 255, -1)
    ink[0:2, : 8 * strokes] = ink[22:24, : 8 * strokes] = 255  # serifs run together
    cv2.line(ink, (36, 23), (44, 0), 255, 2)
    cv2.rectangle(ink, (60, 0), (62, 23), 255, -1)
    assert count_strokes(ink) == strokes


@pytest.mark.parametrize(("dash", "gap"), [(2, 4), (3, 5), (8, 6), (20, 8), (28, 9), (46, 7)])
def test_table_of_dotted_or_dashed_rules_is_a_table(dash: int, gap: int) -> None:
    page = paper()
    xs, ys = (150, 250, 700, 1000), (300, 380, 520, 640)
    for y in ys:
        for x in range(xs[0], xs[-1] + 1, dash + gap):
            cv2.rectangle(page, (x, y), (min(x + dash, xs[-1]), y + 1), (25, 25, 25), -1)
    for x in xs:
        for y in range(ys[0], ys[-1] + 1, dash + gap):
            cv2.rectangle(page, (x, y), (x + 1, min(y + dash, ys[-1])), (25, 25, 25), -1)
    (grid,) = scan_grids(find_table_rules(sheet_of(page, DPI))[0])
    assert (grid.row_count, grid.column_count) == (3, 3)


@pytest.mark.parametrize(("length", "step"), [(2, 8), (40, 48)])
def test_leaders_of_dots_or_dashes_make_no_table(length: int, step: int) -> None:
    page = lines_of_print(paper())
    for y in range(230, 1400, 100):
        for x in range(300, 1000, step):
            cv2.rectangle(page, (x, y), (x + length, y + 2), (25, 25, 25), -1)
    assert not scan_grids(find_table_rules(sheet_of(page, DPI))[0])


class _TiredEngine:
    """A recogniser that makes nothing of a line, and something of a word."""

    def words(self, picture: Picture, dpi: float, *, single_line: bool) -> list[OcrWord]:
        return [OcrWord("H", 0.05, Region(0, 0, picture.shape[1], picture.shape[0]), 20.0, 12.0, 0)]

    def word(self, picture: Picture, dpi: float) -> list[OcrWord]:
        return [OcrWord("III", 0.8, Region(0, 0, picture.shape[1], picture.shape[0]), 20.0, 12.0, 0)]


@pytest.mark.parametrize(("width", "read"), [(40, ["III"]), (400, [])])
def test_number_alone_in_a_cell_gets_a_second_chance_as_a_word(width: int, read: list[str]) -> None:
    ink = np.zeros((60, 500), np.uint8)
    for x in (10, 10 + width // 2, 10 + width):
        ink[15:45, x : x + 8] = 255
    sheet = UprightScan(255 - ink, ink, ink, 200.0, 180.0, 21.6)
    words = _read_region(cast(Engine, _TiredEngine()), sheet, Region(0, 0, 500, 60))
    assert [word.text for word in words] == read


def _coarse_page(rules: int) -> Picture:
    """A page at 200 dots an inch with a table of three rows and columns whose hair lines are of this grey."""
    page = np.full((900, 1300, 3), 250, np.uint8)
    for place in (200, 300, 400, 500):
        page[place : place + 2, 200:1000] = rules
    for place in (200, 460, 720, 998):
        page[200:502, place : place + 2] = rules
    return page


@pytest.mark.parametrize("grey", [110, 170, 195, 210])
def test_hair_lines_of_a_coarse_scan_make_a_table_however_light(grey: int) -> None:
    (grid,) = scan_grids(find_table_rules(sheet_of(_coarse_page(grey), 200))[0])
    assert len(grid.cells) == 9


def test_rows_of_letters_and_shaded_bands_are_no_light_lines() -> None:
    page = np.full((900, 1300), 250, np.uint8)
    for left in range(100, 1200, 14):
        page[100:120, left : left + 6] = 60
    page[300:340, 100:1200] = 215
    page[500:502, 100:180] = 170
    assert not faint_lines(page, 200).any()

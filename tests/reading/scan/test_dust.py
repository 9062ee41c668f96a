"""Promises about dust in scanned tables and strokes around them: they are no part of what is printed."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.reading.scan.dust import without_dust, without_lone_dashes, without_strays
from pipelines.reading.scan.shapes import OcrWord, Region, UprightScan


def words(*lines: str) -> list[OcrWord]:
    return [
        OcrWord(text, 0.9, Region(0, 0, 10, 10), 8.0, 5.0, number)
        for number, line in enumerate(lines)
        for text in line.split()
    ]


def read(*lines: str) -> str:
    return " / ".join(" ".join(word.text for word in without_dust(words(line))) for line in lines)


@pytest.mark.parametrize(
    ("recognised", "printed"),
    [
        ("Hằng quý .", "Hằng quý"),
        (". Tháng 01/2026", "Tháng 01/2026"),
        ("Thường xuyên `", "Thường xuyên"),
        ("Duy trì hội nghị trực tuyến _..", "Duy trì hội nghị trực tuyến"),
        ("'Văn phòng UBND", "Văn phòng UBND"),
        (".", ""),
    ],
)
def test_lone_dots_and_strokes_at_the_ends_of_a_cell_are_dust(recognised: str, printed: str) -> None:
    assert read(recognised) == printed


@pytest.mark.parametrize(
    "printed",
    [
        "- Báo cáo",
        "+ Kế hoạch",
        "• Quyết định",
        "Các phòng, ban ...",
        "Báo cáo.",
        "'Ngày pháp luật'",
        "Quý I ; quý II",
        "-",
    ],
)
def test_bullets_marks_between_words_and_marks_at_words_stay(printed: str) -> None:
    assert read(printed) == printed


def test_each_line_of_a_cell_loses_its_own_dust() -> None:
    kept = without_dust(words(". Rà soát hồ sơ `", "ở các thôn ."))
    assert [(word.text, word.line) for word in kept] == [
        ("Rà", 0),
        ("soát", 0),
        ("hồ", 0),
        ("sơ", 0),
        ("ở", 1),
        ("các", 1),
        ("thôn", 1),
    ]


def paper() -> UprightScan:
    """An A4 page at 100 dots an inch."""
    blank = np.zeros((1169, 827), np.uint8)
    return UprightScan(255 - blank, blank, blank, 100.0, 595.0, 842.0)


def kept(*printed: tuple[str, int, int]) -> list[str]:
    """What stays of lines of one word each, at these places."""
    line = [
        OcrWord(text, 0.96, Region(x, y, x + 9 * len(text), y + 12), y + 10.0, 6.0, number)
        for number, (text, x, y) in enumerate(printed)
    ]
    return [word.text for word in without_strays(line, paper())]


@pytest.mark.parametrize(
    ("text", "x", "y"),
    [
        ("I", 818, 600),
        ("Ị", 815, 300),
        ("I", 0, 500),
        ("+", 817, 880),
        ("-", 400, 1155),
        ("`", 765, 300),
        ("°", 400, 500),
    ],
)
def test_shadow_of_the_edge_and_signs_that_say_nothing_are_not_printed(text: str, x: int, y: int) -> None:
    assert kept((text, x, y), ("xã", 300, 700)) == ["xã"]


@pytest.mark.parametrize(
    ("text", "x", "y"),
    [
        ("I", 300, 500),
        ("2", 400, 4),
        ("2", 815, 1150),
        ("UBND", 4, 500),
        ("-", 120, 500),
        ("…", 400, 500),
        ("I.", 60, 500),
    ],
)
def test_letters_within_the_page_figures_and_words_at_its_edge_stay(text: str, x: int, y: int) -> None:
    assert kept((text, x, y)) == [text]


def block(text: str, y: int) -> list[OcrWord]:
    return [OcrWord(text, 0.9, Region(0, y, 10, y + 12), y + 10.0, 6.0, 0)]


def test_dash_with_nothing_beside_it_is_a_speck() -> None:
    assert without_lone_dashes([block("-", 20), block("Họp", 40)]) == [block("Họp", 40)]


def test_dash_that_opens_the_words_at_its_right_stays() -> None:
    blocks = [block("-", 40), block("Họp", 38), block("–--", 90), block("…", 120)]
    assert without_lone_dashes(blocks) == blocks

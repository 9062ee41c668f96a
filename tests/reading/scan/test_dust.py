"""Promises about dust in the cells of scanned tables: it is no part of what is printed."""

from __future__ import annotations

import pytest

from pipelines.reading.scan.dust import without_dust
from pipelines.reading.scan.shapes import OcrWord, Region


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

"""Promises about letterheads filled in by hand: what is not sure counts as not read."""

from __future__ import annotations

import pytest

from pipelines.reading.scan.entries import without_doubted_entries
from pipelines.reading.scan.shapes import OcrWord, Region


def words(line: str) -> list[OcrWord]:
    """Words with their confidence after a star ("23*0.77"); without one they are sure."""
    return [
        OcrWord(text, float(sure or 0.95), Region(0, 0, 10, 10), 8.0, 5.0, 0)
        for text, _, sure in (word.partition("*") for word in line.split())
    ]


def read(line: str) -> str:
    return " ".join(word.text for word in without_doubted_entries(words(line))[0])


@pytest.mark.parametrize(
    ("recognised", "kept"),
    [
        ("Số: 23*0.77 /KH-UBND", "Số: … /KH-UBND"),
        ("Số: 3 4W/KH-UBND*0.09", "Số: … …/KH-UBND"),
        ("Só:56ÿđ*0.54 /KH-UBND", "Só:… /KH-UBND"),
        ("Số: +214/KH-UBND*0.85", "Số: …/KH-UBND"),
        ("Tân An, ngày 4*0.72 tháng*0.1 10 năm 2026", "Tân An, ngày … tháng 10 năm 2026"),
        ("Tân An, ngày ÁÉ*0.9 tháng 12 năm 2026.", "Tân An, ngày … tháng 12 năm 2026."),
        ("Tân An, ngày24*0.46 tháng 10 năm 2026", "Tân An, ngày… tháng 10 năm 2026"),
        ("Tân An, ngày 13 tháng I1*0.63 năm 2026", "Tân An, ngày 13 tháng … năm 2026"),
    ],
)
def test_doubted_entries_of_a_letterhead_count_as_not_read(recognised: str, kept: str) -> None:
    assert read(recognised) == kept


@pytest.mark.parametrize(
    "printed",
    [
        "Số: 27 /KH-UBND",
        "Số: 27/KH-UBND*0.6",
        "Số:27 /KH-UBND",
        "Số: 1.201a/KH-UBND",
        "Tân An, ngày 09 tháng 02 năm 2026",
        "Tân An, ngày 13*0.81 tháng 11 năm 2026",
        "Căn cứ Quyết định số 23*0.4 /QĐ-UBND",
        "báo cáo trước ngày 4*0.4 tháng 10 năm 2026",
        "ngày 4*0.4 tháng 10 năm 2026 của Ủy ban nhân dân",
        "Số: 23*0.4 hồ sơ",
    ],
)
def test_sure_entries_and_figures_of_the_text_stay(printed: str) -> None:
    assert read(printed) == " ".join(word.partition("*")[0] for word in printed.split())


def test_changes_are_told() -> None:
    assert without_doubted_entries(words("Số: 23*0.77 /KH-UBND"))[1] == [("23", "…")]

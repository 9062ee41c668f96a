"""Promise: a title is told from its number, however the author sets it off."""

from __future__ import annotations

import pytest

from pipelines.understanding.words.numbering import split_number


@pytest.mark.parametrize(
    ("title", "number", "name"),
    [
        ("II. Mục tiêu", "II", "Mục tiêu"),
        ("II- MỤC TIÊU", "II", "MỤC TIÊU"),
        ("II – Mục tiêu", "II", "Mục tiêu"),
        ("2- Cải cách thể chế", "2", "Cải cách thể chế"),
        ("2/ Cải cách thể chế", "2", "Cải cách thể chế"),
        ("2.1. Cải cách thể chế", "2.1", "Cải cách thể chế"),
    ],
)
def test_a_title_is_parted_from_its_number(title: str, number: str, name: str) -> None:
    assert split_number(title) == (number, name)


@pytest.mark.parametrize("text", ["2- 3 ngày làm việc", "I- IV năm 2026", "2-3 đơn vị", "100% hồ sơ", "A-Z"])
def test_a_range_or_a_share_is_no_number_of_a_title(text: str) -> None:
    assert split_number(text) == (None, text)

"""Promise: a place in a ranking is read as the worst that is still good enough, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from pipelines.understanding.targets import TargetContext, find_targets


def _ranks(text: str, *, is_stated: bool = False) -> list[tuple[str, int]]:
    context = TargetContext("table" if is_stated else "body", plan_year=2026, is_stated=is_stated)
    return [(one.comparator, int(one.value)) for one in find_targets(text, context=context) if one.unit == "rank"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Phường phấn đấu xếp hạng từ thứ 1 đến thứ 5 trong 126 xã, phường.", [("<=", 5)]),
        ("Phấn đấu Chỉ số CCHC xếp thứ 1-3 toàn tỉnh.", [("<=", 3)]),
        ("Nâng hạng Chỉ số CCHC từ thứ 50 lên thứ 45.", [("=", 45)]),
        ("Phấn đấu vươn lên nhóm 40 đơn vị dẫn đầu.", [("<=", 40)]),
        ("Giữ vững vị trí nhóm 05 xã dẫn đầu về Chỉ số CCHC.", [("<=", 5)]),
        ("Phấn đấu Chỉ số CCHC lên top 10 toàn tỉnh.", [("<=", 10)]),
        ("Rà soát hồ sơ từ mục 1 đến mục 5.", []),
        ("Duy trì nhóm 5 đoàn viên hỗ trợ người dân.", []),
        ("Năm 2025 xã xếp hạng từ thứ 1 đến thứ 5.", []),
    ],
)
def test_places_of_a_sentence(text: str, found: list[tuple[str, int]]) -> None:
    assert _ranks(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Xếp hạng Chỉ số CCHC trong 102 xã, phường đạt ≤ 10", [("<=", 10)]),
        ("Thứ hạng Chỉ số CCHC đạt 10 trở lên", [("<=", 10)]),
        ("Chỉ số CCHC, xếp hạng đạt ≤ 10 Thứ hạng", [("<=", 10)]),
        ("Chỉ số CCHC đạt 10 hồ sơ", []),
        ("Xếp hạng chất lượng công chức đạt 95%", []),
        ("Vị trí việc làm được phê duyệt đạt 12", []),
    ],
)
def test_a_row_of_targets_that_ranks_asks_for_a_place(text: str, found: list[tuple[str, int]]) -> None:
    assert _ranks(text, is_stated=True) == found

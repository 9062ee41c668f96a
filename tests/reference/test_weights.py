"""The optional file of weights is read as a province writes it, or the line that is wrong is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.reference.extension import ExtensionError
from pipelines.reference.weights import commune_weights


def written(folder: Path, *lines: str) -> Path:
    (folder / "commune_weights.csv").write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return folder


def test_without_the_file_there_are_no_weights(tmp_path: Path) -> None:
    assert commune_weights(tmp_path) == ()


def test_weights_keep_the_leading_zeros_of_codes(tmp_path: Path) -> None:
    found = commune_weights(written(tmp_path, "commune_code,plan_year,weight", "06529, 2026 ,12034.5"))
    assert found == ({"commune_code": "06529", "plan_year": "2026", "weight": "12034.5"},)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("commune_code,weight", "06529,1"), "thiếu cột plan_year"),
        (("commune_code,plan_year,weight", "6529,2026,1"), "dòng 2: commune_code là '6529'"),
        (("commune_code,plan_year,weight", "06529,2026,12034,5"), "dòng 2: nhiều ô hơn tiêu đề"),
        (("commune_code,plan_year,weight", "06529,2026,12 034"), "dòng 2: weight"),
        (("commune_code,plan_year,weight", "06529,2026,0"), "weight bằng 0"),
        (("commune_code,plan_year,weight", "06529,2026,1", "06529,2026,2"), "mã 06529 năm 2026 có hai dòng"),
    ],
)
def test_row_that_cannot_be_meant_is_refused(tmp_path: Path, lines: tuple[str, ...], said: str) -> None:
    with pytest.raises(ExtensionError, match=said):
        commune_weights(written(tmp_path, *lines))

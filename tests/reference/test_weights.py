"""The optional file of weights is read as a province writes it, or the line that is wrong is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.reference.weights import commune_weights, read_weights


def written(folder: Path, *lines: str) -> Path:
    (folder / "commune_weights.csv").write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return folder


def test_without_the_file_there_are_no_weights(tmp_path: Path) -> None:
    assert commune_weights(tmp_path) == ()


def test_weights_keep_the_leading_zeros_of_codes(tmp_path: Path) -> None:
    found = commune_weights(written(tmp_path, "commune_code,plan_year,weight", "06529, 2026 ,12034.5"))
    assert found == ({"commune_code": "06529", "plan_year": "2026", "weight": "12034.5"},)


def test_weights_saved_by_a_vietnamese_spreadsheet_are_read(tmp_path: Path) -> None:
    text = "Commune_Code;plan_year;WEIGHT\n06529;2026;12034,5\n19366;2026;0,125\n"
    (tmp_path / "commune_weights.csv").write_bytes(text.encode("utf-16"))
    assert [row["weight"] for row in commune_weights(tmp_path)] == ["12034.5", "0.125"]


HEADER = "commune_code,plan_year,weight"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("commune_code,weight", "06529,1"), "thiếu cột plan_year"),
        ((HEADER, "6529,2026,1"), "dòng 2, cột commune_code: “6529”; cần mã (5 chữ số"),
        ((HEADER, "00000,2026,1"), "cột commune_code: “00000”"),
        ((HEADER, "06529,26,1"), "cột plan_year: “26”"),
        ((HEADER, "06529,2026,12034,5"), "dòng 2: nhiều ô hơn tiêu đề"),
        ((HEADER, "06529,2026,12 034"), "dòng 2, cột weight"),
        ((HEADER, "06529,2026,0"), "cột weight: “0”"),
        ((HEADER, "06529,2026"), "cột weight: “”"),
        ((HEADER, "06529,2026,1", "06529,2026,2"), "mã 06529 năm 2026 có trọng số khác nhau ở các dòng 2, 3"),
        (("commune_code;plan_year;weight", "06529;2026;12.034"), "cột weight: “12.034”"),
    ],
)
def test_row_that_cannot_be_meant_costs_itself_and_is_told(tmp_path: Path, lines: tuple[str, ...], said: str) -> None:
    good = lines[0].replace("commune_code", "19366").replace("plan_year", "2026").replace("weight", "7")
    rows, file = read_weights(written(tmp_path, *lines, good))
    assert file is not None
    assert [said in problem.text_vi for problem in file.problems] == [True]
    assert [row["commune_code"] for row in rows] == ([] if "thiếu cột" in said else ["19366"])

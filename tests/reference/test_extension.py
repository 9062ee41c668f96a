"""What a province may add to the catalogue, and what it is told when a row cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.reference.extension import added_rows, extended_by, extension_files, find_extension
from pipelines.reference.indicators import indicator_by_code, indicators, synonyms
from pipelines.reference.tables import reference_rows
from pipelines.registry.versions import understanding_version
from pipelines.understanding.indicators import match_indicator
from pipelines.understanding.targets import TargetContext, find_targets

INDICATORS = ",".join(reference_rows("indicators")[0])
SYNONYMS = ",".join(reference_rows("indicator_synonyms")[0])
OWN = {
    "indicator_code": "library_visit_rate",
    "name_vi": "Tỷ lệ thôn có tủ sách pháp luật",
    "name_en": "Villages with a law library",
    "unit": "percent",
    "direction": "higher",
    "indicator_group": "other",
    "area_code": "institutions",
    "change": "",
    "is_core": "no",
    "definition_vi": "",
    "source": "Sở Tư pháp",
}
SENTENCE = "Tỷ lệ thôn có tủ sách pháp luật đạt 80%."


def _row(**changes: str) -> str:
    return ",".join({**OWN, **changes}.get(column, "") for column in INDICATORS.split(","))


def _raw(tmp_path: Path, indicator: str | None = None, synonym: str | None = None) -> Path:
    folder = tmp_path / "reference"
    folder.mkdir(exist_ok=True)
    if indicator is not None:
        (folder / "indicators.csv").write_text(f"{INDICATORS}\n{indicator}\n", encoding="utf-8")
    if synonym is not None:
        (folder / "indicator_synonyms.csv").write_text(f"{SYNONYMS}\n{synonym}\n", encoding="utf-8-sig")
    return tmp_path


def _code(text: str) -> str | None:
    return find_targets(text, context=TargetContext())[0].indicator_code


def test_a_province_without_reference_folder_uses_the_shipped_catalogue(tmp_path: Path) -> None:
    assert find_extension(tmp_path) is None


def test_a_file_of_the_province_may_do_without_the_columns_that_came_later(tmp_path: Path) -> None:
    folder = tmp_path / "reference"
    folder.mkdir()
    row = ",".join(OWN.values())
    (folder / "indicators.csv").write_text(f"{','.join(OWN)}\n{row}\n", encoding="utf-8")
    with extended_by(find_extension(tmp_path)):
        assert indicator_by_code("library_visit_rate") is not None


def test_an_added_indicator_is_matched_inside_the_extension_and_nowhere_else(tmp_path: Path) -> None:
    raw = _raw(tmp_path, _row(), "library_visit_rate,thôn … tủ sách pháp luật,,,Sở Tư pháp")
    shipped = len(indicators())
    assert _code(SENTENCE) is None
    with extended_by(find_extension(raw)):
        assert _code(SENTENCE) == "library_visit_rate"
        assert indicator_by_code("library_visit_rate") is not None
        assert len(indicators()) == shipped + 1
    assert _code(SENTENCE) is None
    assert len(indicators()) == shipped


def test_an_added_wording_of_a_shipped_indicator_is_matched(tmp_path: Path) -> None:
    raw = _raw(tmp_path, synonym="on_time_rate,phiếu hẹn không sai ngày,,,Sở Nội vụ")
    clause = "phiếu hẹn không sai ngày"
    assert match_indicator(clause, unit="percent").code is None
    with extended_by(find_extension(raw)):
        assert match_indicator(clause, unit="percent").code == "on_time_rate"
        assert synonyms()[-1].source == "Sở Nội vụ"


def test_a_changed_row_changes_the_version_of_stored_plans(tmp_path: Path) -> None:
    first = find_extension(_raw(tmp_path, synonym="on_time_rate,phiếu hẹn đúng ngày,,,Sở Nội vụ"))
    second = find_extension(_raw(tmp_path, synonym="on_time_rate,phiếu hẹn đúng giờ,,,Sở Nội vụ"))
    versions = {understanding_version(), understanding_version(first), understanding_version(second)}
    assert len(versions) == 3


@pytest.mark.parametrize(
    ("indicator", "synonym", "told"),
    [
        (_row(source=""), None, "reference/indicators.csv, dòng 2, cột source: ô để trống; cần văn bản"),
        (_row(indicator_code="on_time_rate"), None, "mã “on_time_rate” đã có trong danh mục"),
        (_row(indicator_code="Tỷ lệ"), None, "không hợp lệ"),
        (_row(unit="phần"), None, "cột unit: “phần”; cần một trong: "),
        (_row(direction="up"), None, "cột direction: “up”"),
        (_row(area_code="xyz"), None, "cột area_code: “xyz”"),
        (None, "no_such_code,tủ sách,,,Sở", "indicator_synonyms.csv, dòng 2, cột indicator_code: không có mã"),
        (None, "on_time_rate,(đúng hạn,,,Sở", "có ngoặc không khớp"),
        (None, "on_time_rate,hồ sơ <đúng hạn>,,,Sở", "có ngoặc không khớp"),
        (None, "on_time_rate,[đúng hạn],,,Sở", "không có từ nào bắt buộc"),
        (None, "on_time_rate,đúng hạn,,,", "cột source: ô để trống"),
        (None, "on_time_rate,đúng, hạn,,,Sở", "nhiều ô hơn tiêu đề"),
    ],
)
def test_a_row_that_cannot_be_used_costs_itself_and_is_told_with_its_line(
    tmp_path: Path, indicator: str | None, synonym: str | None, told: str
) -> None:
    good = "on_time_rate,phiếu hẹn không sai ngày,,,Sở Nội vụ"
    extension = find_extension(_raw(tmp_path, indicator, f"{synonym}\n{good}" if synonym else good))
    assert extension is not None
    problems = [problem for file in extension_files(extension) for problem in file.problems]
    assert [told in problem.text_vi for problem in problems] == [True]
    assert [row["pattern"] for row in added_rows(extension, "indicator_synonyms")] == ["phiếu hẹn không sai ngày"]


def test_a_wording_of_an_indicator_that_is_not_used_is_not_used_either(tmp_path: Path) -> None:
    raw = _raw(tmp_path, _row(unit="phần"), "library_visit_rate,thôn … tủ sách pháp luật,,,Sở Tư pháp")
    extension = find_extension(raw)
    assert extension is not None
    assert [len(file.problems) for file in extension_files(extension)] == [1, 1]
    assert added_rows(extension, "indicator_synonyms") == ()


def test_other_columns_are_refused_with_the_expected_ones(tmp_path: Path) -> None:
    folder = tmp_path / "reference"
    folder.mkdir()
    (folder / "indicator_synonyms.csv").write_text("code,pattern\nx,y\n", encoding="utf-8")
    extension = find_extension(tmp_path)
    assert extension is not None
    (file,) = extension_files(extension)
    assert "cần dòng tiêu đề indicator_code,pattern" in file.problems[0].text_vi
    assert added_rows(extension, "indicator_synonyms") == ()

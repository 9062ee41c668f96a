"""The quality report: worst first, what to fix and where, runs over time; written with the rest or not at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from reporting.conftest import frame

from pipelines.reporting import products
from pipelines.reporting.quality_report import runs
from pipelines.reporting.quality_report.matrix import CheckCount, check_counts, failing_units, matrix, short_labels
from pipelines.reporting.quality_report.pages import year_pages
from pipelines.reporting.site import facts
from pipelines.reporting.site.index import FactIndex
from pipelines.reporting.site.layout import Page
from pipelines.reporting.site.read import ProvinceFacts
from pipelines.reporting.site.write import ReportsFailed
from pipelines.settings import Settings, WarehousePaths

STATUSES = {"passed": "Đạt", "failed": "Chưa đạt", "review": "Cần rà soát", "not_applicable": "Không áp dụng"}


def check(at: int, code: str, status: str, order: int, count: int = 0) -> facts.Check:
    return facts.Check(f"0000{at}", 2026, code, order, f"Điểm {code}", status, STATUSES[status], count, None, None)


@pytest.fixture
def index(province: ProvinceFacts) -> FactIndex:
    """The first unit plans too little and leaves a deadline open, the second passes, the third has no plan."""
    checks = (
        *(check(at, "has_plan", status, 1) for at, status in enumerate(("passed", "passed", "failed"))),
        *(check(at, "task_deadlines", status, 8, n)
          for at, (status, n) in enumerate((("review", 1), ("passed", 0), ("not_applicable", 0)))),
        *(check(at, "reference_targets", status, 11)
          for at, status in enumerate(("failed", "passed", "not_applicable"))),
    )  # fmt: skip
    return FactIndex(replace(province, checks=checks))


def codes(index: FactIndex) -> list[str]:
    return [row.code for row in check_counts(index, 2026)]


def page(index: FactIndex, path: str) -> str:
    found = next(page for page in year_pages(index) if page.path == path)
    return frame(index.found).render(found)


def test_the_unit_with_most_to_fix_stands_first(index: FactIndex) -> None:
    rows = matrix(index, 2026, codes(index))
    assert [(row.unit.commune_code, row.failed, row.review, row.state) for row in rows] == [
        ("00000", 1, 1, "f"),
        ("00002", 1, 0, "x"),
        ("00001", 0, 0, "o"),
    ]


def test_every_unit_of_the_year_is_in_the_matrix_with_every_check(index: FactIndex) -> None:
    rows = matrix(index, 2026, codes(index))
    assert {row.unit.commune_code for row in rows} == {"00000", "00001", "00002"}
    assert all(len(row.cells) == 3 and None not in row.cells for row in rows)


def test_results_are_counted_by_check(index: FactIndex) -> None:
    counted = {row.code: (row.passed, row.failed, row.review, row.absent) for row in check_counts(index, 2026)}
    assert counted == {"has_plan": (2, 1, 0, 0), "task_deadlines": (1, 0, 1, 1), "reference_targets": (1, 1, 0, 1)}


def test_a_finding_is_shown_with_its_page_and_what_to_do(index: FactIndex) -> None:
    (unit,) = failing_units(index, 2026, "task_deadlines")
    (row,) = unit.rows
    assert (row.message, row.page, row.fails) == ("Thời hạn không có mốc ngày.", 4, False)
    assert row.request == "Ghi mốc thời gian cụ thể."
    assert "Kế hoạch #0" in (row.source_path or "")


def test_a_value_below_its_reference_is_named_with_both_levels(index: FactIndex) -> None:
    (unit,) = failing_units(index, 2026, "reference_targets")
    assert unit.rows[0].message == "Tỷ lệ số hóa hồ sơ: ≥\u00a075%, mốc 80%, QĐ thử"
    assert unit.rows[0].page == 3


def test_a_check_without_a_known_place_still_has_a_row_to_lead_to(index: FactIndex) -> None:
    lost = FactIndex(replace(index.found, values=(), findings=()))
    assert [unit.rows[0].message for unit in failing_units(lost, 2026, "reference_targets")] == [
        "Điểm reference_targets"
    ]
    assert "u00000" in page(lost, "2026/chat-luong/task_deadlines.html")


def test_long_lists_are_cut_and_say_so(index: FactIndex) -> None:
    many = tuple(replace(index.found.findings[1], finding_id=f"f{at}") for at in range(9))
    (unit,) = failing_units(FactIndex(replace(index.found, findings=many)), 2026, "task_deadlines")
    assert (len(unit.rows), unit.more) == (6, 3)


def test_results_are_words_in_the_matrix_not_only_colours(index: FactIndex) -> None:
    text = page(index, "2026/chat-luong/index.html")
    assert 'class="f"><a href="reference_targets.html#u00000">chưa đạt' in text
    assert 'class="r"><a href="task_deadlines.html#u00000">rà soát 1' in text
    assert "1 đơn vị chưa có kế hoạch hiệu lực không ở bảng này" in text
    assert '<td class="o">đạt</td>' in text


def test_every_check_of_the_project_has_a_short_heading() -> None:
    import csv

    from pipelines.reference.tables import DATA_DIR

    with (DATA_DIR / "commune_checks.csv").open(encoding="utf-8", newline="") as handle:
        assert {row["check_code"] for row in csv.DictReader(handle)} == set(short_labels())


# ------------------------------------------------------------------------------------------------ runs


@pytest.fixture
def history() -> duckdb.DuckDBPyConnection:
    """Three runs: one finding goes after the first, one comes with the last; another province has one all along."""
    connection = duckdb.connect()
    connection.execute("create schema quality; create schema core")
    connection.execute("create table core.dim_document as select * from (values ('a', '40'), ('b', '96')) "
                       "as rows (document_id, province_key)")  # fmt: skip
    connection.execute(
        "create table quality.run_history as select *, 10 as check_count, 1 as failed_check_count, 0 as blocking_count "
        "from (values ('v1', '2026-06-01T01:00:00+00:00', null), ('v2', '2026-06-02T01:00:00+00:00', null), "
        "('v2b', '2026-06-02T05:00:00+00:00', 'v2'), ('v3', '2026-06-03T18:30:00+00:00', null)) "
        "as rows (version, recorded_at, same_as)"
    )
    connection.execute(
        "create table quality.finding_history as select * from (values ('a', 'error', 'v1', 'v1'), "
        "('a', 'warning', 'v1', 'v3'), ('a', 'info', 'v3', 'v3'), ('b', 'error', 'v1', 'v3')) "
        "as rows (document_id, severity, first_version, last_version)"
    )
    return connection


def test_runs_count_what_was_open_what_came_and_what_went(history: duckdb.DuckDBPyConnection) -> None:
    found = runs.read_runs(history, "40")
    fields = ("version", "error_count", "warning_count", "info_count", "new_count", "closed_count")
    assert [tuple(run[name] for name in fields) for run in found] == [
        ("v3", 0, 1, 1, 1, 0),
        ("v2", 0, 1, 0, 0, 1),
        ("v1", 1, 1, 0, None, None),
    ]
    assert found[0]["when"] == "01:30 04/06/2026"


def test_one_run_is_no_trend_and_two_are(history: duckdb.DuckDBPyConnection) -> None:
    found = runs.read_runs(history, "40")
    assert runs.trend_chart(found[:1]) is None
    chart = runs.trend_chart(found)
    assert chart is not None
    assert "08:00 01/06/2026: 1 lỗi, 1 cảnh báo" in chart


def test_pages_for_engineers_are_linked_when_they_exist(tmp_path: Path) -> None:
    paths = WarehousePaths(tmp_path)
    paths.data_docs.mkdir(parents=True)
    (paths.data_docs / "index.html").touch()
    expectations, models = runs.engineering_pages(paths)
    assert expectations["href"] == "../data_quality/index.html"
    assert (models["href"], models["command"]) == (None, "cchc docs")


# ------------------------------------------------------------------------------------------------ with the reports


@pytest.mark.slow
def test_a_workbook_that_cannot_be_written_keeps_the_last_reports(
    sample_reports: Path, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def files() -> dict[str, int]:
        return {str(path): path.stat().st_mtime_ns for path in sample_reports.rglob("*") if path.is_file()}

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = files()
    monkeypatch.setattr(products, "write_workbook", fail)
    with pytest.raises(ReportsFailed, match="đĩa đầy"):
        products.write_products(Settings(raw=repository / "raw", warehouse=sample_reports.parent))
    assert files() == before


def test_the_report_of_the_samples_has_all_its_products(sample_reports: Path) -> None:
    for province in ("nghe-an", "ca-mau"):
        folder = sample_reports / province
        assert len(list(folder.glob("*.xlsx"))) == 1
        assert list((folder / "phieu-ra-soat").glob("*.docx"))
        assert (folder / "2026" / "chat-luong" / "index.html").is_file()
        home = (folder / "index.html").read_text(encoding="utf-8")
        assert "chat-luong/index.html" in home
        assert "tai-ve.html" in home


def test_failing_rows_show_hostile_words_as_words(index: FactIndex) -> None:
    hostile = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    row = {"source_path": f"thu/2026/{hostile}.pdf", "page": 3, "row_key": hostile}
    failed = {
        "suite": hostile, "check_name": hostile, "message_vi": hostile, "exception_reason_vi": hostile,
        "severity": "warn", "failing_rows": 1, "rows": [row],
    }  # fmt: skip
    context = {"runs": [], "chart": None, "failed": [failed], "suites": [], "engineering": []}
    text = frame(index.found).render(
        Page("chat-luong/lan-chay.html", "quality_runs.html.j2", "Lần chạy", "chat-luong", None, context)
    )
    assert "alert(1)" in text
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_what_nearly_all_fail_is_one_message_and_no_column_of_alarms(province: ProvinceFacts) -> None:
    def counted(failed: int, passed: int) -> CheckCount:
        return CheckCount("c", "C", "C", passed, failed, 0, 0)

    assert counted(9, 1).is_common
    assert not counted(7, 3).is_common
    assert not counted(3, 0).is_common  # three units are no "nearly all"
    units = tuple(
        replace(province.communes[3], commune_code=f"1000{at}", commune_name=f"Xã {at}", sort_key=str(at))
        for at in range(10)
    )
    checks = tuple(
        replace(check(0, code, status, order), commune_code=unit.commune_code)
        for unit in units
        for code, status, order in (("task_deadlines", "failed", 8), ("reference_targets", "passed", 11))
    )
    text = page(FactIndex(replace(province, communes=units, checks=checks)), "2026/chat-luong/index.html")
    table = text[text.index('id="bang"') :]
    assert "10 trong 10 đơn vị chưa đạt hoặc cần rà soát" in text
    assert "chưa đạt 1" not in table and 'class="f"' not in table
    assert table.count('class="o"') == 10

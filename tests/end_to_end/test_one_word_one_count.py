"""One word has one count: "chỉ tiêu", "nhiệm vụ" and what falls due are the same wherever a reader meets them."""

from __future__ import annotations

import re

import duckdb
import pytest
from openpyxl import load_workbook

from pipelines.warehouse.publication.counts import Counts, read_counts

from .conftest import SampleRun, cchc

YEAR, PROVINCE = 2026, "nghe-an"


@pytest.fixture(scope="module")
def counts(sample_run: SampleRun) -> Counts:
    with duckdb.connect(str(sample_run.warehouse / "cchc.duckdb"), read_only=True) as connection:
        return read_counts(connection)


def one(run: SampleRun, sql: str) -> int:
    with duckdb.connect(str(run.warehouse / "cchc.duckdb"), read_only=True) as connection:
        return int(connection.execute(sql).fetchall()[0][0])


def report(run: SampleRun, page: str) -> str:
    return (run.warehouse / "reports" / PROVINCE / page).read_text(encoding="utf-8")


def number(text: str) -> int:
    return int(text.replace(".", ""))


def figure(page: str, name: str) -> int:
    found = re.search(rf"<dt>{name}</dt><dd>([\d.]+)", page)
    assert found, name
    return number(found[1])


def sheet(run: SampleRun, name: str) -> list[dict[str, object]]:
    (path,) = (run.warehouse / "reports" / PROVINCE).glob("*.xlsx")
    book = load_workbook(path, read_only=True)
    heads, *rows = book[name].iter_rows(values_only=True)
    return [dict(zip(map(str, heads), row, strict=False)) for row in rows]


def test_the_summary_counts_what_the_catalogue_defines_and_says_so(sample_run: SampleRun, counts: Counts) -> None:
    said = dict(re.findall(r"^  (Chỉ tiêu|Nhiệm vụ)\s+([\d.]+) trong kế hoạch hiệu lực", sample_run.first.output, re.M))
    assert (number(said["Chỉ tiêu"]), number(said["Nhiệm vụ"])) == (counts.targets, counts.tasks)


def test_the_list_of_versions_counts_the_same(sample_run: SampleRun, counts: Counts) -> None:
    listed = cchc("publish", "--list", "--warehouse", sample_run.warehouse, cwd=sample_run.warehouse).output
    said = re.search(r"([\d.]+) chỉ tiêu, ([\d.]+) nhiệm vụ", listed)
    assert said and (number(said[1]), number(said[2])) == (counts.targets, counts.tasks)
    assert "câu nhắc lại tính một lần" in listed


def test_views_give_the_same_when_repeats_and_superseded_plans_are_left_out(
    sample_run: SampleRun, counts: Counts
) -> None:
    assert one(sample_run, "select count(*) from bi.cam_ket where dang_dung and not nhac_lai") == counts.targets
    assert one(sample_run, "select count(*) from bi.cam_ket") == counts.values_read
    assert one(sample_run, "select count(*) from bi.nhiem_vu where dang_dung") == counts.tasks
    # repeats and superseded plans are in the samples: without the two flags the count would be another
    assert counts.values_read is not None
    assert counts.targets is not None
    assert counts.values_read > counts.targets


def test_figures_of_a_year_are_one_on_page_view_and_workbook(sample_run: SampleRun) -> None:
    page = report(sample_run, f"{YEAR}/index.html")
    for name, column, heading in (
        ("Chỉ tiêu", "so_chi_tieu", "Số chỉ tiêu"),
        ("Nhiệm vụ", "so_nhiem_vu", "Số nhiệm vụ"),
    ):
        view = one(sample_run, f"select sum({column}) from bi.do_phu where nam = {YEAR} and khoa_tinh = '{PROVINCE}'")
        rows = [row[heading] for row in sheet(sample_run, "Độ phủ") if row["Năm"] == YEAR]
        assert figure(page, name) == view == sum(int(str(one)) for one in rows if one is not None)


def test_tasks_that_fall_due_in_a_month_are_one_on_page_view_and_workbook(sample_run: SampleRun) -> None:
    calendar = report(sample_run, "lich/index.html")
    rows = sheet(sample_run, "Lịch thời hạn")
    for month in range(1, 13):
        chosen = f"from bi.lich_thoi_han where khoa_tinh = '{PROVINCE}' and nam_den_han = {YEAR} and thang = {month}"
        chip = re.search(rf'data-month="{YEAR}-{month:02d}">Tháng {month} \(([\d.]+)\)', calendar)
        assert chip
        head = re.search(r'<p class="lead">([\d.]+) nhiệm vụ', report(sample_run, f"lich/{YEAR}-{month:02d}.html"))
        assert head
        in_book = {row["Mã dòng"] for row in rows if _falls(row, month)}
        assert (
            one(sample_run, f"select count(distinct ma_nhiem_vu) {chosen}")
            == one(sample_run, f"select count(*) {chosen} and lan_dau_trong_thang")
            == number(chip[1])
            == number(head[1])
            == len(in_book)
        )
    assert one(sample_run, f"select count(*) from bi.lich_thoi_han where nam_den_han = {YEAR}") > len(rows) / 4


def _falls(row: dict[str, object], month: int) -> bool:
    due = row["Đến hạn"]
    return getattr(due, "year", None) == YEAR and getattr(due, "month", None) == month


def test_a_label_of_a_count_means_one_thing(sample_run: SampleRun) -> None:
    doubled = one(
        sample_run,
        "select count(*) from (select label_vi from marts.metric_catalogue where unit = 'count' "
        "group by label_vi having count(distinct formula_vi) > 1)",
    )
    assert doubled == 0


def test_every_place_names_the_plans_that_it_counts(sample_run: SampleRun) -> None:
    page = report(sample_run, "index.html")
    assert "trong kế hoạch hiệu lực; câu nhắc lại tính một lần" in page
    assert "có ít nhất một lần đến hạn trong tháng" in report(sample_run, f"lich/{YEAR}-11.html")

"""Every document, file name and side file that once could stop publication, in one folder: all others are published.

One run of the real command over all of them; see docs/developer/gates.md.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from rich.console import Console
from small_plans import PLAIN, TARGET, write_plan

from pipelines.cli.run import run_command
from pipelines.settings import Settings

QUANG_TRI, HA_TINH = "quang-tri/2026", "ha-tinh/2026"
_TWO_DAYS = "trước ngày 12/5/2026, chính thức công bố từ ngày 18/5/2026"
_GROUPS = ("Các bộ phận liên quan", "Công chức, viên chức có liên quan", "Bộ phận một cửa và các bộ phận liên quan")


@dataclass(frozen=True)
class Run:
    """A run of the command: its exit code, what it said, and what was published."""

    code: int
    said: str
    settings: Settings

    def rows(self, sql: str, *given: object) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.settings.paths.published), read_only=True) as connection:
            return connection.execute(sql, list(given)).fetchall()

    def document(self, name: str) -> str:
        ((identity,),) = self.rows("select document_id from core.dim_document where file_name = ?", name)
        return str(identity)

    def state(self, commune: str) -> str:
        ((state,),) = self.rows(
            "select plan_state from marts.plan_coverage where commune_name = ? and plan_year = 2026", commune
        )
        return str(state)

    def rules(self, name: str) -> set[str]:
        found = self.rows("select rule from quality.finding where document_id = ?", self.document(name))
        return {str(rule) for (rule,) in found}


def run(settings: Settings) -> Run:
    said = io.StringIO()
    code = run_command(settings, None, None, Console(file=said, width=200))
    return Run(code, said.getvalue(), settings)


def task(number: str, *, lead: str = "Phòng Kinh tế", due: str = "Quý II/2026") -> tuple[str, ...]:
    return (number, f"Việc thử số {number}", "Báo cáo", lead, "Công an xã", due)


def write_folder(raw: Path) -> None:
    here, there = raw / QUANG_TRI, raw / HA_TINH
    write_plan(here / "KH xã Gio Linh.docx", "xã Gio Linh")
    offices = [task(str(n), lead=words) for n, words in enumerate(_GROUPS, start=1)]
    write_plan(here / "cơ quan.docx", "xã Cam Lộ", rows=offices, number="16")
    deadlines = [
        task("1", due=_TWO_DAYS),
        task("2", due="Từ ngày 28/7/2026 đến ngày 23/7/2026"),
        task("3", due="Trước 30/6"),
    ]
    write_plan(here / "thời hạn.docx", "xã Hải Lăng", rows=deadlines, number="17")
    huge = "- Phấn đấu số hóa 123.456.789.012.345.678.901 hồ sơ; ít nhất 95% hồ sơ được số hóa."
    write_plan(here / "số quá lớn.docx", "xã Ba Lòng", said=(TARGET, huge), number="18")
    reversed_title = "Cải cách hành chính giai đoạn 2030 - 2026"
    write_plan(here / "giai đoạn.docx", "xã Hướng Hiệp", title=reversed_title, number="19")
    name = "Kế hoạch Triệu Phong.docx"
    write_plan(here / unicodedata.normalize("NFC", name), "xã Triệu Phong", number="20")
    # and its copy from a Mac, whose name has its marks apart
    write_plan(here / unicodedata.normalize("NFD", name), "xã Triệu Phong", number="21", said=("- 91% đúng hạn.",))
    write_plan(here / "mã tỉnh khác.docx", "xã Vĩnh Linh", number="22")
    write_plan(here / "mã lạ.docx", "xã Diên Sanh", number="23")
    write_plan(here / "a\u202e\x07\nb.docx", "phường Đông Hà", number="24")
    (here / "Kế hoạch CCHC xã Bến Quan 2026.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Cat")
    (here / "Ke hoach xa Hieu Giang.docx").write_bytes(b"PK\x03\x04 not a package")
    manifest = [
        ("file_name", "commune_code", "received_on", "document_number", "issued_on"),
        ("mã tỉnh khác.docx", "00004", "31/02/2026", "", ""),
        ("mã lạ.docx", "99999", "", "", ""),
        ("không có tệp này.docx", "19495", "", "", ""),
    ]
    write_csv(here / "manifest.csv", manifest)
    # a province of which nothing can be read is no reason to keep the others waiting
    for number in range(12):
        (there / f"hỏng {number}.pdf").parent.mkdir(parents=True, exist_ok=True)
        (there / f"hỏng {number}.pdf").write_bytes(b"%PDF-1.7 " + bytes([number]) * 50)
    reference = raw / "reference"
    write_csv(reference / "indicators.csv", [("indicator_code", "name_vi"), ("Mã Sai", "")])
    weights = [("commune_code", "plan_year", "weight"), ("19495", "2026", "10"), ("19495", "2026", "12")]
    write_csv(reference / "commune_weights.csv", [*weights, ("1", "x", "không")])
    write_csv(reference / "known_exceptions.csv", [("suite",), ("tasks",)])
    write_csv(raw / "quang-tri" / "corrections" / "ra-soat.csv", [("Mã văn bản (document_id)", "Lạ"), ("vb-x", "y")])


def write_csv(path: Path, rows: list[tuple[str, ...]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(rows)


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    base = tmp_path_factory.mktemp("gates")
    write_folder(base / "raw")
    yield run(Settings(base / "raw", base / "warehouse", workers=1))


def test_everything_else_is_published(done: Run) -> None:
    assert done.code == 0, done.said
    found = {name for (name,) in done.rows("select file_name from core.dim_document")}
    assert len(found) == 10
    assert done.rows("select count(*) from quality.check_result where severity = 'block' and not passed") == [(0,)]
    ((targets,),) = done.rows("select count(*) from core.fct_target where value = 90")
    assert targets == 9


def test_every_file_has_its_outcome(done: Run) -> None:
    files = {path.name for path in (done.settings.raw / QUANG_TRI).iterdir() if path.suffix != ".csv"}
    told = {path for (path,) in done.rows("select source_path from quality.document_outcome")}
    assert len({path for path in told if path.startswith(QUANG_TRI) and not path.endswith(".csv")}) == len(files)
    quarantined = done.rows(
        "select count(distinct source_path) from quality.document_outcome "
        "where status = 'quarantined' and source_path like 'ha-tinh/%' and next_action_vi is not null"
    )
    assert quarantined == [(12,)]


def test_offices_that_explain_more_words_than_their_name_are_read(done: Run) -> None:
    leads = done.rows(
        "select lead from core.fct_task where document_id = ? order by row_index", done.document("cơ quan.docx")
    )
    assert tuple(lead for (lead,) in leads) == _GROUPS


def test_two_days_of_one_cell_are_two_milestones_and_a_reversed_range_is_told(done: Run) -> None:
    identity = done.document("thời hạn.docx")
    ((due,),) = done.rows(
        "select cast(deadline_end as varchar) from core.fct_task where document_id = ? and row_index = 0", identity
    )
    assert due == "2026-05-12"
    marks = done.rows(
        "select label from core.fct_milestone where task_id = ? order by milestone_index", f"{identity}-t0"
    )
    assert [label for (label,) in marks] == [None, "chính thức công bố"]
    assert "deadline_reversed" in done.rules("thời hạn.docx")
    late = done.rows("select count(*) from core.fct_task where deadline_start > deadline_end")
    assert late == [(0,)]


def test_a_number_that_cannot_be_stored_costs_that_target(done: Run) -> None:
    values = done.rows(
        "select value from core.fct_target where document_id = ? order by value", done.document("số quá lớn.docx")
    )
    assert [float(value) for (value,) in values][:2] == [90, 95]


def test_files_whose_names_are_equal_after_nfc_stay_two_files(done: Run) -> None:
    numbers = done.rows(
        "select document_number from core.dim_document where document_number in ('20/KH-UBND', '21/KH-UBND')"
    )
    assert len(numbers) == 2


def test_codes_of_the_side_file_that_fit_no_unit_are_told_and_not_taken(done: Run) -> None:
    for name, unit in (("mã tỉnh khác.docx", "Vĩnh Linh"), ("mã lạ.docx", "Diên Sanh")):
        ((commune,),) = done.rows("select commune_name from core.dim_document where file_name = ?", name)
        assert commune == unit
    told = done.rows(
        "select message_vi from quality.finding where rule like 'manifest_commune_%' or rule like 'side_%'"
    )
    text = " ".join(str(message) for (message,) in told)
    assert "00004" in text
    assert "99999" in text


def test_a_unit_whose_file_gave_no_plan_is_unreadable_and_not_missing(done: Run) -> None:
    assert done.state("Bến Quan") == done.state("Hiếu Giang") == "unreadable"
    assert done.state("Gio Linh") == "effective"
    assert done.state("Khe Sanh") == "missing"


def test_faulty_side_files_are_told_by_name(done: Run) -> None:
    told = done.rows("select source_path from quality.document_outcome where status in ('partial', 'quarantined')")
    names = {str(path).rsplit("/", 1)[-1] for (path,) in told}
    side_files = {"manifest.csv", "indicators.csv", "commune_weights.csv", "known_exceptions.csv", "ra-soat.csv"}
    assert side_files <= names
    assert PLAIN[1] in {words for (words,) in done.rows("select task from core.fct_task")}

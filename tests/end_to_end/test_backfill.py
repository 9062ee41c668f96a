"""A backfill of old years: resumed after a kill, the same on the web page, and later years stay as they were."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest
from old_plans import write_old_plan

from pipelines.reading.legacy import LegacyEncoding
from pipelines.warehouse.publication.copy import content_hashes

from .conftest import CCHC, Finished, cchc
from .web_page import dagster_page

pytestmark = pytest.mark.slow

_BACKFILL = ("backfill", "--province", "quang-tri", "--years", "2016:2025")
_LATER_YEAR = """
select columns(*) from {table} join core.dim_document using (document_id)
where dim_document.plan_year = 2026 order by all
"""


@dataclass(frozen=True)
class Archive:
    """A warehouse that knew 2026 only, then was given the years before."""

    raw: Path
    warehouse: Path
    before: dict[str, list]
    killed_after: str
    second: Finished
    third: Finished


def later_year(warehouse: Path) -> dict[str, list]:
    """Rows of 2026, and the province's figures for it."""
    with duckdb.connect(str(warehouse / "cchc.duckdb"), read_only=True) as connection:
        found = {
            table: connection.execute(_LATER_YEAR.format(table=table)).fetchall()
            for table in ("core.fct_target", "core.fct_task", "core.fct_citation")
        }
        marts = "select * from marts.province_indicators where plan_year = 2026 order by all"
        return found | {"marts.province_indicators": connection.execute(marts).fetchall()}


def write_archive(raw: Path, repository: Path) -> None:
    """Two plans of today, five of former communes, one of them in an old font, and one that is broken."""
    today = raw / "nghe-an" / "2026"
    today.mkdir(parents=True)
    plans = sorted((repository / "raw/nghe-an/2026").glob("*.docx"), key=lambda path: path.stat().st_size)
    for plan in plans[:2]:
        shutil.copy(plan, today)
    old = raw / "quang-tri"
    write_old_plan(old / "2019" / "vinh thuy.docx", "Vĩnh Thủy")
    write_old_plan(old / "2019" / "vinh lam.docx", "Vĩnh Lâm", LegacyEncoding.TCVN3)
    for year, commune in ((2020, "Vĩnh Thủy"), (2021, "Vĩnh Sơn"), (2022, "Vĩnh Sơn")):
        write_old_plan(old / str(year) / "ke hoach.docx", commune, year=year)
    (old / "2020" / "hỏng.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Cat")


def killed_after_first_year(raw: Path, warehouse: Path, repository: Path) -> str:
    """Start the backfill and kill it, and all that it started, as soon as it says that one year is done."""
    command = [str(CCHC), *_BACKFILL, "--raw", str(raw), "--warehouse", str(warehouse)]
    process = subprocess.Popen(
        command,
        cwd=repository,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"COLUMNS": "120", "PYTHONUNBUFFERED": "1"},
        start_new_session=True,
    )
    seen = ""
    end = time.monotonic() + 120
    assert process.stdout is not None
    for line in process.stdout:
        seen += line
        if "quang-tri/2019: 2 tệp" in line or time.monotonic() > end:
            break
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return seen


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> Archive:
    base = tmp_path_factory.mktemp("archive")
    raw, warehouse = base / "raw", base / "kho"
    write_archive(raw, repository)
    hidden = base / "quang-tri"
    (raw / "quang-tri").rename(hidden)
    first = cchc("run", "--raw", raw, "--warehouse", warehouse, cwd=repository)
    assert first.code == 0, first.output
    before = later_year(warehouse)
    hidden.rename(raw / "quang-tri")
    killed_after = killed_after_first_year(raw, warehouse, repository)
    second, third = (cchc(*_BACKFILL, "--raw", raw, "--warehouse", warehouse, cwd=repository) for _ in "ab")
    return Archive(raw, warehouse, before, killed_after, second, third)


def test_what_a_killed_backfill_had_done_is_not_done_again(archive: Archive) -> None:
    assert "quang-tri/2019: 2 tệp" in archive.killed_after
    assert archive.second.code == 0, archive.second.output
    assert "(1 tỉnh-năm đã xong trước đó)" in archive.second.output
    assert "quang-tri/2019:" not in archive.second.output


def test_backfill_tells_its_speed_and_lists_what_failed_with_the_next_action(archive: Archive) -> None:
    assert "tệp/giây" in archive.second.output
    told = archive.second.output[archive.second.output.index("Tệp để riêng trong lần nạp này (1)") :]
    assert "quang-tri/2020/hỏng.pdf" in told
    assert "→ " in told


def test_running_a_backfill_again_does_nothing(archive: Archive) -> None:
    assert archive.third.code == 0, archive.third.output
    assert "Không có gì phải làm: 4 tỉnh-năm đã đọc, phân tích và phát hành đủ." in archive.third.output


def test_backfill_of_old_years_leaves_later_years_as_they_were(archive: Archive) -> None:
    assert all(archive.before.values())
    assert later_year(archive.warehouse) == archive.before


def test_old_plans_stand_under_the_units_of_their_day(archive: Archive) -> None:
    with duckdb.connect(str(archive.warehouse / "cchc.duckdb"), read_only=True) as connection:
        found = connection.execute(
            "select plan_year, commune_name, province_code, province_name from core.dim_document "
            "where plan_year < 2026 and commune_code is not null order by all"
        ).fetchall()
    assert [(year, name) for year, name, *_ in found] == [
        (2019, "Vĩnh Lâm"),
        (2019, "Vĩnh Thủy"),
        (2020, "Vĩnh Thủy"),
        (2021, "Vĩnh Sơn"),
        (2022, "Vĩnh Sơn"),
    ]
    assert {code for *_, code, _ in found} == {"45"}, "the code that Quảng Trị had before July 2025"


def test_the_web_pages_backfill_publishes_the_same(archive: Archive, tmp_path: Path, repository: Path) -> None:
    assets = ["raw_plans", "plan_documents", "plans"]
    keys = ["nghe-an/2026", *(f"quang-tri/{year}" for year in (2019, 2020, 2021, 2022))]
    with dagster_page(archive.raw, tmp_path / "web", repository, tmp_path / "dev.log") as page:
        assert page.backfill(assets, keys, 400) == "COMPLETED_SUCCESS", (tmp_path / "dev.log").read_text()[-4000:]
        assert page.launch("warehouse_job", {}, 420) == "SUCCESS"
    published = (archive.warehouse / "cchc.duckdb", tmp_path / "web" / "cchc.duckdb")
    assert content_hashes(published[0]) == content_hashes(published[1])

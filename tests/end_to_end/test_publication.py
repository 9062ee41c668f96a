"""Publication from the command line: gates stop it, versions are listed, going back works."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from pipelines.registry.scan import hash_file
from pipelines.settings import WarehousePaths
from pipelines.warehouse.build.locking import warehouse_lock
from pipelines.warehouse.publication.bi_views import bi_views
from pipelines.warehouse.publication.versions import changes_page, list_versions, parquet_folder, read_manifest

from .conftest import RebuiltRun, SampleRun, cchc


@pytest.mark.slow
def test_files_that_nobody_can_read_are_named_with_what_to_do_and_stop_nobody(tmp_path: Path, repository: Path) -> None:
    """Stopped runs are promised in tests/gates/test_blocked_runs.py: damaged files are no reason for one."""
    folder = tmp_path / "raw" / "nghe-an" / "2026"
    folder.mkdir(parents=True)
    names = [f"hỏng {number}.pdf" for number in range(3)]
    for number, name in enumerate(names):
        (folder / name).write_bytes(b"%PDF-1.7\n" + bytes([number]) * 50)
    done = cchc("run", "--raw", tmp_path / "raw", "--warehouse", tmp_path / "kho", cwd=repository)
    assert done.code == 0, done.output
    assert "chưa đạt: run.most_files_readable" in done.output
    assert done.output.count("Đề nghị đơn vị gửi lại tệp") == len(names)
    assert all(f"- nghe-an/2026/{name}" in done.output for name in names)


@pytest.mark.slow
def test_versions_are_listed_and_going_back_needs_one_command(
    rebuilt_run: RebuiltRun, tmp_path: Path, repository: Path
) -> None:
    warehouse = tmp_path / "kho"
    shutil.copytree(rebuilt_run.warehouse / "versions", warehouse / "versions")
    listed = cchc("publish", "--list", "--warehouse", warehouse, cwd=repository)
    versions = [line.split()[0] for line in listed.output.splitlines() if "lập lúc" in line]
    assert len(versions) == 2
    assert versions == sorted(versions, reverse=True)
    done = cchc("rollback", versions[-1], "--warehouse", warehouse, cwd=repository)
    assert done.code == 0, done.output
    assert hash_file(warehouse / "cchc.duckdb") == hash_file(warehouse / "versions" / f"cchc-{versions[-1]}.duckdb")
    refused = cchc("rollback", "khong-co", "--warehouse", warehouse, cwd=repository)
    assert refused.code == 2


def test_a_second_run_at_the_same_time_says_busy_and_touches_nothing(tmp_path: Path, repository: Path) -> None:
    warehouse = tmp_path / "kho"
    with warehouse_lock(WarehousePaths(warehouse)):
        before = sorted(warehouse.rglob("*"))
        done = cchc("run", "--raw", "raw", "--warehouse", warehouse, cwd=repository)
        assert sorted(warehouse.rglob("*")) == before
    assert done.code == 1
    assert "đang được một lần chạy khác ghi" in done.output


@pytest.mark.slow
def test_second_run_over_the_same_files_changes_nothing_and_both_are_remembered(rebuilt_run: RebuiltRun) -> None:
    paths = WarehousePaths(rebuilt_run.warehouse)
    first, second = list_versions(paths)
    changes = json.loads(changes_page(paths, second).with_suffix(".json").read_text(encoding="utf-8"))
    assert changes["previous"] == first
    assert changes["tables"] == []
    assert "Không có gì thay đổi" in changes_page(paths, second).read_text(encoding="utf-8")
    with duckdb.connect(str(paths.published), read_only=True) as connection:
        runs = connection.execute("select version, blocking_count from quality.run_history order by 1").fetchall()
        spans = connection.execute(
            "select first_version, last_version, bool_and(is_open) from quality.finding_history group by 1, 2"
        ).fetchall()
    # between the two there is the run that found nothing to do
    assert [runs[0], runs[-1]] == [(first, 0), (second, 0)]
    assert [blocking for _, blocking in runs] == [0, 0, 0]
    assert spans == [(first, second, True)]


def test_parquet_beside_the_version_holds_every_row(sample_run: SampleRun) -> None:
    paths = WarehousePaths(sample_run.warehouse)
    version = list_versions(paths)[-1]
    files = sorted(parquet_folder(paths, version).rglob("*.parquet"))
    counts = {f"{file.parent.name}.{file.stem}": pq.read_metadata(file).num_rows for file in files}
    assert counts == read_manifest(paths, version)["row_counts"]


def test_published_file_has_every_view_for_analysts_with_labels(sample_run: SampleRun) -> None:
    with duckdb.connect(str(sample_run.warehouse / "cchc.duckdb"), read_only=True) as connection:
        for view in bi_views():
            described = connection.execute(f"describe bi.{view.name}").fetchall()
            assert [row[0] for row in described] == [column for column, _ in view.labels]
            query = "select comment from duckdb_columns() where schema_name = 'bi' and table_name = ?"
            told = [row[0].partition(" — ") for row in connection.execute(query, [view.name]).fetchall()]
            assert [label for label, _, _ in told] == [label for _, label in view.labels]
            assert all(description for _, _, description in told), view.name
        rows = connection.execute("select count(*) from bi.tong_hop_tinh").fetchone()
    assert rows
    assert rows[0] > 0

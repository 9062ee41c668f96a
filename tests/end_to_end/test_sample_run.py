"""What a person sees when the main job runs on the sample plans."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from recorded_runs import recorded_runs

from pipelines.samples.scoring import DocumentScore, mean_scores, score_warehouse
from pipelines.settings import WarehousePaths
from pipelines.warehouse.publication.versions import list_versions, read_manifest

from .conftest import RebuiltRun, SampleRun, cchc

# what the generator calls it → status and reasons that a reader may give
EXPECTED = {
    "not_a_plan": {("quarantined", "not_a_plan")},
    "duplicate": {("skipped", "duplicate_file")},
    "unreadable": {("quarantined", "corrupt")},
    "encrypted": {("quarantined", "encrypted")},
}
FIGURES = ("rows", "cells", "dates", "targets", "codes", "cites", "meta")


@pytest.fixture(scope="module")
def truth(repository: Path) -> Path:
    return repository / "tests" / "samples" / "truth"


def rows(run: SampleRun, sql: str) -> list[tuple]:
    with duckdb.connect(str(run.warehouse / "cchc.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_the_run_publishes_and_ends_by_saying_where_to_look(sample_run: SampleRun) -> None:
    assert sample_run.first.code == 0, sample_run.first.output
    assert "ĐÃ PHÁT HÀNH" in sample_run.first.output
    assert str(sample_run.warehouse / "cchc.duckdb") in sample_run.first.output
    for path in re.findall(r"^\s+(?:Kho dữ liệu|Báo cáo|Các bản).*?(/.+)$", sample_run.first.output, re.MULTILINE):
        assert Path(path).exists(), path


def test_a_whole_run_sends_no_word_to_another_machine(sample_run: SampleRun) -> None:
    if sample_run.outward is None:
        pytest.skip("only root may give a run a network of its own")
    assert sample_run.outward == {}


def test_the_summary_agrees_with_the_published_tables(sample_run: SampleRun) -> None:
    pattern = r"^  Kế hoạch\s+(\d+) văn bản đã đọc, (\d+) đang hiệu lực$"
    found = re.search(pattern, sample_run.first.output, re.MULTILINE)
    assert found
    read, in_force = map(int, found.groups())
    assert read == rows(sample_run, "select count(*) from core.dim_document")[0][0] >= 40
    assert in_force == rows(sample_run, "select count(*) from core.dim_document where is_effective")[0][0]


def test_the_five_headline_indicators_of_the_province_are_shown(sample_run: SampleRun) -> None:
    assert "Nghệ An, năm 2026: chỉ tiêu kế hoạch" in sample_run.first.output
    for label in ("dịch vụ công trực tuyến", "toàn trình", "Số hóa", "Khai thác lại", "Thanh toán trực tuyến"):
        assert label in sample_run.first.output


@pytest.fixture(scope="module")
def scored(sample_run: SampleRun, truth: Path) -> tuple[DocumentScore, ...]:
    return score_warehouse(sample_run.warehouse / "cchc.duckdb", truth)


@pytest.mark.parametrize("figure", FIGURES)
def test_sample_plans_are_read_to_at_least_97_percent(scored: tuple[DocumentScore, ...], figure: str) -> None:
    assert len(scored) >= 40
    assert mean_scores(scored)[figure] > 0.97, {s.source_path: s.scores.get(figure) for s in scored}


def test_documents_that_cannot_be_read_have_the_outcome_they_were_made_for(sample_run: SampleRun, truth: Path) -> None:
    held = {path: (status, code) for path, status, code in rows(sample_run, _WORST_OUTCOME)}
    expected = {path: json.loads(path.read_text("utf-8")) for path in truth.rglob("*.json")}
    unreadable = {path: wanted for path, wanted in expected.items() if "expected_outcome" in wanted}
    assert unreadable
    for path, wanted in unreadable.items():
        stem = path.relative_to(truth).with_suffix("").as_posix()
        (found,) = [outcome for source, outcome in held.items() if source.rsplit(".", 1)[0] == stem]
        assert found in EXPECTED[wanted["expected_outcome"]], (stem, found)


_WORST_OUTCOME = """
select source_path, arg_max(status, weight), arg_max(reason_code, weight)
from (
    select *, case status when 'quarantined' then 3 when 'skipped' then 2 when 'partial' then 1 else 0 end as weight
    from quality.document_outcome
)
group by source_path
"""


@pytest.mark.slow
def test_a_second_run_over_unchanged_files_reads_nothing_and_says_so(rebuilt_run: RebuiltRun) -> None:
    assert rebuilt_run.run.code == 0, rebuilt_run.run.output
    assert "Không có tệp mới hay thay đổi" in rebuilt_run.run.output
    assert "đọc 0" not in rebuilt_run.run.output


def test_nothing_changed_means_nothing_is_built_and_the_run_is_remembered(sample_run: SampleRun) -> None:
    paths = WarehousePaths(sample_run.warehouse)
    assert sample_run.idle.code == 0, sample_run.idle.output
    kept = list_versions(paths)[-1]
    assert f"Không có gì thay đổi, bản đã phát hành giữ nguyên: {kept}" in sample_run.idle.output
    assert len(list_versions(paths)) == 1
    assert paths.published.samefile(paths.versions / f"cchc-{kept}.duckdb")
    assert len(recorded_runs(paths.lake)) == 2


@pytest.mark.slow
def test_two_runs_over_the_same_files_give_the_same_rows_in_the_same_order(rebuilt_run: RebuiltRun) -> None:
    paths = WarehousePaths(rebuilt_run.warehouse)
    versions = list_versions(paths)
    assert len(versions) == 2
    hashes = [read_manifest(paths, version)["content_hashes"] for version in versions]
    assert hashes[0] == hashes[1]


def test_status_tells_what_failed_and_what_to_do(sample_run: SampleRun, repository: Path) -> None:
    status = cchc("status", "--warehouse", sample_run.warehouse, cwd=repository)
    assert status.code == 0
    assert "Tệp để riêng, cần xử lý" in status.output
    assert "→" in status.output


def test_every_value_leads_back_to_a_file_a_page_and_printed_words(sample_run: SampleRun) -> None:
    lost = rows(
        sample_run,
        "select count(*) from core.fct_target where evidence is null or page is null or document_id is null",
    )
    assert lost == [(0,)]


def test_status_answers_without_the_libraries_of_a_run(sample_run: SampleRun, repository: Path) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from rich.console import Console\n"
        "from pipelines.cli.status import status_command\n"
        "status_command(Path(sys.argv[1]), Console(file=sys.stderr))\n"
        "print(sorted({'pandas', 'pyarrow', 'dagster'} & sys.modules.keys()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(sample_run.warehouse)],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n", done.stdout
    assert "KHO DỮ LIỆU ĐANG PHÁT HÀNH" in done.stderr

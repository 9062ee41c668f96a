"""Great Expectations finds what is wrong, names the rows, and never mistakes its own faults for bad data."""

from __future__ import annotations

import re
import shutil
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest
from plan_factory import (
    REFERENCE,
    DeadlineKind,
    Finding,
    OfficeRole,
    citation,
    deadline,
    document,
    metadata,
    milestone,
    office,
    plan,
    target,
    task,
    write_lake,
)

from pipelines.quality import validate
from pipelines.quality.results import CheckResult, CheckRunFailed, CheckSeverity, blocking_failures
from pipelines.quality.suites import Suite, SuiteCheck, suites
from pipelines.quality.validate import run_expectations
from pipelines.warehouse.build.landing import load_landing


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("good")
    made = plan(
        metadata("90001"),
        tasks=[task(0, offices=[office(OfficeRole.LEAD, "VP")]), task(1)],
        targets=[target("on_time_rate", 90), target("digitisation_rate", 80, parent=0)],
        citations=[citation("76/NQ-CP", date(2021, 7, 15))],
        findings=[Finding("deadline_vague")],
    )
    write_lake(root / "lake", [document("a.pdf", made)])
    return load_landing(root / "lake", REFERENCE, root / "b.duckdb", run_id="r").build_file


def check_all(build_file: Path, folder: Path) -> dict[str, CheckResult]:
    results = run_expectations(build_file, folder / "docs", run_id="r")
    return {f"{result.suite}.{result.check_name}": result for result in results}


def damage(good: Path, target_file: Path, *statements: str) -> Path:
    shutil.copyfile(good, target_file)
    with duckdb.connect(str(target_file)) as connection:
        for statement in statements:
            connection.execute(statement)
    return target_file


def test_good_plans_pass_every_check_and_the_pages_need_no_network(good: Path, tmp_path: Path) -> None:
    results = check_all(good, tmp_path)
    assert [name for name, result in results.items() if not result.passed] == []
    assert len(results) >= 25
    pages = sorted((tmp_path / "docs").rglob("*.html"))
    assert (tmp_path / "docs" / "index.html") in pages
    remote = re.compile(
        r"(?:src|href)\s*=\s*[\"'](?:https?:)?//|url\([\"']?(?:https?:)?//|@import|<script", re.IGNORECASE
    )
    assert [page.name for page in pages if remote.search(page.read_text(encoding="utf-8"))] == []


# check → the smallest damage that it must notice
DAMAGES = {
    "documents.document_id_counted_once": "insert into landing.documents select * from landing.documents",
    "documents.document_id_is_hexadecimal": "update landing.documents set document_id = 'x'",
    "documents.document_id_comes_from_content": "update landing.documents set sha256 = repeat('0', 64)",
    "documents.status_in_list": "update landing.documents set status = 'sent'",
    "documents.commune_in_catalogue": "update landing.documents set commune_code = '99999'",
    "documents.commune_recognised": "update landing.documents set commune_code = null",
    "documents.period_not_reversed": "update landing.documents set period_end = date '2020-01-01'",
    "documents.every_file_has_an_outcome": "delete from landing.outcomes",
    "documents.year_agrees_with_folder": "update landing.documents set folder_year = 2020",
    "tasks.task_id_present": "update landing.tasks set task_id = null where row_index = 0",
    "tasks.task_order_once": "update landing.tasks set row_index = 0",
    "tasks.deadline_kind_in_list": "update landing.tasks set deadline_kind = 'someday'",
    "tasks.deadline_not_reversed": "update landing.tasks set deadline_end = date '2025-01-01'",
    "tasks.deadline_end_plausible": "update landing.tasks set deadline_end = date '2206-01-31'",
    "tasks.deadline_understood": "update landing.tasks set deadline_kind = 'none'",
    "tasks.task_has_place": "update landing.tasks set bbox = null",
    "tasks.area_in_catalogue": "update landing.tasks set area_code = 'unheard_of'",
    "targets.percent_within_0_100": "update landing.targets set value = 120",
    "targets.value_present": "update landing.targets set value = null",
    "targets.comparator_in_list": "update landing.targets set comparator = '~'",
    "targets.indicator_in_catalogue": "update landing.targets set indicator_code = 'unheard_of'",
    "targets.indicator_recognised": "update landing.targets set indicator_code = null",
    "targets.parent_exists": "update landing.targets set parent_target_id = 'nobody'",
    "targets.no_target_is_its_own_relative": "update landing.targets set parent_target_id = target_id",
    "targets.evidence_present": "update landing.targets set evidence = ''",
    "targets.unit_agrees_with_indicator": "update landing.targets set unit = 'count'",
    "citations.citation_has_number": "update landing.citations set number = null",
    "citations.number_has_its_form": "update landing.citations set number = 'Nghị quyết'",
    "citations.mentions_at_least_one": "update landing.citations set mentions = 0",
    "findings.rule_in_catalogue": "update landing.findings set rule = 'unheard_of'",
    "findings.message_present": "update landing.findings set message_vi = null",
    "run.few_files_quarantined": "update landing.outcomes set status = 'quarantined'",
    "run.few_plans_without_content": "delete from landing.tasks; delete from landing.targets",
    "run.outcomes_not_fewer_rows_than_expected": "delete from landing.outcomes",
}


def only(name: str) -> Suite:
    suite_name, check_name = name.split(".")
    suite = next(suite for suite in suites() if suite.name == suite_name)
    return replace(suite, checks=tuple(check for check in suite.checks if check.name == check_name))


@pytest.mark.parametrize("name", DAMAGES)
def test_check_fails_when_the_data_break_its_promise(good: Path, tmp_path: Path, name: str) -> None:
    bad = damage(good, tmp_path / "bad.duckdb", DAMAGES[name])
    (result,) = run_expectations(bad, tmp_path / "docs", run_id="r", wanted=(only(name),))
    assert not result.passed
    assert result.failing_rows != 0


def test_failed_check_names_the_rows(good: Path, tmp_path: Path) -> None:
    bad = damage(good, tmp_path / "bad.duckdb", "update landing.targets set value = 120 where target_index = 1")
    result = check_all(bad, tmp_path)["targets.percent_within_0_100"]
    assert (result.failing_rows, result.severity) == (1, CheckSeverity.WARN)
    assert result.observed == "1/2: [120.0]"
    assert result.sample is not None
    assert result.sample.endswith("-g1")
    assert blocking_failures([result]) == ()


def test_every_check_finds_the_same_whether_configurations_are_kept_or_made_each_time(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = damage(
        good,
        tmp_path / "bad.duckdb",
        "update landing.targets set value = 250",
        "update landing.tasks set task_id = null",
        "update landing.documents set plan_year = 1900",
    )
    kept = {build: check_all(build, tmp_path) for build in (good, bad)}
    monkeypatch.setattr(validate, "_configurations_kept", nullcontext)
    assert {build: check_all(build, tmp_path) for build in (good, bad)} == kept
    assert kept[bad] != kept[good]


def test_warehouse_without_a_single_plan_is_not_published(tmp_path: Path) -> None:
    build = load_landing(tmp_path / "nothing", REFERENCE, tmp_path / "b.duckdb", run_id="r").build_file
    results = check_all(build, tmp_path)
    assert [f"{r.suite}.{r.check_name}" for r in blocking_failures(results.values())] == [
        "run.documents_not_fewer_rows_than_expected",
        "run.outcomes_not_fewer_rows_than_expected",
    ]


def test_plan_without_any_date_or_table_passes(tmp_path: Path) -> None:
    about = metadata("90001", issued_on=None, document_number=None, signer=None)
    due = deadline(milestone(DeadlineKind.ONGOING))
    write_lake(tmp_path / "lake", [document("a.pdf", plan(about, tasks=[task(0, due)]))])
    build = load_landing(tmp_path / "lake", REFERENCE, tmp_path / "b.duckdb", run_id="r").build_file
    assert blocking_failures(check_all(build, tmp_path).values()) == ()


ODD = SuiteCheck("odd", "ExpectColumnValuesToNotBeNull", CheckSeverity.WARN, {"column": "absent"}, "Cột phải có.")


def test_expectation_that_cannot_run_is_a_failure_of_the_check_and_not_bad_data(good: Path, tmp_path: Path) -> None:
    suite = Suite("odd_suite", "select 1 as present", "present", (ODD,))
    with pytest.raises(CheckRunFailed, match=r"odd_suite\.odd .*absent"):
        run_expectations(good, tmp_path / "docs", run_id="r", wanted=(suite,))
    assert not (tmp_path / "docs").exists()


def test_unknown_kind_of_expectation_is_named(good: Path, tmp_path: Path) -> None:
    suite = Suite("odd_suite", "select 1 as present", "present", (replace(ODD, type="ExpectMiracle"),))
    with pytest.raises(CheckRunFailed, match="ExpectMiracle"):
        run_expectations(good, tmp_path / "docs", run_id="r", wanted=(suite,))

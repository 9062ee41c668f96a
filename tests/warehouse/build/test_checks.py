"""Every failed check leads to its rows, and every row to its document and page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest
from plan_factory import REFERENCE, document, metadata, plan, target, task, write_lake

from pipelines.quality.known_exceptions import weigh
from pipelines.quality.results import Checker, CheckResult, CheckSeverity, ExceptionState, KnownException
from pipelines.warehouse.build.blocked import blocked_checks
from pipelines.warehouse.build.checks import write_check_results, write_exceptions
from pipelines.warehouse.build.landing import load_landing

ABOUT = document("a.pdf", plan(metadata("90001"), targets=[target("on_time_rate", 120)], tasks=[task(0), task(1)]))
NAME = ABOUT.facts.document_id
PATH = "raw/quang-tri/2026/a.pdf"


def failed(engine: Checker, suite: str, **where: object) -> CheckResult:
    return CheckResult(engine, suite, "promise", CheckSeverity.BLOCK, False, "2/9", 2, "run-1", **where)  # type: ignore[arg-type]


@pytest.fixture
def build(tmp_path: Path) -> Path:
    write_lake(tmp_path / "lake", [ABOUT])
    return load_landing(tmp_path / "lake", REFERENCE, tmp_path / "b.duckdb", run_id="run-1").build_file


def stored(build: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(build), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_rows_that_great_expectations_names_lead_to_document_and_page(build: Path) -> None:
    write_check_results(
        build, [failed(Checker.GREAT_EXPECTATIONS, "tasks", row_keys=(f"{NAME}-t1", "nobody"), sample=f"{NAME}-t1")]
    )
    rows = stored(build, "select row_no, row_key, document_id, source_path, page from quality.check_failure order by 1")
    assert rows == [(1, f"{NAME}-t1", NAME, PATH, 3), (2, "nobody", None, None, None)]


def test_rows_that_dbt_stores_lead_to_document_and_page(build: Path) -> None:
    with duckdb.connect(str(build)) as connection:
        connection.execute("create schema test_failures")
        connection.execute(
            "create table test_failures.in_range_value as "
            f"select '{NAME}-g0' as target_id, '{NAME}' as document_id, 120 as value "
            f"union all select '{NAME}-g9', '{NAME}', 130"
        )
    write_check_results(build, [failed(Checker.DBT, "fct_target", failure_table="test_failures.in_range_value")])
    rows = stored(
        build,
        "select row_key, document_id, source_path, page, row_content ->> 'value' from quality.check_failure order by 1",
    )
    assert rows == [(f"{NAME}-g0", NAME, PATH, 2, "120"), (f"{NAME}-g9", NAME, PATH, None, "130")]
    sample = stored(build, "select sample from quality.check_result")
    assert sample == [(f"{NAME}-g0, {NAME}-g9",)]


def test_a_check_that_stops_a_run_names_five_values_at_most_where_no_file_is_behind_it(build: Path) -> None:
    with duckdb.connect(str(build)) as connection:
        connection.execute("create schema test_failures; create schema staging")
        connection.execute("create table staging.stg_indicators as select 1 as x")
        connection.execute(
            "create table test_failures.unique_code as "
            "select 'mã ' || n as unique_field, 2 as n_records from range(1, 9) as numbers(n)"
        )
    result = failed(
        Checker.DBT, "stg_indicators", failure_table="test_failures.unique_code", message_vi="Mỗi mã một lần."
    )
    (blocked,) = blocked_checks(build, write_check_results(build, [result]))
    assert blocked.offending == ("mã 1", "mã 2", "mã 3", "mã 4", "mã 5")
    assert blocked.text_vi.startswith(
        "Mỗi mã một lần [stg_indicators.promise; bảng staging.stg_indicators, 2 dòng]. Ở: mã 1; mã 2;"
    )
    assert "Việc cần làm:" in blocked.text_vi


def test_passed_check_stores_no_rows(build: Path) -> None:
    write_check_results(
        build, [CheckResult(Checker.DBT, "fct_task", "unique", CheckSeverity.BLOCK, True, "pass", 0, "r")]
    )
    assert stored(build, "select count(*) from quality.check_failure") == [(0,)]


def test_exception_is_published_with_its_owner_and_what_it_did(build: Path) -> None:
    known = KnownException("tasks", "promise", 2, "Trần Thị Thử", date(2026, 6, 30), "Chờ bản sửa", "Biên bản thử")
    idle = KnownException("tasks", "unheard_of", 1, "Trần Thị Thử", date(2026, 6, 30), "Gõ nhầm", "Biên bản thử")
    results = weigh([failed(Checker.GREAT_EXPECTATIONS, "tasks")], [known, idle], date(2026, 6, 1))
    kept = write_check_results(build, results)
    write_exceptions(build, [known, idle], kept, date(2026, 6, 1))
    assert stored(build, "select exception_state, exception_owner, exception_expires_on from quality.check_result") == [
        (ExceptionState.IN_FORCE, "Trần Thị Thử", date(2026, 6, 30))
    ]
    assert stored(build, "select check_name, state, state_vi from quality.known_exception order by 1") == [
        ("promise", "in_force", "Đang có hiệu lực"),
        ("unheard_of", "unknown_check", "Không có kiểm tra này"),
    ]

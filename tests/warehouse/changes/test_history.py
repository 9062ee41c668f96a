"""What earlier runs found is not forgotten."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from recorded_runs import recorded_runs

from pipelines.warehouse.changes.history import HISTORY_STAGE, keep_history, record_unchanged_run


def build(path: Path, findings: list[str], *, passed: bool = True) -> Path:
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema quality")
        connection.execute(
            "create table quality.finding (document_id text, rule text, severity text, task_id text, page int, "
            "evidence text, detail text, message_vi text)"
        )
        for rule in findings:
            connection.execute(
                "insert into quality.finding values ('d', ?, 'error', null, 1, 'chữ', null, 'lời')", [rule]
            )
        connection.execute(
            "create table quality.document_outcome as select 'd' document_id, 'raw/a.pdf' source_path, 'read' stage, "
            "'ok' status, null::varchar reason_code, null::varchar detail"
        )
        connection.execute(
            f"create table quality.check_result as select 'dbt' engine, 's' suite, 'c' check_name, 'block' severity, "
            f"{passed} passed, 'x' observed, 0::bigint failing_rows, null::varchar exception_state"
        )
    return path


def run(folder: Path, version: str, findings: list[str], *, passed: bool = True) -> Path:
    made = build(folder / "build.duckdb", findings, passed=passed)
    keep_history(folder / "lake", made, version, run_id=f"run-{version}", recorded_at="2026-06-01T08:00:00+00:00")
    return made


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_a_finding_says_since_when_and_whether_it_is_still_there(tmp_path: Path) -> None:
    run(tmp_path, "v1", ["cured", "stays", "stays"])
    run(tmp_path, "v2", ["stays"])
    last = run(tmp_path, "v3", ["stays", "new"])
    query = "select rule, first_version, last_version, run_count, is_open from quality.finding_history order by 1"
    assert rows(last, query) == [
        ("cured", "v1", "v1", 1, False),
        ("new", "v3", "v3", 1, True),
        ("stays", "v1", "v3", 3, True),
    ]


def test_everything_cured_means_nothing_is_open(tmp_path: Path) -> None:
    run(tmp_path, "v1", ["cured"])
    last = run(tmp_path, "v2", [])
    assert rows(last, "select is_open from quality.finding_history") == [(False,)]


def test_a_run_that_was_stopped_has_its_place(tmp_path: Path) -> None:
    run(tmp_path, "v1", [], passed=False)
    last = run(tmp_path, "v2", [])
    assert rows(last, "select version, run_id, blocking_count from quality.run_history order by 1") == [
        ("v1", "run-v1", 1),
        ("v2", "run-v2", 0),
    ]
    assert rows(last, "select version, passed from quality.check_history order by 1") == [("v1", False), ("v2", True)]
    assert recorded_runs(tmp_path / "lake") == ("v1", "v2")


def test_a_run_that_found_nothing_changed_saw_what_the_run_before_it_saw(tmp_path: Path) -> None:
    run(tmp_path, "v1", ["cured", "stays"])
    about = {"same_as": "v1", "run_id": "idle", "recorded_at": "2026-06-02T08:00:00+00:00"}
    assert record_unchanged_run(tmp_path / "lake", "v2", **about)
    assert record_unchanged_run(tmp_path / "lake", "v3", **about)
    last = run(tmp_path, "v4", ["stays"])
    query = "select rule, first_version, last_version, run_count, is_open from quality.finding_history order by 1"
    assert rows(last, query) == [("cured", "v1", "v3", 3, False), ("stays", "v1", "v4", 4, True)]
    query = "select version, run_id, finding_count, same_as from quality.run_history order by 1"
    assert rows(last, query) == [
        ("v1", "run-v1", 2, None),
        ("v2", "idle", 2, "v1"),
        ("v3", "idle", 2, "v1"),
        ("v4", "run-v4", 1, None),
    ]


def test_without_the_record_of_the_run_it_repeats_nothing_is_recorded(tmp_path: Path) -> None:
    run(tmp_path, "v1", [])
    assert not record_unchanged_run(tmp_path / "lake", "v3", same_as="v2", run_id="r", recorded_at="2026-06-02")
    assert recorded_runs(tmp_path / "lake") == ("v1",)


def test_the_same_run_is_recorded_once(tmp_path: Path) -> None:
    run(tmp_path, "v1", ["a"])
    last = run(tmp_path, "v1", ["b"])
    assert rows(last, "select rule, run_count from quality.finding_history") == [("b", 1)]


def test_a_record_that_was_cut_short_is_thrown_away(tmp_path: Path) -> None:
    cut = tmp_path / "lake" / HISTORY_STAGE / ".run=v0"
    cut.mkdir(parents=True)
    (cut / "runs.parquet").write_bytes(b"half")
    run(tmp_path, "v1", [])
    assert recorded_runs(tmp_path / "lake") == ("v1",)
    assert not cut.exists()


@pytest.mark.parametrize("table", ["run_history", "check_history", "finding_history", "outcome_history"])
def test_every_column_of_the_history_is_described(tmp_path: Path, table: str) -> None:
    last = run(tmp_path, "v1", ["a"])
    bare = rows(last, f"select column_name from duckdb_columns() where table_name = '{table}' and comment is null")
    assert bare == []

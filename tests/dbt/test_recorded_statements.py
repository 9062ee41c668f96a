"""dbt says its statements once; a build that repeats them is the build that dbt makes."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from pipelines.quality.results import CheckSeverity
from pipelines.warehouse.build import dbt_run
from pipelines.warehouse.build.dbt_run import build_models, run_dbt
from pipelines.warehouse.build.manifest import ensure_manifest, manifest_is_current
from pipelines.warehouse.build.statements import (
    landing_definitions,
    landing_signature,
    load_statements,
    project_fingerprint,
    statements_file,
)

PROJECT = """\
name: small
version: "1.0.0"
config-version: 2
profile: small
flags: {send_anonymous_usage_stats: false}
models:
  small:
    +schema: core
    +materialized: table
data_tests: {+store_failures: true, +schema: test_failures}
"""
PROFILE = """\
small:
  target: build
  outputs:
    build: {type: duckdb, path: "{{ env_var('CCHC_BUILD_PATH', ':memory:') }}", schema: main, threads: 2}
"""
MODELS = """\
version: 2
sources: [{name: landing, tables: [{name: numbers}]}]
models:
  - name: doubled
    config: {contract: {enforced: true}, persist_docs: {relation: true, columns: true}}
    description: Twice each number.
    columns:
      - {name: number, data_type: integer, description: As it came., constraints: [{type: not_null}]}
      - name: twice
        data_type: integer
        data_tests: [unique, {accepted_values: {values: [2, 4, 6], quote: false, config: {severity: warn}}}]
  - {name: total, columns: [{name: sum_of_all, data_tests: [not_null]}]}
"""
NAMES = "{% macro generate_schema_name(name, node) -%} {{ (name or target.schema) | trim }} {%- endmacro %}"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    files = {
        "dbt_project.yml": PROJECT,
        "profiles.yml": PROFILE,
        "models/models.yml": MODELS,
        "macros/names.sql": NAMES,
        "models/doubled.sql": "select number, 2 * number as twice from {{ source('landing', 'numbers') }}",
        "models/total.sql": "select sum(twice) as sum_of_all from {{ ref('doubled') }}",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    # recorded once, on tables without rows
    build_models(folder, landing(folder / "first.duckdb"), folder / "t", run_id="r")
    assert statements_file(folder).is_file()
    return folder


def landing(path: Path, *numbers: int | None, column: str = "integer") -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create schema landing; create table landing.numbers (number {column})")
        if numbers:
            connection.executemany("insert into landing.numbers values (?)", [[number] for number in numbers])
    return path


def content(path: Path) -> list[object]:
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name, table_name, comment, sql from duckdb_tables() where schema_name != 'test_failures' "
            "order by 1, 2"
        ).fetchall()
        columns = connection.execute(
            "select schema_name, table_name, column_name, data_type, is_nullable, comment from duckdb_columns() "
            "where schema_name = 'core' order by 1, 2, column_index"
        ).fetchall()
        rows = [
            connection.execute(f"select * from core.{name} order by all").fetchall() for name in ("doubled", "total")
        ]
        return [tables, columns, rows]


def dbt_must_not_run(*_: object, **__: object) -> None:
    pytest.fail("dbt was started")


def test_a_build_without_dbt_is_the_build_that_dbt_makes(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = landing(tmp_path / "a.duckdb", 1, 2, 9), landing(tmp_path / "b.duckdb", 1, 2, 9)
    expected = run_dbt(project, theirs, tmp_path / "dbt", run_id="r").checks
    monkeypatch.setattr(dbt_run.subprocess, "run", dbt_must_not_run)
    found = build_models(project, ours, tmp_path / "t", run_id="r")
    assert found == expected
    assert content(ours) == content(theirs)


def test_failed_checks_keep_name_severity_count_and_rows_and_hide_no_other(project: Path, tmp_path: Path) -> None:
    # dbt would build nothing after a failed check, and its other checks would stay unknown
    build = landing(tmp_path / "a.duckdb", 1, 2, 2, 9)
    found = {check.check_name: check for check in build_models(project, build, tmp_path / "t", run_id="r")}
    failed = {name: check for name, check in found.items() if not check.passed}
    assert {name: (check.severity, check.failing_rows, check.observed) for name, check in failed.items()} == {
        "unique_doubled_twice": (CheckSeverity.BLOCK, 1, "fail: Got 1 result, configured to fail if != 0"),
        "accepted_values_doubled_twice__False__2__4__6": (
            CheckSeverity.WARN, 1, "warn: Got 1 result, configured to warn if != 0",
        ),
    }  # fmt: skip
    assert found["not_null_total_sum_of_all"].passed
    with duckdb.connect(str(build), read_only=True) as connection:
        for check in failed.values():
            stored = connection.execute(f"select count(*) from {check.failure_table}").fetchone()
            assert stored == (check.failing_rows,)
        made = connection.execute("select count(*) from duckdb_tables() where schema_name = 'test_failures'").fetchone()
    assert made == (2,)  # nothing is stored for checks that passed


def test_a_broken_contract_is_told_by_dbt_itself(project: Path, tmp_path: Path) -> None:
    found = build_models(project, landing(tmp_path / "a.duckdb", 1, None), tmp_path / "t", run_id="r")
    unbuilt = {check.check_name: check for check in found if check.check_name.endswith("_is_built")}
    assert set(unbuilt) == {"doubled_is_built", "total_is_built"}
    assert "NOT NULL constraint failed" in str(unbuilt["doubled_is_built"].observed)
    assert all(check.stops_publication for check in unbuilt.values())


def test_statements_of_other_landing_tables_or_another_project_are_not_used(project: Path, tmp_path: Path) -> None:
    known = load_statements(project, _signature(landing(tmp_path / "same.duckdb", 1)))
    assert known is not None
    assert load_statements(project, _signature(landing(tmp_path / "other.duckdb", column="bigint"))) is None
    other = shutil.copytree(project, tmp_path / "other")
    (other / "models" / "total.sql").write_text("select max(twice) as sum_of_all from {{ ref('doubled') }}")
    assert project_fingerprint(other) != project_fingerprint(project)
    assert load_statements(other, known.landing) is None


def test_the_manifest_is_made_anew_when_the_project_changed(project: Path, tmp_path: Path) -> None:
    assert manifest_is_current(project)
    other = shutil.copytree(project, tmp_path / "other")
    assert manifest_is_current(other)  # by content: a copy is the same project
    (other / "models" / "total.sql").write_text("select min(twice) as sum_of_all from {{ ref('doubled') }}")
    project_fingerprint.cache_clear()
    assert not manifest_is_current(other)
    manifest = ensure_manifest(other)
    assert "min(twice)" in manifest.read_text(encoding="utf-8")
    assert manifest_is_current(other)


def _signature(build: Path) -> str:
    with duckdb.connect(str(build), read_only=True) as connection:
        return landing_signature(landing_definitions(connection, build.stem))

"""A reader of a new version learns what it changes, row by row and unit by unit."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest

from pipelines.warehouse.changes.compare import BUSINESS_KEYS, VersionChanges, record_changes
from pipelines.warehouse.changes.page import changes_html, changes_json

MODELS = Path(__file__).parents[3] / "dbt_project" / "models"


def version(path: Path, statements: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        for schema in ("core", "quality", "marts"):
            connection.execute(f"create schema {schema}")
        connection.execute("create table core.dim_document (document_id text, commune_code text, plan_year int)")
        connection.execute("create table marts.plan_coverage as select '1' commune_code, 'Suối <Vàng>' commune_name")
        connection.execute(statements)
    return path


@pytest.fixture
def changes(tmp_path: Path) -> VersionChanges:
    earlier = version(
        tmp_path / "earlier.duckdb",
        """
        insert into core.dim_document values ('d1', '1', 2026);
        create table core.fct_task as
            select * from (values ('d1-t0', 'd1', 'cũ', 'run-a'), ('d1-t1', 'd1', 'như cũ', 'run-a'))
            as t (task_id, document_id, task, run_id);
        create table marts.commune_indicators as select '1' commune_code, 2026 plan_year, 'rate' indicator_code, 90 v;
        create table marts.gone as select 1 as x;
        """,
    )
    build = version(
        tmp_path / "build.duckdb",
        """
        insert into core.dim_document values ('d1', '1', 2026), ('d2', '2', 2026);
        create table core.fct_task as
            select * from (values ('d1-t0', 'd1', 'mới', 'run-b'), ('d1-t1', 'd1', 'như cũ', 'run-b'),
                ('d2-t0', 'd2', 'thêm', 'run-b')) as t (task_id, document_id, task, run_id);
        create table marts.commune_indicators as
            select '1' commune_code, 2026 plan_year, 'rate' indicator_code, 95 v, true as flag;
        create table quality.run_history as select random() as x;
        """,
    )
    return record_changes(build, "v2", ("v1", earlier), leave_out=["quality.run_history"])


@pytest.mark.parametrize("content", [b"", b"no database" * 900], ids=["empty", "rubbish"])
def test_a_damaged_version_before_costs_the_comparison_and_nothing_else(tmp_path: Path, content: bytes) -> None:
    damaged = tmp_path / "earlier.duckdb"
    damaged.write_bytes(content)
    build = version(tmp_path / "build.duckdb", "insert into core.dim_document values ('d1', '1', 2026)")
    made = record_changes(build, "20260201T000000-b", ("20260101T000000-a", damaged))
    assert made.tables == () or not content
    with duckdb.connect(str(build), read_only=True) as connection:
        assert connection.execute("select count(*) from core.dim_document").fetchall() == [(1,)]
    assert damaged.read_bytes() == content


def test_rows_are_compared_by_their_key_and_not_by_the_run(changes: VersionChanges) -> None:
    tasks = next(table for table in changes.tables if table.table == "core.fct_task")
    assert (tasks.rows_before, tasks.rows_after, tasks.added, tasks.removed, tasks.changed) == (2, 3, 1, 0, 1)
    assert [table.table for table in changes.tables if table.is_same] == ["marts.plan_coverage"]


def test_schema_changes_are_named(changes: VersionChanges) -> None:
    values = next(table for table in changes.tables if table.table == "marts.commune_indicators")
    gone = next(table for table in changes.tables if table.table == "marts.gone")
    assert values.new_columns == ("flag",)
    assert (gone.rows_before, gone.rows_after) == (1, None)


def test_changes_are_told_unit_by_unit(changes: VersionChanges) -> None:
    told = {(c.commune_code, c.plan_year, c.table): (c.added, c.removed, c.changed) for c in changes.communes}
    assert told == {
        ("1", 2026, "core.fct_task"): (0, 0, 1),
        ("1", 2026, "marts.commune_indicators"): (0, 0, 1),
        ("2", 2026, "core.dim_document"): (1, 0, 0),
        ("2", 2026, "core.fct_task"): (1, 0, 0),
    }
    assert [figure["what_changed"] for figure in changes.figures] == ["v: 90 → 95"]


def test_the_table_names_each_row_with_its_old_and_new_value(changes: VersionChanges, tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "build.duckdb"), read_only=True) as connection:
        found = connection.execute(
            "select change, row_key, what_changed from quality.version_change "
            "where table_name = 'core.fct_task' order by row_key"
        ).fetchall()
    assert found == [("changed", "d1-t0", "task: cũ → mới"), ("added", "d2-t0", None)]
    assert changes.previous == "v1"


def test_page_and_json_say_the_same_and_escape_what_the_data_say(changes: VersionChanges) -> None:
    page = changes_html(changes)
    HTMLParser().feed(page)
    assert "Suối &lt;Vàng&gt;" in page
    assert "Suối <Vàng>" not in page
    assert "http" not in page
    content = json.loads(changes_json(changes))
    assert content["previous"] == "v1"
    assert {table["table"] for table in content["tables"]} == {t.table for t in changes.tables if not t.is_same}


def test_first_version_has_nothing_to_be_compared_with(tmp_path: Path) -> None:
    first = record_changes(version(tmp_path / "b.duckdb", "select 1"), "v1", None)
    assert first.previous is None
    assert "phiên bản đầu tiên" in changes_html(first)


def test_same_content_is_no_change(tmp_path: Path) -> None:
    statements = "insert into core.dim_document values ('d', '1', 2026), (null, null, null), (null, null, null)"
    earlier = version(tmp_path / "a.duckdb", statements)
    same = record_changes(version(tmp_path / "b.duckdb", statements), "v2", ("v1", earlier))
    assert all(table.is_same for table in same.tables)
    assert "Không có gì thay đổi" in changes_html(same)


def test_every_published_model_has_a_business_key() -> None:
    models = {
        f"{p.parent.name}.{p.stem}" for p in MODELS.rglob("*.sql") if p.parent.name in ("core", "quality", "marts")
    }
    assert models - set(BUSINESS_KEYS) == set()
    written_after_dbt = {"quality.check_failure", "quality.check_result", "quality.known_exception"}
    assert set(BUSINESS_KEYS) - models == written_after_dbt

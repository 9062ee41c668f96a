"""The project's own models, built by dbt and by its recorded statements, from the same landing tables."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from plan_factory import REFERENCE, write_lake
from plan_scenario import scenario

from pipelines.stages.prepare import prepare_models
from pipelines.warehouse.build.dbt_run import build_models, run_dbt
from pipelines.warehouse.build.landing import load_landing
from pipelines.warehouse.publication.copy import content_hashes

PROJECT = Path(__file__).parents[3] / "dbt_project"


TABLES = "select schema_name, table_name, comment, sql from duckdb_tables() where schema_name != 'test_failures'"
COLUMNS = """
    select schema_name, table_name, column_name, data_type, is_nullable, comment from duckdb_columns()
    where schema_name in ('core', 'quality', 'marts')
"""


def definitions(build: Path) -> list[object]:
    with duckdb.connect(str(build), read_only=True) as connection:
        return [sorted(connection.execute(query).fetchall(), key=str) for query in (TABLES, COLUMNS)]


@pytest.mark.slow
def test_every_table_check_constraint_and_comment_is_the_one_that_dbt_makes(tmp_path: Path) -> None:
    prepare_models(PROJECT)
    write_lake(tmp_path / "lake", scenario())
    ours, theirs = tmp_path / "ours.duckdb", tmp_path / "theirs.duckdb"
    load_landing(tmp_path / "lake", REFERENCE, ours, run_id="r")
    shutil.copyfile(ours, theirs)
    expected = run_dbt(
        PROJECT, theirs, tmp_path / "dbt", run_id="r", command="build --exclude-resource-type unit_test"
    ).checks
    assert build_models(PROJECT, ours, tmp_path / "none", run_id="r") == expected
    assert content_hashes(ours) == content_hashes(theirs)
    assert definitions(ours) == definitions(theirs)
    assert not (tmp_path / "none").exists()  # dbt was not asked

"""One dictionary says what each column is; what dbt, the docs site and the reports read is written from it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from script_module import script_module

from pipelines.model.tables import SCHEMAS
from pipelines.warehouse.lake.reference_tables import REFERENCE_TABLES

ROOT = Path(__file__).resolve().parents[2]
script = script_module("columns")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the descriptions of the project, to be changed."""
    copy = tmp_path / "dbt_project"
    shutil.copytree(ROOT / "dbt_project" / "models", copy / "models")
    shutil.copy(ROOT / "dbt_project" / "columns.csv", copy)
    return copy


def test_the_yaml_files_say_what_the_dictionary_says():
    assert [path.name for path in script.outdated()] == [], "run `make columns`"


def test_a_text_changed_in_a_yaml_file_alone_is_seen_and_set_right(project):
    path = project / "models" / "marts" / "plan_coverage.yml"
    printed = path.read_text(encoding="utf-8")
    path.write_text(printed.replace("label_vi: Mã xã", "label_vi: Mã đơn vị"), encoding="utf-8")
    assert script.outdated(project) == {path: printed}


def test_a_test_added_to_a_column_stays_and_is_no_difference(project):
    path = project / "models" / "staging" / "stg_citations.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["models"][0]["columns"][1]["data_tests"] = ["not_null"]
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=script.WIDTH), encoding="utf-8")
    assert script.outdated(project) == {}


def test_a_new_column_needs_its_name_alone_where_the_dictionary_knows_it(project):
    path = project / "models" / "marts" / "plan_coverage.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["models"][0]["columns"].append({"name": "task_id"})
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")
    written = yaml.safe_load(script.outdated(project)[path])["models"][0]["columns"][-1]
    assert (written["data_type"], written["config"]["meta"]["label_vi"]) == ("VARCHAR", "Mã nhiệm vụ")


def test_an_unknown_column_is_told_with_what_to_do(project):
    path = project / "models" / "marts" / "plan_coverage.yml"
    path.write_text(path.read_text(encoding="utf-8") + "  - name: village_count\n", encoding="utf-8")
    with pytest.raises(
        script.UnknownColumnError, match=r"columns\.csv: 0 rows .* village_count .* plan_coverage.*add a row"
    ):
        script.outdated(project)


def test_every_row_is_used_by_the_models_it_names_and_is_no_repetition():
    used, columns = script.uses(), script.read_columns()
    named = script.by_name(columns)
    listed = {(column.name, model) for column in columns for model in column.models}
    spoken_for = {script.find_column(named, name, model) for name, model in used}
    assert listed - used == set()
    assert [column for column in columns if column not in spoken_for] == []
    meanings = [(one.name, one.data_type, one.label_vi, one.description_vi, one.description) for one in columns]
    assert len(set(meanings)) == len(meanings)


def test_every_source_is_a_landing_table_or_model_that_has_the_column():
    landing = {f"landing.{name}": set(schema.names) for name, schema in SCHEMAS.items()}
    landing |= {f"landing.{one.name}": {*one.required, *one.optional} for one in REFERENCE_TABLES}
    used = script.uses()
    lost = [
        (column.name, column.source)
        for column in script.read_columns()
        if (column.name, column.source) not in used and column.name not in landing.get(column.source, ())
    ]
    assert lost == []

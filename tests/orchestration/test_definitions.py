"""The graph that Dagster shows: whole, described, and never changed by accident."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import Any

import dagster as dg
import pytest

from pipelines.orchestration.dbt_assets import DBT_PROJECT, read_graph
from pipelines.orchestration.jobs import PLANS_JOB, WAREHOUSE_JOB
from pipelines.orchestration.partitions import partition_key_of, partition_key_text
from pipelines.orchestration.snapshot import COMMAND, SNAPSHOT, as_text, snapshot
from pipelines.registry.scan import PartitionKey
from pipelines.warehouse.build.manifest import ensure_manifest

_VIETNAMESE = re.compile(r"[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)


@pytest.fixture(scope="module")
def graph(definitions: dg.Definitions) -> object:
    return definitions.resolve_asset_graph()


def test_definitions_load(definitions: dg.Definitions) -> None:
    dg.Definitions.validate_loadable(definitions)


def test_plans_flow_from_raw_files_to_the_published_warehouse(graph: object) -> None:
    published = dg.AssetKey("published_warehouse")
    upstream = graph.get_ancestor_asset_keys(published)  # type: ignore[attr-defined]
    for key in (["raw_plans"], ["plan_documents"], ["plans"], ["landing", "tasks"], ["marts", "province_indicators"]):
        assert dg.AssetKey(key) in upstream


def test_every_asset_has_a_group_and_a_description(graph: object) -> None:
    for key in graph.get_all_asset_keys():  # type: ignore[attr-defined]
        node = graph.get(key)  # type: ignore[attr-defined]
        assert node.group_name != "default", key
        assert node.description, key


def test_expectations_stand_beside_the_landing_tables_and_block(graph: object) -> None:
    specs = {key: graph.get_check_spec(key) for key in graph.asset_check_keys}  # type: ignore[attr-defined]
    expectations = {key: spec for key, spec in specs.items() if key.name.startswith("great_expectations_")}
    assert {key.asset_key.path[-1] for key in expectations} >= {"documents", "tasks", "targets", "citations"}
    assert all(spec.blocking for spec in expectations.values())


def test_models_and_their_checks_are_named_as_dagster_dbt_does() -> None:
    dagster_dbt = pytest.importorskip("dagster_dbt")
    manifest = ensure_manifest(DBT_PROJECT)

    @dagster_dbt.dbt_assets(manifest=manifest)
    def theirs(context): ...

    ours = read_graph(manifest)

    def told(specs: Iterable[dg.AssetSpec]) -> dict[dg.AssetKey, object]:
        return {
            spec.key: (
                spec.code_version, spec.kinds,
                [(column.name, column.type) for column in spec.metadata["dagster/column_schema"].columns],
                {dep.asset_key for dep in spec.deps},
            )
            for spec in specs
        }  # fmt: skip

    assert told(ours.specs) == told(theirs.specs)
    assert {check.key: {dep.asset_key for dep in check.additional_deps} for check in ours.checks} == {
        check.key: {dep.asset_key for dep in check.additional_deps} for check in theirs.check_specs
    }


def test_both_jobs_exist_and_only_plans_are_partitioned(definitions: dg.Definitions) -> None:
    assert definitions.resolve_job_def(PLANS_JOB).partitions_def is not None
    assert definitions.resolve_job_def(WAREHOUSE_JOB).partitions_def is None


def test_a_partition_is_named_province_and_plan_year() -> None:
    text = partition_key_text(PartitionKey("quang-tri", 2026))
    assert text == "quang-tri/2026"
    assert partition_key_of(text) == PartitionKey("quang-tri", 2026)


@pytest.mark.parametrize(
    "text", ["quang-tri", "2026/quang-tri", "quang-tri/26", "quang-tri/2026/x", "quang-tri/1999", "x/2026", "../2026"]
)
def test_a_partition_added_by_hand_that_names_no_folder_says_what_is_expected(text: str) -> None:
    with pytest.raises(ValueError, match="ví dụ quang-tri/2026"):
        partition_key_of(text)


def test_what_the_page_says_is_vietnamese_and_holds_no_sql(definitions: dg.Definitions, graph: object) -> None:
    told = dict(_descriptions(definitions, graph))
    assert len(told) > 500
    foreign = {name: text for name, text in told.items() if not _VIETNAMESE.search(text or "")}
    assert not foreign
    assert not {name: text for name, text in told.items() if re.search(r"\bselect\b|```|Raw SQL", text)}


def _descriptions(definitions: dg.Definitions, graph: Any) -> Iterator[tuple[str, str]]:
    repository = definitions.get_repository_def()
    for key in graph.get_all_asset_keys():
        yield f"asset {key.to_user_string()}", graph.get(key).description
        schema = graph.get(key).metadata.get("dagster/column_schema")
        columns = schema.columns if schema else ()
        yield from ((f"column {key.to_user_string()}.{one.name}", one.description) for one in columns)
    for key in graph.asset_check_keys:
        yield f"check {key.asset_key.to_user_string()} {key.name}", graph.get_check_spec(key).description
    for job in repository.get_all_jobs():
        if not job.name.startswith("__"):  # Dagster's own, never shown
            yield f"job {job.name}", job.description
            yield from ((f"op {node.name}", node.definition.description) for node in job.nodes)
    for one in (*repository.sensor_defs, *repository.schedule_defs):
        yield f"automation {one.name}", one.description


def test_the_graph_is_the_one_that_was_agreed_on(definitions: dg.Definitions) -> None:
    agreed = SNAPSHOT.read_text(encoding="utf-8").splitlines()
    found = as_text(snapshot(definitions)).splitlines()
    changes = [line for line in difflib.unified_diff(agreed, found, "agreed", "found", n=0, lineterm="")]
    assert not changes, "\n".join([f"the graph changed; if that is meant, run: {COMMAND}", *changes[:40]])


def test_the_snapshot_notices_a_changed_dependency_schedule_and_check(definitions: dg.Definitions) -> None:
    content = snapshot(definitions)
    assert content["assets"]["plans"]["deps"] == ["plan_documents"]
    assert content["assets"]["plans"]["partitions"] == "tinh_nam"
    assert content["schedules"]["monthly"] == {
        "job": WAREHOUSE_JOB, "cron": "0 2 3 * *", "time_zone": "Asia/Ho_Chi_Minh",
    }  # fmt: skip
    assert content["checks"]["landing/documents:great_expectations_documents"]["blocking"] is True
    assert set(content["sensors"]) >= {"raw_files", "warehouse_due", "alert_on_failure", "alert_on_publication"}


def test_every_step_that_writes_has_a_pool(definitions: dg.Definitions) -> None:
    pools = {name: asset.get("pools") for name, asset in snapshot(definitions)["assets"].items()}
    assert pools["plans"] == pools["plan_documents"] == pools["raw_plans"] == ["reading"]
    assert {tuple(pools[name]) for name in ("landing/tasks", "core/fct_task", "published_warehouse")} == {
        ("warehouse",)
    }

"""dbt models as assets, their tests as asset checks.

Belongs here: how dbt's names map to Dagster's. Does not: SQL, nor how the models are built
(:func:`pipelines.warehouse.build.dbt_run.build_models`).

The mapping is the one of the ``dagster-dbt`` package (https://docs.dagster.io/integrations/libraries/dbt), read from
dbt's manifest without importing that package: it imports dbt, which takes longer than building the models. Descriptions
are the Vietnamese ones of the YAML files, without the model's SQL.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.orchestration.instance import WAREHOUSE_POOL
from pipelines.orchestration.resources import ProgressSource, Workspace
from pipelines.orchestration.stopped import telling_of_models
from pipelines.quality.known_exceptions import load_exceptions, weigh
from pipelines.quality.results import Checker, CheckResult
from pipelines.quality.store import save_results
from pipelines.reference.extension import FOLDER
from pipelines.stages.progress import Step
from pipelines.text.display import VIET_NAM
from pipelines.warehouse.build.dbt_run import build_models, check_of_node

DBT_PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"

_GROUPS = {
    "staging": "chuan_hoa",
    "intermediate": "chuan_hoa",
    "core": "kho_loi",
    "quality": "chat_luong",
    "marts": "tong_hop_tinh",
}


@dataclass(frozen=True)
class ModelGraph:
    """The models of the manifest in an order in which each follows those it reads, and the checks of each."""

    specs: tuple[dg.AssetSpec, ...]
    checks: tuple[dg.AssetCheckSpec, ...]


def read_graph(manifest: Path) -> ModelGraph:
    """Read the assets and checks out of dbt's ``manifest.json``."""
    content = json.loads(manifest.read_text(encoding="utf-8"))
    nodes: dict[str, Any] = {**content["nodes"], **content["sources"]}
    models = {name: node for name, node in nodes.items() if node["resource_type"] == "model"}
    tests = [nodes[name] for name in sorted(nodes) if nodes[name]["resource_type"] == "test"]
    order = TopologicalSorter({name: sorted(_parents(node) & models.keys()) for name, node in sorted(models.items())})
    specs = tuple(_spec(models[name], nodes) for name in order.static_order())
    return ModelGraph(specs, tuple(_check_spec(test, nodes) for test in tests if test.get("attached_node") in models))


def warehouse_models(manifest: Path) -> dg.AssetsDefinition:
    """Every dbt model as one multi-asset, built into the run's private file.

    Args:
        manifest: dbt's ``manifest.json``, made by ``dbt parse`` (see :mod:`.manifest`).
    """
    graph = read_graph(manifest)

    @dg.multi_asset(
        specs=graph.specs,
        check_specs=graph.checks,
        name="dbt_models",
        pool=WAREHOUSE_POOL,
        description="Dựng mọi bảng bằng dbt từ các bảng nạp kho, rồi kiểm tra từng bảng.",
    )
    def dbt_models(
        context: dg.AssetExecutionContext, workspace: Workspace, progress: dg.ResourceParam[ProgressSource]
    ) -> Iterator[dg.MaterializeResult[None]]:
        progress.listen(context).begin(Step.MODELS)
        settings = workspace.settings()
        build, target = settings.paths.build_file(context.run_id), settings.paths.dbt_target(context.run_id)
        found = build_models(DBT_PROJECT, build, target, run_id=context.run_id)
        results = weigh(found, load_exceptions(settings.raw / FOLDER), datetime.now(VIET_NAM).date())
        save_results(target, Checker.DBT, found)
        with telling_of_models(settings, context.run_id, results):
            yield from model_results(graph, results)

    return dbt_models


def model_results(graph: ModelGraph, results: Iterable[CheckResult]) -> Iterator[dg.MaterializeResult[None]]:
    """One result for each model that was built, with its checks.

    A check that did not pass does not end the step: the gate before publication weighs it with all the others, so that
    one run reports every failure.

    Raises:
        dagster.Failure: models were not built; each is named with dbt's reason.
    """
    by_model: dict[str, list[CheckResult]] = defaultdict(list)
    for result in results:
        by_model[result.suite].append(result)
    unbuilt: list[str] = []
    for spec in graph.specs:
        name = spec.key.path[-1]
        mine = by_model[name]
        failure = next((result for result in mine if result.check_name == f"{name}_is_built"), None)
        if failure is not None:
            unbuilt.append(f"{name}: {failure.observed}")
            continue
        yield dg.MaterializeResult(asset_key=spec.key, check_results=[_check_result(spec.key, one) for one in mine])
    if unbuilt:
        raise dg.Failure(description="\n".join(["dbt không dựng được:", *unbuilt]), allow_retries=False)


def _check_result(key: dg.AssetKey, result: CheckResult) -> dg.AssetCheckResult:
    warns = not result.passed and not result.stops_publication
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=result.check_name,
        passed=result.passed,
        severity=dg.AssetCheckSeverity.WARN if warns else dg.AssetCheckSeverity.ERROR,
        metadata={"Kết quả": result.observed or "", "Dòng không đạt": result.failing_rows or 0},
    )


def _spec(node: Mapping[str, Any], nodes: Mapping[str, Any]) -> dg.AssetSpec:
    layers = [part for part in node["fqn"] if part in _GROUPS]
    code = str(node["raw_code"])
    return dg.AssetSpec(
        _key(node),
        deps=[_key(nodes[name]) for name in node["depends_on"]["nodes"]],
        group_name=_GROUPS[layers[0]] if layers else None,
        description=_in_vietnamese(node),
        code_version=hashlib.sha1(code.encode(), usedforsecurity=False).hexdigest(),
        kinds={"dbt", "duckdb"},
        metadata={
            "dagster-dbt/materialization_type": node["config"]["materialized"],
            "dagster/column_schema": dg.TableSchema([_column(column) for column in node["columns"].values()]),
            "dagster/table_name": f"{node['schema']}.{node['alias']}",
            "dagster_dbt/unique_id": node["unique_id"],
            "dagster/storage_kind": "duckdb",
        },
    )


def _column(column: Mapping[str, Any]) -> dg.TableColumn:
    return dg.TableColumn(column["name"], type=column["data_type"] or "?", description=_in_vietnamese(column))


def _in_vietnamese(told: Mapping[str, Any]) -> str:
    """What a model or column is, for the people who open the web page; its SQL stands in the project and dbt's docs."""
    return str(told["config"]["meta"]["description_vi"])


def _check_spec(test: Mapping[str, Any], nodes: Mapping[str, Any]) -> dg.AssetCheckSpec:
    key = _key(nodes[test["attached_node"]])
    return dg.AssetCheckSpec(
        test["name"],
        asset=key,
        description=check_of_node(test, nodes).message_vi,
        additional_deps=sorted({_key(nodes[parent]) for parent in _parents(test)} - {key}),
        metadata={"dagster_dbt/unique_id": test["unique_id"]},
    )


def _key(node: Mapping[str, Any]) -> dg.AssetKey:
    """A model under its schema, a source under its name: the landing tables have the same keys."""
    if node["resource_type"] == "source":
        return dg.AssetKey([node["source_name"], node["name"]])
    return dg.AssetKey([node["schema"], node["name"]])


def _parents(node: Mapping[str, Any]) -> set[str]:
    return set(node["depends_on"]["nodes"])

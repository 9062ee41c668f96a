"""dbt models as assets, their tests as asset checks (https://docs.dagster.io/integrations/libraries/dbt).

Belongs here: how dbt's names map to Dagster's. Does not: SQL. The project is the one that the headless build runs.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, dbt_assets
from packaging.version import Version

from pipelines.orchestration.instance import WAREHOUSE_POOL
from pipelines.orchestration.resources import Workspace

DBT_PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"

_GROUPS = {
    "staging": "chuan_hoa",
    "intermediate": "chuan_hoa",
    "core": "kho_loi",
    "quality": "chat_luong",
    "marts": "tong_hop_tinh",
}


class PlanTranslator(DagsterDbtTranslator):
    """Groups by layer; sources are the landing tables under their own keys."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Vietnamese group of the model's layer; dbt's own default for what stands in no layer."""
        layers = [part for part in dbt_resource_props.get("fqn", []) if part in _GROUPS]
        return _GROUPS[layers[0]] if layers else super().get_group_name(dbt_resource_props)


class SilentDbt(DbtCliResource):
    """dbt that asks nobody: ``dbt --version``, which tells the resource its number, asks a package index for news."""

    @cached_property
    def _cli_version(self) -> Version:
        return Version(version("dbt-core"))


def dbt_cli() -> SilentDbt:
    """dbt of this very environment, whatever PATH says."""
    return SilentDbt(
        project_dir=str(DBT_PROJECT),
        profiles_dir=str(DBT_PROJECT),
        dbt_executable=str(Path(sys.executable).with_name("dbt")),
    )


def warehouse_models(manifest: Path) -> dg.AssetsDefinition:
    """Every dbt model as one multi-asset, built into the run's private file.

    Args:
        manifest: dbt's ``manifest.json``, made by ``dbt parse`` (see :mod:`.manifest`).
    """

    @dbt_assets(manifest=manifest, dagster_dbt_translator=PlanTranslator(), name="dbt_models", pool=WAREHOUSE_POOL)
    def dbt_models(context: dg.AssetExecutionContext, workspace: Workspace, dbt: DbtCliResource) -> Iterator[Any]:
        paths = workspace.settings().paths
        # dbt reads the private file's path from the environment of its process, which it inherits from this one
        os.environ["CCHC_BUILD_PATH"] = str(paths.build_file(context.run_id))
        target = paths.dbt_target(context.run_id)
        # unit tests try the SQL on made-up rows: they belong to the project's tests, not to every night's run.
        # A failed data test does not end the step: the gate before publication weighs it with all the others.
        command = ["build", "--exclude-resource-type", "unit_test"]
        yield from dbt.cli(command, context=context, target_path=target, raise_on_error=False).stream()

    return dbt_models

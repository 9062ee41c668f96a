"""Everything that Dagster sees, assembled in one place.

``build_defs()`` takes overrides, so that the command line brings its own settings and progress and a test its own
small world; ``defs`` is what ``workspace.yaml`` loads.
"""

from collections.abc import Mapping
from typing import Any

import dagster as dg

from pipelines.orchestration.alert_sensors import alert_sensors
from pipelines.orchestration.dbt_assets import DBT_PROJECT, warehouse_models
from pipelines.orchestration.jobs import jobs
from pipelines.orchestration.plan_assets import plan_assets
from pipelines.orchestration.quality_checks import quality_checks
from pipelines.orchestration.report_assets import report_assets
from pipelines.orchestration.resources import ProgressSource, Workspace
from pipelines.orchestration.schedules import schedules
from pipelines.orchestration.sensors import sensors
from pipelines.orchestration.warehouse_assets import warehouse_assets
from pipelines.settings import Settings
from pipelines.stages.progress import Progress
from pipelines.warehouse.build.manifest import ensure_manifest


def build_defs(
    *,
    settings: Settings | None = None,
    progress: Progress | None = None,
    resources: Mapping[str, Any] | None = None,
    loggers: Mapping[str, dg.LoggerDefinition] | None = None,
) -> dg.Definitions:
    """Assemble assets, checks, jobs, sensors, schedules and resources.

    Args:
        settings: paths and limits; None takes them from the environment when a step runs.
        progress: receiver of per-document progress; None logs.
        resources: replaces single resources (tests).
        loggers: replaces Dagster's console logger.

    Raises:
        RuntimeError: dbt cannot parse its project.
    """
    models = warehouse_models(ensure_manifest(DBT_PROJECT))
    all_jobs = jobs()
    default_resources = {
        "workspace": Workspace.of(settings) if settings else Workspace(),
        "progress": ProgressSource(progress),
    }
    return dg.Definitions(
        assets=[*plan_assets(), *warehouse_assets(models), models, *report_assets()],
        asset_checks=quality_checks(),
        jobs=all_jobs,
        sensors=[*sensors(all_jobs), *alert_sensors(all_jobs)],
        schedules=schedules(all_jobs),
        resources={**default_resources, **(resources or {})},
        # steps share one process: starting one per step costs more than the work (docs/developer/dagster.md)
        executor=dg.in_process_executor,
        loggers=loggers,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """Loaded by ``dagster dev -w workspace.yaml``."""
    return build_defs()

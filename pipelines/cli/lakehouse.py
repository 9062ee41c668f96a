"""``cchc lake``: the models once more, in a DuckLake that several machines share."""

from __future__ import annotations

import uuid
from pathlib import Path

from rich.console import Console

from pipelines.cli.exit_codes import EXIT_NOT_PUBLISHED, EXIT_PUBLISHED
from pipelines.settings import Settings
from pipelines.stages.load import load_build
from pipelines.text.system_errors import error_vi
from pipelines.warehouse.build.dbt_run import DbtFailed
from pipelines.warehouse.build.locking import WarehouseBusy, forget_build, warehouse_lock
from pipelines.warehouse.publication.copy import content_hashes
from pipelines.warehouse.publication.ducklake import DuckLake, DuckLakeUnavailable, build_ducklake, ducklake_hashes
from pipelines.warehouse.publication.publish import PublicationStopped

_PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"


def lake_command(settings: Settings, lake: DuckLake, console: Console) -> int:
    """Build, compare with the published file, tell; returns the exit code."""
    try:
        with warehouse_lock(settings.paths):
            _build(settings, lake)
        differing = _differing(settings, lake)
    except (DuckLakeUnavailable, DbtFailed, PublicationStopped, WarehouseBusy, OSError) as error:
        console.print(error_vi(error), style="red", highlight=False, markup=False, soft_wrap=True)
        return EXIT_NOT_PUBLISHED
    console.print(f"DuckLake: {lake.catalogue}, dữ liệu ở {lake.data_path}", highlight=False, soft_wrap=True)
    for line in differing:
        console.print(f"  khác tệp đã phát hành: {line}", highlight=False)
    if not differing:
        console.print("Mọi bảng khớp với tệp đã phát hành.", highlight=False)
    return EXIT_NOT_PUBLISHED if differing else EXIT_PUBLISHED


def _build(settings: Settings, lake: DuckLake) -> None:
    run_id = f"lake-{uuid.uuid4().hex[:12]}"
    build_file = settings.paths.build_file(run_id)
    build_file.parent.mkdir(parents=True, exist_ok=True)
    try:
        load_build(settings, build_file, run_id=run_id)
        build_ducklake(lake, build_file, settings.paths.dbt_target(run_id), project=_PROJECT, run_id=run_id)
    finally:
        forget_build(settings.paths, run_id)


def _differing(settings: Settings, lake: DuckLake) -> list[str]:
    """Tables that dbt builds and whose content is another one than in the published file."""
    published, made = content_hashes(settings.paths.published), ducklake_hashes(lake)
    return sorted(name for name, value in made.items() if name in published and published[name] != value)

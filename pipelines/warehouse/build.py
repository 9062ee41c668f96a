"""The whole way from the lake to the published file, without Dagster: the same steps that its assets call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from pipelines.quality.exceptions import KnownException, weigh
from pipelines.quality.results import CheckResult
from pipelines.quality.validate import run_expectations
from pipelines.warehouse.changes import record_changes
from pipelines.warehouse.checks import write_check_results, write_exceptions
from pipelines.warehouse.dbt_run import run_dbt
from pipelines.warehouse.history import keep_history
from pipelines.warehouse.landing import LandingReport, load_landing
from pipelines.warehouse.locking import forget_build, remove_dead_builds, warehouse_lock
from pipelines.warehouse.paths import WarehousePaths
from pipelines.warehouse.publish import (
    KEEP_VERSIONS,
    RUN_DEPENDENT_TABLES,
    Provenance,
    PublicationFailed,
    PublishedVersion,
    latest_version,
    publish,
)


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What one build loaded, checked and published."""

    landing: LandingReport
    checks: tuple[CheckResult, ...]
    published: PublishedVersion


def build_warehouse(
    lake_root: Path,
    warehouse: Path,
    run_id: str,
    *,
    version: str,
    created_at: str,
    code_version: str,
    lock_hash: str,
    reference: Path,
    dbt_project: Path,
    variables: Mapping[str, object] | None = None,
    keep: int = KEEP_VERSIONS,
    parquet: bool = False,
    exceptions: tuple[KnownException, ...] = (),
) -> BuildReport:
    """Load, validate, model and publish everything that lies in ``lake_root``.

    Args:
        lake_root: the folder ``<warehouse>/lake`` (or another lake).
        warehouse: folder of the published file.
        run_id: name of the run; also of its private build file.
        version: name of the version to publish; later versions must sort after earlier ones.
        created_at: ISO 8601 time for the manifest.
        code_version: what the code calls itself, for the manifest.
        lock_hash: hash of the dependency lock, for the manifest.
        reference: folder with the reference CSV files.
        dbt_project: folder of ``dbt_project.yml``.
        variables: dbt variables, for example ``{"as_of_date": "2026-06-30"}``.
        keep: how many versions stay.
        parquet: whether every published table is written as a Parquet file too.
        exceptions: failed checks that somebody answers for until a day.

    Raises:
        WarehouseBusy: another run writes to this warehouse.
        LakeError, ReferenceDataError, CheckRunFailed, DbtFailed: a step could not do its work.
        PublicationStopped: blocking checks failed; the build file stays for inspection until the next run.
        PublicationFailed: the new version could not be written.
        Whatever is raised, the published file is the one it was before.
    """
    paths = WarehousePaths(warehouse)
    with warehouse_lock(paths):
        remove_dead_builds(paths, keep=run_id)
        landing = load_landing(lake_root, reference, paths.build_file(run_id), run_id=run_id)
        expectations = run_expectations(landing.build_file, paths.data_docs, run_id=run_id)
        dbt = run_dbt(dbt_project, landing.build_file, paths.dbt_target(run_id), run_id=run_id, variables=variables)
        provenance = Provenance(run_id, created_at, code_version, lock_hash, landing.inputs)
        checks, published = finish_build(
            paths,
            landing.build_file,
            version,
            provenance=provenance,
            checks=(*expectations, *dbt.checks),
            keep=keep,
            parquet=parquet,
            exceptions=exceptions,
        )
    return BuildReport(landing, checks, published)


def finish_build(
    paths: WarehousePaths,
    build_file: Path,
    version: str,
    *,
    provenance: Provenance,
    checks: Iterable[CheckResult],
    keep: int,
    parquet: bool,
    exceptions: tuple[KnownException, ...] = (),
) -> tuple[tuple[CheckResult, ...], PublishedVersion]:
    """What follows dbt: store the checks, record the run, compare with the version before, weigh the gates, publish.

    The run is recorded before the gates are weighed, so that one that is stopped has its place in the history. Known
    ``exceptions`` are weighed on the day of ``provenance.created_at``: an expired one does not let anything pass.

    Raises:
        PublicationStopped, PublicationFailed: see :func:`pipelines.warehouse.publish.publish`.
    """
    today = date.fromisoformat(provenance.created_at[:10])
    try:
        stored = write_check_results(build_file, weigh(checks, exceptions, today))
        write_exceptions(build_file, exceptions, stored, today)
        keep_history(paths.lake, build_file, version, run_id=provenance.run_id, recorded_at=provenance.created_at)
        changes = record_changes(build_file, version, latest_version(paths), leave_out=sorted(RUN_DEPENDENT_TABLES))
    except (OSError, duckdb.IOException) as error:
        raise PublicationFailed(
            f"Không ghi được lịch sử của lần chạy vào {paths.lake}: {error}. "
            "Kho dữ liệu đang dùng giữ nguyên bản gần nhất. Kiểm tra dung lượng đĩa và quyền ghi rồi chạy lại."
        ) from error
    published = publish(
        paths, build_file, version, provenance=provenance, checks=stored, keep=keep, changes=changes, parquet=parquet
    )
    forget_build(paths, provenance.run_id)
    return stored, published

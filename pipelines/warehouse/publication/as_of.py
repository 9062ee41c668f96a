"""What was known on a day: the same models over the same lake, looking back, in a file of its own.

The file has the tables of the published one. Plans issued or received later do not take part, units are those of that
day, and references those in force when each plan was issued. It is never published: who asks gets it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from pipelines.quality.results import CheckResult, blocking_failures
from pipelines.settings import WarehousePaths
from pipelines.warehouse.build.checks import write_check_results
from pipelines.warehouse.build.dbt_run import run_dbt
from pipelines.warehouse.build.locking import forget_build, warehouse_lock
from pipelines.warehouse.publication.copy import copy_published


class AsOfStopped(RuntimeError):  # noqa: N818 - named for what happened
    """The models could not be built, or broke a promise, as of that day; ``failures`` says which."""

    def __init__(self, day: date, failures: tuple[CheckResult, ...]) -> None:
        self.failures = failures
        names = ", ".join(f"{check.suite}.{check.check_name}" for check in failures[:5])
        super().__init__(
            f"Không dựng được số liệu tại ngày {day:%d/%m/%Y}: {len(failures)} kiểm tra chặn không đạt ({names}). "
            "Kho dữ liệu đang dùng không bị ảnh hưởng."
        )


def build_as_of(
    paths: WarehousePaths, day: date, target: Path, *, project: Path, load: Callable[[Path, str], object]
) -> Path:
    """Write what was known on ``day`` to ``target`` (an earlier file is replaced in one step) and return it.

    Args:
        paths: the warehouse; its published file is neither read nor changed.
        day: the day to look back to.
        target: the DuckDB file to make.
        project: folder of ``dbt_project.yml``.
        load: fills a private build file, given its path and the run's name, with the landing tables.

    Raises:
        WarehouseBusy: a run is writing to this warehouse.
        DbtFailed, AsOfStopped: the models could not be built.
        OSError, duckdb.IOException: the disk is full or the folder is not writable.
    """
    run_id = f"as-of-{day.isoformat()}"
    build = paths.build_file(run_id)
    with warehouse_lock(paths):
        try:
            load(build, run_id)
            report = run_dbt(
                project, build, paths.dbt_target(run_id), run_id=run_id, variables={"as_of_date": day.isoformat()}
            )
            if failures := blocking_failures(report.checks):
                raise AsOfStopped(day, failures)
            write_check_results(build, report.checks)
            return _copy(build, target)
        finally:
            forget_build(paths, run_id)


def _copy(build: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.tmp")
    fresh.unlink(missing_ok=True)
    try:
        copy_published(build, fresh)
        return fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)

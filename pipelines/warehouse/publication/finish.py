"""What follows dbt: checks and history stored, the gates weighed, the version published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from pipelines.quality.known_exceptions import weigh
from pipelines.quality.results import CheckResult, KnownException
from pipelines.settings import WarehousePaths
from pipelines.text.display import VIET_NAM
from pipelines.text.system_errors import error_vi
from pipelines.warehouse.build.checks import write_check_results, write_exceptions
from pipelines.warehouse.build.engine import NOT_WRITTEN
from pipelines.warehouse.build.locking import forget_build
from pipelines.warehouse.changes.compare import record_changes
from pipelines.warehouse.changes.history import keep_history
from pipelines.warehouse.publication.copy import RUN_DEPENDENT_TABLES
from pipelines.warehouse.publication.publish import Provenance, PublicationFailed, publish
from pipelines.warehouse.publication.versions import PublishedVersion, latest_version

# what it says of the views of bi is added when they are made, after the comparison; it changes with the code alone
_COMPLETED_LATER: Final = "quality.data_dictionary"


def finish_build(
    paths: WarehousePaths,
    build_file: Path,
    version: str,
    *,
    provenance: Provenance,
    checks: Iterable[CheckResult],
    keep: int,
    parquet: bool = False,
    exceptions: tuple[KnownException, ...] = (),
) -> tuple[tuple[CheckResult, ...], PublishedVersion]:
    """What follows dbt: store the checks, record the run, compare with the version before, weigh the gates, publish.

    The run is recorded before the gates are weighed, so that one that is stopped has its place in the history. Known
    ``exceptions`` are weighed on the day of ``provenance.created_at`` in Viet Nam: an expired one lets nothing pass.

    Raises:
        PublicationStopped, PublicationFailed: see :func:`pipelines.warehouse.publication.publish.publish`.
    """
    today = datetime.fromisoformat(provenance.created_at).astimezone(VIET_NAM).date()
    try:
        stored = write_check_results(build_file, weigh(checks, exceptions, today))
        write_exceptions(build_file, exceptions, stored, today)
        keep_history(paths.lake, build_file, version, run_id=provenance.run_id, recorded_at=provenance.created_at)
        left_out = sorted((*RUN_DEPENDENT_TABLES, _COMPLETED_LATER))
        changes = record_changes(build_file, version, latest_version(paths), leave_out=left_out)
    except (OSError, *NOT_WRITTEN) as error:
        raise PublicationFailed(
            f"Không ghi được lịch sử của lần chạy vào {paths.lake}: {error_vi(error)}. "
            "Kho dữ liệu đang dùng giữ nguyên bản gần nhất. Kiểm tra dung lượng đĩa và quyền ghi rồi chạy lại."
        ) from error
    published = publish(
        paths, build_file, version, provenance=provenance, checks=stored, keep=keep, changes=changes, parquet=parquet
    )
    forget_build(paths, provenance.run_id)
    return stored, published

"""``cchc publish --list`` and ``cchc rollback``: the versions that are kept, and going back to one."""

from __future__ import annotations

from pathlib import Path

import duckdb
from rich.console import Console

from pipelines.cli.exit_codes import EXIT_NOT_PUBLISHED, EXIT_PUBLISHED, EXIT_USAGE
from pipelines.settings import Settings, WarehousePaths
from pipelines.text.display import show_moment, show_number
from pipelines.text.system_errors import error_vi
from pipelines.warehouse.build.locking import WarehouseBusy, warehouse_lock
from pipelines.warehouse.publication.counts import read_counts
from pipelines.warehouse.publication.versions import (
    list_versions,
    read_manifest,
    rollback,
    version_file,
)


def list_command(warehouse: Path, console: Console) -> int:
    """Print the versions kept, newest first; returns the exit code."""
    paths = WarehousePaths(warehouse)
    versions = list_versions(paths)
    if not versions:
        console.print(f"{warehouse}: chưa có phiên bản nào. Chạy: cchc run", highlight=False, soft_wrap=True)
        return EXIT_NOT_PUBLISHED
    for version in reversed(versions):
        manifest = read_manifest(paths, version)
        console.print(
            f"{version}  lập lúc {show_moment(manifest['created_at'])}  {_held(paths, version)}",
            highlight=False,
            soft_wrap=True,
        )
    console.print("Chỉ tiêu, nhiệm vụ: trong kế hoạch hiệu lực; câu nhắc lại tính một lần.", highlight=False)
    return EXIT_PUBLISHED


def _held(paths: WarehousePaths, version: str) -> str:
    """What a version holds, by its own definitions; earlier releases did not define the words."""
    try:
        with duckdb.connect(str(version_file(paths, version)), read_only=True) as connection:
            counts = read_counts(connection)
    except duckdb.Error as error:
        return f"không mở được: {str(error).splitlines()[0]}"
    if counts.targets is None:
        return "bản của phiên bản phần mềm trước, chưa đếm theo danh mục số liệu"
    plans, targets, tasks = (show_number(one, 0) for one in (counts.plans_in_force, counts.targets, counts.tasks))
    return f"{plans} kế hoạch hiệu lực, {targets} chỉ tiêu, {tasks} nhiệm vụ"


def rollback_command(warehouse: Path, version: str, console: Console, *, raw: Path) -> int:
    """Switch the published file back to ``version`` and the reports with it; returns the exit code."""
    paths = WarehousePaths(warehouse)
    if version not in list_versions(paths):
        console.print(f"Không có phiên bản {version}. Xem: cchc publish --list", highlight=False, markup=False)
        return EXIT_USAGE
    try:
        with warehouse_lock(paths):
            rollback(paths, version)
    except (WarehouseBusy, OSError) as error:
        console.print(error_vi(error), highlight=False, markup=False, soft_wrap=True)
        return EXIT_NOT_PUBLISHED
    console.print(f"Đã trở lại phiên bản {version}: {paths.published}", highlight=False, soft_wrap=True)
    from pipelines.cli.run import write_missing_reports  # noqa: PLC0415 - only this command needs the pages

    return write_missing_reports(Settings(raw=raw, warehouse=warehouse), console)

"""``cchc publish --list`` and ``cchc rollback``: the versions that are kept, and going back to one."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from pipelines.cli.exit_codes import EXIT_NOT_PUBLISHED, EXIT_PUBLISHED, EXIT_USAGE
from pipelines.settings import Settings, WarehousePaths
from pipelines.warehouse.build.locking import WarehouseBusy, warehouse_lock
from pipelines.warehouse.publication.versions import list_versions, read_manifest, rollback


def list_command(warehouse: Path, console: Console) -> int:
    """Print the versions kept, newest first; returns the exit code."""
    paths = WarehousePaths(warehouse)
    versions = list_versions(paths)
    if not versions:
        console.print(f"{warehouse}: chưa có phiên bản nào. Chạy: cchc run", highlight=False, soft_wrap=True)
        return EXIT_NOT_PUBLISHED
    for version in reversed(versions):
        manifest = read_manifest(paths, version)
        counts = manifest["row_counts"]
        console.print(
            f"{version}  lập lúc {manifest['created_at']}  {counts['core.dim_document']} kế hoạch, "
            f"{counts['core.fct_target']} chỉ tiêu, {counts['core.fct_task']} nhiệm vụ",
            highlight=False,
            soft_wrap=True,
        )
    return EXIT_PUBLISHED


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
        console.print(str(error), highlight=False, markup=False, soft_wrap=True)
        return EXIT_NOT_PUBLISHED
    console.print(f"Đã trở lại phiên bản {version}: {paths.published}", highlight=False, soft_wrap=True)
    from pipelines.cli.run import write_missing_reports  # noqa: PLC0415 - only this command needs the pages

    return write_missing_reports(Settings(raw=raw, warehouse=warehouse), console)

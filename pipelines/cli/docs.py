"""``cchc docs``: the documentation of models and columns as one page that needs no network."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from pipelines.cli.exit_codes import EXIT_NOT_PUBLISHED, EXIT_PUBLISHED
from pipelines.settings import WarehousePaths
from pipelines.text.system_errors import error_vi
from pipelines.warehouse.build.dbt_run import DbtFailed
from pipelines.warehouse.publication.docs_site import DocsNotOffline, build_docs

_PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"


def docs_command(warehouse: Path, console: Console) -> int:
    """Build the page below ``<warehouse>/reports``; returns the exit code."""
    paths = WarehousePaths(warehouse)
    try:
        page = build_docs(_PROJECT, paths.published, paths.model_docs)
    except (DbtFailed, DocsNotOffline, OSError) as error:
        console.print(
            f"Chưa dựng được trang tài liệu: {error_vi(error)}",
            highlight=False,
            markup=False,
            soft_wrap=True,
            style="red",
        )
        return EXIT_NOT_PUBLISHED
    console.print(f"Trang tài liệu mô hình dữ liệu, mở được khi không có mạng: {page}", highlight=False, soft_wrap=True)
    console.print(f"Trang kiểm tra dữ liệu: {paths.data_docs / 'index.html'}", highlight=False, soft_wrap=True)
    return EXIT_PUBLISHED

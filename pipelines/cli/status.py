"""``cchc status``: what the published warehouse holds, what failed, and what to do."""

from __future__ import annotations

from pathlib import Path

import duckdb
from rich.console import Console

from pipelines.cli.exit_codes import EXIT_NOT_PUBLISHED, EXIT_PUBLISHED
from pipelines.reporting.console import show_summary
from pipelines.reporting.summary import read_summary
from pipelines.settings import Settings


def status_command(warehouse: Path, console: Console) -> int:
    """Tell the state of the warehouse; returns the exit code."""
    settings = Settings(raw=Path("raw").resolve(), warehouse=warehouse)
    if not settings.paths.published.exists():
        console.print(f"{warehouse}: chưa có kho dữ liệu nào được phát hành. Chạy: cchc run", highlight=False)
        return EXIT_NOT_PUBLISHED
    try:
        summary = read_summary(settings.paths.published)
    except duckdb.Error as error:
        console.print(f"{settings.paths.published}: không mở được ({error}).", highlight=False, markup=False)
        return EXIT_NOT_PUBLISHED
    show_summary(summary, settings, None, console)
    return EXIT_PUBLISHED

"""``cchc status``: what the published warehouse holds, what failed, and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import duckdb
from rich.console import Console

from pipelines.cli.exit_codes import EXIT_NOT_PUBLISHED, EXIT_PUBLISHED
from pipelines.reporting.console import show_summary
from pipelines.reporting.summary import read_summary
from pipelines.settings import Settings
from pipelines.stages.healed import RECORD, healed_earlier
from pipelines.text.system_errors import error_vi

_ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
_MOST_HEALED: Final = 10


def status_command(warehouse: Path, console: Console) -> int:
    """Tell the state of the warehouse; returns the exit code."""
    settings = Settings(raw=Path("raw").resolve(), warehouse=warehouse)
    if not settings.paths.published.exists():
        console.print(f"{warehouse}: chưa có kho dữ liệu nào được phát hành. Chạy: cchc run", highlight=False)
        _show_healed(warehouse, console)
        return EXIT_NOT_PUBLISHED
    try:
        summary = read_summary(settings.paths.published)
    except (duckdb.BinderException, duckdb.CatalogException):
        console.print(
            f"{settings.paths.published}: bản do một phiên bản phần mềm khác dựng, DuckDB đọc được nhưng ở đây chưa "
            "tóm tắt được. Dựng lại bằng phần mềm này: cchc run",
            highlight=False,
            markup=False,
            soft_wrap=True,
        )
        _show_healed(warehouse, console)
        return EXIT_PUBLISHED
    except duckdb.Error as error:
        console.print(f"{settings.paths.published}: không mở được ({error_vi(error)}).", highlight=False, markup=False)
        _show_healed(warehouse, console)
        return EXIT_NOT_PUBLISHED
    show_summary(summary, settings, None, console)
    _show_healed(warehouse, console)
    return EXIT_PUBLISHED


def _show_healed(warehouse: Path, console: Console) -> None:
    """What was damaged in the warehouse and put right: when, what is lost, where the damaged piece lies."""
    entries = healed_earlier(warehouse)
    if not entries:
        return
    console.print(f"\n[bold yellow]Chỗ hỏng trong kho đã được sửa ({len(entries)})[/]")
    for entry in entries[:_MOST_HEALED]:
        when = f"{entry.at.astimezone(_ZONE):%H:%M %d/%m/%Y}"
        console.print(f"  - {when}: {entry.what.text_vi}", highlight=False, soft_wrap=True, markup=False)
    if len(entries) > _MOST_HEALED:
        console.print(f"  … và {len(entries) - _MOST_HEALED} chỗ trước đó: {warehouse / RECORD}", highlight=False)

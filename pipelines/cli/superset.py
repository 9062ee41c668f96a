"""``cchc superset``: the dashboard bundle for Apache Superset."""

from __future__ import annotations

from pathlib import Path

import duckdb
from rich.console import Console

from pipelines.cli.exit_codes import EXIT_NOT_PUBLISHED, EXIT_PUBLISHED
from pipelines.reporting.superset.bundle import write_bundle
from pipelines.settings import WarehousePaths


def superset_command(warehouse: Path, out: Path, console: Console) -> int:
    """Write the bundle and tell where; returns the exit code."""
    published = WarehousePaths(warehouse).published
    try:
        write_bundle(published, out)
    except FileNotFoundError:
        console.print(f"{warehouse}: chưa có kho dữ liệu nào được phát hành. Chạy: cchc run", highlight=False)
        return EXIT_NOT_PUBLISHED
    except (duckdb.Error, KeyError) as error:
        console.print(
            f"{published}: không có đủ các khung nhìn bi ({error}). Phát hành lại: cchc run --rebuild",
            highlight=False,
            markup=False,
        )
        return EXIT_NOT_PUBLISHED
    console.print(f"Gói Superset: {out}", highlight=False, soft_wrap=True)
    return EXIT_PUBLISHED

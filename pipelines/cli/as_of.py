"""``cchc as-of``: what was known on a day, in a file of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
from rich.console import Console

from pipelines.cli.exit_codes import EXIT_NOT_PUBLISHED, EXIT_PUBLISHED
from pipelines.settings import Settings
from pipelines.stages.load import load_build
from pipelines.text.system_errors import error_vi
from pipelines.warehouse.build.dbt_run import DbtFailed
from pipelines.warehouse.build.engine import NOT_WRITTEN
from pipelines.warehouse.build.locking import WarehouseBusy
from pipelines.warehouse.lake.reference_tables import ReferenceDataError
from pipelines.warehouse.publication.as_of import AsOfStopped, build_as_of

_PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
_EXPECTED = (AsOfStopped, DbtFailed, WarehouseBusy, ReferenceDataError, OSError, *NOT_WRITTEN)


def as_of_command(settings: Settings, day: date, out: Path | None, console: Console) -> int:
    """Build the file (by default ``<warehouse>/as_of/cchc-<day>.duckdb``); returns the exit code."""
    paths = settings.paths
    target = out or paths.root / "as_of" / f"cchc-{day.isoformat()}.duckdb"
    try:
        made = build_as_of(
            paths,
            day,
            target,
            project=_PROJECT,
            load=lambda build, run_id: load_build(settings, build, run_id=run_id),
        )
    except _EXPECTED as error:
        console.print(error_vi(error), highlight=False, markup=False, soft_wrap=True, style="red")
        return EXIT_NOT_PUBLISHED
    with duckdb.connect(str(made), read_only=True) as connection:
        ((plans,),) = connection.execute("select count(*) from core.dim_document where is_effective").fetchall()
    console.print(
        f"Số liệu như đã biết vào ngày {day:%d/%m/%Y}: {made} ({plans} văn bản đang có hiệu lực). "
        "Kho dữ liệu đang dùng giữ nguyên.",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )
    return EXIT_PUBLISHED

"""``cchc dev``: Dagster's web page over this warehouse, and the report pages that it links to.

Exit codes: 2 a port is taken or the raw folder is not there; otherwise this process becomes Dagster.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

import pyarrow as pa
from rich.console import Console

from pipelines.cli.exit_codes import EXIT_USAGE
from pipelines.cli.pages import is_free, start_pages
from pipelines.orchestration.instance import dagster_home, open_instance
from pipelines.orchestration.partitions import follow_folders
from pipelines.settings import PAGES_ADDRESS, REVIEW_HOST, Settings
from pipelines.text.system_errors import error_vi


def dev_command(settings: Settings, console: Console, *, port: int, reports_port: int) -> NoReturn:
    """Become ``dagster dev``; ends with exit code 2 when it cannot be started."""
    refusal = _refusal(settings, {"--port": port, "--reports-port": reports_port})
    if refusal:
        console.print(refusal, style="red", highlight=False, markup=False, soft_wrap=True)
        sys.exit(EXIT_USAGE)
    _list_partitions(settings, console)
    reports = f"http://{REVIEW_HOST}:{reports_port}"
    os.environ |= {
        "CCHC_RAW": str(settings.raw),
        "CCHC_WAREHOUSE": str(settings.warehouse),
        "DAGSTER_HOME": str(dagster_home(settings.warehouse)),
        PAGES_ADDRESS: reports,
        "PYTHONWARNINGS": "ignore",  # what its libraries announce is nothing that a user can act on
    }
    console.print(f"Trang Dagster (mở được sau chừng nửa phút): http://{REVIEW_HOST}:{port}", highlight=False)
    console.print(f"Trang báo cáo: {reports}   Dừng: Ctrl+C.", highlight=False)
    start_pages(settings, reports_port)
    _become_dagster(port)


def _become_dagster(port: int) -> NoReturn:
    # this project's own file, wherever the command was typed; beside the instance's settings Dagster finds no others
    # to warn of
    project = Path(__file__).resolve().parents[2]
    os.chdir(os.environ["DAGSTER_HOME"])
    command = Path(sys.executable).with_name("dagster")
    os.execv(  # noqa: S606 - this process becomes Dagster; a shell in between would swallow its signals
        command, ["dagster", "dev", "-w", str(project / "workspace.yaml"), "-h", REVIEW_HOST, "-p", str(port)]
    )


def _list_partitions(settings: Settings, console: Console) -> None:
    """Have the page show the partitions from its first moment; its own sensor does the same every minute."""
    try:
        with open_instance(settings.warehouse) as instance:
            follow_folders(instance, settings)
    except (OSError, pa.ArrowException) as error:
        console.print(
            f"Chưa lập được danh sách tỉnh-năm: {error_vi(error)}", highlight=False, markup=False, soft_wrap=True
        )


def _refusal(settings: Settings, ports: Mapping[str, int]) -> str | None:
    taken = [f"{option} {number}" for option, number in ports.items() if not is_free(number)]
    if taken:
        return f"Cổng đang được chương trình khác dùng: {', '.join(taken)}. Chọn cổng khác bằng chính tùy chọn ấy."
    if not settings.raw.is_dir():
        return f"{settings.raw}: không phải thư mục; cần <thư mục>/<tỉnh>/<năm>/<tệp kế hoạch>"
    return None

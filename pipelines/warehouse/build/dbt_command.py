"""dbt as a program of this very environment: ``python -m pipelines.warehouse.build.dbt_command <dbt's arguments>``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pipelines.startup import skip_unused_grammar

BUILD_PATH_VARIABLE: Final = "CCHC_BUILD_PATH"


def dbt_command(project: Path, target: Path, arguments: Sequence[str], *, logs: Path | None = None) -> list[str]:
    """The command line of ``dbt <arguments>`` for ``project``, with its own files below ``target``."""
    return [
        # `-m` keeps dbt in this interpreter, whatever PATH says
        *(sys.executable, "-m", __spec__.name, *arguments),
        *("--project-dir", str(project), "--profiles-dir", str(project)),
        *("--target-path", str(target), "--log-path", str(logs or "logs")),
    ]


def dbt_environment(build_file: Path) -> dict[str, str]:
    """Return the environment for dbt: which file to build, no telemetry, no colours."""
    return {
        **os.environ,
        BUILD_PATH_VARIABLE: str(build_file),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
        "DBT_USE_COLORS": "false",
        "PYTHONUTF8": "1",
    }


def main() -> None:
    """Be dbt."""
    skip_unused_grammar()
    from dbt.cli.main import cli  # noqa: PLC0415 - after the call above

    cli()


if __name__ == "__main__":
    main()

"""Which runs the history of a warehouse holds."""

from __future__ import annotations

from pathlib import Path

from pipelines.warehouse.changes.history import HISTORY_STAGE


def recorded_runs(lake_root: Path) -> tuple[str, ...]:
    """The versions whose runs were recorded, oldest first."""
    return tuple(path.name.removeprefix("run=") for path in sorted((lake_root / HISTORY_STAGE).glob("run=*")))

"""The Dagster instance of a warehouse: run history beside the data that the runs made."""

from pathlib import Path

import dagster as dg
from dagster._core.instance import InstanceRef

HOME_NAME = ".dagster"

# Only the file turns telemetry off: the environment variable alone still writes event lines (dagster 1.13).
_CONFIG = """\
telemetry:
  enabled: false
nux:
  enabled: false
"""


def dagster_home(warehouse: Path) -> Path:
    """Create (if need be) and return the folder of the warehouse's Dagster instance."""
    home = warehouse / HOME_NAME
    home.mkdir(parents=True, exist_ok=True)
    config = home / "dagster.yaml"
    if not config.exists():
        config.write_text(_CONFIG, encoding="utf-8")
    return home


def open_instance(warehouse: Path) -> dg.DagsterInstance:
    """Open the warehouse's Dagster instance; the caller closes it (it is a context manager)."""
    return dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(dagster_home(warehouse))))

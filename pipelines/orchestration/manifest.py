"""dbt's manifest: Dagster needs it before it can name the models.

Made when it is missing or older than the project; parsing reads SQL and YAML only, no database.
"""

import os
import subprocess
import sys
from pathlib import Path

_SOURCES = ("*.sql", "*.yml", "*.csv", "*.md")


def ensure_manifest(project: Path) -> Path:
    """Path of an up-to-date ``target/manifest.json`` of the dbt project.

    Raises:
        RuntimeError: dbt cannot parse the project; the text is dbt's own.
    """
    manifest = project / "target" / "manifest.json"
    if not manifest.exists() or manifest.stat().st_mtime < _last_change(project):
        _parse(project)
    return manifest


def _last_change(project: Path) -> float:
    files = (path for pattern in _SOURCES for path in project.rglob(pattern) if "target" not in path.parts)
    return max((path.stat().st_mtime for path in files), default=0.0)


def _parse(project: Path) -> None:
    dbt = Path(sys.executable).with_name("dbt")
    result = subprocess.run(
        [str(dbt), "parse", "--project-dir", str(project), "--profiles-dir", str(project), "--quiet"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1"},
    )
    if result.returncode:
        said = f"{result.stdout}{result.stderr}"
        raise RuntimeError(f"{project}: dbt cannot parse the project; mend what it names:\n{said}")

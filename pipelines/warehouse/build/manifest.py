"""dbt's manifest: names, descriptions and lineage of the models, for Dagster's graph and for tracing a figure.

Made when it is missing or of another version of the project; parsing reads SQL and YAML only, no database.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from pipelines.warehouse.build.dbt_command import dbt_command, dbt_environment
from pipelines.warehouse.build.statements import DATABASE, project_fingerprint


def ensure_manifest(project: Path) -> Path:
    """Path of an up-to-date ``target/manifest.json`` of the dbt project.

    Raises:
        RuntimeError: dbt cannot parse the project; the text is dbt's own.
    """
    if not manifest_is_current(project):
        _parse(project)
        mark_manifest(project)
    return manifest_file(project)


def manifest_file(project: Path) -> Path:
    """Where dbt leaves the manifest."""
    return project / "target" / "manifest.json"


def manifest_is_current(project: Path) -> bool:
    """Whether the manifest is there and was made from the project as it is."""
    mark = _mark(project)
    is_there = manifest_file(project).is_file() and mark.is_file()
    return is_there and mark.read_text(encoding="utf-8") == project_fingerprint(project)


def mark_manifest(project: Path) -> None:
    """Say that the manifest was made from the project as it is."""
    mark = _mark(project)
    fresh = mark.with_name(f".{mark.name}.tmp")
    fresh.write_text(project_fingerprint(project), encoding="utf-8")
    fresh.replace(mark)


def _mark(project: Path) -> Path:
    return project / "target" / "manifest.fingerprint"


def _parse(project: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="cchc-dbt-") as folder:
        command = dbt_command(project, project / "target", ["parse", "--quiet"])
        # the same path as the recording has: what dbt parsed once, it need not parse again
        environment = dbt_environment(Path(f"{DATABASE}.duckdb"))
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        said = f"{done.stdout}{done.stderr}"
        raise RuntimeError(f"{project}: dbt không đọc được dự án; hãy sửa chỗ dbt nêu:\n{said}")

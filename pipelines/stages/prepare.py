"""Prepare: what dbt says once for each version of the code, said before it is needed."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb

from pipelines.settings import Settings
from pipelines.stages.load import load_build
from pipelines.warehouse.build.dbt_run import record_statements
from pipelines.warehouse.build.manifest import ensure_manifest, manifest_is_current
from pipelines.warehouse.build.statements import landing_definitions


def prepare_models(project: Path) -> Path:
    """Make dbt's manifest and its statements when this version of the project has none; returns the manifest.

    One process does both: dbt's imports and its parsing are most of either.

    Raises:
        RuntimeError: dbt cannot parse the project; the text is dbt's own.
    """
    if not manifest_is_current(project):
        record_statements(project, empty_landing())
    return ensure_manifest(project)  # says what is wrong when the recording failed


def empty_landing() -> tuple[str, ...]:
    """The landing tables of this version of the code, as statements that make them."""
    with tempfile.TemporaryDirectory(prefix="cchc-landing-") as folder:
        root = Path(folder)
        (root / "raw").mkdir()
        settings = Settings(raw=root / "raw", warehouse=root / "warehouse")
        build = settings.paths.build_file("empty")
        load_build(settings, build, run_id="empty")
        with duckdb.connect(str(build), read_only=True) as connection:
            return landing_definitions(connection, build.stem)

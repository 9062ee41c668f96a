"""Load: everything that the lake holds into the landing tables of a private build file."""

from __future__ import annotations

from pathlib import Path

import duckdb

from pipelines.corrections.stage import correct_lake
from pipelines.reference.extension import FOLDER, added_rows, find_extension
from pipelines.reference.tables import DATA_DIR
from pipelines.reference.weights import commune_weights
from pipelines.registry.scan import list_raw
from pipelines.settings import Settings
from pipelines.stages.misplaced import sync_lake
from pipelines.stages.retire import retire_removed
from pipelines.warehouse.build.landing import LandingReport, load_landing


def load_build(settings: Settings, build: Path, *, run_id: str) -> LandingReport:
    """Bring the lake in line with the raw folder and the corrections, then load it, and what is known of files that
    have gone, into ``build``.

    Raises:
        LakeError, ReferenceDataError: something stored cannot be used; the text says what to do.
    """
    sync_lake(settings, list_raw(settings.raw), run_id=run_id)
    correct_lake(settings, run_id=run_id)
    extension = find_extension(settings.raw)
    report = load_landing(
        settings.lake,
        DATA_DIR,
        build,
        run_id=run_id,
        added={
            "indicators": added_rows(extension, "indicators") if extension else (),
            "commune_weights": commune_weights(settings.raw / FOLDER),
        },
        known_plans=_known_plans(settings.paths.published),
    )
    retire_removed(build, settings.lake)
    return report


def _known_plans(published: Path) -> tuple[str, ...]:
    """Hashes of the files that the published version holds a plan of; none when it cannot be asked."""
    if not published.is_file():
        return ()
    try:
        with duckdb.connect(str(published), read_only=True) as connection:
            return tuple(
                row[0] for row in connection.execute("select distinct sha256 from core.dim_document").fetchall()
            )
    except duckdb.Error:  # damaged, or of a release that had another table: the check has nothing to compare with
        return ()

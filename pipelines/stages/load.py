"""Load: everything that the lake holds into the landing tables of a private build file."""

from __future__ import annotations

from pathlib import Path

from pipelines.corrections.stage import correct_lake
from pipelines.reference.extension import FOLDER, added_rows, find_extension
from pipelines.reference.tables import DATA_DIR
from pipelines.reference.weights import commune_weights
from pipelines.registry.scan import list_raw
from pipelines.settings import Settings
from pipelines.stages.misplaced import sync_lake
from pipelines.stages.retire import published_plans, removed_before, retire_removed
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
    plans = published_plans(settings.paths.published)
    report = load_landing(
        settings.lake,
        DATA_DIR,
        build,
        run_id=run_id,
        added={
            "indicators": added_rows(extension, "indicators") if extension else (),
            "commune_weights": commune_weights(settings.raw / FOLDER),
        },
        known_plans=plans,
    )
    retire_removed(build, settings.lake, (*plans, *removed_before(settings.paths.published)))
    return report

"""Publish: the gates and the switch, for the build of one run."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipelines.quality.known_exceptions import load_exceptions
from pipelines.quality.results import Checker
from pipelines.quality.store import load_results
from pipelines.reference.extension import FOLDER
from pipelines.registry.versions import reader_version, understanding_version
from pipelines.settings import Settings
from pipelines.stages.retire import publish_registry
from pipelines.warehouse.build.locking import remove_dead_builds, warehouse_lock
from pipelines.warehouse.publication.finish import finish_build
from pipelines.warehouse.publication.publish import Provenance
from pipelines.warehouse.publication.versions import PublishedVersion

_LOCK_FILE = Path(__file__).resolve().parents[2] / "requirements" / "base.lock"


def publish_build(settings: Settings, run_id: str, *, ingredients: Mapping[str, str] | None = None) -> PublishedVersion:
    """Weigh every check of the run; publish its build, or leave the last good warehouse as it is.

    Args:
        settings: paths and limits.
        run_id: whose build to publish.
        ingredients: hashes of what the run started from, when it processed all of it; a later run over the very same
            then leaves the version as it is (:mod:`pipelines.stages.unchanged`).

    Raises:
        PublicationStopped: a blocking check failed.
        PublicationFailed: the new version could not be written.
        WarehouseBusy: another run is publishing.
        FileNotFoundError: the run has no build or no check results; a single step was started alone.
    """
    paths = settings.paths
    build_file, target = paths.build_file(run_id), paths.dbt_target(run_id)
    now = datetime.now(UTC)
    with warehouse_lock(paths):
        remove_dead_builds(paths, keep=run_id)
        provenance = Provenance(
            run_id=run_id,
            created_at=now.isoformat(timespec="seconds"),
            code_version=f"{reader_version()}-{understanding_version()}",
            lock_hash=_lock_hash(),
            inputs=_inputs(build_file),
            ingredients=ingredients or {},
        )
        publish_registry(build_file, settings.lake)
        version = f"{now:%Y%m%dT%H%M%S}-{run_id[:8]}"
        _, made = finish_build(
            paths,
            build_file,
            version,
            provenance=provenance,
            checks=tuple(result for engine in Checker for result in load_results(target, engine)),
            keep=settings.keep_versions,
            parquet=settings.export_parquet,
            exceptions=load_exceptions(settings.raw / FOLDER),
        )
    return made


def _inputs(build_file: Path) -> dict[str, str]:
    with duckdb.connect(str(build_file), read_only=True) as connection:
        query = "select source_path, sha256 from landing.document_copies order by source_path"
        return dict(connection.execute(query).fetchall())


def _lock_hash() -> str:
    """Hash of the dependency lock; an installation without the repository has none."""
    return hashlib.sha256(_LOCK_FILE.read_bytes()).hexdigest() if _LOCK_FILE.is_file() else ""

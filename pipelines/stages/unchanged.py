"""A run over a corpus that did not change: the published version stays, and the run is remembered all the same.

Nothing is read, modelled or published when the version that readers have open was made from the very same ingredients
(:mod:`pipelines.stages.ingredients`), is whole, and none of its files waits for another attempt.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb

from pipelines.reference.outcomes import outcome_reason
from pipelines.settings import Settings, WarehousePaths
from pipelines.stages.heal import heal_warehouse
from pipelines.stages.healed import Healed
from pipelines.stages.ingredients import differing, ingredients
from pipelines.warehouse.build.locking import warehouse_lock
from pipelines.warehouse.changes.history import record_unchanged_run
from pipelines.warehouse.publication.versions import list_versions, published_version, read_manifest


@dataclass(frozen=True, slots=True)
class Look:
    """What a look before a run found.

    Attributes:
        version: the published version that stays as it is; None when the run has work to do.
        reasons: why there is work, as codes: ``nothing_published``, ``not_recorded``, ``damaged``, ``retry``, and the
            names of the ingredients that changed (``raw``, ``code``, ``libraries``, ``settings``).
        healed: what was damaged in the warehouse, and is made again by the run.
    """

    version: str | None
    reasons: tuple[str, ...] = ()
    healed: tuple[Healed, ...] = ()


def keep_if_unchanged(settings: Settings) -> Look:
    """Look whether a run would publish what is published already; if so, record the run and say which version stays.

    Raises:
        WarehouseBusy: another run is writing to this warehouse.
        OSError: the run could not be recorded (full disk, read-only folder).
    """
    if not settings.paths.published.exists():
        return Look(None, ("nothing_published",))
    with warehouse_lock(settings.paths):
        healed = heal_warehouse(settings.paths, now=datetime.now(UTC))
        if healed:
            return Look(None, ("damaged",), healed)
        look = look_for_changes(settings)
        if look.version is None:
            return look
        now = datetime.now(UTC)
        run_id = str(uuid.uuid4())
        recorded = record_unchanged_run(
            settings.lake,
            f"{now:%Y%m%dT%H%M%S}-{run_id[:8]}",
            same_as=look.version,
            run_id=run_id,
            recorded_at=now.isoformat(timespec="seconds"),
        )
        return look if recorded else Look(None, ("not_recorded",))


def look_for_changes(settings: Settings) -> Look:
    """Whether a run has work to do; nothing is written."""
    paths = settings.paths
    version = published_version(paths)
    if version is None or version not in list_versions(paths):
        return Look(None, ("nothing_published",))
    manifest = read_manifest(paths, version)
    if not manifest.get("ingredients"):
        return Look(None, ("not_recorded",))
    if paths.published.stat().st_size != manifest["size_bytes"]:
        return Look(None, ("damaged",))
    reasons = (*_changed(settings, manifest), *(("retry",) if _waits_for_another_attempt(paths) else ()))
    return Look(None, reasons) if reasons else Look(version)


def _changed(settings: Settings, manifest: dict[str, Any]) -> tuple[str, ...]:
    return differing(manifest["ingredients"], ingredients(settings))


def _waits_for_another_attempt(paths: WarehousePaths) -> bool:
    """Whether some file's outcome can change without the file changing (a time-out, a program not installed)."""
    query = "select distinct reason_code from quality.document_outcome where reason_code is not null"
    with duckdb.connect(str(paths.published), read_only=True) as connection:
        codes = [str(row[0]) for row in connection.execute(query).fetchall()]
    return any(outcome_reason(code).retry for code in codes)

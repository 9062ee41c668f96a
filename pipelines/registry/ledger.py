"""The registry of files: every content ever seen in every place, when it came and when it went.

One Parquet file per partition, stage ``registry`` of the lake. Rows are only ever added or brought up to date, never
taken away, so that a plan that was removed from ``raw/`` can still be named years later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from pipelines.registry.tree import PartitionKey
from pipelines.warehouse.lake.partitions import Partition, list_partitions, read_parquet, repair_stage, write_partition

STAGE: Final = "registry"
TABLE: Final = "sightings"


class FileState(StrEnum):
    """Where a content stands today."""

    PRESENT = "present"
    REPLACED = "replaced"  # another content lies under the same name
    REMOVED = "removed"  # nothing lies under that name any more


@dataclass(frozen=True, slots=True)
class Arrival:
    """One file as registered now."""

    source_path: str
    sha256: str
    media_type: str
    size_bytes: int
    received_on: date | None = None
    manifest_commune_code: str | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """One content in one place; unique by (``source_path``, ``sha256``). Times are ISO 8601, UTC, whole seconds.

    Attributes:
        earlier_path: where the same content had been seen before it came here (renamed or moved), if anywhere.
        removed_at: first time that it was no longer there; None while it is.
        register_status, read_status, understand_status: outcome of the stage when it last worked on the file, with its
            reason (``outcome_reasons.csv``); None when it never did, or not to the end.
    """

    source_path: str
    sha256: str
    document_id: str
    media_type: str
    size_bytes: int
    province_slug: str
    plan_year: int
    received_on: date | None
    manifest_commune_code: str | None
    state: str
    earlier_path: str | None
    first_seen_at: str
    last_seen_at: str
    removed_at: str | None
    first_run_id: str
    last_run_id: str
    register_status: str | None = None
    register_reason: str | None = None
    read_status: str | None = None
    read_reason: str | None = None
    understand_status: str | None = None
    understand_reason: str | None = None

    @property
    def was_plan(self) -> bool:
        """Whether the content was understood as a plan when it was last there."""
        return self.understand_status in ("ok", "partial")


SCHEMA: Final = pa.schema(
    [
        ("source_path", pa.string()),
        ("sha256", pa.string()),
        ("document_id", pa.string()),
        ("media_type", pa.string()),
        ("size_bytes", pa.int64()),
        ("province_slug", pa.string()),
        ("plan_year", pa.int32()),
        ("received_on", pa.date32()),
        ("manifest_commune_code", pa.string()),
        ("state", pa.string()),
        ("earlier_path", pa.string()),
        ("first_seen_at", pa.string()),
        ("last_seen_at", pa.string()),
        ("removed_at", pa.string()),
        ("first_run_id", pa.string()),
        ("last_run_id", pa.string()),
        ("register_status", pa.string()),
        ("register_reason", pa.string()),
        ("read_status", pa.string()),
        ("read_reason", pa.string()),
        ("understand_status", pa.string()),
        ("understand_reason", pa.string()),
    ]
)
Outcomes = Mapping[str, tuple[str, str | None]]
"""Stage (``register``, ``read``, ``understand``) → status and reason code."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a run looked; the clock is read by the caller."""

    at: str
    run_id: str


def merged(
    known: Iterable[Sighting], arrivals: Iterable[Arrival], key: PartitionKey, moment: Moment
) -> tuple[Sighting, ...]:
    """The registry of one partition after a look: ``arrivals`` is everything that lies there now."""
    rows = {(row.source_path, row.sha256): row for row in known}
    present = {(file.source_path, file.sha256): file for file in arrivals}
    paths = {path for path, _ in present}
    for place, file in present.items():
        rows[place] = _seen(rows.get(place), file, key, moment, _earlier_path(rows, file))
    for place in rows.keys() - present.keys():
        rows[place] = _gone(rows[place], moment, replaced=place[0] in paths)
    return tuple(rows[place] for place in sorted(rows))


def record_look(lake: Path, key: PartitionKey, arrivals: Iterable[Arrival], moment: Moment) -> tuple[Sighting, ...]:
    """Bring the partition's registry up to date and return it."""
    rows = merged(read_sightings(lake, key), arrivals, key, moment)
    if rows:
        _write(lake, key, rows)
    return rows


def record_outcomes(lake: Path, key: PartitionKey, outcomes: Mapping[tuple[str, str], Outcomes]) -> None:
    """Remember what the stages made of the partition's files, by (``source_path``, ``sha256``)."""
    rows = read_sightings(lake, key)
    told = tuple(_told(row, outcomes.get((row.source_path, row.sha256))) for row in rows)
    if told != rows:
        _write(lake, key, told)


def record_vanished(lake: Path, present: Iterable[PartitionKey], moment: Moment) -> tuple[PartitionKey, ...]:
    """Mark the files of partitions that are no longer there as removed; return those partitions."""
    kept = set(present)
    known = (PartitionKey(part.province_slug, part.plan_year) for part in list_partitions(lake, STAGE))
    vanished = tuple(
        key for key in known if key not in kept and any(row.removed_at is None for row in read_sightings(lake, key))
    )
    for key in vanished:
        record_look(lake, key, (), moment)
    return vanished


def registered_keys(lake: Path) -> tuple[PartitionKey, ...]:
    """Every partition that was ever looked at, in order."""
    return tuple(PartitionKey(part.province_slug, part.plan_year) for part in list_partitions(lake, STAGE))


def read_sightings(lake: Path, key: PartitionKey) -> tuple[Sighting, ...]:
    """The registry of one partition; empty when it was never looked at."""
    repair_stage(lake, STAGE)
    path = lake / STAGE / Partition(key.province_slug, key.plan_year).folder / f"{TABLE}.parquet"
    if not path.is_file():
        return ()
    rows: list[dict[str, Any]] = read_parquet(path).to_pylist()
    # a registry of an older version of the code may lack a column: nothing is known of it then
    names = [field.name for field in fields(Sighting)]
    return tuple(_sighting({name: row.get(name) for name in names}) for row in rows)


def _sighting(values: dict[str, Any]) -> Sighting:
    return Sighting(**values)


def all_sightings(lake: Path) -> tuple[Sighting, ...]:
    """The whole registry, partition by partition."""
    keys = (PartitionKey(part.province_slug, part.plan_year) for part in list_partitions(lake, STAGE))
    return tuple(row for key in keys for row in read_sightings(lake, key))


def registry_files(lake: Path) -> tuple[Path, ...]:
    """The Parquet files of the whole registry, in partition order."""
    repair_stage(lake, STAGE)
    folders = (lake / STAGE / partition.folder for partition in list_partitions(lake, STAGE))
    return tuple(path for folder in folders if (path := folder / f"{TABLE}.parquet").is_file())


def _write(lake: Path, key: PartitionKey, rows: Iterable[Sighting]) -> None:
    table = pa.Table.from_pylist([asdict(row) for row in rows], schema=SCHEMA)
    write_partition(lake, STAGE, Partition(key.province_slug, key.plan_year), {TABLE: table})


def _told(row: Sighting, outcomes: Outcomes | None) -> Sighting:
    if outcomes is None:
        return row
    nothing = (None, None)
    register, read, understand = (outcomes.get(stage, nothing) for stage in ("register", "read", "understand"))
    return replace(
        row,
        register_status=register[0],
        register_reason=register[1],
        read_status=read[0],
        read_reason=read[1],
        understand_status=understand[0],
        understand_reason=understand[1],
    )


def _seen(row: Sighting | None, file: Arrival, key: PartitionKey, moment: Moment, earlier_path: str | None) -> Sighting:
    if row is not None:
        return replace(
            row,
            state=FileState.PRESENT.value,
            received_on=file.received_on,
            manifest_commune_code=file.manifest_commune_code,
            last_seen_at=moment.at,
            last_run_id=moment.run_id,
            removed_at=None,
        )
    return Sighting(
        source_path=file.source_path,
        sha256=file.sha256,
        document_id=file.sha256[:16],
        media_type=file.media_type,
        size_bytes=file.size_bytes,
        province_slug=key.province_slug,
        plan_year=key.plan_year,
        received_on=file.received_on,
        manifest_commune_code=file.manifest_commune_code,
        state=FileState.PRESENT.value,
        earlier_path=earlier_path,
        first_seen_at=moment.at,
        last_seen_at=moment.at,
        removed_at=None,
        first_run_id=moment.run_id,
        last_run_id=moment.run_id,
    )


def _gone(row: Sighting, moment: Moment, *, replaced: bool) -> Sighting:
    state = FileState.REPLACED if replaced else FileState.REMOVED
    return replace(row, state=state.value, removed_at=row.removed_at or moment.at)


def _earlier_path(rows: Mapping[tuple[str, str], Sighting], file: Arrival) -> str | None:
    elsewhere = [row for row in rows.values() if row.sha256 == file.sha256 and row.source_path != file.source_path]
    return min(elsewhere, key=lambda row: (row.first_seen_at, row.source_path)).source_path if elsewhere else None

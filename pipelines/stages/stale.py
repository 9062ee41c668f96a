"""Which stored results would be made again, and why: the one place that answers ``--why`` and the nightly schedule.

A reading depends on (file hash, reader version); a plan on the reading, its place and (understanding version). Outcomes
that may pass without the file changing are tried again on every run.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pyarrow.parquet as pq

from pipelines.reference.extension import find_extension
from pipelines.reference.outcomes import outcome_reason
from pipelines.registry.scan import PartitionKey
from pipelines.registry.versions import reader_version, understanding_version
from pipelines.settings import Settings
from pipelines.stages import read, register
from pipelines.stages.settled import CACHE_TABLE
from pipelines.warehouse.lake.partitions import PLANS_STAGE, Partition, list_partitions, read_parquet, repair_stage


class Need(StrEnum):
    """Why a stored result would be made again."""

    NOT_READ = "not_read"
    READER_CHANGED = "reader_changed"
    READING_RETRIED = "reading_retried"
    NOT_UNDERSTOOD = "not_understood"
    UNDERSTANDING_CHANGED = "understanding_changed"
    UNDERSTANDING_RETRIED = "understanding_retried"


@dataclass(frozen=True, slots=True)
class StoredReading:
    """What the lake knows of the reading of one file."""

    reader_version: str
    reason_code: str | None
    detail: str | None
    extraction_method: str | None
    page_count: int | None
    seconds: float
    run_id: str


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """What the lake knows of the understanding of one file."""

    understanding_version: str
    is_current: bool
    failure: str | None
    seconds: float
    run_id: str


def stale_partitions(settings: Settings) -> tuple[PartitionKey, ...]:
    """Registered partitions that hold a result which would be made again, in order."""
    repair_stage(settings.lake, register.STAGE)
    known = list_partitions(settings.lake, register.STAGE)
    keys = [PartitionKey(partition.province_slug, partition.plan_year) for partition in known]
    return tuple(key for key in keys if any(needs_of_partition(settings, key).values()))


def needs_of_partition(settings: Settings, key: PartitionKey) -> dict[str, tuple[Need, ...]]:
    """What would be made again, by ``source_path`` of every file that is read at all."""
    files = [file.source_path for file in read.registered_files(settings, key) if file.problem is None]
    readings, plans = stored_readings(settings, key), stored_plans(settings, key)
    return {path: needs(readings.get(path), plans.get(path)) for path in files}


def needs(reading: StoredReading | None, plan: StoredPlan | None) -> tuple[Need, ...]:
    """What would be made again for one file, in the order of the stages; empty when nothing."""
    if reading is None:
        return (Need.NOT_READ,)
    if reading.reader_version != reader_version():
        return (Need.READER_CHANGED,)
    if reading.reason_code is not None:
        return (Need.READING_RETRIED,) if outcome_reason(reading.reason_code).retry else ()
    if plan is None:
        return (Need.NOT_UNDERSTOOD,)
    if plan.failure is not None:
        return (Need.UNDERSTANDING_RETRIED,)
    return () if plan.is_current else (Need.UNDERSTANDING_CHANGED,)


def stored_readings(settings: Settings, key: PartitionKey) -> dict[str, StoredReading]:
    """Readings of a partition by ``source_path``, without the documents themselves."""
    names = ["source_path", "reader_version", "reason_code", "detail", "extraction_method", "page_count", "seconds"]
    rows = _rows(settings, read.STAGE, key, read.TABLE, [*names, "run_id"])
    return {str(row.pop("source_path")): StoredReading(**row) for row in rows}


def stored_plans(settings: Settings, key: PartitionKey) -> dict[str, StoredPlan]:
    """Plans of a partition by ``source_path``, without their content."""
    version = _current_version(settings)
    names = ["source_path", "understanding_version", "failure", "seconds", "run_id"]
    rows = _rows(settings, PLANS_STAGE, key, CACHE_TABLE, names)
    return {
        str(row.pop("source_path")): StoredPlan(is_current=row["understanding_version"] == version, **row)
        for row in rows
    }


def _current_version(settings: Settings) -> str:
    """Version that a plan would have now."""
    return understanding_version(find_extension(settings.raw))


def _rows(settings: Settings, stage: str, key: PartitionKey, table: str, names: list[str]) -> list[dict[str, Any]]:
    repair_stage(settings.lake, stage)
    path = settings.lake / stage / Partition(key.province_slug, key.plan_year).folder / f"{table}.parquet"
    if not path.is_file():
        return []
    stored = pq.read_schema(path).names
    columns = [name for name in names if name in stored]  # a partition of an older version may lack one
    rows: list[dict[str, Any]] = read_parquet(path, columns).to_pylist()
    return [dict.fromkeys(names) | row for row in rows]

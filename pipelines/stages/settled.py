"""Partitions in which a run has nothing to do: what it would make of them lies in the lake already.

`understand`, the last stage of a partition, leaves with its tables the mark of all that they were made of: the content
as it was registered, code and libraries, limits, the province's own catalogue. A partition that would get the same mark
now would get the same rows. Whoever dies before that stage ends leaves no mark, and a partition in which a file waits
for another attempt gets none.

Belongs here: whether a partition is settled, and telling of one. Does not: working on it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.reading.limits import limits_from
from pipelines.reference.extension import find_extension
from pipelines.reference.outcomes import outcome_reason
from pipelines.registry.ledger import STAGE as REGISTRY_STAGE
from pipelines.registry.scan import PartitionKey
from pipelines.registry.snapshot import content_fingerprint
from pipelines.registry.versions import understanding_version
from pipelines.settings import Settings
from pipelines.stages import register
from pipelines.stages.ingredients import hash_of_code
from pipelines.stages.progress import DocumentEvent, Progress
from pipelines.warehouse.lake.partitions import (
    PLANS_STAGE,
    Partition,
    list_partitions,
    read_parquet,
    repair_stage,
)

CACHE_TABLE: Final = "understood"
_MARK: Final = b"cchc.made_of"
_STAGES: Final = ("register", "read", "understand")


def settled_partitions(settings: Settings, keys: Iterable[PartitionKey]) -> tuple[PartitionKey, ...]:
    """Those of ``keys`` in which nothing has to be done, in their order.

    What cannot be looked at is not settled: the stages meet the same fault, and tell of it.
    """
    repair_stage(settings.lake, PLANS_STAGE)
    there = frozenset(list_partitions(settings.lake, REGISTRY_STAGE))
    known = (key for key in keys if Partition(key.province_slug, key.plan_year) in there)
    return tuple(key for key in known if _is_settled(settings, key))


def tell_settled(settings: Settings, key: PartitionKey, progress: Progress) -> None:
    """Let ``progress`` hear of the files of a settled partition what it heard when they were worked on.

    Raises:
        OSError, pa.ArrowException: the stored outcomes are gone or damaged.
    """
    path = settings.lake / PLANS_STAGE / Partition(key.province_slug, key.plan_year).folder / "outcomes.parquet"
    rows = read_parquet(path, ["source_path", "stage", "status", "reason_code", "seconds"]).to_pylist()
    for stage in _STAGES:
        events = [_event(row) for row in rows if row["stage"] == stage]
        progress.start(stage, key, len(events))
        for event in events:
            progress.advance(event)


def mark_settled(settings: Settings, key: PartitionKey, plans: pa.Table, outcomes: Iterable[str | None]) -> pa.Table:
    """The table of understood documents with the mark of what the whole partition was made of.

    Args:
        settings: paths of the run.
        key: which partition; its files are registered.
        plans: the table, to be written last of all that the stages store.
        outcomes: reason codes of every stage and file; None where all is well.
    """
    if any(outcome_reason(code).retry for code in outcomes if code is not None):
        return plans
    content = register.registered_content(settings.lake, key)
    if content is None or plans.column("plan_json").null_count:
        return plans
    return plans.replace_schema_metadata({_MARK: _mark(settings, *content)})


def _is_settled(settings: Settings, key: PartitionKey) -> bool:
    try:
        stored = _stored_mark(settings, key)
        return stored is not None and stored == _mark(settings, *_content_now(settings, key))
    except (OSError, pa.ArrowException):
        return False  # see there: the stages tell of it


def _stored_mark(settings: Settings, key: PartitionKey) -> str | None:
    folder = settings.lake / PLANS_STAGE / Partition(key.province_slug, key.plan_year).folder
    metadata = pq.read_schema(folder / f"{CACHE_TABLE}.parquet").metadata or {}
    mark = metadata.get(_MARK)
    return None if mark is None else mark.decode()


def _content_now(settings: Settings, key: PartitionKey) -> tuple[str, list[str]]:
    content = register.look_at(settings, key, datetime.now(UTC).timestamp())
    return content_fingerprint(content), [register.disk_path(settings, file) for file in content.files]


def _mark(settings: Settings, content: str, disk_paths: list[str]) -> str:
    """Hash of what decides the rows; names as the file system spells them too, because links lead there."""
    version = understanding_version(find_extension(settings.raw))
    facts = [content, sorted(disk_paths), hash_of_code(), version, repr(limits_from(os.environ))]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]


def _event(row: dict[str, str | float | None]) -> DocumentEvent:
    stage, code = str(row["stage"]), str(row["reason_code"] or "ok")
    seconds = float(row["seconds"] or 0.0)
    return DocumentEvent(stage, str(row["source_path"]), str(row["status"]), code, seconds, reused=stage != "register")

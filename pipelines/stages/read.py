"""Read: the registered files of one partition to Documents, each in a limited child process.

A stored reading is used again while the file's hash and the reader's version are the same; outcomes that can change
without the file changing (a missing office program, a time-out) are tried again on every run.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pyarrow as pa

from pipelines.reading.isolation import FileToRead, ReadOutcome
from pipelines.reading.limits import ReadingLimits, limits_from
from pipelines.reference.outcomes import outcome_reason
from pipelines.registry.scan import PartitionKey
from pipelines.registry.versions import reader_version
from pipelines.settings import Settings
from pipelines.stages import register
from pipelines.stages.progress import DocumentEvent, Progress, StageReport
from pipelines.stages.storage import Row, read_rows
from pipelines.stages.workers import readers
from pipelines.warehouse.lake.artifacts import READINGS, artifact_store
from pipelines.warehouse.lake.partitions import Partition, drop_partition, write_partition

STAGE = "read"
TABLE = "readings"
UNFINISHED, UNFINISHED_AGAIN = "read_unfinished", "read_unfinished_again"
"""Stages of the lake that hold what an unfinished run has read; gone when it finishes."""
KEEP_SECONDS = 30.0

SCHEMA = pa.schema(
    [
        ("source_path", pa.string()),
        ("document_id", pa.string()),
        ("reader_version", pa.string()),
        ("reason_code", pa.string()),  # null: read in full
        ("detail", pa.string()),
        ("extraction_method", pa.string()),
        ("page_count", pa.int32()),
        ("seconds", pa.float64()),
        ("run_id", pa.string()),
        ("document_json", pa.string()),
    ]
)


def read_partition(
    settings: Settings,
    key: PartitionKey,
    progress: Progress,
    *,
    run_id: str,
    limits: ReadingLimits | None = None,
    again: bool = False,
    keep_every: float = KEEP_SECONDS,
) -> StageReport:
    """Read what is new in ``key`` and replace the partition of the lake's ``read`` stage.

    Args:
        settings: paths of the run.
        key: which partition.
        progress: hears of every document.
        run_id: recorded with every reading.
        limits: bounds per document; None takes them from the environment (``CCHC_READ_…``).
        again: read every file, whatever is stored; what a killed run of the same kind had kept is not read twice.
        keep_every: seconds after which what has been read so far is written down, so that a run that is killed in the
            middle of a hundred scans does not start them all again.
    """
    files = [row for row in registered_files(settings, key) if row["problem"] is None]
    unfinished = UNFINISHED_AGAIN if again else UNFINISHED
    stored = ({} if again else stored_readings(settings, key, files)) | _kept(settings, key, unfinished)
    progress.start(STAGE, key, len(files))
    rows: list[Row] = []
    events: list[DocumentEvent] = []
    kept_at = time.monotonic()
    for row, reused in _readings(settings, files, stored, run_id, limits or limits_from(os.environ)):
        rows.append(row)
        events.append(_event(row, reused=reused))
        progress.advance(events[-1])
        if time.monotonic() - kept_at > keep_every:
            _store(settings, key, rows, unfinished)
            kept_at = time.monotonic()
    _store(settings, key, rows, STAGE)
    for stage in (UNFINISHED, UNFINISHED_AGAIN):
        drop_partition(settings.lake, stage, Partition(key.province_slug, key.plan_year))
    return StageReport(STAGE, key, tuple(sorted(events, key=lambda event: event.source_path)))


def _store(settings: Settings, key: PartitionKey, rows: list[Row], stage: str) -> None:
    ordered = sorted(rows, key=lambda row: str(row["source_path"]))
    table = pa.Table.from_pylist(ordered, schema=SCHEMA)
    write_partition(settings.lake, stage, Partition(key.province_slug, key.plan_year), {TABLE: table})


def _kept(settings: Settings, key: PartitionKey, stage: str) -> dict[object, Row]:
    """What a run that was killed had written down."""
    return {row["document_id"]: row for row in read_rows(settings.lake, stage, key, TABLE, SCHEMA) if is_final(row)}


def registered_files(settings: Settings, key: PartitionKey) -> list[Row]:
    """Rows that `register` wrote for the partition."""
    return read_rows(settings.lake, register.STAGE, key, register.TABLE, register.SCHEMA)


def stored_readings(settings: Settings, key: PartitionKey, files: list[Row]) -> dict[object, Row]:
    """Readings of ``files`` that need not be made again, by document: the partition's own, then the shared store's."""
    known = {row["document_id"]: row for row in read_rows(settings.lake, STAGE, key, TABLE, SCHEMA) if is_final(row)}
    store = artifact_store(settings)
    if store is None:
        return known
    missing = sorted({str(file["document_id"]) for file in files} - {str(identity) for identity in known})
    found = ((identity, store.get(READINGS, reader_version(), identity)) for identity in missing)
    return known | {identity: row for identity, row in found if row is not None}


def is_final(row: Row) -> bool:
    """Whether a reading may be used again: made by this code, and not for want of something that may come."""
    if row["reader_version"] != reader_version():
        return False
    return row["reason_code"] is None or not outcome_reason(str(row["reason_code"])).retry


def _readings(
    settings: Settings, files: list[Row], stored: dict[object, Row], run_id: str, limits: ReadingLimits
) -> Iterator[tuple[Row, bool]]:
    fresh: dict[str, Row] = {}
    for file in files:
        earlier = stored.get(file["document_id"])
        if earlier is None:
            fresh[str(file["document_id"])] = file
        else:
            yield earlier | {"source_path": file["source_path"]}, True
    requests = [FileToRead(identity, settings.raw / str(file["disk_path"])) for identity, file in fresh.items()]
    with readers(settings.worker_count, limits) as pool:
        for outcome in pool.read(requests):
            yield reading_row(fresh[outcome.id], outcome, run_id), False


def reading_row(file: Row, outcome: ReadOutcome, run_id: str) -> Row:
    """The row of the lake's ``readings`` table for one outcome."""
    return {
        "source_path": file["source_path"],
        "document_id": file["document_id"],
        "reader_version": reader_version(),
        "reason_code": outcome.reason_code,
        "detail": outcome.detail or None,
        "extraction_method": outcome.method,
        "page_count": outcome.page_count,
        "seconds": round(outcome.seconds, 3),
        "run_id": run_id,
        "document_json": outcome.document_json,
    }


def _event(row: Row, *, reused: bool) -> DocumentEvent:
    code = str(row["reason_code"] or "ok")
    seconds = float(str(row["seconds"]))
    return DocumentEvent(STAGE, str(row["source_path"]), outcome_reason(code).status, code, seconds, reused=reused)

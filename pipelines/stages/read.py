"""Read: the registered files of one partition to Documents, each in a limited child process.

A stored reading is used again while the file's hash and the reader's version are the same; outcomes that can change
without the file changing (a missing office program, a time-out) are tried again on every run.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace

from pipelines.reading.isolation import FileToRead, ReadOutcome
from pipelines.reading.limits import ReadingLimits, limits_from
from pipelines.reference.outcomes import outcome_reason
from pipelines.registry.scan import PartitionKey
from pipelines.registry.versions import reader_version
from pipelines.settings import Settings
from pipelines.stages import register
from pipelines.stages.progress import DocumentEvent, Progress, StageReport
from pipelines.stages.records import Reading, RegisteredFile, to_table
from pipelines.stages.storage import read_records
from pipelines.stages.workers import readers
from pipelines.warehouse.lake.artifacts import READINGS, artifact_store
from pipelines.warehouse.lake.partitions import Partition, drop_partition, write_partition

STAGE = "read"
TABLE = "readings"
UNFINISHED, UNFINISHED_AGAIN = "read_unfinished", "read_unfinished_again"
"""Stages of the lake that hold what an unfinished run has read; gone when it finishes."""
KEEP_SECONDS = 30.0


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
    files = [file for file in registered_files(settings, key) if file.problem is None]
    unfinished = UNFINISHED_AGAIN if again else UNFINISHED
    stored = ({} if again else stored_readings(settings, key, files)) | _final_readings(settings, key, unfinished)
    progress.start(STAGE, key, len(files))
    found: list[Reading] = []
    events: list[DocumentEvent] = []
    kept_at = time.monotonic()
    for reading, reused in _readings(settings, files, stored, run_id, limits or limits_from(os.environ)):
        found.append(reading)
        events.append(_event(reading, reused=reused))
        progress.advance(events[-1])
        if time.monotonic() - kept_at > keep_every:
            _store(settings, key, found, unfinished)
            kept_at = time.monotonic()
    _store(settings, key, found, STAGE)
    for stage in (UNFINISHED, UNFINISHED_AGAIN):
        drop_partition(settings.lake, stage, Partition(key.province_slug, key.plan_year))
    return StageReport(STAGE, key, tuple(sorted(events, key=lambda event: event.source_path)))


def _store(settings: Settings, key: PartitionKey, found: list[Reading], stage: str) -> None:
    table = to_table(Reading, sorted(found, key=lambda reading: reading.source_path))
    write_partition(settings.lake, stage, Partition(key.province_slug, key.plan_year), {TABLE: table})


def _final_readings(settings: Settings, key: PartitionKey, stage: str) -> dict[str, Reading]:
    """The readings of a stage that may be used again, by document; of a run that was killed, what it had kept."""
    found = read_records(settings.lake, stage, key, TABLE, Reading)
    return {reading.document_id: reading for reading in found if is_final(reading)}


def registered_files(settings: Settings, key: PartitionKey) -> list[RegisteredFile]:
    """What `register` wrote for the partition."""
    return read_records(settings.lake, register.STAGE, key, register.TABLE, RegisteredFile)


def stored_readings(settings: Settings, key: PartitionKey, files: list[RegisteredFile]) -> dict[str, Reading]:
    """Readings of ``files`` that need not be made again, by document: the partition's own, then the shared store's."""
    known = _final_readings(settings, key, STAGE)
    store = artifact_store(settings)
    if store is None:
        return known
    missing = sorted({file.document_id for file in files} - known.keys())
    found = ((identity, store.get(READINGS, reader_version(), identity)) for identity in missing)
    return known | {identity: Reading.from_row(row) for identity, row in found if row is not None}


def is_final(reading: Reading) -> bool:
    """Whether a reading may be used again: made by this code, and not for want of something that may come."""
    if reading.reader_version != reader_version():
        return False
    return reading.reason_code is None or not outcome_reason(reading.reason_code).retry


def _readings(
    settings: Settings,
    files: list[RegisteredFile],
    stored: dict[str, Reading],
    run_id: str,
    limits: ReadingLimits,
) -> Iterator[tuple[Reading, bool]]:
    fresh: dict[str, RegisteredFile] = {}
    for file in files:
        earlier = stored.get(file.document_id)
        if earlier is None:
            fresh[file.document_id] = file
        else:
            yield replace(earlier, source_path=file.source_path), True
    requests = [FileToRead(identity, settings.raw / file.disk_path, file.sha256) for identity, file in fresh.items()]
    with readers(settings.worker_count, limits) as pool:
        for outcome in pool.read(requests):
            yield reading_of(fresh[outcome.id], outcome, run_id), False


def reading_of(file: RegisteredFile, outcome: ReadOutcome, run_id: str) -> Reading:
    """What the lake keeps of one outcome."""
    return Reading(
        source_path=file.source_path,
        document_id=file.document_id,
        reader_version=reader_version(),
        reason_code=outcome.reason_code,
        detail=outcome.detail or None,
        extraction_method=outcome.method,
        page_count=outcome.page_count,
        seconds=round(outcome.seconds, 3),
        run_id=run_id,
        document_json=outcome.document_json,
    )


def _event(reading: Reading, *, reused: bool) -> DocumentEvent:
    code = reading.reason_code or "ok"
    status = outcome_reason(code).status
    return DocumentEvent(STAGE, reading.source_path, status, code, reading.seconds, reused=reused)

"""Register: what arrived in one partition, written to the lake before anything is opened for real."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import asdict

import pyarrow as pa

from pipelines.reading.sniff import MEDIA_TYPES, sniff
from pipelines.reference.outcomes import outcome_reason
from pipelines.registry.scan import PartitionKey, RawFile, duplicates_of, scan_partition
from pipelines.settings import Settings
from pipelines.stages.progress import DocumentEvent, Progress, StageReport
from pipelines.warehouse.lake import Partition, write_partition

STAGE = "register"
TABLE = "files"

SCHEMA = pa.schema(
    [
        ("source_path", pa.string()),
        ("document_id", pa.string()),
        ("disk_path", pa.string()),  # below raw/, as the file system spells it
        ("sha256", pa.string()),
        ("media_type", pa.string()),
        ("size_bytes", pa.int64()),
        ("problem", pa.string()),
        ("problem_detail", pa.string()),
        ("commune_code", pa.string()),
        ("received_on", pa.date32()),
        ("document_number", pa.string()),
        ("issued_on", pa.date32()),
    ]
)


def register_partition(settings: Settings, key: PartitionKey, progress: Progress) -> StageReport:
    """Hash and describe the files of ``key`` and replace the partition of the lake's ``register`` stage.

    Raises:
        pipelines.registry.scan.ManifestError: the sidecar manifest cannot be used.
    """
    started = time.monotonic()
    files = scan_partition(settings.raw, key)
    progress.start(STAGE, key, len(files))
    rows = register_rows(settings, files)
    write_partition(settings.lake, STAGE, Partition(key.province_slug, key.plan_year), {TABLE: to_files_table(rows)})
    share = (time.monotonic() - started) / max(1, len(rows))
    events = tuple(_event(row, share) for row in rows)
    for event in events:
        progress.advance(event)
    return StageReport(STAGE, key, events)


def register_rows(settings: Settings, files: Iterable[RawFile]) -> list[dict[str, object]]:
    """Rows of the ``files`` table; a copy of an earlier file of the same partition is marked as such."""
    files = tuple(files)
    copies = duplicates_of(files)
    return [_row(settings, file, copies.get(file.source_path)) for file in files]


def to_files_table(rows: list[dict[str, object]]) -> pa.Table:
    """The rows as Arrow, in the order given."""
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _row(settings: Settings, file: RawFile, copy_of: str | None) -> dict[str, object]:
    known = {name: value for name, value in asdict(file).items() if name in SCHEMA.names}
    readable = file.problem != "unreadable_file"
    return known | {
        "disk_path": file.path.relative_to(settings.raw).as_posix(),
        "media_type": MEDIA_TYPES[sniff(file.path)] if readable else "application/octet-stream",
        "problem": "duplicate_file" if copy_of else file.problem,
        "problem_detail": copy_of or file.problem_detail,
    }


def _event(row: dict[str, object], seconds: float) -> DocumentEvent:
    code = str(row["problem"] or "ok")
    return DocumentEvent(STAGE, str(row["source_path"]), outcome_reason(code).status, code, seconds, reused=False)

"""Batches: some documents of one partition, read and understood by any machine that sees the shared store.

The machine that leads plans the batches and lends the raw bytes; a worker needs the store and the same code, no shared
folder. What a worker leaves in the store is what `read` and `understand` would have computed: they pick it up, and
compute themselves whatever is missing, so that a lost worker costs time and nothing else.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.reading.isolation import FileToRead, read_many
from pipelines.reading.limits import limits_from
from pipelines.reference.extension import EXTENSIBLE, FOLDER, Extension, find_extension
from pipelines.registry.scan import PartitionKey
from pipelines.registry.versions import reader_version
from pipelines.settings import Settings
from pipelines.stages.document import plan_row, understand_json, understand_request
from pipelines.stages.read import is_final, reading_row, registered_files, stored_readings
from pipelines.stages.storage import Row
from pipelines.warehouse.lake.artifacts import PLANS, READINGS, ArtifactStore

_DATES = ("received_on", "issued_on")


class WorkerVersionError(RuntimeError):
    """A worker runs other code than the machine that leads."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Work for one step of one worker; everything in it survives JSON.

    Attributes:
        files: rows of the register's ``files`` table, dates as ISO text.
        extension: file name → bytes (as Latin-1 text) of the reference rows that the province added.
        reader_version: of the machine that leads; a worker with other code refuses.
    """

    province_slug: str
    plan_year: int
    files: tuple[dict[str, Any], ...]
    extension: dict[str, str]
    reader_version: str

    def to_json(self) -> dict[str, Any]:
        """A JSON-able dictionary."""
        return asdict(self) | {"files": list(self.files)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Batch:
        """The batch that :meth:`to_json` wrote."""
        return cls(**data | {"files": tuple(data["files"])})


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What a worker did: documents read, documents understood, and those left to the machine that leads."""

    read: int
    understood: int
    left: int


def plan_batches(
    settings: Settings, key: PartitionKey, store: ArtifactStore, *, documents_per_batch: int = 12
) -> Iterator[Batch]:
    """Cut the documents of ``key`` that nobody has read yet into batches, and lend their bytes to the workers.

    Raises:
        OSError: the store cannot be written to.
    """
    extension = _extension_files(settings.raw)
    files = [row for row in registered_files(settings, key) if row["problem"] is None]
    known = stored_readings(settings, key, files)
    fresh = [row for row in files if row["document_id"] not in known]
    # large files first: the last batches are then short ones, and no worker waits long for the other
    fresh.sort(key=lambda row: (-int(str(row["size_bytes"])), str(row["source_path"])))
    for row in fresh:
        store.put_source(str(row["sha256"]), settings.raw / str(row["disk_path"]))
    for start in range(0, len(fresh), documents_per_batch):
        part = tuple(_to_text(row) for row in fresh[start : start + documents_per_batch])
        yield Batch(key.province_slug, key.plan_year, part, extension, reader_version())


def work_batch(batch: Batch, store: ArtifactStore, *, workers: int, run_id: str) -> BatchReport:
    """Read and understand the documents of ``batch`` and leave the results in the store.

    Raises:
        WorkerVersionError: this machine runs other code than the one that planned the batch.
        OSError: the store cannot be reached.
    """
    if batch.reader_version != reader_version():
        raise WorkerVersionError(
            f"batch {batch.province_slug}/{batch.plan_year}: planned by reader {batch.reader_version}, this worker has "
            f"{reader_version()}; install the same version of the code on every machine and start the worker again."
        )
    with tempfile.TemporaryDirectory(prefix="cchc-batch-") as folder:
        root = Path(folder)
        desk = _Desk(batch, _written_extension(batch, root), store, run_id)
        files = {str(row["document_id"]): _from_text(row) for row in batch.files}
        requests = [FileToRead(identity, _fetched(row, store, root)) for identity, row in files.items()]
        read = understood = 0
        for outcome in read_many(requests, workers=workers, limits=limits_from(os.environ)):
            row = reading_row(files[outcome.id], outcome, run_id)
            if not is_final(row):
                continue
            store.put(READINGS, reader_version(), outcome.id, row)
            read += 1
            understood += _understand(desk, files[outcome.id], row)
    return BatchReport(read, understood, len(batch.files) - read)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every document of one batch needs."""

    batch: Batch
    extension: Extension | None
    store: ArtifactStore
    run_id: str


def _understand(desk: _Desk, file: Row, reading: Row) -> bool:
    if reading["document_json"] is None:
        return False
    key = PartitionKey(desk.batch.province_slug, desk.batch.plan_year)
    request = understand_request(file, reading, key, desk.extension)
    plan_json, failure, seconds = understand_json(request)
    if plan_json is None:
        return False
    desk.store.put(PLANS, "all", request.fingerprint, plan_row(request, plan_json, failure, seconds, desk.run_id))
    return True


def _fetched(row: Row, store: ArtifactStore, root: Path) -> Path:
    """The raw file under its own name: readers look at the ending, never at the folder."""
    target = root / str(row["sha256"]) / f"file{Path(str(row['source_path'])).suffix.lower()}"
    target.parent.mkdir()
    store.fetch_source(str(row["sha256"]), target)
    return target


def _extension_files(raw: Path) -> dict[str, str]:
    files = (raw / FOLDER / f"{name}.csv" for name in EXTENSIBLE)
    return {file.name: file.read_bytes().decode("latin-1") for file in files if file.is_file()}


def _written_extension(batch: Batch, root: Path) -> Extension | None:
    folder = root / FOLDER
    folder.mkdir()
    for name, text in batch.extension.items():
        (folder / name).write_bytes(text.encode("latin-1"))
    return find_extension(root)


def _to_text(row: Row) -> dict[str, Any]:
    return row | {name: value.isoformat() for name in _DATES if isinstance(value := row[name], date)}


def _from_text(row: dict[str, Any]) -> Row:
    return row | {name: date.fromisoformat(row[name]) for name in _DATES if row[name]}

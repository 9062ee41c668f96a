"""Batches: some documents of one partition, read and understood by any machine that sees the shared store.

The machine that leads plans the batches and lends the raw bytes; a worker needs the store and the same code, no shared
folder. What a worker leaves in the store is what `read` and `understand` would have computed: they pick it up, and
compute themselves whatever is missing, so that a lost worker costs time and nothing else.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.reading.isolation import FileToRead, read_many
from pipelines.reading.limits import limits_from
from pipelines.reference.extension import EXTENSIBLE, FOLDER, Extension, find_extension
from pipelines.registry.scan import PartitionKey
from pipelines.registry.versions import reader_version
from pipelines.settings import Settings
from pipelines.stages.document import understand_json, understand_request, understood_document
from pipelines.stages.read import is_final, reading_of, registered_files, stored_readings
from pipelines.stages.records import Reading, RegisteredFile
from pipelines.warehouse.lake.artifacts import PLANS, READINGS, ArtifactStore


class WorkerVersionError(RuntimeError):
    """A worker runs other code than the machine that leads."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Work for one step of one worker; everything in it survives JSON.

    Attributes:
        files: what is to be read.
        extension: file name → bytes (as Latin-1 text) of the reference rows that the province added.
        reader_version: of the machine that leads; a worker with other code refuses.
    """

    province_slug: str
    plan_year: int
    files: tuple[RegisteredFile, ...]
    extension: dict[str, str]
    reader_version: str

    def to_json(self) -> dict[str, Any]:
        """A JSON-able dictionary."""
        return {
            "province_slug": self.province_slug,
            "plan_year": self.plan_year,
            "files": [file.to_json() for file in self.files],
            "extension": self.extension,
            "reader_version": self.reader_version,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Batch:
        """The batch that :meth:`to_json` wrote."""
        return cls(**data | {"files": tuple(map(RegisteredFile.from_json, data["files"]))})


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
    files = [file for file in registered_files(settings, key) if file.problem is None]
    known = stored_readings(settings, key, files)
    fresh = [file for file in files if file.document_id not in known]
    # large files first: the last batches are then short ones, and no worker waits long for the other
    fresh.sort(key=lambda file: (-file.size_bytes, file.source_path))
    # what is being written is left to the machine that leads: it says so
    lent = [file for file in fresh if store.put_source(file.sha256, settings.raw / file.disk_path)]
    for start in range(0, len(lent), documents_per_batch):
        part = tuple(lent[start : start + documents_per_batch])
        yield Batch(key.province_slug, key.plan_year, part, extension, reader_version())


def work_batch(batch: Batch, store: ArtifactStore, *, workers: int, run_id: str) -> BatchReport:
    """Read and understand the documents of ``batch`` and leave the results in the store.

    Raises:
        WorkerVersionError: this machine runs other code than the one that planned the batch.
        OSError: the store cannot be reached.
    """
    if batch.reader_version != reader_version():
        raise WorkerVersionError(
            f"Lô {batch.province_slug}/{batch.plan_year}: máy điều phối dùng bộ đọc {batch.reader_version}, máy này "
            f"dùng {reader_version()}; hãy cài cùng một phiên bản trên mọi máy rồi khởi động lại."
        )
    with tempfile.TemporaryDirectory(prefix="cchc-batch-") as folder:
        root = Path(folder)
        desk = _Desk(batch, _written_extension(batch, root), store, run_id)
        files = {file.document_id: file for file in batch.files}
        requests = [FileToRead(identity, _fetched(file, store, root)) for identity, file in files.items()]
        read = understood = 0
        for outcome in read_many(requests, workers=workers, limits=limits_from(os.environ)):
            reading = reading_of(files[outcome.id], outcome, run_id)
            if not is_final(reading):
                continue
            store.put(READINGS, reader_version(), outcome.id, reading.as_row())
            read += 1
            understood += _understand(desk, files[outcome.id], reading)
    return BatchReport(read, understood, len(batch.files) - read)


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every document of one batch needs."""

    batch: Batch
    extension: Extension | None
    store: ArtifactStore
    run_id: str


def _understand(desk: _Desk, file: RegisteredFile, reading: Reading) -> bool:
    if reading.document_json is None:
        return False
    key = PartitionKey(desk.batch.province_slug, desk.batch.plan_year)
    request = understand_request(file, reading, reading.document_json, key, desk.extension)
    plan_json, failure, seconds = understand_json(request)
    if plan_json is None:
        return False
    kept = understood_document(request, plan_json, failure, seconds, desk.run_id)
    desk.store.put(PLANS, "all", request.fingerprint, kept.as_row())
    return True


def _fetched(file: RegisteredFile, store: ArtifactStore, root: Path) -> Path:
    """The raw file under its own name: readers look at the ending, never at the folder."""
    target = root / file.sha256 / f"file{Path(file.source_path).suffix.lower()}"
    target.parent.mkdir()
    store.fetch_source(file.sha256, target)
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

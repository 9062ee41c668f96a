"""Register: what arrived in one partition, written to the lake before anything is opened for real."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.limits import limits_from
from pipelines.reading.sniff import MEDIA_TYPES, UNKNOWN_TYPE, FileKind, sniff
from pipelines.reference.outcomes import outcome_reason
from pipelines.registry.hash_cache import RECHECK_SECONDS
from pipelines.registry.ledger import Arrival, Moment, record_look
from pipelines.registry.scan import PartitionContent, PartitionKey, RawFile, duplicates_of, partition_content
from pipelines.registry.snapshot import content_fingerprint, open_cache
from pipelines.settings import Settings
from pipelines.stages.progress import DocumentEvent, Progress, StageReport
from pipelines.stages.records import RegisteredFile, to_table
from pipelines.warehouse.lake.partitions import Partition, list_partitions, read_parquet, repair_stage, write_partition

STAGE = "register"
TABLE = "files"
_NO_DOCUMENTS: Final = frozenset(
    {FileKind.SPREADSHEET, FileKind.PRESENTATION, FileKind.IMAGE, FileKind.TEXT, FileKind.ZIP, FileKind.UNKNOWN}
)
"""What no reader takes, whatever its name; kinds that may yet turn out to be a document are left to the readers."""
_CONTENT: Final = b"cchc.content"


def register_partition(
    settings: Settings, key: PartitionKey, progress: Progress, *, run_id: str = "", verify: bool = False
) -> StageReport:
    """Hash and describe the files of ``key`` and replace the partition of the lake's ``register`` stage.

    Args:
        settings: paths of the run.
        key: which partition.
        progress: hears of every file.
        run_id: recorded in the registry of files.
        verify: read every file, whatever the cache of hashes says of it.
    """
    started = time.monotonic()
    now = datetime.now(UTC)
    content = look_at(settings, key, now.timestamp(), verify=verify)
    progress.start(STAGE, key, len(content.files))
    files = register_rows(settings, content.files)
    # the registry comes first: a run that dies in between finds the partition as it was and does both again
    moment = Moment(now.isoformat(timespec="seconds"), run_id)
    record_look(settings.lake, key, [_arrival(file) for file in files], moment)
    table = to_files_table(files, content=content_fingerprint(content))
    write_partition(settings.lake, STAGE, Partition(key.province_slug, key.plan_year), {TABLE: table})
    share = (time.monotonic() - started) / max(1, len(files))
    events = tuple(_event(file, share) for file in files)
    for event in events:
        progress.advance(event)
    return StageReport(STAGE, key, events)


def register_rows(settings: Settings, files: Iterable[RawFile]) -> list[RegisteredFile]:
    """Rows of the ``files`` table; a copy of an earlier file of the same partition is marked as such."""
    files = tuple(files)
    copies = duplicates_of(files)
    return [_registered(settings, file, copies.get(file.source_path)) for file in files]


def to_files_table(files: Iterable[RegisteredFile], *, content: str = "") -> pa.Table:
    """The files as Arrow, in the order given; ``content`` is the fingerprint kept in the file's metadata."""
    return to_table(RegisteredFile, files).replace_schema_metadata({_CONTENT: content})


def registered_contents(lake: Path) -> dict[PartitionKey, str]:
    """Fingerprint of the content that each partition of the lake was made from; read from the files' footers."""
    repair_stage(lake, STAGE)
    found = {}
    for partition in list_partitions(lake, STAGE):
        path = lake / STAGE / partition.folder / f"{TABLE}.parquet"
        metadata = pq.read_schema(path).metadata or {}
        found[PartitionKey(partition.province_slug, partition.plan_year)] = metadata.get(_CONTENT, b"").decode()
    return found


def disk_names(lake: Path, province_slug: str | None = None) -> dict[str, str]:
    """Path below ``raw/`` as the file system spells it, by ``source_path``, of files that are told otherwise.

    A Mac stores decomposed letters; of two names that are told alike one carries a number.
    """
    names: dict[str, str] = {}
    for partition in list_partitions(lake, STAGE):
        path = lake / STAGE / partition.folder / f"{TABLE}.parquet"
        if province_slug in (None, partition.province_slug) and path.is_file():
            stored = read_parquet(path, ["source_path", "disk_path"]).to_pylist()
            names |= {row["source_path"]: row["disk_path"] for row in stored if row["source_path"] != row["disk_path"]}
    return names


def registered_content(lake: Path, key: PartitionKey) -> tuple[str, list[str]] | None:
    """Fingerprint of the content that ``key`` was registered with, and its paths as the file system spells them.

    None when the fingerprint was not kept (registered for several machines).
    """
    path = lake / STAGE / Partition(key.province_slug, key.plan_year).folder / f"{TABLE}.parquet"
    stored = read_parquet(path, ["disk_path"])
    content = (stored.schema.metadata or {}).get(_CONTENT, b"").decode()
    return (content, stored.column("disk_path").to_pylist()) if content else None


def look_at(settings: Settings, key: PartitionKey, now: float, *, verify: bool = False) -> PartitionContent:
    """The files of a partition as they lie there, with their hashes; of known files from the cache of hashes.

    Args:
        settings: paths of the run.
        key: which partition.
        now: Unix seconds.
        verify: read every file, whatever the cache says of it.
    """
    recheck = 0.0 if verify else RECHECK_SECONDS
    hashes = open_cache(settings.warehouse, key, now=now, recheck_seconds=recheck)
    content = partition_content(settings.raw, key, hashes)
    hashes.save({file.path.relative_to(settings.raw).as_posix() for file in content.files})
    return content


def _arrival(file: RegisteredFile) -> Arrival:
    return Arrival(
        source_path=file.source_path,
        sha256=file.sha256,
        media_type=file.media_type,
        size_bytes=file.size_bytes,
        received_on=file.received_on,
        manifest_commune_code=file.commune_code,
    )


def _registered(settings: Settings, file: RawFile, copy_of: str | None) -> RegisteredFile:
    problem, detail = ("duplicate_file", copy_of) if copy_of else (file.problem, file.problem_detail)
    kind = None
    if file.problem is None:
        try:
            kind = sniff(file.path)
        except UnreadableDocument as error:  # gone since it was hashed
            problem, detail = error.reason_code, error.detail
    if problem is None and kind is not None:
        problem, detail = refusal(kind, file.size_bytes, limits_from(os.environ).max_file_bytes)
    return RegisteredFile(
        source_path=file.source_path,
        document_id=file.document_id,
        disk_path=disk_path(settings, file),
        sha256=file.sha256,
        media_type=MEDIA_TYPES[kind] if kind is not None else UNKNOWN_TYPE,
        size_bytes=file.size_bytes,
        problem=problem,
        problem_detail=detail,
        commune_code=file.commune_code,
        received_on=file.received_on,
        document_number=file.document_number,
        issued_on=file.issued_on,
    )


def refusal(kind: FileKind, size: int, max_bytes: int) -> tuple[str | None, str | None]:
    """The gates on arrival: reason and detail why a file is not even handed to a reader; (None, None) when it is.

    Args:
        kind: what the first bytes say.
        size: bytes.
        max_bytes: largest file that is read (``CCHC_READ_MAX_FILE_BYTES``).
    """
    if size == 0:
        return "empty_file", "0 byte"
    if size > max_bytes:
        return "too_large", f"{size} byte, tối đa {max_bytes} byte"
    if kind is FileKind.ENCRYPTED_OFFICE:
        return "encrypted", "gói Office có mật khẩu mở tệp"
    if kind in _NO_DOCUMENTS:
        return "unsupported_type", f"nội dung là {kind.value}, cần PDF, DOCX, DOC, XLSX, XLS hoặc ODS"
    return None, None


def disk_path(settings: Settings, file: RawFile) -> str:
    """Path below ``raw/`` as the file system spells it, where that can be stored as text."""
    path = file.path.relative_to(settings.raw).as_posix()
    return path if path.isascii() or _is_encodable(path) else file.source_path


def _is_encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _event(file: RegisteredFile, seconds: float) -> DocumentEvent:
    code = file.problem or "ok"
    return DocumentEvent(STAGE, file.source_path, outcome_reason(code).status, code, seconds, reused=False)

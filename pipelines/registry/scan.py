"""What lies under ``raw/``: one :class:`RawFile` per file, with hash, type and the place it was found in.

Files are opened for reading only. A file outside ``<province slug>/<plan year>/`` is listed too, with the reason
why it cannot be read, so that nothing disappears silently.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path

from pipelines.model.plan import FolderContext
from pipelines.registry.hash_cache import FileMoved, HashCache
from pipelines.registry.manifest import Manifest, Statement, read_manifest
from pipelines.registry.tree import (
    MANIFEST_NAME,
    PartitionKey,
    SeenFile,
    files_below,
    is_manifest,
    known_province_slugs,
    walk_raw,
)
from pipelines.sidefiles.model import SideProblem
from pipelines.text.vietnamese import nfc

__all__ = [
    "MANIFEST_NAME",
    "PartitionContent",
    "PartitionKey",
    "RawFile",
    "RawListing",
    "described",
    "duplicates_of",
    "hash_file",
    "known_province_slugs",
    "list_raw",
    "partition_content",
    "scan_partition",
]

_COPY_NAME = re.compile(r"(?i)^copy of |[ _-]copy\b|\(\d\)|bản sao|ban sao")
_NO_MANIFEST = Manifest({}, (), "", 0)


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file under the raw folder.

    Attributes:
        document_id: first 16 hex digits of the SHA-256 of the content.
        source_path: path below the raw folder, with ``/``, NFC.
        path: where to open it (absolute; the name as the file system spells it).
        problem: reason code when the file's *place* is wrong (``outcome_reasons.csv``), else None.
    """

    document_id: str
    source_path: str
    path: Path
    sha256: str
    size_bytes: int
    province_slug: str
    plan_year: int
    problem: str | None = None
    problem_detail: str | None = None
    commune_code: str | None = None
    received_on: date | None = None
    document_number: str | None = None
    issued_on: date | None = None

    @property
    def file_name(self) -> str:
        """Last part of ``source_path``."""
        return self.source_path.rsplit("/", 1)[-1]

    @property
    def context(self) -> FolderContext:
        """What the place of the file and its manifest row tell about the plan."""
        return FolderContext(
            province_slug=self.province_slug,
            plan_year=self.plan_year,
            file_name=self.file_name,
            commune_code=self.commune_code,
            received_on=self.received_on,
            document_number=self.document_number,
            issued_on=self.issued_on,
        )


@dataclass(frozen=True, slots=True)
class RawListing:
    """Everything found under the raw folder.

    Attributes:
        partitions: those that hold plan files.
        misplaced: files that stand in no partition.
        manifests: each with the names of the files that it may speak of, by its own name below the raw folder.
    """

    partitions: tuple[PartitionKey, ...]
    misplaced: tuple[RawFile, ...]
    manifests: Mapping[str, tuple[PartitionKey, tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PartitionContent:
    """The files of a partition in order of ``source_path``, and what in its manifest is not used."""

    files: tuple[RawFile, ...]
    problems: tuple[SideProblem, ...] = ()


def list_raw(raw: Path, *, province: str | None = None, year: int | None = None) -> RawListing:
    """List the partitions under ``raw`` that hold files, and the files that stand outside any.

    Args:
        raw: the raw folder.
        province: only this province slug.
        year: only this plan year.

    Raises:
        FileNotFoundError: ``raw`` is not a folder.
    """
    tree = walk_raw(raw)
    keys = [key for key in tree.partitions if province in (None, key.province_slug) and year in (None, key.plan_year)]
    misplaced = (
        _misplaced_file(raw, raw / file.name, problem)
        for file, problem in tree.misplaced
        if province in (None, file.name.split("/")[0])
    )
    manifests = {
        file.name: (key, tuple(plan.name for plan in tree.partitions.get(key, ())))
        for key, file in tree.manifests.items()
        if province in (None, key.province_slug) and year in (None, key.plan_year)
    }
    return RawListing(tuple(keys), tuple(misplaced), manifests)


def scan_partition(raw: Path, key: PartitionKey, hashes: HashCache | None = None) -> tuple[RawFile, ...]:
    """Describe every file of one partition, in order of ``source_path``.

    Args:
        raw: the raw folder.
        key: which partition.
        hashes: known hashes of unchanged files; None reads every file.
    """
    return partition_content(raw, key, hashes).files


def partition_content(raw: Path, key: PartitionKey, hashes: HashCache | None = None) -> PartitionContent:
    """Everything in one partition, with what its manifest states and what in that is not used."""
    prefix = f"{key.province_slug}/{key.plan_year}/"
    if not (raw / prefix).is_dir():
        return PartitionContent(())
    below = files_below(raw / prefix, prefix)
    manifest = next((file.name for file in below if is_manifest(file.name.removeprefix(prefix))), None)
    return described(raw, key, [file for file in below if not is_manifest(file.name.split("/")[-1])], manifest, hashes)


def described(
    raw: Path, key: PartitionKey, seen: Iterable[SeenFile], manifest: str | None, hashes: HashCache | None = None
) -> PartitionContent:
    """The files that a walk saw in one partition, hashed, with what the manifest of that name says of them."""
    seen = tuple(seen)
    stated = read_manifest(raw, manifest, key, [file.name for file in seen]) if manifest else _NO_MANIFEST
    files = (
        _with_statement(_raw_file(raw, raw / file.name, key, hashes), stated.statements.get(file.name)) for file in seen
    )
    return PartitionContent(tuple(sorted(files, key=lambda file: file.source_path)), stated.problems)


def hash_file(path: Path) -> str:
    """SHA-256 of the content, read in blocks."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _raw_file(raw: Path, path: Path, key: PartitionKey, hashes: HashCache | None = None) -> RawFile:
    problem = detail = None
    digest = _digest_of_name(raw, path)
    if not _is_utf8(path):
        problem, detail = "unreadable_file", "tên tệp không viết bằng UTF-8; hãy đổi tên tệp"
    else:
        try:
            digest = hashes.hash(path.relative_to(raw).as_posix(), path) if hashes else hash_file(path)
        except FileMoved:
            problem, detail = "unreadable_file", "tệp đang được ghi"
        except OSError as error:
            problem, detail = "unreadable_file", error.strerror or type(error).__name__
    return RawFile(
        document_id=digest[:16],
        source_path=_source_path(raw, path),
        path=path,
        sha256=digest,
        size_bytes=_size(path),
        province_slug=key.province_slug,
        plan_year=key.plan_year,
        problem=problem,
        problem_detail=detail,
    )


def _size(path: Path) -> int:
    """Size in bytes; 0 for a file that has gone meanwhile (its hash could not be taken either)."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _is_utf8(path: Path) -> bool:
    try:
        os.fspath(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def _misplaced_file(raw: Path, path: Path, problem: str) -> RawFile:
    file = _raw_file(raw, path, PartitionKey("", 0))
    return replace(file, problem=problem, problem_detail=file.source_path)


def _source_path(raw: Path, path: Path) -> str:
    name = os.fsencode(path.relative_to(raw).as_posix())
    return nfc(name.decode("utf-8", "backslashreplace"))  # other bytes are shown as \\xNN, never dropped


def _digest_of_name(raw: Path, path: Path) -> str:
    """Identity for a file whose content cannot be read: its place."""
    return hashlib.sha256(_source_path(raw, path).encode()).hexdigest()


def _with_statement(file: RawFile, stated: Statement | None) -> RawFile:
    return replace(file, **asdict(stated)) if stated else file


def duplicates_of(files: Iterable[RawFile]) -> dict[str, str]:
    """``source_path`` of each file whose content another file of the list has → path of the one that counts.

    A name that a desktop gave a copy ("Copy of …", "… (1)") gives way; between equals the first path counts.
    """
    kept: dict[str, str] = {}
    ordered = sorted(files, key=lambda file: (bool(_COPY_NAME.search(file.file_name)), file.source_path))
    return {
        file.source_path: kept[file.sha256]
        for file in ordered
        if kept.setdefault(file.sha256, file.source_path) != file.source_path
    }

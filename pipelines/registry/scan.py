"""What lies under ``raw/``: one :class:`RawFile` per file, with hash, type and the place it was found in.

Files are opened for reading only. A file outside ``<province slug>/<plan year>/`` is listed too, with the reason
why it cannot be read, so that nothing disappears silently.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path

from pipelines.model.plan import FolderContext
from pipelines.registry.hash_cache import FileMoved, HashCache
from pipelines.registry.manifest import Manifest, Statement, read_manifest
from pipelines.registry.tree import (
    MANIFEST_NAME,
    NO_ENTRY,
    UNOPENED,
    PartitionKey,
    SeenFile,
    files_below,
    is_manifest,
    known_province_slugs,
    walk_raw,
)
from pipelines.sidefiles.model import SideProblem
from pipelines.text.display import printable
from pipelines.text.system_errors import system_error_vi
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

BEING_WRITTEN = "being_written"
_COPY_NAME = re.compile(r"(?i)^copy of |[ _-]copy\b|\(\d\)|bản sao|ban sao")
_NO_MANIFEST = Manifest({}, (), "", 0)


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file under the raw folder.

    Attributes:
        document_id: first 16 hex digits of the SHA-256 of the content.
        source_path: path below the raw folder, with ``/``, NFC.
        path: where to open it (absolute; the name as the file system spells it).
        problem: reason code when its *place* is wrong or it cannot be opened (``outcome_reasons.csv``), else None.
        spelling: the path as the file system spells it, as text.
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
    spelling: str = ""

    @property
    def file_name(self) -> str:
        """Last part of ``source_path``."""
        return self.source_path.rsplit("/", 1)[-1]

    @property
    def is_unopened(self) -> bool:
        """Whether it is nothing that may be opened: a link, a pipe, a folder that gives no list."""
        return self.problem in UNOPENED

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
        is_unseen: whether what lies in a partition now is not known, because a folder gives no list.
    """

    partitions: tuple[PartitionKey, ...]
    misplaced: tuple[RawFile, ...]
    manifests: Mapping[str, tuple[PartitionKey, tuple[str, ...]]] = field(default_factory=dict)
    is_unseen: Callable[[PartitionKey], bool] = field(default=lambda _: False)


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
    misplaced = distinct(
        replace(_raw_file(raw, file, PartitionKey("", 0)), problem=problem)
        for file, problem in tree.misplaced
        if province in (None, file.name.split("/")[0])
    )
    manifests = {
        file.name: (key, tuple(plan.name for plan in tree.partitions.get(key, ())))
        for key, file in tree.manifests.items()
        if province in (None, key.province_slug) and year in (None, key.plan_year)
    }
    told = tuple(file if file.is_unopened else replace(file, problem_detail=file.source_path) for file in misplaced)
    return RawListing(tuple(keys), told, manifests, tree.is_unseen)


def scan_partition(raw: Path, key: PartitionKey, hashes: HashCache | None = None) -> tuple[RawFile, ...]:
    """Describe every file of one partition, in order of ``source_path``.

    Args:
        raw: the raw folder.
        key: which partition.
        hashes: known hashes of unchanged files; None reads every file.
    """
    return partition_content(raw, key, hashes).files


def partition_content(raw: Path, key: PartitionKey, hashes: HashCache | None = None) -> PartitionContent:
    """Everything in one partition, with what its manifest states and what in that is not used.

    Raises:
        OSError: a folder gives no list; what lay in it is not taken for removed.
    """
    prefix = f"{key.province_slug}/{key.plan_year}/"
    if not (raw / prefix).is_dir():
        return PartitionContent(())
    below = files_below(raw / prefix, prefix)
    for file in below:
        if file.problem == NO_ENTRY:
            raise PermissionError(errno.EACCES, file.detail or "", file.name)
    manifest = next((file.name for file in below if is_manifest(file.name.removeprefix(prefix))), None)
    return described(raw, key, [file for file in below if not is_manifest(file.name.split("/")[-1])], manifest, hashes)


def described(
    raw: Path, key: PartitionKey, seen: Iterable[SeenFile], manifest: str | None, hashes: HashCache | None = None
) -> PartitionContent:
    """The files that a walk saw in one partition, hashed, with what the manifest of that name says of them."""
    seen = tuple(seen)
    stated = read_manifest(raw, manifest, key, [file.name for file in seen]) if manifest else _NO_MANIFEST
    files = (_with_statement(_raw_file(raw, file, key, hashes), stated.statements.get(file.name)) for file in seen)
    return PartitionContent(distinct(files), stated.problems)


def distinct(files: Iterable[RawFile]) -> tuple[RawFile, ...]:
    """The files in order of ``source_path``; of names that are told alike each gets one of its own.

    Two names can differ on disk and be one text in NFC (one comes from a Mac), or differ in what cannot be printed. The
    one that is spelt as it is told keeps the name; the others carry a number: "Kế hoạch [2].pdf".
    """
    ordered = sorted(files, key=lambda file: (file.source_path, file.spelling != file.source_path, file.spelling))
    taken = {file.source_path for file in ordered}
    given: set[str] = set()
    named = []
    for file in ordered:
        path, number = file.source_path, 1
        while path in given or (number > 1 and path in taken):
            number += 1
            path = _numbered(file.source_path, number)
        given.add(path)
        named.append(replace(file, source_path=path) if path != file.source_path else file)
    return tuple(sorted(named, key=lambda file: file.source_path))


def _numbered(path: str, number: int) -> str:
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.rpartition(".")
    return f"{folder}{slash}{stem or name} [{number}]{dot if stem else ''}{ending if stem else ''}"


def hash_file(path: Path) -> str:
    """SHA-256 of the content, read in blocks."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _raw_file(raw: Path, seen: SeenFile, key: PartitionKey, hashes: HashCache | None = None) -> RawFile:
    path = raw / seen.name
    problem, detail = seen.problem, seen.detail
    digest = hashlib.sha256(os.fsencode(seen.name)).hexdigest()  # of what cannot be read the place is the identity
    if problem is None and not _is_utf8(path):
        problem, detail = "unreadable_file", "tên tệp không viết bằng UTF-8; hãy đổi tên tệp"
    elif problem is None:
        try:
            digest = hashes.hash(seen.name, path) if hashes else hash_file(path)
        except FileMoved:
            problem = BEING_WRITTEN
        except OSError as error:
            problem, detail = "unreadable_file", system_error_vi(error)
    return RawFile(
        document_id=digest[:16],
        source_path=source_name(seen.name),
        path=path,
        sha256=digest,
        size_bytes=_size(path),
        province_slug=key.province_slug,
        plan_year=key.plan_year,
        problem=problem,
        problem_detail=detail,
        spelling=os.fsencode(seen.name).decode("utf-8", "backslashreplace"),
    )


def _size(path: Path) -> int:
    """Size in bytes; 0 for a file that cannot be looked at (its hash could not be taken either)."""
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _is_utf8(path: Path) -> bool:
    try:
        os.fspath(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def source_name(name: str) -> str:
    """How a path is told: NFC; bytes that are no UTF-8 and characters that no terminal may get as ``\\x..``."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return printable(nfc(text))


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

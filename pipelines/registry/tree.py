"""One walk over ``raw/``: which files lie where, with their stamps and without opening any of them."""

from __future__ import annotations

import errno
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pipelines.reference.units import provinces
from pipelines.registry.hash_cache import FileStat, stamp_of
from pipelines.text.system_errors import system_error_vi

MANIFEST_NAME: Final = "manifest.csv"
FIRST_YEAR: Final = 2001  # the first master programme of administrative reform ran from 2001 to 2010
LAST_YEAR: Final = 2035
# folders beside the provinces that are not plans: reviewed corrections, reference inputs
REFERENCE: Final = "reference"
SIDE_FOLDERS: Final = frozenset({"corrections", REFERENCE})
# what desktops and office programs leave beside the documents, and what programs that copy have not finished
_LEFTOVERS: Final = re.compile(
    r"^(?:\..*|~\$.*|Thumbs\.db|desktop\.ini|README(?:\.\w+)?|.*\.(?:tmp|part|partial|filepart|crdownload))$",
    re.IGNORECASE,
)
# folders that storage boxes and desktops keep for themselves: snapshots, thumbnails, bins
_SYSTEM_FOLDERS: Final = re.compile(r"^(?:\..*|@eaDir|#recycle|#snapshot|lost\+found|\$RECYCLE\.BIN)$", re.IGNORECASE)
_YEAR: Final = re.compile(r"\d{4}")
_DEPTH: Final = 3  # <province>/<year>/<file>


@dataclass(frozen=True, slots=True, order=True)
class PartitionKey:
    """Province folder × plan year: the unit of scheduling."""

    province_slug: str
    plan_year: int


LINK, NO_FILE, TOO_DEEP, NO_ENTRY = "linked_file", "not_a_file", "nested_too_deep", "unreadable_folder"
"""Why an entry is not opened: a link, a pipe or device, a folder below too many others, a folder that gives no list."""
UNOPENED: Final = frozenset({LINK, NO_FILE, TOO_DEEP, NO_ENTRY})
MAX_DEPTH: Final = 16
"""Folders below the raw folder; nobody files plans deeper, and a path has its longest length."""


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file as the walk saw it, or another entry that stands where files do.

    Attributes:
        name: path below the raw folder, as the file system spells it.
        stamp: of the entry itself; a link is not followed.
        problem: why it is not opened (reason code); None for a file.
        detail: what the system said.
    """

    name: str
    stamp: FileStat
    problem: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class RawTree:
    """Everything under the raw folder.

    Attributes:
        partitions: plan files by partition, each in order of name.
        manifests: the sidecar manifest of a partition, where it has one.
        misplaced: files outside any partition, with the reason code; manifests in any other folder; folders that give
            no list, wherever they lie.
        side: files of the corrections and reference folders.
    """

    partitions: dict[PartitionKey, tuple[SeenFile, ...]]
    manifests: dict[PartitionKey, SeenFile]
    misplaced: tuple[tuple[SeenFile, str], ...]
    side: tuple[SeenFile, ...]

    @property
    def file_count(self) -> int:
        """Plan files, misplaced ones included."""
        return sum(map(len, self.partitions.values())) + len(self.misplaced)

    def is_unseen(self, key: PartitionKey) -> bool:
        """Whether a folder of the partition, or above it, gives no list: what lies there now is not known."""
        place = [key.province_slug, str(key.plan_year)]
        return any(file.name.split("/")[:2] == place[: file.name.count("/") + 1] for file in self.closed)

    @property
    def closed(self) -> tuple[SeenFile, ...]:
        """Folders that give no list."""
        return tuple(file for file, problem in self.misplaced if problem == NO_ENTRY)


def walk_raw(raw: Path) -> RawTree:
    """Look at every file under ``raw`` once.

    Raises:
        FileNotFoundError: ``raw`` is not a folder.
        OSError: the raw folder itself cannot be listed. A folder below it that cannot is told of
            (:attr:`RawTree.closed`), and its partition is in no list: plans that cannot be seen are not plans removed.
    """
    if not raw.is_dir():
        raise FileNotFoundError(f"{raw}: không phải thư mục; cần <thư mục>/<tỉnh>/<năm>/<tệp kế hoạch>")
    slugs = known_province_slugs()
    plans: dict[PartitionKey, list[SeenFile]] = {}
    manifests: dict[PartitionKey, SeenFile] = {}
    misplaced: list[tuple[SeenFile, str]] = []
    side: list[SeenFile] = []
    for file in files_below(raw):
        parts = file.name.split("/")
        key, problem = place(parts, slugs)
        if file.problem == NO_ENTRY:
            misplaced.append((file, NO_ENTRY))
        elif file.problem is not None and (key is None or is_manifest(parts[-1])) and REFERENCE not in parts[:2]:
            misplaced.append((file, file.problem))
        elif is_manifest(parts[-1]) and (key is not None or problem is not None):
            if key is not None and len(parts) == _DEPTH and key not in manifests:
                manifests[key] = file
            else:
                misplaced.append((file, "misplaced_manifest"))
        elif key is not None:
            plans.setdefault(key, []).append(file)
        elif problem is not None:
            misplaced.append((file, problem))
        else:
            side.append(file)
    tree = RawTree({}, manifests, tuple(misplaced), tuple(side))
    seen = {key: tuple(plans[key]) for key in sorted(plans) if not tree.is_unseen(key)}
    return replace(
        tree, partitions=seen, manifests={key: manifests[key] for key in manifests if not tree.is_unseen(key)}
    )


def place(parts: list[str], slugs: frozenset[str]) -> tuple[PartitionKey | None, str | None]:
    """Partition of a path below raw, or the reason why it has none; (None, None) for side folders."""
    if _is_side(parts):
        return None, None
    if len(parts) < 3:
        return None, "misplaced_file"
    if parts[0] not in slugs:
        return None, "unknown_province_folder"
    if not _YEAR.fullmatch(parts[1]) or not FIRST_YEAR <= int(parts[1]) <= LAST_YEAR:
        return None, "unknown_year_folder"
    return PartitionKey(parts[0], int(parts[1])), None


def _is_side(parts: list[str]) -> bool:
    return bool(SIDE_FOLDERS & set(parts[:2]))


def known_province_slugs() -> frozenset[str]:
    """Folder names accepted for provinces: slugs of all provinces, present and former."""
    return frozenset(province.slug for province in provinces())


def is_manifest(name: str) -> bool:
    """Whether a file of this name states what other files cannot tell; people write it in any letter case."""
    return name.casefold() == MANIFEST_NAME


def is_leftover(name: str) -> bool:
    """Whether a file of this name is nothing that anybody sent: a lock file, a thumbnail, half a copy."""
    return _LEFTOVERS.match(name) is not None


def stamps_digest(files: Iterable[SeenFile]) -> str:
    """Fingerprint of names and stamps: changes whenever any of the files may have changed."""
    digest = hashlib.blake2s(digest_size=16)
    for file in files:
        stamp = file.stamp
        line = f"{file.name}\0{stamp.size} {stamp.mtime_ns} {stamp.inode} {stamp.ctime_ns}\n"
        digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def files_below(folder: Path, prefix: str = "") -> list[SeenFile]:
    """Everything below ``folder`` that is no folder, in order of name (``prefix`` + path below the folder).

    Links are not followed; what vanishes meanwhile is left out. A folder that cannot be looked into stands for itself.

    Raises:
        OSError: ``folder`` itself cannot be listed.
    """
    return sorted(_scan(os.fspath(folder), prefix), key=lambda file: file.name)


def _scan(folder: str, prefix: str) -> Iterator[SeenFile]:
    with os.scandir(folder) as entries:
        listed = list(entries)  # one open folder at a time, however deep they lie
    for entry in listed:
        yield from _entry(entry, f"{prefix}{entry.name}")


def _entry(entry: os.DirEntry[str], name: str) -> Iterator[SeenFile]:
    try:
        if entry.is_dir(follow_symlinks=False):
            yield from _folder(entry, name)
        elif is_leftover(entry.name):
            return
        elif entry.is_symlink():
            yield _unopened(entry, name, LINK)
        elif entry.is_file(follow_symlinks=False):
            yield SeenFile(name, stamp_of(entry.stat(follow_symlinks=False)))
        else:
            yield _unopened(entry, name, NO_FILE)
    except FileNotFoundError:  # gone meanwhile
        return
    except OSError as error:  # it gives no account of itself
        yield SeenFile(name, FileStat(0, 0, 0, 0), "unreadable_file", system_error_vi(error))


def _folder(entry: os.DirEntry[str], name: str) -> Iterator[SeenFile]:
    if _SYSTEM_FOLDERS.match(entry.name):
        return
    if name.count("/") >= MAX_DEPTH:
        yield _unopened(entry, name, TOO_DEEP)
        return
    try:
        yield from _scan(entry.path, f"{name}/")
    except FileNotFoundError:
        return
    except OSError as error:
        yield _unopened(
            entry, name, TOO_DEEP if error.errno == errno.ENAMETOOLONG else NO_ENTRY, system_error_vi(error)
        )


def _unopened(entry: os.DirEntry[str], name: str, problem: str, detail: str | None = None) -> SeenFile:
    return SeenFile(name, stamp_of(entry.stat(follow_symlinks=False)), problem, detail)

"""Hashes of files that have not changed, so that a look at 20,000 plans does not read 20,000 plans.

The content decides, never the time stamp. A stored hash is used again only while *all* of this holds:

- size, mtime, inode and ctime are those of the file that was hashed. mtime alone can be set back (``cp -p``, ``touch``,
  an office program that restores it); ctime is set by the kernel on every change of content or attributes and no
  program can choose it; a file that was replaced by another one has another inode.
- the hash was taken at least :data:`RACY_SECONDS` after ctime. A write in the same tick of the file system's clock as
  the hashing would leave every stamp as it was (git calls such an entry "racily clean").
- the hash is younger than the re-check period. File systems without a real ctime (FAT, some network shares) and bit
  rot are found that way; the age at which a file is due differs from file to file, so that not all fall due at once.

One JSON file per partition, replaced whole: two processes that write it at the same time both write true entries, and
an entry that is lost costs one reading of one file.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Container, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final

RACY_SECONDS: Final = 3.0  # FAT keeps times to two seconds
RECHECK_SECONDS: Final = 7 * 24 * 3600.0
_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class FileStat:
    """What the file system says of a file; times in nanoseconds."""

    size: int
    mtime_ns: int
    inode: int
    ctime_ns: int


@dataclass(frozen=True, slots=True)
class KnownHash:
    """A hash, the stamp of the file when it was taken, and when that was (Unix seconds)."""

    stamp: FileStat
    sha256: str
    hashed_at: float


class FileMoved(OSError):  # noqa: N818 - named for what happened
    """The file was written to while it was hashed; look again later."""


def stamp_of(stat: os.stat_result) -> FileStat:
    """The stamp in a ``stat`` result."""
    return FileStat(stat.st_size, stat.st_mtime_ns, stat.st_ino, stat.st_ctime_ns)


class HashCache:
    """The known hashes of one partition, by path below the raw folder as the file system spells it.

    Args:
        file: where the cache lies; it need not exist.
        now: Unix seconds; the clock is not read here.
        recheck_seconds: hashes older than that (at most) are taken again; 0 takes every hash again.
    """

    def __init__(self, file: Path, *, now: float, recheck_seconds: float = RECHECK_SECONDS) -> None:
        self._file = file
        self._now = now
        self._recheck = recheck_seconds
        self._known = _load(file)
        self._used: dict[str, KnownHash] = {}

    def trusted(self, name: str, stamp: FileStat) -> str | None:
        """The stored hash of ``name`` when it may be used for a file with this ``stamp``, else None."""
        known = self._used.get(name) or self._known.get(name)
        if known is None or known.stamp != stamp or not self._is_fresh(name, known):
            return None
        self._used[name] = known
        return known.sha256

    def trusted_until(self, name: str, stamp: FileStat) -> float | None:
        """Until when (Unix seconds) the stored hash of ``name`` may be used; None when it may not be used now."""
        if self.trusted(name, stamp) is None:
            return None
        return self._used[name].hashed_at + self._recheck * _share(name)

    def hash(self, name: str, path: Path) -> str:
        """SHA-256 of the content, from the cache where that is safe.

        Raises:
            OSError: the file cannot be opened or read.
        """
        trusted = self.trusted(name, stamp_of(path.stat()))
        return trusted if trusted is not None else self.hash_now(name, path)

    def hash_now(self, name: str, path: Path) -> str:
        """SHA-256 of the content, read now and remembered.

        Raises:
            FileMoved: the file changed while it was read.
            OSError: the file cannot be opened or read.
        """
        with path.open("rb") as handle:
            before = stamp_of(os.fstat(handle.fileno()))
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
            after = stamp_of(os.fstat(handle.fileno()))
        if before != after:
            raise FileMoved(f"{path}: tệp bị ghi trong lúc đọc; hãy đợi chép xong")
        self._used[name] = KnownHash(after, digest, self._now)
        return digest

    def save(self, present: Container[str]) -> None:
        """Write what is known of the files ``present``; entries of files that are gone are dropped."""
        kept = {name: known for name, known in {**self._known, **self._used}.items() if name in present}
        if kept == self._known:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_name(f".{self._file.name}.{os.getpid()}.tmp")
        fresh.write_text(_dump(kept), encoding="utf-8")
        fresh.replace(self._file)

    def _is_fresh(self, name: str, known: KnownHash) -> bool:
        age = self._now - known.hashed_at
        return _is_settled(known) and 0 <= age < self._recheck * _share(name)


def _is_settled(known: KnownHash) -> bool:
    return known.hashed_at - known.stamp.ctime_ns / 1e9 >= RACY_SECONDS


def _share(name: str) -> float:
    """Between one half and one, by name."""
    return 0.5 + 0.5 * (hashlib.blake2s(name.encode("utf-8", "surrogateescape"), digest_size=1).digest()[0] / 255)


def _load(file: Path) -> dict[str, KnownHash]:
    """Stored entries; none when there is no file or it is not ours (a cache may always be thrown away)."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        if content["format"] != _FORMAT:
            return {}
        return {_decoded(name): _entry(values) for name, values in content["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _entry(values: list[int | float | str]) -> KnownHash:
    size, mtime_ns, inode, ctime_ns, sha256, hashed_at = values
    return KnownHash(FileStat(int(size), int(mtime_ns), int(inode), int(ctime_ns)), str(sha256), float(hashed_at))


def _dump(entries: Mapping[str, KnownHash]) -> str:
    files = {
        _encoded(name): [*astuple(known.stamp), known.sha256, known.hashed_at]
        for name, known in sorted(entries.items())
    }
    return json.dumps({"format": _FORMAT, "files": files}, ensure_ascii=False)


def _encoded(name: str) -> str:
    # names that are not UTF-8 come from the file system as lone surrogates, which no UTF-8 file can hold
    return os.fsencode(name).decode("latin-1")


def _decoded(name: str) -> str:
    return os.fsdecode(name.encode("latin-1"))

"""What lies under ``raw/`` now against what was taken in last: which partitions have to be done again.

A partition is compared as a whole, by a fingerprint of its contents (paths, hashes, what the manifest says). The lake
keeps the fingerprint of the files that were registered last; so nothing has to be remembered between two looks except
how long a partition has been at rest.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from pipelines.registry.hash_cache import RACY_SECONDS, RECHECK_SECONDS, FileMoved, HashCache
from pipelines.registry.scan import PartitionContent, described
from pipelines.registry.tree import PartitionKey, RawTree, SeenFile, stamps_digest, walk_raw

CACHE_FOLDER: Final = "registry/hashes"
MEMO_FILE: Final = "registry/looks.json"
_MEMO_FORMAT: Final = 1
HASHING_SECONDS: Final = 20.0
"""A look that has hashed for so long stops and goes on next time: the daemon gives a tick sixty seconds."""
MAX_WAIT_SECONDS: Final = 900.0
"""A partition in which something is always being written is taken as it is after so long."""


@dataclass(frozen=True, slots=True)
class Rest:
    """Since when (Unix seconds) a partition has looked as it does, and since when it has differed at all."""

    stamps: str
    since: float
    differs_since: float


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one look found.

    Attributes:
        touched: partitions whose content differs from what was registered, at rest, with their new fingerprint.
        waiting: partitions in which something is still being written (or that wait for their quiet period).
        rest: to be handed to the next look.
        file_count: plan files seen.
        hashed: files whose content was read.
        side_kinds: fingerprints of what lies beside the plans: ``reference``, ``corrections``, ``misplaced``.
        unfinished: hashing took too long; the next look goes on.
    """

    touched: Mapping[PartitionKey, str]
    waiting: tuple[PartitionKey, ...]
    rest: Mapping[PartitionKey, Rest]
    file_count: int
    hashed: int
    side_kinds: Mapping[str, str]
    unfinished: bool


@dataclass(frozen=True, slots=True)
class LookSettings:
    """How to look.

    Attributes:
        raw: the raw folder.
        warehouse: the warehouse folder, which holds the hash cache.
        quiet_seconds: a partition must look the same for so long before it is taken.
        recheck_seconds: hashes older than that are taken again.
        hashing_seconds: longest time spent on hashing in one look.
    """

    raw: Path
    warehouse: Path
    quiet_seconds: float = 20.0
    recheck_seconds: float = RECHECK_SECONDS
    hashing_seconds: float = HASHING_SECONDS


def take_look(
    settings: LookSettings,
    registered: Mapping[PartitionKey, str],
    rest: Mapping[PartitionKey, Rest],
    *,
    now: float,
    clock: Callable[[], float] = time.monotonic,
) -> Snapshot:
    """Compare ``raw/`` with what was registered.

    Args:
        settings: where and how.
        registered: fingerprint of the content that the lake was made from, by partition.
        rest: :attr:`Look.rest` of the look before.
        now: Unix seconds.
        clock: for the bound on hashing.

    Raises:
        FileNotFoundError: the raw folder is missing.
        OSError: a folder below it cannot be listed.
    """
    tree = walk_raw(settings.raw)
    memos = _Memos(settings.warehouse / MEMO_FILE, now)
    end = clock() + settings.hashing_seconds
    touched: dict[PartitionKey, str] = {}
    resting: dict[PartitionKey, Rest] = {}
    hashed, unfinished = 0, False
    for key in sorted(set(tree.partitions) | {key for key in registered if not tree.is_unseen(key)}):
        stamps = _partition_stamps(tree, key)
        state = _rest(rest.get(key), stamps, now)
        quiet = _is_quiet(state, settings.quiet_seconds, now)
        content = memos.content(key, stamps)
        if content is None:
            view = _PartitionView(settings, tree, key, now)
            is_known = view.is_known()
            if not is_known and (not quiet or clock() > end):
                resting[key], unfinished = state, unfinished or quiet
                continue
            content = view.content()
            hashed += view.hashed
            memos.keep(key, stamps, content, view.known_until())
        if content is None:  # written to while it was hashed
            resting[key] = replace(state, since=now)
        elif content != registered.get(key):
            resting[key] = state
            if quiet:
                touched[key] = content
    memos.save(tree.partitions)
    waiting = tuple(key for key in resting if key not in touched)
    return Snapshot(touched, waiting, resting, tree.file_count, hashed, _side_kinds(tree), unfinished)


def content_fingerprint(content: PartitionContent) -> str:
    """Fingerprint of what a partition holds; the same files in the same places with the same manifest give the same."""
    digest = hashlib.sha256()
    for file in content.files:
        facts = [
            file.source_path, file.sha256, file.problem, file.commune_code, str(file.received_on),
            file.document_number, str(file.issued_on),
        ]  # fmt: skip
        digest.update(json.dumps(facts).encode())
    for problem in content.problems:
        digest.update(json.dumps(problem.text_vi).encode())
    return digest.hexdigest()[:32]


def open_cache(
    warehouse: Path, key: PartitionKey, *, now: float, recheck_seconds: float = RECHECK_SECONDS
) -> HashCache:
    """The hash cache of one partition of this warehouse."""
    file = warehouse / CACHE_FOLDER / key.province_slug / f"{key.plan_year}.json"
    return HashCache(file, now=now, recheck_seconds=recheck_seconds)


class _Memos:
    """Contents of partitions that looked the same last time, for as long as every hash in them may be trusted.

    One small file instead of the caches of three hundred partitions; it may be thrown away like those.
    """

    def __init__(self, file: Path, now: float) -> None:
        self._file = file
        self._now = now
        self._known = _load_memos(file)
        self._kept = dict(self._known)

    def content(self, key: PartitionKey, stamps: str) -> str | None:
        """Fingerprint of the partition's content when nothing in it may have changed, else None."""
        memo = self._known.get(_memo_name(key))
        is_good = memo is not None and memo[0] == stamps and memo[2] <= self._now < memo[3]
        return str(memo[1]) if memo is not None and is_good else None

    def keep(self, key: PartitionKey, stamps: str, content: str | None, until: float | None) -> None:
        """Remember a content; one that cannot be trusted for a while is forgotten."""
        if content is None or until is None:
            self._kept.pop(_memo_name(key), None)
        else:
            self._kept[_memo_name(key)] = [stamps, content, self._now, until]

    def save(self, present: Iterable[PartitionKey]) -> None:
        """Write the memos of partitions that exist, if they changed."""
        names = set(map(_memo_name, present))
        kept = {name: memo for name, memo in sorted(self._kept.items()) if name in names}
        if kept == self._known:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_name(f".{self._file.name}.{os.getpid()}.tmp")
        fresh.write_text(json.dumps({"format": _MEMO_FORMAT, "partitions": kept}), encoding="utf-8")
        fresh.replace(self._file)


def _memo_name(key: PartitionKey) -> str:
    return f"{key.province_slug}/{key.plan_year}"


def _load_memos(file: Path) -> dict[str, list[Any]]:
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
        memos: dict[str, list[Any]] = stored["partitions"] if stored["format"] == _MEMO_FORMAT else {}
        return {name: memo for name, memo in memos.items() if len(memo) == 4 and memo[2] <= memo[3]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


class _PartitionView:
    """The files of one partition in a walk, with their hashes where those are known."""

    def __init__(self, settings: LookSettings, tree: RawTree, key: PartitionKey, now: float) -> None:
        self._settings = settings
        self._key = key
        self._files = tree.partitions.get(key, ())
        self._manifest = tree.manifests.get(key)
        self._now = now
        self._cache = open_cache(settings.warehouse, key, now=now, recheck_seconds=settings.recheck_seconds)
        self.hashed = 0

    def is_known(self) -> bool:
        """Whether no file has to be read to know the content."""
        return all(self._cache.trusted(file.name, file.stamp) for file in self._files if file.problem is None)

    def known_until(self) -> float | None:
        """Until when the content may be taken as known; None when it may not (a file just written, or unreadable)."""
        manifest = self._manifest
        if manifest is not None and self._now - manifest.stamp.ctime_ns / 1e9 < RACY_SECONDS:
            return None
        ends = [self._cache.trusted_until(file.name, file.stamp) for file in self._files if file.problem is None]
        known = [end for end in ends if end is not None]
        return min(known, default=self._now + self._settings.recheck_seconds) if len(known) == len(ends) else None

    def content(self) -> str | None:
        """Fingerprint of the content; None when a file was written to while it was read."""
        try:
            for file in self._files:
                self._learn(file)
        except FileMoved:
            return None
        finally:
            self._cache.save({file.name for file in self._files})
        manifest = self._manifest.name if self._manifest else None
        return content_fingerprint(described(self._settings.raw, self._key, self._files, manifest, self._cache))

    def _learn(self, file: SeenFile) -> None:
        if file.problem is not None or self._cache.trusted(file.name, file.stamp) is not None:
            return
        self.hashed += 1
        try:
            self._cache.hash_now(file.name, self._settings.raw / file.name)
        except FileMoved:
            raise
        except OSError:
            return  # it cannot be opened: `described` says so, and so will the run


def _partition_stamps(tree: RawTree, key: PartitionKey) -> str:
    manifest = tree.manifests.get(key)
    return stamps_digest((*tree.partitions.get(key, ()), *((manifest,) if manifest else ())))


def _rest(earlier: Rest | None, stamps: str, now: float) -> Rest:
    if earlier is None:
        return Rest(stamps, now, now)
    return earlier if earlier.stamps == stamps else Rest(stamps, now, earlier.differs_since)


def _is_quiet(state: Rest, quiet_seconds: float, now: float) -> bool:
    return now - state.since >= quiet_seconds or now - state.differs_since >= MAX_WAIT_SECONDS


def _side_kinds(tree: RawTree) -> dict[str, str]:
    kinds = {
        "reference": [file for file in tree.side if "reference" in file.name.split("/")[:2]],
        "corrections": [file for file in tree.side if "reference" not in file.name.split("/")[:2]],
        "misplaced": [file for file, _ in tree.misplaced],
    }
    return {kind: stamps_digest(files) for kind, files in kinds.items()}

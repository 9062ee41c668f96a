"""Versions on disk: which are kept, which one readers see, the switch between them."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb

from pipelines.settings import WarehousePaths
from pipelines.warehouse.lake.partitions import flush

KEEP_VERSIONS: Final = 5
VERSION_PREFIX: Final = "cchc-"
_CHANGES: Final = "changes-"
_PARQUET: Final = "parquet-"
READ_ONLY: Final = 0o444


@dataclass(frozen=True, slots=True)
class PublishedVersion:
    """A version on disk with what its manifest promises."""

    version: str
    path: Path
    manifest: Path
    row_counts: Mapping[str, int]
    content_hashes: Mapping[str, str]


def rollback(paths: WarehousePaths, version: str) -> Path:
    """Switch ``cchc.duckdb`` back to a version that is still kept, and return its path.

    Raises:
        FileNotFoundError: the version is not kept; the message lists those that are.
    """
    wanted = version_file(paths, version)
    if version not in list_versions(paths):
        kept = ", ".join(list_versions(paths)) or "không có"
        raise FileNotFoundError(f"Không có phiên bản {version} trong {paths.versions}. Các phiên bản còn giữ: {kept}.")
    switch(paths, wanted)
    return wanted


def list_versions(paths: WarehousePaths) -> tuple[str, ...]:
    """Return the versions kept, oldest first. A version counts once its manifest is there, while that is whole."""
    manifests = sorted(paths.versions.glob(f"{VERSION_PREFIX}*.json"))
    names = (path.stem.removeprefix(VERSION_PREFIX) for path in manifests if _is_manifest(path))
    return tuple(name for name in names if version_file(paths, name).is_file())


def _is_manifest(path: Path) -> bool:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and bool(content)


def read_manifest(paths: WarehousePaths, version: str) -> dict[str, Any]:
    """Return the manifest of ``version``.

    Raises:
        OSError, ValueError: there is none, or it is damaged; :func:`list_versions` names those that are whole.
    """
    path = paths.versions / f"{VERSION_PREFIX}{version}.json"
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def latest_version(paths: WarehousePaths) -> tuple[str, Path] | None:
    """Return name and file of the newest version kept; None when there is none."""
    kept = list_versions(paths)
    return (kept[-1], version_file(paths, kept[-1])) if kept else None


def published_version(paths: WarehousePaths) -> str | None:
    """Return the version that readers of ``cchc.duckdb`` see (after a roll-back not the newest one).

    None when there is no published file, or it cannot be opened or does not say.
    """
    if not paths.published.exists():
        return None
    try:
        with duckdb.connect(str(paths.published), read_only=True) as connection:
            # a version's own run is the last one that it remembers
            found = connection.execute("select max(version) from quality.run_history").fetchall()
    except duckdb.Error:
        return None
    return None if found[0][0] is None else str(found[0][0])


def version_file(paths: WarehousePaths, version: str) -> Path:
    """Where the file of ``version`` lies."""
    return paths.versions / f"{VERSION_PREFIX}{version}.duckdb"


def changes_page(paths: WarehousePaths, version: str) -> Path:
    """Where the page about the changes of ``version`` lies."""
    return paths.versions / f"{_CHANGES}{version}.html"


def parquet_folder(paths: WarehousePaths, version: str) -> Path:
    """Where the Parquet files of ``version`` lie: ``<schema>/<table>.parquet``."""
    return paths.versions / f"{_PARQUET}{version}"


def switch(paths: WarehousePaths, version_file: Path) -> None:
    """Let readers of ``cchc.duckdb`` see ``version_file`` from now on, in one rename."""
    fresh = paths.root / f".{paths.published.name}.tmp"
    fresh.unlink(missing_ok=True)
    try:
        os.link(version_file, fresh)
    except OSError:  # a file system without hard links
        shutil.copyfile(version_file, fresh)
        fresh.chmod(READ_ONLY)
    flush(fresh)
    fresh.replace(paths.published)
    flush(paths.root)


def prune(paths: WarehousePaths, *, keep: int, current: str) -> None:
    """Remove the oldest versions and what lies beside them until ``keep`` are left, ``current`` among them."""
    older = [version for version in list_versions(paths) if version != current]
    for version in older[: max(0, len(older) - (keep - 1))]:
        # the manifest goes first, so that a version with a manifest always has its file
        (paths.versions / f"{VERSION_PREFIX}{version}.json").unlink(missing_ok=True)
        version_file(paths, version).unlink(missing_ok=True)
        for companion in _companion_paths(paths, version):
            _discard(companion)


def remove_temporary_files(paths: WarehousePaths) -> None:
    """Remove what a publication that died or failed left behind."""
    known = {path.stem.removeprefix(VERSION_PREFIX) for path in paths.versions.glob(f"{VERSION_PREFIX}*.json")}
    unfinished = [
        path
        for prefix in (VERSION_PREFIX, _CHANGES, _PARQUET)
        for path in paths.versions.glob(f"{prefix}*")
        if _version_of(path, prefix) not in known
    ]
    temporary = [*paths.versions.glob(".*.tmp*"), *paths.root.glob(f".{paths.published.name}.tmp")]
    for path in (*temporary, *unfinished, *paths.versions.glob(".*.spill")):
        with suppress(OSError):  # a folder that became read-only; the message names the first failure
            _discard(path)


def _companion_paths(paths: WarehousePaths, version: str) -> tuple[Path, ...]:
    page = changes_page(paths, version)
    return page, page.with_suffix(".json"), parquet_folder(paths, version)


def _version_of(path: Path, prefix: str) -> str:
    name = path.name.removeprefix(prefix)
    return name if path.is_dir() else name.rsplit(".", 1)[0]


def _discard(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)

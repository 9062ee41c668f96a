"""Gates, then a compact versioned copy, then one rename: readers see the old file or the new one, never a half.

``<warehouse>/versions/cchc-<version>.duckdb`` with its manifest ``cchc-<version>.json``, what changed
(``changes-<version>.json`` and ``.html``) and, when asked for, the tables as Parquet files below
``parquet-<version>/``; and ``<warehouse>/cchc.duckdb``,
a hard link to the current version (a copy where links are not possible). A reader that has the old file open keeps
its snapshot. In one and the same process DuckDB caches files by path: close every connection to the published file
before opening it again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from pipelines.quality.results import CheckResult, blocking_failures
from pipelines.settings import WarehousePaths
from pipelines.text.system_errors import error_vi
from pipelines.warehouse.build.blocked import BlockedCheck, blocked_checks
from pipelines.warehouse.build.engine import NOT_WRITTEN
from pipelines.warehouse.changes.compare import VersionChanges
from pipelines.warehouse.changes.page import changes_html, changes_json
from pipelines.warehouse.lake.partitions import flush
from pipelines.warehouse.publication.copy import content_hashes, copy_published, export_parquet, row_counts
from pipelines.warehouse.publication.versions import (
    KEEP_VERSIONS,
    READ_ONLY,
    VERSION_PREFIX,
    PublishedVersion,
    changes_page,
    parquet_folder,
    prune,
    remove_temporary_files,
    switch,
)


class PublicationStopped(RuntimeError):  # noqa: N818 - named for what happened
    """Blocking checks failed; the published warehouse was not touched.

    ``failures`` are their results, ``blocked`` what there is to say of each.
    """

    def __init__(self, failures: tuple[CheckResult, ...], blocked: tuple[BlockedCheck, ...] = ()) -> None:
        self.failures, self.blocked = failures, blocked
        lines = [f"- {check.text_vi}" for check in blocked] or [f"- {_name(check)}" for check in failures]
        super().__init__(
            f"Không công bố: {len(failures)} kiểm tra chặn không đạt. Kho dữ liệu đang dùng giữ nguyên bản gần nhất.\n"
            + "\n".join(lines)
        )


def _name(check: CheckResult) -> str:
    rows = f" ({check.failing_rows} dòng)" if check.failing_rows else ""
    return f"{check.suite}.{check.check_name}: {check.message_vi or check.observed or ''}{rows}"


class PublicationFailed(RuntimeError):  # noqa: N818 - named for what happened
    """The new version could not be written; the published warehouse was not touched."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What a version was made from; part of its manifest."""

    run_id: str
    created_at: str  # ISO 8601; given by the caller, the clock is not read here
    code_version: str
    lock_hash: str
    inputs: Mapping[str, str]  # source path → SHA-256
    # hashes of everything that the version depends on (pipelines.stages.ingredients); empty: not known
    ingredients: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Companions:
    """What is written beside a version apart from its manifest."""

    changes: VersionChanges | None = None
    parquet: bool = False


def publish(
    paths: WarehousePaths,
    build_file: Path,
    version: str,
    *,
    provenance: Provenance,
    checks: Iterable[CheckResult],
    keep: int = KEEP_VERSIONS,
    changes: VersionChanges | None = None,
    parquet: bool = False,
) -> PublishedVersion:
    """Publish the build as ``version`` if no blocking check failed, and switch ``cchc.duckdb`` to it.

    Args:
        paths: the warehouse.
        build_file: finished private build; no connection to it may be open.
        version: name of the version; later versions must sort after earlier ones.
        provenance: what the version was made from.
        checks: results of both engines.
        keep: how many versions stay, the new one included (at least one).
        changes: the difference to the version before, written beside the manifest.
        parquet: whether every published table is written as a Parquet file too.

    Raises:
        PublicationStopped: a blocking check failed.
        PublicationFailed: the disk is full or a folder is not writable.
        Either way the last published file is untouched.
    """
    results = tuple(checks)
    failures = blocking_failures(results)
    if failures:
        raise PublicationStopped(failures, blocked_checks(build_file, failures))
    try:
        companions = Companions(changes, parquet)
        made = _write_version(paths, build_file, version, provenance=provenance, checks=results, companions=companions)
        switch(paths, made.path)
    except (OSError, *NOT_WRITTEN) as error:
        remove_temporary_files(paths)
        raise PublicationFailed(_failure_message(paths, version, error)) from error
    prune(paths, keep=max(1, keep), current=version)
    return made


def _write_version(
    paths: WarehousePaths,
    build_file: Path,
    version: str,
    *,
    provenance: Provenance,
    checks: tuple[CheckResult, ...],
    companions: Companions,
) -> PublishedVersion:
    paths.versions.mkdir(parents=True, exist_ok=True)
    remove_temporary_files(paths)
    target = paths.versions / f"{VERSION_PREFIX}{version}.duckdb"
    manifest = target.with_suffix(".json")
    fresh = paths.versions / f".{version}.duckdb.tmp"
    copy_published(build_file, fresh)
    shutil.rmtree(fresh.with_suffix(".spill"), ignore_errors=True)
    flush(fresh)
    # a client that forgets to ask for read-only access is refused, instead of locking everybody else out
    fresh.chmod(READ_ONLY)
    made = PublishedVersion(version, target, manifest, row_counts(fresh), content_hashes(fresh))
    _write_companions(paths, fresh, version, companions)
    # the manifest comes last: a version without one is not a version
    fresh.replace(target)
    _write_manifest(manifest, _manifest(made, provenance, checks))
    flush(paths.versions)
    return made


def _write_companions(paths: WarehousePaths, database: Path, version: str, companions: Companions) -> None:
    if companions.changes is not None:
        page = changes_page(paths, version)
        _write_text(page, changes_html(companions.changes))
        _write_text(page.with_suffix(".json"), changes_json(companions.changes))
    if companions.parquet:
        export_parquet(database, parquet_folder(paths, version))


def _manifest(made: PublishedVersion, provenance: Provenance, checks: tuple[CheckResult, ...]) -> dict[str, Any]:
    return {
        "version": made.version,
        "file": made.path.name,
        "size_bytes": made.path.stat().st_size,
        "run_id": provenance.run_id,
        "created_at": provenance.created_at,
        "code_version": provenance.code_version,
        "lock_hash": provenance.lock_hash,
        "ingredients": dict(sorted(provenance.ingredients.items())),
        "duckdb_version": duckdb.__version__,
        "inputs": dict(sorted(provenance.inputs.items())),
        "checks": {
            "total": len(checks),
            "failed": sorted(f"{check.suite}.{check.check_name}" for check in checks if not check.passed),
        },
        "row_counts": dict(made.row_counts),
        "content_hashes": dict(made.content_hashes),
    }


def _write_manifest(path: Path, content: Mapping[str, Any]) -> None:
    _write_text(path, json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def _write_text(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}.tmp")
    fresh.write_text(text, encoding="utf-8")
    flush(fresh)
    fresh.replace(path)


def _failure_message(paths: WarehousePaths, version: str, error: Exception) -> str:
    return (
        f"Không ghi được phiên bản {version} vào {paths.versions}: {error_vi(error)}. "
        "Kho dữ liệu đang dùng giữ nguyên bản gần nhất. Kiểm tra dung lượng đĩa và quyền ghi rồi chạy lại."
    )

"""Parquet partitions ``<lake>/<stage>/province=<slug>/plan_year=<year>/<table>.parquet``.

A partition is replaced whole. The new files are written to a sibling folder and flushed to disk; the sibling gets a
marker file when it is complete; then the old folder steps aside and the sibling takes its name. Whatever moment the
process dies at, :func:`repair_stage` brings back either the old or the new partition, never a mixture.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

PLANS_STAGE: Final = "plans"
"""Stage that holds the normalised tables of :mod:`pipelines.model.tables`."""

CORRECTIONS_STAGE: Final = "corrections"
"""Stage that holds the rows of corrected documents anew, and what became of each correction."""

_UNPLACED: Final = "_khong-ro"  # files that lie outside any province folder still have an outcome to report
_COMPLETE: Final = "_COMPLETE"
_NEW, _OLD, _GONE = ".new", ".old", ".gone"
_PARTITION = re.compile(r"^province=(?P<province>[^/]+)/plan_year=(?P<year>\d{1,4})$")
_SLUG = re.compile(r"^[a-z0-9_-]+$")


class LakeError(ValueError):
    """A partition has an impossible name or is not what the lake wrote."""


@dataclass(frozen=True, slots=True, order=True)
class Partition:
    """Province folder × plan year. An empty ``province_slug`` means a file outside any province folder."""

    province_slug: str
    plan_year: int

    @property
    def folder(self) -> Path:
        """Path below the stage folder."""
        return Path(f"province={self.province_slug or _UNPLACED}") / f"plan_year={self.plan_year}"

    def __post_init__(self) -> None:
        if self.province_slug and not _SLUG.match(self.province_slug):
            raise LakeError(
                f"Thư mục tỉnh {self.province_slug!r}: cần chữ thường không dấu, chữ số và dấu nối (ví dụ quang-tri); "
                "hãy đổi tên thư mục trong thư mục kế hoạch."
            )


def write_partition(lake_root: Path, stage: str, partition: Partition, tables: Mapping[str, pa.Table]) -> Path:
    """Replace one partition whole and return its folder.

    Args:
        lake_root: the folder ``<warehouse>/lake``.
        stage: name of the stage, for example :data:`PLANS_STAGE`.
        partition: which partition.
        tables: table name → rows, already in the order in which they are to be stored.

    Raises:
        OSError: the disk is full or the folder is not writable; the partition on disk is untouched.
    """
    target = lake_root / stage / partition.folder
    target.parent.mkdir(parents=True, exist_ok=True)
    _repair_partition(target)
    fresh = _sibling(target, _NEW)
    try:
        _write_files(fresh, tables)
    except BaseException:
        shutil.rmtree(fresh, ignore_errors=True)
        raise
    _swap_in(fresh, target)
    return target


def list_partitions(lake_root: Path, stage: str) -> tuple[Partition, ...]:
    """Return the partitions of ``stage`` that are whole, sorted by province and year."""
    root = lake_root / stage
    found = (_PARTITION.match(path.relative_to(root).as_posix()) for path in root.glob("province=*/*"))
    return tuple(sorted(_parse(match) for match in found if match))


def read_table(lake_root: Path, stage: str, table: str, schema: pa.Schema) -> pa.Table:
    """Read ``table`` from every partition, partitions in order, as one Arrow table of ``schema``.

    Raises:
        LakeError: a file has other columns than ``schema``.
    """
    paths = partition_files(lake_root, stage, table)
    return pa.concat_tables([_read_file(path, schema) for path in paths]) if paths else schema.empty_table()


def read_parquet(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """One Parquet file of the lake: these of its columns, all when None.

    Not by :func:`pyarrow.parquet.read_table`: that is made for folders of files, and loads pandas for it.

    Raises:
        OSError, pa.ArrowException: the file is gone or damaged.
    """
    with pq.ParquetFile(path) as file:
        return file.read(columns)


def partition_files(lake_root: Path, stage: str, table: str) -> tuple[Path, ...]:
    """Return the Parquet files of ``table``, in partition order."""
    folders = (lake_root / stage / partition.folder for partition in list_partitions(lake_root, stage))
    candidates = (folder / f"{table}.parquet" for folder in folders)
    return tuple(path for path in candidates if path.exists())


def drop_vanished(lake_root: Path, stage: str, keep: Iterable[Partition]) -> tuple[Partition, ...]:
    """Remove the partitions of ``stage`` that are not in ``keep`` and return them."""
    vanished = tuple(sorted(set(list_partitions(lake_root, stage)) - set(keep)))
    for partition in vanished:
        _remove(lake_root / stage / partition.folder)
    return vanished


def drop_partition(lake_root: Path, stage: str, partition: Partition) -> bool:
    """Remove one partition of ``stage``; return whether it was there."""
    target = lake_root / stage / partition.folder
    if not target.exists():
        return False
    _remove(target)
    return True


def repair_stage(lake_root: Path, stage: str) -> tuple[Path, ...]:
    """Finish or undo what a killed process left half done; return the folders that were touched."""
    debris = sorted((lake_root / stage).glob(f"province=*/.*{_NEW}")) + sorted(
        (lake_root / stage).glob(f"province=*/.*{_OLD}")
    )
    targets = sorted({_target_of(path) for path in debris})
    for target in targets:
        _repair_partition(target)
    for tombstone in (lake_root / stage).glob(f"province=*/.*{_GONE}"):
        shutil.rmtree(tombstone, ignore_errors=True)
    return tuple(targets)


def _parse(match: re.Match[str]) -> Partition:
    slug = match["province"]
    return Partition("" if slug == _UNPLACED else slug, int(match["year"]))


def _read_file(path: Path, schema: pa.Schema) -> pa.Table:
    table = read_parquet(path)
    if not table.schema.equals(schema):
        raise LakeError(
            f"{path}: có các cột {table.schema.names}, cần {schema.names}. Một phiên bản khác của chương trình đã ghi "
            "tệp này; hãy xử lý lại tỉnh, năm đó: cchc backfill --again."
        )
    return table


def _write_files(folder: Path, tables: Mapping[str, pa.Table]) -> None:
    folder.mkdir()
    for name in sorted(tables):
        path = folder / f"{name}.parquet"
        pq.write_table(tables[name], path, compression="zstd")
        flush(path)
    (folder / _COMPLETE).touch()
    flush(folder)


def _swap_in(fresh: Path, target: Path) -> None:
    old = _sibling(target, _OLD)
    if target.exists():
        target.rename(old)
    fresh.rename(target)
    flush(target.parent)
    shutil.rmtree(old, ignore_errors=True)


def _repair_partition(target: Path) -> None:
    fresh, old = _sibling(target, _NEW), _sibling(target, _OLD)
    if not target.exists() and (fresh / _COMPLETE).exists():
        fresh.rename(target)
    elif not target.exists() and old.exists():
        old.rename(target)
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


def _remove(target: Path) -> None:
    """Remove a partition in one step: a half-removed folder must not look like a partition."""
    old = _sibling(target, _OLD)
    tombstone = _sibling(target, _GONE)
    shutil.rmtree(old, ignore_errors=True)
    shutil.rmtree(tombstone, ignore_errors=True)  # left by a process that died while it removed
    target.rename(tombstone)
    shutil.rmtree(tombstone)
    if not any(target.parent.iterdir()):
        target.parent.rmdir()


def _sibling(target: Path, suffix: str) -> Path:
    return target.with_name(f".{target.name}{suffix}")


def _target_of(debris: Path) -> Path:
    return debris.with_name(debris.name[1:].rsplit(".", 1)[0])


def flush(path: Path) -> None:
    """Flush a file or a folder entry to the disk (``fsync``)."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

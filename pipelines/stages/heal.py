"""A damaged warehouse heals before a run: what can be made again is thrown away, what cannot is set aside.

Looked at are the kinds of file below the warehouse folder that a run opens: partitions of the lake, caches, logs and
Dagster's own tables. A file is damaged when it is empty, cut short or something else, when a folder stands in its
place, or when it is missing where others of its kind lie. Published versions are never touched.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.model.tables import SCHEMAS
from pipelines.registry.tree import PartitionKey
from pipelines.settings import WarehousePaths
from pipelines.stages.healed import RECORD, Healed, remember_healed
from pipelines.warehouse.lake.partitions import Partition, list_partitions, read_parquet

ASIDE: Final = "set_aside"
"""Folder below the warehouse for what cannot be made again."""
_PARTITION: Final = re.compile(r"province=(?P<province>[^/]+)/plan_year=(?P<year>\d{1,4})")
_NOWHERE: Final = "_khong-ro"
_UNDERSTOOD: Final = "understood"
_STAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "register": ("files",),
    "read": ("readings",),
    "read_unfinished": ("readings",),
    "read_unfinished_again": ("readings",),
    "plans": tuple(SCHEMAS),
    "corrections": tuple(SCHEMAS),
    "registry": ("sightings",),
}
_HISTORY: Final = ("runs", "findings", "outcomes", "checks")
_KEPT: Final = frozenset({"registry"})
_SMALL: Final = 4 * 1024 * 1024
"""Bytes up to which a file is read whole: damage in the middle shows only then."""
_FOLDERS: Final = ("lake", "registry", "build", "versions", "reports", "logs", ".dagster")


def heal_warehouse(paths: WarehousePaths, *, now: datetime, is_dagster_closed: bool = True) -> tuple[Healed, ...]:
    """Put right what a run would stumble over; call it while holding the warehouse's lock.

    Args:
        paths: of the warehouse.
        now: when; the name under which things are set aside, and the time in the record of what was healed.
        is_dagster_closed: whether nobody has Dagster's own tables open, so that they may be looked at.

    Raises:
        OSError: the disk refuses (read-only, full).
    """
    desk = _Desk(paths.root, f"{now:%Y%m%dT%H%M%S}")
    found = [*_folders(desk), *_partitions(desk), *_history(desk), *_caches(desk)]
    found += _dagster(desk) if is_dagster_closed else ()
    if found:
        remember_healed(paths.root, found, now)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Desk:
    root: Path
    stamp: str

    def name(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()

    def aside(self, path: Path) -> str:
        """Move ``path`` under a dated name; where it lies now."""
        target = self.root / ASIDE / self.stamp / path.relative_to(self.root)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)
        return self.name(target)


def _folders(desk: _Desk) -> Iterator[Healed]:
    _make_room_for_what_is_set_aside(desk)
    for name in _FOLDERS:
        path = desk.root / name
        if path.exists() and not path.is_dir():
            yield Healed(name, "một tệp nằm ở chỗ của thư mục; thư mục được lập lại", desk.aside(path))
    for stage in (*_STAGES, "history"):
        path = desk.root / "lake" / stage
        if path.exists() and not path.is_dir():
            yield Healed(desk.name(path), "một tệp nằm ở chỗ của thư mục; thư mục được lập lại", desk.aside(path))
    published = desk.root / "cchc.duckdb"
    if published.is_dir():
        yield Healed("cchc.duckdb", "một thư mục nằm ở chỗ của tệp phát hành; tệp được dựng lại", desk.aside(published))
    for name in ("logs/last_run.log", RECORD, "registry/looks.json", "reports/index.html"):
        path = desk.root / name
        if path.is_dir():
            shutil.rmtree(path)
            yield Healed(name, "một thư mục nằm ở chỗ của tệp; tệp được ghi lại")


def _make_room_for_what_is_set_aside(desk: _Desk) -> None:
    place = desk.root / ASIDE
    if place.exists() and not place.is_dir():
        place.rename(desk.root / f"{ASIDE}-{desk.stamp}")


def _partitions(desk: _Desk) -> Iterator[Healed]:
    for stage, tables in _STAGES.items():
        root = desk.root / "lake" / stage
        for folder in sorted(root.glob("province=*/plan_year=*")):
            place = _PARTITION.fullmatch(folder.relative_to(root).as_posix())
            if place is None:
                continue
            wanted = (*tables, _UNDERSTOOD) if stage == "plans" and place["province"] != _NOWHERE else tables
            if not _is_whole(folder, wanted):
                yield _healed_partition(desk, stage, folder, place)


def _healed_partition(desk: _Desk, stage: str, folder: Path, place: re.Match[str]) -> Healed:
    name = desk.name(folder)
    if stage in _KEPT:
        where = f"{place['province']}/{place['year']}"
        lost = f"sổ đăng ký tệp của {where} lập lại từ hôm nay, mất lần đầu thấy và các tệp đã gỡ trước đây"
        return Healed(name, lost, desk.aside(folder))
    _discard(folder)
    return Healed(name, "được làm lại từ tệp kế hoạch")


def _history(desk: _Desk) -> Iterator[Healed]:
    for folder in sorted((desk.root / "lake" / "history").glob("run=*")):
        # a run that found nothing changed has recorded itself alone
        recorded = _HISTORY if any((folder / f"{name}.parquet").exists() for name in _HISTORY[1:]) else ("runs",)
        if not _is_whole(folder, recorded):
            lost = f"mất lịch sử của lần chạy {folder.name.removeprefix('run=')} (phát hiện, kết quả, kiểm tra lần ấy)"
            yield Healed(desk.name(folder), lost, desk.aside(folder))


def _caches(desk: _Desk) -> Iterator[Healed]:
    """Folders where the caches of hashes have files; damaged files of theirs are read as empty ones."""
    for path in sorted((desk.root / "registry" / "hashes").rglob("*.json")):
        if path.is_dir():
            shutil.rmtree(path)
            yield Healed(desk.name(path), "sổ mã băm được tính lại")
    for path in sorted((desk.root / "registry" / "hashes").glob("*")):
        if not path.is_dir():
            path.unlink()
            yield Healed(desk.name(path), "sổ mã băm được tính lại")


def _dagster(desk: _Desk) -> Iterator[Healed]:
    home = desk.root / ".dagster"
    tables = [*home.rglob("*.db")]
    settings = home / "dagster.yaml"
    if settings.is_dir() or any(not _is_sqlite(path) for path in tables):
        shutil.rmtree(home)
        yield Healed(".dagster", "lịch sử chạy trên trang Dagster bị xóa và lập lại; số liệu không bị ảnh hưởng")


def unfinished_partitions(lake: Path) -> frozenset[PartitionKey]:
    """Partitions that were looked at or read, and whose results are no longer all there: they are made again."""
    stages = ("register", "read", "plans")
    known = {stage: frozenset(list_partitions(lake, stage)) for stage in (*stages, "registry")}
    seen = frozenset[Partition]().union(*known.values())
    lacking = {one for one in seen for stage in stages if one not in known[stage]}
    return frozenset(PartitionKey(one.province_slug, one.plan_year) for one in lacking if one.province_slug)


def _is_whole(folder: Path, tables: tuple[str, ...]) -> bool:
    return folder.is_dir() and all(_is_parquet(folder / f"{name}.parquet") for name in tables)


def _is_parquet(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        found = path.stat()
        _read_once(path, found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns)
    except (OSError, pa.ArrowException):
        return False
    return True


@lru_cache(maxsize=10_000)
def _read_once(path: Path, size: int, *_: int) -> None:
    """Read a file; one that nobody touched since is not read again: a run looks twice, before and in the lock.

    Raises:
        OSError, pa.ArrowException: it is gone or damaged; that is not remembered.
    """
    if size < _SMALL:
        read_parquet(path)
    else:
        pq.read_metadata(path)


def _is_sqlite(path: Path) -> bool:
    if not path.is_file():
        return False
    if path.stat().st_size == 0:
        return True  # as a new one
    with suppress(sqlite3.DatabaseError):
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
        try:
            found: tuple[str] = connection.execute("pragma quick_check(1)").fetchone()
            return found == ("ok",)
        finally:
            connection.close()
    return False


def _discard(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()

"""One writer at a time, and no debris of runs that died."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pipelines.settings import WarehousePaths

_KEEP_SECONDS: Final = 24 * 3600
_HELD: Final[set[Path]] = set()  # warehouses that this process has locked


class WarehouseBusy(RuntimeError):  # noqa: N818 - named for what happened
    """Another run is writing to this warehouse."""


@contextmanager
def warehouse_lock(paths: WarehousePaths) -> Iterator[None]:
    """Hold the warehouse's lock; the operating system releases it when the process dies.

    A whole run holds it from its first write to the lake, and its publication takes it once more: inside one process
    the lock can be taken again.

    Raises:
        WarehouseBusy: another process holds it.
    """
    root = paths.root.resolve()
    if root in _HELD:
        yield
        return
    with _locked_file(paths):
        _HELD.add(root)
        try:
            yield
        finally:
            _HELD.remove(root)


@contextmanager
def _locked_file(paths: WarehousePaths) -> Iterator[None]:
    paths.root.mkdir(parents=True, exist_ok=True)
    if paths.lock.is_dir():  # a damaged warehouse: the place is the lock's
        _discard(paths.lock)
    # append mode: opening must not wipe the holder's name before the lock is ours
    with paths.lock.open("a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            raise WarehouseBusy(_busy_message(paths, handle.read().strip())) from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        yield


def remove_dead_builds(paths: WarehousePaths, *, keep: str) -> tuple[Path, ...]:
    """Remove build files of runs whose process is gone (or that are older than a day), except run ``keep``.

    Call it while holding the lock. Returns the files removed.
    """
    if not paths.build.exists():
        return ()
    dead = tuple(owner for owner in sorted(paths.build.glob("*.owner")) if owner.stem != keep and _is_dead(owner))
    for owner in dead:
        forget_build(paths, owner.stem)
    return dead


def forget_build(paths: WarehousePaths, run_id: str) -> None:
    """Remove everything that the build of ``run_id`` left."""
    build = paths.build_file(run_id)
    shutil.rmtree(paths.dbt_target(run_id), ignore_errors=True)
    for path in (build, Path(f"{build}.wal"), build.with_suffix(".owner")):
        _discard(path)


def _discard(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _is_dead(owner: Path) -> bool:
    if not owner.is_file():
        return True
    text = owner.read_text(encoding="utf-8", errors="replace").strip()
    # a process id is used again some day: a build file older than a day belongs to nobody
    is_old = time.time() - owner.stat().st_mtime > _KEEP_SECONDS
    return is_old or not text.isdigit() or not _is_running(int(text))


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _busy_message(paths: WarehousePaths, holder: str) -> str:
    who = f" (tiến trình {holder})" if holder else ""
    return (
        f"Kho dữ liệu {paths.root} đang được một lần chạy khác ghi{who}. "
        "Hãy đợi lần chạy đó xong rồi chạy lại; người đang đọc báo cáo không bị ảnh hưởng."
    )

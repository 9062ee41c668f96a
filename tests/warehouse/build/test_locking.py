"""Two runs never write to one warehouse, and dead runs leave nothing for ever."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipelines.settings import WarehousePaths
from pipelines.warehouse.build.locking import WarehouseBusy, remove_dead_builds, warehouse_lock

HOLD = """
import sys
from pathlib import Path
from pipelines.warehouse.build.locking import warehouse_lock
from pipelines.settings import WarehousePaths
with warehouse_lock(WarehousePaths(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def paths(tmp_path: Path) -> WarehousePaths:
    return WarehousePaths(tmp_path)


def make_owned(paths: WarehousePaths, run_id: str, owner: str) -> Path:
    paths.build.mkdir(exist_ok=True)
    build = paths.build_file(run_id)
    build.write_bytes(b"x")
    Path(f"{build}.wal").write_bytes(b"x")
    paths.dbt_target(run_id).mkdir()
    owner_file = build.with_suffix(".owner")
    owner_file.write_text(owner)
    return owner_file


def left(paths: WarehousePaths) -> set[str]:
    return {path.name.split(".")[0].removesuffix("-dbt") for path in paths.build.iterdir()}


def test_second_run_is_refused_in_vietnamese_and_told_who_runs(paths: WarehousePaths) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(paths.root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(WarehouseBusy, match=rf"tiến trình {holder.pid}.*đợi"), warehouse_lock(paths):
        pass
    holder.kill()
    holder.wait()
    with warehouse_lock(paths):
        assert paths.lock.read_text() == str(os.getpid())


def test_publication_inside_a_run_takes_the_lock_that_the_run_holds(paths: WarehousePaths) -> None:
    with warehouse_lock(paths):
        with warehouse_lock(paths):
            pass
        other = subprocess.run(
            [sys.executable, "-c", HOLD, str(paths.root)], capture_output=True, text=True, check=False
        )
        assert "WarehouseBusy" in other.stderr, "the inner release must not free the outer lock"


def test_lock_is_free_again_after_an_error(paths: WarehousePaths) -> None:
    with pytest.raises(ValueError, match="inside"), warehouse_lock(paths):
        raise ValueError("inside")
    with warehouse_lock(paths):
        pass


def test_build_of_a_dead_run_is_removed_and_that_of_a_living_one_stays(paths: WarehousePaths) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    make_owned(paths, "dead", str(dead.pid))
    make_owned(paths, "garbled", "not a number")
    make_owned(paths, "living", str(os.getpid()))
    make_owned(paths, "mine", str(dead.pid))
    removed = remove_dead_builds(paths, keep="mine")
    assert [path.stem for path in removed] == ["dead", "garbled"]
    assert left(paths) == {"living", "mine"}


def test_build_older_than_a_day_belongs_to_nobody(paths: WarehousePaths) -> None:
    owner = make_owned(paths, "old", str(os.getpid()))
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(owner, (two_days_ago, two_days_ago))
    remove_dead_builds(paths, keep="other")
    assert left(paths) == set()


def test_damaged_locks_and_owners_stand_in_nobodys_way(paths: WarehousePaths) -> None:
    make_owned(paths, "garbage", "1").write_bytes(b"\xff\xfe\x00")
    folder = make_owned(paths, "folder", "1")
    folder.unlink()
    (folder / "x").mkdir(parents=True)
    build = paths.build_file("folder")
    build.unlink()
    (build / "x").mkdir(parents=True)
    (paths.lock / "x").mkdir(parents=True)
    with warehouse_lock(paths):
        remove_dead_builds(paths, keep="mine")
        assert left(paths) == set()
        assert paths.lock.read_text() == str(os.getpid())

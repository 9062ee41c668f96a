"""A partition is replaced whole, whatever happens to the process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from pipelines.warehouse.lake.partitions import (
    LakeError,
    Partition,
    drop_partition,
    drop_vanished,
    list_partitions,
    read_table,
    repair_stage,
    write_partition,
)

SCHEMA = pa.schema([("name", pa.string()), ("value", pa.int32())])
HERE = Partition("quang-tri", 2026)
STAGE = "plans"


def table(*names: str) -> pa.Table:
    return pa.Table.from_pylist([{"name": name, "value": len(name)} for name in names], schema=SCHEMA)


def names(lake: Path) -> list[str]:
    return read_table(lake, STAGE, "words", SCHEMA).column("name").to_pylist()


def test_rows_come_back_from_every_partition_in_order(tmp_path: Path) -> None:
    write_partition(tmp_path, STAGE, Partition("ha-tinh", 2027), {"words": table("c")})
    write_partition(tmp_path, STAGE, HERE, {"words": table("d", "e")})
    write_partition(tmp_path, STAGE, Partition("ha-tinh", 2026), {"words": table("a", "b")})
    assert names(tmp_path) == ["a", "b", "c", "d", "e"]


def test_writing_again_replaces_the_whole_partition(tmp_path: Path) -> None:
    write_partition(tmp_path, STAGE, HERE, {"words": table("old"), "gone": table("x")})
    write_partition(tmp_path, STAGE, HERE, {"words": table("new")})
    assert names(tmp_path) == ["new"]
    assert sorted(p.name for p in (tmp_path / STAGE / HERE.folder).iterdir()) == ["_COMPLETE", "words.parquet"]


def test_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    first = write_partition(tmp_path / "a", STAGE, HERE, {"words": table("x", "y")}) / "words.parquet"
    second = write_partition(tmp_path / "b", STAGE, HERE, {"words": table("x", "y")}) / "words.parquet"
    assert first.read_bytes() == second.read_bytes()


def test_vanished_partitions_are_dropped_and_named(tmp_path: Path) -> None:
    other = Partition("ha-tinh", 2026)
    for partition in (HERE, other):
        write_partition(tmp_path, STAGE, partition, {"words": table(partition.province_slug)})
    assert drop_vanished(tmp_path, STAGE, [HERE]) == (other,)
    assert list_partitions(tmp_path, STAGE) == (HERE,)


def test_files_outside_any_province_have_a_partition_of_their_own(tmp_path: Path) -> None:
    write_partition(tmp_path, STAGE, Partition("", 0), {"words": table("lost")})
    assert list_partitions(tmp_path, STAGE) == (Partition("", 0),)


def test_impossible_folder_name_says_what_to_do() -> None:
    with pytest.raises(LakeError, match="đổi tên thư mục trong thư mục kế hoạch"):
        Partition("../etc", 2026)


def test_partition_of_another_version_is_refused_with_its_place(tmp_path: Path) -> None:
    strange = pa.table({"name": ["a"]})
    write_partition(tmp_path, STAGE, HERE, {"words": strange})
    with pytest.raises(LakeError, match=r"words\.parquet.*xử lý lại tỉnh, năm đó"):
        names(tmp_path)


def test_failed_write_leaves_the_old_partition(tmp_path: Path) -> None:
    write_partition(tmp_path, STAGE, HERE, {"words": table("old")})
    with pytest.raises(AttributeError):
        write_partition(tmp_path, STAGE, HERE, {"a": table("new"), "words": None})
    assert names(tmp_path) == ["old"]
    assert [p.name for p in (tmp_path / STAGE / HERE.folder).parent.iterdir()] == ["plan_year=2026"]


KILL_AT_STEP = """
import os, pathlib, shutil, signal, sys
import pyarrow.parquet
from pipelines.warehouse.lake import partitions
import test_partitions

steps = iter(range(10**6))
wanted = int(sys.argv[2])

def dying(function):
    def call(*args, **kwargs):
        if next(steps) == wanted:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return call

for owner, name in ((pathlib.Path, "rename"), (pathlib.Path, "mkdir"), (pathlib.Path, "touch"), (partitions, "flush"),
                    (shutil, "rmtree"), (pyarrow.parquet, "write_table")):
    setattr(owner, name, dying(getattr(owner, name)))
new = {name: test_partitions.table("new") for name in ("other", "words")}
partitions.write_partition(pathlib.Path(sys.argv[1]), test_partitions.STAGE, test_partitions.HERE, new)
print("finished")
"""


def test_kill_at_any_step_leaves_the_old_or_the_new_partition_whole(tmp_path: Path) -> None:
    seen = set()
    finished = False
    for step in range(40):
        lake = tmp_path / str(step)
        write_partition(lake, STAGE, HERE, {"words": table("old"), "other": table("old")})
        done = subprocess.run(
            [sys.executable, "-c", KILL_AT_STEP, str(lake), str(step)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        repair_stage(lake, STAGE)
        both = {name: read_table(lake, STAGE, name, SCHEMA).column("name").to_pylist() for name in ("words", "other")}
        assert both["words"] == both["other"]
        assert both["words"] in (["old"], ["new"])
        assert [p.name for p in (lake / STAGE / "province=quang-tri").iterdir()] == ["plan_year=2026"]
        seen.add(both["words"][0])
        if done.returncode == 0:
            finished = True
            break
    assert finished
    assert seen == {"old", "new"}


def test_what_a_kill_left_of_a_removed_partition_is_in_nobodys_way(tmp_path: Path) -> None:
    tombstone = tmp_path / STAGE / HERE.folder.parent / f".{HERE.folder.name}.gone"
    for remove in (
        lambda: drop_partition(tmp_path, STAGE, HERE),
        lambda: drop_vanished(tmp_path, STAGE, []),
    ):
        write_partition(tmp_path, STAGE, HERE, {"words": table("again")})
        tombstone.mkdir(parents=True)
        (tombstone / "words.parquet").write_bytes(b"half removed")
        assert remove()
        assert list_partitions(tmp_path, STAGE) == ()
    write_partition(tmp_path, STAGE, HERE, {"words": table("again")})
    tombstone.mkdir(parents=True)
    repair_stage(tmp_path, STAGE)
    assert not tombstone.exists()

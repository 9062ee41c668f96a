"""Readers see the last good warehouse or the next one, whatever happens in between."""

from __future__ import annotations

import json
import os
import resource
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipelines.quality.results import Checker, CheckResult, CheckSeverity
from pipelines.settings import WarehousePaths
from pipelines.warehouse.changes.compare import record_changes
from pipelines.warehouse.publication.copy import content_hashes
from pipelines.warehouse.publication.publish import Provenance, PublicationFailed, PublicationStopped, publish
from pipelines.warehouse.publication.versions import (
    changes_page,
    latest_version,
    list_versions,
    parquet_folder,
    read_manifest,
    rollback,
)

PASSED = CheckResult(Checker.DBT, "fct_task", "unique", CheckSeverity.BLOCK, True, "pass", 0, "r", "Khóa không trùng.")
FAILED = replace(PASSED, passed=False, failing_rows=3)
ABOUT = Provenance("run-1", "2026-06-01T08:00:00+07:00", "code-1", "lock-1", {"raw/a.pdf": "0" * 64})


def make_build(folder: Path, value: int, run_id: str = "r", size: int = 10) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"build-{value}.duckdb"
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        for schema in ("landing", "staging", "core", "quality", "marts"):
            connection.execute(f"create schema {schema}")
        connection.execute("create table landing.secret as select 1 as x")
        connection.execute(
            f"create table core.fact as select {value} as value, hash(i)::varchar as text from range({size}) as n (i)"
        )
        connection.execute("create table quality.check_result (run_id varchar not null, seconds double, name varchar)")
        connection.execute(f"insert into quality.check_result values ('{run_id}', random(), 'it''s')")
        connection.execute("create table marts.empty (n integer)")
        connection.execute("comment on table core.fact is 'Bảng “thử” của ''nhóm'''")
        connection.execute("comment on column core.fact.value is 'Giá trị'")
    return path


def give(paths: WarehousePaths, value: int, version: str, checks: tuple[CheckResult, ...] = (PASSED,)) -> None:
    build = make_build(paths.build, value)
    changes = record_changes(build, version, latest_version(paths))
    publish(paths, build, version, provenance=ABOUT, checks=checks, keep=3, changes=changes, parquet=True)


def published_value(paths: WarehousePaths) -> int:
    with duckdb.connect(str(paths.published), read_only=True) as connection:
        row = connection.execute("select min(value), max(value), count(*) from core.fact").fetchone()
    assert row is not None
    assert row[0] == row[1]
    assert row[2] > 0
    return int(row[0])


@pytest.fixture
def paths(tmp_path: Path) -> WarehousePaths:
    warehouse = WarehousePaths(tmp_path / "warehouse")
    give(warehouse, 1, "v1")
    return warehouse


def debris(paths: WarehousePaths) -> list[str]:
    names = ("cchc-{}.duckdb", "cchc-{}.json", "changes-{}.json", "changes-{}.html", "parquet-{}")
    known = {name.format(version) for version in list_versions(paths) for name in names}
    strange = [path.name for path in paths.versions.iterdir() if path.name not in known]
    return strange + [path.name for path in paths.root.iterdir() if path.name.endswith(".tmp")]


def test_published_file_holds_the_contract_schemas_with_constraints_and_comments(paths: WarehousePaths) -> None:
    with duckdb.connect(str(paths.published), read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()
        comment = connection.execute("select comment from duckdb_tables() where table_name = 'fact'").fetchone()
        column = connection.execute("select comment from duckdb_columns() where column_name = 'value'").fetchone()
        nullable = connection.execute(
            "select is_nullable from duckdb_columns() where column_name = 'run_id'"
        ).fetchone()
    assert tables == [
        ("core", "fact"),
        ("marts", "empty"),
        ("quality", "check_result"),
        ("quality", "version_change"),
    ]
    assert (comment, column, nullable) == (("Bảng “thử” của 'nhóm'",), ("Giá trị",), (False,))


def test_failed_gate_keeps_last_published_warehouse(paths: WarehousePaths) -> None:
    before = paths.published.read_bytes()
    told = r"Không công bố: 1 .*\n- .* \[fct_task\.unique; bảng .*, 3 dòng\]"
    with pytest.raises(PublicationStopped, match=told) as stopped:
        give(paths, 2, "v2", checks=(PASSED, FAILED))
    assert stopped.value.failures == (FAILED,)
    assert paths.published.read_bytes() == before
    assert list_versions(paths) == ("v1",)


def test_warning_does_not_stop_publication_and_is_kept_in_the_manifest(paths: WarehousePaths) -> None:
    give(paths, 2, "v2", checks=(PASSED, replace(FAILED, severity=CheckSeverity.WARN)))
    assert published_value(paths) == 2
    assert read_manifest(paths, "v2")["checks"] == {"total": 2, "failed": ["fct_task.unique"]}


def test_reader_that_is_connected_keeps_its_snapshot(paths: WarehousePaths) -> None:
    reader = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import duckdb, sys\n"
            "c = duckdb.connect(sys.argv[1], read_only=True)\n"
            "print('open', flush=True)\n"
            "sys.stdin.readline()\n"
            "print(c.execute('select max(value) from core.fact').fetchone()[0], flush=True)",
            str(paths.published),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert reader.stdout is not None
    assert reader.stdout.readline() == "open\n"
    give(paths, 2, "v2")
    answer, _ = reader.communicate("go\n", timeout=60)
    assert answer == "1\n"
    assert published_value(paths) == 2


def test_only_the_newest_versions_are_kept(paths: WarehousePaths) -> None:
    for number in (2, 3, 4, 5):
        give(paths, number, f"v{number}")
    assert list_versions(paths) == ("v3", "v4", "v5")
    assert debris(paths) == []


def test_what_changed_and_the_tables_as_parquet_lie_beside_the_version(paths: WarehousePaths) -> None:
    give(paths, 2, "v2")
    changed = json.loads(changes_page(paths, "v2").with_suffix(".json").read_text(encoding="utf-8"))
    assert changed["previous"] == "v1"
    assert [table["table"] for table in changed["tables"]] == ["core.fact"]
    assert "v1" in changes_page(paths, "v2").read_text(encoding="utf-8")
    rows = duckdb.sql(f"select min(value) from '{parquet_folder(paths, 'v2') / 'core' / 'fact.parquet'}'").fetchall()
    assert rows == [(2,)]
    for number in range(3, 6):
        give(paths, number, f"v{number}")
    assert not changes_page(paths, "v2").exists()
    assert not parquet_folder(paths, "v2").exists()
    assert debris(paths) == []


def test_rollback_brings_back_an_earlier_version(paths: WarehousePaths) -> None:
    give(paths, 2, "v2")
    rollback(paths, "v1")
    assert published_value(paths) == 1
    assert list_versions(paths) == ("v1", "v2")


def test_rollback_to_an_unknown_version_lists_those_that_are_kept(paths: WarehousePaths) -> None:
    with pytest.raises(FileNotFoundError, match="Các phiên bản còn giữ: v1"):
        rollback(paths, "v9")
    assert published_value(paths) == 1


def test_content_hash_ignores_the_run_but_not_the_content(tmp_path: Path) -> None:
    first = content_hashes(make_build(tmp_path / "a", 1, run_id="a"))
    same = content_hashes(make_build(tmp_path / "b", 1, run_id="b"))
    other = content_hashes(make_build(tmp_path / "c", 2, run_id="a"))
    assert first == same
    assert first["core.fact"] != other["core.fact"]
    assert first["quality.check_result"] == other["quality.check_result"]


def test_manifest_names_inputs_code_and_content(paths: WarehousePaths) -> None:
    manifest = json.loads((paths.versions / "cchc-v1.json").read_text(encoding="utf-8"))
    assert manifest["inputs"] == {"raw/a.pdf": "0" * 64}
    assert (manifest["code_version"], manifest["lock_hash"], manifest["run_id"]) == ("code-1", "lock-1", "run-1")
    assert manifest["row_counts"] == {
        "core.fact": 10,
        "marts.empty": 0,
        "quality.check_result": 1,
        "quality.version_change": 0,
    }
    assert manifest["content_hashes"] == content_hashes(paths.published)


CHILD = """
import os, pathlib, signal, sys
from pathlib import Path
from pipelines.warehouse.publication import copy, publish as module, versions
from pipelines.warehouse.changes.compare import VersionChanges
from pipelines.settings import WarehousePaths
import test_publish

steps = iter(range(10**6))
wanted = int(sys.argv[2])

def dying(function):
    def call(*args, **kwargs):
        if next(steps) == wanted:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return call

for owner, name in ((copy, "_copy_table"), (copy, "flush"), (module, "flush"), (versions, "flush"),
                    (module, "content_hashes"), (os, "link"),
                    (pathlib.Path, "replace"), (pathlib.Path, "write_text"), (pathlib.Path, "unlink"),
                    (pathlib.Path, "rename")):
    setattr(owner, name, dying(getattr(owner, name)))
paths = WarehousePaths(Path(sys.argv[1]))
module.publish(paths, paths.build / "build-2.duckdb", "v2", provenance=test_publish.ABOUT, checks=(), keep=1,
               changes=VersionChanges("v2", "v1", (), (), ()), parquet=True)
print("finished")
"""


def run_child(
    code: str, *arguments: object, before: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=before,
    )


@pytest.mark.parametrize("stride", [4, pytest.param(1, marks=pytest.mark.slow)])
def test_kill_at_any_step_leaves_a_whole_warehouse(tmp_path: Path, stride: int) -> None:
    seen = []
    for step in range(0, 120, stride):
        paths = WarehousePaths(tmp_path / str(step))
        give(paths, 1, "v1")
        make_build(paths.build, 2)
        done = run_child(CHILD, paths.root, step)
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        seen.append(published_value(paths))
        give(paths, 3, "v3")
        assert published_value(paths) == 3
        assert debris(paths) == []
        if done.returncode == 0:
            break
    assert done.returncode == 0
    assert set(seen) == {1, 2}
    assert seen == sorted(seen), "once switched, never back"


DISK_FULL = """
import sys
from pathlib import Path
from pipelines.settings import WarehousePaths
from pipelines.warehouse.publication.publish import PublicationFailed, publish
import test_publish

paths = WarehousePaths(Path(sys.argv[1]))
try:
    publish(paths, paths.build / "build-2.duckdb", "v2", provenance=test_publish.ABOUT, checks=())
except PublicationFailed as error:
    print(error)
"""


def test_full_disk_keeps_last_published_warehouse(paths: WarehousePaths) -> None:
    make_build(paths.build, 2, size=400_000)
    limit = 2 * 1024 * 1024
    done = run_child(DISK_FULL, paths.root, before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    assert "Không ghi được phiên bản v2" in done.stdout, done.stderr
    assert "dung lượng đĩa" in done.stdout
    assert published_value(paths) == 1
    give(paths, 3, "v3")
    assert debris(paths) == []


def test_versions_folder_that_cannot_be_written_keeps_last_published_warehouse(paths: WarehousePaths) -> None:
    hidden = paths.versions.rename(paths.root / "elsewhere")
    paths.versions.write_text("not a folder")
    with pytest.raises(PublicationFailed, match="Không ghi được phiên bản v2"):
        give(paths, 2, "v2")
    assert published_value(paths) == 1
    assert hidden.is_dir()


def test_published_file_cannot_be_opened_for_writing_by_its_readers(paths: WarehousePaths) -> None:
    assert stat.S_IMODE(paths.published.stat().st_mode) & 0o222 == 0


def test_file_system_without_hard_links_gets_a_copy(paths: WarehousePaths, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("links are not supported")

    monkeypatch.setattr("pipelines.warehouse.publication.versions.os.link", refuse)
    give(paths, 2, "v2")
    assert published_value(paths) == 2
    assert paths.published.stat().st_nlink == 1
    assert stat.S_IMODE(paths.published.stat().st_mode) & 0o222 == 0

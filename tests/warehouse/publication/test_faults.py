"""Faults of the machine: what cannot be written is said, what is published stays whole, and the next run completes."""

from __future__ import annotations

import resource
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from recorded_runs import recorded_runs
from test_publish import debris, give, make_build, published_value, run_child

from pipelines.settings import WarehousePaths
from pipelines.warehouse.changes.history import HISTORY_STAGE, keep_history

# root may write anywhere, so the child becomes nobody, after its imports: the interpreter may lie in root's own folder
PUBLISH = """
import os
import sys
from pathlib import Path
from pipelines.settings import WarehousePaths
from pipelines.warehouse.publication.publish import PublicationFailed, publish
import test_publish

if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
paths = WarehousePaths(Path(sys.argv[1]))
try:
    publish(paths, paths.build / "build-2.duckdb", "v2", provenance=test_publish.ABOUT, checks=())
except PublicationFailed as error:
    print(error)
else:
    print("published")
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="cchc-faults-"))
    folder.chmod(0o755)
    yield folder
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            path.chmod(0o755)
    shutil.rmtree(folder)


@pytest.mark.parametrize("locked", ["versions", "."])
def test_read_only_folder_keeps_last_published_warehouse(open_folder: Path, locked: str) -> None:
    paths = WarehousePaths(open_folder / "kho")
    give(paths, 1, "v1")
    make_build(paths.build, 2)
    _give_to_everybody(paths.root)
    (paths.root / locked).chmod(0o555)
    done = run_child(PUBLISH, paths.root)
    assert "Không ghi được phiên bản v2" in done.stdout, done.stdout + done.stderr
    assert "quyền ghi" in done.stdout
    assert published_value(paths) == 1
    (paths.root / locked).chmod(0o777)
    again = run_child(PUBLISH, paths.root)
    assert again.stdout.endswith("published\n"), again.stdout + again.stderr
    assert published_value(paths) == 2
    assert debris(paths) == []


def _give_to_everybody(root: Path) -> None:
    for path in [root, *root.rglob("*")]:
        path.chmod(0o777 if path.is_dir() else 0o666)
        assert stat.S_IMODE(path.stat().st_mode) & 0o006


HISTORY = """
import sys
from pathlib import Path
import duckdb
from pipelines.warehouse.changes.history import keep_history
from recorded_runs import recorded_runs

try:
    keep_history(Path(sys.argv[1]), Path(sys.argv[2]), "v2", run_id="r2", recorded_at="2026-06-02T08:00:00+00:00")
except (OSError, duckdb.IOException) as error:
    print("refused", type(error).__name__)
else:
    print("kept")
"""


def _history_build(path: Path, findings: int) -> Path:
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema quality")
        connection.execute(
            "create table quality.finding as select 'd' as document_id, 'r' as rule, 'error' as severity, "
            "null::varchar as task_id, 1 as page, md5(i::varchar) || md5((i + 1)::varchar) as evidence, "
            "null::varchar as detail, 'lời' as message_vi "
            f"from range({findings}) as n (i)"
        )
        connection.execute(
            "create table quality.document_outcome as select 'd' document_id, 'raw/a.pdf' source_path, 'read' stage, "
            "'ok' status, null::varchar reason_code, null::varchar detail"
        )
        connection.execute(
            "create table quality.check_result as select 'dbt' engine, 's' suite, 'c' check_name, 'block' severity, "
            "true passed, 'x' observed, 0::bigint failing_rows, null::varchar exception_state"
        )
    return path


def test_disk_that_fills_up_while_the_history_is_written_loses_nothing(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    first = _history_build(tmp_path / "first.duckdb", 3)
    keep_history(lake, first, "v1", run_id="r1", recorded_at="2026-06-01T08:00:00+00:00")
    second = _history_build(tmp_path / "second.duckdb", 40_000)
    limit = 200 * 1024
    done = run_child(HISTORY, lake, second, before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    # on a slow machine DuckDB draws a progress bar on the same stream
    assert "refused" in done.stdout, done.stdout + done.stderr
    assert recorded_runs(lake) == ("v1",)
    assert run_child(HISTORY, lake, second).stdout.endswith("kept\n")
    assert recorded_runs(lake) == ("v1", "v2")
    assert [path.name for path in (lake / HISTORY_STAGE).iterdir() if path.name.startswith(".")] == []

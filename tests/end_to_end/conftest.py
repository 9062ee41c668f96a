"""The main job on the sample plans, run once for all tests (and all test processes) of a session."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

CCHC = Path(sys.executable).with_name("cchc")


@dataclass(frozen=True)
class Finished:
    """A command that ran."""

    code: int
    output: str


def cchc(*arguments: str | Path, cwd: Path) -> Finished:
    done = subprocess.run(
        [str(CCHC), *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"COLUMNS": "120"},
    )
    return Finished(done.returncode, done.stdout + done.stderr)


@dataclass(frozen=True)
class SampleRun:
    """Runs over the sample plans and the warehouse they left: the first, and one with nothing to do."""

    warehouse: Path
    first: Finished
    idle: Finished


@dataclass(frozen=True)
class RebuiltRun:
    """The same warehouse elsewhere, with a second version that ``--rebuild`` made of the same files."""

    warehouse: Path
    run: Finished


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory, repository: Path) -> SampleRun:
    # one folder for all xdist processes: whoever comes first runs, the others wait for the lock
    shared_base = tmp_path_factory.getbasetemp().parent if "PYTEST_XDIST_WORKER" in os.environ else None
    base = (shared_base or tmp_path_factory.getbasetemp()) / "sample_run"
    base.mkdir(exist_ok=True)
    record = base / "runs.json"
    with (base / "lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        if not record.exists():
            record.write_text(json.dumps(_run(base / "warehouse", repository)), encoding="utf-8")
    first, idle = (Finished(*run) for run in json.loads(record.read_text(encoding="utf-8")))
    return SampleRun(base / "warehouse", first, idle)


@pytest.fixture(scope="session")
def rebuilt_run(sample_run: SampleRun, tmp_path_factory: pytest.TempPathFactory, repository: Path) -> RebuiltRun:
    """For slow tests only: a whole second build."""
    warehouse = tmp_path_factory.mktemp("rebuilt") / "warehouse"
    shutil.copytree(sample_run.warehouse, warehouse)
    return RebuiltRun(warehouse, cchc("run", "--raw", "raw", "--warehouse", warehouse, "--rebuild", cwd=repository))


def _run(warehouse: Path, repository: Path) -> list[tuple[int, str]]:
    command = ("run", "--raw", "raw", "--warehouse", warehouse)
    runs = [cchc(*command, cwd=repository) for _ in ("first", "idle")]
    return [(run.code, run.output) for run in runs]

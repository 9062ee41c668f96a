"""The main job on the sample plans, run once for all tests (and all test processes) of a session."""

from __future__ import annotations

import fcntl
import json
import os
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
    """First and second run over the sample plans, and the warehouse they left."""

    warehouse: Path
    first: Finished
    second: Finished


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
            record.write_text(json.dumps(_run_twice(base / "warehouse", repository)), encoding="utf-8")
    first, second = (Finished(*run) for run in json.loads(record.read_text(encoding="utf-8")))
    return SampleRun(base / "warehouse", first, second)


def _run_twice(warehouse: Path, repository: Path) -> list[tuple[int, str]]:
    runs = [cchc("run", "--raw", "raw", "--warehouse", warehouse, cwd=repository) for _ in range(2)]
    return [(run.code, run.output) for run in runs]

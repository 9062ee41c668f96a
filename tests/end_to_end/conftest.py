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
from network_watch import can_watch, outward, watched

CCHC = Path(sys.executable).with_name("cchc")


@dataclass(frozen=True)
class Finished:
    """A command that ran."""

    code: int
    output: str


def cchc(*arguments: str | Path, cwd: Path, watch: Path | None = None) -> Finished:
    """Run the command; with ``watch`` in a network of its own, what tries to leave it is counted in that file."""
    command = [str(CCHC), *map(str, arguments)]
    done = subprocess.run(
        watched(watch, command) if watch else command,
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"COLUMNS": "120"},
    )
    return Finished(done.returncode, done.stdout + done.stderr)


@dataclass(frozen=True)
class SampleRun:
    """Runs over the sample plans and the warehouse they left: the first, and one with nothing to do.

    ``outward`` is what the first tried to send to other machines; None where nobody may watch.
    """

    warehouse: Path
    first: Finished
    idle: Finished
    outward: dict[str, int] | None


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
            record.write_text(json.dumps(_run(base, repository)), encoding="utf-8")
    told = json.loads(record.read_text(encoding="utf-8"))
    first, idle = (Finished(*run) for run in told["runs"])
    return SampleRun(base / "warehouse", first, idle, told["outward"])


@pytest.fixture(scope="session")
def rebuilt_run(sample_run: SampleRun, tmp_path_factory: pytest.TempPathFactory, repository: Path) -> RebuiltRun:
    """For slow tests only: a whole second build."""
    warehouse = tmp_path_factory.mktemp("rebuilt") / "warehouse"
    shutil.copytree(sample_run.warehouse, warehouse)
    return RebuiltRun(warehouse, cchc("run", "--raw", "raw", "--warehouse", warehouse, "--rebuild", cwd=repository))


def _run(base: Path, repository: Path) -> dict[str, object]:
    command = ("run", "--raw", "raw", "--warehouse", base / "warehouse")
    report = base / "network.json"
    runs = [cchc(*command, cwd=repository, watch=report if can_watch() else None), cchc(*command, cwd=repository)]
    return {
        "runs": [(run.code, run.output) for run in runs],
        "outward": outward(report) if report.exists() else None,
    }

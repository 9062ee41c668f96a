"""What a step prints is kept for the web page and still shown, and nothing stays behind when the run is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import dagster as dg
import pytest

from pipelines.orchestration import step_logs
from pipelines.orchestration.instance import open_instance

_PRINTS = """
import os, sys, time
from pathlib import Path
from dagster._core.storage.compute_log_manager import ComputeIOType
from pipelines.orchestration.step_logs import StepLogs
logs = StepLogs(sys.argv[1])
with logs.capture_logs(["run", "step"]):
    os.write(2, b"from the system\\n")
    print("from Python", flush=True)
    time.sleep(float(sys.argv[2]))
print(logs.get_log_data(["run", "step"]).stdout, logs.get_log_data(["run", "step"]).stderr, flush=True)
print(logs.is_capture_complete(["run", "step"]))
"""


def _started(folder: Path, seconds: float) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _PRINTS, str(folder), str(seconds)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_what_a_step_prints_is_kept_and_shown(tmp_path: Path) -> None:
    printed, told = _started(tmp_path, 2).communicate()
    assert "b'from Python\\n' b'from the system\\n'\nTrue\n" in printed
    assert printed.startswith("from Python\n")
    assert told == "from the system\n"


def _copies(folder: Path) -> list[int]:
    """Processes whose command line names the folder, apart from the run's own."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if words[0] == b"tail" and any(str(folder).encode() in word for word in words):
                found.append(int(entry.name))
    return found


def _comes_to(count: int, folder: Path) -> bool:
    end = time.monotonic() + 30
    while len(_copies(folder)) != count and time.monotonic() < end:
        time.sleep(0.2)
    return len(_copies(folder)) == count


def test_a_killed_run_leaves_no_process_behind(tmp_path: Path) -> None:
    run = _started(tmp_path, 60)
    assert run.stdout is not None
    assert run.stdout.readline() == "from Python\n"
    assert _comes_to(2, tmp_path)
    os.kill(run.pid, signal.SIGKILL)
    run.wait()
    assert _comes_to(0, tmp_path)


def test_another_tail_is_left_to_dagster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(step_logs, "_tail_watches", lambda: False)
    logs = step_logs.StepLogs(str(tmp_path))
    with logs.capture_logs(["run", "step"]):
        os.write(2, b"from the system\n")
    assert logs.is_capture_complete(["run", "step"])


def test_the_instance_of_a_warehouse_keeps_what_steps_print(tmp_path: Path) -> None:
    with open_instance(tmp_path) as instance:
        assert isinstance(instance.compute_log_manager, step_logs.StepLogs)
        assert isinstance(instance, dg.DagsterInstance)

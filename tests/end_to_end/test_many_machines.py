"""Two workers with the real servers publish what one machine publishes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from pipelines.warehouse.publication.copy import content_hashes

from .conftest import SampleRun

MUST = os.environ.get("CCHC_REQUIRE_DISTRIBUTED") == "1"  # CI sets it: there, nothing may be skipped quietly


def missing() -> str:
    if find_spec("dagster_celery") is None or find_spec("duckdb_extensions") is None:
        return "requirements/distributed.lock is not installed"
    if shutil.which("redis-server") is None:
        return "redis-server is not installed"
    return "" if list(Path("/usr/lib/postgresql").glob("*/bin/initdb")) else "PostgreSQL is not installed"


@pytest.mark.slow
@pytest.mark.skipif(bool(missing()) and not MUST, reason=missing() or "-")
def test_two_workers_publish_what_one_machine_publishes(
    sample_run: SampleRun, tmp_path: Path, repository: Path
) -> None:
    assert not missing()
    command = [sys.executable, repository / "deploy" / "two_workers.py", "--ducklake"]
    done = subprocess.run(
        [str(part) for part in (*command, "--raw", repository / "raw", "--warehouse", tmp_path / "warehouse")],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
        timeout=900,
    )
    output = done.stdout + done.stderr
    assert done.returncode == 0, output[-4000:]
    assert "2 worker(s): read and understood" in output
    leaders_own = [line for line in output.splitlines() if line.startswith("  + ")]
    assert not leaders_own, "the leader read again what the workers had read"
    assert content_hashes(tmp_path / "warehouse" / "cchc.duckdb") == content_hashes(
        sample_run.warehouse / "cchc.duckdb"
    )
    assert "Mọi bảng khớp với tệp đã phát hành." in output

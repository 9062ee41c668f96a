"""Heavy libraries stay where they are needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = "pandas", "dagster", "great_expectations", "dbt", "pyarrow", "duckdb"


def loaded(module: str) -> set[str]:
    code = f"import sys, {module}; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("module", "needed"),
    [
        ("pipelines.reading.worker", set()),
        ("pipelines.understanding.plan", set()),
        ("pipelines.stages.document", {"pyarrow"}),  # what a worker that understands plans starts with
        ("pipelines.cli.app", set()),  # `cchc --help` answers at once
    ],
)
def test_no_worker_loads_a_library_that_it_does_not_need(module: str, needed: set[str]) -> None:
    assert loaded(module) <= needed

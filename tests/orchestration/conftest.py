"""The definitions, assembled once for every test of this folder, and a small world for the sensors."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from ticks import put

from pipelines.orchestration import sensors as sensor_module
from pipelines.orchestration.definitions import build_defs
from pipelines.orchestration.instance import open_instance
from pipelines.settings import Settings


@pytest.fixture(scope="session")
def definitions() -> dg.Definitions:
    return build_defs()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "raw", tmp_path / "kho", workers=1)
    put(made, "quang-tri/2026/a.pdf", b"%PDF-1.7 broken a")
    put(made, "lang-son/2025/b.pdf", b"%PDF-1.7 broken b")
    return made


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    """On disk, as the daemon's: only such an instance tells a tick which partitions it knows."""
    with open_instance(tmp_path / "instance") as opened:
        yield opened


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The sensor's clock, a minute further on with every look at it."""
    ticks = [time.time()]

    def now() -> float:
        ticks[0] += 60
        return ticks[0]

    monkeypatch.setattr(sensor_module, "current_seconds", now)
    return ticks

"""What the tests of stages share: a copy of a partition that was worked on once (``original`` of their module)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipelines.settings import Settings


@pytest.fixture
def settings(original: Settings, tmp_path: Path) -> Settings:
    shutil.copytree(original.raw, tmp_path / "raw")
    shutil.copytree(original.warehouse, tmp_path / "kho")
    return Settings(tmp_path / "raw", tmp_path / "kho", workers=1)

"""What every test may use: where the repository and the real plans are, and what the machine can do."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

# a busy machine must not fail a property, and a failure must come back on every machine
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

ROOT = Path(__file__).resolve().parent.parent


def shared_folder() -> Path:
    return Path(os.environ.get("CCHC_SHARED", ROOT.parent / "shared")).resolve()


@pytest.fixture(scope="session")
def repository() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    folder = shared_folder()
    if not (folder / "documents").is_dir():
        pytest.skip("the real plans are not beside the project (../shared or CCHC_SHARED)")
    return folder


@pytest.fixture(scope="session")
def soffice() -> str:
    path = shutil.which("soffice")
    if path is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    return path

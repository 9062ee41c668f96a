"""The definitions, assembled once for every test of this folder."""

from __future__ import annotations

import dagster as dg
import pytest

from pipelines.orchestration.definitions import build_defs


@pytest.fixture(scope="session")
def definitions() -> dg.Definitions:
    return build_defs()

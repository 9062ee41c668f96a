"""One published warehouse for the whole session: dbt takes seconds to start."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from plan_factory import write_lake
from plan_scenario import scenario
from warehouse_build import Built, build

from pipelines.settings import WarehousePaths


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    root = tmp_path_factory.mktemp("warehouse")
    write_lake(root / "lake", scenario())
    return Built(WarehousePaths(root), build(root, "run-a", "20260601-a"))


@pytest.fixture
def published(built: Built) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(built.paths.published), read_only=True) as connection:
        yield connection

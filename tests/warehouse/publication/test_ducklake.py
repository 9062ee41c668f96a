"""Several machines may share the warehouse: the same models in a DuckLake hold the same rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.warehouse.publication.ducklake import DuckLake, DuckLakeUnavailable, open_ducklake

pytest.importorskip("duckdb_extensions", reason="requirements/distributed.lock is not installed")


def test_catalogue_out_of_reach_is_told_with_the_way_out(tmp_path: Path) -> None:
    nowhere = DuckLake("postgres:dbname=cchc host=127.0.0.1 port=9 connect_timeout=2", str(tmp_path / "data"))
    with pytest.raises(DuckLakeUnavailable, match="máy chủ có chạy không"), open_ducklake(nowhere):
        pass

"""The Superset bundle: complete, read-only, the same bytes each time."""

from __future__ import annotations

import zipfile
from pathlib import Path

import duckdb
import pytest
import yaml

from pipelines.reporting.superset.bundle import Facts, bundle_files, write_bundle
from pipelines.reporting.superset.model import dashboard
from pipelines.warehouse.publication.bi_views import bi_views

TYPES = {(view.name, column): "VARCHAR" for view in bi_views() for column, _ in view.labels}


def files() -> dict[str, dict[str, object]]:
    return dict(bundle_files(dashboard(), Facts("/srv/cchc/warehouse/cchc.duckdb", TYPES, {"nam": 2026})))


def test_every_chart_reads_columns_that_its_view_has() -> None:
    columns = {view.name: {column for column, _ in view.labels} for view in bi_views()}
    for chart in dashboard().charts:
        used = {*chart.columns, *([chart.category] if chart.category else [])}
        assert used <= columns[chart.view], chart.name
    for item in dashboard().filters:
        assert item.column in columns[item.view]


def test_every_column_has_its_vietnamese_label() -> None:
    datasets = [content for name, content in files().items() if name.startswith("datasets/")]
    assert len(datasets) == len(dashboard().views)
    for dataset in datasets:
        assert all(column["verbose_name"] for column in dataset["columns"])  # type: ignore[attr-defined]


def test_dashboard_opens_the_warehouse_read_only() -> None:
    database = files()["databases/cchc.yaml"]
    assert database["extra"]["engine_params"] == {"connect_args": {"read_only": True}}  # type: ignore[index]
    assert not database["allow_dml"]


def test_dashboard_opens_on_the_newest_year_with_plans() -> None:
    metadata = files()["dashboards/ke-hoach-cchc.yaml"]["metadata"]
    assert isinstance(metadata, dict)
    year, province = metadata["native_filter_configuration"]
    assert year["defaultDataMask"]["filterState"]["value"] == [2026]
    assert province["defaultDataMask"]["filterState"] == {}


def test_every_chart_stands_on_the_dashboard_once() -> None:
    position = files()["dashboards/ke-hoach-cchc.yaml"]["position"]
    assert isinstance(position, dict)
    shown = [cell["meta"]["uuid"] for cell in position.values() if isinstance(cell, dict) and cell["type"] == "CHART"]
    charts = [content["uuid"] for name, content in files().items() if name.startswith("charts/")]
    assert sorted(shown) == sorted(str(chart) for chart in charts)
    for row in dashboard().rows:
        assert sum(chart.width for chart in row) == 12


def test_same_warehouse_gives_the_same_bytes(tmp_path: Path) -> None:
    published = tmp_path / "cchc.duckdb"
    with duckdb.connect(str(published)) as connection:
        connection.execute("create schema bi")
        for view in bi_views():
            columns = ", ".join(f"1 as {column}" for column, _ in view.labels)
            connection.execute(f"create view bi.{view.name} as select {columns}")
    first = write_bundle(published, tmp_path / "a.zip").read_bytes()
    assert write_bundle(published, tmp_path / "b.zip").read_bytes() == first
    with zipfile.ZipFile(tmp_path / "a.zip") as bundle:
        assert yaml.safe_load(bundle.read("cchc/metadata.yaml"))["type"] == "Dashboard"


def test_nothing_published_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="Chạy: cchc run"):
        write_bundle(tmp_path / "cchc.duckdb", tmp_path / "a.zip")

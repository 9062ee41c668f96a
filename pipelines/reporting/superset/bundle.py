"""The bundle: a zip of YAML files in Superset's own export format, version 1.0.0.

Identifiers are made of names (UUID 5), so that importing a newer bundle replaces what an older one brought, and the
same plan gives the same bytes.
"""

from __future__ import annotations

import uuid
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import yaml

from pipelines.reporting.superset.model import Chart, Dashboard, Filter, dashboard
from pipelines.warehouse.publication.bi_views import SCHEMA, BiView, bi_views

_VERSION: Final = "1.0.0"
_NAMESPACE: Final = uuid.UUID("6f1c3c62-2f0d-4f51-9d3e-8a3b6f0c2026")
_DATABASE: Final = "Kho CCHC"
_ROOT: Final = "cchc"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # a zip needs a date; the clock would change the bytes
_NUMBER_SIZES: Final = {"header_font_size": 0.4, "subheader_font_size": 0.15}
_KINDS: Final = {
    "number": "big_number_total",
    "bar": "echarts_timeseries_bar",
    "pie": "pie",
    "table": "table",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the bundle takes from the published file: its path, types of the views' columns, defaults of filters."""

    path: str
    types: dict[tuple[str, str], str]
    defaults: dict[str, Any]


def write_bundle(published: Path, target: Path) -> Path:
    """Write the bundle for the warehouse file ``published`` to ``target``.

    Raises:
        FileNotFoundError: nothing is published there.
        duckdb.Error: the file has no schema ``bi``; it was published by an older version.
    """
    if not published.is_file():
        raise FileNotFoundError(f"{published}: chưa có kho dữ liệu nào được phát hành. Chạy: cchc run")
    plan = dashboard()
    with duckdb.connect(str(published), read_only=True) as connection:
        facts = Facts(str(published.resolve()), _column_types(connection), _defaults(connection, plan))
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in bundle_files(plan, facts):
            text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)
            bundle.writestr(zipfile.ZipInfo(f"{_ROOT}/{name}", _EPOCH), text)
    return target


def bundle_files(plan: Dashboard, facts: Facts) -> Iterator[tuple[str, dict[str, Any]]]:
    """Path inside the bundle and content of every file, in a fixed order."""
    views = {view.name: view for view in bi_views()}
    yield "metadata.yaml", {"version": _VERSION, "type": "Dashboard", "timestamp": "2026-01-01T00:00:00+00:00"}
    yield "databases/cchc.yaml", _database(facts.path)
    for name in plan.views:
        yield f"datasets/cchc/{name}.yaml", _dataset(views[name], facts.types)
    for number, chart in enumerate(plan.charts, start=1):
        yield f"charts/{number:02d}_{chart.view}.yaml", _chart(chart, number)
    yield f"dashboards/{plan.slug}.yaml", _dashboard(plan, facts)


def identifier(*parts: str) -> str:
    """The UUID of something by its kind and name."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(parts)))


def _column_types(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], str]:
    query = "select table_name, column_name, data_type from duckdb_columns() where schema_name = ?"
    return {(table, column): kind for table, column, kind in connection.execute(query, [SCHEMA]).fetchall()}


def _defaults(connection: duckdb.DuckDBPyConnection, plan: Dashboard) -> dict[str, Any]:
    asked = [item for item in plan.filters if item.default]
    found = (connection.execute(f"select {item.default} from {SCHEMA}.{item.view}").fetchone() for item in asked)
    return {item.column: row[0] for item, row in zip(asked, found, strict=True) if row and row[0] is not None}


def _database(path: str) -> dict[str, Any]:
    return {
        "database_name": _DATABASE,
        # read-only, so that an open dashboard never stands in the way of a publication
        "sqlalchemy_uri": f"duckdb:///{path}",
        "cache_timeout": None,
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_csv_upload": False,
        "extra": {"engine_params": {"connect_args": {"read_only": True}}, "allows_virtual_table_explore": True},
        "uuid": identifier("database"),
        "version": _VERSION,
    }


def _dataset(view: BiView, types: dict[tuple[str, str], str]) -> dict[str, Any]:
    return {
        "table_name": view.name,
        "main_dttm_col": None,
        "description": view.description_vi,
        "default_endpoint": None,
        "offset": 0,
        "cache_timeout": None,
        "catalog": None,
        "schema": SCHEMA,
        "sql": None,
        "params": None,
        "template_params": None,
        "filter_select_enabled": True,
        "fetch_values_predicate": None,
        "extra": None,
        "normalize_columns": False,
        "always_filter_main_dttm": False,
        "uuid": identifier("dataset", view.name),
        "metrics": [_count_metric()],
        "columns": [_column(name, label, types[view.name, name]) for name, label in view.labels],
        "version": _VERSION,
        "database_uuid": identifier("database"),
    }


def _count_metric() -> dict[str, Any]:
    return {
        "metric_name": "count",
        "verbose_name": "Số dòng",
        "metric_type": "count",
        "expression": "count(*)",
        "description": None,
        "d3format": None,
        "currency": None,
        "extra": {},
        "warning_text": None,
    }


def _column(name: str, label: str, kind: str) -> dict[str, Any]:
    return {
        "column_name": name,
        "verbose_name": label,
        "is_dttm": kind in ("DATE", "TIMESTAMP"),
        "is_active": True,
        "type": kind,
        "advanced_data_type": None,
        "groupby": True,
        "filterable": True,
        "expression": None,
        "description": label,
        "python_date_format": None,
        "extra": {},
    }


def _chart(chart: Chart, number: int) -> dict[str, Any]:
    return {
        "slice_name": chart.name,
        "description": None,
        "certified_by": None,
        "certification_details": None,
        "viz_type": _KINDS[chart.kind],
        "params": _params(chart) | {"viz_type": _KINDS[chart.kind], "datasource": f"{number}__table"},
        "query_context": None,
        "cache_timeout": None,
        "uuid": identifier("chart", chart.name),
        "version": _VERSION,
        "dataset_uuid": identifier("dataset", chart.view),
    }


def _params(chart: Chart) -> dict[str, Any]:
    common: dict[str, Any] = {"adhoc_filters": [_where(chart.where)] if chart.where else [], "row_limit": chart.limit}
    if chart.kind == "table":
        columns: dict[str, Any] = {"query_mode": "raw", "all_columns": list(chart.columns), "order_by_cols": []}
        return common | columns | {"row_limit": 1000, "server_page_length": 20, "include_search": True}
    metric: dict[str, Any] = {
        "expressionType": "SQL",
        "sqlExpression": chart.metric,
        "label": chart.label or chart.name,
    }
    metric |= {"hasCustomLabel": True, "optionName": f"metric_{identifier('metric', chart.name)[:8]}"}
    if chart.kind == "number":
        return common | {"metric": metric, "subheader": chart.unit, "y_axis_format": ",d"} | _NUMBER_SIZES
    if chart.kind == "pie":
        shape: dict[str, Any] = {
            "groupby": [chart.category],
            "donut": True,
            "show_labels": True,
            "label_type": "key_value",
        }
        return common | shape | {"metric": metric, "show_legend": True, "color_scheme": "supersetColors"}
    return common | _bars(chart, metric)


def _bars(chart: Chart, metric: dict[str, Any]) -> dict[str, Any]:
    by_value = chart.order == "value"
    return {
        "x_axis": chart.category,
        "metrics": [metric],
        "groupby": [],
        "orientation": "horizontal" if by_value else "vertical",
        "x_axis_sort": metric["label"] if by_value else chart.category,
        "x_axis_sort_asc": True,
        "truncate_metric": True,
        "show_value": True,
        "show_legend": False,
        "color_scheme": "supersetColors",
        "order_desc": True,
        "y_axis_format": "SMART_NUMBER",
    }


def _where(condition: str) -> dict[str, Any]:
    return {"expressionType": "SQL", "clause": "WHERE", "sqlExpression": condition}


def _dashboard(plan: Dashboard, facts: Facts) -> dict[str, Any]:
    return {
        "dashboard_title": plan.title,
        "description": plan.description,
        "css": "",
        "slug": plan.slug,
        "certified_by": None,
        "certification_details": None,
        "published": True,
        "uuid": identifier("dashboard", plan.slug),
        "position": _position(plan),
        "metadata": {
            "native_filter_configuration": [_native_filter(item, facts) for item in plan.filters],
            "color_scheme": "supersetColors",
            "cross_filters_enabled": True,
            "refresh_frequency": 0,
        },
        "version": _VERSION,
    }


def _native_filter(item: Filter, facts: Facts) -> dict[str, Any]:
    return {
        "id": f"NATIVE_FILTER-{identifier('filter', item.column)[:9]}",
        "name": item.label,
        "filterType": "filter_select",
        "type": "NATIVE_FILTER",
        "targets": [{"datasetUuid": identifier("dataset", item.view), "column": {"name": item.column}}],
        "defaultDataMask": _data_mask(item.column, facts.defaults.get(item.column)),
        "controlValues": {
            "multiSelect": False,
            "enableEmptyFilter": False,
            "defaultToFirstItem": False,
            "sortAscending": not item.default,
            "inverseSelection": False,
            "searchAllOptions": False,
        },
        "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
        "cascadeParentIds": [],
    }


def _data_mask(column: str, value: object) -> dict[str, Any]:
    """The state of a filter when the dashboard opens."""
    if value is None:
        return {"extraFormData": {}, "filterState": {}, "ownState": {}}
    condition = {"col": column, "op": "IN", "val": [value]}
    state = {"label": str(value), "value": [value]}
    return {"extraFormData": {"filters": [condition]}, "filterState": state, "ownState": {}}


def _position(plan: Dashboard) -> dict[str, Any]:
    rows = [f"ROW-{number}" for number, _ in enumerate(plan.rows, start=1)]
    grid: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "GRID_ID": {"type": "GRID", "id": "GRID_ID", "children": rows, "parents": ["ROOT_ID"]},
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": plan.title}},
    }
    for row_id, row in zip(rows, plan.rows, strict=True):
        cells = [f"CHART-{identifier('chart', chart.name)[:8]}" for chart in row]
        above = ["ROOT_ID", "GRID_ID"]
        style = {"background": "BACKGROUND_TRANSPARENT"}
        grid[row_id] = {"type": "ROW", "id": row_id, "children": cells, "parents": above, "meta": style}
        for cell, chart in zip(cells, row, strict=True):
            meta = {"uuid": identifier("chart", chart.name), "sliceName": chart.name, "chartId": 0}
            meta |= {"width": chart.width, "height": chart.height}
            grid[cell] = {"type": "CHART", "id": cell, "children": [], "parents": [*above, row_id], "meta": meta}
    return grid

"""The history of runs and the technical checks of the published one, as the province's report shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import duckdb
from markupsafe import Markup

from pipelines.reporting.site.charts import draw
from pipelines.settings import WarehousePaths

_SQL: Final = Path(__file__).parent / "sql"
_ZONE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
_TONES: Final = (("error_count", "Lỗi", "#8c1d12"), ("warning_count", "Cần rà soát", "#c98a1b"))
_FEWEST_POINTS: Final = 2

Record = dict[str, Any]


def read_runs(connection: duckdb.DuckDBPyConnection, province_code: str) -> list[Record]:
    """The last runs that built a version, newest first; ``when`` is their time in Vietnam."""
    runs = _records(connection, "runs", {"province": province_code})
    for run in runs:
        run["when"] = f"{datetime.fromisoformat(run['recorded_at']).astimezone(_ZONE):%H:%M %d/%m/%Y}"
    return runs


def read_failed_checks(connection: duckdb.DuckDBPyConnection, province_code: str) -> list[Record]:
    """Checks that did not pass, each with a few failing rows."""
    failures = _records(connection, "failures", {"province": province_code})
    checks = _records(connection, "failed_checks", {})
    for check in checks:
        key = (check["suite"], check["check_name"])
        check["rows"] = [row for row in failures if (row["suite"], row["check_name"]) == key]
    return checks


def read_suites(connection: duckdb.DuckDBPyConnection) -> list[Record]:
    """Checks passed by engine."""
    return _records(connection, "suites", {})


def engineering_pages(paths: WarehousePaths) -> list[Record]:
    """Pages of Great Expectations and dbt; ``href`` is seen from the province's folder, None when not made yet."""
    known = (
        (paths.data_docs, "Great Expectations: kiểm tra dữ liệu vào", "cchc run"),
        (paths.model_docs, "dbt: mô hình, cột, kiểm tra và nguồn gốc dữ liệu", "cchc docs"),
    )
    return [
        {
            "label": label,
            "command": command,
            "href": f"../{(folder / 'index.html').relative_to(paths.reports).as_posix()}"
            if (folder / "index.html").is_file()
            else None,
        }
        for folder, label, command in known
    ]


def trend_chart(runs: Sequence[Record]) -> Markup | None:
    """Open errors and warnings by run, oldest first; None when there is nothing to compare."""
    if len(runs) < _FEWEST_POINTS:
        return None
    points = [
        {"run": run["when"], "order": order, "kind": label, "count": run[field]}
        for order, run in enumerate(reversed(runs))
        for field, label, _ in _TONES
    ]
    spec = {
        "width": 520,
        "height": 180,
        "data": {"values": points},
        "encoding": {
            "x": {
                "field": "run",
                "type": "ordinal",
                "sort": {"field": "order"},
                "title": "Lần chạy",
                "axis": {"labelAngle": -40},
            },
            "y": {"field": "count", "type": "quantitative", "title": "Số điểm", "axis": {"tickMinStep": 1}},
            "color": {
                "field": "kind",
                "type": "nominal",
                "scale": {"domain": [label for _, label, _ in _TONES], "range": [tone for _, _, tone in _TONES]},
            },
            "strokeDash": {"field": "kind", "type": "nominal", "legend": None},
            "shape": {"field": "kind", "type": "nominal"},
        },
        "mark": {"type": "line", "point": {"size": 60}, "strokeWidth": 2},
    }
    told = "; ".join(f"{run['when']}: {run['error_count']} lỗi, {run['warning_count']} cần rà soát" for run in runs)
    return draw(spec, "Điểm cần rà soát qua các lần chạy", told)


def _records(connection: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, object]) -> list[Record]:
    cursor = connection.execute((_SQL / f"{name}.sql").read_text(encoding="utf-8"), dict(parameters))
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

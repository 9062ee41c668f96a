"""The history of runs and the technical checks of the published one, as the province's report shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import duckdb
from markupsafe import Markup

from pipelines.reporting.site.plot import Linear, Plot, band, nice, show, tick_step, ticks
from pipelines.settings import WarehousePaths
from pipelines.text.display import VIET_NAM

_SQL: Final = Path(__file__).parent / "sql"
_TONES: Final = (("error_count", "Lỗi", "#8c1d12"), ("warning_count", "Cảnh báo", "#c98a1b"))
_FEWEST_POINTS: Final = 2
# told apart without colour too
_DASHES: Final = (None, "4,2")
_MARKS: Final = (Plot.dot, Plot.square)

Record = dict[str, Any]


def read_runs(connection: duckdb.DuckDBPyConnection, province_key: str) -> list[Record]:
    """The last runs that built a version, newest first; ``when`` is their time in Vietnam."""
    runs = _records(connection, "runs", {"province": province_key})
    for run in runs:
        run["when"] = f"{datetime.fromisoformat(run['recorded_at']).astimezone(VIET_NAM):%H:%M %d/%m/%Y}"
    return runs


def read_failed_checks(connection: duckdb.DuckDBPyConnection, province_key: str) -> list[Record]:
    """Checks that did not pass, each with a few failing rows."""
    failures = _records(connection, "failures", {"province": province_key})
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
    shown = list(reversed(runs))
    plot = Plot(520, 180)
    most = max(int(run[field]) for run in shown for field, _, _ in _TONES)
    low, high = nice(0, max(1, most))
    step = tick_step(low, high, 5, least=1)
    y = Linear(low, high, plot.height, 0)
    places = band(len(shown), plot.width)
    values = ticks(low, high, step)
    plot.grid(y(value) for value in values)
    plot.left_axis([(y(value), show(value)) for value in values], "Số điểm")
    plot.bottom_axis([(x, run["when"]) for x, run in zip(places, shown, strict=True)], "Lần chạy", turned=True)
    for (field, _, tone), dash, mark in zip(_TONES, _DASHES, _MARKS, strict=True):
        points = [(x, y(int(run[field]))) for x, run in zip(places, shown, strict=True)]
        plot.line(points, tone, dash=dash)
        for at in points:
            mark(plot, *at, tone)
    plot.legend(
        [(label, partial(_sample, plot, mark, tone)) for (_, label, tone), mark in zip(_TONES, _MARKS, strict=True)]
    )
    told = "; ".join(f"{run['when']}: {run['error_count']} lỗi, {run['warning_count']} cảnh báo" for run in runs)
    return plot.picture("Phát hiện qua các lần chạy", told)


def _sample(plot: Plot, mark: Callable[..., None], tone: str, x: float, y: float) -> None:
    mark(plot, x, y, tone)


def _records(connection: duckdb.DuckDBPyConnection, name: str, parameters: Mapping[str, object]) -> list[Record]:
    cursor = connection.execute((_SQL / f"{name}.sql").read_text(encoding="utf-8"), dict(parameters))
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

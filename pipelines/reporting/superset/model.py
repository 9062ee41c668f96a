"""The dashboard's plan as typed records, read from ``dashboard.yaml``."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

_PLAN = Path(__file__).with_name("dashboard.yaml")


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart.

    Attributes:
        kind: ``number``, ``bar``, ``pie`` or ``table``.
        metric: SQL aggregate over the view's columns; empty for a table.
        category: column of the bars or slices.
        width: of twelve columns.
        height: in Superset's grid rows of 8 pixels.
    """

    name: str
    view: str
    kind: str
    width: int
    height: int
    metric: str = ""
    label: str = ""
    unit: str = ""
    category: str = ""
    where: str = ""
    order: str = "value"
    limit: int = 50
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of the whole dashboard, offered from one column; ``default`` is an SQL aggregate, or empty for all."""

    label: str
    view: str
    column: str
    default: str = ""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Title, filters, and rows of charts from top to bottom."""

    title: str
    slug: str
    description: str
    filters: tuple[Filter, ...]
    rows: tuple[tuple[Chart, ...], ...] = field(default=())

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Every chart, in reading order."""
        return tuple(chart for row in self.rows for chart in row)

    @property
    def views(self) -> tuple[str, ...]:
        """Views that the charts read, each once, in reading order."""
        return tuple(dict.fromkeys(chart.view for chart in self.charts))


@cache
def dashboard() -> Dashboard:
    """The plan of the file.

    Raises:
        TypeError: an entry has a field that is not known.
    """
    plan = yaml.safe_load(_PLAN.read_text(encoding="utf-8"))
    rows = tuple(tuple(_chart(entry) for entry in row) for row in plan["rows"])
    filters = tuple(Filter(**entry) for entry in plan["filters"])
    return Dashboard(plan["title"], plan["slug"], plan["description"], filters, rows)


def _chart(entry: dict[str, object]) -> Chart:
    columns = entry.get("columns", [])
    assert isinstance(columns, list)
    return Chart(**{**entry, "columns": tuple(columns)})  # type: ignore[arg-type]  # the file is checked by its tests

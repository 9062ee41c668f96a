"""What a decision moves in the published figures: the order of the queue, and what its reader is told.

The weight of a kind is data (``review_kinds.csv``); to it comes whether the indicator is one of the core set and how
far the province's mean moves, in points of per cent (of the mean itself for other units).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import duckdb

from pipelines.provenance.subjects import rows
from pipelines.text.display import show_number

IMPOSSIBLE: Final = frozenset({"out_of_range", "reversed_range"})
"""Reasons of values that cannot be what the plan means."""
_CORE: Final = 5.0
_MOST_SHIFT: Final = 10.0
_TABLES: Final = ("marts.province_indicators", "marts.commune_indicators", "core.dim_indicator")

_FIGURES = """
select p.province_key, p.plan_year, p.indicator_code, p.indicator_name_vi, p.unit, p.mean_value, p.target_count,
    i.is_core
from marts.province_indicators as p
inner join core.dim_indicator as i on p.indicator_code = i.indicator_code
"""
_COUNTED = "select target_id from marts.commune_indicators where not is_fallback_multi_year"

FigureKey = tuple[str, int, str]
"""Province, plan year and indicator."""


@dataclass(frozen=True, slots=True)
class ProvinceMean:
    """The mean of an indicator over the units of a province in a year; None while no unit has a value."""

    name_vi: str
    unit: str
    mean: float | None
    count: int
    is_core: bool

    def shown(self, mean: float | None) -> str:
        """A mean of this figure as people write it."""
        return "–" if mean is None else f"{show_number(mean, 1)}{'%' if self.unit == 'percent' else ''}"


@dataclass(frozen=True, slots=True)
class Effect:
    """How much a decision moves, and what, in words; 0 and no words where no published figure hangs on it."""

    score: float
    words_vi: str = ""


@dataclass(frozen=True, slots=True)
class Published:
    """The figures that decisions move, and the values that they are made of."""

    figures: Mapping[FigureKey, ProvinceMean]
    counted: frozenset[str]

    def figure_of(self, row: Mapping[str, Any]) -> ProvinceMean | None:
        """The figure that a target belongs to, if it has an indicator and its document a unit and year."""
        return self.figures.get((row.get("province_key") or "", row.get("plan_year") or 0, row["indicator_code"] or ""))


def published_figures(connection: duckdb.DuckDBPyConnection) -> Published:
    """Read the figures; a file without the marts (of an earlier release) has none."""
    found = connection.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
    if not set(_TABLES) <= {str(name) for (name,) in found}:
        return Published({}, frozenset())
    figures = {
        (row["province_key"], row["plan_year"], row["indicator_code"]): ProvinceMean(
            row["indicator_name_vi"], row["unit"], row["mean_value"], row["target_count"], row["is_core"]
        )
        for row in rows(connection, _FIGURES)
    }
    return Published(figures, frozenset(str(name) for (name,) in connection.execute(_COUNTED).fetchall()))


def effect_of_target(row: Mapping[str, Any], published: Published, *, waits: bool) -> Effect:
    """What leaving a counted value out, or taking a waiting one in, does to the mean of the province."""
    figure = published.figure_of(row)
    if figure is None:
        return Effect(0.0)
    core = _CORE if figure.is_core else 0.0
    if waits and row["waits_for"] in IMPOSSIBLE:  # no mean may be told of a value that cannot be
        missing = f"Chưa được tính: đơn vị chưa có số “{figure.name_vi}” cho đến khi sửa ({figure.count} đơn vị đã có)."
        return Effect(core + _MOST_SHIFT, missing)
    value, is_counted = row["value"], row["target_id"] in published.counted
    if value is None or not (is_counted or waits):
        return Effect(0.0)
    after, count = moved(figure, taken=(value,) if is_counted else (), given=() if is_counted else (value,))
    told = (
        f"Đang được tính: bỏ đi thì bình quân “{figure.name_vi}” của tỉnh {figure.shown(figure.mean)} → "
        f"{figure.shown(after)} ({figure.count} → {count} đơn vị)."
        if is_counted
        else f"Chưa được tính: nhận vào thì bình quân “{figure.name_vi}” của tỉnh {figure.shown(figure.mean)} → "
        f"{figure.shown(after)} ({figure.count} → {count} đơn vị)."
    )
    return Effect(core + _shift(figure, after), told)


def moved(
    figure: ProvinceMean, *, taken: tuple[Decimal | float, ...], given: tuple[Decimal | float, ...]
) -> tuple[float | None, int]:
    """Mean and number of units after some values went and others came."""
    count = figure.count - len(taken) + len(given)
    if count <= 0:
        return None, 0
    total = (figure.mean or 0.0) * figure.count - sum(map(float, taken)) + sum(map(float, given))
    return total / count, count


def _shift(figure: ProvinceMean, after: float | None) -> float:
    """How far the mean moves; all the way where it appears or disappears."""
    if figure.mean is None or after is None:
        return _MOST_SHIFT
    scale = 1.0 if figure.unit == "percent" else 100.0 / max(abs(figure.mean), 1.0)
    return min(_MOST_SHIFT, abs(after - figure.mean) * scale)

"""Charts as small SVG drawings, made by Vega-Lite when the report is written; the browser only shows them.

Every chart is readable in greyscale (dark against light, figures printed on the marks), carries a title and a
description for screen readers, and stands beside a table with the same figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

import vl_convert
from markupsafe import Markup

from pipelines.reporting.site import facts
from pipelines.reporting.site.display import show_mean, show_value
from pipelines.reporting.site.svg import as_picture

Spec = Mapping[str, Any]

_FONTS: Final = Path(__file__).parent / "assets" / "fonts"
_FAMILY: Final = "Be Vietnam Pro"
_DARK, _LIGHT, _INK, _LINE = "#174a7c", "#a9c6e2", "#1c2733", "#c9d3dd"
_MOST_BARS: Final = 12
_VERSION: Final = "6.4"
_CONFIG: Final[Spec] = {
    "font": _FAMILY,
    "background": None,
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": 600,
        "labelColor": _INK,
        "titleColor": _INK,
        "gridColor": "#e3e9ef",
        "domainColor": "#7b8794",
        "tickColor": "#7b8794",
        "labelLimit": 330,
    },
    "text": {"fontSize": 12, "fill": _INK},
    "legend": {"labelFontSize": 12, "labelColor": _INK, "title": None},
}
_LOCALE: Final[dict[str, Any]] = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", "\u00a0₫"]}


def distribution(buckets: Sequence[facts.Bucket], indicator: facts.IndicatorYear) -> Markup:
    """How many units plan which level; bars below the reference are light."""
    exact = [b for b in buckets if b.grouping == "value"]
    shown = exact if len(exact) <= _MOST_BARS else [b for b in buckets if b.grouping == "bin"]
    rows = [
        {"level": _level(b, indicator.unit), "units": b.commune_count, "meets": _meets(b, indicator)} for b in shown
    ]
    x = {"field": "level", "type": "ordinal", "sort": None, "title": "Mức chỉ tiêu kế hoạch", "axis": {"labelAngle": 0}}
    y = {"field": "units", "type": "quantitative", "title": "Số đơn vị", "axis": {"tickMinStep": 1, "format": "d"}}
    spec = {
        "width": min(420, 60 * max(3, len(rows))),
        "height": 170,
        "data": {"values": rows},
        "encoding": {"x": x, "y": y},
        "layer": [
            {
                "mark": {"type": "bar", "stroke": _DARK, "strokeWidth": 1, "width": {"band": 0.72}},
                "encoding": {"fill": _two_tones("meets", dark=True, light=False)},
            },
            {"mark": {"type": "text", "dy": -7, "fontWeight": 600}, "encoding": {"text": {"field": "units"}}},
        ],
    }
    told = "; ".join(f"{row['level']}: {row['units']} đơn vị" for row in rows)
    return draw(spec, f"Phân bố: {indicator.indicator_name_vi}, năm {indicator.plan_year}", told)


def trend(points: Sequence[facts.TrendPoint], name: str, unit: str) -> Markup:
    """Mean of the planned levels by year; the years before the change of units stand apart."""
    parts = _parts(points)
    rows = [
        {"year": str(p.plan_year), "mean": p.mean_value, "told": show_mean(p.mean_value, unit), "part": parts[p]}
        for p in points
        if p.mean_value is not None
    ]
    spec = {
        "width": min(420, 70 * max(3, len(rows))),
        "height": 150,
        "data": {"values": rows},
        "encoding": {
            "x": {"field": "year", "type": "ordinal", "title": "Năm kế hoạch", "axis": {"labelAngle": 0}},
            "y": {
                "field": "mean",
                "type": "quantitative",
                "title": "Bình quân",
                "scale": {"zero": False, "nice": True, "padding": 14},
                "axis": {"tickCount": 4},
            },
        },
        "layer": [
            {"mark": {"type": "line", "stroke": _DARK, "strokeWidth": 2}, "encoding": {"detail": {"field": "part"}}},
            {"mark": {"type": "point", "filled": True, "fill": _DARK, "opacity": 1, "size": 60}},
            {"mark": {"type": "text", "dy": -13, "fontWeight": 600}, "encoding": {"text": {"field": "told"}}},
        ],
    }
    return draw(spec, f"Diễn biến: {name}", "; ".join(f"năm {row['year']}: {row['told']}" for row in rows))


def ranges(indicators: Sequence[facts.IndicatorYear], names: Mapping[str, str]) -> Markup:
    """Lowest, middle half, median and highest planned level of some indicators against their references."""
    rows: list[dict[str, Any]] = [
        {
            "name": names[i.indicator_code],
            "low": float(i.min_value),
            "high": float(i.max_value),
            "p25": i.p25_value,
            "p75": i.p75_value,
            "median": i.median_value,
            "reference": None if i.reference_value is None else float(i.reference_value),
        }
        for i in indicators
        if i.min_value is not None and i.max_value is not None
    ]
    y = {"field": "name", "type": "nominal", "sort": None, "title": None, "axis": {"ticks": False, "domain": False}}
    scale = {"zero": False, "nice": True, "domainMax": max(100.0, *(row["high"] for row in rows))}
    axis = {"values": list(range(0, 101, 10)), "title": "Mức chỉ tiêu kế hoạch (%)"}
    spec = {
        "width": 420,
        "height": {"step": 34},
        "data": {"values": rows},
        "encoding": {"y": y},
        "layer": [
            _span("low", "high", scale, axis, thickness=3, color=_LINE),
            _span("p25", "p75", scale, axis, thickness=13, color=_LIGHT),
            _tick("median", scale, axis, {"type": "tick", "color": _DARK, "thickness": 3, "size": 20}),
            _tick(
                "reference",
                scale,
                axis,
                {"type": "point", "shape": "triangle-down", "yOffset": -15, "fill": _INK, "opacity": 1, "size": 60},
            ),
        ],
    }
    told = "; ".join(
        f"{row['name']}: thấp nhất {show_value(row['low'])}, trung vị {show_mean(row['median'])}, "
        f"cao nhất {show_value(row['high'])}, mốc {show_value(row['reference'])}"
        for row in rows
    )
    return draw(spec, "Khoảng giá trị của các chỉ tiêu chính", told)


def months(counts: Mapping[int, int], year: int) -> Markup:
    """Tasks that fall due in each month of a year."""
    rows = [{"month": f"T{month}", "tasks": counts.get(month, 0)} for month in range(1, 13)]
    spec = {
        "width": 470,
        "height": 130,
        "data": {"values": rows},
        "encoding": {
            "x": {"field": "month", "type": "ordinal", "sort": None, "title": None, "axis": {"labelAngle": 0}},
            "y": {"field": "tasks", "type": "quantitative", "title": "Số việc đến hạn", "axis": {"tickCount": 4}},
        },
        "layer": [
            {"mark": {"type": "bar", "fill": _LIGHT, "stroke": _DARK, "strokeWidth": 1}},
            {"mark": {"type": "text", "dy": -7}, "encoding": {"text": {"field": "tasks", "format": ",d"}}},
        ],
    }
    told = "; ".join(f"tháng {month}: {counts.get(month, 0)}" for month in range(1, 13))
    return draw(spec, f"Số việc đến hạn theo tháng, năm {year}", told)


def draw(spec: Spec, title: str, description: str) -> Markup:
    """Render a Vega-Lite specification to SVG that a page can hold.

    Args:
        spec: the drawing without schema and configuration.
        title: what it shows, read aloud first.
        description: the figures in words.
    """
    _register_fonts()
    svg = vl_convert.vegalite_to_svg(
        {"$schema": "https://vega.github.io/schema/vega-lite/v6.json", "config": _CONFIG, **spec},
        vl_version=_VERSION,
        format_locale=_LOCALE,
    )
    return as_picture(svg, title, description)


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(_FONTS))


def _level(bucket: facts.Bucket, unit: str) -> str:
    if bucket.grouping == "value":
        return show_value(bucket.lower_value, unit)
    return bucket.label_vi.replace(" đến dưới ", "–<")


def _meets(bucket: facts.Bucket, indicator: facts.IndicatorYear) -> bool:
    reference = indicator.reference_value
    if reference is None:
        return True
    return bucket.lower_value >= reference if indicator.direction == "higher" else bucket.lower_value <= reference


def _two_tones(field: str, *, dark: bool, light: bool) -> Spec:
    return {
        "field": field,
        "type": "nominal",
        "scale": {"domain": [dark, light], "range": [_DARK, _LIGHT]},
        "legend": None,
    }


def _parts(points: Sequence[facts.TrendPoint]) -> dict[facts.TrendPoint, int]:
    """Number the unbroken stretches of a series: a break starts a new one."""
    part, numbered = 0, {}
    for point in points:
        part += point.is_series_break
        numbered[point] = part
    return numbered


def _span(start: str, end: str, scale: Spec, axis: Spec, *, thickness: int, color: str) -> Spec:
    return {
        "mark": {"type": "bar", "height": thickness, "color": color},
        "encoding": {
            "x": {"field": start, "type": "quantitative", "scale": scale, "axis": axis},
            "x2": {"field": end},
        },
    }


def _tick(field: str, scale: Spec, axis: Spec, mark: Spec) -> Spec:
    return {
        "mark": mark,
        "encoding": {"x": {"field": field, "type": "quantitative", "scale": scale, "axis": axis}},
    }

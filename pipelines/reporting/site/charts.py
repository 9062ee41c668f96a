"""Charts as small SVG drawings, made when the report is written; the browser only shows them.

Every chart is readable in greyscale (dark against light, figures printed on the marks), carries a title and a
description for screen readers, and stands beside a table with the same figures.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from markupsafe import Markup

from pipelines.reporting.site import facts
from pipelines.reporting.site.display import show_mean, show_value
from pipelines.reporting.site.plot import (
    DARK,
    INK,
    LIGHT,
    LINE,
    Linear,
    Plot,
    band,
    bar_width,
    nice,
    show,
    tick_step,
    ticks,
    wrapped,
)

_MOST_BARS: Final = 12
_ROW: Final = 34.0
_LINE: Final = 14.0
"""Height of a line of a name that is printed on several."""
_NARROW: Final = 290.0
"""Width of a chart that a phone shows whole."""


def distribution(buckets: Sequence[facts.Bucket], indicator: facts.IndicatorYear) -> Markup:
    """How many units plan which level; bars below the reference are light."""
    exact = [b for b in buckets if b.grouping == "value"]
    shown = exact if len(exact) <= _MOST_BARS else [b for b in buckets if b.grouping == "bin"]
    levels = [_level(bucket, indicator.unit) for bucket in shown]
    plot = Plot(min(420, 60 * max(3, len(shown))), 170)
    y = _counts(plot, [bucket.commune_count for bucket in shown], math.ceil(plot.height / 40), "Số đơn vị")
    middles = band(len(shown), plot.width)
    plot.bottom_axis(list(zip(middles, levels, strict=True)), "Mức chỉ tiêu kế hoạch")
    wide = bar_width(len(shown), plot.width, 0.72)
    for x, bucket in zip(middles, shown, strict=True):
        top = y(bucket.commune_count)
        fill = DARK if _meets(bucket, indicator) else LIGHT
        plot.bar(x - wide / 2, top, wide, plot.height - top, fill, edge=DARK)
    plot.figures(
        (x, y(b.commune_count) - 5, str(b.commune_count)) for x, b in zip(middles, shown, strict=True)
    )  # fmt: skip
    told = "; ".join(f"{level}: {b.commune_count} đơn vị" for level, b in zip(levels, shown, strict=True))
    return plot.picture(f"Phân bố: {indicator.indicator_name_vi}, năm {indicator.plan_year}", told)


def trend(points: Sequence[facts.TrendPoint], name: str, unit: str) -> Markup:
    """Mean of the planned levels by year from zero; lines join the same units of two years, dots are all units."""
    known = [(point, point.mean_value) for point in points if point.mean_value is not None]
    plot = Plot(min(420, 90 * max(3, len(known))), 150)
    places = dict(zip((point.plan_year for point, _ in known), band(len(known), plot.width), strict=True))
    y = _from_zero(plot, [mean for _, mean in known], unit)
    labels = [(places[point.plan_year], f"{point.plan_year} (n = {point.target_count})") for point, _ in known]
    plot.bottom_axis(labels, "Năm kế hoạch (số đơn vị nêu)")
    for point, _ in known:
        before, now = point.panel_previous_mean_value, point.panel_mean_value
        if before is not None and now is not None and point.plan_year - 1 in places:
            plot.line([(places[point.plan_year - 1], y(before)), (places[point.plan_year], y(now))], DARK)
    for point, mean in known:
        plot.dot(places[point.plan_year], y(mean), DARK)
    told = [(point, mean, show_mean(mean, unit)) for point, mean in known]
    plot.figures((places[point.plan_year], y(mean) - 9, text) for point, mean, text in told)
    return plot.picture(
        f"Diễn biến: {name}",
        "; ".join(f"năm {point.plan_year}: {text} ({point.target_count} đơn vị)" for point, _, text in told),
    )


@dataclass(frozen=True, slots=True)
class _Range:
    """One line of the chart of ranges."""

    name: str
    low: float
    high: float
    indicator: facts.IndicatorYear

    @property
    def label(self) -> str:
        """The name with how many units plan a level."""
        return f"{self.name} (n\u00a0=\u00a0{self.indicator.target_count}/{self.indicator.commune_count})"


def ranges(indicators: Sequence[facts.IndicatorYear], names: Mapping[str, str]) -> Markup:
    """Lowest, middle half, median and highest planned level of some indicators against their references."""
    rows = _ranges(indicators, names)
    lines = [wrapped(row.label) for row in rows]
    plot = Plot(420, (_ROW + _LINE * (max(map(len, lines)) - 1)) * len(rows))
    middles = band(len(rows), plot.height)
    texts = [
        (at + _LINE * (place - (len(printed) - 1) / 2), text)
        for at, printed in zip(middles, lines, strict=True)
        for place, text in enumerate(printed)
    ]
    _draw_ranges(plot, rows, middles)
    plot.left_axis(texts, None, line=False)
    return plot.picture("Khoảng giá trị của các chỉ tiêu chính", "; ".join(map(_told_range, rows)))


def narrow_ranges(indicators: Sequence[facts.IndicatorYear], names: Mapping[str, str]) -> Markup:
    """The same for a narrow screen: each name stands over its line, so that the whole axis is seen."""
    rows = _ranges(indicators, names)
    lines = [wrapped(row.label, _NARROW) for row in rows]
    tops = list(accumulate((_ROW + _LINE * len(printed) for printed in lines), initial=0.0))
    plot = Plot(_NARROW, tops[-1])
    texts = [
        (top + _LINE * (place + 1), text)
        for top, printed in zip(tops, lines, strict=False)
        for place, text in enumerate(printed)
    ]
    _draw_ranges(plot, rows, [bottom - _ROW / 2 + 4 for bottom in tops[1:]])
    plot.headings(texts)
    told = "; ".join(map(_told_range, rows))
    return plot.picture("Khoảng giá trị của các chỉ tiêu chính, hình cho màn hình hẹp", told)


def _ranges(indicators: Sequence[facts.IndicatorYear], names: Mapping[str, str]) -> list[_Range]:
    return [
        _Range(names[i.indicator_code], float(i.min_value), float(i.max_value), i)
        for i in indicators
        if i.min_value is not None and i.max_value is not None
    ]


def _draw_ranges(plot: Plot, rows: Sequence[_Range], middles: Sequence[float]) -> None:
    low, _ = nice(min(_numbers(rows)), max(_numbers(rows)))
    high = max(100.0, *(row.high for row in rows))
    x = Linear(low, high, 0, plot.width)
    values = [float(value) for value in range(0, 101, 10) if low <= value <= high]
    plot.vertical_grid(x(value) for value in values)
    plot.bottom_axis([(x(value), show(value)) for value in values], "Mức chỉ tiêu kế hoạch (%)")
    for at, row in zip(middles, rows, strict=True):
        _draw_range(plot, x, at, row)


def _numbers(rows: Sequence[_Range]) -> list[float]:
    """Every level that has to fit in the chart of ranges."""
    references = [float(row.indicator.reference_value) for row in rows if row.indicator.reference_value is not None]
    return [*references, *(row.low for row in rows), *(row.high for row in rows)]


def _draw_range(plot: Plot, x: Linear, at: float, row: _Range) -> None:
    found = row.indicator
    plot.bar(x(row.low), at - 1.5, x(row.high) - x(row.low), 3, LINE)
    if found.p25_value is not None and found.p75_value is not None:
        plot.bar(x(found.p25_value), at - 6.5, x(found.p75_value) - x(found.p25_value), 13, LIGHT)
    if found.median_value is not None:
        plot.bar(x(found.median_value) - 1.5, at - 10, 3, 20, DARK)
    if found.reference_value is not None:
        plot.pointer(x(float(found.reference_value)), at - 14, INK)


def _told_range(row: _Range) -> str:
    reference = row.indicator.reference_value
    return (
        f"{row.name}: thấp nhất {show_value(row.low)}, trung vị {show_mean(row.indicator.median_value)}, "
        f"cao nhất {show_value(row.high)}, mốc {show_value(None if reference is None else float(reference))}"
    )


def months(counts: Mapping[int, int], year: int) -> Markup:
    """Tasks that fall due in each month of a year."""
    plot = Plot(470, 130)
    tasks = [counts.get(month, 0) for month in range(1, 13)]
    y = _counts(plot, tasks, 4, "Số việc đến hạn")
    middles = band(len(tasks), plot.width)
    plot.bottom_axis([(x, f"T{month}") for month, x in enumerate(middles, start=1)], None)
    wide = bar_width(len(tasks), plot.width)
    for x, count in zip(middles, tasks, strict=True):
        plot.bar(x - wide / 2, y(count), wide, plot.height - y(count), LIGHT, edge=DARK)
    plot.figures(((x, y(count) - 4, show(count)) for x, count in zip(middles, tasks, strict=True)), bold=False)
    told = "; ".join(f"tháng {month}: {count}" for month, count in enumerate(tasks, start=1))
    return plot.picture(f"Số việc đến hạn theo tháng, năm {year}", told)


def _counts(plot: Plot, values: Sequence[int], count: float, title: str) -> Linear:
    """A vertical axis from zero over counts, in whole steps."""
    low, high = nice(0, max([1, *values]))
    step = tick_step(low, high, count, least=1)
    y = Linear(low, high, plot.height, 0)
    _left_axis(plot, y, step, title)
    return y


def _from_zero(plot: Plot, values: Sequence[float], unit: str) -> Linear:
    """A vertical axis from zero, for percentages to 100: a small change looks small."""
    high = 100.0 if unit == "percent" and max(values) <= 100 else nice(0.0, max([1.0, *values]))[1]
    y = Linear(0.0, high, plot.height, 0)
    _left_axis(plot, y, tick_step(0.0, high, 4), "Bình quân")
    return y


def _left_axis(plot: Plot, y: Linear, step: float, title: str) -> None:
    values = ticks(y.low, y.high, step)
    plot.grid(y(value) for value in values)
    plot.left_axis([(y(value), show(value, step)) for value in values], title)


def _level(bucket: facts.Bucket, unit: str) -> str:
    if bucket.grouping == "value":
        return show_value(bucket.lower_value, unit)
    return bucket.label_vi.replace(" đến dưới ", "–<")


def _meets(bucket: facts.Bucket, indicator: facts.IndicatorYear) -> bool:
    reference = indicator.reference_value
    if reference is None:
        return True
    return bucket.lower_value >= reference if indicator.direction == "higher" else bucket.lower_value <= reference

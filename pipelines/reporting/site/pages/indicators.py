"""One page per indicator and year: distribution, trend, tiles, ranking, every value with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Final

from markupsafe import Markup

from pipelines.reference.places import place_of
from pipelines.reporting.site import charts, facts
from pipelines.reporting.site.index import FactIndex
from pipelines.reporting.site.layout import Page
from pipelines.reporting.site.links import INDICATORS
from pipelines.reporting.site.tilemap import MapCell, tile_map

_OTHER_AREA: Final = "Chỉ tiêu khác"


@dataclass(frozen=True, slots=True)
class TileShade:
    """A shade of the tiles: values below ``below`` that no earlier step takes."""

    below: Decimal | None
    label: str
    css: str


_STEPS: Final = (
    TileShade(Decimal(50), "dưới 50%", "t1"),
    TileShade(Decimal(70), "50% – dưới 70%", "t2"),
    TileShade(Decimal(80), "70% – dưới 80%", "t3"),
    TileShade(Decimal(90), "80% – dưới 90%", "t4"),
    TileShade(Decimal(100), "90% – dưới 100%", "t5"),
    TileShade(None, "từ 100%", "t6"),
)
_COUNT_STEPS: Final = (TileShade(None, "có nêu", "t3"),)


@dataclass(frozen=True, slots=True)
class Tile:
    """A unit in the overview by unit; ``row`` is None when it names no value."""

    name: str
    css: str
    row: facts.CommuneValue | None
    has_plan: bool
    cell: MapCell | None = None


@dataclass(frozen=True, slots=True)
class Tiles:
    """The overview by unit; ``columns`` of the map, None where it is a list by name."""

    shown: Sequence[Tile]
    columns: int | None


def pages(index: FactIndex) -> Iterator[Page]:
    """The list of a year's indicators, then each of them."""
    trends: dict[str, Markup | None] = {}
    for year in index.found.page_years:
        rows = index.indicators.get(year, [])
        yield Page(
            path=f"{year}/{INDICATORS}/index.html",
            template="indicators.html.j2",
            title=f"Chỉ tiêu kế hoạch năm {year}",
            section="chi-tieu",
            year=year,
            context={"rows": rows, "areas": _by_area(rows), "before": _before(index, year)},
            wide=True,
        )
        for row in rows:
            if row.indicator_code not in trends:
                trends[row.indicator_code] = _trend(index, row)
            yield Page(
                path=f"{year}/{INDICATORS}/{row.indicator_code}.html",
                template="indicator.html.j2",
                title=row.indicator_name_vi,
                section="chi-tieu",
                year=year,
                context=_context(index, row) | {"trend_picture": trends[row.indicator_code]},
            )


def _before(index: FactIndex, year: int) -> dict[str, tuple[facts.TrendPoint | None, facts.TrendPoint]]:
    """Indicator → its points in the year before (None where nobody named it) and in the year."""
    found = {}
    for code, points in index.trends.items():
        by_year = {point.plan_year: point for point in points}
        if year in by_year:
            found[code] = (by_year.get(year - 1), by_year[year])
    return found


def _by_area(rows: Sequence[facts.IndicatorYear]) -> list[tuple[str, list[facts.IndicatorYear]]]:
    return [(area, list(group)) for area, group in groupby(rows, key=lambda row: row.area_name_vi or _OTHER_AREA)]


def _context(index: FactIndex, row: facts.IndicatorYear) -> dict[str, object]:
    year, code = row.plan_year, row.indicator_code
    values = index.values.get((year, code), [])
    buckets = index.distribution.get((year, code), [])
    units = index.communes.get(year, [])
    excluded = index.excluded.get((year, code), [])
    named = {value.commune_code for value in values} | {one.commune_code for one in excluded}
    return {
        "row": row,
        "values": values,
        "excluded": excluded,
        "bases": index.basis_figures.get((year, code), []),
        "previous": _previous(index, values),
        "buckets": [bucket for bucket in buckets if bucket.grouping == "value"],
        "picture": charts.distribution(buckets, row) if buckets else None,
        "trend": index.trends.get(code, []),
        "steps": _steps(row.unit),
        "tiles": tiles(units, values),
        "silent": [u for u in units if u.plan_state == "effective" and u.commune_code not in named],
        "without_plan": [u for u in units if u.plan_state != "effective"],
        "references": index.references.get(code, []),
    }


def _previous(index: FactIndex, values: Sequence[facts.CommuneValue]) -> dict[str, facts.CommuneValue]:
    """The value of the year before by the unit's code; a code that was another unit's then has none."""
    if not values:
        return {}
    year, code = values[0].plan_year, values[0].indicator_code
    before = {(one.commune_code, one.unit_since): one for one in index.values.get((year - 1, code), ())}
    units = ((one.commune_code, one.unit_since) for one in values)
    return {unit[0]: before[unit] for unit in units if unit in before}


def tiles(units: Sequence[facts.CommuneYear], values: Sequence[facts.CommuneValue]) -> Tiles:
    """Every unit with the shade of its value.

    Units are placed as the province lies, those without a plan too: they are the ground on which the others are
    found. Where the places are not known (units of before 01/7/2025) only those with a plan are shown, by name.
    """
    by_unit = {value.commune_code: value for value in values}
    made = [
        Tile(
            unit.commune_name,
            _shade(by_unit.get(unit.commune_code)),
            by_unit.get(unit.commune_code),
            unit.plan_state == "effective",
        )
        for unit in units
    ]
    # a year's units are those of its last day
    found = (place_of(unit.commune_code, date(unit.plan_year, 12, 31)) for unit in units)
    places = [place for place in found if place is not None]
    if len(places) < len(units):
        return Tiles([tile for tile in made if tile.row or tile.has_plan], None)
    laid = tile_map(places)
    placed = zip(made, laid.cells, strict=True)
    in_order = sorted(placed, key=lambda pair: (pair[1].row, pair[1].column))
    return Tiles([replace(tile, cell=cell) for tile, cell in in_order], laid.columns)


def _steps(unit: str) -> tuple[TileShade, ...]:
    return _STEPS if unit == "percent" else _COUNT_STEPS


def _shade(value: facts.CommuneValue | None) -> str:
    if value is None:
        return "t0"
    return next(step.css for step in _steps(value.unit) if step.below is None or value.value < step.below)


def _trend(index: FactIndex, row: facts.IndicatorYear) -> Markup | None:
    points = [point for point in index.trends.get(row.indicator_code, []) if point.mean_value is not None]
    return charts.trend(points, row.indicator_name_vi, row.unit) if len(points) > 1 else None

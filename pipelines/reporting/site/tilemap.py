"""A map of tiles: every unit a tile of one size, placed about as the province lies.

A true map would show large mountain communes and hide the small wards of towns, which hold more people; a list by name
shows no neighbourhood. Here north is above and west is left; where many units lie close together they are drawn apart.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.reference.places import LatLon

_SPARE: Final = 1.35
"""Cells for each unit: empty ones let the outline show."""
_TILE: Final = 0.5  # height of a tile in its widths
_FEWEST, _MOST = 4, 12
_EVEN: Final = 0.6
"""How far places are evened out: 0 leaves towns in a heap, 1 fills a rectangle."""


@dataclass(frozen=True, slots=True)
class MapCell:
    """Row and column, from 1; the first row is the northernmost."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class TileMap:
    """Cells in the order of the places, and how many columns there are."""

    cells: tuple[MapCell, ...]
    columns: int


def tile_map(places: Sequence[LatLon]) -> TileMap:
    """Lay out units by their places: no two on one cell, from north to south and from west to east within a row."""
    if not places:
        return TileMap((), _FEWEST)
    columns = _columns(places)
    row_count = max(1, math.ceil(len(places) * _SPARE / columns))
    southward = _evened([-place.latitude for place in places])
    eastward = _evened([place.longitude for place in places])
    rows: dict[int, list[int]] = {}
    row = 0
    for number in sorted(range(len(places)), key=lambda one: (southward[one], eastward[one])):
        row = max(row, round(southward[number] * (row_count - 1)))
        if len(rows.get(row, ())) == columns:
            row += 1
        rows.setdefault(row, []).append(number)
    cells: dict[int, MapCell] = {}
    for shown, (_, numbers) in enumerate(sorted(rows.items()), start=1):
        numbers.sort(key=lambda one: eastward[one])
        taken = _spread([eastward[one] * (columns - 1) for one in numbers], columns)
        cells |= {one: MapCell(shown, column + 1) for one, column in zip(numbers, taken, strict=True)}
    return TileMap(tuple(cells[number] for number in range(len(places))), columns)


def _columns(places: Sequence[LatLon]) -> int:
    """As many columns as give the grid the province's own proportions."""
    north, east = _extent([one.latitude for one in places]), _extent([one.longitude for one in places])
    middle = sum(one.latitude for one in places) / len(places)
    width = east * math.cos(math.radians(middle))
    wanted = math.sqrt(len(places) * _SPARE * _TILE * (width + 1e-9) / (north + 1e-9))
    return min(_MOST, max(_FEWEST, round(wanted)))


def _extent(values: Sequence[float]) -> float:
    """Between the values that all but the outermost twentieths keep to: islands far out do not stretch the map."""
    ordered = sorted(values)
    edge = len(ordered) // 20
    return ordered[-1 - edge] - ordered[edge]


def _evened(values: Sequence[float]) -> list[float]:
    """Positions from 0 to 1: between the true ones and those of equal distances; the order stays."""
    ordered = sorted(values)
    edge, last = len(ordered) // 20, max(1, len(ordered) - 1)
    low, span = ordered[edge], _extent(values) or 1.0
    rank = {value: number / last for number, value in enumerate(ordered)}
    return [_EVEN * rank[value] + (1 - _EVEN) * min(1.0, max(0.0, (value - low) / span)) for value in values]


def _spread(wanted: Sequence[float], columns: int) -> list[int]:
    """Different columns near the wanted ones, which ascend."""
    taken: list[int] = []
    for number, position in enumerate(wanted):
        free = columns - (len(wanted) - number)  # the last column that leaves room for those that follow
        taken.append(min(free, max(round(position), taken[-1] + 1 if taken else 0)))
    return taken

"""The map of tiles: every unit on a cell of its own, north above, west left, whatever the province."""

from __future__ import annotations

from datetime import date
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reference.places import LatLon, place_of
from pipelines.reference.units import communes_of, provinces
from pipelines.reporting.site.tilemap import tile_map

_PLACES = st.lists(
    st.builds(LatLon, st.floats(8, 24, allow_subnormal=False), st.floats(102, 118, allow_subnormal=False)),
    max_size=200,
)


@given(_PLACES)
def test_every_unit_has_a_cell_of_its_own_inside_the_columns(places: list[LatLon]) -> None:
    made = tile_map(places)
    assert len(made.cells) == len(set(made.cells)) == len(places)
    assert all(1 <= cell.column <= made.columns and cell.row >= 1 for cell in made.cells)


@given(_PLACES)
def test_rows_go_south_and_columns_east(places: list[LatLon]) -> None:
    laid = sorted(zip(tile_map(places).cells, places, strict=True), key=lambda pair: (pair[0].row, pair[0].column))
    rows = [[place for _, place in row] for _, row in groupby(laid, key=lambda pair: pair[0].row)]
    assert all(west.longitude <= east.longitude for row in rows for west, east in pairwise(row))
    for above, below in pairwise(rows):
        assert min(place.latitude for place in above) >= max(place.latitude for place in below)


@pytest.mark.parametrize("day", [date(2025, 7, 1), date(2026, 11, 30)])
def test_every_unit_of_today_has_a_place_and_no_former_unit_has_one(day: date) -> None:
    units = [unit for province in provinces() if province.is_valid(day) for unit in communes_of(province.code, day)]
    assert len(units) == 3321
    assert all(place_of(unit.code, day) for unit in units)
    assert place_of("00004", date(2025, 6, 30)) is None


def test_neighbours_in_a_province_are_neighbours_on_its_map() -> None:
    units = communes_of("40", date(2026, 1, 1))
    places = [place_of(unit.code, date(2025, 7, 1)) for unit in units]
    cells = dict(zip((unit.name for unit in units), tile_map([one for one in places if one]).cells, strict=True))
    assert cells["Keng Đu"].row == 1 and cells["Keng Đu"].column < cells["Cửa Lò"].column
    assert cells["Kim Liên"].row > cells["Thái Hòa"].row
    vinh, cua_lo = cells["Vinh Lộc"], cells["Cửa Lò"]
    assert abs(vinh.row - cua_lo.row) <= 2 and abs(vinh.column - cua_lo.column) <= 2

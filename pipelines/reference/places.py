"""Where a commune-level unit lies: the point that the merger map gives for it (``data/unit_places.csv``).

For placing units relative to each other, not for measuring: the point is that of the unit's seat or middle, to some
hundred metres.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from pipelines.reference.tables import reference_rows

_REFORM: Final = date(2025, 7, 1)


@dataclass(frozen=True, slots=True)
class LatLon:
    """Degrees north and east."""

    latitude: float
    longitude: float


def place_of(code: str, on: date) -> LatLon | None:
    """The place of the unit that has the code on that day; None before 01/7/2025.

    Most codes were another unit's before, so the code alone says nothing.
    """
    return _places().get(code) if on >= _REFORM else None


@cache
def _places() -> dict[str, LatLon]:
    rows = reference_rows("unit_places")
    return {row["code"]: LatLon(float(row["latitude"]), float(row["longitude"])) for row in rows}

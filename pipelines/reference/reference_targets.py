"""Dated reference values that plans are compared with (``reference_targets.csv``).

Only rows whose source was read by someone are shipped; what is merely remembered is left out. The provinces' own
rows are filled in by the team.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from pipelines.reference.csv_data import read_rows


@dataclass(frozen=True, slots=True)
class ReferenceTarget:
    """One value set by one act.

    ``level`` is national or provincial (then ``province_code`` is set); ``kind`` is ``goal`` (to be reached by
    ``due_year``) or ``full_score`` (the threshold of a scoring sheet, not a goal); ``valid_from`` is the act's
    date of issue, or the first day of its month when only the month is known; ``valid_to`` the last day on which
    it was the newest rule, None while it still is. ``certainty`` is high, medium-high or medium.
    """

    indicator_code: str
    level: str
    province_code: str | None
    document: str
    value: Decimal
    comparator: str
    due_from: int | None
    due_year: int | None
    valid_from: date
    valid_to: date | None
    kind: str
    certainty: str
    source: str


def _year(cell: str) -> int | None:
    return int(cell) if cell else None


def _row(row: dict[str, str]) -> ReferenceTarget:
    return ReferenceTarget(
        indicator_code=row["indicator_code"],
        level=row["level"],
        province_code=row["province_code"] or None,
        document=row["document"],
        value=Decimal(row["value"]),
        comparator=row["comparator"],
        due_from=_year(row["due_from"]),
        due_year=_year(row["due_year"]),
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        kind=row["kind"],
        certainty=row["certainty"],
        source=row["source"],
    )


@cache
def reference_targets() -> tuple[ReferenceTarget, ...]:
    """All rows, in file order."""
    return tuple(_row(row) for row in read_rows("reference_targets.csv"))

"""A time expression as found in a cell, before it becomes a milestone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipelines.model.plan import DeadlineKind

DATED = frozenset({DeadlineKind.DATE, DeadlineKind.MONTH, DeadlineKind.QUARTER, DeadlineKind.YEAR, DeadlineKind.PERIOD})


@dataclass(frozen=True, slots=True)
class Fault:
    """An impossible date as printed, and what it probably means (a reviewer decides)."""

    printed: str
    suggestion: date | None = None


@dataclass(frozen=True, slots=True)
class Expression:
    """One time expression at ``at:to`` of the folded cell.

    ``needs_year`` says that no year is printed: ``start`` and ``end`` then hold the plan's year, or nothing when the
    plan's year is unknown.
    """

    at: int
    to: int
    kind: DeadlineKind
    rule: str
    start: date | None = None
    end: date | None = None
    recurrence: str | None = None
    is_exclusive: bool = False
    offset: str | None = None
    anchor: tuple[int, int] | None = None
    needs_year: bool = False
    is_bare: bool = False  # a day without "trước": in a list the word may stand before the first day only
    faults: tuple[Fault, ...] = ()
    confidence: float = 1.0
    cycle_day: int | None = None
    cycle_month_offset: int | None = None

    @property
    def is_dated(self) -> bool:
        """True for expressions that name a day, a month, … (also when the one printed is impossible)."""
        if self.kind is DeadlineKind.RECURRING:
            return self.end is not None or bool(self.faults)
        return self.kind in DATED

"""A time expression as found in a cell, before it becomes a milestone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from pipelines.model.plan import DeadlineKind

DATED = frozenset({DeadlineKind.DATE, DeadlineKind.MONTH, DeadlineKind.QUARTER, DeadlineKind.YEAR, DeadlineKind.PERIOD})


@dataclass(frozen=True, slots=True)
class Fault:
    """What makes a time unusable, as printed; ``rule`` is the finding, ``suggestion`` what an impossible date may mean.

    A reviewer decides; nothing here is ever used as a value.
    """

    printed: str
    suggestion: date | None = None
    rule: str = "impossible_date"
    detail: str | None = None  # None: what ``suggestion`` says


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
    doubts: tuple[Fault, ...] = ()  # told beside what was read; they take nothing from it
    confidence: float = 1.0
    cycle_day: int | None = None
    cycle_month_offset: int | None = None

    @property
    def is_dated(self) -> bool:
        """True for expressions that name a day, a month, … (also when what is printed cannot be)."""
        if self.faults:
            return True
        return self.end is not None if self.kind is DeadlineKind.RECURRING else self.kind in DATED


def in_order(expression: Expression, printed: str) -> Expression:
    """The expression; one that would end before it begins says nothing but a fault.

    Args:
        expression: as a rule built it, its list and its plan's year settled.
        printed: its words.
    """
    start, end = expression.start, expression.end
    if start is None or end is None or start <= end:
        return expression
    fault = reversed_fault(printed, start, end)
    return replace(expression, kind=DeadlineKind.NONE, start=None, end=None, needs_year=False, faults=(fault,))


def reversed_fault(printed: str, start: date, end: date) -> Fault:
    """The fault of a time whose last day is before its first."""
    detail = f"từ {start:%d/%m/%Y} mà đến {end:%d/%m/%Y}"
    return Fault(printed, rule="deadline_reversed", detail=detail)

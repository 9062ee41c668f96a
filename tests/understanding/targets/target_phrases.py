"""The project's own commitment sentences with what must be read from them (``phrases.csv``).

``expected`` holds one entry per commitment, parted by `` ; ``: comparator, value, unit, then in any order
``decrease``/``increase``, ``asp`` (aspirational), ``max=``, ``year=``, ``parent=`` and the indicator code
(``-`` none, ``?`` not asked). Empty: nothing may be found. ``⏎`` in a text is a line break.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pipelines.model.plan import Target

PATH = Path(__file__).with_name("phrases.csv")


@dataclass(frozen=True)
class Expected:
    comparator: str
    value: Decimal
    unit: str
    change: str | None = None
    code: str | None = "?"
    value_max: Decimal | None = None
    year: int | None = None
    parent: int | None = None
    aspirational: bool = False

    def fits(self, target: Target) -> bool:
        stated = (self.comparator, self.value, self.unit, self.change, self.value_max, self.parent)
        found = (target.comparator, target.value, target.unit, target.change, target.value_max, target.parent)
        extra = (self.year is None or self.year == target.year) and self.aspirational == target.is_aspirational
        return stated == found and extra

    def code_fits(self, target: Target) -> bool:
        return self.code == "?" or self.code == target.indicator_code


@dataclass(frozen=True)
class Phrase:
    text: str
    column: str | None
    plan_year: int
    expected: tuple[Expected, ...]


def _entry(cell: str) -> Expected:
    comparator, value, unit, *rest = cell.split()
    fields: dict[str, object] = {}
    for word in rest:
        name, _, detail = word.partition("=")
        if word in ("decrease", "increase"):
            fields["change"] = word
        elif word == "asp":
            fields["aspirational"] = True
        elif name == "max":
            fields["value_max"] = Decimal(detail)
        elif name in ("year", "parent"):
            fields[name] = int(detail)
        else:
            fields["code"] = None if word == "-" else word
    return Expected(comparator, Decimal(value), unit, **fields)  # type: ignore[arg-type]


def phrases() -> list[Phrase]:
    with PATH.open(encoding="utf-8", newline="") as stream:
        return [
            Phrase(
                row["text"].replace("⏎", "\n"),
                row["column"] or None,
                int(row["plan_year"]),
                tuple(_entry(cell) for cell in row["expected"].split(" ; ") if cell.strip()),
            )
            for row in csv.DictReader(stream)
        ]

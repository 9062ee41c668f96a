"""Reform areas and the wordings of section titles that name them (``areas.csv``, ``area_words.csv``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipelines.reference.tables import reference_rows
from pipelines.text.vietnamese import match_key


@dataclass(frozen=True, slots=True)
class Area:
    """A field of reform; ``order`` follows Resolution 76/NQ-CP, steering first."""

    code: str
    name_vi: str
    order: int
    source: str


@cache
def areas() -> tuple[Area, ...]:
    """The areas in their order."""
    rows = reference_rows("areas")
    return tuple(Area(row["area_code"], row["name_vi"], int(row["order"]), row["source"]) for row in rows)


@cache
def area_words() -> tuple[tuple[str, str], ...]:
    """Pairs (matching key of a wording, area code), longest wording first."""
    pairs = [(match_key(row["phrase"]), row["area_code"]) for row in reference_rows("area_words")]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))


def area_of(text: str) -> str | None:
    """Area code that a section title names; None when no reviewed wording is in it.

    The wording that starts first decides ("Cải cách thể chế và thủ tục …" is about institutions);
    at one start the longest wins.
    """
    key = match_key(text)
    found = [(key.find(phrase), -len(phrase), code) for phrase, code in area_words() if phrase in key]
    return min(found)[2] if found else None

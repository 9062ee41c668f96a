"""The catalogue of offices (``offices.csv``), their wordings (``office_variants.csv``, ``office_groups.csv``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipelines.reference.tables import reference_rows
from pipelines.text.vietnamese import match_key


@dataclass(frozen=True, slots=True)
class Office:
    """An office; ``level`` is commune, province, central or other; ``family`` groups offices of one kind."""

    code: str
    name_vi: str
    family: str
    level: str
    is_collective: bool
    is_reference: bool
    source: str


@cache
def offices() -> dict[str, Office]:
    """All offices by code, in file order."""
    return {
        row["office_code"]: Office(
            code=row["office_code"],
            name_vi=row["name_vi"],
            family=row["office_family"],
            level=row["level"],
            is_collective=row["is_collective"] == "true",
            is_reference=row["is_reference"] == "true",
            source=row["source"],
        )
        for row in reference_rows("offices")
    }


@cache
def variant_patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Pairs (pattern on a matching key, office code), longest wording first."""
    rows = [(match_key(row["variant"]), row["office_code"]) for row in reference_rows("office_variants")]
    ordered = sorted(rows, key=lambda pair: (-len(pair[0]), pair[0]))
    return tuple((re.compile(_loosen(key) + r"(?!\w)"), code) for key, code in ordered)


@cache
def variant_patterns_at(letter: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Those of :func:`variant_patterns` that can match where ``letter`` stands, in the same order."""
    return tuple((pattern, code) for pattern, code in variant_patterns() if _first_letter(pattern) == letter)


def _first_letter(pattern: re.Pattern[str]) -> str:
    """A wording begins with a letter or digit, which :func:`_loosen` leaves as it is."""
    return pattern.pattern[0]


def _loosen(key: str) -> str:
    """A wording as pattern: "và", "&" and "-" stand for each other, blanks around dashes and dots are free."""
    parts = re.split(r"\s+(?:và|-|&)\s+|&", key)
    return r"(?:\s+và\s+|\s*[&-]\s*|\s+)".join(_words(part) for part in parts)


def _words(part: str) -> str:
    return re.sub(r"(?:\\ )+", r"\\s+", re.escape(part)).replace(r"\.\s+", r"\.?\s*").replace(",", r"\s*,")


@cache
def group_words(kind: str) -> tuple[tuple[str, str], ...]:
    """Pairs (matching key, office code) of ``kind`` noun, lead_in, reference or filler; longest first."""
    rows = [row for row in reference_rows("office_groups") if row["kind"] == kind]
    pairs = [(match_key(row["phrase"]), row["office_code"]) for row in rows]
    return tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), pair[0])))

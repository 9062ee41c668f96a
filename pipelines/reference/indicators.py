"""The catalogue of indicators and the wordings that name them (``indicators.csv``, ``indicator_synonyms.csv``).

A province may add rows of its own, see :mod:`pipelines.reference.extension`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pipelines.reference.extension import Extension, catalogue_rows, current_extension


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator; ``unit`` is percent or count, ``direction`` higher or lower (which way is better).

    ``change`` is set for indicators that *are* a change (a cut in staff): there a target's number is the size
    of the change and not a level. ``is_core`` marks the set expected in every annual plan.
    """

    code: str
    name_vi: str
    name_en: str
    unit: str
    direction: str
    group: str
    area_code: str
    change: str | None
    is_core: bool
    definition_vi: str
    source: str


@dataclass(frozen=True, slots=True)
class Synonym:
    """One wording of an indicator, in the pattern language of ``understanding.indicators``.

    ``must_have`` (any of) and ``must_not`` (none of) are guards on the whole clause.
    """

    code: str
    pattern: str
    must_have: tuple[str, ...]
    must_not: tuple[str, ...]
    source: str


def indicators() -> tuple[Indicator, ...]:
    """All indicators, in catalogue order, those of the province last."""
    return _indicators(current_extension())


@cache
def _indicators(extension: Extension | None) -> tuple[Indicator, ...]:
    return tuple(
        Indicator(
            code=row["indicator_code"],
            name_vi=row["name_vi"],
            name_en=row["name_en"],
            unit=row["unit"],
            direction=row["direction"],
            group=row["indicator_group"],
            area_code=row["area_code"],
            change=row["change"] or None,
            is_core=row["is_core"] == "yes",
            definition_vi=row["definition_vi"],
            source=row["source"],
        )
        for row in catalogue_rows("indicators", extension)
    )


@cache
def _by_code(extension: Extension | None) -> dict[str, Indicator]:
    return {indicator.code: indicator for indicator in _indicators(extension)}


def indicator_by_code(code: str) -> Indicator | None:
    """The indicator with this code, or None."""
    return _by_code(current_extension()).get(code)


def core_indicators() -> tuple[str, ...]:
    """Codes expected in every annual plan."""
    return tuple(indicator.code for indicator in indicators() if indicator.is_core)


def _alternatives(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def synonyms() -> tuple[Synonym, ...]:
    """All wordings, those of the province last.

    Raises:
        ValueError: a wording names a code that the catalogue does not have.
    """
    return _synonyms(current_extension())


@cache
def _synonyms(extension: Extension | None) -> tuple[Synonym, ...]:
    rows = catalogue_rows("indicator_synonyms", extension)
    unknown = sorted({row["indicator_code"] for row in rows} - set(_by_code(extension)))
    if unknown:
        raise ValueError(f"indicator_synonyms.csv: indicators.csv không có mã {', '.join(unknown)}")
    return tuple(
        Synonym(
            code=row["indicator_code"],
            pattern=row["pattern"],
            must_have=_alternatives(row["must_have"]),
            must_not=_alternatives(row["must_not"]),
            source=row["source"],
        )
        for row in rows
    )

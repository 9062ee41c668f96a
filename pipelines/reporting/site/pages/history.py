"""The planned levels of a unit over all years, and those of the units that went into it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.reporting.site import facts
from pipelines.reporting.site.display import unit_name
from pipelines.reporting.site.index import FactIndex, grouped
from pipelines.reporting.site.layout import Page
from pipelines.reporting.site.links import HISTORY

HistoryRow = tuple[str, list[facts.CommuneValue | None]]


@dataclass(frozen=True, slots=True)
class FormerUnit:
    """A unit that went into the page's one: its values by year and indicator, newest first."""

    name: str
    is_counted: bool
    values: tuple[facts.FormerValue, ...]


def pages(index: FactIndex) -> Iterator[Page]:
    """One page per unit with values of several years, or of former units."""
    newest = {(unit.commune_code, unit.unit_since): unit for unit in index.found.communes}  # years ascend
    for unit in newest.values():
        if has_history(index, unit):
            years = index.years_of(unit)
            yield Page(
                path=history_path(index, unit),
                template="history.html.j2",
                title=f"{unit_name(unit.unit_type, unit.commune_name)} qua các năm",
                section="don-vi",
                year=None,
                context={
                    "code": unit.commune_code,
                    "page_year": unit.plan_year if unit.plan_year in index.found.page_years else None,
                    "years": years,
                    "rows": _rows(index, unit.commune_code, years),
                    "sources": {year: _commonest(index.commune_values[year, unit.commune_code]) for year in years},
                    "former_units": _former_units(index, unit),
                },
                wide=True,
            )


def has_history(index: FactIndex, unit: facts.CommuneYear) -> bool:
    """Whether there is more than one year to show, one that has no page of its own, or a former unit."""
    years = index.years_of(unit)
    has_older = len(years) > 1 or any(year not in index.found.page_years for year in years)
    return has_older or bool(_former_units(index, unit))


def history_path(index: FactIndex, unit: facts.CommuneYear) -> str:
    """Where the history of a unit stands; of several units with one code the last one has the plain name."""
    if unit.unit_since == _last_since(index, unit.commune_code) or unit.unit_since is None:
        return f"{HISTORY}/{unit.commune_code}.html"
    return f"{HISTORY}/{unit.commune_code}-{unit.unit_since:%Y}.html"


def _last_since(index: FactIndex, code: str) -> date | None:
    return index.last_units.get(code)


def _former_units(index: FactIndex, unit: facts.CommuneYear) -> list[FormerUnit]:
    """The units that went into a unit of today; a former unit with its code is another one."""
    if unit.unit_since != _last_since(index, unit.commune_code):
        return []
    by_unit = grouped(index.former_values.get(unit.commune_code, ()), lambda row: row.former_code)
    return [
        FormerUnit(unit_name(rows[0].former_type, rows[0].former_name), rows[0].is_counted, tuple(rows))
        for rows in by_unit.values()
    ]


def _commonest(values: Sequence[facts.CommuneValue]) -> facts.CommuneValue:
    """A value of the document that most values of the year come from."""
    counts = Counter(value.document_id for value in values)
    return min(values, key=lambda value: (-counts[value.document_id], value.document_id))


def _rows(index: FactIndex, code: str, years: Sequence[int]) -> list[HistoryRow]:
    """Indicators in the order of the list, a cell per year."""
    by_year = {year: {row.indicator_code: row for row in index.commune_values[year, code]} for year in years}
    names = {row.indicator_code: row.indicator_name_vi for values in by_year.values() for row in values.values()}
    order = {row.indicator_code: at for at, row in enumerate(index.indicators.get(index.found.page_years[0], ()))}
    codes = sorted(names, key=lambda indicator: (order.get(indicator, len(order)), indicator))
    return [(names[indicator], [by_year[year].get(indicator) for year in years]) for indicator in codes]

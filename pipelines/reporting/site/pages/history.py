"""The planned levels of a unit over all years, for units that have plans of more than one year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from pipelines.reporting.site import facts
from pipelines.reporting.site.display import unit_name
from pipelines.reporting.site.index import FactIndex
from pipelines.reporting.site.layout import Page
from pipelines.reporting.site.links import HISTORY

HistoryRow = tuple[str, list[facts.CommuneValue | None]]


def pages(index: FactIndex) -> Iterator[Page]:
    """One page per unit with values of several years."""
    names = {unit.commune_code: unit for unit in index.found.communes}  # the newest name wins: years ascend
    for code, unit in names.items():
        years = index.years_of(code)
        if has_history(index, code):
            yield Page(
                path=f"{HISTORY}/{code}.html",
                template="history.html.j2",
                title=f"{unit_name(unit.unit_type, unit.commune_name)} qua các năm",
                section="don-vi",
                year=None,
                context={
                    "code": code,
                    "years": years,
                    "rows": _rows(index, code, years),
                    "sources": {year: _commonest(index.commune_values[year, code]) for year in years},
                },
                wide=True,
            )


def has_history(index: FactIndex, code: str) -> bool:
    """Whether there is more than one year to show, or one that has no page of its own."""
    years = index.years_of(code)
    return len(years) > 1 or any(year not in index.found.page_years for year in years)


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

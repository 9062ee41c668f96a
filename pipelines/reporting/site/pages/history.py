"""The values of a unit in the years that have no pages of their own."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.reporting.site.display import unit_name
from pipelines.reporting.site.index import FactIndex
from pipelines.reporting.site.layout import Page
from pipelines.reporting.site.links import HISTORY


def pages(index: FactIndex) -> Iterator[Page]:
    """One page per unit with older values."""
    older = [y.plan_year for y in reversed(index.found.years) if y.plan_year not in index.found.page_years]
    names = {unit.commune_code: unit for unit in index.found.communes}  # the newest name wins: years ascend
    for code, unit in names.items():
        years = [(year, index.commune_values[year, code]) for year in older if (year, code) in index.commune_values]
        if years:
            yield Page(
                path=f"{HISTORY}/{code}.html",
                template="history.html.j2",
                title=f"{unit_name(unit.unit_type, unit.commune_name)}: các năm trước",
                section="don-vi",
                year=None,
                context={"code": code, "years": years},
            )

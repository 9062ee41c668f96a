"""What stands on which page: one module per family of pages, each a generator of ``layout.Page``."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.reporting.site.index import FactIndex
from pipelines.reporting.site.layout import Page
from pipelines.reporting.site.pages import calendar, communes, history, indicators, legal, method, offices, overview


def all_pages(index: FactIndex) -> Iterator[Page]:
    """Every page of a province, in the order of the menu."""
    yield from overview.pages(index)
    yield from indicators.pages(index)
    yield from communes.pages(index)
    yield from history.pages(index)
    yield from calendar.pages(index)
    yield from offices.pages(index)
    yield from legal.pages(index)
    yield from method.pages(index)

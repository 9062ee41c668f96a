"""The documents that plans rest on, and dates that contradict each other."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.reporting.site.index import FactIndex
from pipelines.reporting.site.layout import Page


def pages(index: FactIndex) -> Iterator[Page]:
    """One page per year."""
    for year in index.found.page_years:
        yield Page(
            path=f"{year}/can-cu-phap-ly.html",
            template="legal.html.j2",
            title=f"Căn cứ pháp lý, năm {year}",
            section="can-cu",
            year=year,
            context={
                "rows": [row for row in index.found.legal_references if row.plan_year == year],
                "conflicts": [row for row in index.found.date_conflicts if row.plan_year == year],
                "documents": index.documents,
            },
            wide=True,
        )

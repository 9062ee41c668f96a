"""How the figures are made, what they can and cannot say."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.reporting.site.index import FactIndex
from pipelines.reporting.site.layout import Page


def pages(index: FactIndex) -> Iterator[Page]:
    """One page for the province."""
    codes = {row.indicator_code: row for row in reversed(index.found.indicators)}
    yield Page(
        path="phuong-phap.html",
        template="method.html.j2",
        title="Phương pháp, định nghĩa và giới hạn",
        section="phuong-phap",
        year=None,
        context={
            "indicators": sorted((r for r in codes.values() if r.definition_vi), key=lambda r: r.indicator_name_vi),
            "references": index.references,
            "names": {code: row.indicator_name_vi for code, row in codes.items()},
        },
    )

"""How the figures are made, what they can and cannot say."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from pipelines.reporting.site import facts
from pipelines.reporting.site.index import FactIndex, grouped
from pipelines.reporting.site.layout import Page

# the tables of the warehouse that the pages rest on, as the menu names them
_HEADINGS: Final = {
    "province_indicators": "Chỉ tiêu toàn tỉnh",
    "commune_indicators": "Chỉ tiêu của từng đơn vị",
    "indicator_distribution": "Phân bố",
    "indicator_trends": "Diễn biến qua các năm",
    "plan_coverage": "Độ bao phủ kế hoạch",
    "area_profile": "Lĩnh vực",
    "deadline_calendar": "Lịch đến hạn",
    "office_workload": "Khối lượng việc của cơ quan",
    "legal_references": "Căn cứ pháp lý",
    "document_quality": "Chất lượng văn bản",
}


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
            "metrics": _metrics(index),
            "references": index.references,
            "names": {code: row.indicator_name_vi for code, row in codes.items()},
        },
    )


def _metrics(index: FactIndex) -> list[tuple[str, list[facts.Metric]]]:
    by_table = grouped(index.found.metrics, lambda metric: metric.table_name)
    known = [(_HEADINGS[table], by_table.pop(table)) for table in _HEADINGS if table in by_table]
    return known + list(by_table.items())

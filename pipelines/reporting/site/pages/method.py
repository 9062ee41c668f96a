"""How the figures are made, what they can and cannot say."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Final

from pipelines.reporting.site import facts
from pipelines.reporting.site.index import FactIndex, grouped
from pipelines.reporting.site.layout import Page

# what the figures of each table of the warehouse are about; first those that the pages rest on, as the menu names them
HEADINGS: Final = {
    "province_indicators": "Chỉ tiêu toàn tỉnh",
    "province_indicators_by_basis": "Chỉ tiêu toàn tỉnh theo từng cách tính",
    "commune_indicators": "Chỉ tiêu của từng đơn vị",
    "excluded_targets": "Giá trị bị loại",
    "indicator_distribution": "Phân bố",
    "indicator_trends": "Diễn biến qua các năm",
    "commune_history": "Lịch sử chỉ tiêu theo đơn vị hiện nay",
    "commune_history_parts": "Lịch sử: từng đơn vị cũ",
    "change_targets": "Mức tăng, giảm",
    "plan_coverage": "Độ bao phủ kế hoạch",
    "dim_document": "Văn bản kế hoạch",
    "fct_target": "Chỉ tiêu định lượng",
    "fct_task": "Nhiệm vụ",
    "area_profile": "Lĩnh vực",
    "deadline_calendar": "Lịch đến hạn",
    "deadline_buckets": "Nhiệm vụ theo loại thời hạn",
    "office_workload": "Khối lượng việc của cơ quan",
    "legal_references": "Căn cứ pháp lý",
    "legal_reference_conflicts": "Viện dẫn không thống nhất về ngày",
    "document_quality": "Chất lượng văn bản",
    "commune_check": "Điểm kiểm tra từng đơn vị",
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
    known = [(HEADINGS[table], by_table.pop(table)) for table in HEADINGS if table in by_table]
    return known + sorted(by_table.items(), key=itemgetter(0))

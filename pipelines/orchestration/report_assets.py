"""What people read, written after publication: a failure here is loud, and leaves the published warehouse as it is.

Belongs here: keys, descriptions, metadata. Does not: pages (``pipelines.reporting``).
"""

import dagster as dg

from pipelines.orchestration.metadata import page_link
from pipelines.orchestration.resources import ProgressSource, Workspace
from pipelines.reporting.products import write_products
from pipelines.stages.progress import Step

PROVINCE_REPORTS = "province_reports"
AFTER_PUBLICATION = frozenset({PROVINCE_REPORTS})
"""Steps that come after the switch: a run in which only these failed has published."""


def report_assets() -> list[dg.AssetsDefinition]:
    """The assets downstream of the published warehouse."""
    return [_province_reports()]


def _province_reports() -> dg.AssetsDefinition:
    @dg.asset(
        name=PROVINCE_REPORTS,
        deps=[dg.AssetKey("published_warehouse")],
        group_name="bao_cao",
        kinds={"html"},
        description="Trang báo cáo của từng tỉnh trong `reports/`: mở bằng trình duyệt từ thư mục dùng chung, không "
        "cần máy chủ. Ghi sau khi phát hành; ghi không được thì bản cũ giữ nguyên, kho dữ liệu vẫn là bản mới.",
    )
    def province_reports(
        context: dg.AssetExecutionContext, workspace: Workspace, progress: dg.ResourceParam[ProgressSource]
    ) -> dg.MaterializeResult[None]:
        progress.listen(context).begin(Step.REPORTS)
        made = write_products(workspace.settings())
        return dg.MaterializeResult(
            metadata={
                "Trang báo cáo": page_link(made.entry),
                "Số tỉnh": len(made.provinces),
                "Số trang": sum(province.pages for province in made.provinces),
                "Dung lượng (MB)": round(sum(province.bytes for province in made.provinces) / 1024**2, 1),
            }
        )

    return province_reports

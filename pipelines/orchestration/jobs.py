"""Jobs: what the command line and the web page launch.

``plans_job`` works on one partition; ``warehouse_job`` turns every partition of the lake into a published warehouse.
"""

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

PLANS_JOB = "plans_job"
WAREHOUSE_JOB = "warehouse_job"
PLAN_GROUPS = ("tiep_nhan", "doc_van_ban", "phan_tich")


def jobs() -> list[UnresolvedAssetJobDefinition]:
    """Both jobs, as unresolved asset jobs."""
    partitioned = dg.AssetSelection.groups(*PLAN_GROUPS)
    return [
        dg.define_asset_job(
            PLANS_JOB,
            selection=partitioned,
            description="Tiếp nhận, đọc và phân tích các kế hoạch của một tỉnh, một năm.",
        ),
        dg.define_asset_job(
            WAREHOUSE_JOB,
            selection=dg.AssetSelection.all() - partitioned,
            description="Dựng kho dữ liệu từ mọi kế hoạch đã phân tích, kiểm tra rồi phát hành.",
        ),
    ]

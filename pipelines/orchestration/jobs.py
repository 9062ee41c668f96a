"""Jobs: what the command line, the web page, the sensors and the schedules launch.

Belongs here: which assets a job holds, with which configuration and tags. Does not: when it runs.

``plans_job`` works on one partition; ``warehouse_job`` turns every partition of the lake into a published warehouse.
The other jobs are these two put together or with other settings.
"""

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from pipelines.orchestration.tags import TRIGGER, WRITER, Trigger

PLANS_JOB = "plans_job"
WAREHOUSE_JOB = "warehouse_job"
DAILY_UPDATE_JOB = "daily_update_job"
FULL_REBUILD_JOB = "full_rebuild_job"
BACKFILL_JOB = "backfill_job"
READING_JOBS = (PLANS_JOB, BACKFILL_JOB, FULL_REBUILD_JOB)
"""Jobs that leave the warehouse to be built by another run."""
WRITING_JOBS = (WAREHOUSE_JOB, DAILY_UPDATE_JOB)
PLAN_GROUPS = ("tiep_nhan", "doc_van_ban", "phan_tich")
_PLAN_ASSETS = ("raw_plans", "plan_documents", "plans")
REBUILD_CONFIG = {"ops": {name: {"config": {"again": True}} for name in _PLAN_ASSETS}}
_WRITES = {WRITER: "yes"}


def jobs() -> list[UnresolvedAssetJobDefinition]:
    """All jobs, as unresolved asset jobs."""
    partitioned = dg.AssetSelection.groups(*PLAN_GROUPS)
    everything = dg.AssetSelection.all()
    return [
        dg.define_asset_job(
            PLANS_JOB,
            selection=partitioned,
            description="Tiếp nhận, đọc và phân tích các kế hoạch của một tỉnh, một năm.",
        ),
        dg.define_asset_job(
            WAREHOUSE_JOB,
            selection=everything - partitioned,
            tags=_WRITES,
            description="Phát hành: dựng kho dữ liệu từ mọi kế hoạch đã phân tích, kiểm tra rồi phát hành.",
        ),
        dg.define_asset_job(
            DAILY_UPDATE_JOB,
            selection=everything,
            tags=_WRITES,
            description="Cập nhật trong ngày: đọc phần mới của một tỉnh, một năm rồi phát hành, trong một lần chạy.",
        ),
        dg.define_asset_job(
            FULL_REBUILD_JOB,
            selection=partitioned,
            config=REBUILD_CONFIG,
            description="Làm lại toàn bộ một tỉnh, một năm: tính lại mã băm, đọc lại và phân tích lại mọi tệp, không "
            "dùng kết quả cũ.",
        ),
        dg.define_asset_job(
            BACKFILL_JOB,
            selection=partitioned,
            tags={TRIGGER: Trigger.BACKFILL.value, "dagster/priority": "-1"},
            description="Nạp các năm cũ: như plans_job, nhường chỗ cho tệp mới; chọn nhiều tỉnh, nhiều năm một lúc.",
        ),
    ]

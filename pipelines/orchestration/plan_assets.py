"""Assets of one partition: raw plans → documents → plans.

Belongs here: names, descriptions, metadata. Does not: hashing, reading, understanding (``pipelines.stages``).
"""

import dagster as dg

from pipelines.orchestration.partitions import partition_key_of, plan_partitions
from pipelines.orchestration.resources import ProgressSource, Workspace
from pipelines.stages.progress import StageReport
from pipelines.stages.read import read_partition
from pipelines.stages.register import register_partition
from pipelines.stages.understand import understand_partition


def plan_assets() -> list[dg.AssetsDefinition]:
    """The three partitioned assets, in order."""
    partitions = plan_partitions()

    @dg.asset(
        partitions_def=partitions,
        group_name="tiep_nhan",
        kinds={"python", "parquet"},
        description="Các tệp kế hoạch nằm dưới `raw/<tỉnh>/<năm>/`: mã băm, kích thước, loại tệp, tệp trùng. "
        "Chỉ đọc, không sửa tệp của xã.",
    )
    def raw_plans(
        context: dg.AssetExecutionContext, workspace: Workspace, progress: dg.ResourceParam[ProgressSource]
    ) -> dg.MaterializeResult[None]:
        key = partition_key_of(context)
        return _result(register_partition(workspace.settings(), key, progress.listen(context)))

    @dg.asset(
        partitions_def=partitions,
        group_name="doc_van_ban",
        deps=[raw_plans],
        kinds={"python", "pdf"},
        description="Nội dung từng văn bản: đoạn văn, bảng (gộp ô, nối hàng qua trang) kèm trang và khung vị trí. "
        "Tệp không đổi thì dùng lại kết quả cũ.",
    )
    def plan_documents(
        context: dg.AssetExecutionContext, workspace: Workspace, progress: dg.ResourceParam[ProgressSource]
    ) -> dg.MaterializeResult[None]:
        key = partition_key_of(context)
        return _result(read_partition(workspace.settings(), key, progress.listen(context), run_id=context.run_id))

    @dg.asset(
        partitions_def=partitions,
        group_name="phan_tich",
        deps=[plan_documents],
        kinds={"python", "parquet"},
        description="Nội dung kế hoạch: chỉ tiêu, nhiệm vụ, thời hạn, cơ quan, căn cứ pháp lý, phát hiện cần rà soát; "
        "mỗi giá trị kèm chỗ in trong văn bản.",
    )
    def plans(
        context: dg.AssetExecutionContext, workspace: Workspace, progress: dg.ResourceParam[ProgressSource]
    ) -> dg.MaterializeResult[None]:
        key = partition_key_of(context)
        return _result(understand_partition(workspace.settings(), key, progress.listen(context), run_id=context.run_id))

    return [raw_plans, plan_documents, plans]


def _result(report: StageReport) -> dg.MaterializeResult[None]:
    return dg.MaterializeResult(
        metadata={
            "so_tep": report.total,
            "dung_lai": report.reused,
            "de_rieng": report.quarantined,
            "giay_xu_ly": round(report.seconds, 2),
            "tep_de_rieng": dg.MetadataValue.md(_quarantined_list(report)),
        }
    )


def _quarantined_list(report: StageReport) -> str:
    put_aside = [event for event in report.events if event.status == "quarantined"]
    return "\n".join(f"- `{event.source_path}`: {event.reason_code}" for event in put_aside) or "không có"

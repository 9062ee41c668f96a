"""Assets of one partition: raw plans → documents → plans.

Belongs here: names, descriptions, metadata, pools, retries. Does not: hashing, reading, understanding
(``pipelines.stages``).
"""

from collections.abc import Callable

import dagster as dg

from pipelines.orchestration.instance import READING_POOL
from pipelines.orchestration.metadata import stage_metadata
from pipelines.orchestration.partitions import partition_key_text, partition_keys_of, plan_partitions
from pipelines.orchestration.resources import ProgressSource, Workspace
from pipelines.orchestration.retries import RETRY_POLICY, may_pass, retrying
from pipelines.registry.scan import PartitionKey
from pipelines.settings import Settings
from pipelines.stages.progress import Progress, StageReport
from pipelines.stages.read import read_partition
from pipelines.stages.register import register_partition
from pipelines.stages.understand import understand_partition
from pipelines.stages.workers import shared_workers

Stage = Callable[[Settings, PartitionKey, Progress], StageReport]

# Where it pays: starting a run costs some twenty seconds, an unchanged partition less than one. A backfill asked
# for on the web page therefore becomes one run per plan year over all its provinces (a range cannot span both
# dimensions there); the price is that one that fails stops the step for all of them, after the others were done.
_BACKFILL = dg.BackfillPolicy.single_run()


class PlanConfig(dg.Config):
    """Configuration of a step of a partition."""

    again: bool = False
    """Do everything again: hash every file, use no stored result."""


def plan_assets() -> list[dg.AssetsDefinition]:
    """The three partitioned assets, in order."""
    partitions = plan_partitions()

    @dg.asset(
        partitions_def=partitions,
        backfill_policy=_BACKFILL,
        retry_policy=RETRY_POLICY,
        pool=READING_POOL,
        group_name="tiep_nhan",
        kinds={"python", "parquet"},
        description="Các tệp kế hoạch nằm dưới `raw/<tỉnh>/<năm>/`: mã băm, kích thước, loại tệp, tệp trùng. "
        "Chỉ đọc, không sửa tệp của xã.",
    )
    def raw_plans(
        context: dg.AssetExecutionContext,
        config: PlanConfig,
        workspace: Workspace,
        progress: dg.ResourceParam[ProgressSource],
    ) -> None:
        def register(settings: Settings, key: PartitionKey, listener: Progress) -> StageReport:
            return register_partition(settings, key, listener, run_id=context.run_id, verify=config.again)

        _each(context, workspace, progress, register)

    @dg.asset(
        partitions_def=partitions,
        backfill_policy=_BACKFILL,
        retry_policy=RETRY_POLICY,
        pool=READING_POOL,
        group_name="doc_van_ban",
        deps=[raw_plans],
        kinds={"python", "pdf"},
        description="Nội dung từng văn bản: đoạn văn, bảng (gộp ô, nối hàng qua trang) kèm trang và khung vị trí. "
        "Tệp không đổi thì dùng lại kết quả cũ.",
    )
    def plan_documents(
        context: dg.AssetExecutionContext,
        config: PlanConfig,
        workspace: Workspace,
        progress: dg.ResourceParam[ProgressSource],
    ) -> None:
        def read(settings: Settings, key: PartitionKey, listener: Progress) -> StageReport:
            return read_partition(settings, key, listener, run_id=context.run_id, again=config.again)

        _each(context, workspace, progress, read)

    @dg.asset(
        partitions_def=partitions,
        backfill_policy=_BACKFILL,
        retry_policy=RETRY_POLICY,
        pool=READING_POOL,
        group_name="phan_tich",
        deps=[plan_documents],
        kinds={"python", "parquet"},
        description="Nội dung kế hoạch: chỉ tiêu, nhiệm vụ, thời hạn, cơ quan, căn cứ pháp lý, phát hiện cần rà soát; "
        "mỗi giá trị kèm chỗ in trong văn bản.",
    )
    def plans(
        context: dg.AssetExecutionContext,
        config: PlanConfig,
        workspace: Workspace,
        progress: dg.ResourceParam[ProgressSource],
    ) -> None:
        def understand(settings: Settings, key: PartitionKey, listener: Progress) -> StageReport:
            return understand_partition(settings, key, listener, run_id=context.run_id, again=config.again)

        _each(context, workspace, progress, understand)

    return [raw_plans, plan_documents, plans]


def _each(context: dg.AssetExecutionContext, workspace: Workspace, progress: ProgressSource, stage: Stage) -> None:
    """Run ``stage`` on every partition of the step; all of them are tried before the first failure is raised."""
    settings, listener = workspace.settings(), progress.listen(context)
    failures: dict[PartitionKey, Exception] = {}
    with shared_workers(settings.worker_count):
        for key in partition_keys_of(context):
            try:
                report = stage(settings, key, listener)
            except Exception as error:
                failures[key] = error
                continue
            context.add_asset_metadata(stage_metadata(settings, report), partition_key=partition_key_text(key))
    with retrying():
        _raise_all(failures)


def _raise_all(failures: dict[PartitionKey, Exception]) -> None:
    if not failures:
        return
    passing = [error for error in failures.values() if may_pass(error)]
    if len(failures) == 1 or passing:
        raise next(iter(passing or failures.values()))
    lines = [f"- {key.province_slug}/{key.plan_year}: {error}" for key, error in failures.items()]
    raise ExceptionGroup("\n".join([f"{len(failures)} tỉnh-năm không xử lý được:", *lines]), [*failures.values()])

"""Assets of one partition: raw plans → documents → plans.

Belongs here: names, descriptions, metadata, pools, retries. Does not: hashing, reading, understanding
(``pipelines.stages``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
from pipelines.text.system_errors import error_vi

# Where it pays: starting a run costs some twenty seconds, an unchanged partition less than one. A backfill asked
# for on the web page therefore becomes one run over neighbouring partitions; the price is that one that fails stops
# the step for all of them, after the others were done.
_BACKFILL = dg.BackfillPolicy.single_run()


class PlanConfig(dg.Config):
    """Configuration of a step of a partition."""

    again: bool = False
    """Do everything again: hash every file, use no stored result."""


@dataclass(frozen=True, slots=True)
class _Stage:
    """An asset of one partition: what the web page shows of it, and the function that makes it."""

    name: str
    group: str
    kinds: frozenset[str]
    description: str
    run: Callable[[Settings, PartitionKey, Progress, str, bool], StageReport]


_STAGES = (
    _Stage(
        "raw_plans",
        "tiep_nhan",
        frozenset({"python", "parquet"}),
        "Các tệp kế hoạch nằm dưới `raw/<tỉnh>/<năm>/`: mã băm, kích thước, loại tệp, tệp trùng. "
        "Chỉ đọc, không sửa tệp của xã.",
        lambda settings, key, progress, run_id, again: register_partition(
            settings, key, progress, run_id=run_id, verify=again
        ),
    ),
    _Stage(
        "plan_documents",
        "doc_van_ban",
        frozenset({"python", "pdf"}),
        "Nội dung từng văn bản: đoạn văn, bảng (gộp ô, nối hàng qua trang) kèm trang và khung vị trí. "
        "Tệp không đổi thì dùng lại kết quả cũ.",
        lambda settings, key, progress, run_id, again: read_partition(
            settings, key, progress, run_id=run_id, again=again
        ),
    ),
    _Stage(
        "plans",
        "phan_tich",
        frozenset({"python", "parquet"}),
        "Nội dung kế hoạch: chỉ tiêu, nhiệm vụ, thời hạn, cơ quan, căn cứ pháp lý, phát hiện cần rà soát; "
        "mỗi giá trị kèm chỗ in trong văn bản.",
        lambda settings, key, progress, run_id, again: understand_partition(
            settings, key, progress, run_id=run_id, again=again
        ),
    ),
)


def plan_assets() -> list[dg.AssetsDefinition]:
    """The three partitioned assets, in order; each is made of the one before."""
    partitions = plan_partitions()
    made: list[dg.AssetsDefinition] = []
    for stage in _STAGES:
        made.append(_plan_asset(stage, partitions, made[-1:]))
    return made


def _plan_asset(
    stage: _Stage, partitions: dg.DynamicPartitionsDefinition, made_of: Sequence[dg.AssetsDefinition]
) -> dg.AssetsDefinition:
    @dg.asset(
        name=stage.name,
        partitions_def=partitions,
        backfill_policy=_BACKFILL,
        retry_policy=RETRY_POLICY,
        pool=READING_POOL,
        group_name=stage.group,
        deps=made_of,
        kinds=set(stage.kinds),
        description=stage.description,
    )
    def plan_asset(
        context: dg.AssetExecutionContext,
        config: PlanConfig,
        workspace: Workspace,
        progress: dg.ResourceParam[ProgressSource],
    ) -> None:
        _each(context, config, workspace, progress, stage)

    return plan_asset


def _each(
    context: dg.AssetExecutionContext,
    config: PlanConfig,
    workspace: Workspace,
    progress: ProgressSource,
    stage: _Stage,
) -> None:
    """Run ``stage`` on every partition of the step; all of them are tried before the first failure is raised."""
    settings, listener = workspace.settings(), progress.listen(context)
    failures: dict[PartitionKey, Exception] = {}
    with shared_workers(settings.worker_count):
        for key in partition_keys_of(context):
            try:
                report = stage.run(settings, key, listener, context.run_id, config.again)
            except Exception as error:  # whatever it is, the other partitions go on; all of it is raised below
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
    lines = [f"- {key.province_slug}/{key.plan_year}: {error_vi(error)}" for key, error in failures.items()]
    raise ExceptionGroup("\n".join([f"{len(failures)} tỉnh-năm không xử lý được:", *lines]), [*failures.values()])

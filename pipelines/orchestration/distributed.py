"""Reading on several machines: the batches of :mod:`pipelines.stages.batch` as steps of Dagster's Celery executor.

The job only fills the shared store; ``plans_job`` and ``warehouse_job`` are the same as on one machine and find the
work done. Needs the packages of ``requirements/distributed.lock`` and the environment variables ``CCHC_ARTIFACTS``
(the store), ``CCHC_BROKER`` (Redis) and a ``DAGSTER_HOME`` whose storage every machine reaches (PostgreSQL).

``list_batches`` goes to the queue ``leader``: only the machine that has the raw folder listens to it.
"""

import os
from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster_celery import celery_executor

from pipelines.orchestration.logging import LoggedProgress
from pipelines.registry.scan import list_raw
from pipelines.settings import Settings, settings_from_environment
from pipelines.stages.batch import Batch, plan_batches, work_batch
from pipelines.stages.register import register_partition
from pipelines.warehouse.lake.artifacts import ArtifactStore, artifact_store

JOB = "distributed_reading_job"
LEADER_QUEUE = "leader"
_QUEUE_TAG = "dagster-celery/queue"
_STEPS = "steps"


class StoreIOManager(dg.ConfigurableIOManager):
    """Carries values between steps through the shared store: the machines share no folder."""

    def handle_output(self, context: dg.OutputContext, obj: object) -> None:
        """Write a JSON-able value; nothing for a step without one."""
        if obj is not None:
            shared_store().put(_STEPS, context.run_id, _name(context), {"value": obj})

    def load_input(self, context: dg.InputContext) -> object:
        """The value of the step before.

        Raises:
            LookupError: the store does not have it.
        """
        upstream = context.upstream_output
        row = shared_store().get(_STEPS, upstream.run_id, _name(upstream)) if upstream else None
        if row is None:
            raise LookupError(
                f"{context.step_context.step.key}: trong {shared_store().url} không có kết quả của bước trước; "
                "mỗi bước cần một đối tượng. Kho chung có bị xóa giữa chừng không? Hãy chạy lại."
            )
        return row["value"]


def shared_store(settings: Settings | None = None) -> ArtifactStore:
    """The store of this environment.

    Raises:
        RuntimeError: ``CCHC_ARTIFACTS`` is not set.
    """
    store = artifact_store(settings or settings_from_environment())
    if store is None:
        raise RuntimeError(
            "Chưa đặt CCHC_ARTIFACTS: các máy cùng làm cần một kho chung, là thư mục mà máy nào cũng thấy hoặc kho đối "
            "tượng như s3://bucket/cchc. Hãy đặt biến này trên máy điều phối và mọi máy đọc."
        )
    return store


@dg.op(
    out=dg.DynamicOut(dict),
    tags={_QUEUE_TAG: LEADER_QUEUE},
    description="Tiếp nhận mọi phân vùng và chia các văn bản chưa đọc thành từng lô.",
)
def list_batches(context: dg.OpExecutionContext) -> Iterator[dg.DynamicOutput[dict[str, Any]]]:
    """Register every partition; one output per batch."""
    settings = settings_from_environment()
    store, number = shared_store(settings), 0
    for key in list_raw(settings.raw).partitions:
        register_partition(settings, key, LoggedProgress(context.log))
        for batch in plan_batches(settings, key, store):
            number += 1
            yield dg.DynamicOutput(batch.to_json(), mapping_key=f"lo_{number:04d}")
    context.log.info(f"{number} batches")


@dg.op(
    out=dg.Out(dict),
    retry_policy=dg.RetryPolicy(max_retries=2, delay=5),
    description="Đọc và phân tích một lô văn bản, để kết quả vào kho chung.",
)
def read_batch(context: dg.OpExecutionContext, batch: dict[str, Any]) -> dict[str, int]:
    """Work one batch; one reading process, as a machine runs one worker per processor."""
    report = work_batch(Batch.from_json(batch), shared_store(), workers=1, run_id=context.run_id)
    context.log.info(f"read {report.read}, understood {report.understood}, left to the leader {report.left}")
    return {"read": report.read, "understood": report.understood, "left": report.left}


@dg.op(out=dg.Out(dict), tags={_QUEUE_TAG: LEADER_QUEUE}, description="Cộng số văn bản mà các máy đã đọc và phân tích.")
def add_up(context: dg.OpExecutionContext, reports: list[dict[str, int]]) -> dict[str, int]:
    """Sums over the batches, as metadata of the step."""
    total = {name: sum(report[name] for report in reports) for name in ("read", "understood", "left")}
    context.add_output_metadata(dict(total))
    return total


@dg.job(
    name=JOB,
    executor_def=celery_executor,
    resource_defs={"io_manager": StoreIOManager()},
    config={"execution": {"config": {"broker": {"env": "CCHC_BROKER"}, "backend": {"env": "CCHC_BROKER"}}}},
    description="Chia việc đọc và phân tích cho nhiều máy; chạy xong thì plans_job chỉ còn ghép kết quả.",
)
def distributed_reading_job() -> None:
    """One step per batch, on whichever worker is free."""
    add_up(list_batches().map(read_batch).collect())


@dg.definitions
def defs() -> dg.Definitions:
    """The definitions of one machine plus the distributed job; loaded where several machines work together."""
    from pipelines.orchestration.definitions import build_defs  # noqa: PLC0415 - a worker does not need dbt's manifest

    return dg.Definitions.merge(build_defs(), dg.Definitions(jobs=[distributed_reading_job]))


def read_everywhere(instance: dg.DagsterInstance) -> dg.JobExecutionResult:
    """Launch the job from this process and wait for the workers.

    Raises:
        dagster.DagsterExecutionStepExecutionError: a batch failed even when tried again.
    """
    for name in ("CCHC_BROKER", "CCHC_ARTIFACTS"):
        if not os.environ.get(name):
            raise RuntimeError(f"Chưa đặt {name}; xem docs/users/operations.md, phần nhiều máy cùng làm")
    return dg.execute_job(dg.reconstructable(distributed_reading_job), instance=instance)


def _name(context: dg.OutputContext) -> str:
    return "-".join(context.get_identifier()[1:])

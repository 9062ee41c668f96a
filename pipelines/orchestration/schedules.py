"""Schedules: what happens by the clock, in Vietnam's time.

Belongs here: when. Does not: what a run does.

- every night: partitions whose files differ from the lake (also those that the sensor asked for and that failed),
  partitions with documents that another version of the code read or understood, and documents whose outcome may pass
  (a time-out, LibreOffice that was missing). Nothing to do is nothing run.
- every month on the third at two o'clock: a new version, whatever happened, so that the report that provinces owe
  before the fifth is drawn from figures that were built and checked this month, and two days remain to mend a failure.
"""

import time
from collections.abc import Sequence
from dataclasses import replace

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from pipelines.orchestration.jobs import PLANS_JOB, WAREHOUSE_JOB
from pipelines.orchestration.partitions import know_partitions, partition_key_text
from pipelines.orchestration.resources import Workspace
from pipelines.orchestration.sensors import automation_status, look_settings
from pipelines.orchestration.tags import Trigger, run_tags
from pipelines.registry.scan import PartitionKey
from pipelines.registry.snapshot import take_look
from pipelines.settings import Settings
from pipelines.stages.register import registered_contents
from pipelines.stages.stale import stale_partitions

TIME_ZONE = "Asia/Ho_Chi_Minh"
NIGHTLY, MONTHLY = "30 1 * * *", "0 2 3 * *"
Jobs = Sequence[UnresolvedAssetJobDefinition]


def schedules(jobs: Jobs) -> list[dg.ScheduleDefinition]:
    """Both schedules; ``jobs`` are those of the definitions."""
    by_name = {job.name: job for job in jobs}
    return [_nightly(by_name[PLANS_JOB]), _monthly(by_name[WAREHOUSE_JOB])]


def _status() -> dg.DefaultScheduleStatus:
    is_on = automation_status() is dg.DefaultSensorStatus.RUNNING
    return dg.DefaultScheduleStatus.RUNNING if is_on else dg.DefaultScheduleStatus.STOPPED


def _nightly(job: UnresolvedAssetJobDefinition) -> dg.ScheduleDefinition:
    @dg.schedule(
        name="nightly",
        job=job,
        cron_schedule=NIGHTLY,
        execution_timezone=TIME_ZONE,
        default_status=_status(),
        description="01 giờ 30 mỗi đêm: đọc lại những tỉnh, năm còn dở (tệp thay đổi, lần chạy lỗi, bộ đọc mới, lý do "
        "có thể tự hết). Không có gì dở thì không chạy.",
    )
    def nightly(context: dg.ScheduleEvaluationContext, workspace: Workspace) -> list[dg.RunRequest] | dg.SkipReason:
        settings = workspace.settings()
        due = due_partitions(settings)
        know_partitions(context.instance, due)
        night = f"{context.scheduled_execution_time:%Y-%m-%d}"
        requests = [
            dg.RunRequest(
                run_key=f"nightly:{night}:{key.province_slug}/{key.plan_year}",
                partition_key=partition_key_text(key),
                tags=run_tags(Trigger.NIGHTLY, key),
            )
            for key in due
        ]
        return requests or dg.SkipReason("Không có tỉnh, năm nào còn dở.")

    return nightly


def due_partitions(settings: Settings) -> list[PartitionKey]:
    """Partitions with anything to do, in order: content that differs from the lake, or results that are out of date.

    Raises:
        OSError: the raw folder cannot be looked at; the schedule's tick fails and says so.
    """
    registered = registered_contents(settings.lake)
    look = take_look(replace(look_settings(settings), quiet_seconds=0.0), registered, {}, now=time.time())
    if look.file_count == 0 and registered:
        return []
    return sorted({*look.touched, *look.waiting, *stale_partitions(settings)})


def _monthly(job: UnresolvedAssetJobDefinition) -> dg.ScheduleDefinition:
    @dg.schedule(
        name="monthly",
        job=job,
        cron_schedule=MONTHLY,
        execution_timezone=TIME_ZONE,
        default_status=_status(),
        description="02 giờ ngày mồng 3 hằng tháng: dựng, kiểm tra và phát hành bản mới kể cả khi không có thay đổi, "
        "trước hạn báo cáo ngày mồng 5.",
    )
    def monthly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        month = f"{context.scheduled_execution_time:%Y-%m}"
        return dg.RunRequest(run_key=f"monthly:{month}", tags=run_tags(Trigger.MONTHLY))

    return monthly

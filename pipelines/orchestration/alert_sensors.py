"""Sensors that tell people what a run came to.

Belongs here: which runs are told of. Does not: words and channels (``pipelines.alerts``). Runs of the command line tell
of themselves; these sensors pass them over.
"""

import os

import dagster as dg
from dagster._core.definitions.unresolved_asset_job_definition import UnresolvedAssetJobDefinition

from pipelines.alerts.gather import published_by, run_message
from pipelines.alerts.send import send_alerts
from pipelines.orchestration.jobs import WRITING_JOBS
from pipelines.orchestration.resources import Workspace
from pipelines.orchestration.sensors import automation_status
from pipelines.orchestration.silence import PUBLISHED, silent_steps, why_unpublished
from pipelines.orchestration.tags import IN_PROCESS, PLAN_YEAR, PROVINCE, TRIGGER, Trigger

_INTERVAL_SECONDS = 30


def alert_sensors(jobs: list[UnresolvedAssetJobDefinition]) -> list[dg.SensorDefinition]:
    """One sensor for runs that failed, one for those that published; quiet when nobody is configured."""
    writing = [job for job in jobs if job.name in WRITING_JOBS]

    @dg.run_failure_sensor(
        name="alert_on_failure",
        minimum_interval_seconds=_INTERVAL_SECONDS,
        default_status=automation_status(),
        description="Gửi thông báo khi một lần chạy lỗi (webhook, thư điện tử; đặt bằng biến môi trường CCHC_ALERT_*, "
        "CCHC_SMTP_*).",
    )
    def alert_on_failure(context: dg.RunFailureSensorContext, workspace: Workspace) -> dg.SkipReason | None:
        return tell_of(context.dagster_run, workspace, failed_steps(context))

    @dg.run_status_sensor(
        name="alert_on_publication",
        run_status=dg.DagsterRunStatus.SUCCESS,
        monitored_jobs=writing,
        minimum_interval_seconds=_INTERVAL_SECONDS,
        default_status=automation_status(),
        description="Gửi tóm tắt sau khi phát hành (chỉ khi có việc cần xem, trừ khi CCHC_ALERT_ON=always).",
    )
    def alert_on_publication(context: dg.RunStatusSensorContext, workspace: Workspace) -> dg.SkipReason | None:
        run = context.dagster_run
        logs = context.instance.all_logs(run.run_id)
        events = [entry.dagster_event for entry in logs if entry.dagster_event is not None]
        return tell_of(run, workspace, unpublished(workspace, run.run_id, events))

    return [alert_on_failure, alert_on_publication]


def tell_of(run: dg.DagsterRun, workspace: Workspace, failures: list[str]) -> dg.SkipReason | None:
    """Tell of one run; a reason when nobody was told."""
    if run.tags.get(IN_PROCESS):
        return dg.SkipReason("Lần chạy của dòng lệnh tự gửi thông báo.")
    partition = f"{run.tags[PROVINCE]}/{run.tags.get(PLAN_YEAR, '')}" if run.tags.get(PROVINCE) else None
    trigger = run.tags.get(TRIGGER, Trigger.COMMAND_LINE.value)
    told = send_alerts(
        run_message(workspace.settings(), run.run_id, trigger, failures, partition=partition), os.environ
    )
    problems = [one.problem for one in told if one.problem]
    if problems:
        return dg.SkipReason(f"Không gửi được thông báo: {'; '.join(problems)}")
    return None if told else dg.SkipReason("Không cấu hình thông báo, hoặc không có gì cần báo.")


def unpublished(workspace: Workspace, run_id: str, events: list[dg.DagsterEvent]) -> list[str]:
    """Why a run that ended well has published nothing; empty when it has."""
    if published_by(workspace.settings(), run_id) is not None:
        return []
    return [f"{PUBLISHED}: {why_unpublished(silent_steps(events))}"]


def failed_steps(context: dg.RunFailureSensorContext) -> list[str]:
    """One text per failed step; the run's own message when no step had begun."""
    steps = [
        f"{event.step_key}: {event.step_failure_data.user_failure_data.description}"
        if event.step_failure_data.user_failure_data and event.step_failure_data.user_failure_data.description
        else f"{event.step_key}: {event.message}"
        for event in context.get_step_failure_events()
    ]
    return steps or [str(context.failure_event.message)]

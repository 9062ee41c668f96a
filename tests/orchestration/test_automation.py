"""Files arrive, runs follow: exactly the touched partitions, once, and the warehouse after them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import dagster as dg
import pytest
from silent_progress import Silent
from ticks import Sensor, put

from pipelines.orchestration import sensors as sensor_module
from pipelines.orchestration.instance import open_instance, recover_dead_runs
from pipelines.orchestration.jobs import PLANS_JOB, WAREHOUSE_JOB
from pipelines.orchestration.tags import IN_PROCESS, PROVINCE, TRIGGER
from pipelines.registry.scan import PartitionKey
from pipelines.settings import Settings
from pipelines.stages.read import read_partition
from pipelines.stages.register import register_partition
from pipelines.stages.understand import understand_partition
from pipelines.warehouse.build.locking import warehouse_lock


def requested(data: object) -> list[str]:
    return sorted(request.partition_key or request.job_name for request in data.run_requests)  # type: ignore[attr-defined]


def process(definitions: dg.Definitions, instance: dg.DagsterInstance, settings: Settings, data: object) -> None:
    """What the requested runs leave behind, as far as the sensors look at it."""
    for request in data.run_requests:  # type: ignore[attr-defined]
        if request.partition_key:
            province, year = request.partition_key.split("/")
            register_partition(settings, PartitionKey(province, int(year)), Silent())
        job = definitions.resolve_job_def(request.job_name or PLANS_JOB)
        instance.create_run_for_job(job, status=dg.DagsterRunStatus.SUCCESS, tags=request.tags)


def test_new_files_request_their_partitions_once_and_a_finished_run_ends_it(
    definitions: dg.Definitions, instance: dg.DagsterInstance, settings: Settings, clock: list[float]
) -> None:
    sensor = Sensor(definitions, "raw_files", instance, settings)
    assert requested(sensor.tick()) == []  # just seen: perhaps still being copied
    first = sensor.tick()
    assert requested(first) == ["lang-son/2025", "quang-tri/2026"]
    assert {request.tags[TRIGGER] for request in first.run_requests} == {"files"}
    assert {request.tags[PROVINCE] for request in first.run_requests} == {"lang-son", "quang-tri"}
    again = sensor.tick()
    assert requested(again) == []
    assert "đang đợi kết quả" in str(again.skip_message)
    process(definitions, instance, settings, first)
    quiet = sensor.tick()
    assert "Không có thay đổi trong 2 tệp" in str(quiet.skip_message)
    put(settings, "quang-tri/2026/a.pdf", b"%PDF-1.7 broken A")
    sensor.tick()
    assert requested(sensor.tick()) == ["quang-tri/2026"]


def test_a_content_that_comes_back_is_requested_again_under_another_run_key(
    definitions: dg.Definitions, instance: dg.DagsterInstance, settings: Settings, clock: list[float]
) -> None:
    sensor = Sensor(definitions, "raw_files", instance, settings)
    keys: list[str] = []
    for content in (b"%PDF-1.7 one", b"%PDF-1.7 two", b"%PDF-1.7 one", b"%PDF-1.7 two"):
        put(settings, "quang-tri/2026/a.pdf", content)
        sensor.tick()
        data = sensor.tick()
        keys += [request.run_key for request in data.run_requests if "quang-tri" in request.run_key]
        process(definitions, instance, settings, data)
    assert len(keys) == len(set(keys)) == 4


def test_removed_files_request_their_partition(
    definitions: dg.Definitions, instance: dg.DagsterInstance, settings: Settings, clock: list[float]
) -> None:
    sensor = Sensor(definitions, "raw_files", instance, settings)
    sensor.tick()
    process(definitions, instance, settings, sensor.tick())
    (settings.raw / "lang-son/2025/b.pdf").unlink()
    sensor.tick()
    assert requested(sensor.tick()) == ["lang-son/2025"]


def test_a_share_that_is_not_mounted_removes_nothing(
    definitions: dg.Definitions, instance: dg.DagsterInstance, settings: Settings, clock: list[float]
) -> None:
    sensor = Sensor(definitions, "raw_files", instance, settings)
    sensor.tick()
    process(definitions, instance, settings, sensor.tick())
    settings.raw.rename(settings.raw.with_name("elsewhere"))
    assert "Không xem được" in str(sensor.tick().skip_message)
    settings.raw.mkdir()
    for _ in range(3):
        data = sensor.tick()
        assert requested(data) == []
        assert "chưa gắn" in str(data.skip_message)


def test_corrections_build_the_warehouse_and_new_reference_rows_do_the_partitions_again(
    definitions: dg.Definitions, instance: dg.DagsterInstance, settings: Settings, clock: list[float]
) -> None:
    sensor = Sensor(definitions, "raw_files", instance, settings)
    sensor.tick()
    process(definitions, instance, settings, sensor.tick())
    sensor.tick()
    put(settings, "quang-tri/corrections/2026.csv", b"x\n")
    sensor.tick()
    assert requested(sensor.tick()) == [WAREHOUSE_JOB]
    put(settings, "reference/offices_note.csv", b"x\n")
    sensor.tick()
    assert requested(sensor.tick()) == ["lang-son/2025", "quang-tri/2026"]
    assert requested(sensor.tick()) == []


def test_the_cursor_survives_being_written_down(
    definitions: dg.Definitions, instance: dg.DagsterInstance, settings: Settings, clock: list[float]
) -> None:
    sensor = Sensor(definitions, "raw_files", instance, settings)
    sensor.tick()
    sensor.tick()
    cursor = sensor_module.FilesCursor.load(sensor.cursor)
    assert cursor.dump() == sensor.cursor
    assert set(json.loads(str(sensor.cursor))["requested"]) == {"quang-tri/2026", "lang-son/2025"}


def test_a_damaged_lake_is_healed_between_two_runs_said_and_made_again(
    definitions: dg.Definitions, instance: dg.DagsterInstance, settings: Settings, clock: list[float]
) -> None:
    files = Sensor(definitions, "raw_files", instance, settings)
    due = Sensor(definitions, "warehouse_due", instance, settings)
    files.tick()
    process(definitions, instance, settings, files.tick())
    (damaged,) = (settings.lake / "register").glob("province=lang-son/*/files.parquet")
    damaged.write_bytes(b"")
    job = definitions.resolve_job_def(PLANS_JOB)
    working = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
    assert "đợi lần chạy đang dở" in str(files.tick().skip_message)
    instance.delete_run(working.run_id)
    said = str(files.tick().skip_message)
    assert "Kho bị hỏng, đã sửa" in said
    assert "lake/register/province=lang-son/plan_year=2025" in said
    asked = files.tick()
    assert "lang-son/2025" in requested(asked)
    process(definitions, instance, settings, asked)

    # what was read of a plan is looked at before the warehouse is built of it
    files.tick()
    folder = settings.lake / "read" / "province=quang-tri" / "plan_year=2026"
    folder.mkdir(parents=True)
    (folder / "readings.parquet").write_bytes(b"cut")
    waits = due.tick()
    assert requested(waits) == []
    assert "lake/read/province=quang-tri/plan_year=2026" in str(waits.skip_message)
    files.tick()
    assert "quang-tri/2026" in requested(files.tick())
    assert len(due.tick().run_requests) == 1


def test_the_warehouse_is_due_after_plans_were_read_and_only_once(
    definitions: dg.Definitions, instance: dg.DagsterInstance, settings: Settings, clock: list[float]
) -> None:
    files = Sensor(definitions, "raw_files", instance, settings)
    due = Sensor(definitions, "warehouse_due", instance, settings)
    assert requested(due.tick()) == []
    files.tick()
    process(definitions, instance, settings, files.tick())
    first = due.tick()
    assert len(first.run_requests) == 1
    assert requested(due.tick()) == []


def test_the_warehouse_waits_while_plans_are_read_and_while_a_command_writes(
    definitions: dg.Definitions, instance: dg.DagsterInstance, settings: Settings, clock: list[float]
) -> None:
    files = Sensor(definitions, "raw_files", instance, settings)
    due = Sensor(definitions, "warehouse_due", instance, settings)
    files.tick()
    process(definitions, instance, settings, files.tick())
    job = definitions.resolve_job_def(PLANS_JOB)
    waiting = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
    assert "đợi 1 lần chạy" in str(due.tick().skip_message)
    instance.report_run_failed(waiting)
    script = (
        "import sys, time; from pathlib import Path; from pipelines.warehouse.build.locking import warehouse_lock\n"
        "from pipelines.settings import WarehousePaths\n"
        "with warehouse_lock(WarehousePaths(Path(sys.argv[1]))): print('held', flush=True); time.sleep(60)"
    )
    import subprocess
    import sys

    with subprocess.Popen([sys.executable, "-c", script, str(settings.warehouse)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert "đang được một lần chạy khác ghi" in str(due.tick().skip_message)
        holder.kill()
    assert len(due.tick().run_requests) == 1


def test_a_killed_command_line_run_is_marked_failed_and_its_place_in_the_pool_is_free(
    definitions: dg.Definitions, settings: Settings
) -> None:
    with open_instance(settings.warehouse) as instance:
        _recovers(definitions.resolve_job_def(PLANS_JOB), instance, settings)


def _recovers(job: dg.JobDefinition, instance: dg.DagsterInstance, settings: Settings) -> None:
    dead = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED, tags={IN_PROCESS: "yes"})
    others = instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED)
    storage = instance.event_log_storage
    storage.initialize_concurrency_limit_to_default("reading")
    assert storage.claim_concurrency_slot("reading", dead.run_id, "plans").is_claimed
    with warehouse_lock(settings.paths):
        assert recover_dead_runs(instance) == (dead.run_id,)
    assert storage.get_concurrency_info("reading").active_slot_count == 0
    statuses = {run.run_id: run.status for run in instance.get_runs()}
    assert statuses[dead.run_id] is dg.DagsterRunStatus.FAILURE
    assert statuses[others.run_id] is dg.DagsterRunStatus.STARTED


@pytest.mark.parametrize("moment", ["in line", "given a place", "in its place"])
def test_a_run_killed_on_its_way_into_a_pool_keeps_no_later_run_waiting(
    definitions: dg.Definitions, settings: Settings, moment: str
) -> None:
    job = definitions.resolve_job_def(PLANS_JOB)
    with open_instance(settings.warehouse) as instance:
        storage = instance.event_log_storage
        storage.initialize_concurrency_limit_to_default("reading")
        dead, later = (
            instance.create_run_for_job(job, status=dg.DagsterRunStatus.STARTED, tags={IN_PROCESS: "yes"}).run_id
            for _ in range(2)
        )
        if moment == "in its place":
            storage.claim_concurrency_slot("reading", dead, "raw_plans")
        else:
            storage.add_pending_step("reading", dead, "raw_plans", should_assign=moment == "given a place")
        instance.report_run_failed(instance.get_run_by_id(dead))  # an earlier run had marked it; it is found no more
        with warehouse_lock(settings.paths):
            recover_dead_runs(instance)
        assert storage.claim_concurrency_slot("reading", later, "raw_plans").is_claimed


def run_stages(settings: Settings, key: PartitionKey) -> None:
    register_partition(settings, key, Silent())
    read_partition(settings, key, Silent(), run_id="run")
    understand_partition(settings, key, Silent(), run_id="run")


def test_the_nightly_schedule_asks_for_what_is_unfinished_and_the_monthly_one_before_the_fifth(
    definitions: dg.Definitions, instance: dg.DagsterInstance, settings: Settings
) -> None:
    nightly, monthly = (definitions.get_schedule_def(name) for name in ("nightly", "monthly"))
    assert nightly.execution_timezone == monthly.execution_timezone == "Asia/Ho_Chi_Minh"
    assert monthly.cron_schedule == "0 2 3 * *"

    def tick(schedule: dg.ScheduleDefinition) -> Any:
        with dg.build_schedule_context(
            instance=instance,
            scheduled_execution_time=datetime(2026, 2, 2, 19, 0, tzinfo=UTC),
            resources={"workspace": sensor_module.Workspace.of(settings)},
            repository_def=definitions.get_repository_def(),
        ) as context:
            return schedule.evaluate_tick(context)

    first = tick(nightly)
    assert requested(first) == ["lang-son/2025", "quang-tri/2026"]
    for request in first.run_requests:
        province, year = request.partition_key.split("/")
        run_stages(settings, PartitionKey(province, int(year)))
    assert "Không có tỉnh, năm nào còn dở" in str(tick(nightly).skip_message)
    assert [request.run_key for request in tick(monthly).run_requests] == ["monthly:2026-02"]

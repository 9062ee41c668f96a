"""The partitions that Dagster lists: those that have files or were read, no others."""

from __future__ import annotations

import dagster as dg
from silent_progress import Silent
from ticks import Sensor

from pipelines.orchestration.partitions import NAME
from pipelines.registry.scan import PartitionKey
from pipelines.settings import Settings
from pipelines.stages.register import register_partition


def test_dagster_lists_the_partitions_that_have_files_or_were_read_and_no_others(
    definitions: dg.Definitions, instance: dg.DagsterInstance, settings: Settings
) -> None:
    listed = Sensor(definitions, "partition_list", instance, settings)
    listed.tick()
    assert set(instance.get_dynamic_partitions(NAME)) == {"lang-son/2025", "quang-tri/2026"}
    register_partition(settings, PartitionKey("quang-tri", 2026), Silent())
    instance.add_dynamic_partitions(NAME, ["quang-tri/2035", "quang-tri"])
    (settings.raw / "lang-son/2025/b.pdf").unlink()
    (settings.raw / "quang-tri/2026/a.pdf").unlink()
    assert "lang-son/2025, quang-tri, quang-tri/2035" in str(listed.tick().skip_message)
    assert instance.get_dynamic_partitions(NAME) == ["quang-tri/2026"]  # read: its removal is still to be told


def test_a_share_that_is_not_mounted_leaves_the_list_of_partitions_as_it_is(
    definitions: dg.Definitions, instance: dg.DagsterInstance, settings: Settings
) -> None:
    listed = Sensor(definitions, "partition_list", instance, settings)
    listed.tick()
    settings.raw.rename(settings.raw.with_name("elsewhere"))
    assert "danh sách giữ nguyên" in str(listed.tick().skip_message)
    assert set(instance.get_dynamic_partitions(NAME)) == {"lang-son/2025", "quang-tri/2026"}


def test_a_partition_is_known_before_its_run_is_asked_for(
    definitions: dg.Definitions, instance: dg.DagsterInstance, settings: Settings, clock: list[float]
) -> None:
    sensor = Sensor(definitions, "raw_files", instance, settings)
    sensor.tick()
    added = [key for one in sensor.tick().dynamic_partitions_requests for key in one.partition_keys]
    assert sorted(added) == ["lang-son/2025", "quang-tri/2026"]

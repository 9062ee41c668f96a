"""The graph as text, so that it never changes by accident: ``python -m pipelines.orchestration.snapshot [--write]``.

Belongs here: what of the definitions is promised (keys, dependencies, partitions, jobs, sensors, schedules, checks,
pools, retries). Does not: anything that differs from machine to machine.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.orchestration.definitions import build_defs

SNAPSHOT = Path(__file__).resolve().parents[2] / "tests" / "orchestration" / "definitions.json"
COMMAND = "python -m pipelines.orchestration.snapshot --write"


def snapshot(definitions: dg.Definitions) -> dict[str, Any]:
    """What is promised of ``definitions``, as plain data in a fixed order."""
    repository = definitions.get_repository_def()
    return {
        "assets": _assets(definitions),
        "checks": _checks(definitions),
        "jobs": {job.name: _job(job) for job in sorted(repository.get_all_jobs(), key=lambda job: job.name)},
        "schedules": {one.name: _schedule(one) for one in sorted(repository.schedule_defs, key=lambda one: one.name)},
        "sensors": {one.name: _sensor(one) for one in sorted(repository.sensor_defs, key=lambda one: one.name)},
    }


def as_text(content: dict[str, Any]) -> str:
    """The snapshot as it lies in the repository: one line per asset, check, job, schedule and sensor."""
    parts = []
    for section, entries in content.items():
        lines = [f"  {json.dumps(name)}: {json.dumps(entry, ensure_ascii=False)}" for name, entry in entries.items()]
        parts.append(f"{json.dumps(section)}: {{\n" + ",\n".join(lines) + "\n}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _assets(definitions: dg.Definitions) -> dict[str, Any]:
    graph = definitions.resolve_asset_graph()
    nodes = ((key, graph.get(key)) for key in sorted(graph.materializable_asset_keys))
    return {
        key.to_user_string(): {
            "group": node.group_name,
            "deps": sorted(parent.to_user_string() for parent in node.parent_keys),
            **({"partitions": _partitions(node.partitions_def)} if node.partitions_def else {}),
            **({"backfill": node.backfill_policy.policy_type.value} if node.backfill_policy else {}),
            **({"pools": sorted(node.pools)} if node.pools else {}),
        }
        for key, node in nodes
    }


def _partitions(definition: dg.PartitionsDefinition[Any]) -> str:
    is_named = isinstance(definition, dg.DynamicPartitionsDefinition) and definition.name
    return is_named or type(definition).__name__


def _checks(definitions: dg.Definitions) -> dict[str, Any]:
    graph = definitions.resolve_asset_graph()
    keys = sorted(graph.asset_check_keys, key=lambda key: (key.asset_key.to_user_string(), key.name))
    return {
        f"{key.asset_key.to_user_string()}:{key.name}": {"blocking": graph.get_check_spec(key).blocking} for key in keys
    }


def _job(job: dg.JobDefinition) -> dict[str, Any]:
    tags = {name: value for name, value in job.tags.items() if name.startswith(("cchc/", "dagster/priority"))}
    return {
        "partitioned": job.partitions_def is not None,
        "steps": sorted(node.name for node in job.nodes),
        **({"tags": tags} if tags else {}),
    }


def _schedule(schedule: dg.ScheduleDefinition) -> dict[str, Any]:
    return {
        "job": schedule.job_name,
        "cron": schedule.cron_schedule,
        "time_zone": schedule.execution_timezone,
    }


def _sensor(sensor: dg.SensorDefinition) -> dict[str, Any]:
    targets = [] if isinstance(sensor, dg.RunStatusSensorDefinition) else sorted(one.job_name for one in sensor.targets)
    return {"jobs": targets, "seconds": sensor.minimum_interval_seconds, "kind": sensor.sensor_type.value}


def main(argv: list[str] | None = None) -> int:
    """Print the snapshot, or write it into the repository; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"replace {SNAPSHOT.name} of the tests")
    text = as_text(snapshot(build_defs()))
    if parser.parse_args(argv).write:
        SNAPSHOT.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())

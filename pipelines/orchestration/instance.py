"""The Dagster instance of a warehouse: run history beside the data that the runs made, limits, recovery.

Belongs here: the instance's settings and what a dead run leaves in it. Does not: what a dead run leaves in the
warehouse (``pipelines.warehouse.build.locking``).
"""

import os
from pathlib import Path
from typing import Any

import dagster as dg
import yaml
from dagster._core.instance import InstanceRef
from dagster._core.instance.ref import compute_logs_directory

from pipelines.orchestration.run_database import open_connections
from pipelines.orchestration.step_logs import watched_by_tail
from pipelines.orchestration.tags import IN_PROCESS, WRITER

HOME_NAME = ".dagster"
READING_POOL, WAREHOUSE_POOL = "reading", "warehouse"

# Only the file turns telemetry off: the environment variable alone still writes event lines (dagster 1.13).
#
# pools: a step that reads uses every processor and up to the memory of all its workers, so two at once would only be
#   slower and could run out of memory; the steps from landing to publication are one writer. Higher default_limit:
#   only with more processors than one run uses, and never for the pool "warehouse".
# runs: reading runs may wait in line side by side, a run that publishes goes alone (in the order of the queue: an older
#   build must not be published over a newer one).
# freshness: the daemon looks whether published_warehouse met its deadline (freshness.py).
# code_servers: the first start on a new machine parses the dbt project too; on a busy one that took over a minute, and
#   `dagster dev` gave up after 180 seconds of waiting for it.
# run_monitoring: a run whose process died is marked as failed after a minute, and its places in the pools are freed.
_CONFIG = f"""\
telemetry:
  enabled: false
nux:
  enabled: false
concurrency:
  pools:
    granularity: op
    default_limit: 1
  runs:
    max_concurrent_runs: 2
    tag_concurrency_limits:
      - key: {WRITER}
        value: "yes"
        limit: 1
freshness:
  enabled: true
code_servers:
  local_startup_timeout: 600
run_monitoring:
  enabled: true
  start_timeout_seconds: 300
  poll_interval_seconds: 60
  free_slots_after_run_end_seconds: 60
retention:
  sensor:
    purge_after_days: {{skipped: 3, failure: 30, success: 30}}
  schedule:
    purge_after_days: 90
"""
_MARK = "# made by cchc; remove this line to keep your own changes\n"


def dagster_home(warehouse: Path) -> Path:
    """Create (if need be) and return the folder of the warehouse's Dagster instance.

    Its ``dagster.yaml`` follows this version of the code as long as its first line says so. Where several machines
    share one instance, ``CCHC_DAGSTER_HOME`` names its folder, which is used as it stands (``deploy/dagster.yaml``).

    Raises:
        FileNotFoundError: ``CCHC_DAGSTER_HOME`` is set and holds no ``dagster.yaml``.
    """
    shared = os.environ.get("CCHC_DAGSTER_HOME", "")
    if shared:
        return _shared_home(Path(shared))
    home = warehouse / HOME_NAME
    home.mkdir(parents=True, exist_ok=True)
    config = home / "dagster.yaml"
    wanted = _MARK + _CONFIG
    if not config.exists() or _is_ours(config, wanted):
        config.write_text(wanted, encoding="utf-8")
    return home


def _shared_home(home: Path) -> Path:
    if not (home / "dagster.yaml").is_file():
        raise FileNotFoundError(
            f"CCHC_DAGSTER_HOME={home}: ở đó không có dagster.yaml; hãy chép deploy/dagster.yaml vào hoặc bỏ biến này"
        )
    return home


def _is_ours(config: Path, wanted: str) -> bool:
    text = config.read_text(encoding="utf-8")
    return text.startswith(_MARK) and text != wanted


def open_instance(warehouse: Path) -> dg.DagsterInstance:
    """Open the warehouse's Dagster instance; the caller closes it (it is a context manager)."""
    home = str(dagster_home(warehouse))
    named = _named(Path(home))
    overrides: dict[str, Any] = {}
    if not any(key == "storage" or key.endswith("_storage") for key in named):
        overrides["storage"] = open_connections(home)
    if "compute_logs" not in named:
        overrides["compute_logs"] = watched_by_tail(compute_logs_directory(home))
    return dg.DagsterInstance.from_ref(InstanceRef.from_dir(home, overrides=overrides))


def _named(home: Path) -> frozenset[str]:
    """What the instance's own file decides: where run history lies (a database that several machines share), …"""
    return frozenset(yaml.safe_load((home / "dagster.yaml").read_text(encoding="utf-8")) or {})


def recover_dead_runs(instance: dg.DagsterInstance) -> tuple[str, ...]:
    """Mark the command line's runs that never ended as failed and free their places in the pools.

    Call it while holding the warehouse's lock: whoever held it before is dead, so a run of the command line that still
    counts as running can only be one that was killed. Runs of the daemon are looked after by its run monitoring.

    Returns:
        The ids of those runs.
    """
    filters = dg.RunsFilter(
        tags={IN_PROCESS: "yes"},
        statuses=[
            dg.DagsterRunStatus.STARTING,
            dg.DagsterRunStatus.STARTED,
            dg.DagsterRunStatus.CANCELING,
            dg.DagsterRunStatus.NOT_STARTED,
        ],
    )
    dead = instance.get_runs(filters)
    for run in dead:
        instance.report_run_failed(run, "Tiến trình của lần chạy đã dừng giữa chừng; lần chạy sau làm tiếp.")
    _free_slots(instance)
    return tuple(run.run_id for run in dead)


def _free_slots(instance: dg.DagsterInstance) -> None:
    """Free the places in the pools that runs hold or wait for which have ended, however they ended.

    A step first stands in line, is then given a place, and only then takes it; a run that is killed in between leaves
    a step in line for ever, and behind it every later run waits.
    """
    storage = instance.event_log_storage
    if not storage.supports_global_concurrency_limits:
        return
    pools = [storage.get_concurrency_info(pool) for pool in storage.get_concurrency_keys()]
    runs = set().union(*(pool.active_run_ids | pool.assigned_run_ids | pool.pending_run_ids for pool in pools))
    for run_id in sorted(runs):
        run = instance.get_run_by_id(run_id)
        if run is None or run.is_finished:
            storage.free_concurrency_slots_for_run(run_id)

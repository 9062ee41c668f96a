"""One whole run in this process: every touched partition, then the warehouse.

The command line and the tests come through here; it executes the very jobs that the web page launches.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.alerts.gather import published_by, run_message
from pipelines.alerts.send import Told, send_alerts
from pipelines.memory import give_back_memory
from pipelines.orchestration.dbt_assets import DBT_PROJECT
from pipelines.orchestration.definitions import build_defs
from pipelines.orchestration.ingredients import ingredient_tags
from pipelines.orchestration.instance import open_instance, recover_dead_runs
from pipelines.orchestration.jobs import FULL_REBUILD_JOB, PLANS_JOB, REBUILD_CONFIG, WAREHOUSE_JOB
from pipelines.orchestration.partitions import know_partitions, partition_key_text
from pipelines.orchestration.report_assets import AFTER_PUBLICATION
from pipelines.orchestration.silence import PUBLISHED, silent_steps, why_unpublished
from pipelines.orchestration.tags import Trigger, in_process_tags
from pipelines.registry.scan import PartitionKey, list_raw
from pipelines.settings import Settings
from pipelines.stages.heal import heal_warehouse, unfinished_partitions
from pipelines.stages.healed import Healed
from pipelines.stages.ingredients import ingredients
from pipelines.stages.prepare import prepare_models
from pipelines.stages.progress import DocumentEvent, Progress, Step
from pipelines.stages.settled import settled_partitions, tell_settled
from pipelines.stages.workers import shared_workers
from pipelines.warehouse.build.locking import warehouse_lock
from pipelines.warehouse.publication.versions import published_version


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run came to.

    Attributes:
        partitions: the partitions that were looked at; those in which something changed were processed.
        events: what happened to each document, in order.
        failures: steps before publication that failed, with the error's text.
        log_file: full log of the run.
        unwritten: what could not be written after publication (reports), with the error's text.
        left_out: partitions that could not be processed, with the error's text; the warehouse holds what was known of
            them before.
        told: who was told of the run, and what came of it.
        healed: what was damaged in the warehouse before the run.
    """

    partitions: tuple[PartitionKey, ...]
    events: tuple[DocumentEvent, ...]
    failures: tuple[str, ...]
    log_file: Path
    unwritten: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    told: tuple[Told, ...] = ()
    healed: tuple[Healed, ...] = ()

    @property
    def published(self) -> bool:
        """Whether this run's warehouse became the published one."""
        return not self.failures


class Recorder:
    """Keeps every event, passes it on, and is the progress receiver of a whole run."""

    def __init__(self, listener: Progress) -> None:
        self._listener = listener
        self.events: list[DocumentEvent] = []

    def start(self, stage: str, key: PartitionKey, total: int) -> None:
        """Pass on."""
        self._listener.start(stage, key, total)

    def advance(self, event: DocumentEvent) -> None:
        """Keep and pass on."""
        self.events.append(event)
        self._listener.advance(event)

    def begin(self, step: Step) -> None:
        """Pass on."""
        self._listener.begin(step)


def run_pipeline(
    settings: Settings, listener: Progress, *, province: str | None = None, year: int | None = None, every: bool = False
) -> RunResult:
    """Process the partitions under ``settings.raw`` in which something changed, and publish.

    Args:
        settings: paths and limits.
        listener: hears of every document.
        province: only this province slug; the warehouse is still built from every partition of the lake.
        year: only this plan year.
        every: work on every partition, also on those in which nothing changed.

    Raises:
        FileNotFoundError: ``settings.raw`` is not a folder.
        WarehouseBusy: another run is writing to this warehouse; nothing was touched.
    """
    # taken before anything is read: a file that arrives meanwhile makes the next run a full one
    start = ingredients(settings)
    partitions = list_raw(settings.raw, province=province, year=year).partitions
    # a run over a part does not stand for all that lies under raw/
    is_whole = province is None and year is None
    tags = ingredient_tags(start) if is_whole else {}
    return run_partitions(settings, listener, partitions, tags_of_whole=tags, every=every)


def run_partitions(
    settings: Settings,
    listener: Progress,
    partitions: Sequence[PartitionKey],
    *,
    job: str = PLANS_JOB,
    trigger: Trigger = Trigger.COMMAND_LINE,
    tags_of_whole: Mapping[str, str] | None = None,
    every: bool = True,
) -> RunResult:
    """Execute ``job`` on every partition, then build and publish once; tell those who are to hear of it.

    Args:
        settings: paths and limits.
        listener: hears of every document.
        partitions: what to work on.
        job: a job over one partition.
        trigger: what started the run.
        tags_of_whole: tags of the building run when no partition failed.
        every: execute the job also on partitions in which nothing changed (:mod:`pipelines.stages.settled`).

    Raises:
        WarehouseBusy: another run is writing to this warehouse; nothing was touched.
    """
    recorder = Recorder(listener)
    with (
        warehouse_lock(settings.paths),
        _healed(settings) as healed,
        _logged(settings.warehouse) as log_file,
        open_instance(settings.warehouse) as instance,
    ):
        recover_dead_runs(instance)
        partitions = _with_unfinished(settings, partitions)
        know_partitions(instance, partitions)
        prepare_models(DBT_PROJECT)
        definitions = build_defs(settings=settings, progress=recorder, loggers={"file": _file_logger(log_file)})
        left_out: list[str] = []
        settled = () if every else settled_partitions(settings, partitions)
        for key in settled:
            tell_settled(settings, key, recorder)
        with shared_workers(settings.worker_count):
            for key in (one for one in partitions if one not in settled):
                done = _execute(definitions, instance, job, in_process_tags(trigger, key), partition_key_text(key))
                left_out += (f"{key.province_slug}/{key.plan_year}, {failure}" for failure in _failures(done))
        give_back_memory()  # dbt comes next, in a process of its own
        # a run with a part left out does not stand for all that lies under raw/
        tags = in_process_tags(trigger) | dict({} if left_out else tags_of_whole or {})
        built = _execute(definitions, instance, WAREHOUSE_JOB, tags)
        failures = (*_failures(built), *_unpublished(settings, built))
        message = run_message(settings, built.run_id, trigger.value, (*left_out, *failures))
        told = send_alerts(message, os.environ)
    unwritten = tuple(failure for failure in failures if failure.split(":")[0] in AFTER_PUBLICATION)
    stopped = tuple(failure for failure in failures if failure not in unwritten)
    return RunResult(
        tuple(partitions), tuple(recorder.events), stopped, log_file, unwritten, tuple(left_out), told, healed
    )


@contextmanager
def _healed(settings: Settings) -> Iterator[tuple[Healed, ...]]:
    """What was damaged, put right before anything is opened."""
    yield heal_warehouse(settings.paths, now=datetime.now(UTC))


def _with_unfinished(settings: Settings, partitions: Sequence[PartitionKey]) -> tuple[PartitionKey, ...]:
    """The partitions to work on, and those whose results were damaged and thrown away, in whatever province."""
    lacking = unfinished_partitions(settings.lake) - set(partitions)
    there = [key for key in list_raw(settings.raw).partitions if key in lacking] if lacking else []
    return (*partitions, *there)


def _execute(
    definitions: dg.Definitions,
    instance: dg.DagsterInstance,
    job_name: str,
    tags: Mapping[str, str],
    partition_key: str | None = None,
) -> dg.ExecuteInProcessResult:
    """Execute a job in this process."""
    return definitions.resolve_job_def(job_name).execute_in_process(
        instance=instance,
        partition_key=partition_key,
        raise_on_error=False,
        tags=dict(tags),
        run_config=_config_of(job_name),
    )


def _config_of(job_name: str) -> dict[str, Any]:
    # run configuration given here takes the place of the job's own
    return {"loggers": {"file": {}}, **(REBUILD_CONFIG if job_name == FULL_REBUILD_JOB else {})}


def _failures(result: dg.ExecuteInProcessResult) -> list[str]:
    """What failed, one text per failed step; the run's own words when no step had begun."""
    failed = [event for event in result.all_events if event.is_step_failure]
    steps = [f"{event.step_key}: {_innermost(event.step_failure_data.error) or event.message}" for event in failed]
    if steps or result.success:
        return steps
    return [f"{result.job_def.name}: {event.message}" for event in result.all_events if event.is_run_failure] or [
        f"{result.job_def.name}: lần chạy lỗi mà không nói lý do"
    ]


def _unpublished(settings: Settings, built: dg.ExecuteInProcessResult) -> list[str]:
    """Why nothing is published although no step before publication failed: what is in place decides."""
    before = [event.step_key for event in built.all_events if event.is_step_failure]
    if set(before) - AFTER_PUBLICATION or not (built.success or before):
        return []
    version = published_version(settings.paths)
    if version is not None and version == published_by(settings, built.run_id):
        return []
    return [f"{PUBLISHED}: {why_unpublished(silent_steps(built.all_events))}"]


def _innermost(error: object) -> str:
    """Text of the exception that started it; Dagster wraps it in its own. Empty when there is none."""
    if error is None:
        return ""
    cause = getattr(error, "cause", None)
    return _innermost(cause) if cause is not None else str(getattr(error, "message", error)).strip()


@contextmanager
def _logged(warehouse: Path) -> Iterator[Path]:
    """Send what libraries print (dbt's own report, readers' warnings) to the run's log file."""
    folder = warehouse / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "last_run.log"
    handler = logging.FileHandler(path, mode="w", encoding="utf-8")
    package = logging.getLogger("pipelines")
    package.addHandler(handler)
    package.propagate = False
    try:
        with path.open("a", encoding="utf-8") as stream, redirect_stdout(stream):
            yield path
    finally:
        package.removeHandler(handler)
        package.propagate = True
        handler.close()


def _file_logger(path: Path) -> dg.LoggerDefinition:
    def file_logger(_: dg.InitLoggerContext) -> logging.Logger:
        log = logging.Logger("cchc", logging.DEBUG)  # a logger of its own: nothing else writes to it
        handler = logging.FileHandler(path, encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        log.addHandler(handler)
        return log

    return dg.LoggerDefinition(file_logger, description="Nhật ký đầy đủ của lần chạy, ghi vào tệp.")

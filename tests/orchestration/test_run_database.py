"""Run history that the command line writes is what Dagster would have written, and nobody waits to see it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.execution.plan.objects import StepSuccessData
from dagster._core.execution.plan.outputs import StepOutputData, StepOutputHandle
from dagster._core.instance import InstanceRef
from dagster._core.storage.event_log import SqliteEventLogStorage

from pipelines.orchestration.instance import dagster_home, open_instance
from pipelines.orchestration.run_database import RunHistory

_NAMES = ("documents", "tasks", "targets")


@dg.multi_asset(
    specs=[dg.AssetSpec(name) for name in _NAMES],
    check_specs=[dg.AssetCheckSpec(f"{name}_hold", asset=name) for name in _NAMES],
)
def _tables() -> Iterator[dg.MaterializeResult[None]]:
    for name in _NAMES:
        found = dg.AssetCheckResult(asset_key=dg.AssetKey(name), passed=name != "tasks", check_name=f"{name}_hold")
        yield dg.MaterializeResult(asset_key=dg.AssetKey(name), metadata={"rows": 3}, check_results=[found])


@dg.asset(deps=["tasks"])
def _broken() -> None:
    raise ValueError("nothing there")


def _run(instance: dg.DagsterInstance) -> str:
    done = dg.materialize([_tables, _broken], instance=instance, raise_on_error=False)
    return done.run_id


def _dagsters_own(warehouse: Path) -> dg.DagsterInstance:
    return dg.DagsterInstance.from_ref(InstanceRef.from_dir(str(dagster_home(warehouse))))


def _told(instance: dg.DagsterInstance, run_id: str) -> list[tuple[Any, ...]]:
    events = [entry.dagster_event for entry in instance.all_logs(run_id) if entry.dagster_event]
    return [(event.event_type_value, event.step_key, event.asset_key) for event in events]


def _tables_of(warehouse: Path) -> dict[str, list[str]]:
    """What the web page asks across runs, every column of it, without the moments, run and process of this test."""
    index = dagster_home(warehouse) / "history" / "runs" / "index.db"
    with sqlite3.connect(index) as connection:
        return {
            table: [_UNLIKE.sub("*", repr(row)) for row in connection.execute(f"select * from {table} order by id")]
            for table in ("asset_keys", "asset_check_executions", "event_logs", "asset_event_tags")
        }


# run and other made-up numbers, moments, processes, places on the disk
_UNLIKE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{32,}\b|\d+-\d\d-\d\d[ T][\d:.+]+|\b\d+\.\d+(e-\d+)?"
    r"|(?<=pid: )\d+|(?<=\"pid\": \")\d+|/[^\"' ]+|(?<=in )\d+m?s"
)


def test_the_web_page_finds_what_dagster_itself_would_have_written(tmp_path: Path) -> None:
    with open_instance(tmp_path / "ours") as ours, _dagsters_own(tmp_path / "theirs") as theirs:
        # the second run meets the tables and checks of the first
        runs = {"ours": (_run(ours), _run(ours)), "theirs": (_run(theirs), _run(theirs))}
    told = {}
    for name, run_ids in runs.items():
        with _dagsters_own(tmp_path / name) as reader:
            told[name] = [_told(reader, run_id) for run_id in run_ids]
    assert len(told["theirs"][0]) > 20
    assert told["ours"] == told["theirs"]
    assert _tables_of(tmp_path / "ours") == _tables_of(tmp_path / "theirs")


def test_a_check_that_nobody_planned_is_stored_as_dagster_does(tmp_path: Path) -> None:
    found = dg.AssetCheckEvaluation(
        asset_key=dg.AssetKey("documents"), check_name="unplanned", passed=False, metadata={}
    )
    event = dg.DagsterEvent(
        dg.DagsterEventType.ASSET_CHECK_EVALUATION.value, "job", step_key="step", event_specific_data=found
    )
    entry = dg.EventLogEntry(None, 10, "", "a-run", 1.0, dagster_event=event, job_name="job", step_key="step")
    with open_instance(tmp_path / "ours") as ours, _dagsters_own(tmp_path / "theirs") as theirs:
        for instance in (ours, theirs):
            instance.event_log_storage.store_event(entry)
    assert _tables_of(tmp_path / "ours") == _tables_of(tmp_path / "theirs")
    assert len(_tables_of(tmp_path / "ours")["asset_check_executions"]) == 1


def test_a_second_run_begins_with_a_history_of_its_own(tmp_path: Path) -> None:
    with open_instance(tmp_path) as instance:
        first, second = _run(instance), _run(instance)
        assert _told(instance, first) == _told(instance, second)


_DATA: Mapping[dg.DagsterEventType, Any] = {
    dg.DagsterEventType.STEP_OUTPUT: StepOutputData(StepOutputHandle("step", "result")),
    dg.DagsterEventType.STEP_SUCCESS: StepSuccessData(duration_ms=1.0),
}


def _event(kind: dg.DagsterEventType) -> dg.EventLogEntry:
    data = _DATA.get(kind)
    event = dg.DagsterEvent(kind.value, "job", step_key="step", event_specific_data=data)
    return dg.EventLogEntry(None, 10, "", "a-run", 1.0, dagster_event=event, job_name="job", step_key="step")


def test_what_waits_is_written_with_the_next_event_and_read_before_it(tmp_path: Path) -> None:
    history = tmp_path / "history" / "runs"
    storage = RunHistory(str(tmp_path)).event_log_storage
    others = SqliteEventLogStorage(str(history))

    storage.store_event(_event(dg.DagsterEventType.STEP_START))
    storage.store_event(_event(dg.DagsterEventType.STEP_OUTPUT))
    assert len(others.get_logs_for_run("a-run")) == 1
    assert len(storage.get_logs_for_run("a-run")) == 2  # who asks here has it written first
    storage.store_event(_event(dg.DagsterEventType.STEP_OUTPUT))
    storage.store_event(_event(dg.DagsterEventType.STEP_SUCCESS))
    assert len(others.get_logs_for_run("a-run")) == 4


def test_closing_writes_what_waits(tmp_path: Path) -> None:
    storage = RunHistory(str(tmp_path)).event_log_storage
    storage.store_event(_event(dg.DagsterEventType.STEP_OUTPUT))
    storage.dispose()
    assert len(SqliteEventLogStorage(str(tmp_path / "history" / "runs")).get_logs_for_run("a-run")) == 1

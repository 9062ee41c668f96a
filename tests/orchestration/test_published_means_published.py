"""The answer of a run follows from what is in place, whichever step ended without a word."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import duckdb
import pytest

from pipelines.orchestration import run as run_module
from pipelines.orchestration.alert_sensors import unpublished
from pipelines.orchestration.jobs import PLANS_JOB, WAREHOUSE_JOB
from pipelines.orchestration.resources import Workspace
from pipelines.orchestration.run import RunResult, run_partitions
from pipelines.registry.scan import PartitionKey
from pipelines.settings import Settings
from pipelines.stages.progress import Progress

STEPS = ("landing_tables", "dbt_models", "great_expectations", "published_warehouse")


def publish(settings: Settings, run_id: str) -> None:
    """What publication leaves, as small as it can be."""
    paths = settings.paths
    paths.versions.mkdir(parents=True, exist_ok=True)
    version = f"20260101T000000-{run_id[:8]}"
    file = paths.versions / f"cchc-{version}.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema quality; create schema core; create schema marts")
        connection.execute("create table marts.metric_catalogue (metric_code text, expression text, schema_name text, "
                           "table_name text, row_filter text)")  # fmt: skip
        connection.execute("create table quality.run_history as select ? as version", [version])
        for table in ("core.dim_document", "core.fct_task", "quality.finding"):
            connection.execute(f"create table {table} (x int)")
        connection.execute("create table core.fct_target (repeats_target_id int)")
        connection.execute("create table quality.check_result (engine text, suite text, check_name text, "
                           "severity text, message_vi text, observed text, sample text, failing_rows int, "
                           "passed boolean)")  # fmt: skip
        connection.execute("create table quality.document_outcome as select '' as source_path, '' as message_vi, "
                           "'' as next_action_vi, 'ok' as status")  # fmt: skip
    (paths.versions / f"cchc-{version}.json").write_text(f'{{"run_id": "{run_id}"}}')
    paths.published.unlink(missing_ok=True)
    os.link(file, paths.published)


def definitions(settings: Settings, silent: str | None, killed: str | None = None) -> dg.Definitions:
    """The shape of the real graph: steps that may give nothing, and what depends on them."""

    def step(name: str, after: list[str], work: Callable[[dg.AssetExecutionContext], None]) -> dg.AssetsDefinition:
        @dg.multi_asset(name=name, specs=[dg.AssetSpec(name, deps=after, skippable=True)], can_subset=False)
        def body(context: dg.AssetExecutionContext) -> Iterator[dg.MaterializeResult[None]]:
            if name == killed:
                os.kill(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(9)"]).pid, signal.SIGKILL)
            if name not in (silent, killed):
                work(context)
                yield dg.MaterializeResult(asset_key=name)

        return body

    def nothing(_: dg.AssetExecutionContext) -> None:
        pass

    order = [*STEPS, "province_reports"]
    assets = [
        step(
            name,
            order[max(0, number - 1) : number],
            (lambda context: publish(settings, context.run.run_id)) if name == "published_warehouse" else nothing,
        )
        for number, name in enumerate(order)
    ]
    partitions = dg.StaticPartitionsDefinition(["quang-tri/2026"])

    @dg.asset(partitions_def=partitions)
    def plans() -> None:
        if silent == "plans":
            raise SystemExit(0)

    jobs = [
        dg.define_asset_job(WAREHOUSE_JOB, selection=order),
        dg.define_asset_job(PLANS_JOB, selection=["plans"], partitions_def=partitions),
    ]
    return dg.Definitions([*assets, plans], jobs=jobs, loggers={"file": dg.colored_console_logger})


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "raw").mkdir()
    settings = Settings(tmp_path / "raw", tmp_path / "kho")
    publish(settings, "earlier-run")
    return settings


class Quiet(Progress):
    def start(self, stage: str, key: PartitionKey, total: int) -> None: ...

    def advance(self, event: object) -> None: ...


def ran(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, silent: str | None, killed: str | None = None
) -> RunResult:
    monkeypatch.setattr(run_module, "build_defs", lambda **_: definitions(settings, silent, killed))
    monkeypatch.setattr(run_module, "prepare_models", lambda _: None)
    monkeypatch.setattr(run_module, "partition_key_text", lambda _: "quang-tri/2026")
    return run_partitions(settings, Quiet(), [PartitionKey("quang-tri", 2026)])


def test_a_run_whose_version_is_in_place_is_published(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ran(settings, monkeypatch, None).published


@pytest.mark.parametrize(
    "silent", [name if name == "dbt_models" else pytest.param(name, marks=pytest.mark.slow) for name in STEPS]
)
def test_a_step_that_says_nothing_is_not_taken_for_publication_and_is_named(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, silent: str
) -> None:
    result = ran(settings, monkeypatch, silent)
    assert not result.published
    assert silent in " ".join(result.failures)
    assert "không có phiên bản mới" in result.failures[-1]


def test_a_step_whose_program_was_killed_is_not_taken_for_publication(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "dbt_models" in " ".join(ran(settings, monkeypatch, None, "dbt_models").failures)


def test_reports_that_say_nothing_leave_the_version_published(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ran(settings, monkeypatch, "province_reports").published


def test_a_version_of_an_earlier_run_is_no_publication_of_this_one(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.publish", lambda *_: None)
    assert not ran(settings, monkeypatch, None).published


def test_the_alert_of_a_run_of_the_daemon_says_that_nothing_was_published(settings: Settings) -> None:
    done = definitions(settings, "dbt_models").resolve_job_def(WAREHOUSE_JOB).execute_in_process()
    assert done.success
    (reason,) = unpublished(Workspace.of(settings), done.run_id, done.all_events)
    assert "bước dbt_models kết thúc mà không cho kết quả nào" in reason
    assert unpublished(Workspace.of(settings), "earlier-run", done.all_events) == []

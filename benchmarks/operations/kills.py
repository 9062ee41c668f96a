"""Kill runs at random moments, then compare what is left with a run that nobody disturbed.

    python -m benchmarks.operations.kills --runs 100 --work <folder> [--report benchmarks/operations/kills.md]

The corpus is small (a few generated plans of two years and two broken files), so that a run is short and every moment
of it has a fair chance. Half of the kills hit the run's own process only, the other half everything that it started;
before half of the runs the stored readings and plans are thrown away, so that reading is interrupted too. Modules are
imported once and every run is a fork: what is timed and killed is the run, not the imports.

``--short`` leaves out Great Expectations, dbt and Dagster, which write to the private build and to the run's own record
only: a run then takes seconds instead of a minute, and nearly every kill hits a write to the lake, the registry, the
history or the published versions.

The step in which a kill fell is read from the run's log and counted.

After every kill: the published file, if there is one, opens and has the content of the undisturbed run; every version
has its manifest. At the end one run goes through, and its content hashes, its numbers of rows and the registry of files
are compared with the undisturbed ones.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import statistics
import sys
import time
import traceback
import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from rich.console import Console

from benchmarks.operations.steps import last_step
from pipelines.reading.isolation import kill_session
from pipelines.reference.tables import DATA_DIR
from pipelines.registry.ledger import all_sightings
from pipelines.registry.scan import list_raw
from pipelines.samples.bank import communes
from pipelines.samples.compose import compose
from pipelines.samples.model import Recipe
from pipelines.samples.render.files import render
from pipelines.settings import Settings, WarehousePaths
from pipelines.stages.misplaced import sync_lake
from pipelines.stages.progress import Silent
from pipelines.stages.read import read_partition
from pipelines.stages.register import register_partition
from pipelines.stages.retire import publish_registry, retire_removed
from pipelines.stages.understand import understand_partition
from pipelines.warehouse.build.landing import load_landing
from pipelines.warehouse.build.locking import remove_dead_builds, warehouse_lock
from pipelines.warehouse.changes.history import recorded_runs
from pipelines.warehouse.lake.partitions import PLANS_STAGE, list_partitions
from pipelines.warehouse.publication.copy import RUN_DEPENDENT_TABLES, content_hashes
from pipelines.warehouse.publication.finish import finish_build
from pipelines.warehouse.publication.publish import Provenance
from pipelines.warehouse.publication.versions import list_versions, read_manifest

PLANS_PER_YEAR = 3
YEARS = (2025, 2026)
PROVINCE = "nghe-an"


@dataclass
class Tally:
    """What the disturbed runs came to."""

    killed_at: list[float] = field(default_factory=list)
    durations: list[float] = field(default_factory=list)
    short: bool = False
    finished: int = 0
    alone: int = 0
    forgotten: int = 0
    problems: list[str] = field(default_factory=list)
    stages: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)


def make_corpus(raw: Path) -> int:
    """Write the small corpus; returns the number of files."""
    units = [unit for unit in communes().values() if unit.province_slug == PROVINCE][: PLANS_PER_YEAR * len(YEARS)]
    for index, unit in enumerate(units):
        year = YEARS[index % len(YEARS)]
        recipe = Recipe(
            file_name=f"KH CCHC {year} {unit.code}.docx",
            province_slug=PROVINCE,
            plan_year=year,
            commune_code=unit.code,
            kind="annual",
            layout="ABCD"[index % 4],
            renderer="docx",
            options=frozenset({"section=merged"}),
            seed=700 + index,
        )
        path = raw / PROVINCE / str(year) / recipe.file_name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(render(compose(recipe)))
    (raw / PROVINCE / "2026" / "hỏng.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Cat")
    return len(units) + 1


def start(settings: Settings, finished: Path | None = None) -> int:
    """Fork a run (a short one when there is a finished warehouse); returns its process id."""
    sys.stdout.flush()
    process = os.fork()
    if process:
        return process
    os.setsid()
    from pipelines.cli.run import run_command  # noqa: PLC0415 - loaded before the fork

    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123
        code = 99
        try:
            if finished is None:
                code = run_command(settings, None, None, Console(file=nowhere), rebuild=True)
            else:
                code = short_run(settings, finished)
        except BaseException:
            (settings.warehouse / "failure.log").write_text(traceback.format_exc(), encoding="utf-8")
            raise
        finally:
            os._exit(code)


def short_run(settings: Settings, finished: Path) -> int:
    """A run without Dagster, Great Expectations and dbt, whose tables are copied from a finished warehouse.

    Everything that writes where another run may look is the real thing: registry, reading in child processes,
    understanding, landing, history, version, switch. What is left out writes to the private build only.
    """
    run_id = str(uuid.uuid4())
    paths = settings.paths
    with warehouse_lock(paths):
        remove_dead_builds(paths, keep=run_id)
        listing = list_raw(settings.raw)
        for key in listing.partitions:
            register_partition(settings, key, Silent(), run_id=run_id)
            read_partition(settings, key, Silent(), run_id=run_id, keep_every=0.05)
            understand_partition(settings, key, Silent(), run_id=run_id)
        sync_lake(settings, listing, run_id=run_id)
        build = paths.build_file(run_id)
        load_landing(settings.lake, DATA_DIR, build, run_id=run_id)
        retire_removed(build, settings.lake)
        copy_models(finished, build)
        publish_registry(build, settings.lake)
        now = datetime.now(UTC)
        version = f"{now:%Y%m%dT%H%M%S}-{run_id[:8]}"
        provenance = Provenance(run_id, now.isoformat(), "kills", "", {})
        finish_build(paths, build, version, provenance=provenance, checks=(), keep=3, parquet=False)
    return 0


def copy_models(finished: Path, build: Path) -> None:
    """What dbt would build: the tables of a finished warehouse."""
    with duckdb.connect(str(build)) as connection:
        connection.execute(f"attach '{finished}' as finished (read_only)")
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'finished' order by all"
        ).fetchall()
        for schema, table in tables:
            if f"{schema}.{table}" not in RUN_DEPENDENT_TABLES:
                connection.execute(f"create schema if not exists {schema}")
                connection.execute(f"create table {schema}.{table} as from finished.{schema}.{table}")
        connection.execute("detach finished")


def finish(process: int) -> int:
    """Wait for a run; returns its exit code (negative: the signal)."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def disturb(
    settings: Settings, duration: float, rng: random.Random, tally: Tally, finished: Path | None = None
) -> None:
    """One run, killed at a moment drawn evenly from its usual duration."""
    if rng.random() < 0.5:
        tally.forgotten += 1
        for stage in ("read", "plans"):
            shutil.rmtree(settings.lake / stage, ignore_errors=True)
    delay = rng.uniform(0.0, duration)
    log = settings.warehouse / "logs" / "last_run.log"
    log.unlink(missing_ok=True)
    process = start(settings, finished)
    end = time.monotonic() + delay
    while time.monotonic() < end:
        ended, status = os.waitpid(process, os.WNOHANG)
        if ended:
            if os.waitstatus_to_exitcode(status):
                tally.problems.append("a run that was not killed failed; see its log")
            tally.finished += 1
            tally.durations.append(time.monotonic() - (end - delay))
            return
        time.sleep(0.01)
    if rng.random() < 0.5:
        tally.alone += 1
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        time.sleep(0.2)
        kill_session(process)  # orphans had their moment; they must not outlive the experiment
    else:
        kill_session(process)
        os.waitpid(process, 0)
    tally.killed_at.append(delay)
    tally.stages[last_step(log)] += 1


def inspect(settings: Settings, expected: dict[str, str], tally: Tally, number: int) -> None:
    """What must hold after every kill."""
    paths = settings.paths
    tally.left["builds"] += len(list(paths.build.glob("*.duckdb")))
    tally.left["half-written partitions"] += len(list(settings.lake.glob("*/province=*/.*")))
    if paths.published.exists() and content_hashes(paths.published) != expected:
        tally.problems.append(f"run {number}: the published file differs")
    for version in list_versions(paths):
        if read_manifest(paths, version)["content_hashes"] != expected:
            tally.problems.append(f"run {number}: version {version} differs")


def final_problems(settings: Settings, expected: dict[str, str], reference: Settings) -> list[str]:
    """Differences between what the disturbed runs left, after one that went through, and the undisturbed run."""
    problems = []
    paths, other = settings.paths, reference.paths
    hashes = content_hashes(paths.published)
    problems += [f"{table}: content differs" for table in expected if hashes.get(table) != expected[table]]
    latest, undisturbed = (read_manifest(one, list_versions(one)[-1])["row_counts"] for one in (paths, other))
    counted = [name for name in undisturbed if not name.endswith("_history") and not name.startswith("quality.version")]
    problems += [
        f"{name}: {latest[name]} rows, {undisturbed[name]} undisturbed"
        for name in counted
        if latest[name] != undisturbed[name]
    ]
    places = [(row.source_path, row.sha256) for row in all_sightings(settings.lake)]
    if len(places) != len(set(places)) or len(places) != len(all_sightings(reference.lake)):
        problems.append(f"registry of files: {len(places)} rows, {len(set(places))} distinct")
    if list_partitions(settings.lake, PLANS_STAGE) != list_partitions(reference.lake, PLANS_STAGE):
        problems.append("lake: other partitions")
    return problems + leftovers(settings.paths, settings.lake)


def leftovers(paths: WarehousePaths, lake: Path) -> list[str]:
    """Debris that a run which went through should have cleared."""
    runs = recorded_runs(lake)
    debris = [
        *paths.build.glob("*"),
        *lake.glob("*/province=*/.*"),
        *paths.versions.glob(".*"),
        *lake.glob("history/.*"),
    ]
    problems = [f"left over: {path.name}" for path in debris]
    return problems if len(runs) == len(set(runs)) else [*problems, "history: a run is recorded twice"]


def report_text(tally: Tally, duration: float, runs: int, problems: list[str], seconds: float) -> str:
    """The figures as Markdown."""
    kind = " --short" if tally.short else ""
    stages = ", ".join(f"{name} {count}" for name, count in tally.stages.most_common())
    killed = sorted(tally.killed_at)
    quarters = [round(value, 1) for value in statistics.quantiles(killed, n=4)] if len(killed) > 1 else killed
    return "\n".join(
        [
            "# Runs killed at random moments",
            "",
            f"`python -m benchmarks.operations.kills --runs {runs}{kind}` ({datetime.now(UTC):%Y-%m-%d}): "
            f"{seconds / 60:.0f} minutes, shared machine, load {os.getloadavg()[0]:.0f}.",
            "",
            f"- runs killed: {len(killed)}; went through (every tenth, and those that were too fast): {tally.finished}",
            f"- an undisturbed run takes {duration:.1f} s; moments of the kills, quartiles: {quarters} s",
            f"- only the run's own process killed: {tally.alone}; everything that it had started: "
            f"{len(killed) - tally.alone}",
            *([] if tally.short else [f"- the step that was killed: {stages}"]),
            f"- stored readings and plans thrown away before the run: {tally.forgotten}",
            f"- debris seen right after kills (cleared by later runs): {tally.left['builds']} build files, "
            f"{tally.left['half-written partitions']} half-written partitions",
            f"- published file or version with other content than the undisturbed run's, after any kill: "
            f"{len(tally.problems)}",
            f"- differences at the end (content hashes of every table, rows, registry, debris): {len(problems)}",
            *(f"  - {problem}" for problem in (*tally.problems, *problems)),
            "",
        ]
    )


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=100, help="kills")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", type=Path, required=True, help="empty folder for corpus and warehouses")
    parser.add_argument("--report", type=Path)
    parser.add_argument("--short", action="store_true", help="leave out what only writes to the private build")
    args = parser.parse_args(argv)
    began = time.monotonic()
    import great_expectations  # noqa: F401, PLC0415 - before the forks

    import pipelines.orchestration.run  # noqa: F401, PLC0415
    from pipelines.orchestration.definitions import build_defs  # noqa: PLC0415

    build_defs()
    raw = args.work / "raw"
    make_corpus(raw)
    reference = Settings(raw, args.work / "undisturbed", workers=2, export_parquet=False)
    disturbed = Settings(raw, args.work / "disturbed", workers=2, export_parquet=False)
    finished = args.work / "finished.duckdb" if args.short else None
    if not reference.paths.published.exists() and finish(start(reference)) != 0:
        raise SystemExit("the undisturbed run failed; see undisturbed/logs/last_run.log")
    if finished and not finished.exists():
        shutil.copy(reference.paths.published, finished)
    second = time.monotonic()
    if finish(start(reference, finished)) != 0:
        raise SystemExit("the second undisturbed run failed")
    duration = time.monotonic() - second
    expected = content_hashes(reference.paths.published)
    rng, tally = random.Random(args.seed), Tally(short=args.short, durations=[duration])
    number = 0
    while len(tally.killed_at) < args.runs and not tally.problems:
        number += 1
        if number % 10 == 0:  # the machine may have become faster or slower: every tenth run goes through
            began_run = time.monotonic()
            if finish(start(disturbed, finished)) != 0:
                tally.problems.append("a run that was not killed failed; see its log")
            tally.durations.append(time.monotonic() - began_run)
            tally.finished += 1
        disturb(disturbed, statistics.median(tally.durations[-3:]), rng, tally, finished)
        inspect(disturbed, expected, tally, number)
        sys.stdout.write(f"run {number}: {len(tally.killed_at)}/{args.runs} killed, {len(tally.problems)} problems\n")
        sys.stdout.flush()
        if args.report:  # so that an experiment that is itself stopped has told something
            args.report.write_text(
                report_text(tally, duration, args.runs, ["not finished"], time.monotonic() - began), encoding="utf-8"
            )
    if finish(start(disturbed, finished)) != 0:
        raise SystemExit("the run after the kills failed; see disturbed/logs/last_run.log")
    problems = final_problems(disturbed, expected, reference)
    text = report_text(tally, duration, args.runs, problems, time.monotonic() - began)
    sys.stdout.write(text)
    if args.report:
        args.report.write_text(text, encoding="utf-8")
    return 1 if problems or tally.problems else 0


if __name__ == "__main__":
    sys.exit(main())

"""Measure the warehouse at country size: ``python -m benchmarks.warehouse.run --work <folder>``.

Steps, each with wall and processor seconds and the machine's load when it began: write the lake, load the landing
tables, ``dbt build`` (its models, unit tests and data tests, with its peak memory), record the run and publish, open
the published file and answer the usual BI query of every mart.
Great Expectations is left out of the figure for dbt; ``--checks`` times it too.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import duckdb

from benchmarks.warehouse.generate import write_country
from pipelines.quality.validate import run_expectations
from pipelines.reference.tables import DATA_DIR
from pipelines.settings import WarehousePaths
from pipelines.warehouse.build.dbt_run import run_dbt
from pipelines.warehouse.build.landing import load_landing
from pipelines.warehouse.publication.finish import finish_build
from pipelines.warehouse.publication.publish import Provenance

PROJECT: Final = Path(__file__).resolve().parents[2] / "dbt_project"
BI_QUERIES: Final = {
    "province_indicators": "select indicator_name_vi, mean_value, coverage_rate, meeting_rate from "
    "marts.province_indicators where province_code = '40' and plan_year = 2026 order by indicator_group",
    "commune_indicators": "select commune_name, value, rank_in_province from marts.commune_indicators where "
    "province_code = '40' and plan_year = 2026 and indicator_code = 'on_time_rate' order by rank_in_province",
    "plan_coverage": "select province_name, plan_state, count(*) from marts.plan_coverage where plan_year = 2026 "
    "group by 1, 2",
    "indicator_trends": "select plan_year, mean_value, panel_mean_change from marts.indicator_trends where "
    "province_code = '40' and indicator_code = 'on_time_rate' order by 1",
    "indicator_distribution": "select label_vi, commune_count from marts.indicator_distribution where province_code = "
    "'40' and plan_year = 2026 and indicator_code = 'on_time_rate' and grouping = 'bin' order by group_order",
    "deadline_calendar": "select due_on, count(*) from marts.deadline_calendar where province_code = '40' and "
    "due_year = 2026 and due_month = 6 group by 1 order by 1",
    "office_workload": "select office_name_vi, sum(lead_count), sum(coordination_count) from marts.office_workload "
    "where province_code = '40' and plan_year = 2026 group by 1 order by 2 desc",
    "area_profile": "select area_name_vi, sum(task_count), sum(dated_task_count) from marts.area_profile where "
    "province_code = '40' and plan_year = 2026 group by 1 order by 1",
    "legal_references": "select number, commune_count from marts.legal_references where plan_year = 2026 "
    "order by 2 desc limit 20",
    "legal_reference_conflicts": "select number, issued_on, document_count from marts.legal_reference_conflicts "
    "where plan_year = 2026",
    "document_quality": "select commune_name, score, worst_finding from marts.document_quality where province_code = "
    "'40' and plan_year = 2026 order by score limit 20",
    "commune_check": "select check_code, status_vi, count(*) from quality.commune_check where province_code = '40' and "
    "plan_year = 2026 group by 1, 2",
}
REPEATS: Final = 5


def main() -> None:
    """Run every step and print one line of JSON for each."""
    arguments = _arguments()
    paths = WarehousePaths(arguments.work)
    shutil.rmtree(paths.root, ignore_errors=True)
    with _timed("write the lake"):
        counts = write_country(paths.lake, share=arguments.share)
    print(json.dumps({"rows": counts}))
    with _timed("load landing"):
        landing = load_landing(paths.lake, DATA_DIR, paths.build_file("bench"), run_id="bench")
    checks = []
    if arguments.checks:
        with _timed("great expectations"):
            checks += run_expectations(landing.build_file, paths.data_docs, run_id="bench")
    with _timed("dbt build"):
        dbt = run_dbt(PROJECT, landing.build_file, paths.dbt_target("bench"), run_id="bench")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2
    failed = [check.check_name for check in dbt.checks if not check.passed]
    print(json.dumps({"dbt peak GiB": round(peak, 2), "checks": len(dbt.checks), "failed": failed}))
    about = Provenance("bench", "2026-06-01T08:00:00+07:00", "bench", "bench", landing.inputs)
    every = (*checks, *dbt.checks)
    with _timed("record and publish"):
        finish_build(paths, landing.build_file, "20260601", provenance=about, checks=every, keep=1, parquet=False)
    print(json.dumps({"published MiB": round(paths.published.stat().st_size / 1024**2)}))
    for name, query in BI_QUERIES.items():
        print(json.dumps({"mart": name, **_answer(paths.published, query)}))


def _answer(published: Path, query: str) -> dict[str, float]:
    """Milliseconds to open the file and answer for the first time, and the median of later answers."""
    started = time.perf_counter()
    with duckdb.connect(str(published), read_only=True) as connection:
        connection.execute(query).fetchall()
        first = time.perf_counter() - started
        later = []
        for _ in range(REPEATS):
            begun = time.perf_counter()
            connection.execute(query).fetchall()
            later.append(time.perf_counter() - begun)
    return {"first ms": round(1000 * first, 1), "median ms": round(1000 * statistics.median(later), 1)}


@contextmanager
def _timed(step: str) -> Iterator[None]:
    load, started, before = os.getloadavg()[0], time.perf_counter(), _processor_seconds()
    yield
    wall, cpu = time.perf_counter() - started, _processor_seconds() - before
    print(
        json.dumps({"step": step, "wall s": round(wall, 1), "cpu s": round(cpu, 1), "load": round(load, 1)}), flush=True
    )


def _processor_seconds() -> float:
    """User and system time of this process and of its children that ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="folder for the lake and the warehouse; emptied first")
    parser.add_argument("--share", type=float, default=1.0, help="part of the communes of each province")
    parser.add_argument("--checks", action="store_true", help="run Great Expectations too")
    return parser.parse_args()


if __name__ == "__main__":
    main()

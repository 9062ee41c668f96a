"""From a written lake to a published file, without raw files, corrections and registry: the steps that tests need."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from plan_factory import REFERENCE

from pipelines.quality.results import CheckResult
from pipelines.quality.validate import run_expectations
from pipelines.settings import WarehousePaths
from pipelines.warehouse.build.dbt_run import run_dbt
from pipelines.warehouse.build.landing import LandingReport, load_landing
from pipelines.warehouse.publication.finish import finish_build
from pipelines.warehouse.publication.publish import Provenance
from pipelines.warehouse.publication.versions import KEEP_VERSIONS, PublishedVersion

PROJECT = Path(__file__).parents[2] / "dbt_project"


@dataclass(frozen=True)
class BuildReport:
    landing: LandingReport
    checks: tuple[CheckResult, ...]
    published: PublishedVersion


@dataclass(frozen=True)
class Built:
    paths: WarehousePaths
    report: BuildReport


def build(root: Path, run_id: str, version: str) -> BuildReport:
    paths = WarehousePaths(root)
    landing = load_landing(root / "lake", REFERENCE, paths.build_file(run_id), run_id=run_id)
    expectations = run_expectations(landing.build_file, paths.data_docs, run_id=run_id)
    dbt = run_dbt(PROJECT, landing.build_file, paths.dbt_target(run_id), run_id=run_id)
    checks, published = finish_build(
        paths,
        landing.build_file,
        version,
        provenance=Provenance(run_id, "2026-06-01T08:00:00+07:00", "test", "test", landing.inputs),
        checks=(*expectations, *dbt.checks),
        keep=KEEP_VERSIONS,
    )
    return BuildReport(landing, checks, published)

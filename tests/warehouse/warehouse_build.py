"""The headless chain as tests call it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from plan_factory import REFERENCE

from pipelines.warehouse.build import BuildReport, build_warehouse
from pipelines.warehouse.paths import WarehousePaths

PROJECT = Path(__file__).parents[2] / "dbt_project"


@dataclass(frozen=True)
class Built:
    paths: WarehousePaths
    report: BuildReport


def build(root: Path, run_id: str, version: str) -> BuildReport:
    return build_warehouse(
        root / "lake",
        root,
        run_id,
        version=version,
        created_at="2026-06-01T08:00:00+07:00",
        code_version="test",
        lock_hash="test",
        reference=REFERENCE,
        dbt_project=PROJECT,
    )

"""Where things lie below the warehouse folder: the one place that knows the names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WarehousePaths:
    """Paths below one warehouse folder; nothing is created by asking."""

    root: Path

    @property
    def lake(self) -> Path:
        """Parquet partitions."""
        return self.root / "lake"

    @property
    def build(self) -> Path:
        """Private build files and dbt targets, one set per run."""
        return self.root / "build"

    @property
    def versions(self) -> Path:
        """Published versions and their manifests."""
        return self.root / "versions"

    @property
    def reports(self) -> Path:
        """Pages for people."""
        return self.root / "reports"

    @property
    def data_docs(self) -> Path:
        """Great Expectations pages of the last run."""
        return self.reports / "data_quality"

    @property
    def model_docs(self) -> Path:
        """dbt's documentation page (``cchc docs``)."""
        return self.reports / "engineering" / "dbt"

    @property
    def published(self) -> Path:
        """The file that BI tools open, read-only."""
        return self.root / "cchc.duckdb"

    @property
    def lock(self) -> Path:
        """Held while a run writes."""
        return self.root / ".lock"

    def build_file(self, run_id: str) -> Path:
        """Private DuckDB file of one run."""
        return self.build / f"{run_id}.duckdb"

    def dbt_target(self, run_id: str) -> Path:
        """Folder for dbt's compiled SQL, manifest and results of one run."""
        return self.build / f"{run_id}-dbt"

"""Where the pipeline reads and writes, and how hard it may work. One frozen object, made once per run."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

REVIEW_HOST = "127.0.0.1"
REVIEW_PORT = 8765
REVIEW_ITEM = f"http://{REVIEW_HOST}:{REVIEW_PORT}/so/"
"""Where the review page opens one reading, followed by its id; reports and traces lead there."""
PAGES_PORT = 3001
PAGES_ADDRESS = "CCHC_PAGES_ADDRESS"


def page_address(page: Path) -> str | None:
    """Where a browser of this machine opens a report page while ``cchc dev`` serves it; None where nothing is served.

    ``CCHC_PAGES_ADDRESS`` names another server of the same paths; empty, none.
    """
    server = os.environ.get(PAGES_ADDRESS, f"http://{REVIEW_HOST}:{PAGES_PORT}")
    return f"{server}{page.resolve().as_uri().removeprefix('file://')}" if server else None


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


@dataclass(frozen=True, slots=True)
class Settings:
    """Paths and limits of one run.

    Attributes:
        raw: folder of the plans, ``<province slug>/<plan year>/<file>``; only ever read.
        warehouse: folder of everything that is written: lake, builds, versions, reports, the published file.
        workers: reading processes; 0 means one per processor.
        keep_versions: published versions kept for roll-back.
        export_parquet: whether every published table is written as a Parquet file beside the version too.
        artifacts: fsspec URL of the store that several machines share; empty where one machine does all the work.
    """

    raw: Path
    warehouse: Path
    workers: int = 0
    keep_versions: int = 5
    export_parquet: bool = True
    artifacts: str = ""

    @property
    def worker_count(self) -> int:
        """Number of reading processes to start (at least 1)."""
        return self.workers or os.cpu_count() or 1

    @property
    def paths(self) -> WarehousePaths:
        """Where things lie below the warehouse folder."""
        return WarehousePaths(self.warehouse)

    def replaced(self, *, raw: str, warehouse: str, workers: int, keep_versions: int) -> Settings:
        """A copy in which every argument that is not empty or 0 takes the place of the field."""
        return Settings(
            raw=Path(raw).resolve() if raw else self.raw,
            warehouse=Path(warehouse).resolve() if warehouse else self.warehouse,
            workers=workers or self.workers,
            keep_versions=keep_versions or self.keep_versions,
            export_parquet=self.export_parquet,
            artifacts=self.artifacts,
        )

    @property
    def lake(self) -> Path:
        """Root of the lake, which every stage writes to."""
        return self.paths.lake


def settings_from_environment() -> Settings:
    """Read ``CCHC_RAW``, ``CCHC_WAREHOUSE``, ``CCHC_WORKERS``, ``CCHC_KEEP_VERSIONS``, ``CCHC_EXPORT_PARQUET``
    (0 or 1) and ``CCHC_ARTIFACTS``; defaults as in the repository.

    Raises:
        ValueError: a number variable does not hold a whole number.
    """
    return Settings(
        raw=Path(os.environ.get("CCHC_RAW", "raw")).resolve(),
        warehouse=Path(os.environ.get("CCHC_WAREHOUSE", "warehouse")).resolve(),
        workers=_whole_number("CCHC_WORKERS", 0),
        keep_versions=_whole_number("CCHC_KEEP_VERSIONS", 5),
        export_parquet=_whole_number("CCHC_EXPORT_PARQUET", 1) > 0,
        artifacts=os.environ.get("CCHC_ARTIFACTS", ""),
    )


def _whole_number(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    if not text.isdecimal():
        raise ValueError(f"{name}={text!r}: cần một số nguyên, ví dụ {default}; hãy sửa hoặc bỏ biến này")
    return int(text)

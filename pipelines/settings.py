"""Where the pipeline reads and writes, and how hard it may work. One frozen object, made once per run."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """Paths and limits of one run.

    Attributes:
        raw: folder of the plans, ``<province slug>/<plan year>/<file>``; only ever read.
        warehouse: folder of everything that is written: lake, builds, versions, reports, the published file.
        workers: reading processes; 0 means one per processor.
        keep_versions: published versions kept for roll-back.
    """

    raw: Path
    warehouse: Path
    workers: int = 0
    keep_versions: int = 5

    @property
    def worker_count(self) -> int:
        """Number of reading processes to start (at least 1)."""
        return self.workers or os.cpu_count() or 1

    @property
    def lake(self) -> Path:
        """Root of the lake."""
        return self.warehouse / "lake"

    @property
    def published(self) -> Path:
        """The file that BI tools open."""
        return self.warehouse / "cchc.duckdb"

    @property
    def reports(self) -> Path:
        """Folder of the report pages."""
        return self.warehouse / "reports"


def settings_from_environment() -> Settings:
    """Read ``CCHC_RAW``, ``CCHC_WAREHOUSE``, ``CCHC_WORKERS``, ``CCHC_KEEP_VERSIONS``; defaults as in the repository.

    Raises:
        ValueError: a number variable does not hold a whole number.
    """
    return Settings(
        raw=Path(os.environ.get("CCHC_RAW", "raw")).resolve(),
        warehouse=Path(os.environ.get("CCHC_WAREHOUSE", "warehouse")).resolve(),
        workers=_whole_number("CCHC_WORKERS", 0),
        keep_versions=_whole_number("CCHC_KEEP_VERSIONS", 5),
    )


def _whole_number(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    if not text.isdecimal():
        raise ValueError(f"{name}={text!r}: expected a whole number such as {default}; correct or unset it")
    return int(text)

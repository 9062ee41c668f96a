"""The workbook beside the province's pages."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb

from pipelines.reporting.site.index import FactIndex
from pipelines.reporting.site.layout import Frame
from pipelines.reporting.workbook.book import About, write_book
from pipelines.reporting.workbook.notes import Entry


def book_name(province_slug: str, made_at: datetime) -> str:
    """File name with the unit and the date of the data: ``cchc-nghe-an-so-lieu-2026-01-31.xlsx``."""
    return f"cchc-{province_slug}-so-lieu-{made_at:%Y-%m-%d}.xlsx"


def write_workbook(
    connection: duckdb.DuckDBPyConnection, index: FactIndex, frame: Frame, folder: Path, made_at: datetime
) -> tuple[Path, tuple[Entry, ...]]:
    """Write the workbook into a province's folder; returns its path and its sheets.

    Args:
        connection: the published file.
        index: the facts of the province.
        frame: the frame of its pages (name, date of the data, way to the plans).
        folder: the province's new folder.
        made_at: when the version was published, in Vietnam's time.

    Raises:
        OSError: the file cannot be written.
    """
    path = folder / book_name(index.found.province.province_key, made_at)
    path.parent.mkdir(parents=True, exist_ok=True)
    return path, write_book(path, connection, index, About(frame.place, frame.stamp, made_at, frame.source_base))

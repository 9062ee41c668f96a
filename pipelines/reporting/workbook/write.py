"""The workbook beside the province's pages."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

import duckdb

from pipelines.reporting.site.index import FactIndex
from pipelines.reporting.site.layout import Frame
from pipelines.reporting.site.pieces import Pieces
from pipelines.reporting.workbook.book import About, look_through, write_book
from pipelines.reporting.workbook.notes import Entry
from pipelines.reporting.workbook.stamped import restamped

_PIECE: Final = "workbook"


def book_name(province_slug: str, made_at: datetime) -> str:
    """File name with the unit and the date of the data: ``cchc-nghe-an-so-lieu-2026-01-31.xlsx``."""
    return f"cchc-{province_slug}-so-lieu-{made_at:%Y-%m-%d}.xlsx"


def write_workbook(
    connection: duckdb.DuckDBPyConnection,
    index: FactIndex,
    frame: Frame,
    pieces: Pieces,
    made_at: datetime,
) -> tuple[Path, tuple[Entry, ...]]:
    """Write the workbook into a province's folder, or take the last one over; returns its path and its sheets.

    Args:
        connection: the published file.
        index: the facts of the province.
        frame: the frame of its pages (name, date of the data, way to the plans).
        pieces: those of the province's last report.
        made_at: when the version was published, in Vietnam's time.

    Raises:
        OSError: the file cannot be written.
    """
    path = pieces.folder / book_name(index.found.province.province_key, made_at)
    path.parent.mkdir(parents=True, exist_ok=True)
    about = About(frame.place, frame.stamp, made_at, frame.source_base)
    if pieces.may_stay(_PIECE):
        content = look_through(connection, index)
        if pieces.stays(_PIECE, content.rows_hash):
            pieces.keep(_PIECE, restamped, called=lambda _: path.name)
            return path, content.entries
    content = write_book(path, connection, index, about)
    pieces.record(_PIECE, [path], content.rows_hash)
    return path, content.entries

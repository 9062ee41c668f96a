"""Write the quality report into a province's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import duckdb

from pipelines.reporting.quality_report import runs
from pipelines.reporting.quality_report.pages import runs_page, year_pages
from pipelines.reporting.site.index import FactIndex
from pipelines.reporting.site.layout import Frame
from pipelines.settings import WarehousePaths

_STYLE: Final = Path(__file__).parent / "assets" / "quality.css"


def write_year_pages(index: FactIndex, frame: Frame, folder: Path) -> None:
    """Write the pages of every year, made of the facts alone, and their style.

    Args:
        index: the facts of the province.
        frame: what surrounds its pages.
        folder: the province's new folder.

    Raises:
        OSError: the folder is not writable or the disk is full.
    """
    for page in year_pages(index):
        write_text(folder / page.path, frame.render(page))
    write_text(folder / "assets" / "quality.css", _STYLE.read_text(encoding="utf-8"))


def write_runs_page(
    connection: duckdb.DuckDBPyConnection, paths: WarehousePaths, index: FactIndex, frame: Frame, folder: Path
) -> None:
    """Write the page of the runs, which every version has anew.

    Args:
        connection: the published file.
        paths: where the warehouse's documentation lies.
        index: the facts of the province.
        frame: what surrounds its pages.
        folder: the province's new folder.

    Raises:
        OSError: the folder is not writable or the disk is full.
    """
    code = index.found.province.province_key
    history = runs.read_runs(connection, code)
    page = runs_page(
        history,
        runs.read_failed_checks(connection, code),
        runs.read_suites(connection),
        runs.engineering_pages(paths),
        runs.trend_chart(history),
    )
    write_text(folder / page.path, frame.render(page))


def write_text(path: Path, text: str) -> None:
    """Write a page, its folder made when missing; line ends are the same on every machine."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")

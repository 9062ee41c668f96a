"""Everything people read, made from the published file in one step: pages, quality report, workbook, review sheets.

The site's pages are the base; the others join as its contributors, so a province's folder is put in place as a whole
or not at all. PDF sheets are left to ``cchc sheets``: a report does not wait for LibreOffice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import duckdb

from pipelines.reporting.quality_report.pages import MENU
from pipelines.reporting.quality_report.write import write_quality_report, write_text
from pipelines.reporting.sheets.write import FOLDER, SheetFile, write_sheets
from pipelines.reporting.site.display import show_mean
from pipelines.reporting.site.index import FactIndex
from pipelines.reporting.site.layout import MENU as SITE_MENU
from pipelines.reporting.site.layout import Frame, Page
from pipelines.reporting.site.write import Contributor, Reports, write_reports
from pipelines.reporting.workbook.notes import Entry
from pipelines.reporting.workbook.write import write_workbook
from pipelines.settings import Settings, WarehousePaths
from pipelines.text.display import VIET_NAM
from pipelines.warehouse.publication.versions import published_version, read_manifest


def write_products(settings: Settings) -> Reports:
    """Write all that belongs to the reports of every province.

    Raises:
        ReportsFailed: something could not be written; the last reports stay, the published warehouse is not touched.
    """
    return write_reports(settings, contributors=(contributor(settings.paths),), menu=(*SITE_MENU, *MENU))


def contributor(paths: WarehousePaths) -> Contributor:
    """What adds quality report, workbook, sheets and their page to a province's folder."""
    return partial(_contribute, paths)  # not a closure: it crosses process borders


def _contribute(paths: WarehousePaths, index: FactIndex, frame: Frame, folder: Path) -> None:
    with duckdb.connect(str(paths.published), read_only=True) as connection:
        write_quality_report(connection, paths, index, frame, folder)
        book, entries = write_workbook(connection, index, frame, folder, published_at(paths))
    sheets = write_sheets(index, folder / FOLDER, year=index.found.main_year)
    page = _downloads(index, book, entries, sheets)
    write_text(folder / page.path, frame.render(page))


def published_at(paths: WarehousePaths) -> datetime:
    """When the published version was made, in Vietnam's time.

    Raises:
        FileNotFoundError: the published file belongs to no version that is kept.
    """
    version = published_version(paths)
    if version is None:
        raise FileNotFoundError(f"{paths.published} không thuộc phiên bản nào còn giữ trong {paths.versions}")
    created: str = read_manifest(paths, version)["created_at"]
    return datetime.fromisoformat(created).astimezone(VIET_NAM)


def _downloads(index: FactIndex, book: Path, entries: Sequence[Entry], sheets: Sequence[SheetFile]) -> Page:
    size = show_mean(max(0.1, book.stat().st_size / 1e6), "count")
    context = {
        "book": {"name": book.name, "size": size, "entries": entries},
        "sheets": sheets,
        "folder": FOLDER,
        "slug": index.found.province.province_key,
    }
    return Page("tai-ve.html", "downloads.html.j2", "Bảng tính và phiếu rà soát", "tai-ve", None, context, wide=True)

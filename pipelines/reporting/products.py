"""Everything people read, made from the published file in one step: pages, quality report, workbook, review sheets.

The site's pages are the base; the others join as its contributors, so a province's folder is put in place as a whole
or not at all. PDF sheets are left to ``cchc sheets``: a report does not wait for LibreOffice.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from pipelines.reporting.quality_report.pages import MENU
from pipelines.reporting.quality_report.write import write_runs_page, write_text, write_year_pages
from pipelines.reporting.sheets.write import FOLDER, SheetFile, sheet_files, write_sheets
from pipelines.reporting.site.display import show_mean
from pipelines.reporting.site.index import FactIndex
from pipelines.reporting.site.layout import MENU as SITE_MENU
from pipelines.reporting.site.layout import Frame, Page
from pipelines.reporting.site.pieces import Pieces
from pipelines.reporting.site.write import Contributor, Reports, opened, published_at, write_reports
from pipelines.reporting.workbook.notes import Entry
from pipelines.reporting.workbook.write import write_workbook
from pipelines.settings import Settings, WarehousePaths


def write_products(settings: Settings) -> Reports:
    """Write all that belongs to the reports of every province.

    Raises:
        ReportsFailed: something could not be written; the last reports stay, the published warehouse is not touched.
    """
    return write_reports(settings, contributors=(contributor(settings.paths),), menu=(*SITE_MENU, *MENU))


def contributor(paths: WarehousePaths) -> Contributor:
    """What adds quality report, workbook, sheets and their page to a province's folder."""
    return partial(_contribute, paths)  # not a closure: it crosses process borders


def _contribute(paths: WarehousePaths, index: FactIndex, frame: Frame, pieces: Pieces) -> None:
    folder, year = pieces.folder, index.found.main_year
    with opened(paths) as connection:
        pieces.write("quality", lambda: write_year_pages(index, frame, folder))
        write_runs_page(connection, paths, index, frame, folder)
        book, entries = write_workbook(connection, index, frame, pieces, published_at(paths))
    pieces.write("sheets", lambda: write_sheets(index, folder / FOLDER, year=year))
    page = _downloads(index, book, entries, sheet_files(index, folder / FOLDER, year=year))
    write_text(folder / page.path, frame.render(page))


def _downloads(index: FactIndex, book: Path, entries: Sequence[Entry], sheets: Sequence[SheetFile]) -> Page:
    size = show_mean(max(0.1, book.stat().st_size / 1e6), "count")
    context = {
        "book": {"name": book.name, "size": size, "entries": entries},
        "sheets": sheets,
        "folder": FOLDER,
        "slug": index.found.province.province_key,
    }
    return Page("tai-ve.html", "downloads.html.j2", "Bảng tính và phiếu rà soát", "tai-ve", None, context, wide=True)

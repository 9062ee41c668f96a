"""Write the pages of every province of the published warehouse, and put them in place at once.

A province's pages are written to a folder beside the old one; when all of them are there the folders change names. Who
reads keeps a whole set: the old or the new one. The same warehouse gives the same bytes; the date shown is the date of
the published version, the clock is not read.
"""

from __future__ import annotations

import html
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import duckdb

from pipelines.provenance.source_file import page_cache
from pipelines.reporting.site import assets, facts
from pipelines.reporting.site.index import FactIndex
from pipelines.reporting.site.layout import MENU, Frame, NavItem, Page, environment
from pipelines.reporting.site.links import source_base
from pipelines.reporting.site.pages import all_pages
from pipelines.reporting.site.pictures import write_pictures
from pipelines.reporting.site.pieces import CREATED, STAMP, Pieces, Words, made_of
from pipelines.reporting.site.read import ProvinceFacts, read_picture_places, read_province, read_provinces
from pipelines.reporting.site.spots import SpotFile, lay_out, sources_of
from pipelines.settings import Settings, WarehousePaths
from pipelines.stages.register import disk_names
from pipelines.text.display import VIET_NAM, show_moment
from pipelines.text.system_errors import error_vi
from pipelines.warehouse.build.engine import spare_threads
from pipelines.warehouse.publication.versions import published_version, read_manifest

_FOR_ENGINEERS: Final = (
    ("data_quality/index.html", "Kết quả kiểm tra dữ liệu (Great Expectations)"),
    ("engineering/dbt/index.html", "Tài liệu các bảng (dbt)"),
)
_PROCESSES_FROM: Final = 3  # provinces; a process needs some two seconds before its first page
# a folder below reports/ with this file is ours to replace or remove
MARKER: Final = ".cchc-report"


class ReportsFailed(RuntimeError):  # noqa: N818 - named for what happened
    """The pages could not be written; those of the last run stay, the published warehouse is not touched."""


@dataclass(frozen=True, slots=True)
class ProvinceReport:
    """The pages of one province on disk."""

    folder: Path
    name: str
    main_year: int
    plan_count: int
    commune_count: int
    pages: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Reports:
    """All that was written; ``entry`` is where a reader starts."""

    entry: Path
    provinces: tuple[ProvinceReport, ...]


Contributor = Callable[[FactIndex, Frame, Pieces], None]
"""Adds files of its own to a province's new folder (``Pieces.folder``) before it is put in place."""


@dataclass(frozen=True, slots=True)
class _Additions:
    """What joins the site's own pages, and the menu that leads there."""

    contributors: tuple[Contributor, ...]
    menu: tuple[NavItem, ...]


def write_reports(
    settings: Settings, *, contributors: Iterable[Contributor] = (), menu: tuple[NavItem, ...] = MENU
) -> Reports:
    """Write the report of every province with plans.

    Args:
        settings: where the warehouse and the plans are.
        contributors: what else belongs into a province's folder (workbook, quality pages).
        menu: entries of the main menu, those of the contributors included.

    Raises:
        ReportsFailed: nothing is published, the disk is full, or a folder is not writable.
    """
    paths = settings.paths
    try:
        with opened(paths) as connection:
            provinces = read_provinces(connection)
            _lay_out(settings, connection, provinces)
        return _write_all(settings, provinces, _words(paths), _Additions(tuple(contributors), menu))
    except (OSError, duckdb.Error) as error:
        raise ReportsFailed(
            f"Không ghi được báo cáo vào {paths.reports}: {error_vi(error)}. Kho dữ liệu đã phát hành không bị ảnh "
            "hưởng, báo cáo cũ giữ nguyên. Kiểm tra dung lượng đĩa, quyền ghi, tệp đang mở rồi chạy lại: cchc run."
        ) from error


def _lay_out(settings: Settings, connection: duckdb.DuckDBPyConnection, provinces: Sequence[facts.Province]) -> None:
    """Pages of files that have none, of all provinces at once: a start of LibreOffice is dear."""
    sources = [source for one in provinces for source in _sources(settings, one, read_picture_places(connection, one))]
    kept = connection.execute("select distinct sha256 from core.dim_document").fetchall()
    lay_out(settings, sources, [sha256 for (sha256,) in kept])


def _sources(
    settings: Settings, province: facts.Province, places: Sequence[facts.PicturePlace]
) -> tuple[SpotFile, ...]:
    names = disk_names(settings.lake, province.province_slug)
    return sources_of(settings.raw, page_cache(settings), places, names)


@contextmanager
def opened(paths: WarehousePaths) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file, to read."""
    with duckdb.connect(str(paths.published), read_only=True) as connection:
        spare_threads(connection, paths.published)
        yield connection


def reports_are_current(settings: Settings) -> bool:
    """Whether the pages in place tell of the published version and all of them are there."""
    paths = settings.paths
    entry = paths.reports / "index.html"
    try:
        stamp = data_stamp(paths)
    except FileNotFoundError:
        return False
    if not entry.is_file() or html.escape(stamp, quote=False) not in entry.read_text(encoding="utf-8"):
        return False
    markers = list(paths.reports.glob(f"*/{MARKER}"))
    return bool(markers) and all(marker.read_text(encoding="utf-8").strip() == stamp for marker in markers)


def data_stamp(paths: WarehousePaths) -> str:
    """Date and name of the published version, from its manifest.

    Raises:
        FileNotFoundError: the published file belongs to no version that is kept.
    """
    version = published_version(paths)
    if version is None:
        raise FileNotFoundError(f"{paths.published} không thuộc phiên bản nào còn giữ trong {paths.versions}")
    manifest = read_manifest(paths, version)
    return f"Số liệu phát hành lúc {show_moment(manifest['created_at'])}, phiên bản {manifest['version']}."


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


def _words(paths: WarehousePaths) -> Words:
    """What the files of this version have and those of no other."""
    # as a workbook spells its only date
    return {STAMP: data_stamp(paths), CREATED: f"{published_at(paths):%Y-%m-%dT%H:%M:%SZ}"}


def _write_all(settings: Settings, provinces: Sequence[facts.Province], words: Words, additions: _Additions) -> Reports:
    reports = settings.paths.reports
    reports.mkdir(parents=True, exist_ok=True)
    try:
        written = _written(partial(_write_province, settings, words, additions), provinces, settings.worker_count)
        for report in written:
            _replace(report.folder)
    finally:
        for leftover in reports.glob(".*.new"):
            shutil.rmtree(leftover, ignore_errors=True)
    _remove_gone(reports, {report.folder for report in written})
    entry = reports / "index.html"
    _write_home(entry, written, words[STAMP])
    return Reports(entry, tuple(written))


def _written(
    write: Callable[[facts.Province], ProvinceReport], provinces: Sequence[facts.Province], processes: int
) -> list[ProvinceReport]:
    """Write the provinces, side by side where there are enough of them to pay for the start of processes."""
    if len(provinces) < _PROCESSES_FROM or processes == 1:
        return [write(province) for province in provinces]
    # spawn: Dagster's process has threads, and a fork of it could inherit a held lock
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return list(pool.map(write, provinces))


def _write_province(
    settings: Settings, words: Words, additions: _Additions, province: facts.Province
) -> ProvinceReport:
    with opened(settings.paths) as connection:
        found = read_province(connection, province)
    folder = settings.paths.reports / province.province_key
    fresh = _fresh(folder)
    shutil.rmtree(fresh, ignore_errors=True)
    frame = replace(make_frame(found, words[STAMP], source_base(settings.raw, folder)), menu=additions.menu)
    sources = _sources(settings, province, found.picture_places)
    # what has no picture says why: that is known without drawing any
    shown = tuple((one.places[0].source_path, one.problem_vi or "") for one in sources)
    pieces = Pieces(folder, fresh, words, made_of(found, replace(frame, stamp=""), shown))

    def make() -> None:
        pictures = write_pictures(fresh, found.picture_places, sources, pieces)
        write_pages(found, frame, fresh, pictures=pictures)

    count = pieces.write("pages", make)
    index = FactIndex(found, {})
    for contribute in additions.contributors:
        contribute(index, frame, pieces)
    pieces.leave_record()
    _write(fresh / MARKER, f"{words[STAMP]}\n")
    year = next(y for y in found.years if y.plan_year == found.main_year)
    size = sum(file.stat().st_size for file in fresh.rglob("*") if file.is_file())
    return ProvinceReport(folder, frame.place, found.main_year, year.plan_count, year.commune_count, count, size)


def write_pages(
    found: ProvinceFacts, frame: Frame, folder: Path, *, pictures: Mapping[str, facts.Picture] | None = None
) -> int:
    """Write the pages of one province with their style, script and search into a folder; return how many pages.

    Args:
        found: what the pages show.
        frame: what surrounds them.
        folder: where to write.
        pictures: the picture of each target, or why it has none.

    Raises:
        OSError: the folder is not writable, the disk is full.
    """
    index = FactIndex(found, pictures or {})
    pages = [_write_page(folder, frame, page) for page in all_pages(index)]
    _write(folder / "assets" / "site.css", assets.style_sheet())
    _write(folder / "assets" / "site.js", assets.script())
    _write(folder / "assets" / "search.js", assets.search_index(index, pages))
    return len(pages)


def make_frame(found: ProvinceFacts, stamp: str, sources: str) -> Frame:
    """The frame of a province's pages."""
    return Frame(_place(found.province), found.page_years, found.main_year, stamp, sources)


def _place(province: facts.Province) -> str:
    return f"{province.unit_type} {province.province_name}"


def _write_page(folder: Path, frame: Frame, page: Page) -> Page:
    _write(folder / page.path, frame.render(page))
    return page


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _fresh(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}.new")


def _replace(folder: Path) -> None:
    """Put the new folder in the place of the old one; when that fails, the old one comes back."""
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    had_pages = folder.exists()
    if had_pages:
        folder.rename(old)
    try:
        _fresh(folder).rename(folder)
    except OSError:
        if had_pages:
            old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _remove_gone(reports: Path, kept: set[Path]) -> None:
    """Drop the pages of provinces that are no longer in the warehouse."""
    for marker in sorted(reports.glob(f"*/{MARKER}")):
        if marker.parent not in kept:
            shutil.rmtree(marker.parent)


def _write_home(entry: Path, written: Iterable[ProvinceReport], stamp: str) -> None:
    rows = [
        {
            "folder": report.folder.name,
            "name": report.name[:1].upper() + report.name[1:],
            "year": report.main_year,
            "plans": report.plan_count,
            "communes": report.commune_count,
        }
        for report in written
    ]
    known = [page for page in _FOR_ENGINEERS if (entry.parent / page[0]).is_file()]
    style = f"{rows[0]['folder']}/assets/site.css" if rows else ""
    fresh = entry.with_name(f".{entry.name}.tmp")
    with suppress(FileNotFoundError):
        fresh.unlink()
    _write(fresh, environment().get_template("home.html.j2").render(rows=rows, style=style, stamp=stamp, known=known))
    fresh.replace(entry)

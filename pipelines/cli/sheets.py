"""``cchc sheets``: review sheets to send to the units, as DOCX and PDF."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
from rich.console import Console

from pipelines.cli.exit_codes import EXIT_NOT_PUBLISHED, EXIT_PUBLISHED, EXIT_USAGE, EXIT_WITHOUT_REPORTS
from pipelines.reporting.sheets.write import FOLDER, write_pdfs, write_sheets
from pipelines.reporting.site.index import FactIndex
from pipelines.reporting.site.read import read_province, read_provinces
from pipelines.settings import WarehousePaths
from pipelines.text.vietnamese import slug


def sheets_command(
    paths: WarehousePaths,
    console: Console,
    *,
    province: str,
    communes: Sequence[str] = (),
    year: int | None = None,
    agency: str,
    out: Path | None = None,
    pdf: bool = True,
) -> int:
    """Write the sheets of a province; returns the exit code.

    Args:
        paths: where the published file lies.
        console: where to tell.
        province: folder name of the province.
        communes: codes or names of units; all when empty.
        year: plan year; the report's main year when None.
        agency: the office that sends the sheets.
        out: folder to write to; ``reports/phieu-ra-soat/<province>/<year>`` when None.
        pdf: whether to make PDF files too.
    """
    if not paths.published.exists():
        console.print(f"{paths.root}: chưa có kho dữ liệu nào được phát hành. Chạy: cchc run", highlight=False)
        return EXIT_NOT_PUBLISHED
    index = _index(paths, province)
    if index is None:
        console.print(f"Kho không có kế hoạch của tỉnh “{province}”; ghi tên như tên thư mục, ví dụ quang-tri.")
        return EXIT_USAGE
    chosen_year = year or index.found.main_year
    codes, unknown = _codes(index, chosen_year, communes)
    if unknown:
        names = ", ".join(unknown)
        console.print(f"Năm {chosen_year} không có (hoặc có nhiều) đơn vị tên: {names}. Ghi mã 5 chữ số của đơn vị.")
        return EXIT_USAGE
    folder = out or paths.reports / FOLDER / province / str(chosen_year)
    files = write_sheets(index, folder, year=chosen_year, agency=agency, communes=codes)
    console.print(f"{len(files)} phiếu rà soát năm {chosen_year}: {folder}", highlight=False, soft_wrap=True)
    if not files:
        console.print("Không có đơn vị nào trong số đó có điểm cần gửi lại (hoặc chưa có kế hoạch).")
    if not pdf or not files:
        return EXIT_PUBLISHED
    result = write_pdfs(files)
    console.print(f"{len(result.made)} bản PDF.", highlight=False)
    if result.reason_vi:
        console.print(result.reason_vi, highlight=False, markup=False, soft_wrap=True)
        return EXIT_WITHOUT_REPORTS
    return EXIT_PUBLISHED


def _index(paths: WarehousePaths, province: str) -> FactIndex | None:
    with duckdb.connect(str(paths.published), read_only=True) as connection:
        provinces = read_provinces(connection)
        known = {name: found for found in provinces for name in (found.province_slug, found.province_key)}
        return FactIndex(read_province(connection, known[province])) if province in known else None


def _codes(index: FactIndex, year: int, asked: Sequence[str]) -> tuple[list[str], list[str]]:
    """Codes of the asked units, and what names no unit of the year, or several."""
    names: dict[str, set[str]] = {}
    for unit in index.communes.get(year, ()):
        for name in (unit.commune_code, unit.commune_name, f"{unit.unit_type} {unit.commune_name}"):
            names.setdefault(slug(name), set()).add(unit.commune_code)
    found = {one: names.get(slug(one), set()) for one in asked}
    codes = [code for matches in found.values() if len(matches) == 1 for code in matches]
    return codes, [one for one, matches in found.items() if len(matches) != 1]

"""``cchc indicators``: commitments without an indicator, and wordings of the catalogue that nobody uses."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from pipelines.cli.exit_codes import EXIT_NOT_PUBLISHED, EXIT_PUBLISHED
from pipelines.reference.extension import extended_by, extension_files, find_extension
from pipelines.reporting.catalogue import CatalogueReport, catalogue_report
from pipelines.settings import WarehousePaths


def indicators_command(warehouse: Path, console: Console, *, raw: Path | None = None) -> int:
    """Print both lists; returns the exit code. Rows that ``<raw>/reference`` adds count as part of the catalogue."""
    published = WarehousePaths(warehouse).published
    if not published.exists():
        console.print(f"{warehouse}: chưa có kho dữ liệu nào được phát hành. Chạy: cchc run", highlight=False)
        return EXIT_NOT_PUBLISHED
    extension = find_extension(raw) if raw else None
    with extended_by(extension):
        report = catalogue_report(published)
    for file in extension_files(extension) if extension else ():
        for problem in file.problems:
            console.print(f"Danh mục bổ sung: {problem.text_vi}", highlight=False, markup=False, soft_wrap=True)
    for line in report_lines(report):
        console.print(line, highlight=False, markup=False, soft_wrap=True)
    return EXIT_PUBLISHED


def report_lines(report: CatalogueReport) -> list[str]:
    """The report as lines of text."""
    lines = [f"{report.matched}/{report.total} chỉ tiêu đã nhận ra mã."]
    lines += ["", f"Chỉ tiêu chưa có mã ({len(report.unmatched)} cách viết):"]
    for item in report.unmatched:
        lines += [f"  {item.count:>3} × {item.wording}", f"        {item.source_path}, trang {item.page or '-'}"]
    lines += ["", f"Cách viết trong danh mục chưa gặp ({len(report.unused)}):"]
    lines += [f"  {item.indicator_code}: {item.pattern}" for item in report.unused]
    lines += ["", "Thêm cách viết vào reference/indicator_synonyms.csv trong thư mục kế hoạch, ghi nguồn ở cột source;"]
    lines += ["cách viết mẫu: docs/users/indicators.md."]
    return lines

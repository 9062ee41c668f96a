"""The pages of the quality report: the matrix of a year, one page per check, the runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from pipelines.reporting.quality_report.matrix import check_counts, failing_units, matrix
from pipelines.reporting.quality_report.runs import Record
from pipelines.reporting.site.index import FactIndex
from pipelines.reporting.site.layout import NavItem, Page

SECTION = "chat-luong"
MENU = (
    NavItem(SECTION, "Chất lượng", "{year}/chat-luong/index.html"),
    NavItem("tai-ve", "Tải về", "tai-ve.html"),
)


def year_pages(index: FactIndex) -> Iterator[Page]:
    """The matrix and the checks of every year with pages."""
    for year in index.found.page_years:
        checks = check_counts(index, year)
        rows = matrix(index, year, [check.code for check in checks])
        planned = [row for row in rows if row.state != "x"]
        context = {
            "checks": checks,
            "rows": planned,
            "common": [check for check in checks if check.is_common],
            "columns": [(at, check) for at, check in enumerate(checks) if not check.is_common],
            "unplanned": len(rows) - len(planned),
            "planned": len(planned),
            "clean": sum(row.state == "o" for row in planned),
            "failing": sum(row.state == "f" for row in planned),
        }
        title = f"Chất lượng kế hoạch năm {year}"
        yield Page(f"{year}/{SECTION}/index.html", "quality_matrix.html.j2", title, SECTION, year, context, wide=True)
        for check in checks:
            failing = {"check": check, "groups": failing_units(index, year, check.code)}
            path = f"{year}/{SECTION}/{check.code}.html"
            yield Page(path, "quality_check.html.j2", check.title, SECTION, year, failing, wide=True)


def runs_page(
    runs: Sequence[Record],
    failed: Sequence[Record],
    suites: Sequence[Record],
    engineering: Sequence[Record],
    chart: Markup | None,
) -> Page:
    """Runs over time and the technical checks."""
    context = {"runs": runs, "failed": failed, "suites": suites, "engineering": engineering, "chart": chart}
    path = f"{SECTION}/lan-chay.html"
    return Page(path, "quality_runs.html.j2", "Chất lượng qua các lần chạy", SECTION, None, context, wide=True)

"""The summary as lines in a terminal, in Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from pipelines.reporting.summary import HEADLINES, Headline, UnreadDocument, WarehouseSummary
from pipelines.settings import Settings
from pipelines.text.display import show_percent, show_seconds

_SEVERITIES = (("error", "lỗi"), ("warning", "cảnh báo"), ("info", "thông tin"))
_BECAME = (
    ("applied", "đã áp dụng"),
    ("withdrawn", "rút lại"),
    ("superseded", "đã có quyết định mới hơn"),
    ("expired", "hết hiệu lực"),
    ("rejected", "chưa dùng được"),
)
_MOST_PROBLEMS = 10


def show_summary(
    summary: WarehouseSummary,
    settings: Settings,
    seconds: float | None,
    console: Console,
    *,
    known_in_short: bool = False,
) -> None:
    """Print counts, headline indicators, what was put aside, and where to look.

    Args:
        summary: of the published version.
        settings: where things lie.
        seconds: how long the run took; None when nothing ran.
        console: where to print.
        known_in_short: tell files that were put aside by earlier runs too in one line.
    """
    title = "ĐÃ PHÁT HÀNH" if seconds is not None else "KHO DỮ LIỆU ĐANG PHÁT HÀNH"
    console.print(f"\n[bold green]{title}[/]" + (f" sau {show_seconds(seconds)}" if seconds is not None else ""))
    for label, value in _counts(summary):
        console.print(f"  {label:<22}{value}", highlight=False, markup=False)
    for check in summary.failed_checks[:_MOST_PROBLEMS]:
        console.print(f"    chưa đạt: {check}", highlight=False, markup=False, soft_wrap=True)
    _show_headlines(summary.headlines, console)
    known = [problem for problem in summary.problems if problem.is_known] if known_in_short else []
    show_problems(tuple(problem for problem in summary.problems if problem not in known), console)
    if known:
        console.print(f"\n{len(known)} tệp để riêng như trước; xem lại: cchc status", highlight=False)
    _show_lines("Chỗ chưa dùng được trong tệp kèm", summary.side_problems, console)
    _show_lines("Tệp có tên ghi đơn vị khác với văn bản, cần kiểm tra", summary.misnamed, console)
    console.print("\n[bold]Xem ở đâu[/]")
    for label, path in _places(settings):
        console.print(f"  {label:<22}{path}", highlight=False, soft_wrap=True, markup=False)


def show_problems(problems: tuple[UnreadDocument, ...], console: Console, *, limit: int = _MOST_PROBLEMS) -> None:
    """Documents put aside: why, and what to do next."""
    if not problems:
        return
    console.print(f"\n[bold yellow]Tệp để riêng, cần xử lý ({len(problems)})[/]")
    for problem in problems[:limit]:
        console.print(f"  - {problem.source_path}", highlight=False, soft_wrap=True, markup=False)
        console.print(f"      {problem.message_vi}", highlight=False, soft_wrap=True, markup=False)
        if problem.next_action_vi:
            console.print(f"      → {problem.next_action_vi}", highlight=False, soft_wrap=True, markup=False)
    if len(problems) > limit:
        console.print(f"  … và {len(problems) - limit} tệp khác: cchc status", highlight=False)


def _show_lines(title: str, messages: tuple[str, ...], console: Console) -> None:
    """A heading with the number of messages, and the first of them; nothing where there is none."""
    if not messages:
        return
    console.print(f"\n[bold yellow]{title} ({_count(len(messages))})[/]")
    for message in messages[:_MOST_PROBLEMS]:
        console.print(f"  - {message}", highlight=False, soft_wrap=True, markup=False)
    if len(messages) > _MOST_PROBLEMS:
        rest = len(messages) - _MOST_PROBLEMS
        console.print(f"  … và {rest} chỗ khác: bảng quality.finding, báo cáo chất lượng", highlight=False)


def _counts(summary: WarehouseSummary) -> list[tuple[str, str]]:
    counts = summary.counts
    findings = ", ".join(f"{_count(summary.findings.get(key, 0))} {name}" for key, name in _SEVERITIES)
    return [
        ("Kế hoạch", f"{_count(counts.plans_read)} văn bản đã đọc, {_count(counts.plans_in_force)} đang hiệu lực"),
        ("Tệp để riêng", f"{_count(summary.quarantined)} (bỏ qua vì trùng: {_count(summary.skipped)})"),
        ("Chỉ tiêu", f"{_count(counts.targets)} trong kế hoạch hiệu lực, câu nhắc lại tính một lần"),
        ("Nhiệm vụ", f"{_count(counts.tasks)} trong kế hoạch hiệu lực"),
        ("Phát hiện", f"{_count(sum(summary.findings.values()))} ({findings})"),
        *_decisions(dict(summary.decisions)),
        # the last line: the checks that failed follow it
        ("Kiểm tra đạt", f"{_count(summary.checks_passed)}/{_count(summary.checks_total)}"),
    ]


def _decisions(became: Mapping[str, int]) -> list[tuple[str, str]]:
    """What became of the reviewers' decisions, in one line; no line where nobody decided anything."""
    if not became:
        return []
    told = ", ".join(f"{_count(became[status])} {words}" for status, words in _BECAME if became.get(status))
    return [("Quyết định rà soát", f"{_count(sum(became.values()))} ({told})")]


def _count(value: int | None) -> str:
    return "chưa rõ" if value is None else f"{value:,}".replace(",", ".")


def _show_headlines(headlines: tuple[Headline, ...], console: Console) -> None:
    for (province, year), group in groupby(headlines, key=lambda h: (h.province_name, h.plan_year)):
        table = Table(
            title=f"{province}, năm {year}: chỉ tiêu kế hoạch", title_justify="left", title_style="bold", box=SIMPLE
        )
        table.add_column("Chỉ tiêu", no_wrap=True)
        for name in ("Bình quân", "Trung vị", "Mốc", "Số xã", "Bị loại"):
            table.add_column(name, justify="right")
        for line in group:
            table.add_row(*_headline_cells(line))
        console.print()
        console.print(table)


def _headline_cells(line: Headline) -> tuple[str, ...]:
    values = (line.mean_value, line.median_value, line.reference_value)
    units = f"{line.target_count}/{line.commune_count}"
    return (HEADLINES[line.indicator_code], *map(show_percent, values), units, str(line.excluded_count or "-"))


def _places(settings: Settings) -> list[tuple[str, Path]]:
    paths = settings.paths
    return [
        ("Kho dữ liệu (DuckDB)", paths.published),
        ("Báo cáo theo tỉnh", paths.reports / "index.html"),
        ("Báo cáo chất lượng", paths.data_docs / "index.html"),
        ("Các bản đã phát hành", paths.versions),
    ]

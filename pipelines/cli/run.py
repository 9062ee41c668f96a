"""``cchc run``: the whole way, with progress per document and a summary at the end."""

from __future__ import annotations

import logging
import os
import time
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from pipelines.cli.exit_codes import EXIT_NOT_PUBLISHED, EXIT_PUBLISHED, EXIT_USAGE, EXIT_WITHOUT_REPORTS
from pipelines.cli.pulse import Pulse, step_label
from pipelines.cli.refused import told_when_refused
from pipelines.reference.outcomes import outcome_reason
from pipelines.registry.scan import PartitionKey, list_raw
from pipelines.registry.tree import walk_raw
from pipelines.reporting.console import show_summary
from pipelines.reporting.products import write_products
from pipelines.reporting.site.write import ReportsFailed, reports_are_current
from pipelines.reporting.summary import read_summary
from pipelines.settings import Settings
from pipelines.stages.healed import Healed
from pipelines.stages.progress import DocumentEvent, Step
from pipelines.stages.unchanged import keep_if_unchanged
from pipelines.startup import imported_for_good
from pipelines.text.display import show_number, show_seconds
from pipelines.warehouse.build.locking import WarehouseBusy

if TYPE_CHECKING:
    from pipelines.orchestration.run import RunResult

_STAGE_NAMES = {"register": "Tiếp nhận", "read": "Đọc văn bản", "understand": "Phân tích"}


class TerminalProgress:
    """A bar per stage and partition; a line per document that was newly read or put aside.

    Lines count the files of the whole run: ``[57/1230]`` says how far the run is, whatever partition it works on.
    """

    def __init__(self, console: Console, bar: Progress, pulse: Pulse, total: int) -> None:
        self._console = console
        self._bar = bar
        self._pulse = pulse
        self._label = ""
        self._task: TaskID | None = None
        self._done = self._of = 0  # of the stage that the bar shows
        self._finished: set[str] = set()
        self._total = total

    def start(self, stage: str, key: PartitionKey, total: int) -> None:
        """A new bar."""
        self._show(f"{_STAGE_NAMES[stage]} {key.province_slug}/{key.plan_year}", total)
        # a partition whose files are known takes no time: its first stage tells of it
        self._pulse.begin(f"{self._label}: {total} tệp", told=stage == "register")

    def begin(self, step: Step) -> None:
        """A bar that moves until the step is over."""
        self._show(step_label(step), None)
        self._pulse.begin(self._label)

    def _show(self, label: str, total: int | None) -> None:
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._label, self._task = label, self._bar.add_task(label, total=total)
        self._done, self._of = 0, total or 0

    def advance(self, event: DocumentEvent) -> None:
        """Move the bar and say what happened."""
        self._done += 1
        if self._task is not None:
            self._bar.advance(self._task)
        self._pulse.at(f"{self._label}: {self._done}/{self._of}")
        text = self._line(event)
        if text:
            self._pulse.said()
            self._console.print(text, highlight=False, soft_wrap=True, markup=False)

    def _line(self, event: DocumentEvent) -> str | None:
        if event.stage == "read" or event.status in ("quarantined", "skipped"):
            self._finished.add(event.source_path)
        place = f"[{len(self._finished)}/{max(self._total, len(self._finished))}] {event.source_path}"
        if event.status in ("quarantined", "skipped"):
            message = outcome_reason(event.reason_code).message_vi.replace(": {detail}", "").replace("{detail}", "")
            return f"  ! {place}: {message}"
        if event.stage == "read" and not event.reused:
            return f"  + {place}: đọc {show_seconds(event.seconds)}"
        return None


def run_command(
    settings: Settings,
    province: str | None,
    year: int | None,
    console: Console,
    *,
    rebuild: bool = False,
    dry_run: bool = False,
) -> int:
    """Run and tell; returns the exit code.

    Args:
        settings: paths and limits.
        province: only this province folder.
        year: only this plan year.
        console: where to tell.
        rebuild: publish a new version even when nothing changed.
        dry_run: only list what would be read.
    """
    problem = _wrong_usage(settings, province, year)
    if problem:
        console.print(problem, style="red", highlight=False, markup=False)
        return EXIT_USAGE
    if dry_run:
        from pipelines.cli.looking import dry_run_command  # noqa: PLC0415 - a run has no use for it

        return told_when_refused(lambda: dry_run_command(settings, province, year, console), settings, console)
    quiet_libraries()
    return told_when_refused(lambda: _run(settings, province, year, console, rebuild=rebuild), settings, console)


def _run(settings: Settings, province: str | None, year: int | None, console: Console, *, rebuild: bool) -> int:
    started = time.monotonic()
    if not rebuild:
        kept = _keep_if_unchanged(settings, started, console)
        if kept is not None:
            return kept
    console.print(f"Đọc kế hoạch từ {settings.raw}", highlight=False, soft_wrap=True)
    with imported_for_good("dagster"):
        from pipelines.orchestration.run import run_pipeline  # noqa: PLC0415 - Dagster takes seconds to import

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with (
        Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False) as bar,
        Pulse(console) as pulse,
    ):
        try:
            progress = TerminalProgress(console, bar, pulse, _file_count(settings, province, year))
            result = run_pipeline(settings, progress, province=province, year=year, every=rebuild)
        except WarehouseBusy as error:
            console.print(str(error), style="red", highlight=False, markup=False, soft_wrap=True)
            return EXIT_NOT_PUBLISHED
    _tell_reuse(result.events, console)
    return tell_result(result, settings, time.monotonic() - started, console)


def _file_count(settings: Settings, province: str | None, year: int | None) -> int:
    """Files that the run will meet, by their names alone."""
    tree = walk_raw(settings.raw)
    return sum(
        len(files)
        for key, files in tree.partitions.items()
        if province in (None, key.province_slug) and year in (None, key.plan_year)
    )


def _tell_healed(healed: Sequence[Healed], console: Console) -> None:
    for one in healed:
        console.print(one.text_vi, style="yellow", highlight=False, markup=False, soft_wrap=True)


def tell_result(result: RunResult, settings: Settings, seconds: float, console: Console) -> int:
    """Say what a run came to; returns the exit code."""
    for told in result.told:
        if told.problem:
            console.print(f"Không gửi được thông báo ({told.channel}): {told.problem}", highlight=False, markup=False)
    _tell_healed(result.healed, console)
    if not result.published:
        _tell_failure((*result.left_out, *result.failures), settings, console)
        return EXIT_NOT_PUBLISHED
    show_summary(read_summary(settings.paths.published), settings, seconds, console, known_in_short=True)
    code = _tell_unwritten(result.unwritten, settings, console) if result.unwritten else EXIT_PUBLISHED
    return _tell_left_out(result.left_out, console) if result.left_out else code


def _tell_left_out(left_out: tuple[str, ...], console: Console) -> int:
    console.print(
        f"\nĐã phát hành, nhưng {len(left_out)} tỉnh-năm không xử lý được; kho giữ số liệu cũ của chúng:",
        style="bold red",
    )
    for failure in left_out:
        console.print(f"  - {failure}", highlight=False, markup=False, soft_wrap=True)
    return EXIT_NOT_PUBLISHED


def _keep_if_unchanged(settings: Settings, started: float, console: Console) -> int | None:
    """Exit code when the published version stays because nothing changed; None when the run has work to do."""
    try:
        look = keep_if_unchanged(settings)
    except WarehouseBusy as error:
        console.print(str(error), style="red", highlight=False, markup=False, soft_wrap=True)
        return EXIT_NOT_PUBLISHED
    _tell_healed(look.healed, console)
    if look.version is None:
        return None
    show_summary(read_summary(settings.paths.published), settings, None, console, known_in_short=True)
    console.print(
        f"\nKhông có gì thay đổi, bản đã phát hành giữ nguyên: {look.version} "
        f"(kiểm tra trong {show_seconds(time.monotonic() - started)}). Muốn dựng lại: cchc run --rebuild",
        highlight=False,
        markup=False,
        soft_wrap=True,
    )
    return write_missing_reports(settings, console)


def write_missing_reports(settings: Settings, console: Console) -> int:
    """Write the reports when they do not tell of the published version (a failed writing, a roll-back)."""
    if reports_are_current(settings):
        return EXIT_PUBLISHED
    try:
        made = write_products(settings)
    except ReportsFailed as error:
        return _tell_unwritten((str(error),), settings, console)
    console.print(f"Đã ghi lại báo cáo: {made.entry}", highlight=False, markup=False, soft_wrap=True)
    return EXIT_PUBLISHED


def _wrong_usage(settings: Settings, province: str | None, year: int | None) -> str | None:
    if not settings.raw.is_dir():
        return f"--raw {settings.raw}: không có thư mục này; cần <thư mục>/<tỉnh>/<năm>/<tệp kế hoạch>."
    listing = list_raw(settings.raw, province=province, year=year)
    if not listing.partitions and not listing.misplaced:
        return f"{settings.raw}: không tìm thấy tệp kế hoạch nào (cần <tỉnh>/<năm>/<tệp>.pdf|docx|doc|xlsx)."
    return None


def quiet_libraries() -> None:
    """Keep libraries' chatter and telemetry out of a person's terminal; the run's log file has the details."""
    os.environ.setdefault("DO_NOT_TRACK", "1")
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    os.environ.setdefault("DBT_SEND_ANONYMOUS_USAGE_STATS", "false")
    warnings.simplefilter("ignore")
    for name in ("dagster", "great_expectations", "pdfminer", "dbt"):
        logging.getLogger(name).setLevel(logging.ERROR)


def _tell_reuse(events: tuple[DocumentEvent, ...], console: Console) -> None:
    reads = [event for event in events if event.stage == "read"]
    reused = sum(event.reused for event in reads)
    if reads and reused == len(reads):
        console.print(
            f"Không có tệp mới hay thay đổi: dùng lại kết quả đã đọc của cả {show_number(reused, 0)} tệp.",
            highlight=False,
        )
    elif reused:
        fresh, stored = show_number(len(reads) - reused, 0), show_number(reused, 0)
        console.print(f"Đọc mới {fresh} tệp, dùng lại kết quả của {stored} tệp.", highlight=False)


def _tell_failure(failures: tuple[str, ...], settings: Settings, console: Console) -> None:
    console.print("\nCHƯA PHÁT HÀNH. Bản kho dữ liệu tốt gần nhất giữ nguyên.", style="bold red")
    for failure in failures:
        console.print(f"  - {failure}", highlight=False, markup=False, soft_wrap=True)
    console.print(f"Nhật ký đầy đủ: {settings.warehouse / 'logs' / 'last_run.log'}", highlight=False, soft_wrap=True)


def _tell_unwritten(unwritten: tuple[str, ...], settings: Settings, console: Console) -> int:
    console.print(
        "\nĐÃ PHÁT HÀNH KHO DỮ LIỆU, NHƯNG CHƯA GHI ĐƯỢC BÁO CÁO. Báo cáo đang xem là bản cũ.", style="bold red"
    )
    for failure in unwritten:
        console.print(f"  - {failure}", highlight=False, markup=False, soft_wrap=True)
    console.print(f"Nhật ký đầy đủ: {settings.warehouse / 'logs' / 'last_run.log'}", highlight=False, soft_wrap=True)
    return EXIT_WITHOUT_REPORTS

"""``cchc backfill``: many years and provinces at once, with an overall bar, and what failed at the end."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from pipelines.cli.exit_codes import EXIT_NOT_PUBLISHED, EXIT_PUBLISHED, EXIT_USAGE
from pipelines.cli.pulse import Pulse, step_label
from pipelines.cli.refused import told_when_refused
from pipelines.cli.run import quiet_libraries, tell_result
from pipelines.reference.outcomes import outcome_reason
from pipelines.registry.scan import PartitionKey
from pipelines.settings import Settings
from pipelines.stages.backfill import BackfillError, BackfillPlan, parse_years, plan_backfill
from pipelines.stages.progress import DocumentEvent, Step
from pipelines.text.display import show_number, show_seconds
from pipelines.text.system_errors import error_vi
from pipelines.warehouse.build.locking import WarehouseBusy


@dataclass
class BackfillProgress:
    """One bar over all partitions, in documents; a line when a partition is done.

    A document counts when its last stage is done: read, and understood if it could be read.
    """

    console: Console
    bar: Progress
    total: int
    partitions: int
    started: float
    pulse: Pulse
    done: int = 0
    read_now: int = 0
    put_aside: list[DocumentEvent] = field(default_factory=list)
    _task: TaskID | None = None
    _number: int = 0
    _key: PartitionKey | None = None
    _before: int = 0
    _in_partition: int = 0
    _files: int = 0

    def start(self, stage: str, key: PartitionKey, total: int) -> None:
        """A stage of a partition begins."""
        if self._task is None:
            self._task = self.bar.add_task("Nạp", total=self.total, speed="")
        if key != self._key:
            self.close_partition()
            self._key, self._number, self._before, self._files = key, self._number + 1, self.done, total
            self._in_partition = 0
        name = {"register": "tiếp nhận", "read": "đọc", "understand": "phân tích"}[stage]
        label = f"[{self._number}/{self.partitions}] {key.province_slug}/{key.plan_year}: {name}"
        self.bar.update(self._task, description=label)
        self.pulse.begin(f"{label}, {total} tệp", told=stage == "register")

    def begin(self, step: Step) -> None:
        """Every partition is done; the warehouse comes next."""
        self.close_partition()
        self._key = None
        if self._task is not None:
            self.bar.update(self._task, description=step_label(step))
        self.pulse.begin(step_label(step))

    def advance(self, event: DocumentEvent) -> None:
        """One document finished one stage."""
        if event.status == "quarantined":
            self.put_aside.append(event)
        if event.stage == "read" and not event.reused:
            self.read_now += 1
        ends = event.stage == "understand" or event.status in ("quarantined", "skipped")
        if ends and self._task is not None:
            self._in_partition += 1
            self.done = self._before + min(self._in_partition, self._files)
            self.bar.update(self._task, completed=self.done, speed=f"{show_number(self.speed, 1)} tệp/giây")
            self.pulse.at(f"Nạp: {self.done}/{self.total} tệp")

    def close_partition(self) -> None:
        """Say what came of the partition that is done."""
        if self._key is None:
            return
        self.done = self._before + self._files
        if self._task is not None:
            self.bar.update(self._task, completed=self.done)
        aside = sum(_is_of(event, self._key) for event in self.put_aside)
        self.pulse.said()
        self.console.print(
            f"  {self._key.province_slug}/{self._key.plan_year}: {show_number(self._files, 0)} tệp, "
            f"để riêng {show_number(aside, 0)}; {show_number(self.done, 0)}/{show_number(self.total, 0)} tệp, "
            f"{show_number(self.speed, 1)} tệp/giây{self._left()}",
            highlight=False,
            markup=False,
            soft_wrap=True,
        )

    @property
    def speed(self) -> float:
        """Documents per second since the beginning."""
        return self.done / max(0.001, time.monotonic() - self.started)

    def _left(self) -> str:
        rest = self.total - self.done
        return f", còn khoảng {show_seconds(rest / self.speed)}" if rest and self.speed else ""


def backfill_command(
    settings: Settings, provinces: Sequence[str], years: str, console: Console, *, again: bool = False
) -> int:
    """Run and tell; returns the exit code."""
    try:
        plan = plan_backfill(settings, provinces, parse_years(years), again=again)
    except (BackfillError, OSError) as error:
        console.print(error_vi(error), style="red", highlight=False, markup=False, soft_wrap=True)
        return EXIT_USAGE
    if plan.is_done:
        console.print(
            f"Không có gì phải làm: {len(plan.keys)} tỉnh-năm đã đọc, phân tích và phát hành đủ.", highlight=False
        )
        return EXIT_PUBLISHED
    finished = len(plan.keys) - len(plan.to_do)
    console.print(
        f"Nạp {len(plan.to_do)} tỉnh-năm, {plan.files} tệp ({finished} tỉnh-năm đã xong trước đó).", highlight=False
    )
    return told_when_refused(lambda: _run(settings, plan, console, again=again), settings, console)


def _run(settings: Settings, plan: BackfillPlan, console: Console, *, again: bool) -> int:
    quiet_libraries()
    from pipelines.orchestration.jobs import BACKFILL_JOB, FULL_REBUILD_JOB  # noqa: PLC0415 - Dagster takes seconds
    from pipelines.orchestration.run import run_partitions  # noqa: PLC0415
    from pipelines.orchestration.tags import Trigger  # noqa: PLC0415

    started = time.monotonic()
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[speed]}"),
        TimeRemainingColumn(),
    )  # fmt: skip
    with (
        Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False) as bar,
        Pulse(console) as pulse,
    ):
        progress = BackfillProgress(console, bar, plan.files, len(plan.to_do), started, pulse)
        try:
            result = run_partitions(
                settings,
                progress,
                plan.to_do,
                job=FULL_REBUILD_JOB if again else BACKFILL_JOB,
                trigger=Trigger.BACKFILL,
            )
        except WarehouseBusy as error:
            console.print(error_vi(error), style="red", highlight=False, markup=False, soft_wrap=True)
            return EXIT_NOT_PUBLISHED
        progress.close_partition()
    code = tell_result(result, settings, time.monotonic() - started, console)
    _tell_end(progress, result.left_out, console)
    return code


def _tell_end(progress: BackfillProgress, left_out: Sequence[str], console: Console) -> None:
    console.print(
        f"\nĐã nạp {show_number(progress.done, 0)} tệp (đọc mới {show_number(progress.read_now, 0)}), "
        f"{show_number(progress.speed, 1)} tệp/giây.",
        highlight=False,
    )
    if not progress.put_aside and not left_out:
        console.print("Không có tệp nào lỗi.", highlight=False)
        return
    console.print(f"Tệp để riêng trong lần nạp này ({len(progress.put_aside)}):", highlight=False)
    for event in sorted(progress.put_aside, key=lambda event: event.source_path):
        reason = outcome_reason(event.reason_code)
        message = reason.message_vi.replace(": {detail}", "").replace("{detail}", "")
        console.print(f"  - {event.source_path}: {message}", highlight=False, markup=False, soft_wrap=True)
        if reason.next_action_vi:
            console.print(f"      → {reason.next_action_vi}", highlight=False, markup=False, soft_wrap=True)


def _is_of(event: DocumentEvent, key: PartitionKey) -> bool:
    return event.source_path.startswith(f"{key.province_slug}/{key.plan_year}/")

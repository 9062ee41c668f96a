"""A log that somebody reads later says all the while what a run is doing."""

from __future__ import annotations

import io
import time

from rich.console import Console
from rich.progress import Progress

from pipelines.cli.pulse import QUIET_SECONDS, Pulse, step_label
from pipelines.cli.run import TerminalProgress
from pipelines.registry.scan import PartitionKey
from pipelines.stages.progress import DocumentEvent, Step


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def _pulse(*, terminal: bool = False) -> tuple[Pulse, io.StringIO, Clock]:
    out, clock = io.StringIO(), Clock()
    return Pulse(Console(file=out, force_terminal=terminal, width=120), clock), out, clock


def test_ten_silent_seconds_are_broken_by_what_is_being_done() -> None:
    pulse, out, clock = _pulse()
    pulse.begin("Đọc văn bản nghe-an/2025", told=False)
    pulse.at("Đọc văn bản nghe-an/2025: 20/21")
    clock.now = QUIET_SECONDS - 1
    pulse.look()
    assert out.getvalue() == ""  # somebody else may still speak
    clock.now = QUIET_SECONDS
    pulse.look()
    pulse.look()
    assert out.getvalue().splitlines() == ["  … Đọc văn bản nghe-an/2025: 20/21, đã 10,0 giây"]


def test_a_line_of_a_document_is_enough() -> None:
    pulse, out, clock = _pulse()
    pulse.begin("Đọc văn bản", told=False)
    for second in (6, 12, 18):
        clock.now = second
        pulse.look()
        pulse.said()
    assert out.getvalue() == ""


def test_a_terminal_has_its_bar_instead() -> None:
    pulse, out, clock = _pulse(terminal=True)
    pulse.begin(step_label(Step.MODELS))
    clock.now = 60
    pulse.look()
    assert out.getvalue() == ""


def test_a_run_names_its_partitions_and_numbers_its_steps() -> None:
    pulse, out, _ = _pulse()
    told = Console(file=io.StringIO())
    progress = TerminalProgress(told, Progress(console=told, disable=True), pulse, total=2)
    key = PartitionKey("nghe-an", 2026)
    for stage in ("register", "read", "understand"):
        progress.start(stage, key, 2)
        progress.advance(DocumentEvent(stage, "nghe-an/2026/A.docx", "ok", "", 0.1, reused=True))
    for step in Step:
        progress.begin(step)
    lines = out.getvalue().splitlines()
    assert lines[0] == "Tiếp nhận nghe-an/2026: 2 tệp …"
    assert [line.split(" sau")[0] for line in lines[1:]] == [f"Bước {number}/5" for number in range(1, 6)]


def test_the_watch_ends_with_the_run() -> None:
    pulse, _, _ = _pulse()
    with pulse:
        time.sleep(0)
    assert not pulse._thread.is_alive()

"""What a run is doing, said into a log while it does it.

On a terminal a bar shows it. Where nobody sees a bar (a log file, a scheduler's mail) each part of the run gets a line
when it begins, and no more than ten seconds pass without one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

from rich.console import Console

from pipelines.stages.progress import Step
from pipelines.text.display import show_seconds

QUIET_SECONDS: Final = 10.0
_LOOK_SECONDS: Final = 0.5
_STEPS: Final = {
    Step.LANDING: "Nạp các bảng",
    Step.EXPECTATIONS: "Kiểm tra dữ liệu nạp",
    Step.MODELS: "Tính các bảng tổng hợp và kiểm tra",
    Step.PUBLICATION: "So với bản trước và phát hành",
    Step.REPORTS: "Viết báo cáo, bảng tính, phiếu rà soát",
}


def step_label(step: Step) -> str:
    """The step in words, with its number and how many there are."""
    return f"Bước {list(Step).index(step) + 1}/{len(Step)} sau khi đọc: {_STEPS[step]}"


class Pulse:
    """Lines of a log; entered as a context, it speaks up when nothing else did.

    Args:
        console: where to write; a terminal hears nothing.
        clock: seconds that only grow.
    """

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._console, self._clock = console, clock
        self._doing = ""
        self._since = self._said_at = clock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def begin(self, what: str, *, told: bool = True) -> None:
        """Something begins; with ``told`` it gets a line of its own."""
        self._doing, self._since = what, self._clock()
        if told:
            self.say(f"{what} …")

    def at(self, what: str) -> None:
        """How far it is by now."""
        self._doing = what

    def said(self) -> None:
        """Somebody else has written a line."""
        self._said_at = self._clock()

    def say(self, text: str) -> None:
        """Write a line, unless a person sees the bar."""
        self.said()
        if not self._console.is_terminal:
            self._console.print(text, highlight=False, markup=False, soft_wrap=True)

    def look(self) -> None:
        """Say what is being done when nothing was said for :data:`QUIET_SECONDS`."""
        if self._doing and self._clock() - self._said_at >= QUIET_SECONDS - _LOOK_SECONDS:
            self.say(f"  … {self._doing}, đã {show_seconds(self._clock() - self._since)}")

    def _watch(self) -> None:
        while not self._over.wait(_LOOK_SECONDS):
            self.look()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

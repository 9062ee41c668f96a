"""What steps print, kept for the web page and shown where it would have appeared, without a Python process to watch it.

Dagster copies what a step prints from the file it keeps to the terminal by ``tail``, and starts a Python process beside
each such copy that ends it should the run be killed: ten starts of Python in a run with one new file. GNU ``tail``
watches the run itself (``--pid``). Another ``tail`` leaves it to Dagster.

Belongs here: how what is printed is copied. Does not: where it is kept (Dagster), nor the run's log (``run.py``).
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import IO, TYPE_CHECKING, Any, Final

from dagster._core.execution.compute_logs import redirect_to_file
from dagster._core.storage.compute_log_manager import CapturedLogContext
from dagster._core.storage.local_compute_log_manager import LocalComputeLogManager
from dagster._utils import ensure_file, touch_file

if TYPE_CHECKING:
    from dagster._serdes import ConfigurableClassData

_ENDED: Final = 30  # seconds until a copy that was told to end has ended


def watched_by_tail(folder: str) -> Mapping[str, Any]:
    """What stands in ``dagster.yaml`` for an instance that keeps what steps print below ``folder``."""
    return {"module": __name__, "class": StepLogs.__name__, "config": {"base_dir": folder}}


class StepLogs(LocalComputeLogManager):
    """Dagster's own files of what steps print."""

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]) -> StepLogs:
        """The files below ``base_dir``."""
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def capture_logs(self, log_key: Sequence[str]) -> Iterator[CapturedLogContext]:
        """Keep what is printed in this block, and copy it to where it would have gone."""
        if not _tail_watches():
            with super().capture_logs(log_key) as context:
                yield context
            return
        printed, told = (self.get_captured_local_path(log_key, kind) for kind in ("out", "err"))
        with _mirrored(sys.stdout, printed), _mirrored(sys.stderr, told):
            yield CapturedLogContext(log_key)
        touch_file(self.get_captured_local_path(log_key, "complete"))


@cache
def _tail_watches() -> bool:
    """Whether ``tail`` is GNU's, which can watch another process."""
    try:
        said = subprocess.run(["tail", "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return False
    return "GNU coreutils" in said


def _is_file(stream: IO[str]) -> bool:
    """Whether the system knows the stream; a test's stand-in is none."""
    try:
        return bool(stream.fileno())
    except (AttributeError, io.UnsupportedOperation):
        return False


@contextmanager
def _mirrored(stream: IO[str], path: str) -> Iterator[None]:
    ensure_file(path)
    shown = stream if _is_file(stream) else None
    copy = subprocess.Popen(["tail", "-F", "-c", "+0", f"--pid={os.getpid()}", path], stdout=shown)
    try:
        with redirect_to_file(stream, path):
            yield
    finally:
        copy.terminate()
        copy.wait(_ENDED)

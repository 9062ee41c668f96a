"""So much processor time and no more: a text that no grammar was made for must not keep the others waiting."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class TooLong(BaseException):
    """The time is over. No ``Exception``: whoever keeps what one value raises must not keep this."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Let the block take ``seconds`` of this process's own time, whatever else the machine does.

    Signals reach the main thread only; in another one there is no limit.

    Raises:
        TooLong: the time is over.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _stop(_signal: int, _frame: object) -> None:
    raise TooLong

"""Processes that understand documents; the partitions of one run share them.

A process needs about two seconds before its first document (imports, catalogues): a country's thirty-four provinces
would pay that for each province and processor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import Final, TypeVar

_Item = TypeVar("_Item")
_Answer = TypeVar("_Answer")
_CHUNK: Final = 2
_CHUNKS_PER_PROCESS: Final = 500  # a fresh process now and then bounds what native leaks can add up to


@dataclass(slots=True)
class Workers:
    """Up to ``count`` processes, started when there is work, replaced when one of them died."""

    count: int
    _pool: ProcessPoolExecutor | None = field(default=None, init=False)

    @property
    def running(self) -> bool:
        """Whether processes were started and are there."""
        return self._pool is not None

    def map(self, function: Callable[[_Item], _Answer], items: Sequence[_Item]) -> Iterator[_Answer]:
        """Yield ``function(item)`` for each item, in order.

        Raises:
            concurrent.futures.process.BrokenProcessPool: a process died; the next call starts new ones.
        """
        if self._pool is None:
            # spawn: Dagster's process has threads, and a fork of it could inherit a held lock
            spawn = get_context("spawn")
            self._pool = ProcessPoolExecutor(self.count, mp_context=spawn, max_tasks_per_child=_CHUNKS_PER_PROCESS)
        try:
            yield from self._pool.map(function, items, chunksize=_CHUNK)
        except BrokenProcessPool:
            self.close()
            raise

    def close(self) -> None:
        """End the processes."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)


_SHARED: Final[list[Workers]] = []


@contextmanager
def shared_workers(count: int) -> Iterator[None]:
    """What :func:`workers` hands out inside is one and the same, and ends with the ``with`` block."""
    shared = Workers(count)
    _SHARED.append(shared)
    try:
        yield
    finally:
        _SHARED.remove(shared)
        shared.close()


@contextmanager
def workers(count: int) -> Iterator[Workers]:
    """The shared processes where there are some, else processes of one's own that end with the ``with`` block."""
    if _SHARED:
        yield _SHARED[-1]
        return
    own = Workers(count)
    try:
        yield own
    finally:
        own.close()

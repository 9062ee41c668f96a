"""Processes that read and understand documents; the partitions of one run share them.

A process needs one to two seconds before its first document (imports, catalogues): a country's thirty-four provinces
would pay that for each province and processor.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from typing import Final, TypeVar

from pipelines.reading.isolation import ReadingPool
from pipelines.reading.limits import ReadingLimits

_Item = TypeVar("_Item")
_Answer = TypeVar("_Answer")
_ITEMS_PER_POOL: Final = 500  # fresh processes now and then bound what native leaks can add up to


@dataclass(slots=True)
class Workers:
    """Up to ``count`` processes, started when there is work, replaced when one of them died or after many items.

    They are replaced together, between two calls of :meth:`map`: an executor that replaces its own processes
    (``max_tasks_per_child``) waits for ever once all of them have reached their number (CPython gh-115634; 3.11 and
    3.12 keep that fault).
    """

    count: int
    items_per_pool: int = _ITEMS_PER_POOL
    _pool: ProcessPoolExecutor | None = field(default=None, init=False)
    _done: int = field(default=0, init=False)

    @property
    def running(self) -> bool:
        """Whether processes were started and are there."""
        return self._pool is not None

    def map(self, function: Callable[[_Item], _Answer], items: Sequence[_Item]) -> Iterator[_Answer]:
        """Yield ``function(item)`` for each item, in order.

        Raises:
            concurrent.futures.process.BrokenProcessPool: a process died; the next call starts new ones.
        """
        if self._done >= self.items_per_pool:
            self.close()
        if self._pool is None:
            # spawn: Dagster's process has threads, and a fork of it could inherit a held lock
            self._pool = ProcessPoolExecutor(self.count, mp_context=get_context("spawn"))
        self._done += len(items)
        try:
            yield from self._pool.map(partial(_without_collections, function), items)
        except BrokenProcessPool:
            self.close()
            raise

    def close(self) -> None:
        """End the processes."""
        pool, self._pool = self._pool, None
        self._done = 0
        if pool is not None:
            pool.shutdown(cancel_futures=True)


def _without_collections(function: Callable[[_Item], _Answer], item: _Item) -> _Answer:
    """``function(item)``; cyclic garbage is looked for afterwards, among what is new: documents are large trees."""
    gc.disable()
    try:
        return function(item)
    finally:
        gc.collect()
        gc.freeze()


@dataclass(frozen=True, slots=True)
class _Shared:
    """The processes of one run."""

    workers: Workers
    readers: dict[ReadingLimits, ReadingPool] = field(default_factory=dict)

    def close(self) -> None:
        self.workers.close()
        for readers in self.readers.values():
            readers.close()


_SHARED: Final[list[_Shared]] = []


@contextmanager
def shared_workers(count: int) -> Iterator[None]:
    """What :func:`workers` and :func:`readers` hand out inside is one and the same, and ends with the ``with`` block.

    Inside another such block nothing changes.
    """
    if _SHARED:
        yield
        return
    shared = _Shared(Workers(count))
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
        yield _SHARED[-1].workers
        return
    own = Workers(count)
    try:
        yield own
    finally:
        own.close()


@contextmanager
def readers(count: int, limits: ReadingLimits) -> Iterator[ReadingPool]:
    """The shared reading processes where there are some, else processes of one's own that end with the block."""
    if _SHARED:
        shared = _SHARED[-1].readers
        if limits not in shared:
            shared[limits] = ReadingPool(count, limits)
        yield shared[limits]
        return
    with ReadingPool(count, limits) as own:
        yield own

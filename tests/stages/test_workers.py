"""Processes are started once for a run, and one that dies takes only its own partition with it."""

from __future__ import annotations

import os
from concurrent.futures.process import BrokenProcessPool

import pytest

from pipelines.stages.workers import Workers, shared_workers, workers


def process_of(_: int) -> int:
    return os.getpid()


def test_partitions_of_one_run_share_their_processes_and_a_dead_one_is_replaced() -> None:
    with shared_workers(1):
        with workers(1) as first:
            before = set(first.map(process_of, [1, 2, 3]))
        with workers(1) as second:
            assert set(second.map(process_of, [4])) == before
            with pytest.raises(BrokenProcessPool):
                list(second.map(os._exit, [9]))
            assert not second.running
            after = set(second.map(process_of, [5]))
        assert second.running
    assert os.getpid() not in before | after
    assert before.isdisjoint(after)
    assert not second.running


def test_outside_a_run_the_processes_end_with_their_partition() -> None:
    with workers(1) as own:
        assert not own.running
        assert list(own.map(abs, [-1, -2, -3])) == [1, 2, 3]
    assert not own.running


def test_processes_are_renewed_after_many_items_and_the_run_goes_on() -> None:
    pool = Workers(2, items_per_pool=20)
    try:
        first = set(pool.map(process_of, range(20)))
        assert set(pool.map(process_of, range(20))).isdisjoint(first)
        assert list(pool.map(abs, range(-50, 0))) == [*range(50, 0, -1)]
    finally:
        pool.close()
    assert not pool.running

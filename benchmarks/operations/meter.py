"""Processor time and memory of a command with all its descendants, sampled from /proc while it runs."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_TICK: Final = os.sysconf("SC_CLK_TCK")
_EVERY: Final = 0.5  # seconds
_RISE: Final = 1.02  # shared pages are only sorted out when the tree has grown by so much: that look is dear
_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True, slots=True)
class Sample:
    """The command's tree at one moment: wall clock, processor seconds so far, and memory in MiB.

    ``rss`` counts a page that several processes share once for each; ``pss`` splits it among them (0: not looked at,
    because the tree was no larger than before).
    """

    at: float
    cpu: float
    rss: float
    pss: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A finished command: exit code, wall and processor seconds, its samples and what it printed."""

    code: int
    wall: float
    cpu: float
    samples: tuple[Sample, ...]
    output: str
    load: float  # of the machine, one-minute average, before it began

    @property
    def peak_rss(self) -> float:
        """Most memory of the whole tree at one moment, MiB, shared pages counted for each process."""
        return max((sample.rss for sample in self.samples), default=0.0)

    @property
    def peak_pss(self) -> float:
        """Most memory of the whole tree at one moment, MiB, shared pages counted once."""
        return max((sample.pss for sample in self.samples), default=0.0)

    def between(self, start: float, end: float) -> tuple[float, float]:
        """Processor seconds spent and the highest memory (MiB, ``rss``) from ``start`` to ``end``."""
        times = [sample.at for sample in self.samples]
        first, last = bisect_left(times, start), bisect_left(times, end)
        if not times:
            return 0.0, 0.0
        inside = self.samples[max(0, first - 1) : last + 1]
        return inside[-1].cpu - inside[0].cpu, max(sample.rss for sample in inside)


def measure(command: Sequence[str], *, cwd: Path, environment: Mapping[str, str]) -> Measured:
    """Run ``command`` to its end and measure it."""
    load = os.getloadavg()[0]
    before = os.times()
    begun = time.time()
    with subprocess.Popen(
        command, cwd=cwd, env=dict(environment), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        samples: list[Sample] = []
        watcher = threading.Thread(target=_watch, args=(process, samples))
        watcher.start()
        output, _ = process.communicate()
        watcher.join()
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Measured(process.returncode, time.time() - begun, cpu, tuple(samples), output, load)


def _watch(process: subprocess.Popen[str], samples: list[Sample]) -> None:
    highest = 0.0
    while process.poll() is None:
        sample = _sample(process.pid, highest * _RISE)
        highest = max(highest, sample.rss if sample.pss else 0.0)
        samples.append(sample)
        time.sleep(_EVERY)


def _sample(root: int, known: float) -> Sample:
    """The tree of ``root`` now; shared pages are sorted out when it holds more than ``known`` MiB."""
    parents = _parents()
    tree = [pid for pid in parents if _descends(pid, root, parents)]
    stats = [fields for pid in tree if (fields := _stat(pid))]
    # user and system time of each process, and of its children that ended and were waited for
    cpu = sum(int(value) for fields in stats for value in fields[11:15]) / _TICK
    rss = sum(int(fields[21]) for fields in stats) * _PAGE / 1024**2
    return Sample(time.time(), cpu, rss, sum(map(_pss, tree)) / 1024 if rss > known else 0.0)


def _parents() -> dict[int, int]:
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            found[int(entry.name)] = int(fields[1])
    return found


def _descends(pid: int, root: int, parents: Mapping[int, int]) -> bool:
    while pid in parents and pid != root:
        pid = parents[pid]
    return pid == root


def _stat(pid: int) -> list[str]:
    """Fields of /proc/<pid>/stat from the state on; empty for a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def _pss(pid: int) -> int:
    """Proportional memory in KiB; 0 for a process that is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)

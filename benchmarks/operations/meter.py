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
_EVERY: Final = 0.25  # seconds


@dataclass(frozen=True, slots=True)
class Sample:
    """The command's tree at one moment: wall clock, processor seconds so far, and memory in MiB.

    ``rss`` counts a page that several processes share once for each; ``pss`` splits it among them.
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
        """Processor seconds spent and the highest memory (MiB, shared pages once) from ``start`` to ``end``."""
        times = [sample.at for sample in self.samples]
        first, last = bisect_left(times, start), bisect_left(times, end)
        if not times:
            return 0.0, 0.0
        inside = self.samples[max(0, first - 1) : last + 1]
        return inside[-1].cpu - inside[0].cpu, max(sample.pss for sample in inside)


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
    while process.poll() is None:
        samples.append(_sample(process.pid))
        time.sleep(_EVERY)


def _sample(root: int) -> Sample:
    parents = _parents()
    tree = [pid for pid in parents if _descends(pid, root, parents)]
    cpu = sum(_cpu(pid) for pid in tree)
    memory = [_memory(pid) for pid in tree]
    return Sample(time.time(), cpu, sum(rss for rss, _ in memory) / 1024, sum(pss for _, pss in memory) / 1024)


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


def _cpu(pid: int) -> float:
    fields = _stat(pid)
    # user and system time of the process, and of its children that ended and were waited for
    return sum(int(value) for value in fields[11:15]) / _TICK if fields else 0.0


def _memory(pid: int) -> tuple[int, int]:
    """Resident and proportional memory in KiB."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0, 0
    sizes = {line.split(":")[0]: int(line.split()[1]) for line in lines if line.startswith(("Rss:", "Pss:"))}
    return sizes.get("Rss", 0), sizes.get("Pss", 0)

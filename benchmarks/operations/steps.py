"""Dagster's steps of a run, from the run's log (``<warehouse>/logs/last_run.log``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

_STEP: Final = re.compile(r"^(\S+ \S+) DEBUG \S+ - \S+ - \d+ - (\S+) - STEP_(START|SUCCESS|FAILURE) ")
BEFORE_ANY: Final = "before the first step"


@dataclass(frozen=True, slots=True)
class Step:
    """One Dagster step of the run, from its log."""

    name: str
    start: float
    end: float


def steps(log: Path) -> Iterator[Step]:
    """The steps that ended, in that order; times are Unix seconds."""
    begun: dict[str, float] = {}
    for at, name, what in _events(log):
        if what == "START":
            begun[name] = at
        elif name in begun:
            yield Step(name, begun.pop(name), at)


def last_step(log: Path) -> str:
    """The step that a run was in, or behind, when its log ended; ``BEFORE_ANY`` without one."""
    if not log.is_file():
        return BEFORE_ANY
    names = [name for _, name, _ in _events(log)]
    return names[-1] if names else BEFORE_ANY


def _events(log: Path) -> Iterator[tuple[float, str, str]]:
    with log.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            found = _STEP.match(line)
            if found:
                at = datetime.strptime(found[1], "%Y-%m-%d %H:%M:%S,%f").timestamp()
                yield at, found[2], found[3]

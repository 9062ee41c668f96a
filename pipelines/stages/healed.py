"""What was damaged in a warehouse and put right: the words for it, and the record that ``cchc status`` shows.

The record is ``<warehouse>/logs/healed.jsonl``, one line for each thing; a line that is damaged itself is passed over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

RECORD: Final = "logs/healed.jsonl"


@dataclass(frozen=True, slots=True)
class Healed:
    """One thing that was damaged.

    Attributes:
        place: where it lay, below the warehouse folder.
        lost_vi: what is lost, in words.
        kept_at: where it lies now, below the warehouse folder; None when it is made again.
    """

    place: str
    lost_vi: str
    kept_at: str | None = None

    @property
    def text_vi(self) -> str:
        """The whole message."""
        where = f" Bản hỏng để ở {self.kept_at}." if self.kept_at else ""
        return f"{self.place} bị hỏng: {self.lost_vi}.{where}"


@dataclass(frozen=True, slots=True)
class HealedEarlier:
    """A line of the record: when (with its zone) and what."""

    at: datetime
    what: Healed


def remember_healed(root: Path, healed: Iterable[Healed], now: datetime) -> None:
    """Add to the record of the warehouse ``root``.

    Raises:
        OSError: the disk refuses.
    """
    path = root / RECORD
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps({"at": now.isoformat(timespec="seconds"), **asdict(one)}, ensure_ascii=False) for one in healed)
    with path.open("a", encoding="utf-8") as record:
        record.writelines(f"{line}\n" for line in lines)


def healed_earlier(root: Path) -> tuple[HealedEarlier, ...]:
    """The record, newest first; empty when there is none."""
    try:
        lines = (root / RECORD).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ()
    return tuple(entry for line in reversed(lines) if (entry := _entry(line)) is not None)


def _entry(line: str) -> HealedEarlier | None:
    try:
        told = json.loads(line)
        kept_at = told["kept_at"]
        what = Healed(str(told["place"]), str(told["lost_vi"]), None if kept_at is None else str(kept_at))
        return HealedEarlier(datetime.fromisoformat(told["at"]), what)
    except (ValueError, TypeError, KeyError):
        return None

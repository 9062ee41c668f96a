"""Who looks at which review task, so that two people do not work on one: told to every review server of the folder.

A file beside the decisions (``raw/<province>/corrections/.dang-mo.json``), changed under a lock. Nothing is missed when
it is lost: a claim counts for ten minutes, and whoever saves later is shown the earlier decision in any case.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from pipelines.corrections.files import FOLDER
from pipelines.review.writing import locked

CLAIM_SECONDS: Final = 600.0
"""How long a task counts as looked at after its page was opened last."""
_FILE: Final = ".dang-mo.json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claim:
    """Who opened a task last: the browser, the name that it decided under (empty before its first decision), when."""

    visitor: str
    name: str
    since: float


@dataclass
class Claims:
    """The claims on the tasks of every province, by review key."""

    raw: Path
    clock: Callable[[], float] = time.time
    _alone: dict[str, dict[str, Claim]] = field(default_factory=dict)  # where the folder cannot be written to

    def held(self, province: str) -> Mapping[str, Claim]:
        """The claims that still count."""
        return self._counting(_read(self._file(province)) | self._alone.get(province, {}))

    def claim(self, province: str, key: str, visitor: str, name: str) -> Claim | None:
        """Note that ``visitor`` looks at a task; returns who looks at it already, if that is somebody else."""

        def take(claims: dict[str, Claim]) -> Claim | None:
            held = claims.get(key)
            if held is not None and held.visitor != visitor:
                return held
            claims[key] = Claim(visitor, name, self.clock())
            return None

        return self._change(province, take)

    def release(self, province: str, key: str) -> None:
        """Forget who looked at a task: it is decided."""
        if key in self.held(province):
            self._change(province, lambda claims: claims.pop(key, None))

    def _change(self, province: str, change: Callable[[dict[str, Claim]], Claim | None]) -> Claim | None:
        """Change the claims that count; nobody else changes them meanwhile."""
        file = self._file(province)
        try:
            file.parent.mkdir(exist_ok=True)
            with locked(file.parent):
                claims = self._counting(_read(file))
                answer = change(claims)
                fresh = file.with_name(f"{_FILE}.tmp")
                fresh.write_text(json.dumps({key: asdict(one) for key, one in claims.items()}), encoding="utf-8")
                fresh.replace(file)
                return answer
        except OSError as error:
            # a decision cannot be saved here either, and says so; until then this server knows its own visitors
            _log.warning("%s: không ghi được ai đang mở việc nào: %s", file.parent, error)
            alone = self._alone[province] = self._counting(self._alone.get(province, {}))
            return change(alone)

    def _counting(self, claims: Mapping[str, Claim]) -> dict[str, Claim]:
        now = self.clock()
        return {key: one for key, one in claims.items() if abs(now - one.since) < CLAIM_SECONDS}

    def _file(self, province: str) -> Path:
        return self.raw / province / FOLDER / _FILE


def _read(file: Path) -> dict[str, Claim]:
    """The claims in a file; none when it is not there or damaged (what it held counts for minutes)."""
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
        return {
            str(key): Claim(str(one["visitor"]), str(one["name"]), float(one["since"])) for key, one in stored.items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}

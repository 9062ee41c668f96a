"""What was decided of a review task before: shown to whoever opens it, and held against what he saw when he decides.

Correction files are the memory: every decision is a row that stays, the latest counts. Two people who decide at the
same time are told of each other instead of writing over each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.corrections.columns import words_of
from pipelines.corrections.files import pending, read_corrections
from pipelines.corrections.model import Decision, RawRow
from pipelines.corrections.validate import document_id_of
from pipelines.corrections.values import BadValue, parse_day
from pipelines.corrections.wording import change_words
from pipelines.review.model import review_key
from pipelines.text.vietnamese import match_key

_WORDS = {Decision.ACCEPT: "đọc đúng", Decision.REJECT: "bỏ", Decision.WITHDRAW: "đã rút lại"}
NOTHING = ""
"""Mark of a task that nobody has decided."""


@dataclass(frozen=True, slots=True)
class EarlierDecision:
    """The decision in force on a task.

    Attributes:
        mark: changes with every further decision; the page sends back the one that it showed.
        decision: the last one.
        values: field → value that was given, for a correction.
        author, decided_on, reason: as typed.
        count: decisions on the task so far.
    """

    mark: str
    decision: Decision
    values: Mapping[str, str]
    author: str
    decided_on: str
    reason: str
    count: int
    rows: tuple[RawRow, ...] = ()
    """Rows of the last decision, one for each field."""

    @property
    def words_vi(self) -> str:
        """The decision in a few words: "sửa giá trị thành 75", "đọc đúng", "bỏ"."""
        if self.decision is Decision.EDIT:
            item = self.rows[0].get("item") if self.rows else ""
            return "sửa " + "; ".join(change_words(item, name, value) for name, value in self.values.items())
        return _WORDS[self.decision]

    @property
    def stands(self) -> bool:
        """Whether a decision is in force: the last one was not a withdrawal."""
        return self.decision is not Decision.WITHDRAW


def earlier_decision(raw: Path, key: str) -> EarlierDecision | None:
    """The decision in force on the task ``key``; None when no file has one."""
    rows = [row for row in decided_rows(raw) if key in keys_of(row)]
    return _last_of(rows) if rows else None


def decisions(raw: Path) -> dict[str, EarlierDecision]:
    """The last decision on every task that the correction files speak of, by the key that its rows carry or make."""
    by_key: dict[str, list[RawRow]] = {}
    for row in decided_rows(raw):
        for key in keys_of(row):
            by_key.setdefault(key, []).append(row)
    return {key: _last_of(rows) for key, rows in by_key.items() if key}


def _last_of(rows: Sequence[RawRow]) -> EarlierDecision:
    ordered = sorted(rows, key=_when)
    last = ordered[-1]
    together = [row for row in ordered if _event(row) == _event(last)]
    return EarlierDecision(
        mark=hashlib.sha256("|".join(map(str, map(_event, ordered))).encode()).hexdigest()[:16],
        decision=Decision(words_of("decision")[match_key(last.get("decision"))]),
        values={row.get("field"): row.get("new_value") for row in together if row.get("new_value")},
        author=last.get("author"),
        decided_on=last.get("decided_on"),
        reason=last.get("reason"),
        count=len({_event(row) for row in ordered}),
        rows=tuple(together),
    )


def decided_rows(raw: Path) -> Iterable[RawRow]:
    """Rows of all correction files that state a decision somebody understands, in order of file and row."""
    known = words_of("decision")
    rows = (row for file in read_corrections(raw) for row in pending(file.rows))
    return (row for row in rows if match_key(row.get("decision")) in known)


def keys_of(row: RawRow) -> frozenset[str]:
    """Keys of the tasks that a row decides: the one it carries, and the one its own words make."""
    parts = ("item", "place", "evidence", "field", "old_value")
    return frozenset({row.get("review_key"), review_key(document_id_of(row) or "", *(row.get(part) for part in parts))})


def _when(row: RawRow) -> tuple[date, str, str, int]:
    try:
        day = parse_day(row.get("decided_on"))
    except BadValue:
        day = date.min
    return day, row.get("decided_at"), row.file_path, row.row


def _event(row: RawRow) -> tuple[str, ...]:
    """What one press of a button wrote, however many fields it changed."""
    return tuple(row.get(name) for name in ("author", "decided_on", "decided_at", "decision", "reason"))

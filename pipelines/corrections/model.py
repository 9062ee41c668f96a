"""The data of a correction: as typed, as checked, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Item(StrEnum):
    """What a correction speaks of."""

    TARGET = "target"
    TASK = "task"
    OFFICE = "office"  # an office name: every mention of it in the document
    CITATION = "citation"
    DOCUMENT = "document"


class Decision(StrEnum):
    """What the reviewer decided; ``WITHDRAW`` takes the decision before it back."""

    EDIT = "edit"
    ACCEPT = "accept"
    REJECT = "reject"
    WITHDRAW = "withdraw"


class Status(StrEnum):
    """``quality.correction.status``."""

    APPLIED = "applied"
    EXPIRED = "expired"  # the document changed, or the reading does
    REJECTED = "rejected"  # the row cannot be used as it is typed
    SUPERSEDED = "superseded"  # a later row decides the same thing


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as typed: keys of :mod:`.columns` → trimmed text, unknown columns left out.

    ``file_path`` is relative to the raw folder; ``row`` counts as a spreadsheet does, the header being row 1.
    """

    file_path: str
    file_id: str  # first 16 hex digits of the file's SHA-256
    row: int
    values: Mapping[str, str]

    def get(self, key: str) -> str:
        """The typed text; empty when the column is missing or blank."""
        return self.values.get(key, "")


@dataclass(frozen=True, slots=True)
class Correction:
    """A row that was understood. ``old_value`` and ``new_value`` are as typed; ``None`` stands for blank."""

    file_path: str
    row: int
    document_id: str
    item: Item
    evidence: str
    place: str
    field: str
    old_value: str | None
    decision: Decision
    new_value: str | None
    author: str
    decided_on: date
    reason: str
    evidence_note: str | None
    item_id: str | None = None
    decided_at: str = ""  # time of day in Viet Nam, "HH:MM:SS.ffffff"; only the review page writes it

    @property
    def order(self) -> tuple[date, str, str, int]:
        """Of two corrections of the same thing the later one counts."""
        return self.decided_on, self.decided_at, self.file_path, self.row


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be used: what was found, what was expected, what to do (Vietnamese)."""

    row: RawRow
    found_vi: str
    expected_vi: str
    action_vi: str
    column: str = ""
    """Key of the column that is wrong; empty for a whole file."""

    @property
    def text_vi(self) -> str:
        """The whole message with its place."""
        return f"{self.row.file_path}, dòng {self.row.row}: {self.found_vi}; cần {self.expected_vi}. {self.action_vi}"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a correction: its status and reason, and the ids of the rows that it touched."""

    correction: Correction
    status: Status
    reason_vi: str
    item_ids: tuple[str, ...] = ()

"""The readers that a plan is taken apart by (``readers.csv``): their names, and what is untrue when one fails."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from pipelines.reference.tables import reference_rows


class Reader(StrEnum):
    """What a reader reads: one value, one row, one table or one part of the document."""

    TABLE = "table"
    ROW = "row"
    DEADLINE = "deadline"
    OFFICES = "offices"
    TARGETS = "targets"
    CITATIONS = "citations"
    LINES = "lines"
    TITLE = "title"
    LETTERHEAD = "letterhead"
    SIGNATURE = "signature"
    RECIPIENTS = "recipients"
    PERIOD = "period"
    UNIT = "unit"
    BOUND = "bound"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class ReaderNotes:
    """``untrue_rules`` are findings that blame the unit for something that is there and that we failed to read."""

    name_vi: str
    untrue_rules: frozenset[str]


@cache
def reader_notes() -> dict[Reader, ReaderNotes]:
    """Notes on every reader.

    Raises:
        ValueError: a reader that the code does not know.
    """
    return {
        Reader(row["reader"]): ReaderNotes(row["name_vi"], frozenset(filter(None, row["untrue_rules"].split("|"))))
        for row in reference_rows("readers")
    }

"""Header words of plan tables: which printed column title means which role (``header_words.csv``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from pipelines.reference.tables import reference_rows
from pipelines.text.vietnamese import match_key


class Match(StrEnum):
    """How a wording is looked for in a title: it is the whole title, stands in it, or is a pattern."""

    EXACT = "exact"
    CONTAINS = "contains"
    REGEX = "regex"


class ColumnRole(StrEnum):
    """What a column of a plan's table holds."""

    NO = "no"  # the row's number
    SECTION = "section"  # field or section that the row belongs to
    OBJECTIVE = "objective"  # what the work is to reach, over several rows
    TASK = "task"  # what is to be done
    ACTIVITY = "activity"  # a step of the task
    OUTPUT = "output"  # what comes of it: product, result
    LEAD = "lead"  # who is responsible
    COORDINATION = "coordination"  # who works with the lead
    MONITOR = "monitor"  # who watches over it
    DEADLINE = "deadline"  # when it is due
    BUDGET = "budget"  # money and where it comes from
    INDICATOR = "indicator"  # name of a target
    VALUE = "value"  # level of a target
    UNIT = "unit"  # unit of measure of a target
    BASELINE = "baseline"  # level before
    PERSON = "person"  # a person's name
    NOTE = "note"  # known, and of no use


@dataclass(frozen=True, slots=True)
class HeaderWord:
    """One wording of a column title.

    ``weak`` words ("Nội dung") give way to a strong column of the same role: then the weak column becomes
    ``left_role`` when it stands left of the strong one and ``right_role`` when it stands right of it.
    """

    role: ColumnRole
    pattern: re.Pattern[str]
    match: Match
    length: int  # of the wording, in characters: among several fits the longest wins
    weak: bool
    left_role: ColumnRole | None
    right_role: ColumnRole | None
    phrase: str = ""  # comparison form of the wording; "" for regular expressions


@cache
def header_words() -> tuple[HeaderWord, ...]:
    """All wordings, in file order.

    Raises:
        ValueError: a role or a match that there is not; the text names it.
    """
    return tuple(_word(row) for row in reference_rows("header_words"))


def _word(row: dict[str, str]) -> HeaderWord:
    key = match_key(row["phrase"])
    match = Match(row["match"])
    body = key if match is Match.REGEX else re.escape(key)
    pattern = re.compile(rf"^(?:{body})$" if match is Match.EXACT else rf"(?<!\w)(?:{body})(?!\w)")
    return HeaderWord(
        role=ColumnRole(row["role"]),
        pattern=pattern,
        match=match,
        length=len(key),
        weak=row["weak"] == "yes",
        left_role=ColumnRole(row["left_role"]) if row["left_role"] else None,
        right_role=ColumnRole(row["right_role"]) if row["right_role"] else None,
        phrase="" if match is Match.REGEX else key,
    )

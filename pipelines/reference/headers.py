"""Header words of plan tables: which printed column title means which role (``header_words.csv``)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipelines.reference.tables import reference_rows
from pipelines.text.vietnamese import match_key

Match = Literal["exact", "contains", "regex"]


@dataclass(frozen=True, slots=True)
class HeaderWord:
    """One wording of a column title.

    ``weak`` words ("Nội dung") give way to a strong column of the same role: then the weak column becomes
    ``left_role`` when it stands left of the strong one and ``right_role`` when it stands right of it.
    """

    role: str
    pattern: re.Pattern[str]
    match: Match
    length: int  # of the wording, in characters: among several fits the longest wins
    weak: bool
    left_role: str | None
    right_role: str | None
    phrase: str = ""  # comparison form of the wording; "" for regular expressions


@cache
def header_words() -> tuple[HeaderWord, ...]:
    """All wordings, in file order."""
    return tuple(_word(row) for row in reference_rows("header_words"))


def _word(row: dict[str, str]) -> HeaderWord:
    key = match_key(row["phrase"])
    match = row["match"]
    if match not in ("exact", "contains", "regex"):
        raise ValueError(f"header_words.csv: match of {row['phrase']!r} is {match!r}, expected exact/contains/regex")
    body = key if match == "regex" else re.escape(key)
    pattern = re.compile(rf"^(?:{body})$" if match == "exact" else rf"(?<!\w)(?:{body})(?!\w)")
    return HeaderWord(
        role=row["role"],
        pattern=pattern,
        match=match,  # type: ignore[arg-type]  # narrowed by the check above
        length=len(key),
        weak=row["weak"] == "yes",
        left_role=row["left_role"] or None,
        right_role=row["right_role"] or None,
        phrase="" if match == "regex" else key,
    )

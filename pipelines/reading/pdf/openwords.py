"""Words that no phrase of an administrative text ends with; a reviewed list, each with its reason."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from pipelines.text.vietnamese import match_key


@cache
def _endings(kind: str) -> frozenset[str]:
    table = files("pipelines.reading.pdf") / "data" / "open_words.csv"
    rows = csv.DictReader(table.read_text("utf-8").splitlines())
    return frozenset(match_key(row["ending"]) for row in rows if row["kind"] == kind)


def leaves_open(text: str) -> bool:
    """True when the last words of ``text`` ask for another: "… tổ chức họp tại", "Trước ngày"."""
    words = match_key(text).split(" ")[-2:]
    whole = " ".join(words)
    return whole not in _endings("closed") and not _endings("open").isdisjoint((words[-1], whole))

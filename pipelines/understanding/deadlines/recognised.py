"""Deadlines of cells that a scan gave: what the recogniser drops or glues makes another time of the one printed.

"Quý II/2026" may come out as "Quý" or "Quý 2026", "Quý I, II/2026" as "Quý I, 112026". As printed words these have a
meaning (every quarter, the year, the first quarter); as recognised ones they are a doubt and set nothing by themselves.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipelines.model.plan import Deadline, DeadlineKind, Finding
from pipelines.text.vietnamese import ascii_key

_RULE = "deadline_misread"
_UNSURE = 0.3
_MENDED = 0.5
_LEFT_ALONE = re.compile(r"\W*(?:(?:tuan|thang|quy)(?: ?/? ?20\d\d)?|nam)\W*")  # "năm 2026" says what it is
_GLUED = re.compile(r"(?P<before>\bquý\b[^;\n]*?)(?<!\d)(?P<ones>1{1,3})(?P<year>20\d\d)(?!\d)", re.IGNORECASE)
_NO_YEAR = re.compile(r"(?<![\d/.-])\d{5,}(?!\d)")


def mended_reading(text: str) -> str:
    """A recognised cell with quarters parted from the year behind them: "112026" is "II/2026"."""
    return _GLUED.sub(lambda found: f"{found['before']}{'I' * len(found['ones'])}/{found['year']}", text)


def _says_no_time(text: str) -> bool:
    return _LEFT_ALONE.fullmatch(ascii_key(text)) is not None


def doubted(read: Deadline, text: str) -> Deadline:
    """The deadline of a recognised cell, doubted where its words are what a misread time leaves.

    Args:
        read: what the grammar makes of :func:`mended_reading`.
        text: the cell as recognised.

    Returns:
        No deadline for a stretch of time without its number; otherwise ``read``, with a low confidence and a finding
        where digits stood that are no year.
    """
    if _says_no_time(text):
        finding = Finding(_RULE, evidence=text, detail="thiếu số quý, số tháng hoặc năm")
        return Deadline(DeadlineKind.NONE, None, None, None, False, (), (finding,), _UNSURE)
    mended = mended_reading(text)
    if mended != text:
        finding = Finding(_RULE, evidence=text, detail=f"hiểu là “{mended}”")
        return replace(read, findings=(*read.findings, finding), confidence=min(read.confidence, _MENDED))
    if _NO_YEAR.search(text) and read.kind is not DeadlineKind.NONE:
        finding = Finding(_RULE, evidence=text, detail="có dãy chữ số không phải năm")
        return replace(read, findings=(*read.findings, finding), confidence=min(read.confidence, _UNSURE))
    return read

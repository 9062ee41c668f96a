"""Letters of other alphabets that print like a Latin one: "NĐ-СР" with a Cyrillic С and Р, "NÐ-CP" with an eth."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

# Latin letters outside Vietnamese, Greek, Cyrillic, Armenian: whatever is in the table stands there
_FOREIGN = re.compile("[\u00d0\u00f0\u0189\u0370-\u058f]")


@cache
def look_alikes() -> dict[str, str]:
    """Cyrillic, Greek and other letters → the Latin letter that looks the same (``data/lookalikes.csv``)."""
    table = files("pipelines.text") / "data" / "lookalikes.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return {row["seen"]: row["latin"] for row in rows}


def in_latin(text: str) -> str:
    """``text`` with Latin letters for those that only look so; the length stays."""
    return text.translate(_translation()) if _FOREIGN.search(text) else text


@cache
def _translation() -> dict[int, str]:
    return {ord(seen): latin for seen, latin in look_alikes().items()}

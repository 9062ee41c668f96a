"""Letters of other alphabets that print like a Latin one: "NĐ-СР" with a Cyrillic С and Р, "NÐ-CP" with an eth."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files


@cache
def look_alikes() -> dict[str, str]:
    """Cyrillic, Greek and other letters → the Latin letter that looks the same (``data/lookalikes.csv``)."""
    table = files("pipelines.text") / "data" / "lookalikes.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return {row["seen"]: row["latin"] for row in rows}


def in_latin(text: str) -> str:
    """``text`` with Latin letters for those that only look so; the length stays."""
    return _any().sub(lambda match: look_alikes()[match.group()], text)


@cache
def _any() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(look_alikes()))}]")

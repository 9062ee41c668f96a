"""Words of deadline expressions by role (``deadline_words.csv``)."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path


@cache
def deadline_words() -> dict[str, dict[str, str]]:
    """Role → phrase in lower case → value (may be empty), as ``deadline_words.csv`` has them."""
    path = Path(__file__).parent / "data" / "deadline_words.csv"
    roles: dict[str, dict[str, str]] = {}
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            roles.setdefault(row["role"], {})[row["phrase"]] = row["value"]
    return roles


@cache
def one_of(role: str) -> str:
    """Regular expression of any phrase of ``role``, the longest first, ending at a word's end."""
    phrases = sorted(deadline_words()[role], key=lambda phrase: (-len(phrase), phrase))
    return f"(?:{'|'.join(map(re.escape, phrases))})(?!\\w)"

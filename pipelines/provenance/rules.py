"""Names of reading rules in words: ``percent.value_first.joint`` → what each part means.

The words are in ``data/reading_rules.csv``.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

_FILE = Path(__file__).parent / "data" / "reading_rules.csv"
_SUFFIXES = ("before", "after", "from", "repaired")


def rule_in_words(rule: str) -> str | None:
    """What a rule does, in Vietnamese; None when no part of it is known."""
    words = [_meanings()[part] for part in _parts(rule) if part in _meanings()]
    return "; ".join(words) or None


@cache
def _meanings() -> Mapping[str, str]:
    with _FILE.open(encoding="utf-8", newline="") as handle:
        return MappingProxyType({row["part"]: row["meaning_vi"] for row in csv.DictReader(handle)})


def _parts(rule: str) -> tuple[str, ...]:
    """Dotted parts; ``quarter_before`` is a quarter and an end without a beginning."""
    found: list[str] = []
    for part in rule.split("."):
        stem = part
        tail: list[str] = []
        while stem not in _meanings() and "_" in stem and stem.rsplit("_", 1)[1] in _SUFFIXES:
            stem, suffix = stem.rsplit("_", 1)
            tail.insert(0, suffix)
        found += [stem, *tail]
    return tuple(found)

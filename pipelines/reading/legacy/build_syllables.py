"""Rebuild ``data/syllables.csv`` from the project's own reviewed lists: ``python -m …legacy.build_syllables``.

The list says which well-formed syllables are in use; the shape test alone lets through about five times as many.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from pathlib import Path

from pipelines.reading.legacy.syllables import is_syllable

_PACKAGE = Path(__file__).resolve().parents[2]
_SOURCES = ("reference/data", "samples/data", "reading/scan/data")
_WORD = re.compile(r"[^\W\d_]+")
_LEAST = 2  # a syllable seen once may be a slip


def count_syllables(text: str) -> Counter[str]:
    """Well-formed Vietnamese syllables of a text, lower case, with their counts."""
    words = _WORD.findall(unicodedata.normalize("NFC", text))
    return Counter(word.casefold() for word in words if is_syllable(word) and not (word.isupper() and len(word) > 1))


def build(package: Path = _PACKAGE) -> str:
    """The data file's text, syllables in code point order."""
    counts: Counter[str] = Counter()
    for folder in _SOURCES:
        for file in sorted((package / folder).glob("*.csv")):
            counts += count_syllables(file.read_text(encoding="utf-8"))
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("syllable", "count"))
    rows.writerows((syllable, count) for syllable, count in sorted(counts.items()) if count >= _LEAST)
    return out.getvalue()


if __name__ == "__main__":
    (Path(__file__).parent / "data" / "syllables.csv").write_text(build(), encoding="utf-8")

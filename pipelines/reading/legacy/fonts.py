"""Which encoding a font name promises (``data/fonts.csv``)."""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

from pipelines.reading.legacy.encodings import LegacyEncoding

_SUBSET_PREFIX = re.compile(r"^[A-Z]{6}\+")


@cache
def _font_patterns() -> tuple[tuple[re.Pattern[str], LegacyEncoding], ...]:
    table = files("pipelines.reading.legacy") / "data" / "fonts.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return tuple((re.compile(row["pattern"], re.I), LegacyEncoding(row["encoding"])) for row in rows)


@cache
def encoding_of_font(font: str | None) -> LegacyEncoding | None:
    """Encoding that ``font`` stands for; None for Unicode fonts. A PDF subset prefix ("ABCDEF+") is ignored."""
    name = _SUBSET_PREFIX.sub("", (font or "").strip())
    return next((encoding for pattern, encoding in _font_patterns() if pattern.match(name)), None)

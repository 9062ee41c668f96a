"""Characters of symbol fonts (Symbol, Wingdings) → Unicode, from ``data/symbols.csv``.

Word stores them in the private use area U+F000–F0FF; "≥ 95%" is often such a sign.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib.resources import files

_PRIVATE = re.compile("[\uf000-\uf0ff]")


@cache
def _symbols() -> dict[tuple[str, int], str]:
    table = files("pipelines.reading.docx") / "data" / "symbols.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    return {(row["font"], int(row["code"], 16)): row["character"] for row in rows}


def symbol_text(text: str, font: str | None) -> str:
    """``text`` with private-use characters of ``font`` replaced; an unknown ornament becomes "•"."""
    family = (font or "symbol").lower()

    def replacement(match: re.Match[str]) -> str:
        code = ord(match.group()) & 0xFF
        # Symbol fonts keep digits and signs of ASCII at their own places.
        plain = chr(code) if family == "symbol" and chr(code) in " !%()+,./0123456789:;<=>?[]{|}-" else "•"
        return _symbols().get((family, code), plain)

    return _PRIVATE.sub(replacement, text)

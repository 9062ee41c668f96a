"""What the symbol of a legal act says: kinds, issuing bodies, acts known to be replaced.

Files: ``citation_kinds.csv`` (symbols and words of kinds), ``issuers.csv`` (issuer symbols), ``issuer_words.csv``
(how issuers are written out), ``superseded_acts.csv`` (acts replaced, with the day from which).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class CitationKinds:
    """``symbols``: folded symbol → (proper spelling, kinds it may stand for, the usual one first).

    ``words``: kind word in lower case → kind; ``aliases``: folded symbols that are a misspelling of another.
    """

    symbols: dict[str, tuple[str, tuple[str, ...]]]
    words: dict[str, str]
    aliases: frozenset[str]


@dataclass(frozen=True, slots=True)
class Issuer:
    """A row of ``issuers.csv``: ``issuer`` is None when the symbol alone does not make it certain.

    ``accepted``: beginnings, in lower case, of printed issuers that agree with the symbol.
    """

    org_symbol: str
    issuer: str | None
    accepted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SupersededAct:
    """A row of ``superseded_acts.csv``: ``number`` was replaced by ``replaced_by`` on ``replaced_on``."""

    number: str
    replaced_by: str
    replaced_on: date
    certainty: str


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


@cache
def citation_kinds() -> CitationKinds:
    """Kinds of acts by symbol and by word."""
    rows = _rows("citation_kinds.csv")
    symbols: dict[str, tuple[str, tuple[str, ...]]] = {}
    for row in rows:
        if row["form"] == "symbol":
            proper, kinds = symbols.get(row["text"].lower(), (row["text"], ()))
            symbols[row["text"].lower()] = (proper, (*kinds, row["kind"]))
    aliases = {
        row["text"].lower(): symbols[row["form"].removeprefix("alias:").lower()]
        for row in rows
        if row["form"].startswith("alias:")
    }
    words = {row["text"]: row["kind"] for row in rows if row["form"] == "word"}
    return CitationKinds({**aliases, **symbols}, words, frozenset(aliases.keys() - symbols.keys()))


@cache
def issuers() -> dict[str, Issuer]:
    """Issuers by folded symbol ("cp", "ttg", "ubnd")."""
    return {
        row["org_symbol"].lower(): Issuer(
            row["org_symbol"],
            row["issuer"] if row["certain"] == "yes" else None,
            tuple(row["accepted"].split("|")),
        )
        for row in _rows("issuers.csv")
    }


@cache
def issuer_words() -> dict[str, frozenset[str]]:
    """Words of written-out issuers by role: ``closed``, ``open``, ``topic``, ``tail``."""
    rows = _rows("issuer_words.csv")
    return {role: frozenset(r["phrase"] for r in rows if r["role"] == role) for role in {r["role"] for r in rows}}


@cache
def superseded_acts() -> dict[str, SupersededAct]:
    """Acts known to be replaced, by number."""
    return {
        row["number"]: SupersededAct(
            row["number"], row["replaced_by"], date.fromisoformat(row["replaced_on"]), row["certainty"]
        )
        for row in _rows("superseded_acts.csv")
    }

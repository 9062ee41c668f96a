"""The citation grammar against a list of written passages with the acts they cite."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from pipelines.understanding.citations import find_citations

PHRASES = Path(__file__).with_name("phrases.csv")


def _rows():
    with PHRASES.open(encoding="utf-8", newline="") as handle:
        return [(row["text"].replace("⏎", "\n"), row["citations"]) for row in csv.DictReader(handle)]


def _found(text):
    mentions = [m for m in find_citations(text) if not m.is_self_reference]
    return [(m.kind or "", m.number, m.issued_on.isoformat() if m.issued_on else "", m.issuer or "") for m in mentions]


def _expected(cell):
    return [tuple(part.split("|")) for part in cell.split("; ")] if cell else []


def test_phrase_list_is_long_enough_and_has_no_duplicates():
    rows = _rows()
    assert len(rows) >= 150
    assert [text for text, n in Counter(text for text, _ in rows).items() if n > 1] == []


def test_acts_are_found_with_an_f1_of_at_least_095():
    """F1 over (kind, number, date, issuer)."""
    hits, wanted, found, misses = 0, 0, 0, []
    for text, cell in _rows():
        expected, got = Counter(_expected(cell)), Counter(_found(text))
        hits += sum((expected & got).values())
        wanted += sum(expected.values())
        found += sum(got.values())
        if expected != got:
            misses.append(f"{text!r}: expected {sorted(expected)}, found {sorted(got)}")
    f1 = 2 * hits / (wanted + found)
    assert f1 >= 0.95, f"F1 {f1:.3f}\n" + "\n".join(misses)


@pytest.mark.parametrize(("text", "cell"), _rows())
def test_passage_cites_what_is_listed(text, cell):
    assert _found(text) == _expected(cell)

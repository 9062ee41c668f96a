"""The deadline grammar against a list of written expressions with the expected reading."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from pipelines.understanding.deadlines import parse_deadline

PHRASES = Path(__file__).with_name("phrases.csv")


def _rows():
    with PHRASES.open(encoding="utf-8", newline="") as handle:
        return [{**row, "text": row["text"].replace("⏎", "\n")} for row in csv.DictReader(handle)]


def _expected(row):
    return (row["kind"], row["start"] or None, row["end"] or None, row["recurrence"] or None)


def _read(row):
    deadline = parse_deadline(row["text"], plan_year=int(row["plan_year"]) if row["plan_year"] else None)
    start, end = (day.isoformat() if day else None for day in (deadline.start, deadline.end))
    return (deadline.kind.value, start, end, deadline.recurrence), len(deadline.milestones)


def test_phrase_list_is_long_enough_and_has_no_duplicates():
    texts = [(row["text"], row["plan_year"]) for row in _rows()]
    assert len(texts) >= 200
    assert [text for text, n in Counter(texts).items() if n > 1] == []


def test_expressions_are_read_with_an_f1_of_at_least_095():
    """F1 over (expression, reading); an expression read as nothing counts as missed, a wrong one twice."""
    hits, wanted, found, misses = 0, 0, 0, []
    for row in _rows():
        reading, _ = _read(row)
        wanted += row["kind"] != "none"
        found += reading[0] != "none"
        if reading == _expected(row):
            hits += row["kind"] != "none"
        else:
            misses.append(f"{row['text']!r}: expected {_expected(row)}, read {reading}")
    f1 = 2 * hits / (wanted + found)
    assert f1 >= 0.95, f"F1 {f1:.3f}\n" + "\n".join(misses)


@pytest.mark.parametrize("row", _rows(), ids=lambda row: f"{row['text']}|{row['plan_year']}")
def test_expression_is_read_as_listed(row):
    reading, milestones = _read(row)
    assert (reading, milestones) == (_expected(row), int(row["milestones"]))

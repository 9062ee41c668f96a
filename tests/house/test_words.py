"""Words are a reviewer's to add: lists of them stand in reviewed files, and those still in code grow no further."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

from word_lists import word_lists

from pipelines.reference.tables import reference_rows

ROOT = Path(__file__).resolve().parents[2]
UNDERSTANDING = ROOT / "pipelines" / "understanding"
STATED = Path(__file__).with_name("word_lists.csv")


def test_no_module_of_understanding_holds_more_lists_of_words_than_stated():
    """A list of words that comes in goes to ``pattern_words.csv``; where one has left, its number here goes down."""
    with STATED.open(encoding="utf-8", newline="") as handle:
        stated = {row["module"]: int(row["lists"]) for row in csv.DictReader(handle)}
    counted = {
        path.relative_to(UNDERSTANDING).as_posix(): count
        for path in sorted(UNDERSTANDING.rglob("*.py"))
        if (count := word_lists(path))
    }
    assert counted == stated


def test_a_list_is_seen_in_a_pattern_and_in_a_tuple_and_a_short_one_is_none(tmp_path):
    module = tmp_path / "module.py"
    module.write_text(
        'A = r"(?:xã|phường|đặc khu|thị trấn)\\s\\d"\nB = ("một", "hai", "ba", "bốn")\n'
        'C = r"(?:tỉnh|huyện|xã)[|a-zđ|]|năm"\nD = ("lead", "task", "note", "unit")\n',
        encoding="utf-8",
    )
    assert word_lists(module) == 2


def test_every_list_of_pattern_words_is_used_and_says_why():
    rows = reference_rows("pattern_words")
    kinds = {row["kind"] for row in rows}
    code = "\n".join(path.read_text(encoding="utf-8") for path in UNDERSTANDING.rglob("*.py"))
    assert kinds == set(re.findall(r"(?:either|words_of)\(['\"](\w+)['\"]\)", code))
    assert [count for count in Counter((row["kind"], row["phrase"]) for row in rows).items() if count[1] > 1] == []
    assert all(row["reason"] and row["source"] and row["phrase"] == row["phrase"].strip() for row in rows)


def test_every_finding_is_described_once():
    """Two rows of one rule stop publication; merging two changes of a row can leave both."""
    counts = Counter(row["rule"] for row in reference_rows("finding_rules"))
    assert [rule for rule, count in counts.items() if count > 1] == []

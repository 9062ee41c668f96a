"""A sieve leaves out only patterns that cannot match: whatever matches is among the possible ones."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from pipelines.reference.headers import header_words
from pipelines.text.sieve import Sieve, needed_words
from pipelines.text.vietnamese import match_key
from pipelines.understanding.deadlines.rules import rules

_PHRASES = Path(__file__).parents[1] / "understanding" / "deadlines" / "phrases.csv"


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"(?<!\w)quý (?P<q>\d)", ("quý ",)),
        (r"(?:quý|tháng) \d", ("quý", "tháng")),
        (r"(?:từ )?ngày", ("ngày",)),  # what may be missing tells nothing
        (r"(?=dịp )\w+", ("dịp ",)),
        (r"(?:cuối|\d) năm", (" năm",)),  # an option without a word of its own
        (r"(?!quý)\w+", ()),  # what may not stand
        (r"[.,]\d", (",", ".")),
        (r"[^.]", ()),
        (r"(?:quý)*", ()),
        (r"(?:a|b|c|d|e|f|g)\d", ()),  # more words than a look is worth
        (r"(?i:quý)", ()),
    ],
)
def test_words_are_read_from_the_pattern(pattern: str, words: tuple[str, ...]) -> None:
    assert needed_words(re.compile(pattern)) == words


def test_a_pattern_that_forgets_case_is_always_tried() -> None:
    assert needed_words(re.compile("quý", re.IGNORECASE)) == ()


def test_order_is_that_of_the_patterns() -> None:
    assert Sieve([re.compile("b"), re.compile(r"\d"), re.compile("a"), re.compile("c")]).possible("a b") == [0, 1, 2]


@pytest.mark.parametrize("kind", ["deadlines", "titles"])
def test_nothing_that_matches_is_left_out(kind: str) -> None:
    patterns = (
        [rule.pattern() for rule in rules()] if kind == "deadlines" else [word.pattern for word in header_words()]
    )
    sieve = Sieve(patterns)
    with _PHRASES.open(encoding="utf-8") as file:
        texts = [match_key(row["text"]) for row in csv.DictReader(file)]
    texts += [word.phrase for word in header_words()]
    for text in texts:
        matching = [place for place, pattern in enumerate(patterns) if pattern.search(text)]
        assert set(matching) <= set(sieve.possible(text)), text

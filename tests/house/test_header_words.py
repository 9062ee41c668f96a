"""Every title of a column that the data file knows can be found: a row that another one hides is no knowledge."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from pipelines.reference.headers import HeaderWord, Match, header_words
from pipelines.understanding.tables.titles import word_for

_TESTS = Path(__file__).resolve().parents[1] / "understanding"
_EXAMPLES = (  # titles that no other test prints
    "Năm 2025 (ước thực hiện)",
    "Phân công lãnh đạo theo dõi, đôn đốc",
    "Đồng chí phụ trách, chỉ đạo",
    "Mã chỉ tiêu",
    "Trưởng đoàn kiểm tra",
)
_LONGEST = 200


def _printed() -> Iterator[str]:
    """Titles that the tests of tables print."""
    yield from _EXAMPLES
    for path in _TESTS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < _LONGEST:
                yield from (part.strip() for part in re.split(r"[|\n]", node.value))


def _said(word: HeaderWord) -> str:
    return f"{word.role}: {word.match} {word.phrase or word.pattern.pattern}"


def test_every_wording_is_the_one_that_its_own_words_find() -> None:
    plain = [word for word in header_words() if word.match is not Match.REGEX]
    hidden = [_said(word) for word in plain if word_for(word.phrase) is not word]
    assert hidden == [], "never matched: another row has the same words, or more of them"


def test_every_pattern_names_a_title_that_a_test_prints() -> None:
    found = {id(word) for word in map(word_for, set(_printed())) if word}
    unmet = [_said(word) for word in header_words() if word.match is Match.REGEX and id(word) not in found]
    assert unmet == [], "never matched: print such a title in tests/understanding/tables, or take the row out"

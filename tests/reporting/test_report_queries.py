"""What reports ask is said once: a base of rows that several queries share is a macro or a query of theirs together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from pipelines.reporting import queries

_REPORTING = Path(queries.__file__).parent
_MACROS = (_REPORTING / "macros.sql").read_text(encoding="utf-8")
_NAME = re.compile(r"temp macro (\w+)\(")
_LINES = 7  # shorter ones are import CTEs
_COLUMN = re.compile(r"(?:\w+\.)?\w+,?|[()]|\),")  # two reports may show the same columns of one macro


def twins(texts: dict[str, str]) -> list[list[str]]:
    """Names of texts that share :data:`_LINES` lines in a row (without blank lines, comments and bare columns)."""
    places: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for name, text in texts.items():
        for block in _blocks(text):
            places[block].add(name)
    return sorted(map(list, {tuple(sorted(names)) for names in places.values() if len(names) > 1}))


def _blocks(text: str) -> Iterable[tuple[str, ...]]:
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("--") and not _COLUMN.fullmatch(line)]
    return (tuple(lines[at : at + _LINES]) for at in range(len(lines) - _LINES + 1))


def _texts() -> dict[str, str]:
    return {str(path.relative_to(_REPORTING)): path.read_text(encoding="utf-8") for path in _REPORTING.rglob("*.sql")}


def test_no_two_queries_of_the_reports_say_the_same_lines() -> None:
    assert twins(_texts()) == [], "make a macro of it in pipelines/reporting/macros.sql, or one query in reporting/sql"


@pytest.mark.parametrize(("shared", "found"), [(_LINES, [["a", "b"]]), (_LINES - 1, [])])
def test_twins_are_found_by_seven_lines_and_not_by_six(shared: int, found: list[list[str]]) -> None:
    same = "\n".join(f"line {number} of" for number in range(shared))
    assert twins({"a": f"-- one\n{same}\nfrom a", "b": f"select\n\n{same}"}) == found


def test_a_query_gets_the_macros_that_it_calls_and_those_that_these_call() -> None:
    names = _NAME.findall("".join(queries.called("from effective_plans(1, 2)")))
    assert names == ["capitalised", "shown_unit", "stood_in", "effective_plans"]
    assert queries.called("select effective_plans from plans") == ()


def test_every_macro_is_called_by_a_query_or_by_another_macro() -> None:
    names = _NAME.findall(_MACROS)
    asked = "\n".join(_texts().values()).replace("temp macro ", "temp macro_")
    assert names
    assert [name for name in names if not re.search(rf"(?<!macro_)\b{name}\(", asked)] == []

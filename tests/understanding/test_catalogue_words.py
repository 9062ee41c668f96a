"""Nothing that a catalogue knows, in whatever order a commune writes it, makes a reader raise.

The same properties run on a few hundred texts every day, where a text that fails is made as short as it can be, and on
100,000 of a kind in the slow set (``CCHC_TEST_TEXTS`` asks for another number), other ones with another
``CCHC_TEST_SEED``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from random import Random

import catalogue_words as words
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_builder import context

from pipelines.model.plan import OfficeRole
from pipelines.reference.finding_rules import finding_rules
from pipelines.reference.indicators import indicator_by_code
from pipelines.reference.offices import offices
from pipelines.understanding.citations import citation_findings, find_citations, merge_citations
from pipelines.understanding.deadlines import deadline_findings, parse_deadline, parse_deadline_span
from pipelines.understanding.kept import FAILED
from pipelines.understanding.offices import find_offices
from pipelines.understanding.plan import understand
from pipelines.understanding.targets import TargetContext, find_targets, link_repeats, target_findings

YEAR_2026 = (date(2026, 1, 1), date(2026, 12, 31))
QUARTER_3 = (date(2026, 7, 1), date(2026, 9, 30))
PERIODS = (None, YEAR_2026, QUARTER_3)
BODY = TargetContext(plan_year=2026)
PLACES = (BODY, TargetContext("table", column="objective", is_stated=True), TargetContext())
EVERYDAY, SLOW = 200, int(os.environ.get("CCHC_TEST_TEXTS", "100000"))
_WHOLE, _SLOW_WHOLE = 40, 1_000  # a document holds some thirty texts
_SLOW = pytest.mark.slow


def drawn(cell: words.Texts) -> Iterator[tuple[Random, str]]:
    """The slow set's texts, and the dice for what stands beside them."""
    random = Random(os.environ.get("CCHC_TEST_SEED", "2026"))
    return ((random, cell.draw(random)) for _ in range(SLOW))


def many(count: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return settings(
        max_examples=count,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
    )


def _names_offices(text: str) -> None:
    for role in OfficeRole:
        for one in find_offices(text, role):
            assert one.text.strip()
            assert one.code is None or one.code in offices()


def _names_days_in_order(cell: str, other: str, period: tuple[date, date] | None = YEAR_2026) -> None:
    year = None if period is None else 2026
    read = parse_deadline(cell, plan_year=year, period=period)
    span = parse_deadline_span(cell, other, plan_year=year, period=period)
    for deadline in (read, span):
        for one in (deadline, *deadline.milestones):
            assert not one.start or not one.end or one.start <= one.end
        found = (*deadline.findings, *deadline_findings(deadline, period, date(2026, 1, 6)))
        assert {finding.rule for finding in found} <= set(finding_rules())


def _names_targets(text: str, place: TargetContext = BODY) -> None:
    targets = link_repeats(find_targets(text, context=place))
    for index, target in enumerate(targets):
        assert target.comparator in ("=", ">=", ">", "<=", "<")
        assert target.value.is_finite()
        assert isinstance(target.value_max, Decimal | None)
        assert target.indicator_code is None or indicator_by_code(target.indicator_code)
        assert target.parent is None or target.parent != index
    assert {finding.rule for finding in target_findings(targets)} <= set(finding_rules())


def _names_acts(text: str) -> None:
    mentions = find_citations(text, own_number="45/KH-UBND", box=None)
    citations = merge_citations(mentions)
    assert sum(one.mentions for one in citations) <= len(mentions)
    found = citation_findings(citations, mentions, issued_on=date(2026, 1, 6))
    assert {finding.rule for finding in found} <= set(finding_rules())


def _is_understood(document: words.Document) -> None:
    for place in (context(), context("ha-noi", 2020, "Gio Linh.docx", commune_code="19360")):
        plan = understand(document, place)
        assert {finding.rule for finding in plan.findings} <= set(finding_rules()) - {FAILED}
        assert [task.index for task in plan.tasks] == list(range(len(plan.tasks)))


@many(EVERYDAY)
@given(words.offices_cell().strategy())
def test_any_cell_of_offices_is_read(text: str) -> None:
    _names_offices(text)


@many(EVERYDAY)
@given(words.deadline_cell().strategy(), words.deadline_cell().strategy(), st.sampled_from(PERIODS))
def test_any_cell_of_deadlines_is_read_and_none_ends_before_it_begins(
    cell: str, other: str, period: tuple[date, date] | None
) -> None:
    _names_days_in_order(cell, other, period)


@many(EVERYDAY)
@given(words.target_text().strategy(), st.sampled_from(PLACES))
def test_any_words_of_targets_are_read(text: str, place: TargetContext) -> None:
    _names_targets(text, place)


@many(EVERYDAY)
@given(words.citation_text().strategy())
def test_any_words_of_citations_are_read(text: str) -> None:
    _names_acts(text)


@many(_WHOLE)
@given(words.documents())
def test_any_plan_of_such_cells_is_understood(document: words.Document) -> None:
    _is_understood(document)


@pytest.mark.parametrize(
    "tail", ["", " liên quan", " có liên quan", " và các bộ phận liên quan", " tỉnh", "\ntrực thuộc"]
)
def test_every_office_and_group_is_read_before_every_tail(tail: str) -> None:
    for word in (*words.office_words(), *words.group_words()):
        for text in (word, word.capitalize(), f"Các {word}", f"Phòng Kinh tế, {word}"):
            _names_offices(text + tail)


def test_every_word_of_deadlines_is_read_before_and_after_a_day() -> None:
    for word in words.column("deadline_words", "phrase"):
        for text in (word, f"{word} 15/6/2026", f"15/6/2026 {word}", f"{word} quý IV", f"quý I {word}"):
            _names_days_in_order(text, word)


def test_every_word_of_targets_is_read_before_and_after_a_number() -> None:
    for word in (*words.column("target_words", "phrase"), *words.synonyms()):
        for text in (f"{word} 100%", f"100% {word}", f"đạt 5 {word} năm 2026"):
            _names_targets(text)


@_SLOW
def test_a_hundred_thousand_cells_of_offices_are_read() -> None:
    for _, text in drawn(words.offices_cell()):
        _names_offices(text)


@_SLOW
def test_a_hundred_thousand_cells_of_deadlines_are_read() -> None:
    for random, text in drawn(words.deadline_cell()):
        _names_days_in_order(text, words.deadline_cell().draw(random), random.choice(PERIODS))


@_SLOW
def test_a_hundred_thousand_texts_of_targets_are_read() -> None:
    for random, text in drawn(words.target_text()):
        _names_targets(text, random.choice(PLACES))


@_SLOW
def test_a_hundred_thousand_texts_of_citations_are_read() -> None:
    for _, text in drawn(words.citation_text()):
        _names_acts(text)


@_SLOW
@many(_SLOW_WHOLE)
@given(words.documents())
def test_plans_of_thousands_of_such_cells_are_understood(document: words.Document) -> None:
    _is_understood(document)

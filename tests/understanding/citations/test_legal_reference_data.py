"""The data files behind citations: every row can be used and says where it comes from."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from pipelines.reference.legal_acts import citation_kinds, issuer_words, issuers, superseded_acts
from pipelines.understanding.citations import find_citations

DATA = files("pipelines.reference") / "data"
NAMES = ["citation_kinds.csv", "issuers.csv", "issuer_words.csv", "superseded_acts.csv", "deadline_words.csv"]


@pytest.mark.parametrize("name", NAMES)
def test_every_row_names_its_source_and_none_is_repeated(name):
    rows = list(csv.DictReader((DATA / name).read_text(encoding="utf-8").splitlines()))
    assert rows
    assert [row for row in rows if not row["source"]] == []
    keys = [tuple(value for key, value in row.items() if key != "source") for row in rows]
    assert sorted(key for key in set(keys) if keys.count(key) > 1) == []


def test_every_symbol_of_a_kind_has_a_word_for_it():
    assert {kind for _, kinds in citation_kinds().symbols.values() for kind in kinds} <= set(
        citation_kinds().words.values()
    )


def test_a_certain_issuer_agrees_with_its_own_symbol():
    for issuer in issuers().values():
        if issuer.issuer:
            assert issuer.issuer.lower().startswith(issuer.accepted)


def test_issuer_words_have_known_roles_only():
    assert set(issuer_words()) == {"closed", "open", "topic", "tail"}


def test_replaced_acts_are_numbers_the_grammar_reads():
    for act in superseded_acts().values():
        for number in (act.number, act.replaced_by):
            assert [m.number for m in find_citations(f"văn bản số {number}")] == [number]
        assert act.certainty in {"high", "medium"}

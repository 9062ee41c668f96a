"""Which offices a cell names."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model.plan import OfficeRole
from pipelines.reference.offices import offices, variant_patterns
from pipelines.understanding.offices import find_offices

with Path(__file__).with_name("cells.csv").open(encoding="utf-8", newline="") as handle:
    CELLS = [(row["text"].replace("⏎", "\n"), row["codes"].split()) for row in csv.DictReader(handle)]


@pytest.mark.parametrize(("text", "codes"), CELLS, ids=[text for text, _ in CELLS])
def test_cell_gives_its_offices_in_order(text, codes):
    assert [one.code or "?" for one in find_offices(text, OfficeRole.COORDINATION)] == codes


def test_group_counts_once_and_is_never_expanded():
    (one,) = find_offices("Các phòng, ban, ngành, đoàn thể xã", OfficeRole.COORDINATION)
    assert one.is_collective


def test_reference_keeps_the_words_it_refers_to():
    (one,) = find_offices("Theo phân công tại Quyết định số 5/QĐ-UBND ngày 03/01/2026, Phụ lục I", OfficeRole.LEAD)
    assert one.is_reference
    assert one.text.endswith("Phụ lục I")


def test_several_leads_are_joint_and_several_coordinators_are_not():
    text = "Phòng Kinh tế, Công an xã"
    assert all(one.is_joint for one in find_offices(text, OfficeRole.LEAD))
    assert not any(one.is_joint for one in find_offices(text, OfficeRole.COORDINATION))
    assert not find_offices("Phòng Kinh tế", OfficeRole.LEAD)[0].is_joint


def test_mention_keeps_the_printed_spelling():
    (one,) = find_offices("Phòng  Văn hoá –  Xã hội xã", OfficeRole.LEAD)
    assert one.text == "Phòng Văn hoá – Xã hội xã"


def test_empty_cell_names_nobody():
    assert find_offices("", OfficeRole.LEAD) == ()
    assert find_offices(" - \n;", OfficeRole.LEAD) == ()


def test_every_wording_leads_to_an_office_of_the_catalogue():
    assert {code for _, code in variant_patterns()} <= set(offices())


@given(st.text(alphabet="Phòng Kinh tế, và;\n()-&UBND xãĐđ0", max_size=60))
def test_any_text_ends_and_names_only_words_of_the_cell(text):
    for one in find_offices(text, OfficeRole.LEAD):
        assert one.text
        assert one.text.split()[0].casefold() in text.casefold()

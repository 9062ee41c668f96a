"""Which offices a cell names."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
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


def _codes(text):
    return [one.code for one in find_offices(text, OfficeRole.LEAD)]


@pytest.mark.parametrize(("text", "codes"), CELLS, ids=[text for text, _ in CELLS])
def test_normal_form_tone_placement_and_blanks_change_nothing(text, codes):
    old = {"óa": "oá", "òa": "oà", "ủy": "uỷ", "Ủy": "Uỷ"}
    retyped = {
        "NFD": unicodedata.normalize("NFD", text),
        "old tone placement": re.sub("|".join(old), lambda m: old[m.group()], text),
        "double blanks": text.replace(" ", "  "),
        "no-break blanks": text.replace(" ", "\u00a0"),
    }
    assert [name for name, printed in retyped.items() if _codes(printed) != _codes(text)] == []


WRAPPED = [text for text, codes in CELLS if "?" not in codes and "\n" not in text]


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(WRAPPED), st.data())
def test_a_known_name_wrapped_between_two_words_is_one_name(text, data):
    """A break before a capital may part two offices; before a small letter it only wraps the name."""
    places = [m.start() for m in re.finditer(r"(?<=\w) (?=[^\W\d_A-ZĐ])", text)] or [None]
    at = data.draw(st.sampled_from(places))
    wrapped = text if at is None else f"{text[:at]}\n{text[at + 1 :]}"
    assert _codes(wrapped) == _codes(text)


@pytest.mark.parametrize(
    ("text", "leads", "others"),
    [
        ("Chủ trì: Phòng Kinh tế;\nPhối hợp: Công an xã; Trạm Y tế", ["KT"], ["CA", "TYT"]),
        ("- Cơ quan chủ trì: Phòng Kinh tế\n- Cơ quan phối hợp: Công an xã", ["KT"], ["CA"]),
        ("Phòng Kinh tế chủ trì; Công an xã phối hợp", ["KT"], ["CA"]),
        ("Phòng Kinh tế chủ trì, phối hợp với Công an xã và Trạm Y tế", ["KT"], ["CA", "TYT"]),
        ("Phòng Kinh tế (phối hợp: Công an xã)", ["KT"], ["CA"]),
        ("Phòng Kinh tế; phối hợp liên ngành", ["KT", None], []),
    ],
)
def test_role_that_a_cell_names_itself_goes_before_that_of_its_column(text, leads, others):
    found = find_offices(text, OfficeRole.LEAD)
    assert [one.code for one in found if one.role is OfficeRole.LEAD] == leads
    assert [one.code for one in found if one.role is OfficeRole.COORDINATION] == others
    assert not any(one.is_joint for one in found if one.role is OfficeRole.COORDINATION)


def test_person_is_counted_by_the_office_behind_the_name():
    assert _codes("Đ/c Lò Thị Ánh - Phó Chủ tịch UBND xã") == ["PCT"]


@pytest.mark.parametrize(("text", "code"), [("Phòng KT,HT&ĐT", "KTHTDT"), ("CC Tư pháp - Hộ tịch", "TPHT")])
def test_short_form_of_an_office_is_one_office(text, code):
    assert _codes(text) == [code]

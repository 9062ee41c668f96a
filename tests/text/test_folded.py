"""Folding for matching must never lose the way back to the printed words."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.folded import fold

WORDS = st.sampled_from(
    ["Uỷ", "ban", "nhân", "dân", "Hoà", "Bình", "số", "57‑NQ/TW", "NĐ-СР", "NÐ-CP", "“Quý”", "15/01/2026"]
)
GAPS = st.sampled_from([" ", "  ", "\n", "\u00a0", " \n "])


@given(st.lists(st.tuples(WORDS, GAPS), max_size=8), st.sampled_from(["NFC", "NFD"]))
def test_every_folded_slice_leads_back_to_its_printed_words(pieces, form):
    text = unicodedata.normalize(form, "".join(word + gap for word, gap in pieces))
    folded = fold(text)
    assert len(folded.plain) == len(folded.key) == len(folded.starts) == len(folded.ends)
    assert folded.printed(0, len(folded.key)) == " ".join(unicodedata.normalize("NFC", text).split())
    assert folded.plain.split(" ") == [fold(word).plain for word, _ in pieces] or not pieces


@given(st.text(max_size=60))
def test_any_text_can_be_folded_and_spans_lie_inside_it(text):
    folded = fold(text)
    for at in range(len(folded.key)):
        start, end = folded.source_span(at, at + 1)
        assert 0 <= start < end <= len(text)


def test_spellings_of_one_word_fold_alike():
    spellings = ["Uỷ ban", "Ủy ban", unicodedata.normalize("NFD", "Uỷ ban"), "Ủy\u00a0 ban", "Ủ\u200by ban"]
    assert {fold(spelling).key for spelling in spellings} == {"ủy ban"}


def test_letters_of_other_alphabets_that_look_latin_fold_to_latin():
    assert fold("NĐ-СР").plain == fold("NÐ-CP").plain == "NĐ-CP"


def test_line_breaks_are_remembered_although_they_fold_to_blanks():
    folded = fold("Quý I\n(Sau khi có kế hoạch)")
    assert [folded.key[at] for at in folded.breaks] == [" "]
    assert folded.plain == "Quý I (Sau khi có kế hoạch)"

"""Raised marks of notes belong to no number, date or office; raised powers belong to their units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.note_marks import Marked, holds_raised, kept_of_raised, raised, take_marks


@pytest.mark.parametrize(
    ("text", "clean", "marks"),
    [
        ("đạt 80²% trở lên", "đạt 80% trở lên", ("2",)),
        ("trước 30/6/2026³", "trước 30/6/2026", ("3",)),
        ("Tháng 6/2026¹", "Tháng 6/2026", ("1",)),
        ("tối thiểu 95%⁽²⁾.", "tối thiểu 95%.", ("2",)),
        ("Văn phòng HĐND và UBND⁴", "Văn phòng HĐND và UBND", ("4",)),
        ("năm 2026 ¹, các phòng", "năm 2026, các phòng", ("1",)),
        ("Tháng 10³", "Tháng 10", ("3",)),
        ("đạt 10³% hồ sơ", "đạt 10% hồ sơ", ("3",)),
        ("¹ Theo Quyết định số 5", " Theo Quyết định số 5", ("1",)),
        ("Phòng Kinh tế¹²", "Phòng Kinh tế", ("12",)),
    ],
)
def test_typed_mark_of_a_note_is_no_part_of_the_text(text: str, clean: str, marks: tuple[str, ...]):
    assert take_marks(text) == Marked(clean, marks)


@pytest.mark.parametrize(
    "text",
    [
        "rộng 50 m² sàn",
        "120m²/người",
        "1.200 km²",
        "35 m³ nước",
        "gấp 10³ lần",
        "2,5 x 10² đơn vị",
        "5 cm², 3 dm³",
        "x² = 4",
    ],
)
def test_power_stays(text: str):
    assert take_marks(text) == Marked(text, ())


@pytest.mark.parametrize(
    ("before", "letters", "following", "kept"),
    [
        ("80", "2", "%", None),
        ("30/6/2026", "(3)", "", None),
        ("UBND xã", "*", " chủ trì", None),
        ("hồ sơ", "1, 2", ".", None),
        ("50 m", "2", "", "²"),
        ("25", "o", "C", "°"),
        ("ngày 2", "nd", "", "nd"),
        ("", "1", "⁄₂", "1"),
        ("Kế ", "hoạch", "", "hoạch"),
        ("xóm", "2", "", None),
        ("điểm x", "2", "", None),
    ],
)
def test_raised_letters_are_judged_by_what_they_say_and_stand_behind(before: str, letters: str, following: str, kept):
    assert kept_of_raised(before, letters, following) == kept


def test_raised_letters_of_a_reader_are_judged_like_typed_ones():
    assert take_marks(f"đạt 80{raised('2')}% trở lên") == Marked("đạt 80% trở lên", ("2",))
    assert take_marks(f"rộng 50 m{raised('2')}") == Marked("rộng 50 m²", ())
    assert take_marks(f"tối thiểu 95%{raised('(1)')} hồ sơ") == Marked("tối thiểu 95% hồ sơ", ("1",))
    assert take_marks(f"các xã{raised('()')}. Rà soát") == Marked("các xã. Rà soát", ())
    assert take_marks("hàm f() của máy") == Marked("hàm f() của máy", ())


def test_letters_of_an_old_encoding_are_no_marks():
    old = "kÕ ho¹ch c¶i c¸ch"
    assert take_marks(old, typed=False) == Marked(old, ())
    assert take_marks(old) == Marked(old, ())


def test_power_waits_in_the_readers_form_until_the_text_is_known_to_be_unicode():
    early = take_marks(f"30 m{raised('2')} s¹ch", typed=False)
    assert early.marks == () and holds_raised(early.text) and "²" not in early.text
    assert take_marks(early.text).text.startswith("30 m² ")


@given(st.text(alphabet="abmxđếo 0123456789/%.,()ngàytháng²³¹⁰⁽⁾", max_size=40))
def test_taking_marks_twice_takes_no_more_and_leaves_every_other_letter(text: str):
    once = take_marks(text)
    assert take_marks(once.text).text == once.text
    signs = "²³¹⁰⁽⁾ "
    assert [c for c in once.text if c not in signs + "()0123°"] == [c for c in text if c not in signs + "()0123°"]


@given(st.text(max_size=30).filter(lambda text: not holds_raised(text)))
def test_text_without_raised_letters_is_returned_as_it_is(text: str):
    assert take_marks(text) == Marked(text, ())

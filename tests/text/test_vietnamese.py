"""Folding keys must never change a letter that carries meaning."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.text.display import show_number, show_percent
from pipelines.text.folded import fold
from pipelines.text.vietnamese import (
    ascii_key,
    match_key,
    new_tone_style,
    nfc,
    roman_value,
    slug,
    squeeze_spaces,
    to_roman,
)

VIETNAMESE = st.text(
    alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ AĐÔƠƯ-"
)


@pytest.mark.parametrize(
    ("old", "new"),
    [("hoà", "hòa"), ("Uỷ ban", "Ủy ban"), ("khoẻ", "khỏe"), ("thuý", "thúy"), ("số hoá", "số hóa"), ("HOÀ", "HÒA")],
)
def test_old_and_new_tone_placement_are_one_spelling(old: str, new: str) -> None:
    assert new_tone_style(old) == new


@pytest.mark.parametrize("word", ["toàn", "hoàn", "quý", "quỹ", "hoạt", "quả", "loét", "huỳnh", "quà", "tuần", "thuế"])
def test_words_with_one_spelling_are_left_alone(word: str) -> None:
    assert new_tone_style(word) == word


@given(VIETNAMESE)
def test_keys_do_not_depend_on_normal_form(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert match_key(decomposed) == match_key(text)
    assert ascii_key(decomposed) == ascii_key(text)


@given(VIETNAMESE)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert match_key(match_key(text)) == match_key(text)
    assert ascii_key(text).isascii()


def test_letters_with_different_tones_stay_different() -> None:
    assert match_key("Cẩm Giang") != match_key("Cẩm Giàng")
    assert ascii_key("Cẩm Giang") == ascii_key("Cẩm Giàng") == "cam giang"


def test_d_with_stroke_becomes_d_and_is_not_lost() -> None:
    assert ascii_key("Đường Đê") == "duong de"
    assert slug("Đắk Lắk") == "dak-lak"


def test_invisible_and_odd_spaces_do_not_reach_the_store() -> None:
    assert squeeze_spaces(" xã\u00a0 Bến\u200b  Đò ") == "xã Bến Đò"
    assert nfc("\ufeffKế hoạch") == "Kế hoạch"


@given(st.integers(min_value=1, max_value=39))
def test_roman_numerals_read_back(number: int) -> None:
    assert roman_value(to_roman(number)) == number


@pytest.mark.parametrize("text", ["", "IIX", "VX", "A", "1", "IC"])
def test_what_is_no_roman_numeral_has_no_value(text: str) -> None:
    assert roman_value(text) is None


def test_figures_are_shown_with_decimal_comma_and_thousands_dot() -> None:
    assert show_number(1234.5) == "1.234,50"
    assert show_percent(97.28) == "97,3%"
    assert show_percent(None) == "-"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("trựс tuyến", "trực tuyến"), ("NÐ-CP", "NĐ-CP"), ("Сông an", "Công an"), ("ΤΤΗC", "TTHC"), ("25 µm", "25 µm")],
)
def test_letters_of_another_alphabet_that_look_the_same_are_the_same(typed: str, meant: str) -> None:
    assert match_key(typed) == match_key(meant)
    assert fold(typed).key == fold(meant).key
    assert fold(typed).printed(0, len(fold(typed).key)) == typed

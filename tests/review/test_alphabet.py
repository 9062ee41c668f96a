"""Lists of names follow the Vietnamese alphabet."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.review.alphabet import alphabet_key


def test_units_are_listed_as_the_alphabet_has_them() -> None:
    names = ["xã Đô Lương", "xã Con Cuông", "xã Dân Chủ", "xã Cát Ngạn", "phường Vinh", "xã Anh Sơn", "xã Ân Phú"]
    assert sorted(names, key=alphabet_key) == [
        "phường Vinh",
        "xã Anh Sơn",
        "xã Ân Phú",
        "xã Cát Ngạn",
        "xã Con Cuông",
        "xã Dân Chủ",
        "xã Đô Lương",
    ]


def test_tones_decide_only_between_equal_letters() -> None:
    assert sorted(["Mã", "Ma", "Má Bình", "Mà", "Má"], key=alphabet_key) == ["Ma", "Mà", "Mã", "Má", "Má Bình"]


@given(st.text())
def test_any_text_has_a_place(text: str) -> None:
    assert alphabet_key(text) <= alphabet_key(text)

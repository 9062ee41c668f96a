"""Promises about the vocabulary repair: fixed terms are mended, everything the recogniser is sure of stays."""

from __future__ import annotations

import pytest

from pipelines.reading.scan.repair import repair_words
from pipelines.reading.scan.shapes import OcrWord, Region


def words_of(text: str, doubted: str = "", confidence: float = 0.6) -> list[OcrWord]:
    return [
        OcrWord(word, confidence if word in doubted.split() else 0.96, Region(0, 0, 10, 10), 10.0, 8.0, 0)
        for word in text.split()
    ]


def repaired(text: str, doubted: str = "") -> str:
    return " ".join(word.text for word in repair_words(words_of(text, doubted))[0])


@pytest.mark.parametrize(
    ("read", "doubted", "meant"),
    [
        ("Quyết định số 12/QÐ-TTg", "", "Quyết định số 12/QĐ-TTg"),
        ("Văn phòng HÐND và UBND", "", "Văn phòng HĐND và UBND"),
        ("Sở Nội vụ (b/€);", "(b/€);", "Sở Nội vụ (b/c);"),
        ("Kiếm tra công vụ", "Kiếm", "Kiểm tra công vụ"),
        ("cải cách hánh chính", "hánh", "cải cách hành chính"),
        ("Tố chức thực hiện", "Tố", "Tổ chức thực hiện"),
        ("TỐ CHỨC THỰC HIỆN", "TỐ", "TỔ CHỨC THỰC HIỆN"),
        ("H. Cải cách thể chế", "", "II. Cải cách thể chế"),
        ("L Nội dung", "", "L Nội dung"),
        ("L. Mục đích", "", "I. Mục đích"),
        ("Trong quý IH/2026", "", "Trong quý III/2026"),
        ("Quý H", "", "Quý II"),
        ("Các phòng, đơn v]", "v]", "Các phòng, đơn vị"),
        ("mức đỘ hài lòng", "đỘ", "mức độ hài lòng"),
        ("TỶ lệ hồ sơ", "", "Tỷ lệ hồ sơ"),
        ("Bảo đẳm thiết bị", "đẳm", "Bảo đảm thiết bị"),
    ],
)
def test_fixed_terms_are_mended(read: str, doubted: str, meant: str) -> None:
    assert repaired(read, doubted) == meant


@pytest.mark.parametrize(
    "text",
    [
        "tìm kiếm, tra cứu hồ sơ, chỉ nhận một lần",  # sure of well-formed words: left, whatever they resemble
        "quý 1/2026 và quý 4",
        "xã Hố Nai, phường Tổ Chim",
        "100% hồ sơ nộp trực tuyến",
        "IV. Kinh phí",
        "tầng H khu nhà",
        "[điền tên đơn vị]",
        "TỶ LỆ HỒ SƠ",
        "Sở KH&ĐT họp",
    ],
)
def test_words_the_recogniser_is_sure_of_stay(text: str) -> None:
    assert repaired(text) == text


def test_every_change_is_told() -> None:
    _, changes = repair_words(words_of("Kiếm tra theo QÐ-TTg", "Kiếm"))
    assert changes == [("Kiếm", "Kiểm"), ("QÐ-TTg", "QĐ-TTg")]


def test_long_dashes_become_short_without_being_counted() -> None:
    words, changes = repair_words(words_of("Văn hóa — Xã hội"))
    assert words[2].text == "–"
    assert changes == []


@pytest.mark.parametrize(
    ("seen", "meant"),
    [("607/QĐÐ-UBND", "607/QĐ-UBND"), ("28/QÐ-UBND", "28/QĐ-UBND"), ("Ð/c", "Đ/c"), ("ðiện", "điện"), ("Đông", "Đông")],
)
def test_look_alikes_of_the_barred_d_are_that_letter_once(seen, meant):
    assert repaired(seen) == meant

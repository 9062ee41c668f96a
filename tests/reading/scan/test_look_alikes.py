"""Promises about signs that the recogniser takes for one another although it is sure: I and 1, x and X, "chi"."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from pipelines.reading.scan.repair import repair_words
from pipelines.reading.scan.shapes import OcrWord, Region, UprightScan
from pipelines.reading.scan.signs import restore_bars
from pipelines.reading.scan.stems import has_serifs, recount
from pipelines.reading.scan.twins import settle_twins

_FONT = files("pipelines.reading.fontrepair") / "data" / "fonts" / "SampleSerif-Regular.ttf"


def inked(text: str, dpi: int = 200, points: float = 13.0) -> np.ndarray:
    """Ink of ``text`` as a scanner sees it, tight."""
    font = ImageFont.truetype(str(_FONT), round(points * dpi / 72))
    picture = Image.new("L", (round(points * len(text) * dpi / 72) + 80, 120), 255)
    ImageDraw.Draw(picture).text((40, 30), text, font=font, fill=20)
    ink = np.where(np.asarray(picture) < 160, 255, 0).astype(np.uint8)
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def sheet(words: list[tuple[str, str]], dpi: int = 200) -> tuple[UprightScan, list[OcrWord]]:
    """A line of words (printed, read), far apart, on one sheet."""
    parts = [inked(printed, dpi) for printed, _ in words]
    base = max(part.shape[0] for part in parts) + 10
    ink = np.zeros((base + 10, sum(part.shape[1] + 30 for part in parts) + 10), np.uint8)
    x, read = 10, []
    for part, (_, text) in zip(parts, words, strict=True):
        height, width = part.shape
        ink[base - height : base, x : x + width] = part
        read.append(OcrWord(text, 0.96, Region(x, base - height, x + width, base), float(base), 17.5, 0))
        x += width + 30
    return UprightScan(255 - ink, ink, ink, float(dpi), 595.0, 842.0), read


def read_again(*words: tuple[str, str]) -> list[str]:
    page, read = sheet(list(words))
    return [word.text for word in recount(read, page)]


@pytest.mark.parametrize("dpi", [150, 200, 300])
@pytest.mark.parametrize(("printed", "expected"), [("I", True), ("1", False), ("I/2026", True), ("1/2026", False)])
def test_roman_one_is_told_from_the_digit_by_its_serifs(printed: str, expected: bool, dpi: int) -> None:
    assert has_serifs(inked(printed, dpi)) is expected


def test_the_quarter_is_numbered_as_printed() -> None:
    assert read_again(("Quý", "Quý"), ("I/2026", "1/2026")) == ["Quý", "I/2026"]
    assert read_again(("Quý", "Quý"), ("1/2026", "I/2026")) == ["Quý", "1/2026"]
    assert read_again(("Quý", "Quý"), ("I", "1")) == ["Quý", "I"]


@pytest.mark.parametrize("read", ["II", "HI", "III", "IH"])
def test_quarters_of_a_list_are_counted_one_by_one(read: str) -> None:
    assert read_again(("Quý", "Quý"), ("II,", "II,"), ("III/2026", f"{read}/2026"))[2] == "III/2026"


def test_a_lone_number_of_a_section_is_told_from_that_of_a_task() -> None:
    assert read_again(("I", "1")) == ["I"]
    assert read_again(("1", "1")) == ["1"]
    assert read_again(("11", "11")) == ["11"]


def test_the_title_of_the_number_column_is_no_number() -> None:
    assert read_again(("TT", "TT")) == ["TT"]


@pytest.mark.parametrize(
    ("printed", "read"), [("x", "X"), ("X", "x"), ("xuyên", "Xuyên"), ("Xây", "xây"), ("công", "Công"), ("Số", "số")]
)
def test_small_and_capital_letters_of_one_shape_are_told_by_their_height(printed: str, read: str) -> None:
    page, words = sheet([("thường", "thường"), (printed, read), ("hồ", "hồ"), ("trường", "trường")])
    assert [word.text for word in settle_twins(words, page, usual=36.0)][1] == printed


@pytest.mark.parametrize(("printed", "read"), [("của", "của"), ("số", "số"), ("Số", "số")])
def test_line_printed_larger_than_the_page_is_not_in_capitals_for_that(printed: str, read: str) -> None:
    page, words = sheet([("theo", "theo"), (printed, read), ("ngày", "ngày"), ("tháng", "tháng")])
    assert [word.text for word in settle_twins(words, page, usual=27.0)][1] == printed


def test_capitals_and_other_letters_keep_their_case() -> None:
    page, words = sheet([("SỐ", "SỐ"), ("bàn", "Bàn"), ("thôn", "Thôn")])
    assert settle_twins(words, page, usual=36.0) == words


@pytest.mark.parametrize("dpi", [150, 200, 300])
@pytest.mark.parametrize("sign", ["≥", "≤", ">", "<"])
@pytest.mark.parametrize("rest", ["", "95%"])
def test_at_least_is_not_read_as_more_than(sign: str, rest: str, dpi: int) -> None:
    read = {"≥": ">", "≤": "<"}.get(sign, sign)
    page, words = sheet([(sign + rest, read + rest), ("98%", "98%")], dpi)
    assert [word.text for word in restore_bars(words, page)] == [sign + rest, "98%"]


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("mức khoán chỉ của trường", "mức khoán chi của trường"),
        ("tự chủ chỉ thường xuyên", "tự chủ chi thường xuyên"),
        ("quy chế chỉ tiêu nội bộ", "quy chế chi tiêu nội bộ"),
        ("Chi đạo, điều hành", "Chỉ đạo, điều hành"),
        ("Tố chức kiểm tra", "Tổ chức kiểm tra"),
        ("được sửa đối, bố sung", "được sửa đổi, bổ sung"),
        ("TỐI THIẾU 90%", "TỐI THIỂU 90%"),
        ("các tố chức hội", "các tổ chức hội"),
        ("nguyên tố chính", "nguyên tố chính"),
        ("chỉ tiêu được giao", "chỉ tiêu được giao"),
        ("chỉ nhận hồ sơ một lần", "chỉ nhận hồ sơ một lần"),
    ],
)
def test_a_mark_that_makes_nonsense_of_a_set_wording_is_mended_though_sure(read: str, meant: str) -> None:
    words = [OcrWord(word, 0.97, Region(0, 0, 9, 9), 9.0, 8.0, 0) for word in read.split()]
    mended, changes = repair_words(words)
    assert " ".join(word.text for word in mended) == meant
    assert bool(changes) == (read != meant)

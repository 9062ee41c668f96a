"""Promises of the wrap rules: where a printed line ended, and what that means for the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reading.pdf.shapes import Glyph
from pipelines.reading.pdf.textlines import Line, lines_of
from pipelines.reading.pdf.wrapping import join_lines, join_two, starts_list_item, starts_lower
from pipelines.text.note_marks import take_marks

_EM = 10.0
_WIDTH = 5.0  # every letter of the test print is this wide


def line(text: str, *, wrapped: bool = False, x0: float = 0.0) -> Line:
    first = text.split(" ", maxsplit=1)[0]
    width = _WIDTH * len(text)
    return Line(text, x0, x0 + width, 0, _EM, _EM, _EM, 0.0, 0.0, _WIDTH * len(first), wrapped)


def printed(text: str, width: int) -> list[Line]:
    """``text`` hard-wrapped after at most ``width`` letters."""
    lines = [""]
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return [line(part) for part in lines]


@pytest.mark.parametrize(
    ("before", "after", "wrapped", "joined"),
    [
        ("Văn phòng HĐND-", "UBND", False, "Văn phòng HĐND-UBND"),
        ("giai đoạn 2026 -", "2030", False, "giai đoạn 2026 - 2030"),
        ("chính trị -", "xã hội", False, "chính trị - xã hội"),
        ("57-", "NQ/TW", True, "57- NQ/TW"),
        ("Kết quả/", "Sản phẩm", False, "Kết quả/Sản phẩm"),
        ("Kết quả/", "Sản phẩm", True, "Kết quả/ Sản phẩm"),
        ("Văn phòng HĐND&", "UBND", False, "Văn phòng HĐND&UBND"),
        ("trước 30", "/6/2026", False, "trước 30/6/2026"),
        ("Quý I/2026", "; báo cáo quý II", False, "Quý I/2026; báo cáo quý II"),
        ("Năm", "2026", False, "Năm 2026"),
        ("", "Năm", False, "Năm"),
    ],
)
def test_hyphen_or_slash_at_a_line_end_is_joined_as_it_was_written(
    before: str, after: str, wrapped: bool, joined: str
) -> None:
    assert join_two(before, after, wrapped=wrapped) == joined


@pytest.mark.parametrize(
    "text", ["- Lập", "+ Rà soát", "• Gửi", "a) Họp", "1. Mở", "(2) Đóng", "1.2. Sửa", "IV. Chung"]
)
def test_list_marks_are_known(text: str) -> None:
    assert starts_list_item(text)


@pytest.mark.parametrize("text", ["2026 là năm", "12 thôn", "Trước 15/6", "TTHC", "30/6/2026", "100% hồ sơ"])
def test_figures_and_words_are_not_list_marks(text: str) -> None:
    assert not starts_list_item(text)


@pytest.mark.parametrize(("text", "lower"), [("(nếu có)", True), ("Quý I", False), ("15 ngày", False), ("đến", True)])
def test_a_continuation_is_told_by_its_first_letter(text: str, lower: bool) -> None:
    assert starts_lower(text) is lower


VOCABULARY = "thôn bản rà soát hồ sơ công khai đúng hạn kế hoạch trực tuyến"
words = st.lists(st.sampled_from(VOCABULARY.split()), min_size=1, max_size=40)


@given(words, st.integers(12, 60))
def test_any_wrapping_of_a_sentence_gives_the_sentence_back(parts: list[str], width: int) -> None:
    text = " ".join(parts)
    lines = printed(text, width)
    assert join_lines(lines, -1.0, width * _WIDTH + 1) == text


@given(st.lists(words, min_size=1, max_size=4), st.integers(20, 60))
def test_any_wrapping_of_a_list_gives_its_items_back(items: list[list[str]], width: int) -> None:
    texts = [f"- {' '.join(parts).capitalize()}" for parts in items]
    lines = [part for text in texts for part in printed(text, width)]
    assert join_lines(lines, -1.0, width * _WIDTH + 1).split("\n") == texts


@pytest.mark.parametrize(
    ("upper", "lower", "joined"),
    [("15/12/202", "6", "15/12/2026"), ("Thườn", "g", "Thường"), ("HĐND", "-XH", "HĐND-XH")],
)
def test_word_wider_than_its_column_is_put_together(upper: str, lower: str, joined: str) -> None:
    assert join_lines([line(upper), line(lower)], -1.0, len(upper) * _WIDTH + 2) == joined


@pytest.mark.parametrize(
    ("upper", "lower", "text"),
    [
        ("Phòng Văn hóa", "- Xã hội", "Phòng Văn hóa - Xã hội"),
        ("công chức Tư pháp", "– Hộ tịch", "công chức Tư pháp – Hộ tịch"),
        ("Phòng Kinh tế", "- Văn phòng", "Phòng Kinh tế\n- Văn phòng"),  # two offices, one below the other
        ("Phòng Văn hóa;", "- Xã hội hóa", "Phòng Văn hóa;\n- Xã hội hóa"),
    ],
)
def test_the_dash_of_a_name_opens_no_item(upper: str, lower: str, text: str) -> None:
    assert join_lines([line(upper), line(lower)], -1.0, len(upper) * _WIDTH + 1) == text


def test_two_words_that_fill_a_narrow_column_stay_two() -> None:
    assert join_lines([line("Thường"), line("xuyên")], -1.0, 6 * _WIDTH + 1) == "Thường xuyên"
    assert join_lines([line("2025", wrapped=True), line("2026")], -1.0, 4 * _WIDTH + 1) == "2025 2026"


@pytest.mark.parametrize(
    ("upper", "lower", "text"),
    [
        ("Thường xuyê", "n", "Thường xuyên"),
        ("hằng quý; Đoà", "nh", "hằng quý; Đoành"),
        ("tại điểm a", "c khoản 2", "tại điểm a c khoản 2"),
        ("phòng tiếp", "dân", "phòng tiếp dân"),
        ("dài 12 mét", "m", "dài 12 mét m"),
        ("phấn đấu từ 70% h", "ồ sơ trở lên", "phấn đấu từ 70% hồ sơ trở lên"),
        ("theo điểm b", "áp dụng", "theo điểm b áp dụng"),
        ("nhóm A", "n toàn", "nhóm A n toàn"),
        ("Chậm nhất ngày 2", "5/8/2026", "Chậm nhất ngày 25/8/2026"),
        ("xong trước 20/1", "2 hằng năm", "xong trước 20/12 hằng năm"),
        ("xong tháng 5/20", "26;", "xong tháng 5/2026;"),
        ("Kiểm tra quý I", "V/2026", "Kiểm tra quý IV/2026"),
        ("Đạt 3", "7/9 điểm", "Đạt 3 7/9 điểm"),
        ("Quý I", "IV/2026", "Quý I IV/2026"),
        ("Chánh VP HĐN", "D và UBND", "Chánh VP HĐND và UBND"),
    ],
)
def test_word_torn_behind_blanks_that_do_not_break_is_whole_again(upper: str, lower: str, text: str) -> None:
    assert join_lines([line(upper), line(lower)], -1.0, len(upper) * _WIDTH + 2) == text


def glyph(text: str, x: float, baseline: float = 100.0, size: float = _EM) -> Glyph:
    return Glyph(text, x, x + _WIDTH, baseline - size, baseline, baseline, size)


def mark(text: str, x: float, off: float, baseline: float = 100.0) -> Glyph:
    """A small letter raised by ``off`` em of the text; lowered below 0."""
    y = baseline - off * _EM
    return Glyph(text, x, x + 3, y - 6, y, y, 6.0)


def test_letters_printed_after_the_line_take_their_place_by_position() -> None:
    late = [glyph("c", 0), glyph(" ", 10), glyph("s", 12.5), glyph("ơ", 5), glyph("ở", 17.5)]
    (found,) = lines_of(late)
    assert found.text == "cơ sở"


def test_gap_without_a_drawn_blank_is_a_blank() -> None:
    (found,) = lines_of([glyph("a", 0), glyph("b", 5), glyph("c", 12.5)])
    assert found.text == "ab c"


def test_letter_spaced_print_is_not_torn_apart() -> None:
    spaced = [glyph(letter, 6.8 * place) for place, letter in enumerate("CỘNGHÒA")]
    (found,) = lines_of(spaced)
    assert found.text == "CỘNGHÒA"


@pytest.mark.parametrize("off", [0.15, 0.3, 0.36, 0.45, 0.5, 0.6])
def test_raised_mark_stays_on_its_line_beside_the_text(off: float) -> None:
    (found,) = lines_of([glyph("đ", 0), glyph("á", 5), mark("1", 10, off)])
    assert (found.text, found.marks) == ("đá", ("1",))


@pytest.mark.parametrize("off", [0.3, 0.5])
def test_raised_mark_never_stands_before_the_word_it_belongs_to(off: float) -> None:
    lines = lines_of(
        [glyph("8", 0), glyph("0", 5), mark("2", 10, off), glyph("%", 13), glyph("b", 0, 113), mark("3", 5, off, 113)]
    )
    assert [line.text for line in lines] == ["80%", "b"]
    assert [line.marks for line in lines] == [("2",), ("3",)]


def test_lowered_letter_stays_in_its_word() -> None:
    (found,) = lines_of([glyph("C", 0), glyph("O", 5), mark("2", 10, -0.3), glyph(" ", 13), glyph("ở", 16)])
    assert (found.text, found.marks) == ("CO2 ở", ())


@pytest.mark.parametrize(("word", "off", "text"), [("2026", -0.2, "2026"), ("hội", -0.3, "hội"), ("Na", -0.3, "Na1")])
def test_lowered_mark_behind_a_number_or_a_word_is_beside_the_text(word: str, off: float, text: str) -> None:
    letters = [glyph(letter, 5.0 * place) for place, letter in enumerate(word)]
    (found,) = lines_of([glyph("ở", -12), *letters, mark("1", 5.0 * len(word), off)])
    assert found.text == f"ở {text}"
    assert found.marks == (() if text.endswith("a1") else ("1",))


def test_raised_power_of_a_unit_is_text() -> None:
    (found,) = lines_of([glyph("5", 0), glyph("0", 5), glyph(" ", 10), glyph("m", 12.5), mark("2", 17.5, 0.4)])
    assert take_marks(found.text) == ("50 m²", ())
    assert found.marks == ()


def test_mark_that_opens_a_note_is_told() -> None:
    (found,) = lines_of([mark("1", 0, 0.35), glyph("T", 3.5), glyph("h", 8.5)])
    assert (found.text, found.marks, found.opens_note) == ("Th", ("1",), True)


def test_small_print_under_large_print_is_a_line_of_its_own() -> None:
    large = [glyph(letter, 5.0 * place) for place, letter in enumerate("CHỦTỊCH")]
    small = [
        Glyph(letter, 4.0 * place, 4.0 * place + 4, 104, 112, 112, 8.0) for place, letter in enumerate("nơinhậnvăn")
    ]
    assert [line.text for line in lines_of([*large, *small])] == ["CHỦTỊCH", "nơinhậnvăn"]


@pytest.mark.parametrize("closer", [0.4, 0.6, 0.75, 0.85])  # tenths of an em that every letter is closer than its width
def test_blanks_that_are_not_drawn_are_kept_in_condensed_print(closer: float) -> None:
    letters, x = [], 0.0
    for word in ("giải", "quyết", "hồ", "sơ"):
        for letter in word:
            letters.append(Glyph(letter, x, x + _WIDTH, 90, 100, 100, _EM))
            x += _WIDTH - closer
        x += 2.25 - closer  # a narrow blank, as close as the letters
    assert lines_of(letters)[0].text == "giải quyết hồ sơ"


def test_letters_of_squeezed_print_are_one_word() -> None:
    gaps = [-0.75, -0.75, -0.7, -0.75, 0.1, -0.75, -0.75, -0.75]  # one pair apart by the roundings of a driver
    letters, x = [], 0.0
    for letter, gap in zip("NGHIEMTUC", [0.0, *gaps], strict=True):
        x += gap
        letters.append(Glyph(letter, x, x + _WIDTH, 90, 100, 100, _EM))
        x += _WIDTH
    assert lines_of(letters)[0].text == "NGHIEMTUC"


def test_kerned_pairs_are_one_word() -> None:
    letters = [Glyph("V", 0, 7, 90, 100, 100, _EM), Glyph("ă", 6.1, 10.5, 90, 100, 100, _EM), glyph("n", 11.3)]
    assert lines_of(letters)[0].text == "Văn"


@given(st.permutations([glyph(letter, 5.0 * place) for place, letter in enumerate("niêmyếtcôngkhai")]))
def test_order_of_printing_does_not_matter(glyphs: list[Glyph]) -> None:
    assert lines_of(glyphs)[0].text == "niêmyếtcôngkhai"


def test_section_number_cut_in_a_narrow_column_is_one_number() -> None:
    assert join_lines([line("VI"), line("I")], 0.0, 12.0) == "VII"


def test_goals_on_lines_of_their_own_stay_apart_without_full_stops() -> None:
    goals = ["Tỷ lệ hồ sơ đúng hạn tối thiểu 95%", "100% hồ sơ được ký số", "Biên lai điện tử đạt 40%"]
    assert join_lines([line(goal) for goal in goals], 0.0, 400.0) == "\n".join(goals)


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("Trước ngày", "15/6/2026"),
        ("Quý", "IV/2026"),
        ("Trong tháng", "9"),
        ("Văn phòng,", "Kế toán"),
        ("Ủy ban", "nhân dân"),
    ],
)
def test_short_line_that_says_less_than_a_sentence_is_joined(above: str, below: str) -> None:
    assert join_lines([line(above), line(below)], 0.0, 400.0) == f"{above} {below}"


@pytest.mark.parametrize(
    ("upper", "lower", "text"),
    [
        ("VPHĐND&U", "BND", "VPHĐND&UBND"),
        ("TTPV", "HCC", "TTPVHCC"),
        ("HĐND", "UBND", "HĐND UBND"),
        ("UBND", "TTHC", "UBND TTHC"),
    ],
)
def test_short_form_cut_by_a_narrow_column_is_whole_again(upper, lower, text):
    assert join_lines([line(upper), line(lower)], 0.0, _WIDTH * len(upper)) == text

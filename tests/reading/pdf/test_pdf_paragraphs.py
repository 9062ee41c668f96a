"""Promises about running text: words stay apart, paragraphs stay whole, notes and headers stay out of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pdf_drawing import Pdf, wrap
from reportlab.pdfbase import pdfmetrics

from pipelines.model.document import Document, ParagraphKind
from pipelines.reading.pdf_file import read_pdf
from pipelines.reading.read import read_document

_TEXT = (
    "Tổ giúp việc có trách nhiệm tổng hợp, chấm điểm và đánh giá công tác cải cách hành chính của các phòng "
    "chuyên môn, đơn vị trực thuộc và các thôn theo tiêu chí đã ban hành, bảo đảm khách quan, đúng quy định."
)


def _lines(pdf: Pdf, text: str, y: float, step: float, size: float = 13, x: float = 85, right: float = 540) -> float:
    """Ragged lines at a fixed step; the y below them."""
    for line in wrap(text, right - x, "regular", size):
        pdf.text(x, y, line.rstrip(), size=size)
        y += step
    return y


def _body(document: Document) -> list[str]:
    return [p.text for p in document.paragraphs if p.kind is ParagraphKind.BODY]


def test_few_lines_set_wide_beside_many_set_close_are_one_paragraph(tmp_path: Path):
    pdf = Pdf(tmp_path / "a.pdf")
    y = _lines(pdf, _TEXT, 120, 19) + 20
    for entry in (
        "Nơi nhận:",
        "- Như trên;",
        "- Đảng ủy xã;",
        "- Các phòng;",
        "- Các thôn;",
        "- Trang thông tin;",
        "- Lưu: VT.",
    ):
        pdf.text(85, y, entry, size=11)
        y += 12.7
    pdf.text(380, y - 80, "CHỦ TỊCH", size=13, bold=True)
    assert _TEXT in _body(read_pdf(pdf.save()))


def test_close_letterhead_and_note_do_not_cut_wide_text(tmp_path: Path):
    pdf = Pdf(tmp_path / "a.pdf")
    for number, (left, right) in enumerate(
        (("UBND TỈNH", "CỘNG HÒA XÃ HỘI"), ("XÃ AN PHÚ", "Độc lập - Tự do"), ("Số: 1/KH", "An Phú"))
    ):
        pdf.text(90, 60 + 14 * number, left)
        pdf.text(330, 60 + 14 * number, right)
    _lines(pdf, _TEXT, 160, 19.5)
    pdf.rule(85, 700, 229, 700)
    _lines(pdf, _TEXT, 714, 11, size=9)
    document = read_pdf(pdf.save())
    assert _TEXT in _body(document)
    assert [note.text for note in document.notes] == [_TEXT]


@pytest.mark.parametrize("off", [3.5, 4.7, 5.5, 6.5])
def test_raised_mark_neither_cuts_a_paragraph_nor_joins_a_number(tmp_path: Path, off: float):
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.text(85, 120, "Phấn đấu đến hết năm, tỷ lệ hồ sơ được xử lý trực tuyến đạt tối thiểu 80", size=13)
    x = 85 + pdfmetrics.stringWidth(
        "Phấn đấu đến hết năm, tỷ lệ hồ sơ được xử lý trực tuyến đạt tối thiểu 80", "regular", 13
    )
    pdf.text(x, 120 - off, "2", size=8)
    pdf.text(x + 5.2, 120, "%", size=13)
    pdf.text(85, 137, "tổng số hồ sơ tiếp nhận của xã.", size=13)
    document = read_pdf(pdf.save())
    (paragraph,) = document.paragraphs
    assert paragraph.text.endswith("tối thiểu 80% tổng số hồ sơ tiếp nhận của xã.")
    assert paragraph.note_marks == ("2",)


def test_figure_that_was_wrapped_to_the_next_line_stays_with_its_words(tmp_path: Path):
    pdf = Pdf(tmp_path / "a.pdf")
    words = "Tỷ lệ hồ sơ thủ tục hành chính được giải quyết đúng hạn đạt tối thiểu"
    size = 13 * 455 / pdfmetrics.stringWidth(words, "regular", 13)
    pdf.text(85, 120, words, size=size)
    pdf.text(85, 146, "90% tổng số hồ sơ.", size=size)
    for number in range(8):
        pdf.text(85, 220 + 17 * number, "Các phòng chuyên môn và đơn vị trực thuộc thực hiện.", size=size)
    assert f"{words} 90% tổng số hồ sơ." in [p.text for p in read_pdf(pdf.save()).paragraphs]


def test_words_set_one_by_one_without_blanks_stay_apart(tmp_path: Path):
    for squeeze in (1.0, 0.85):
        pdf = Pdf(tmp_path / "a.pdf")
        x = 85.0
        for word in ["giao", "các", "phòng", "phối", "hợp", "phổ", "biến", "pháp", "luật"]:
            pdf.text(x, 120, word, size=13)
            x += pdfmetrics.stringWidth(word, "regular", 13) + squeeze * pdfmetrics.stringWidth(" ", "regular", 13)
        assert read_pdf(pdf.save()).paragraphs[0].text == "giao các phòng phối hợp phổ biến pháp luật"


@pytest.mark.parametrize("spacing", [-0.4, -0.2, 0.6, 1.5])
def test_letters_set_closer_or_wider_than_usual_make_the_same_words(tmp_path: Path, spacing: float):
    pdf = Pdf(tmp_path / "a.pdf")
    text = pdf.canvas.beginText(85, 700)
    text.setFont("regular", 13)
    text.setCharSpace(spacing)
    text.textOut("Căn cứ Luật Tổ chức chính quyền địa phương")
    pdf.canvas.drawText(text)
    assert read_pdf(pdf.save()).paragraphs[0].text == "Căn cứ Luật Tổ chức chính quyền địa phương"


def test_each_note_is_a_paragraph_with_its_mark(tmp_path: Path):
    pdf = Pdf(tmp_path / "a.pdf")
    y = _lines(pdf, _TEXT, 100, 17)
    pdf.rule(85, y + 5, 229, y + 5)  # right under the text, high on the page
    for number, words in enumerate(("Theo danh mục của tỉnh;", "Trừ hồ sơ nộp qua bưu chính.")):
        pdf.text(85, y + 14 + 12 * number, str(number + 1), size=6.5)
        pdf.text(90, y + 18 + 12 * number, words, size=10)
    notes = read_pdf(pdf.save()).notes
    assert [(note.text, note.note_marks) for note in notes] == [
        ("Theo danh mục của tỉnh;", ("1",)),
        ("Trừ hồ sơ nộp qua bưu chính.", ("2",)),
    ]


def test_typed_marks_are_taken_out_of_paragraphs_and_cells(tmp_path: Path):
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.text(85, 120, "Hoàn thành trước 30/6/2026³ trên diện tích 50 m².")
    pdf.text(85, 140, "Đạt 95%¹ hồ sơ.")
    first, second = read_document(pdf.save()).paragraphs
    assert (first.text, first.note_marks) == ("Hoàn thành trước 30/6/2026 trên diện tích 50 m².", ("3",))
    assert (second.text, second.note_marks) == ("Đạt 95% hồ sơ.", ("1",))


def test_two_indented_paragraphs_of_one_full_line_each_stay_two(tmp_path: Path):
    pdf = Pdf(tmp_path / "a.pdf")
    y = _lines(pdf, _TEXT, 100, 17)
    y = _lines(pdf, _TEXT, y + 10, 17)
    one, two = (
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16/6/2025;",
        "Căn cứ Nghị quyết số 76/NQ-CP của Chính phủ;",
    )
    size = 13 * 418 / pdfmetrics.stringWidth(one, "regular", 13)
    pdf.text(121, y + 10, one, size=size)
    pdf.text(121, y + 27, two, size=size)
    texts = [p.text for p in read_pdf(pdf.save()).paragraphs]
    assert one in texts and two in texts


def test_running_header_with_its_page_number_beside_it_is_furniture(tmp_path: Path):
    pdf = Pdf(tmp_path / "a.pdf")
    for number in range(1, 7):
        if number > 1:
            pdf.page()
        left, right = (str(number), "CÔNG BÁO/Số 12") if number % 2 == 0 else ("CÔNG BÁO/Số 12", str(number))
        pdf.text(85, 40, left, size=11)
        pdf.text(430, 40, right, size=11)
        _lines(pdf, _TEXT, 90, 17)
    document = read_pdf(pdf.save())
    assert not [p.text for p in document.paragraphs if "CÔNG BÁO" in p.text or p.text.strip().isdigit()]


def test_item_in_lower_case_that_was_not_wrapped_is_an_item(tmp_path: Path):
    pdf = Pdf(tmp_path / "a.pdf")
    _lines(pdf, _TEXT, 100, 17)
    for number, item in enumerate(("- tăng cường kiểm tra;", "- đẩy mạnh tuyên truyền.", "a) phối hợp với các thôn.")):
        pdf.text(121, 200 + 17 * number, item)
    texts = [p.text for p in read_pdf(pdf.save()).paragraphs]
    assert texts[-3:] == ["- tăng cường kiểm tra;", "- đẩy mạnh tuyên truyền.", "a) phối hợp với các thôn."]


_LONG = (
    "- Tổ chức kiểm tra việc thực hiện nhiệm vụ được giao, kịp thời tháo gỡ khó khăn, vướng mắc phát sinh từ cơ sở, "
    "nhất là việc giải quyết hồ sơ của người dân và doanh nghiệp tại Trung tâm Phục vụ hành chính công của xã "
    "theo quy định của Chính phủ về thực hiện thủ tục hành chính."
)


def _set(pdf: Pdf, text: str, y: float, *, first: float, others: float, right: float, step: float = 17) -> float:
    """A ragged paragraph whose first line starts at ``first``; the y below it."""
    room = right - first
    words = text.split(" ")
    line, x = words[0], first
    for word in words[1:]:
        if pdfmetrics.stringWidth(f"{line} {word}", "regular", 13) > room:
            pdf.text(x, y, line, size=13)
            y, line, x, room = y + step, word, others, right - others
        else:
            line = f"{line} {word}"
    pdf.text(x, y, line, size=13)
    return y + step


@pytest.mark.parametrize("first", [67.0, 85.0, 103.0, 121.0])
@pytest.mark.parametrize("right", [510.0 + 4 * step for step in range(8)])
def test_ragged_line_that_happens_to_stand_in_the_middle_is_no_title(tmp_path: Path, first: float, right: float):
    others = 103.0 if first < 100 else 85.0
    texts = [
        _LONG.replace("- ", f"Nội dung {number}: ").replace("kiểm tra", word)
        for number, word in enumerate(("rà soát", "đánh giá", "xem xét", "UBND xã", "theo dõi", "họp"), start=1)
    ]
    pdf = Pdf(tmp_path / "a.pdf")
    y = 80.0
    for text in texts:
        y = _set(pdf, text, y, first=first, others=others, right=right) + 4
    assert [paragraph.text for paragraph in read_pdf(pdf.save()).paragraphs] == texts


def test_capital_below_a_full_line_of_a_hanging_paragraph_goes_on_with_it(tmp_path: Path):
    pdf = Pdf(tmp_path / "a.pdf")
    y = 80.0
    for _ in range(3):
        y = _set(pdf, _LONG, y, first=85, others=103, right=540)
    full = "Bảo đảm các điều kiện cần thiết về kinh phí, trang thiết bị và nhân lực để"
    right = 85 + pdfmetrics.stringWidth(full, "regular", 13) + 1
    y = _set(pdf, _LONG, y, first=85, others=103, right=right)
    pdf.text(85, y, full, size=13)
    pdf.text(103, y + 17, "UBND xã điều hành trên môi trường mạng.", size=13)
    pdf.text(85, y + 34, "Trong quá trình thực hiện có vướng mắc thì báo cáo UBND xã xem xét.", size=13)
    texts = [paragraph.text for paragraph in read_pdf(pdf.save()).paragraphs]
    assert texts[-2:] == [
        f"{full} UBND xã điều hành trên môi trường mạng.",
        "Trong quá trình thực hiện có vướng mắc thì báo cáo UBND xã xem xét.",
    ]


def test_hanging_paragraph_goes_on_over_a_page_break(tmp_path: Path):
    pdf = Pdf(tmp_path / "a.pdf")
    y = 80.0
    while y < 720:
        y = _set(pdf, _LONG, y, first=85, others=103, right=540)
    lines = wrap("Nội dung cuối cùng trong trang này là " + _LONG.removeprefix("- "), 437, "regular", 13)
    pdf.text(85, y, lines[0].rstrip(), size=13)
    pdf.page()
    for number, line in enumerate(lines[1:]):
        pdf.text(103, 80 + 17 * number, line.rstrip(), size=13)
    y = 80 + 17 * len(lines[1:])
    for _ in range(3):
        y = _set(pdf, _LONG, y, first=85, others=103, right=540)
    texts = [paragraph.text for paragraph in read_pdf(pdf.save()).paragraphs]
    assert texts.count(_LONG) == len(texts) - 1
    assert any(text.startswith("Nội dung cuối cùng") and text.endswith("hành chính.") for text in texts)


def test_little_room_between_a_full_ended_line_and_a_capital_parts_paragraphs(tmp_path: Path):
    pdf = Pdf(tmp_path / "a.pdf")
    y = 80.0
    for _ in range(3):
        y = _set(pdf, _LONG, y, first=85, others=85, right=540, step=19.5) + 6
    full = "Các cơ quan, đơn vị thực hiện nghiêm túc các nội dung của Kế hoạch."
    for words in (full, "Trong quá trình thực hiện nếu có vướng mắc thì kịp thời phản ánh về xã."):
        pdf.text(85, y, words, size=13)
        y += 25.5
    assert read_pdf(pdf.save()).paragraphs[-2].text == full


_TITLE = "c) Đánh giá về tình hình quản lý, sử dụng biên chế công chức, viên chức"


def _texts_with(tmp_path: Path, title: str, below: str, room: float) -> list[str]:
    """Paragraphs with first lines set in; the last two are a title almost as wide as the page and the text below it."""
    pdf = Pdf(tmp_path / "a.pdf")
    y = 80.0
    for _ in range(4):
        y = _set(pdf, _TEXT, y, first=121, others=85, right=540) + 4
    pdf.text(121, y, title, size=13)
    pdf.text(121, y + 17 + room, below, size=13)
    pdf.text(85, y + 34 + room, "và phân bổ chỉ tiêu cho các đơn vị trực thuộc theo quy định.", size=13)
    return [paragraph.text for paragraph in read_pdf(pdf.save()).paragraphs][4:]


def test_title_without_a_stop_that_almost_fills_its_line_is_a_paragraph(tmp_path: Path):
    below = "Ủy ban nhân dân xã đã giao biên chế năm 2026 cho các phòng chuyên môn"
    texts = _texts_with(tmp_path, _TITLE, below, room=3)
    assert texts == [_TITLE, f"{below} và phân bổ chỉ tiêu cho các đơn vị trực thuộc theo quy định."]


def test_capital_at_the_place_of_first_lines_without_room_above_goes_on(tmp_path: Path):
    title, below = "- Đánh giá tình hình quản lý, sử dụng biên chế công chức, viên chức của", "Ủy ban nhân dân xã"
    assert _texts_with(tmp_path, title, below, room=0)[0].startswith(f"{title} {below}")

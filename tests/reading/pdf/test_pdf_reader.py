"""Promises of the PDF reader on files drawn here: paragraphs, columns, notes, tables, page breaks.

One file on purpose: the promises about one reader, which share its drawn pages.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pdf_drawing import CellText, Pdf

from pipelines.model.document import PageKind, ParagraphKind, Table
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.limits import ReadingLimits
from pipelines.reading.pdf_file import read_pdf
from pipelines.reading.read import read_document

LONG = (
    "Ủy ban nhân dân xã Sông Trăng giao các bộ phận chuyên môn rà soát quy trình tiếp nhận hồ sơ, niêm yết công khai "
    "tại nơi làm việc và cập nhật lên trang thông tin của xã trước khi áp dụng."
)
SHORT = "Việc này làm xong trong quý đầu của năm."
HEADER = [CellText(0, c, t, bold=True) for c, t in enumerate(["STT", "Nhiệm vụ", "Sản phẩm", "Thời hạn"])]
XS = [60.0, 95.0, 300.0, 420.0, 540.0]


def cells_of(table: Table) -> dict[tuple[int, int], str]:
    return {(cell.row, cell.column): cell.text for cell in table.cells}


def row(index: int, *texts: str) -> list[CellText]:
    return [CellText(index, column, text) for column, text in enumerate(texts)]


def test_wrapped_lines_are_one_paragraph_and_the_next_one_is_another(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    y = pdf.paragraph(100, LONG)
    pdf.paragraph(pdf.paragraph(y, SHORT), LONG)
    document = read_pdf(pdf.save())
    assert [p.text for p in document.paragraphs] == [LONG, SHORT, LONG]
    assert document.pages[0].kind is PageKind.TEXT


def test_a_dash_that_wrapped_to_a_line_start_stays_inside_its_sentence(tmp_path: Path) -> None:
    text = "- Góp phần phát triển kinh tế của các thôn ven sông và nâng cao chất lượng văn hóa -"
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.text(121, 100, "- Góp phần nâng cao chất lượng phục vụ và phát triển kinh tế của thôn ")
    width = pdf.canvas.stringWidth(
        "- Góp phần nâng cao chất lượng phục vụ và phát triển kinh tế của thôn", "regular", 13
    )
    pdf.text(85, 117, "xóm trên địa bàn, gắn với các phong trào thi đua đã được phát động ở xã")
    pdf.text(85, 134, "- xã hội hóa các nguồn lực.")
    assert width > 300
    document = read_pdf(pdf.save())
    assert len(document.paragraphs) == 1
    assert document.paragraphs[0].text.endswith("ở xã - xã hội hóa các nguồn lực.")
    assert text.startswith("-")


def test_paragraph_over_a_page_break_is_one_with_a_box_on_each_page(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    y = 100.0
    for _ in range(4):
        y = pdf.paragraph(y, LONG)
    pdf.paragraph(y, LONG, part=slice(0, 2))
    pdf.page()
    pdf.centred(40, "2", middle=312)
    pdf.paragraph(pdf.paragraph(100, LONG, part=slice(2, None)), SHORT)
    document = read_pdf(pdf.save())
    assert [p.text for p in document.paragraphs] == [LONG] * 5 + [SHORT]
    assert [box.page for box in document.paragraphs[4].boxes] == [1, 2]


def test_paragraph_that_opens_a_page_is_not_glued_to_the_one_before(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    y = 100.0
    for _ in range(4):
        y = pdf.paragraph(y, LONG)
    pdf.page()
    pdf.paragraph(100, LONG)
    assert [p.text for p in read_pdf(pdf.save()).paragraphs] == [LONG] * 5


def test_page_numbers_are_furniture_and_do_not_cut_a_paragraph(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    for page in (1, 2, 3):
        pdf.centred(40, str(page))
        pdf.paragraph(100, LONG)
        pdf.page()
    document = read_pdf(pdf.save())
    assert [p.text for p in document.furniture] == ["1", "2", "3"]
    assert [p.text for p in document.paragraphs] == [LONG] * 3


def test_page_number_of_a_low_sheet_is_furniture(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf", height=330.0)
    for page in (1, 2, 3):
        pdf.centred(52, str(page))
        pdf.paragraph(90, LONG)
        pdf.page()
    document = read_pdf(pdf.save())
    assert [p.text for p in document.furniture] == ["1", "2", "3"]
    assert [p.text for p in document.paragraphs] == [LONG] * 3


def test_letterhead_is_read_left_column_first(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    for number, (left, right) in enumerate(
        [("ỦY BAN NHÂN DÂN", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), ("XÃ SÔNG TRĂNG", "Độc lập - Tự do - Hạnh phúc")]
    ):
        pdf.centred(60 + 17 * number, left, bold=True, middle=150, size=12)
        pdf.centred(60 + 17 * number, right, bold=True, middle=420, size=12)
    pdf.centred(115, "Số: 27/KH-UBND", middle=150)
    pdf.centred(115, "Sông Trăng, ngày 09 tháng 01 năm 2026", middle=420)
    pdf.centred(160, "KẾ HOẠCH", bold=True, middle=(85 + 540) / 2)
    pdf.paragraph(200, LONG)
    document = read_pdf(pdf.save())
    assert [(p.text, p.kind) for p in document.paragraphs[:7]] == [
        ("ỦY BAN NHÂN DÂN", ParagraphKind.LEFT_COLUMN),
        ("XÃ SÔNG TRĂNG", ParagraphKind.LEFT_COLUMN),
        ("Số: 27/KH-UBND", ParagraphKind.LEFT_COLUMN),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", ParagraphKind.RIGHT),
        ("Độc lập - Tự do - Hạnh phúc", ParagraphKind.RIGHT),
        ("Sông Trăng, ngày 09 tháng 01 năm 2026", ParagraphKind.RIGHT),
        ("KẾ HOẠCH", ParagraphKind.CENTERED),
    ]
    assert document.paragraphs[7].text == LONG


def test_recipients_and_signature_side_by_side_are_two_columns(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.paragraph(100, LONG)
    pdf.text(85, 200, "Nơi nhận:", bold=True, size=12)
    pdf.centred(200, "TM. ỦY BAN NHÂN DÂN", bold=True, middle=430)
    for number, line in enumerate(["- Như trên;", "- Các thôn, bản;", "- Lưu: VT."]):
        pdf.text(85, 215 + 13 * number, line, size=11)
    pdf.centred(218, "CHỦ TỊCH", bold=True, middle=430)
    pdf.centred(300, "Lê Thị Mai", bold=True, middle=430)
    document = read_pdf(pdf.save())
    assert [p.text for p in document.paragraphs[1:]] == [
        "Nơi nhận:",
        "- Như trên;",
        "- Các thôn, bản;",
        "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Lê Thị Mai",
    ]


def test_footnote_under_its_rule_is_a_note(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    y = 100.0
    for _ in range(8):
        y = pdf.paragraph(y, LONG)
    pdf.rule(85, 740, 229, 740)
    pdf.text(85, 753, "1", size=7)
    pdf.text(91, 756, "Theo danh mục do Sở Nội vụ gửi đầu năm.", size=10)
    document = read_pdf(pdf.save())
    assert [(p.text, p.note_marks) for p in document.notes] == [("Theo danh mục do Sở Nội vụ gửi đầu năm.", ("1",))]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("style", ["rule", "strip", "dots"])
def test_table_comes_back_whatever_its_drawing_and_rotation(tmp_path: Path, style: str, rotate: int) -> None:
    pdf = Pdf(tmp_path / "a.pdf", rotate=rotate)
    cells = [
        CellText(0, 0, "TT", 2, 1, bold=True),
        CellText(0, 1, "Nhiệm vụ", 2, 1, bold=True),
        CellText(0, 2, "Phân công", 1, 2, bold=True),
        CellText(1, 2, "Chủ trì", bold=True),
        CellText(1, 3, "Phối hợp", bold=True),
        CellText(2, 0, "I. CÔNG TÁC CHỈ ĐẠO", 1, 4, bold=True),
        CellText(3, 0, "1", 2, 1),
        CellText(3, 1, "Lập danh sách đầu mối của từng thôn và gửi về văn phòng", 2, 1),
        CellText(3, 2, "Văn phòng"),
        CellText(3, 3, "Các thôn"),
        CellText(4, 2, "Phòng Kinh tế"),
        CellText(4, 3, ""),
    ]
    pdf.table(XS, [100, 120, 140, 160, 190, 220], cells, getattr(pdf, style))
    document = read_pdf(pdf.save())
    (table,) = document.tables
    assert [(c.row, c.column, c.row_span, c.column_span, c.text) for c in table.cells] == [
        (c.row, c.column, c.row_span, c.column_span, c.text) for c in cells
    ]
    assert [c.bold for c in table.cells if c.text] == [c.bold for c in cells if c.text]
    assert document.pages[0].rotation == rotate
    assert document.issues == ()


def test_row_cut_by_page_break_is_one_row_and_the_repeated_header_goes(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    first = [*HEADER, *row(1, "1", "Lập kế hoạch năm", "Kế hoạch", "Quý I/2026")]
    first += row(2, "2", "Khảo sát mức độ hài lòng của người dân tại bộ phận một cửa và", "Báo cáo kết quả", "Tháng")
    pdf.table(XS, [100, 120, 150, 180], first)
    pdf.page()
    second = [*HEADER, *row(1, "", "các điểm tiếp nhận ở thôn", "", "6/2026")]
    second += row(2, "3", "Công khai kết quả", "Thông báo", "Quý IV/2026")
    pdf.table(XS, [60, 80, 110, 140], second)
    document = read_pdf(pdf.save())
    (table,) = document.tables
    assert table.row_count == 4
    assert cells_of(table)[2, 1] == (
        "Khảo sát mức độ hài lòng của người dân tại bộ phận một cửa và các điểm tiếp nhận ở thôn"
    )
    assert cells_of(table)[2, 3] == "Tháng 6/2026"
    assert cells_of(table)[3, 0] == "3"
    cut = next(cell for cell in table.cells if (cell.row, cell.column) == (2, 1))
    assert [box.page for box in cut.boxes] == [1, 2]
    assert [join.reason for join in table.joins] == ["same_table", "repeated_header", "cut_row"]
    assert all(0.5 <= join.score <= 1 for join in table.joins)


def test_new_row_at_page_top_stays_a_row_of_its_own(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.table(XS, [100, 120, 150], [*HEADER, *row(1, "1", "Lập kế hoạch năm", "Kế hoạch", "Quý I/2026")])
    pdf.page()
    pdf.table(XS, [60, 90], row(0, "2", "Kiểm tra việc niêm yết", "Biên bản", "Quý II/2026"))
    (table,) = read_pdf(pdf.save()).tables
    assert table.row_count == 3
    assert cells_of(table)[2, 1] == "Kiểm tra việc niêm yết"


def test_vertical_merge_cut_by_page_break_goes_on(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    first = [*HEADER, CellText(1, 0, "1", 2, 1), CellText(1, 1, "Số hóa hồ sơ lưu", 2, 1)]
    first += [CellText(1, 2, "Danh mục"), CellText(1, 3, "Quý I"), CellText(2, 2, "Kế hoạch"), CellText(2, 3, "Quý II")]
    pdf.table(XS, [100, 120, 150, 180], first)
    pdf.page()
    second = [*HEADER, CellText(1, 0, ""), CellText(1, 1, ""), CellText(1, 2, "Báo cáo"), CellText(1, 3, "Quý III")]
    second += row(2, "2", "Tập huấn cho thôn", "Tài liệu", "Quý IV")
    pdf.table(XS, [60, 80, 110, 140], second)
    (table,) = read_pdf(pdf.save()).tables
    spans = {(c.row, c.column): c.row_span for c in table.cells}
    assert spans[1, 0] == spans[1, 1] == 3
    assert cells_of(table)[3, 2] == "Báo cáo"
    assert cells_of(table)[4, 1] == "Tập huấn cho thôn"


def test_list_in_a_cell_keeps_its_lines_and_wrapped_items_are_joined(tmp_path: Path) -> None:
    text = "Thực hiện các việc sau:\n- Lập danh sách hộ dân chưa có tài khoản định danh\n- Hướng dẫn tại nhà"
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.table(XS, [100, 120, 210], [*HEADER, *row(1, "1", text, "Danh sách", "Cả năm")])
    (table,) = read_pdf(pdf.save()).tables
    assert cells_of(table)[1, 1] == text


def test_header_words_spilled_over_the_first_row_return_to_the_header(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    cells = [CellText(0, 0, "TT", 2, 1, bold=True), CellText(0, 1, "Phân công", 1, 2, bold=True)]
    cells += [CellText(1, 1, "Chủ trì", bold=True), CellText(1, 2, "Phối hợp", bold=True)]
    cells += [CellText(0, 3, "Thời gian thực hiện và hoàn thành việc này", 2, 1, bold=True)]
    cells += [CellText(2, 0, "1"), CellText(2, 1, "Văn phòng xã"), CellText(2, 2, "Các thôn"), CellText(2, 3, "Quý I")]
    pdf.table([60, 95, 250, 420, 520], [100, 116, 132, 180], cells)
    (table,) = read_pdf(pdf.save()).tables
    assert cells_of(table)[0, 3] == "Thời gian thực hiện và hoàn thành việc này"
    assert cells_of(table)[2, 3] == "Quý I"


def test_centred_title_wrapped_by_its_width_is_one_paragraph(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.centred(100, "DANH MỤC NHIỆM VỤ TRỌNG TÂM CỦA BỘ PHẬN MỘT", middle=312.5, bold=True)
    pdf.centred(117, "CỬA NĂM 2026", middle=312.5, bold=True)
    pdf.centred(145, "(Kèm theo Kế hoạch của xã)", middle=312.5)
    pdf.paragraph(180, LONG)
    texts = [p.text for p in read_pdf(pdf.save()).paragraphs]
    assert texts[1:] == ["(Kèm theo Kế hoạch của xã)", LONG]
    assert texts[0] == "DANH MỤC NHIỆM VỤ TRỌNG TÂM CỦA BỘ PHẬN MỘT CỬA NĂM 2026"


def test_text_around_a_table_stands_in_reading_order(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.paragraph(60, SHORT)
    pdf.table(XS, [100, 120, 150], [*HEADER, *row(1, "1", "Lập kế hoạch", "Kế hoạch", "Quý I")])
    pdf.paragraph(190, LONG)
    pdf.table(XS, [300, 320, 350], [*HEADER, *row(1, "1", "Viết báo cáo", "Báo cáo", "Quý II")])
    document = read_pdf(pdf.save())
    kinds = ["T" if isinstance(block, Table) else block.text for block in document.blocks]
    assert kinds == [SHORT, "T", LONG, "T"]


def test_white_rulings_do_not_make_a_table(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.canvas.setStrokeGray(1)
    pdf.table(XS, [100, 120], [CellText(0, c, t) for c, t in enumerate(["a", "b", "c", "d"])])
    assert read_pdf(pdf.save()).tables == ()


def test_letters_printed_twice_are_read_once(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    for letter, shift in ((letter, shift) for letter in enumerate("Nội dung in đậm giả") for shift in (0, 0.3)):
        pdf.text(85 + 9 * letter[0] + shift, 100, letter[1])
    pdf.text(85, 130, "Nội dung in đậm giả")
    pdf.text(85.3, 130.2, "Nội dung in đậm giả")
    texts = [p.text.replace(" ", "") for p in read_pdf(pdf.save()).paragraphs]
    assert texts == ["Nộidunginđậmgiả", "Nộidunginđậmgiả"]


def test_cropped_page_is_read_in_displayed_coordinates(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.canvas.setCropBox((50, 100, 595, 842))
    pdf.text(150, 200, SHORT)
    document = read_pdf(pdf.save())
    assert (document.pages[0].width, document.pages[0].height) == (545, 742)
    assert document.paragraphs[0].boxes[0].x0 == pytest.approx(100, abs=2)
    assert document.paragraphs[0].boxes[0].y1 == pytest.approx(204, abs=5)


def test_page_with_too_many_objects_keeps_its_text_and_says_so(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.table(XS, [100, 120, 150], [*HEADER, *row(1, "1", "Lập kế hoạch", "Kế hoạch", "Quý I")])
    document = read_pdf(pdf.save(), ReadingLimits(max_objects_per_page=10))
    assert [issue.code for issue in document.issues] == ["page_too_complex"]
    assert "Lập kế hoạch" in " ".join(p.text for p in document.paragraphs)


def test_more_pages_than_the_limit_is_refused(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    for _ in range(3):
        pdf.text(100, 100, SHORT)
        pdf.page()
    with pytest.raises(UnreadableDocument) as refusal:
        read_pdf(pdf.save(), ReadingLimits(max_pages=2))
    assert refusal.value.reason_code == "too_many_pages"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty_file"),
        (b"%PDF-1.7\nnothing here", "corrupt"),
        (b"hello", "unsupported_type"),
        (b"PK\x03\x04x word/document.xml", "corrupt"),
    ],
)
def test_files_that_cannot_be_read_say_why(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(content)
    with pytest.raises(UnreadableDocument) as refusal:
        read_document(path)
    assert refusal.value.reason_code == reason


def test_password_is_named_as_the_reason(tmp_path: Path) -> None:
    pikepdf = pytest.importorskip("pikepdf")
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.text(100, 100, SHORT)
    with pikepdf.open(pdf.save()) as opened:
        opened.save(tmp_path / "b.pdf", encryption=pikepdf.Encryption(owner="chu", user="nguoidung"))
    with pytest.raises(UnreadableDocument) as refusal:
        read_document(tmp_path / "b.pdf")
    assert refusal.value.reason_code == "encrypted"


def test_same_file_gives_the_same_document_twice(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.paragraph(60, LONG)
    pdf.table(XS, [200, 220, 250], [*HEADER, *row(1, "1", "Lập kế hoạch", "Kế hoạch", "Quý I")])
    path = pdf.save()
    assert read_document(path) == read_document(path)


def test_small_text_below_a_table_is_no_footnote_of_its_lowest_border(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    y = 80.0
    for _ in range(4):
        y = pdf.paragraph(y, LONG)
    ys = [y + 40, y + 60, y + 90]
    pdf.table(XS, ys, [*HEADER, *row(1, "1", "Lập kế hoạch năm", "Kế hoạch", "Quý I/2026")], pdf.strip)
    pdf.text(85, ys[-1] + 40, "III. TỔ CHỨC THỰC HIỆN", size=11)
    pdf.text(85, ys[-1] + 60, "Các đơn vị báo cáo hằng quý.", size=11)
    pdf.text(380, ys[-1] + 100, "CHỦ TỊCH", size=11)
    document = read_pdf(pdf.save())
    assert document.notes == ()
    assert [paragraph.text for paragraph in document.paragraphs][-3:] == [
        "III. TỔ CHỨC THỰC HIỆN",
        "Các đơn vị báo cáo hằng quý.",
        "CHỦ TỊCH",
    ]

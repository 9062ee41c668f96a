"""Signatures, recipients, periods and unit names."""

from __future__ import annotations

from datetime import date

import pytest
from plan_builder import context, document, para

from pipelines.model.document import ParagraphKind
from pipelines.model.plan import PeriodKind
from pipelines.understanding.metadata.commune import NameScope, unit_mentions
from pipelines.understanding.metadata.lines import Line
from pipelines.understanding.metadata.numbers import find_date, find_number
from pipelines.understanding.metadata.period import find_period
from pipelines.understanding.metadata.signature import find_recipients, find_signature
from pipelines.understanding.plan import understand


def _lines(*texts, kind=ParagraphKind.RIGHT):
    return tuple(Line(text, kind, i) for i, text in enumerate(texts))


@pytest.mark.parametrize(
    ("lines", "name", "title", "capacity"),
    [
        (("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Đỗ Đình Đức"), "Đỗ Đình Đức", "CHỦ TỊCH", "TM."),
        (("TM. UBND XÃ", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Y Khoa"), "Y Khoa", "PHÓ CHỦ TỊCH", "KT."),
        (
            ("TM.UBND", "KT.CHỦ TỊCH", "PHÓ CHỦ TỊCH THƯỜNG TRỰC", "Lò Thị Ánh"),
            "Lò Thị Ánh",
            "PHÓ CHỦ TỊCH THƯỜNG TRỰC",
            "KT.",
        ),
        (("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "Ngô Quý Ân"), "Ngô Quý Ân", "CHÁNH VĂN PHÒNG", "TL."),
        (("CHỦ TỊCH", "(Đã ký)", "Vi Văn Ơn"), "Vi Văn Ơn", "CHỦ TỊCH", None),
        (("TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Lê Ích Ổn",), "Lê Ích Ổn", "CHỦ TỊCH", "TM."),
        (
            ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Ký bởi: Ủy ban nhân dân xã", "NGUYỄN THỊ ÚT"),
            "Nguyễn Thị Út",
            "CHỦ TỊCH",
            "TM.",
        ),
        (("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), None, "CHỦ TỊCH", "TM."),
        (("T/M. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Mùa A Tếnh"), "Mùa A Tếnh", "CHỦ TỊCH", "TM."),
        (("TM. UBND", "CHỦ TỊCH", "Thạc sĩ Kiều Thị Oanh"), "Kiều Thị Oanh", "CHỦ TỊCH", "TM."),
        (("TM. UBND", "CHỦ TỊCH", "Trung tá Hà Văn Ích"), "Hà Văn Ích", "CHỦ TỊCH", "TM."),
        (("TM. UBND", "CHỦ TỊCH", "Tạ Sĩ Thạch"), "Tạ Sĩ Thạch", "CHỦ TỊCH", "TM."),  # no title of a scholar
        (("TM. UBND", "CHỦ TỊCH", "Trung Thị Úy"), "Trung Thị Úy", "CHỦ TỊCH", "TM."),  # nor a rank
    ],
)
def test_signature_block_is_read_in_every_form(lines, name, title, capacity):
    found = find_signature(_lines(*lines))
    assert (found.name, found.title, found.capacity) == (name, title, capacity)


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("TL. CHỦ TỊCH", "TRƯỞNG PHÒNG KINH TẾ", "Lò Văn Ún"), "Lò Văn Ún"),
        (("TL. CHỦ TỊCH", "TRƯỞNG PHÒNG VĂN HÓA - XÃ HỘI", "Lò Ún"), "Lò Ún"),
        (("TM. HỘI ĐỒNG", "CHỦ TỊCH", "GIÁM ĐỐC SỞ NỘI VỤ", "Vi Thị Ẻn"), "Vi Thị Ẻn"),
        (("TM. BAN CHỈ ĐẠO", "BÍ THƯ ĐẢNG ỦY", "Vi Thị Ẻn"), "Vi Thị Ẻn"),
        (("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐÓC", "Vi Thị Ẻn"), "Vi Thị Ẻn"),  # a scan's slip
        (("TL. CHỦ TỊCH", "TRƯỞNG PHÒNG KINH TẾ"), None),
        (("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐÓC"), None),
        (("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Phó Thị Ẻn"), "Phó Thị Ẻn"),
        (("KT. CHỦ TỊCH PHÓ CHỦ TỊCH VI THỊ ẺN",), "Vi Thị Ẻn"),
        (("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "VI THỊ ẺN"), "Vi Thị Ẻn"),
    ],
)
def test_office_that_one_heads_is_nobodys_name(lines, name):
    signature = find_signature(_lines(*lines))
    assert signature is not None
    assert signature.name == name


def test_name_run_together_with_the_filing_line_is_the_signer():
    lines = _lines("Nơi nhận:", "- Sở Nội vụ;", "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "- Lưu: VT, VHXH. Tô Thị Ẩn")
    assert find_signature(lines).name == "Tô Thị Ẩn"
    assert find_recipients(lines).filing == "Lưu: VT, VHXH"


def test_dash_inside_a_name_of_the_highlands_stays_in_it():
    assert find_signature(_lines("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Y - Thơm Êban")).name == "Y - Thơm Êban"


def _signed_on_a_scan(name, confidence=0.8):
    lines = (*_lines("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), Line(name, ParagraphKind.RIGHT, 2, confidence=confidence))
    return find_signature(lines)


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("Nguyên Văn Ất", "Nguyễn Văn Ất"),
        ("Trân Thị Ổi", "Trần Thị Ổi"),
        ("Pham Ích Ơn", "Phạm Ích Ơn"),
        ("' Lê Văn Ất", "Lê Văn Ất"),
    ],
)
def test_surname_on_a_scan_has_its_marks(read, name):
    assert _signed_on_a_scan(read).name == name


@pytest.mark.parametrize("name", ["Chu Văn Ất", "Vi Thị Ổi", "Xsuyễn Văn Ất", "K’Brêu", "Văn Ất"])
def test_other_first_words_of_a_name_on_a_scan_stay(name):
    assert _signed_on_a_scan(name).name == name


def test_surname_in_print_stays_as_it_is_printed():
    assert _signed_on_a_scan("Nguyên Văn Ất", confidence=1.0).name == "Nguyên Văn Ất"


def test_title_without_its_marks_signs_nothing():
    assert _signed_on_a_scan("THỨ TRƯỚNG").name is None


def test_mended_surname_is_told():
    assert _signed_on_a_scan("Nguyên Văn Ất").name_as_read == "Nguyên Văn Ất"


def test_filing_line_without_a_name_behind_it_signs_nothing():
    lines = _lines("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "- Lưu: VT, VHXH (02 bản). Ngày gửi")
    assert find_signature(lines).name is None


def test_recipients_between_the_lines_of_the_signature_do_not_disturb_it():
    lines = _lines("TM. ỦY BAN NHÂN DÂN", "Nơi nhận:", "- Sở Nội vụ;", "CHỦ TỊCH", "- Lưu: VT.", "Lê Ba")
    assert find_signature(lines).name == "Lê Ba"


def test_recipients_are_listed_without_dashes_and_the_filing_line_apart():
    found = find_recipients(
        _lines("Nơi nhận:", "- Sở Nội vụ (b/c);", "- Các phòng chuyên môn;", "- Lưu: VT, VHXH (3b).")
    )
    assert found.items == ("Sở Nội vụ (b/c)", "Các phòng chuyên môn")
    assert found.filing == "Lưu: VT, VHXH (3b)"


def test_recipients_run_together_on_one_line_are_taken_apart():
    found = find_recipients(_lines("Nơi nhận: - Sở Nội vụ; - Các thôn; - Lưu: VT."))
    assert found.items == ("Sở Nội vụ", "Các thôn")


def test_signature_and_recipients_in_a_table_are_read():
    from plan_builder import table

    closing = table([("Nơi nhận:\n- Sở Nội vụ;\n- Lưu: VT.", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\nĐào Duy Đạt")])
    metadata = understand(document(para("KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM 2026", "c"), closing), context()).metadata
    assert (metadata.signer, metadata.recipients) == ("Đào Duy Đạt", ("Sở Nội vụ",))


@pytest.mark.parametrize(
    ("title", "start", "end"),
    [
        ("năm 2026", "2026-01-01", "2026-12-31"),
        ("06 tháng cuối năm 2025", "2025-07-01", "2025-12-31"),
        ("6 tháng đầu năm 2027", "2027-01-01", "2027-06-30"),
        ("giai đoạn 2026-2030", "2026-01-01", "2030-12-31"),
        ("giai đoạn 2026 – 2030, tầm nhìn đến năm 2045", "2026-01-01", "2030-12-31"),
        ("thực hiện Chương trình tổng thể giai đoạn 2021-2030 năm 2026", "2026-01-01", "2026-12-31"),
        ("từ tháng 8 đến tháng 12 năm 2025", "2025-08-01", "2025-12-31"),
        ("tháng 1 - 6/2026", "2026-01-01", "2026-06-30"),
        ("hai quý cuối năm 2025", "2025-07-01", "2025-12-31"),
        ("05 tháng cuối năm 2025", "2025-08-01", "2025-12-31"),
        ("từ năm 2027 đến năm 2029", "2027-01-01", "2029-12-31"),
        ("thực hiện Chương trình tổng thể từ năm 2027 đến năm 2029", "2027-01-01", "2029-12-31"),
        ("2027", "2027-01-01", "2027-12-31"),
        ("tháng 12 - 6 năm 2026", "2026-01-01", "2026-12-31"),  # months in the wrong order name no span
        ("tháng 8 năm 2026", "2026-01-01", "2026-12-31"),  # a single month is no period of a plan
        ("quý II năm 2026", "2026-04-01", "2026-06-30"),
        ("Quý III/2026", "2026-07-01", "2026-09-30"),
        ("Quý IV năm 2025", "2025-10-01", "2025-12-31"),
        ("Quý 1, năm 2026", "2026-01-01", "2026-03-31"),
        ("quí I-2026", "2026-01-01", "2026-03-31"),
        ("quy 4 2026", "2026-10-01", "2026-12-31"),  # a file name without marks
        ("quý II, III năm 2026", "2026-04-01", "2026-09-30"),
        ("quý III và quý IV năm 2026", "2026-07-01", "2026-12-31"),
        ("3 quý đầu năm 2026", "2026-01-01", "2026-09-30"),
        ("năm 2026 và nhiệm vụ trọng tâm quý I năm 2026", "2026-01-01", "2026-12-31"),  # the year's plan
        ("quý IV năm 2025 và năm 2026", "2025-01-01", "2025-12-31"),  # no quarter's plan
        ("năm 2026 theo Báo cáo quý IV năm 2025", "2026-01-01", "2026-12-31"),  # a report's quarter
    ],
)
def test_period_is_read_from_the_title(title, start, end):
    period = find_period(f"Kế hoạch cải cách hành chính {title}")
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


def test_quarter_without_a_year_takes_that_of_the_folder():
    period = find_period("KẾ HOẠCH Cải cách hành chính quý II", 2026)
    assert (period.start, period.end) == (date(2026, 4, 1), date(2026, 6, 30))


def test_plan_of_a_quarter_gives_way_to_the_plan_of_the_year():
    """Kind ``half_year``: the contract's value for a plan that speaks for a part of the year only."""
    assert find_period("Kế hoạch CCHC quý II năm 2026").kind is PeriodKind.HALF_YEAR


def test_plan_of_a_quarter_has_its_quarter_and_times_in_the_quarter_are_that_quarter():
    from plan_builder import table

    tasks = table(
        [("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"), ("1", "Rà soát thủ tục", "Văn phòng", "Trong quý")]
    )
    plan = understand(document(para("KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH QUÝ II NĂM 2026", "c"), tasks), context())
    quarter = (date(2026, 4, 1), date(2026, 6, 30))
    assert (plan.metadata.period_start, plan.metadata.period_end) == quarter
    assert (plan.tasks[0].deadline.start, plan.tasks[0].deadline.end) == quarter


@pytest.mark.parametrize("text", ["Kế hoạch cải cách hành chính", "định hướng đến năm 2030"])
def test_no_period_is_made_up(text):
    assert find_period(text) is None


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("ngày 05 tháng 01 năm 2026", date(2026, 1, 5), "day"),
        ("ngày 5/1/2026", date(2026, 1, 5), "day"),
        ("ngày     tháng 01 năm 2026", None, "month"),
        ("ngày …/01/2026", None, "month"),
        ("ngày … tháng … năm 2026", None, "year"),
        ("ngày … tháng … năm …", None, None),
        ("ngày 30 tháng 02 năm 2026", None, "day"),
        ("ngày mùng 6 tháng 01 năm 2026", date(2026, 1, 6), "day"),
    ],
)
def test_date_is_read_as_far_as_it_is_printed(text, day, precision):
    found = find_date(text)
    assert (found.as_date, found.precision) == (day, precision)


@pytest.mark.parametrize("text", ["SỐ: 41/KH-UBND", "Sô: 41/KH-UBND", "Số: 41\\KH-UBND"])
def test_number_is_read_through_slips_of_its_word_and_stroke(text):
    assert find_number(text).text == "41/KH-UBND"


@pytest.mark.parametrize("text", ["Số: 41KH-UBND", "Số 41 KH-UBND", "Số: 41KH - UBND"])
def test_number_without_its_stroke_is_read_and_told(text):
    found = find_number(text)
    assert found is not None
    assert (found.text, found.misprint) == ("41/KH-UBND", text)


@pytest.mark.parametrize("text", ["Số: 41 KH", "Số lượng 41 KH-UBND", "số 41 kế hoạch"])
def test_number_beside_other_words_is_no_number_of_a_document(text):
    assert find_number(text) is None


def test_blank_number_is_none_and_keeps_its_symbol():
    found = find_number("Số: ……/KH-UBND")
    assert (found.text, found.symbol) == (None, "KH-UBND")


@pytest.mark.parametrize(
    ("text", "province", "code"),
    [
        ("ỦY BAN NHÂN DÂN XÃ EA DRĂNG CỘNG HÒA XÃ HỘI", "66", True),
        ("UBND xã Ea H’Leo", "66", True),
        ("UBND phường Buôn Ma Thuột, tỉnh Đắk Lắk", "66", True),
        ("kinh tế - xã hội của Việt Nam", "44", False),
        ("PHÒNG VĂN HÓA - XÃ HỘI", "44", False),
    ],
)
def test_unit_is_named_by_its_type_word(text, province, code):
    found = unit_mentions(text, "letterhead", NameScope(province, date(2026, 1, 1)))
    assert bool(found and found[0].communes) is code
    assert code or not found


@pytest.mark.parametrize(
    "title",
    [
        "Cải các hành chính năm 2026",
        "Cải cách hành chánh năm 2026",
        "CAI CACH HANH CHINH NAM 2026",
        "Thực hiện Nghị quyết số 76/NQ-CP trong năm 2026",
    ],
)
def test_slip_in_the_title_does_not_shut_a_plan_out(title):
    lines = (para("KẾ HOẠCH", "c"), para(title, "c"), para("I. MỤC TIÊU", "h"))
    assert understand(document(*lines), context()).is_plan


@pytest.mark.parametrize(
    "title", ["Cải tạo trụ sở hành chính năm 2026", "Kiểm soát thú y năm 2026", "Số hóa thủ tục hành chính năm 2026"]
)
def test_title_of_another_subject_is_no_plan_of_reform(title):
    lines = (para("KẾ HOẠCH", "c"), para(title, "c"), para("I. MỤC TIÊU", "h"))
    assert not understand(document(*lines), context()).is_plan

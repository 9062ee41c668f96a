"""Promises about marks, struck words, equations, fields and revisions: a number keeps its digits, and no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wordml import field, p, r, rows_of, tbl, tc, tr

from pipelines.reading.docx.equations import eq_field_text

RAISED = '<w:vertAlign w:val="superscript"/>'
STRUCK = "<w:strike/>"
CHANGE = 'w:id="1" w:author="a"'


def texts(document):
    return [paragraph.text for paragraph in document.paragraphs]


def told(document):
    return [(issue.code, issue.detail, issue.count) for issue in document.issues]


@pytest.mark.parametrize(
    ("before", "raised", "after", "text"),
    [
        ("Hồ sơ đạt 80", "2", "% trở lên", "Hồ sơ đạt 80% trở lên"),
        ("Trước 30/6/2026", "3", "", "Trước 30/6/2026"),
        ("Tháng 10", "3", "", "Tháng 10"),
        ("Văn phòng HĐND và UBND", "(1)", ".", "Văn phòng HĐND và UBND."),
        ("Đạt 90%", "1, 2", " hồ sơ", "Đạt 90% hồ sơ"),
        ("Kế hoạch", "*", " năm", "Kế hoạch năm"),
        ("Quý IV", "a", "/2026", "Quý IV/2026"),
        ("Trụ sở rộng 50 m", "2", ", xây mới", "Trụ sở rộng 50 m², xây mới"),
        ("Đào 5km", "2", " kênh", "Đào 5km² kênh"),
        ("Khoảng 2 x 10", "4", " hồ sơ", "Khoảng 2 x 10⁴ hồ sơ"),
        ("Khoảng 10", "3", " hồ sơ", "Khoảng 10³ hồ sơ"),
        ("Nhiệt độ 25", "o", "C", "Nhiệt độ 25°C"),
        ("Hội nghị lần 2", "nd", " tại xã", "Hội nghị lần 2nd tại xã"),
        ("Kế hoạch ", "(dự thảo)", " năm", "Kế hoạch (dự thảo) năm"),
    ],
)
def test_a_raised_mark_is_no_part_of_the_words_before_it(read, before, raised, after, text):
    document = read(p(before, r(raised, RAISED), *([after] if after else [])))
    assert texts(document) == [text]
    is_mark = not any(kept in text for kept in ("²", "⁴", "³", "°", "2nd", "(dự thảo)"))
    assert bool(document.paragraphs[0].note_marks) == is_mark


def test_letters_raised_by_hand_or_by_a_style_are_marks_too(read):
    styles = f'<w:style w:type="character" w:styleId="Ghi"><w:rPr>{RAISED}</w:rPr></w:style>'
    by_style, by_hand = r("1", '<w:rStyle w:val="Ghi"/>'), r("2", '<w:position w:val="8"/><w:sz w:val="16"/>')
    assert texts(read(p("Đạt 95", by_style, "%, đạt 97", by_hand, "% số hồ sơ"), styles=styles)) == [
        "Đạt 95%, đạt 97% số hồ sơ"
    ]


def test_marks_that_are_typed_as_raised_signs_are_marks(read):
    body = p("Tỷ lệ hồ sơ đạt 80²%") + p("Tháng 6/2026¹") + p("30/6/2026³") + p("Trụ sở 120 m²") + p("Xã¹ và phường²")
    assert texts(read(body)) == ["Tỷ lệ hồ sơ đạt 80%", "Tháng 6/2026", "30/6/2026", "Trụ sở 120 m²", "Xã và phường"]


def test_lowered_digits_stay(read):
    assert texts(read(p("Khí CO", r("2", '<w:vertAlign w:val="subscript"/>'), " giảm"))) == ["Khí CO2 giảm"]


@pytest.mark.parametrize(
    "properties", ['<w:vertAlign w:val="subscript"/>', '<w:position w:val="-6"/><w:sz w:val="16"/>']
)
@pytest.mark.parametrize(
    ("before", "mark", "after", "text"),
    [
        ("Trước 30/6/2026", "3", "", "Trước 30/6/2026"),
        ("đạt 80", "2", "% hồ sơ", "đạt 80% hồ sơ"),
        ("Phòng Văn hóa - Xã hội", "1", "", "Phòng Văn hóa - Xã hội"),
        ("Khí CO", "2", " giảm", "Khí CO2 giảm"),
        ("nước H", "2", "O", "nước H2O"),
        ("bụi PM", "10", "", "bụi PM10"),
        ("muối Na", "2", "SO", "muối Na2SO"),
    ],
)
def test_lowered_digits_are_marks_behind_numbers_and_words_and_letters_of_formulas(
    read, properties, before, mark, after, text
):
    assert texts(read(p(before, r(mark, properties), after))) == [text]


def test_struck_words_are_not_read_and_each_place_is_told_once(read):
    styles = '<w:style w:type="character" w:styleId="Bo"><w:rPr><w:dstrike/></w:rPr></w:style>'
    document = read(
        p("Hồ sơ trực tuyến đạt ", r("80", STRUCK), r("%", STRUCK), " 90%")
        + p(r("Câu này đã bỏ.", '<w:rStyle w:val="Bo"/>'))
        + p(r("Câu này còn.", f'{STRUCK.replace("/>", "")} w:val="0"/>')),
        styles=styles,
    )
    assert texts(document) == ["Hồ sơ trực tuyến đạt 90%", "Câu này còn."]
    assert told(document) == [("struck_text", "“80%”", 1), ("struck_text", "“Câu này đã bỏ.”", 1)]


def test_a_struck_row_is_no_row_and_merged_cells_close_over_it(read):
    def gone(text):
        return tc(p(r(text, STRUCK)))

    document = read(
        tbl(
            tr("TT", "Mục tiêu", "Nhiệm vụ", "Hạn"),
            tr("1", tc("mục tiêu chung", merge="restart"), "việc một", "quý I"),
            tr(gone("2"), tc(merge="continue"), gone("việc hai"), gone("quý II")),
            tr("3", tc(merge="continue"), tc(p("việc ba ", r("cũ", STRUCK))), "quý III"),
            widths=(600, 3000, 4000, 2000),
        )
    )
    assert rows_of(document.tables[0]) == [
        ["TT", "Mục tiêu", "Nhiệm vụ", "Hạn"],
        ["1", "mục tiêu chung", "việc một", "quý I"],
        ["3", None, "việc ba", "quý III"],
    ]
    assert told(document) == [("struck_text", "“2 | việc hai | quý II”", 1), ("struck_text", "“cũ”", 1)]


def m(name, *parts):
    return f"<m:{name}>{''.join(parts)}</m:{name}>"


def t(text):
    return m("r", f"<m:t>{text}</m:t>")


def fraction(upper, lower):
    return m("f", m("fPr", '<m:type m:val="lin"/>'), m("num", upper), m("den", lower))


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (fraction(t("9"), t("10")), "9/10"),
        (fraction(t("a+b"), t("2")), "(a+b)/2"),
        (m("sSup", m("e", t("m")), m("sup", t("2"))), "m²"),
        (m("sSub", m("e", t("x")), m("sub", t("i"))), "x_i"),
        (m("rad", m("deg"), m("e", t("16"))), "√16"),
        (m("d", m("e", t("1")), m("e", t("2"))), "(1, 2)"),
        (fraction(t("1"), fraction(t("2"), t("3"))), "1/(2/3)"),
    ],
)
def test_an_equation_reads_as_one_line(read, inner, text):
    assert texts(read(p("Đạt ", m("oMath", inner)))) == [f"Đạt {text}"]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (r" EQ \f(9;10) ", "9/10"),
        (r"EQ \f(1,2)", "1/2"),
        (r"EQ \r(,2)", "√2"),
        (r"EQ x\s\up6(2)", "x²"),
        (r"EQ \b(\f(1;3))", "1/3"),
        ("EQ \\f(1", "1"),
        ("EQ", ""),
    ],
)
def test_an_old_equation_field_reads_as_one_line(code, text):
    assert eq_field_text(code) == text


@given(st.text("EQ\\fsr(),;12 u", max_size=30))
def test_no_equation_code_is_too_strange(code):
    assert isinstance(eq_field_text(code), str)


def test_form_fields_show_what_was_chosen(read):
    drop = (
        '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="Quý I"/><w:listEntry w:val="Quý II"/></w:ddList>'
        "</w:ffData>"
    )
    first = drop.replace('<w:result w:val="1"/>', "")
    box = '<w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData>'
    text = '<w:ffData><w:textInput><w:default w:val="Phòng Kinh tế"/></w:textInput></w:ffData>'
    document = read(
        p("Hạn: ", field(" FORMDROPDOWN ", form=drop))
        + p("Hạn: ", field("FORMDROPDOWN", form=first))
        + p("Đã xong: ", field("FORMCHECKBOX", form=box))
        + p("Chủ trì: ", field("FORMTEXT", form=text))
        + p("Chủ trì: ", field("FORMTEXT", r("Văn phòng"), form=text))
    )
    assert texts(document) == [
        "Hạn: Quý II",
        "Hạn: Quý I",
        "Đã xong: ☒",
        "Chủ trì: Phòng Kinh tế",
        "Chủ trì: Văn phòng",
    ]


def test_fields_without_a_result_are_drawn_or_told(read):
    document = read(
        p(field("AUTONUM"), r(" việc một"))
        + p('<w:fldSimple w:instr=" AUTONUM "/>', r(" việc hai"))
        + p(field(r"EQ \f(3;4)"), r(" số thôn"))
        + p(field(r"SYMBOL 179 \f Symbol"), r(" 95%"))
        + p("Ngày ", field("DATE"), "tháng 02")
        + p("Mục lục", field("XE việc"))
    )
    assert texts(document) == [
        "1. việc một", "2. việc hai", "3/4 số thôn", "≥ 95%", "Ngày tháng 02", "Mục lục",
    ]  # fmt: skip
    assert told(document) == [("field_lost", "DATE", 1)]


def test_a_stored_date_is_what_the_author_saw(read):
    document = read(p("Ngày ", field(r"DATE \@ dd/MM/yyyy", r("05/01/2026"))) + p(field("SEQ Bảng", r("7"))))
    assert texts(document) == ["Ngày 05/01/2026", "7"]
    assert told(document) == [("date_field", "05/01/2026", 1)]


def test_the_prompt_of_a_content_control_is_not_its_content(read):
    def control(text, properties):
        return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{text}</w:sdtContent></w:sdt>"

    prompt, chosen = "<w:showingPlcHdr/>", '<w:showingPlcHdr w:val="0"/><w:dropDownList/>'
    cell = control(tc("Bấm để chọn ngày"), prompt)
    document = read(
        p("Hạn: ", control(r("Bấm để chọn"), prompt))
        + p("Hạn: ", control(r("Quý II"), chosen))
        + tbl(tr("1", cell, "x"), tr("2", "quý I", "y"), widths=(500, 3000, 3000))
    )
    assert texts(document) == ["Hạn:", "Hạn: Quý II"]
    assert rows_of(document.tables[0]) == [["1", "", "x"], ["2", "quý I", "y"]]


def test_revisions_are_read_as_accepted_and_told(read):
    moved = f"<w:rPr><w:moveFrom {CHANGE}/></w:rPr>"
    document = read(
        p(f"<w:moveFrom {CHANGE}>{r('Câu dời đi.')}</w:moveFrom>", properties=moved)
        + p("Câu sau.")
        + tbl(
            tr("1", "việc", "quý I"),
            tr("2", "bỏ", "quý II", properties=f"<w:del {CHANGE}/>"),
            tr("3", "thêm", "quý III", properties=f"<w:ins {CHANGE}/>"),
            widths=(500, 3000, 3000),
        )
    )
    assert texts(document) == ["Câu sau."]
    assert rows_of(document.tables[0]) == [["1", "việc", "quý I"], ["3", "thêm", "quý III"]]
    assert told(document) == [("tracked_changes", "4 chỗ", 1)]

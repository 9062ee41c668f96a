"""Promises about Word files typed in old fonts."""

import pytest
from wordml import p, r, tbl, tr

from pipelines.reading.legacy import LegacyEncoding, to_legacy


def font(name):
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>'


def test_runs_in_old_fonts_are_converted_run_by_run(read):
    tcvn3, vni = LegacyEncoding.TCVN3, LegacyEncoding.VNI
    document = read(
        p(r(to_legacy("ủy ban", tcvn3), font(".VnTimeH")), r(to_legacy(" được lưu", tcvn3), font(".VnTime")))
        + p(r(to_legacy("Kế hoạch", vni), font("VNI-Times")), r(" năm ấy", font("Times New Roman")))
        + p(r("Đã là Unicode: kế hoạch", font(".VnTime")))
    )
    assert [block.text for block in document.paragraphs] == [
        "ỦY BAN được lưu",
        "Kế hoạch năm ấy",
        "Đã là Unicode: kế hoạch",
    ]
    assert [(i.code, i.detail, i.count) for i in document.issues] == [
        ("legacy_encoding", "tcvn3", 1), ("legacy_encoding", "vni", 1),
    ]  # fmt: skip


def test_the_font_may_come_from_the_style_or_the_defaults(read):
    styles = f"<w:docDefaults><w:rPrDefault><w:rPr>{font('.VnTime')}</w:rPr></w:rPrDefault></w:docDefaults>"
    text = to_legacy("thủ tục", LegacyEncoding.TCVN3)
    document = read(p(text) + p(r("thủ", '<w:rFonts w:asciiTheme="minorHAnsi"/>')), styles=styles)
    assert [block.text for block in document.paragraphs] == ["thủ tục", "thủ"]


def test_the_soft_hyphen_of_an_old_font_is_a_letter(read):
    run = f"<w:r><w:rPr>{font('.VnTime')}</w:rPr><w:t>l</w:t><w:softHyphen/><w:t>u</w:t></w:r>"
    assert read(p(run)).paragraphs[0].text == "lưu"


TCVN3, VNI = LegacyEncoding.TCVN3, LegacyEncoding.VNI
PROSE = (
    "Ủy ban nhân dân xã ban hành Kế hoạch cải cách hành chính như sau",
    "Tỷ lệ hồ sơ được giải quyết trước hạn đạt 95%",
    "Chương trình tổng thể cải cách hành chính nhà nước",
)


def texts(document):
    return [block.text for block in document.paragraphs]


@pytest.mark.parametrize("encoding", [TCVN3, VNI])
def test_old_codes_under_the_name_of_a_unicode_font_are_found(read, encoding):
    # TCVN3 has no capitals with a tone: "Ủ" is typed in another font
    lines = [line.lower() for line in PROSE]
    body = "".join(p(r(to_legacy(line, encoding), font("Times New Roman"))) for line in lines)
    document = read(body + tbl(tr(to_legacy("Lưu trữ hồ sơ", encoding), "2026", "UBND", "x")))
    assert texts(document) == lines
    assert document.tables[0].cells[0].text == "Lưu trữ hồ sơ"
    assert [(issue.code, issue.detail) for issue in document.issues] == [("legacy_encoding", encoding.value)]


def test_marks_of_vni_belong_to_their_letter_wherever_a_run_ends(read):
    old = to_legacy("Kế hoạch cải cách hành chính", VNI)
    runs = "".join(r(char, font("VNI-Times")) for char in old)
    assert texts(read(f"<w:p>{runs}</w:p>")) == ["Kế hoạch cải cách hành chính"]


def test_unicode_in_a_style_with_the_name_of_an_old_font_stays(read):
    styles = f"<w:docDefaults><w:rPrDefault><w:rPr>{font('.VnTime')}</w:rPr></w:rPrDefault></w:docDefaults>"
    lines = ["Công an xã", "Tháng 11", "Công văn, báo cáo", "Đánh giá", "Hàng tháng", "Trước hạn", "Tin bài © 2026"]
    assert texts(read("".join(p(line) for line in lines), styles=styles)) == lines


def test_texts_of_both_kinds_in_one_old_font_are_told_apart(read):
    old = [to_legacy(line.lower(), TCVN3) for line in PROSE]
    body = "".join(p(r(line, font(".VnTime"))) for line in [*old, "Công an xã", "Báo cáo tháng"])
    assert texts(read(body)) == [*(line.lower() for line in PROSE), "Công an xã", "Báo cáo tháng"]


def test_an_old_annex_in_a_unicode_plan_is_decoded_alone(read):
    body = "".join(p(line) for line in PROSE) + "".join(p(to_legacy(line.lower(), TCVN3)) for line in PROSE)
    assert texts(read(body + p("Báo cáo © 2026"))) == [*PROSE, *(line.lower() for line in PROSE), "Báo cáo © 2026"]


def test_capitals_typed_in_small_accented_letters_are_capitals(read):
    lines = ["KÕ HO¹CH", "ñy ban nh\u00a9n d\u00a9n", "TM. ñY BAN NH\u00a2N D\u00a2N", "Sè: 15/KH-UBND", "KÕ ho¹ch n¨m"]
    body = "".join(p(r(line, font(".VnTime"))) for line in lines)
    assert texts(read(body)) == ["KẾ HOẠCH", "ủy ban nhân dân", "TM. ỦY BAN NHÂN DÂN", "Số: 15/KH-UBND", "Kế hoạch năm"]


def test_a_lost_letter_is_put_back_where_one_place_makes_a_word(read):
    """Some programs leave out the soft hyphen, and with it every "ư" of the file."""
    lines = [to_legacy(line.lower(), TCVN3).replace("\u00ad", "") for line in (*PROSE, "lu trữ, người dân")]
    document = read("".join(p(r(line, font(".VnTime"))) for line in lines))
    assert texts(document)[:3] == [line.lower() for line in PROSE]
    assert texts(document)[3] == "lu trữ, người dân"
    assert ("lost_glyphs", "chữ “ư” của bảng mã TCVN3") in [(issue.code, issue.detail) for issue in document.issues]


def test_a_word_corrected_in_unicode_does_not_hide_the_old_text_around_it(read):
    old = [to_legacy(line.lower(), TCVN3) for line in PROSE]
    mixed = r(to_legacy("tỷ lệ hồ sơ được ", TCVN3)) + r("giải quyết") + r(to_legacy(" trước hạn", TCVN3))
    assert (
        texts(read("".join(p(line) for line in old) + f"<w:p>{mixed}</w:p>"))[3]
        == "tỷ lệ hồ sơ được giải quyết trước hạn"
    )

"""Promises about Word files typed in old fonts."""

from wordml import p, r

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

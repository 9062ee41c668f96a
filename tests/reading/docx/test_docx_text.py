"""Promises about the text of Word documents: what a reader sees on paper is what comes out."""

import pytest
from wordml import p, r, tbl, tc, text_box, tr

from pipelines.model.document import ExtractionMethod, ParagraphKind


def texts(document):
    return [paragraph.text for paragraph in document.paragraphs]


def test_paragraphs_come_in_order_nfc_with_single_blanks(read):
    document = read(p("Kê\u0301  hoa\u0323ch", "\u00a0năm 2026") + p("") + p("Mục tiêu"))
    assert texts(document) == ["Kế hoạch năm 2026", "Mục tiêu"]
    assert document.method is ExtractionMethod.DOCX
    assert [(issue.code, issue.count) for issue in document.issues] == [("non_nfc", 1)]


def test_alignment_style_and_weight_decide_the_kind(read):
    styles = (
        '<w:style w:type="paragraph" w:styleId="Tua"><w:name w:val="heading 2"/><w:basedOn w:val="Goc"/>'
        '<w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Goc"><w:rPr><w:b/><w:sz w:val="28"/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Giua"><w:pPr><w:jc w:val="center"/></w:pPr></w:style>'
    )
    document = read(
        p("Tên văn bản", properties='<w:pStyle w:val="Giua"/>')
        + p("Ngày ký", properties='<w:jc w:val="right"/>')
        + p("Chức vụ", properties='<w:jc w:val="center"/><w:ind w:left="5000"/>')
        + p("Phần một", properties='<w:pStyle w:val="Tua"/>')
        + p(r("Phần hai", "<w:b/>"))
        + p(r("Một câu ", "<w:i/>"), "thường, không nghiêng cả đoạn.")
        + '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:left="1701" w:right="1134"/></w:sectPr>',
        styles=styles,
    )
    assert [paragraph.kind for paragraph in document.paragraphs] == [
        ParagraphKind.CENTERED, ParagraphKind.RIGHT, ParagraphKind.RIGHT, ParagraphKind.HEADING,
        ParagraphKind.HEADING, ParagraphKind.BODY,
    ]  # fmt: skip
    heading = document.paragraphs[3]
    assert (heading.level, heading.bold, heading.font_size) == (1, True, 14.0)
    assert not document.paragraphs[5].italic


def test_an_explicit_off_beats_the_style(read):
    styles = '<w:style w:type="paragraph" w:styleId="Dam"><w:rPr><w:b/></w:rPr></w:style>'
    document = read(p(r("Không đậm", '<w:b w:val="0"/>'), properties='<w:pStyle w:val="Dam"/>'), styles=styles)
    assert not document.paragraphs[0].bold


def test_tracked_changes_are_accepted_and_counted(read):
    change = 'w:id="1" w:author="a"'
    document = read(
        p(
            r("Hoàn thành "),
            f"<w:del {change}><w:r><w:delText>90</w:delText></w:r></w:del>",
            f"<w:ins {change}>{r('95')}</w:ins>",
            r("%"),
        )
        + p(f"<w:moveFrom {change}>{r('Câu dời đi')}</w:moveFrom>", f"<w:moveTo {change}>{r('Câu dời đến')}</w:moveTo>")
    )
    assert texts(document) == ["Hoàn thành 95%", "Câu dời đến"]
    assert document.properties["tracked_changes"] == "4"


def test_paragraphs_whose_mark_was_deleted_are_one(read):
    mark = '<w:rPr><w:del w:id="1" w:author="a"/></w:rPr>'
    assert texts(read(p("Rà soát ", properties=mark) + p("thủ tục"))) == ["Rà soát thủ tục"]


def test_hidden_text_is_not_read(read):
    styles = '<w:style w:type="character" w:styleId="An"><w:rPr><w:vanish/></w:rPr></w:style>'
    body = p(
        "Thấy", r(" ẩn", "<w:vanish/>"), r(" cũng ẩn", '<w:rStyle w:val="An"/>'), r(" được", '<w:vanish w:val="0"/>')
    )
    assert texts(read(body, styles=styles)) == ["Thấy được"]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<w:t>57</w:t><w:noBreakHyphen/><w:t>NQ/TW</w:t>", "57-NQ/TW"),
        ("<w:t>cải</w:t><w:softHyphen/><w:t>cách</w:t>", "cảicách"),
        ("<w:t>một</w:t><w:tab/><w:t>hai</w:t>", "một hai"),
        ("<w:t>một</w:t><w:br/><w:t>hai</w:t>", "một hai"),
        ("<w:t>một</w:t><w:br/><w:t>- hai</w:t>", "một|- hai"),
        ('<w:t>một</w:t><w:br w:type="page"/><w:t>hai</w:t>', "một hai"),
        ('<w:sym w:font="Symbol" w:char="F0B3"/><w:t> 95%</w:t>', "≥ 95%"),
        ('<w:sym w:font="Wingdings" w:char="F0FC"/>', "✓"),
        ('<w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr><w:t>\uf0a3</w:t>', "≤"),
        ("<w:rPr><w:caps/></w:rPr><w:t>ủy ban</w:t>", "ỦY BAN"),
    ],
)
def test_special_characters_come_out_as_printed(read, inner, text):
    assert texts(read(f"<w:p><w:r>{inner}</w:r></w:p>")) == text.split("|")


def test_fields_give_their_result_and_not_their_code(read):
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("9")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("năm 2026")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    simple = f'<w:fldSimple w:instr="DATE">{r(" lần hai")}</w:fldSimple>'
    assert texts(read(p("Kế hoạch ", field, simple))) == ["Kế hoạch năm 2026 lần hai"]


def test_links_tags_bookmarks_and_controls_are_transparent(read):
    body = p(
        '<w:bookmarkStart w:id="0" w:name="x"/>', r("Theo "), f'<w:hyperlink r:id="r9">{r("Nghị định")}</w:hyperlink>',
        f"<w:smartTag>{r(' số ')}</w:smartTag>",
        f"<w:sdt><w:sdtPr><w:alias w:val='Số'/></w:sdtPr><w:sdtContent>{r('61')}</w:sdtContent></w:sdt>",
        '<w:bookmarkEnd w:id="0"/>',
    )  # fmt: skip
    block = f"<w:sdt><w:sdtContent>{p('Trong khung nội dung')}</w:sdtContent></w:sdt>"
    assert texts(read(body + block)) == ["Theo Nghị định số 61", "Trong khung nội dung"]


def test_formulas_are_read_as_text(read):
    assert texts(read(p("Đạt ", "<m:oMath><m:r><m:t>≥ 80%</m:t></m:r></m:oMath>"))) == ["Đạt ≥ 80%"]


def test_text_boxes_are_read_once_at_their_place_and_side(read):
    document = read(
        p(text_box(p("Tên cơ quan")), text_box(p("Nơi và ngày"), left=3_500_000), "Tên văn bản",
          text_box(p("Ghi chú dưới"), above=False, width=6_000_000))
    )  # fmt: skip
    assert [(paragraph.text, paragraph.kind) for paragraph in document.paragraphs] == [
        ("Tên cơ quan", ParagraphKind.LEFT_COLUMN),
        ("Nơi và ngày", ParagraphKind.RIGHT),
        ("Tên văn bản", ParagraphKind.BODY),
        ("Ghi chú dưới", ParagraphKind.BODY),
    ]


def test_fallback_is_read_when_nothing_else_is_there(read):
    box = f"<w:pict><v:textbox><w:txbxContent>{p('Khung cũ')}</w:txbxContent></v:textbox></w:pict>"
    assert texts(
        read(p(f"<w:r><mc:AlternateContent><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"))
    ) == ["Khung cũ"]


def test_footnotes_headers_and_watermarks_stand_apart(read):
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    document = read(
        p("Nội dung", reference),
        footnotes=f'<w:footnote w:id="0" w:type="separator">{p("kẻ")}</w:footnote>'
        f'<w:footnote w:id="2">{p("Giải thích")}</w:footnote>',
        header=p("Đầu trang") + p('<w:r><w:pict><v:shape><v:textpath string="DỰ THẢO"/></v:shape></w:pict></w:r>'),
        footer=p("Chân trang"),
    )
    assert texts(document) == ["Nội dung"]
    assert [(note.text, note.kind, note.list_label) for note in document.notes] == [
        ("1 Giải thích", ParagraphKind.NOTE, "1")
    ]
    assert [line.text for line in document.furniture] == ["Đầu trang", "DỰ THẢO", "Chân trang"]
    assert {line.kind for line in document.furniture} == {ParagraphKind.FURNITURE}


def test_pages_follow_the_breaks_that_word_recorded(read):
    page_break = "<w:r><w:lastRenderedPageBreak/></w:r>"
    cut = tc(p("đầu hàng ", page_break, "cuối hàng"))
    document = read(
        p("trang một")
        + p(page_break, "trang hai, rồi ", page_break, "trang ba")
        + tbl(tr("1", cut, cut), tr("2", "b", "c"))
        + p("cuối")
        + '<w:sectPr><w:pgSz w:w="11900" w:h="16840"/></w:sectPr>'
    )
    assert [[box.page for box in paragraph.boxes] for paragraph in document.paragraphs] == [[1], [2, 3], [4]]
    assert [[box.page for box in cell.boxes] for cell in document.tables[0].cells] == [
        [3],
        [3, 4],
        [3, 4],
        [4],
        [4],
        [4],
    ]
    assert [(page.number, page.width, page.height) for page in document.pages] == [
        (n, 595.0, 842.0) for n in (1, 2, 3, 4)
    ]


def test_strict_files_are_read_like_others(tmp_path):
    from wordml import document_xml, package

    from pipelines.reading.docx import read_docx

    strict = document_xml(p("Theo chuẩn chặt")).replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    assert texts(read_docx(package(tmp_path / "strict.docx", "", raw_document=strict))) == ["Theo chuẩn chặt"]


def test_old_drawing_boxes_know_their_side_too(read):
    def box(text, style):
        content = f"<w:txbxContent>{p(text)}</w:txbxContent>"
        return f'<w:r><w:pict><v:shape style="{style}"><v:textbox>{content}</v:textbox></v:shape></w:pict></w:r>'

    place = "position:absolute;margin-left:{}pt;margin-top:{}pt;width:200pt;height:50pt".format
    document = read(p(box("phải", place(260, 0)), box("trái", place(-10, -5)), box("dưới", place(0, 40)), "Thân"))
    assert [(block.text, block.kind) for block in document.paragraphs] == [
        ("phải", ParagraphKind.RIGHT), ("trái", ParagraphKind.LEFT_COLUMN),
        ("Thân", ParagraphKind.BODY), ("dưới", ParagraphKind.LEFT_COLUMN),
    ]  # fmt: skip


def test_a_table_of_contents_does_not_repeat_the_headings(read):
    styles = '<w:style w:type="paragraph" w:styleId="ML1"><w:name w:val="toc 1"/></w:style>'
    document = read(p("Mục tiêu\t3", properties='<w:pStyle w:val="ML1"/>') + p("Mục tiêu"), styles=styles)
    assert texts(document) == ["Mục tiêu"]
    assert [line.text for line in document.furniture] == ["Mục tiêu 3"]


def test_a_file_of_pictures_says_so(tmp_path):
    import zipfile

    from wordml import package

    from pipelines.reading.docx import read_docx
    from pipelines.reading.errors import UnreadableDocument

    path = package(tmp_path / "scan.docx", p("<w:r><w:drawing/></w:r>"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("word/media/image1.png", b"x")
    with pytest.raises(UnreadableDocument, match="1 ảnh") as caught:
        read_docx(path)
    assert caught.value.reason_code == "no_text"


def test_without_recorded_breaks_pages_follow_those_that_were_asked_for(read):
    def section(kind=""):
        start = f'<w:type w:val="{kind}"/>' if kind else ""
        return f"<w:sectPr>{start}<w:pgSz w:w='11906' w:h='16838'/></w:sectPr>"

    styles = '<w:style w:type="paragraph" w:styleId="Moi"><w:pPr><w:pageBreakBefore/></w:pPr></w:style>'
    asked = '<w:r><w:br w:type="page"/></w:r>'
    document = read(
        p("đầu", properties='<w:pStyle w:val="Moi"/>')
        + p("một", asked, "hai")
        + p("ba", properties='<w:pStyle w:val="Moi"/>')
        + p("vẫn ba", properties=section())
        + p("cũng ba", properties=section("continuous"))
        + tbl(tr("TT", "Việc", "Hạn", "Ghi chú"), widths=(500, 3000, 2000, 2000))
        + section(),
        styles=styles,
    )
    pages = [[box.page for box in paragraph.boxes] for paragraph in document.paragraphs]
    assert pages == [[1], [1, 2], [3], [3], [3]]
    assert {box.page for cell in document.tables[0].cells for box in cell.boxes} == {4}
    assert len(document.pages) == 4


def test_breaks_that_were_asked_for_do_not_count_beside_recorded_ones(read):
    both = '<w:r><w:br w:type="page"/></w:r><w:r><w:lastRenderedPageBreak/></w:r>'
    document = read(p("một", both, "hai") + p("vẫn hai", properties="<w:pageBreakBefore/>"))
    assert [[box.page for box in paragraph.boxes] for paragraph in document.paragraphs] == [[1, 2], [2]]


@pytest.mark.parametrize(
    ("line", "texts"),
    [
        ("Xã A, ngày       tháng 01 năm 2026", ["Xã A, ngày tháng 01 năm 2026"]),
        ("Xã A, ngày 05 tháng       năm 2026", ["Xã A, ngày 05 tháng năm 2026"]),
        ("Số:         /KH-UBND", ["Số: /KH-UBND"]),
        (
            "Số:        /KH-UBND          Xã A, ngày      tháng 01 năm 2026",
            ["Số: /KH-UBND", "Xã A, ngày tháng 01 năm 2026"],
        ),
        ("UBND XÃ A          CỘNG HÒA XÃ HỘI", ["UBND XÃ A", "CỘNG HÒA XÃ HỘI"]),
        ("Nơi nhận:          CHỦ TỊCH", ["Nơi nhận:", "CHỦ TỊCH"]),
    ],
)  # fmt: skip
def test_a_blank_to_be_filled_in_parts_no_columns(read, line, texts):
    assert [paragraph.text for paragraph in read(p(line)).paragraphs] == texts

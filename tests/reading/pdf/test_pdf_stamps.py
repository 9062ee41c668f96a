"""Promises about annotations: what a signing service prints is read where it stands; what nobody sees is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pdf_drawing import Pdf
from reportlab.pdfbase import pdfmetrics

from pipelines.model.document import Document, PageKind
from pipelines.reading.limits import DEFAULT_LIMITS
from pipelines.reading.pdf_file import read_pdf
from pipelines.samples.render.annotations import Annotation, Shape, annotate

_HEAD = 84.0  # baseline of the number line


def _letterhead(
    path: Path, number: str = "Số:            /KH-UBND", day: str = "ngày        tháng        năm 2026"
) -> Path:
    pdf = Pdf(path)
    pdf.text(90, 60, "UBND XÃ AN PHÚ", size=12, bold=True)
    pdf.text(300, 60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=11, bold=True)
    pdf.text(90, _HEAD, number, size=13)
    pdf.text(300, _HEAD, f"An Phú, {day}", size=13)
    y = pdf.paragraph(
        170, "Căn cứ tình hình thực tế, Ủy ban nhân dân xã xây dựng kế hoạch cải cách hành chính năm 2026."
    )
    pdf.text(300, y + 60, "CHỦ TỊCH", size=13, bold=True)
    return pdf.save()


def _words(tmp_path: Path, width: float, height: float, *lines: tuple[float, float, str, float]) -> bytes:
    """A page of the size of an annotation with words at (x, baseline from the top)."""
    pdf = Pdf(tmp_path / "words.pdf", width, height)
    for x, y, text, size in lines:
        pdf.text(x, y, text, size=size)
    return pdf.save().read_bytes()


def _stamp(tmp_path: Path, text: str, x: float, baseline: float = _HEAD, **more) -> Annotation:
    width = 9.0 * len(text) + 4
    drawn = _words(tmp_path, width, 18, (1, 14, text, more.pop("size", 13)))
    return Annotation((x, baseline - 14, x + width, baseline + 4), drawn, **more)


def _read(path: Path, *annotations: Annotation) -> Document:
    path.write_bytes(annotate(path.read_bytes(), [(0, one) for one in annotations]))
    return read_pdf(path)


def _text(document: Document) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


@pytest.mark.parametrize("shape", list(Shape))
@pytest.mark.parametrize("kind", ["Sig", "FreeText", "Stamp", "Tx", "Watermark", "Line"])
def test_number_and_date_in_annotations_are_read_in_their_lines(tmp_path: Path, shape: Shape, kind: str):
    stamps = [_stamp(tmp_path, text, x, kind=kind, shape=shape) for text, x in (("57", 118), ("16", 381), ("01", 454))]
    text = _text(_read(_letterhead(tmp_path / "a.pdf"), *stamps))
    assert "Số: 57 /KH-UBND" in text
    assert "ngày 16 tháng 01 năm 2026" in text


@pytest.mark.parametrize(
    ("number", "day"),
    [
        ("Số: ........../KH-UBND", "ngày …… tháng …… năm 2026"),
        ("Số:\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0/KH-UBND", "ngày ______ tháng ______ năm 2026"),
    ],
)
def test_dots_and_blanks_under_a_stamp_are_gone(tmp_path: Path, number: str, day: str):
    path = _letterhead(tmp_path / "a.pdf", number, day)
    filler = day[5]
    places = [(f"An Phú, ngày {filler}"), (f"An Phú, {day.split(' tháng', maxsplit=1)[0]} tháng {filler}")]
    xs = [122.0, *(300 + pdfmetrics.stringWidth(place, "regular", 13) for place in places)]
    stamps = [_stamp(tmp_path, text, x) for text, x in zip(("57", "16", "01"), xs, strict=True)]
    text = _text(_read(path, *stamps))
    assert "57/KH" in text.replace(" ", "").replace(".", "")
    assert "ngày16tháng01năm2026" in "".join(text.split()).replace("…", "").replace("_", "")


def test_stamp_some_points_off_its_line_is_read_in_it(tmp_path: Path):
    for off in (-6.0, -3.0, 4.0):
        text = _text(_read(_letterhead(tmp_path / "a.pdf"), _stamp(tmp_path, "123", 118, _HEAD + off, size=12)))
        assert "Số: 123 /KH-UBND" in text


def test_stamp_that_touches_its_neighbours_is_parted_from_them_by_blanks(tmp_path: Path):
    document = _read(_letterhead(tmp_path / "a.pdf", day="ngày     tháng     năm 2026"), _stamp(tmp_path, "16", 372))
    assert "ngày 16 tháng" in _text(document)


def test_stamp_on_a_turned_page_is_read(tmp_path: Path):
    pdf = Pdf(tmp_path / "a.pdf", 842, 595, rotate=90)
    pdf.text(90, 84, "Số:            /KH-UBND")
    pdf.paragraph(170, "Căn cứ tình hình thực tế, Ủy ban nhân dân xã xây dựng kế hoạch năm 2026.")
    path = pdf.save()
    words = _words(tmp_path, 18, 24, (1, 14, "9", 13))  # stands upright in user space: sideways to the reader
    path.write_bytes(annotate(path.read_bytes(), [(0, Annotation((300, 300, 318, 324), words, kind="FreeText"))]))
    assert "9" in "".join(paragraph.text for paragraph in read_pdf(path).paragraphs)


@pytest.mark.parametrize("flags", [2, 4 | 2, 32, 4 | 32])
def test_hidden_stamp_is_not_read(tmp_path: Path, flags: int):
    document = _read(_letterhead(tmp_path / "a.pdf"), _stamp(tmp_path, "57", 118, flags=flags))
    assert "57" not in _text(document)


@pytest.mark.parametrize("flags", [0, 1, 4])
def test_stamp_that_every_viewer_shows_is_read_whatever_else_its_flags_say(tmp_path: Path, flags: int):
    document = _read(_letterhead(tmp_path / "a.pdf"), _stamp(tmp_path, "57", 118, flags=flags))
    assert "57" in _text(document)


@pytest.mark.parametrize("kind", ["Link", "Popup", "Highlight", "Ink"])
def test_annotations_that_bear_no_words_of_the_page_give_none(tmp_path: Path, kind: str):
    assert "57" not in _text(_read(_letterhead(tmp_path / "a.pdf"), _stamp(tmp_path, "57", 118, kind=kind)))


def test_comment_on_a_drawn_line_is_not_read_nor_is_a_hidden_caption(tmp_path: Path):
    place = (118, _HEAD - 14, 150, _HEAD + 4)
    comment = Annotation(place, _words(tmp_path, 32, 18), kind="Line", value="xem lại số 58")
    hidden = _stamp(tmp_path, "57", 118, kind="Line", flags=2)
    document = _read(_letterhead(tmp_path / "a.pdf"), comment, hidden)
    assert _text(document) == _text(_read(_letterhead(tmp_path / "b.pdf")))
    assert document.issues == ()


def test_line_drawn_over_words_neither_strikes_them_nor_rules_a_table(tmp_path: Path):
    plain = _read(_letterhead(tmp_path / "b.pdf"))
    stroke = Pdf(tmp_path / "stroke.pdf", 300, 10)
    stroke.canvas.line(0, 5, 300, 5)
    drawn = stroke.save().read_bytes()
    lines = [Annotation((85, y - 9, 385, y + 1), drawn, kind="Line") for y in (60, _HEAD, 170, 185)]
    document = _read(_letterhead(tmp_path / "a.pdf"), *lines)
    assert (_text(document), document.tables, document.issues) == (_text(plain), (), ())


def test_stamp_of_a_switched_off_layer_is_not_read(tmp_path: Path):
    document = _read(_letterhead(tmp_path / "a.pdf"), _stamp(tmp_path, "57", 118, layer="Nháp"))
    assert "57" not in _text(document)


def test_words_of_a_signature_about_itself_are_furniture_and_properties(tmp_path: Path):
    lines = (
        (2, 10, "Ký bởi: Ủy ban nhân dân xã An Phú", 8),
        (2, 20, "Email: xaanphu@vidu.gov.vn", 8),
        (2, 30, "Cơ quan: Ủy ban nhân dân tỉnh", 8),
        (2, 40, "Thời gian ký: 16.01.2026 09:15:02 +07:00", 8),
    )
    signature = Annotation((300, 20, 500, 65), _words(tmp_path, 200, 45, *lines))
    document = _read(_letterhead(tmp_path / "a.pdf"), signature)
    assert "Ký bởi" not in _text(document) and "vidu.gov.vn" not in _text(document)
    assert document.furniture[0].text.startswith("Ký bởi: Ủy ban nhân dân xã An Phú")
    assert document.properties["signature_signers"] == "Ủy ban nhân dân xã An Phú"
    assert document.properties["signature_times"] == "16.01.2026 09:15:02 +07:00"


def test_long_name_of_a_signer_goes_on_in_the_next_line(tmp_path: Path):
    lines = ((2, 10, "Digitally signed by", 8), (2, 20, "NGUYEN VAN MAU", 8), (2, 30, "Date: 2026.01.16 09:15:02", 8))
    document = _read(
        _letterhead(tmp_path / "a.pdf"), Annotation((300, 300, 480, 340), _words(tmp_path, 180, 40, *lines))
    )
    assert document.properties["signature_signers"] == "NGUYEN VAN MAU"
    assert document.properties["signature_times"] == "2026.01.16 09:15:02"
    assert "NGUYEN VAN MAU" not in _text(document)


def test_words_of_a_signature_printed_into_the_page_are_furniture_too(tmp_path: Path):
    path = tmp_path / "a.pdf"
    pdf = Pdf(path)
    for y, line in ((20, "Người ký: Văn phòng UBND xã"), (30, "Thời gian ký: 16/01/2026 09:15:02")):
        pdf.text(20, y, line, size=8)
    pdf.paragraph(170, "Căn cứ tình hình thực tế, Ủy ban nhân dân xã xây dựng kế hoạch năm 2026.")
    pdf.text(85, 300, "Ngày ký: 05/01/2026")
    document = read_pdf(pdf.save())
    assert "Người ký" not in _text(document)
    assert "Ngày ký: 05/01/2026" in _text(document)  # a field of a form: no time of the clock, no signer
    assert document.properties["signature_signers"] == "Văn phòng UBND xã"


def test_typed_note_by_itself_is_a_line_of_the_page(tmp_path: Path):
    document = _read(_letterhead(tmp_path / "a.pdf"), _stamp(tmp_path, "DỰ THẢO", 90, 130, kind="FreeText"))
    assert "DỰ THẢO" in [paragraph.text for paragraph in document.paragraphs]


def test_note_and_field_without_appearance_give_what_was_typed(tmp_path: Path):
    note = Annotation((118, 72, 150, 88), None, kind="FreeText", value="57")
    assert "57" in _text(_read(_letterhead(tmp_path / "a.pdf"), note))
    field = Annotation((300, 300, 500, 316), None, kind="Tx", value="Đã duyệt hồ sơ số hóa")
    assert "Đã duyệt hồ sơ số hóa" in _text(_read(_letterhead(tmp_path / "b.pdf"), field))


def test_value_of_a_field_that_shows_something_else_is_not_read(tmp_path: Path):
    field = replace(_stamp(tmp_path, "57", 118, kind="Tx"), value="99")
    text = _text(_read(_letterhead(tmp_path / "a.pdf"), field))
    assert "57" in text and "99" not in text


def test_picture_without_words_covers_its_place(tmp_path: Path):
    pdf = Pdf(tmp_path / "seal.pdf", 40, 18)
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    pdf.canvas.drawImage(ImageReader(Image.new("RGB", (40, 18), (200, 20, 20))), 0, 0, 40, 18)
    seal = Annotation((118, 70, 158, 88), pdf.save().read_bytes())
    document = _read(_letterhead(tmp_path / "a.pdf"), seal)
    assert [(round(box.x0), round(box.y1)) for box in document.covers] == [(118, 88)]


def test_border_of_a_field_makes_no_table(tmp_path: Path):
    pdf = Pdf(tmp_path / "box.pdf", 60, 20)
    pdf.canvas.rect(0.5, 0.5, 59, 19)
    pdf.text(4, 14, "57")
    document = _read(_letterhead(tmp_path / "a.pdf"), Annotation((118, 70, 178, 90), pdf.save().read_bytes()))
    assert document.tables == () and "57" in _text(document)


def test_opaque_note_hides_what_was_printed_under_it(tmp_path: Path):
    pdf = Pdf(tmp_path / "box.pdf", 60, 20)
    pdf.canvas.setFillColorRGB(1, 1, 1)
    pdf.canvas.rect(0, 0, 60, 20, stroke=0, fill=1)
    pdf.canvas.setFillColorRGB(0, 0, 0)
    pdf.text(2, 14, "58")
    note = Annotation((112, 70, 172, 90), pdf.save().read_bytes(), kind="FreeText")
    text = _text(_read(_letterhead(tmp_path / "a.pdf", "Số: 57       /KH-UBND"), note))
    assert "58" in text and "57" not in text


def test_page_with_too_many_annotations_is_read_without_them_and_told(tmp_path: Path):
    path = _letterhead(tmp_path / "a.pdf")
    stamps = [(0, _stamp(tmp_path, "57", 118))] * 3
    path.write_bytes(annotate(path.read_bytes(), stamps))
    document = read_pdf(path, replace(DEFAULT_LIMITS, max_annotations_per_page=2))
    assert [issue.code for issue in document.issues] == ["annotations_skipped"]
    assert "Căn cứ tình hình thực tế" in _text(document)


def test_the_box_of_a_stamped_line_holds_the_stamp(tmp_path: Path):
    document = _read(_letterhead(tmp_path / "a.pdf"), _stamp(tmp_path, "57", 118))
    (box,) = next(p.boxes for p in document.paragraphs if "57" in p.text)
    assert box.x0 < 118 and box.x1 > 136 and box.y0 < 80 < box.y1


def test_page_without_annotations_is_a_text_page_as_before(tmp_path: Path):
    document = read_pdf(_letterhead(tmp_path / "a.pdf"))
    assert document.pages[0].kind is PageKind.TEXT and document.covers == ()
    assert "signature_signers" not in document.properties

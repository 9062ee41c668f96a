"""Promises about old encodings: what TCVN3 and VNI documents say comes out in Unicode, and Unicode is left alone."""

import shutil
import subprocess
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.model.document import Box, Cell, Document, ExtractionMethod, Page, PageKind, Paragraph, Table
from pipelines.reading.legacy import (
    LegacyEncoding,
    detect_encoding,
    encoding_of_font,
    is_capitals_font,
    repair_legacy,
    syllable_rate,
    to_legacy,
    to_unicode,
)
from pipelines.reading.legacy.case import restore_capitals, restore_horns
from pipelines.reading.legacy.encodings import decoding_table
from pipelines.reading.legacy.judge import Decoded, judge
from pipelines.reading.legacy.syllables import is_syllable

TCVN3, VNI = LegacyEncoding.TCVN3, LegacyEncoding.VNI
PROSE = (
    "xã xây dựng kế hoạch rà soát quy trình nội bộ, bảo đảm mọi hồ sơ được trả đúng hẹn; phòng chuyên môn "
    "hướng dẫn người dân nộp trực tuyến và báo cáo kết quả vào cuối mỗi quý"
)
WORDS = sorted(set(PROSE.replace(",", "").replace(";", "").split()))
BASES = "aăâeêioôơuưy"
LETTERS = [
    unicodedata.normalize("NFC", base + tone)
    for base in BASES
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
] + ["đ"]
ASCII = "bcdghklmnpqrstvx 0123456789.,;-/"


def test_tables_have_every_letter_once():
    lower = {letter for letter in LETTERS if not letter.isascii()}
    assert {letter for letter in decoding_table(TCVN3).values() if letter.islower()} == lower
    assert set(decoding_table(VNI).values()) == lower | {letter.upper() for letter in lower}
    for encoding, size in ((TCVN3, 74), (VNI, 134)):
        assert len(decoding_table(encoding)) == len(set(decoding_table(encoding).values())) == size


@pytest.mark.skipif(shutil.which("iconv") is None, reason="needs iconv of the C library")
def test_tcvn3_agrees_with_the_c_library():
    for code, letter in decoding_table(TCVN3).items():
        run = subprocess.run(
            ["iconv", "-f", "TCVN", "-t", "UTF-8"],
            input=code.encode("latin-1") + b" ",
            check=False,
            capture_output=True,
        )
        if run.returncode:
            pytest.skip("this iconv has no TCVN table")
        assert unicodedata.normalize("NFC", run.stdout.decode())[0] == letter


@given(st.text(alphabet=[*LETTERS, *ASCII], max_size=60))
def test_tcvn3_round_trip_of_lower_case(text):
    assert to_unicode(to_legacy(text, TCVN3), TCVN3) == text


@given(st.lists(st.sampled_from(WORDS), max_size=30), st.sampled_from([str.lower, str.upper, str.title]))
def test_vni_round_trip_of_words(words, case):
    text = case(" ".join(words))
    assert to_unicode(to_legacy(text, VNI), VNI) == text


@given(st.lists(st.sampled_from(WORDS), max_size=30))
def test_capitals_fonts_draw_capitals(words):
    text = " ".join(words)
    assert to_unicode(to_legacy(text, TCVN3), TCVN3, capitals=True) == text.upper()


def test_known_spellings():
    assert to_unicode("KÕ ho¹ch c¶i c¸ch hµnh chÝnh", TCVN3) == "Kế hoạch cải cách hành chính"
    assert to_unicode("Keá hoaïch caûi caùch haønh chính", VNI) == "Kế hoạch cải cách hành chính"
    assert to_unicode("\u03bc", TCVN3) == "à"  # the micro sign often comes back as a Greek letter
    assert to_unicode("l­u tr÷", TCVN3) == "lưu trữ"  # TCVN3 keeps ư on the code of the soft hyphen
    assert to_unicode("Aù", VNI) == "Á"


@pytest.mark.parametrize(
    ("font", "encoding", "capitals"),
    [
        (".VnTime", TCVN3, False),
        (".VnTimeH", TCVN3, True),
        ("ABCDEF+.VnArialH,Bold", TCVN3, True),
        (".VnHelvetIns", TCVN3, False),
        (".VnArial NarrowH", TCVN3, True),
        ("VnTimeH", TCVN3, True),
        ("VNI-Times", VNI, False),
        ("XYZABC+VNI-Helve-Condense", VNI, False),
        ("Times New Roman", None, False),
        ("Vnature", None, False),
        (None, None, False),
    ],
)
def test_font_names_decide(font, encoding, capitals):
    assert encoding_of_font(font) is encoding
    assert is_capitals_font(font) is capitals


def test_rates_separate_the_encodings():
    assert syllable_rate(PROSE) > 0.95
    for encoding in LegacyEncoding:
        assert syllable_rate(to_legacy(PROSE, encoding)) < 0.6
        assert detect_encoding(to_legacy(PROSE, encoding)) is encoding


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        "",
        "ba chu",
        "The quick brown fox jumps over the lazy dog again and again",
        "Le préfet a décidé de créer une commission chargée d'étudier les réformes",
        to_legacy(PROSE, TCVN3) + " đã được",
        "12 34 56 78 90 100%",
    ],
)
def test_other_text_is_left_alone(text):
    assert detect_encoding(text) is None


@given(st.lists(st.sampled_from(WORDS), min_size=8, max_size=60))
def test_unicode_vietnamese_is_never_taken_for_legacy(words):
    assert detect_encoding(" ".join(words)) is None


@pytest.mark.parametrize(
    "word", ["nghiêng", "quyết", "giếng", "khuỷu", "ươm", "y", "ý", "Đường", "quốc", "rượu", "gì", "thuở"]
)
def test_syllables_are_recognised(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["hoạchh", "ho¹ch", "cacs", "cạ́", "fă", "zu", "ăn1", "các̉", "cac"])
def test_non_syllables_are_not(word):
    assert not is_syllable(word)


def document(*texts, cell=""):
    table = Table(1, 1, (Cell(0, 0, 1, 1, cell, (Box(1),)),))
    paragraphs = tuple(Paragraph(text, (Box(1),)) for text in texts)
    return Document(ExtractionMethod.PDF_TEXT, (Page(1, 1, 1, PageKind.TEXT),), (*paragraphs, table))


@pytest.mark.parametrize("encoding", list(LegacyEncoding))
def test_a_legacy_document_is_repaired_and_says_so(encoding):
    old = document(to_legacy(PROSE, encoding), "ASCII 2026", cell=to_legacy("hằng quý", encoding))
    new = repair_legacy(old)
    assert [block.text for block in new.paragraphs] == [PROSE, "ASCII 2026"]
    assert new.tables[0].cells[0].text == "hằng quý"
    assert [(issue.code, issue.detail, issue.count) for issue in new.issues] == [("legacy_encoding", encoding.value, 2)]
    assert repair_legacy(new) is new


def test_unicode_parts_of_a_mixed_document_stay(encoding=TCVN3):
    mixed = document(PROSE, to_legacy(PROSE, encoding))
    assert [block.text for block in repair_legacy(mixed).paragraphs] == [PROSE, PROSE]


def test_a_unicode_document_is_returned_as_it_is():
    clean = document(PROSE, cell="quý IV")
    assert repair_legacy(clean) is clean


def test_trust_in_a_font_is_what_its_texts_show():
    unicode, old = ["Công an xã", "Báo cáo tháng"], [to_legacy("được lưu trữ như sau", TCVN3)]
    both = judge([(".VnTime", text) for text in (*unicode, *old, *old, *old)])
    assert both.trust == {".VnTime": 0.6}
    assert judge([(".VnTime", text) for text in unicode]).is_clean
    assert judge([("Arial", PROSE)]).is_clean
    assert judge([(".VnTime", "UBND 2026")]).decode("UBND xa", ".VnTimeH") == Decoded("UBND xa")
    assert judge([(".VnTimeH", "UBND")]).decode("xa", ".VnTimeH") == Decoded("XA", TCVN3)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
def test_unicode_is_not_decoded_where_old_text_stands_beside_it(words):
    judgement = judge([("Arial", to_legacy(PROSE, TCVN3)), ("Arial", PROSE)])
    text = " ".join(words)
    assert judgement.decode(text, "Arial").text == text


@pytest.mark.parametrize(
    ("text", "restored"),
    [
        ("Kế HOạCH", "KẾ HOẠCH"),
        ("UBND Xã KIM PHú", "UBND XÃ KIM PHÚ"),
        ("Số: 15/KH-UBND", "Số: 15/KH-UBND"),
        ("Kế hoạch của UBND xã", "Kế hoạch của UBND xã"),
        ("về việc HOàN THàNH kế hoạch", "về việc HOÀN THÀNH kế hoạch"),
        ("TTHC đúng hạn", "TTHC đúng hạn"),
        ("", ""),
    ],
)
def test_words_in_capitals_are_so_throughout(text, restored):
    assert restore_capitals(text) == restored


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("nhà nớc đợc trớc ngời", "nhà nước được trước người"),
        ("nh sau", "như sau"),
        ("Lu: VT", "Lưu: VT"),
        ("xã A Lu, ông Ngời", "xã A Lu, ông Ngời"),
        ("đã ban hành kế hoạch", "đã ban hành kế hoạch"),
    ],
)
def test_a_lost_horn_is_put_back_in_words_alone(text, mended):
    assert restore_horns(text)[0] == mended


def test_acronyms_of_a_unicode_text_are_not_letters_of_an_old_one():
    texts = [("Arial", text) for text in ("Danh sách cán bộ", "ĐT CQ", "ĐT NR", "ĐT CĐ", "ĐT DĐ", "© 2026 «Đ»")]
    judgement = judge(texts)
    assert [judgement.decode(text, font).text for font, text in texts] == [text for _, text in texts]


def test_one_letter_in_a_capitals_font_belongs_to_the_word_behind_it():
    """ "Ít" is typed as "Ý" in a font of capitals and "t" in the other: "Ý" is a word of its own in Unicode."""
    old = judge([(".VnTimeH", to_legacy("ủy ban nhân dân", TCVN3)), (".VnTime", to_legacy(PROSE, TCVN3))])
    assert old.decode("\u00dd", ".VnTimeH") == Decoded("Í", TCVN3)
    unicode = judge([(".VnTimeH", "ỦY BAN NHÂN DÂN"), (".VnTime", PROSE)])
    assert unicode.decode("Ý", ".VnTimeH") == Decoded("Ý")

"""Promises about PDFs in old encodings: every letter that is drawn is read, soft hyphens and capitals included."""

import pikepdf
import pytest

from pipelines.reading.legacy import LegacyEncoding, to_legacy
from pipelines.reading.read import read_document

TCVN3, VNI = LegacyEncoding.TCVN3, LegacyEncoding.VNI
PROSE = (
    "ban hành kế hoạch cải cách hành chính như sau",
    "Tỷ lệ hồ sơ được giải quyết trước hạn đạt 95%",
    "Chương trình tổng thể cải cách hành chính nhà nước",
    "Lưu trữ, ưu tiên: 316/KH-UBND, 2021-2030",
)
MAP = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /x def /CMapType 2 def "
    b"1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <20> <FF> <0020> endbfrange endcmap end end"
)


def draw(path, lines, *, mapped=True, faces=("ABCDEF+.VnTime",)):
    """A page with ``lines`` of bytes, in turn in each of the ``faces``."""
    with pikepdf.new() as pdf:
        fonts = pikepdf.Dictionary()
        for index, face in enumerate(faces):
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.TrueType,
                BaseFont=pikepdf.Name(f"/{face}"),
                Encoding=pikepdf.Name.WinAnsiEncoding,
                FirstChar=0,
                LastChar=255,
                Widths=pikepdf.Array([600] * 256),
            )
            if mapped:
                font.ToUnicode = pdf.make_stream(MAP)
            fonts[f"/F{index}"] = pdf.make_indirect(font)
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=fonts)
        shown = b""
        for index, line in enumerate(lines):
            text = line.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
            at = f"BT /F{index % len(faces)} 10 Tf 1 0 0 1 50 {780 - 30 * index} Tm (".encode()
            shown += at + text + b") Tj ET "
        page.Contents = pdf.make_stream(shown)
        pdf.save(path)
    return path


def words(document):
    return " ".join(paragraph.text for paragraph in document.paragraphs).split()


@pytest.mark.parametrize("encoding", [TCVN3, VNI])
@pytest.mark.parametrize("mapped", [True, False], ids=["map", "no map"])
def test_every_letter_of_an_old_font_is_read(tmp_path, encoding, mapped):
    face = {TCVN3: "ABCDEF+.VnTime", VNI: "VNI-Times"}[encoding]
    lines = [to_legacy(line, encoding).encode("latin-1") for line in PROSE]
    document = read_document(draw(tmp_path / "a.pdf", lines, mapped=mapped, faces=(face,)))
    assert words(document) == " ".join(PROSE).split()
    assert [(issue.code, issue.detail) for issue in document.issues] == [("legacy_encoding", encoding.value)]


@pytest.mark.parametrize("encoding", [TCVN3, VNI])
def test_old_codes_in_a_font_of_any_name_are_read(tmp_path, encoding):
    lines = [to_legacy(line, encoding).encode("latin-1") for line in PROSE]
    document = read_document(draw(tmp_path / "a.pdf", lines, faces=("TimesNewRoman",)))
    assert words(document) == " ".join(PROSE).split()


def test_a_font_that_draws_capitals_gives_capitals(tmp_path):
    lines = [to_legacy(line, TCVN3).encode("latin-1") for line in ("kế hoạch ubnd xã", PROSE[0])]
    document = read_document(draw(tmp_path / "a.pdf", lines, faces=(".VnTimeH", ".VnTime")))
    assert words(document) == ["KẾ", "HOẠCH", "UBND", "XÃ", *PROSE[0].split()]


def test_western_letters_of_other_languages_stay(tmp_path):
    text = "Le préfet a décidé de créer une commission chargée d'étudier les réformes ½ × ® « à la fin »"
    document = read_document(draw(tmp_path / "a.pdf", [text.encode("cp1252")], faces=("Arial",)))
    assert words(document) == text.split()
    assert document.issues == ()

"""Promises about damaged text layers: lost letters come back, sound files stay as they are, doubts are told."""

from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
import reportlab
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from pipelines.reading.fontrepair import readable_copy
from pipelines.reading.fontrepair.audit import suspects_of
from pipelines.reading.fontrepair.cmap import read_cmap, write_cmap
from pipelines.reading.fontrepair.decide import _elect
from pipelines.reading.fontrepair.fonts import PdfFont, fonts_of
from pipelines.reading.fontrepair.lexicon import Lexicon, vote
from pipelines.reading.fontrepair.programs import open_truetype
from pipelines.reading.fontrepair.shapes import Doubt, DoubtedWord
from pipelines.reading.pdf_file import read_pdf

sys.path.insert(0, str(Path(__file__).parent))
from font_damage import WORDS, damage, draw


def text_of(path: Path) -> str:
    document = pdfium.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document).replace("\r", "")
    finally:
        document.close()


def lines_of(path: Path) -> list[str]:
    return [line.strip() for line in text_of(path).splitlines()]


LETTERS = ("V", "ă", "C", "ộ", "h", "Đ")
DAMAGES = {"blank": " ", "private": "\ue123", "doubled": "a", "missing": None}


@pytest.mark.parametrize(
    ("letter", "says"),
    [
        pytest.param(letter, says, id=f"{name}-{letter}")
        for name, says in DAMAGES.items()
        for letter in LETTERS
        if says is not None or not letter.isascii()  # codes of ASCII letters are the letters: no map needed
    ],
)
def test_lost_letter_comes_back_wherever_it_is_printed(tmp_path: Path, letter: str, says: str | None) -> None:
    sound = draw(tmp_path / "sound.pdf")
    damaged = damage(sound, tmp_path / "damaged.pdf", {letter: says})
    assert text_of(damaged) != text_of(sound)
    with readable_copy(damaged) as readable:
        assert lines_of(readable.path) == lines_of(sound)
        assert [issue.code for issue in readable.issues] == ["lost_glyphs"]
        assert readable.issues[0].count == "".join(WORDS).count(letter)
        assert f"“{letter}”" in readable.issues[0].detail


def test_two_letters_lost_in_one_font_both_come_back(tmp_path: Path) -> None:
    sound = draw(tmp_path / "sound.pdf")
    damaged = damage(sound, tmp_path / "damaged.pdf", {"V": " ", "ả": " "})
    with readable_copy(damaged) as readable:
        assert lines_of(readable.path) == lines_of(sound)
        assert len(readable.issues) == 2


def test_sound_file_is_read_as_it_is(tmp_path: Path) -> None:
    sound = draw(tmp_path / "sound.pdf")
    with readable_copy(sound) as readable:
        assert readable.path == sound
        assert readable.issues == ()


def test_damaged_file_itself_is_never_changed_and_the_copy_goes_away(tmp_path: Path) -> None:
    damaged = damage(draw(tmp_path / "sound.pdf"), tmp_path / "damaged.pdf", {"V": " "})
    before = damaged.read_bytes()
    with readable_copy(damaged) as readable:
        copy = readable.path
        assert copy != damaged
    assert damaged.read_bytes() == before
    assert not copy.exists()


def test_cyrillic_look_alikes_become_latin_and_are_reported(tmp_path: Path) -> None:
    sound = draw(tmp_path / "sound.pdf", (*WORDS, "Nghị định của Chính phủ số 12/2025/NĐ-CP"))
    damaged = damage(sound, tmp_path / "damaged.pdf", {"C": "\u0421", "P": "\u0420"})
    assert "NĐ-\u0421\u0420" in text_of(damaged)
    with readable_copy(damaged) as readable:
        assert lines_of(readable.path) == lines_of(sound)
        assert {issue.code for issue in readable.issues} == {"homoglyph"}


def test_file_that_no_reader_opens_is_left_to_the_reader(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nnot a document")
    with readable_copy(broken) as readable:
        assert readable.path == broken


def test_reader_gives_the_repaired_text_and_says_what_was_repaired(tmp_path: Path) -> None:
    sound = draw(tmp_path / "sound.pdf")
    damaged = damage(sound, tmp_path / "damaged.pdf", {"V": " "})
    expected, document = read_pdf(sound), read_pdf(damaged)
    assert [p.text for p in document.paragraphs] == [p.text for p in expected.paragraphs]
    assert [issue.code for issue in document.issues] == ["lost_glyphs"]
    assert document.issues[0].box is not None
    assert document.issues[0].box.page == 1


@pytest.mark.shared
def test_real_sound_files_raise_no_alarm(shared: Path) -> None:
    for path in sorted((shared / "documents").glob("*.pdf")):
        with readable_copy(path) as readable:
            assert (readable.path, readable.issues) == (path, ())


@pytest.mark.shared
@pytest.mark.parametrize("letter", ["V", "ă", "ộ", "P"])
def test_letter_lost_in_a_real_file_comes_back(shared: Path, tmp_path: Path, letter: str) -> None:
    sound = shared / "documents" / "ben_quan_2026.pdf"
    damaged = damage(sound, tmp_path / "damaged.pdf", {letter: " "})
    with readable_copy(damaged) as readable:
        assert text_of(readable.path).count(letter) == text_of(sound).count(letter)


def test_no_letter_is_chosen_when_two_fit_equally_well() -> None:
    assert _elect({"ổ": (0.9, 0.9), "ố": (0.9, 0.9)}) is None
    assert _elect({"ổ": (0.9, 0.9), "ố": (0.2, 0.8)}) == "ổ"
    assert _elect({"ổ": (0.3, 0.4), "ố": (0.0, 0.1)}) is None
    assert _elect({}) is None


def test_words_in_use_outvote_mere_syllable_shapes() -> None:
    places = [DoubtedWord("\ue900iệc", 1), DoubtedWord("\ue900ăn", 1), DoubtedWord("\ue900ề", 2)]
    shares = vote(places, "\ue900", ["v", "r", "g"], Lexicon.of(()))
    assert shares["v"] > shares["r"]
    assert shares["v"] > shares["g"]


def test_words_with_another_lost_letter_do_not_vote() -> None:
    assert vote([DoubtedWord("\ue900\ue901n", 1)], "\ue900", ["v"], Lexicon.of(())) == {}


@given(st.dictionaries(st.integers(0, 0xFFFF), st.text(min_size=1, max_size=3), max_size=250))
def test_written_map_reads_back_the_same(mapping: dict[int, str]) -> None:
    assert read_cmap(write_cmap(mapping, 2)) == mapping


def test_ranges_of_both_kinds_are_read() -> None:
    data = b"2 beginbfrange <0003> <0005> <0041> <0010><0011> [<1EA1> <00E2 0301>] endbfrange"
    assert read_cmap(data) == {3: "A", 4: "B", 5: "C", 0x10: "ạ", 0x11: "â\u0301"}


def _type1(path: Path, says: dict[int, str]) -> Path:
    """A page in an embedded Type 1 face, with ``says`` as its map."""
    folder = Path(reportlab.__file__).parent / "fonts"
    face = pdfmetrics.EmbeddedType1Face(str(folder / "DarkGardenMK.afm"), str(folder / "DarkGardenMK.pfb"))
    pdfmetrics.registerTypeFace(face)
    pdfmetrics.registerFont(pdfmetrics.Font("Dark", "DarkGardenMK", "WinAnsiEncoding"))
    canvas = Canvas(str(path), invariant=True)
    canvas.setFont("Dark", 14)
    canvas.drawString(60, 700, "Vinh danh")
    canvas.save()
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        (font,) = (item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/FontDescriptor" in item)
        font.ToUnicode = pdf.make_stream(write_cmap(says, 1))
        pdf.save(path)
    return path


def test_lost_letter_of_a_type_1_face_is_found(tmp_path: Path) -> None:
    sound = {code: chr(code) for code in range(0x20, 0x7F)}
    with pikepdf.open(_type1(tmp_path / "sound.pdf", sound)) as pdf:
        assert suspects_of(fonts_of(pdf)) == []
    with pikepdf.open(_type1(tmp_path / "lost.pdf", sound | {ord("V"): " "})) as pdf:
        assert [(suspect.code, suspect.doubt) for suspect in suspects_of(fonts_of(pdf))] == [(ord("V"), Doubt.BLANK)]


def test_glance_at_a_face_agrees_with_the_drawn_outlines() -> None:
    for style in ("Regular", "BoldItalic"):
        font = files("pipelines.reading.fontrepair") / "data" / "fonts" / f"SampleSerif-{style}.ttf"
        program = open_truetype(font.read_bytes())
        drawn = [bool(program.outline(glyph)) for glyph in range(450)]
        assert [program.draws(glyph) for glyph in range(450)] == drawn
        assert not all(drawn)


WIDTHS = st.lists(st.integers(0, 2000) | st.floats(0, 2000).map(lambda one: round(one, 2)), min_size=1, max_size=4)
ENTRIES = st.lists(
    st.tuples(st.integers(0, 500), WIDTHS) | st.tuples(st.integers(0, 500), st.integers(0, 500), st.integers(0, 2000)),
    max_size=6,
)


@given(ENTRIES)
def test_codes_with_a_width_are_the_same_however_they_are_looked_up(entries: list[tuple[object, ...]]) -> None:
    with pikepdf.new() as pdf:
        descendant = pikepdf.Dictionary(Type=pikepdf.Name.Font, W=[item for entry in entries for item in entry])
        below = pikepdf.Array([pdf.make_indirect(descendant)])
        font = PdfFont((1, 0), pikepdf.Dictionary(Subtype=pikepdf.Name.Type0, DescendantFonts=below))
        assert font.codes_with_width() == set(font.widths())

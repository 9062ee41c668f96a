"""Promises about words that are set from two fonts: they part where the pen stood."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from pipelines.reading.pdf_file import read_pdf


def page(path: Path, *text: str) -> Path:
    """A page with pieces of a content stream: font F1 is Helvetica, F2 Courier, whose
    letters are wider, F3 Times-Italic, whose letters stand out of their room."""
    pdf = pikepdf.new()
    fonts = {
        f"/{name}": pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name(base))
        for name, base in (("F1", "/Helvetica"), ("F2", "/Courier"), ("F3", "/Times-Italic"))
    }
    stream = "\n".join(f"BT {piece} ET" for piece in text).encode()
    pdf.add_blank_page(page_size=(595, 842))
    pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(fonts))
    pdf.pages[0].Contents = pdf.make_stream(stream)
    pdf.save(path)
    return path


def words(path: Path) -> list[str]:
    return [paragraph.text for paragraph in read_pdf(path).paragraphs]


# the letters "o" stand in the room that the jumps of the first font leave them, and stick out of it
@pytest.mark.parametrize("room", [400, 450, 500])
def test_letter_of_a_second_font_that_fills_the_blank_behind_it_ends_its_word(tmp_path: Path, room: int) -> None:
    first = f"/F1 14 Tf 100 700 Td [(s) -{room} ( 123 ng) -{room} ( ban)] TJ"
    width = 14 * (0.5 + room / 1000 + 0.278 + 3 * 0.556 + 0.278 + 2 * 0.556)
    others = [f"/F2 14 Tf {x} 700 Td (o) Tj" for x in (107, 100 + width)]
    assert words(page(tmp_path / "a.pdf", first, *others)) == ["so 123 ngo ban"]


@pytest.mark.parametrize("room", [500, 560])
def test_letter_of_a_second_font_inside_a_word_parts_nothing(tmp_path: Path, room: int) -> None:
    first = f"/F1 14 Tf 100 700 Td [(s) -{room} (ng 123)] TJ"
    assert words(page(tmp_path / "a.pdf", first, "/F2 14 Tf 107 700 Td (o) Tj")) == ["song 123"]


# browsers make letters of 13 points of larger ones by the page's matrix; pdfium reckons without it where a letter ends
@pytest.mark.parametrize("scale", [1, 0.75, 0.6])
@pytest.mark.parametrize(("room", "read"), [(0.14, "of tai of"), (-0.034, "oftaiof")])
def test_words_in_squeezed_print_part_at_the_pen_whatever_matrix_makes_their_letters(
    tmp_path: Path, scale: float, room: float, read: str
) -> None:
    size, spacing, x, pieces = 13 / scale, -0.034, 100 / scale, []
    for word, width in (("of", 0.5 + 0.278), ("tai", 0.278 + 0.5 + 0.278), ("of", 0.778)):
        pieces.append(f"/F3 {size} Tf {spacing * size} Tc {x} {700 / scale} Td ({word}) Tj")
        x += (width + (len(word) - 1) * spacing + room) * size
    text = f"q {scale} 0 0 {scale} 0 0 cm BT {' ET BT '.join(pieces)} ET Q BT"
    assert words(page(tmp_path / "a.pdf", text)) == [read]


@pytest.mark.parametrize(("room", "read"), [(0.11, "cua xa nua"), (0.06, "cuaxanua")])
def test_narrow_blanks_of_a_condensed_line_are_told_by_their_own_width(tmp_path: Path, room: float, read: str) -> None:
    pieces, x, width = [], 100.0, {"c": 0.5, "u": 0.556, "a": 0.556, "x": 0.5, "n": 0.556}
    for word in ("cua", "xa", "nua"):
        pieces.append(f"/F1 13 Tf -0.455 Tc {x} 700 Td ({word}) Tj")
        x += 13 * (sum(map(width.__getitem__, word)) - 0.035 * (len(word) - 1) + room)
    assert words(page(tmp_path / "a.pdf", *pieces)) == [read]


def test_blank_that_kerning_narrows_is_a_blank_in_condensed_print(tmp_path: Path) -> None:
    pieces, x, width = [], 100.0, {"c": 0.5, "u": 0.556, "a": 0.556, "x": 0.5, "T": 0.611, "n": 0.556}
    for word, room in (("cua", 0.135), ("xa", 0.116), ("Tan", 0.135), ("nua", 0.0)):
        pieces.append(f"/F1 13 Tf -0.455 Tc {x} 700 Td ({word}) Tj")
        x += 13 * (sum(map(width.__getitem__, word)) - 0.035 * (len(word) - 1) + room)
    assert words(page(tmp_path / "a.pdf", *pieces)) == ["cua xa Tan nua"]

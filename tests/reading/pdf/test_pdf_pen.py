"""Promises about words that are set from two fonts: they part where the pen stood."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

from pipelines.reading.pdf_file import read_pdf


def page(path: Path, *text: str) -> Path:
    """A page with pieces of a content stream: font F1 is Helvetica, F2 Courier, whose letters are wider."""
    pdf = pikepdf.new()
    fonts = {
        f"/{name}": pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name(base))
        for name, base in (("F1", "/Helvetica"), ("F2", "/Courier"))
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

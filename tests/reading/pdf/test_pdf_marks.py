"""Letters printed with combining marks come out as whole letters in whole words."""

from __future__ import annotations

from pipelines.reading.pdf.characters import compose_marks
from pipelines.reading.pdf.glyphs import Glyphs
from pipelines.reading.pdf.shapes import Glyph
from pipelines.reading.pdf.textlines import lines_of

_EM = 10.0


def _glyph(text: str, x0: float, x1: float) -> Glyph:
    return Glyph(text, x0, x1, 0.0, _EM, _EM, _EM, bold=False, italic=False)


def _text(*glyphs: Glyph) -> str:
    return " ".join(line.text for line in lines_of(compose_marks(Glyphs.of(glyphs))))


def test_letter_whose_box_is_shared_with_its_mark_leaves_no_blank_behind_it():
    halves = (_glyph("a", 5, 8), _glyph("\u0300", 8, 11))  # one drawn glyph that says two codes
    assert _text(_glyph("h", 0, 5), *halves, _glyph("n", 11, 16), _glyph("h", 16, 21)) == "hành"


def test_two_marks_on_one_letter_leave_no_blank_behind_it():
    thirds = (_glyph("o", 0, 2), _glyph("\u031b", 2, 4), _glyph("\u0323", 4, 6))
    assert _text(*thirds, _glyph("p", 6, 11)) == "ợp"


def test_blank_behind_a_marked_letter_is_kept():
    assert _text(_glyph("a", 0, 3), _glyph("\u0301", 3, 6), _glyph("b", 10, 15)) == "á b"


def test_mark_drawn_far_from_its_letter_does_not_widen_it():
    assert _text(_glyph("a", 0, 5), _glyph("\u0301", 9, 10), _glyph("b", 10, 15)) == "á b"

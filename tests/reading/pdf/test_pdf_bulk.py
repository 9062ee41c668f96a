"""What is done in bulk gives what is done one by one."""

from __future__ import annotations

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.reading.pdf import segments
from pipelines.reading.pdf.bulklines import lines_between_gaps, lines_by_owner
from pipelines.reading.pdf.glyphs import Glyphs
from pipelines.reading.pdf.native import address_of
from pipelines.reading.pdf.segments import edges, read_outline, subpath_boxes
from pipelines.reading.pdf.shapes import Glyph
from pipelines.reading.pdf.textlines import lines_of

_SIZE = 10.0


@st.composite
def printed(draw: st.DrawFn) -> tuple[list[Glyph], list[int]]:
    """Letters, mostly plain, with superscripts, second prints and odd gaps among them; and the cell of each."""
    glyphs: list[Glyph] = []
    owners: list[int] = []
    for line in range(draw(st.integers(0, 6))):
        x, cell = 0.0, draw(st.integers(-1, 2))
        baseline = 14.0 * line + draw(st.sampled_from([0.0, 0.0, 0.01, 4.0]))
        for _ in range(draw(st.integers(1, 8))):
            text = draw(st.sampled_from("ab. "))
            raised = draw(st.sampled_from([0.0] * 9 + [3.0]))
            size = _SIZE if not raised else 0.6 * _SIZE
            bold = draw(st.booleans())
            glyph = Glyph(text, x, x + 5, baseline - 9, baseline + 2, baseline - raised, size, bold, not bold)
            glyphs.append(glyph)
            if draw(st.integers(0, 19)) == 0:
                glyphs.append(glyph._replace(x0=x + 0.2, x1=x + 5.2))  # printed a second time
                owners.append(cell)
            owners.append(cell)
            x += 5 + draw(st.sampled_from([0.0, 0.0, 0.0, 0.3, 2.0, 4.0]))
    order = draw(st.permutations(range(len(glyphs))))
    return [glyphs[index] for index in order], [owners[index] for index in order]


@settings(max_examples=300, deadline=None)
@given(printed())
def test_lines_of_all_cells_at_once_are_those_of_each_cell(page: tuple[list[Glyph], list[int]]) -> None:
    glyphs, owners = page
    found = lines_by_owner(Glyphs.of(glyphs), np.array(owners, np.intp), 3)
    for cell in range(3):
        assert found[cell] == lines_of(glyph for glyph, owner in zip(glyphs, owners, strict=True) if owner == cell)


@settings(max_examples=300, deadline=None)
@given(printed(), st.sampled_from([0.25, 1.3]))
def test_lines_outside_tables_at_once_are_those_put_together_letter_by_letter(
    page: tuple[list[Glyph], list[int]], gap: float
) -> None:
    glyphs, _ = page
    assert lines_between_gaps(Glyphs.of(glyphs), gap) == lines_of(glyphs, gap)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("ab "), st.sampled_from([0, 0, 1, 3, 5, 20])), max_size=30), st.integers(1, 9)
)
def test_plain_lines_with_gaps_at_once_are_those_put_together_letter_by_letter(
    letters: list[tuple[str, int]], width: int
) -> None:
    glyphs, x = [], 0.0
    for number, (text, white) in enumerate(letters):
        x = x + 5 + white if number % width else 0.0
        baseline = 20.0 * (number // width)
        glyphs.append(Glyph(text, x, x + 5, baseline - 9, baseline + 2, baseline, _SIZE, False, False))
    assert lines_between_gaps(Glyphs.of(glyphs), 1.3) == lines_of(glyphs, 1.3)


@given(st.lists(st.builds(Glyph, st.sampled_from(["a", "Đ", " ", "từ"]), *[st.floats(0, 900)] * 6, st.booleans())))
def test_glyphs_kept_by_column_come_back_unchanged(glyphs: list[Glyph]) -> None:
    kept = Glyphs.of(glyphs)
    assert list(kept) == glyphs
    assert len(kept) == len(glyphs)
    assert kept[1:] == glyphs[1:]
    assert not glyphs or (kept[-1] == glyphs[-1] and type(kept[0].x0) is float and type(kept[0].bold) is bool)


def _page_with_path(operators: str) -> pdfium.PdfDocument:
    content = operators.encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
    ]
    body = b"%PDF-1.7\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(objects, start=1))
    return pdfium.PdfDocument(body + b"trailer << /Root 1 0 R /Size 5 >>\n%%EOF")


def _outline(operators: str) -> segments.Outline:
    document = _page_with_path(operators)
    page = document[0]
    try:
        return read_outline(address_of(pdfium_c.FPDFPage_GetObject(page, 0)))
    finally:
        page.close()
        document.close()


_PATHS = {
    "rectangles": " ".join(f"{x} {x * 2} 20 0.48 re" for x in range(1, 60)) + " f",
    "open lines": " ".join(f"{x} 10 m {x} 90 l {x + 3} 90 l" for x in range(1, 60)) + " S",
    "curves": " ".join(f"{x} 10 m {x} 20 {x + 5} 30 {x + 9} 40 c h" for x in range(1, 60)) + " f",
}


@pytest.mark.parametrize("name", _PATHS)
def test_long_path_read_in_one_piece_is_the_path_read_call_by_call(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    at_once = _outline(_PATHS[name])
    assert len(at_once.points) >= segments._LONG
    monkeypatch.setattr(segments, "_LONG", 10**9)
    singly = _outline(_PATHS[name])
    for mine, other in zip(at_once, singly, strict=True):
        assert np.array_equal(mine, other)


def test_engine_that_keeps_its_segments_otherwise_is_asked_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = _outline(_PATHS["rectangles"])
    fields = [np.float32, np.float32, np.uint8, np.uint8]
    swapped = {"names": ["x", "y", "kind", "close"], "formats": fields, "offsets": [4, 0, 8, 9], "itemsize": 12}
    monkeypatch.setattr(segments, "_IN_MEMORY", np.dtype(swapped))
    found = _outline(_PATHS["rectangles"])
    assert np.array_equal(found.points, expected.points)


def test_parts_of_one_path_keep_their_own_boxes() -> None:
    outline = _outline(_PATHS["rectangles"])
    boxes = subpath_boxes(outline, outline.points)
    assert boxes.shape == (59, 4)
    assert boxes[4].tolist() == pytest.approx([5, 10, 25, 10.48])


def test_curved_parts_are_no_rules() -> None:
    outline = _outline(_PATHS["curves"])
    assert subpath_boxes(outline, outline.points).shape == (0, 4)


def test_strokes_follow_the_pen_and_close_where_asked() -> None:
    outline = _outline("10 10 m 50 10 l 50 40 l h 100 100 m 100 200 l S")
    start, end = edges(outline, outline.points)
    drawn = sorted(zip(map(tuple, start.tolist()), map(tuple, end.tolist()), strict=True))
    assert ((50.0, 40.0), (10.0, 10.0)) in drawn
    assert ((100.0, 100.0), (100.0, 200.0)) in drawn
    assert not any(a == (50.0, 40.0) and b[0] == 100.0 for a, b in drawn)

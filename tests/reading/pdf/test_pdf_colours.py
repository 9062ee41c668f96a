"""Promises about the background of cells."""

from __future__ import annotations

from pathlib import Path

from pdf_drawing import CellText, Pdf

from pipelines.reading.pdf_file import read_pdf

XS = (60.0, 95.0, 300.0, 360.0, 420.0, 480.0)
YS = (100.0, 125.0, 160.0, 195.0)
CELLS = [
    CellText(r, c, text)
    for r, row in enumerate(
        (("TT", "Nhiệm vụ", "Quý I", "Quý II", "Quý III"), ("1", "Ban hành", "", "", ""), ("2", "Rà soát", "", "", ""))
    )
    for c, text in enumerate(row)
]
GREEN, GREY = (0.57, 0.82, 0.31), (0.85, 0.85, 0.85)


def paint(
    pdf: Pdf, row: int, column: int, colour: tuple[float, float, float], *, wide: int = 1, inset: float = 0.3
) -> None:
    left, right = XS[column] + inset, XS[column + wide] - inset
    top, bottom = YS[row] + inset, YS[row + 1] - inset
    pdf.canvas.setFillColorRGB(*colour)
    pdf.canvas.rect(left, pdf.height - bottom, right - left, bottom - top, stroke=0, fill=1)
    pdf.canvas.setFillColorRGB(0, 0, 0)


def colours(path: Path) -> dict[tuple[int, int], str | None]:
    (table,) = read_pdf(path).tables
    return {(cell.row, cell.column): cell.colour for cell in table.cells}


def test_painted_cell_has_its_colour_and_the_others_have_none(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    paint(pdf, 1, 3, GREEN)
    pdf.table(XS, YS, CELLS)
    found = colours(pdf.save())
    assert {place for place, colour in found.items() if colour} == {(1, 3)}
    assert found[1, 3] == "91d14f"


def test_colour_painted_last_is_seen(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    paint(pdf, 2, 0, GREY, wide=5)
    paint(pdf, 2, 4, GREEN)
    pdf.table(XS, YS, CELLS)
    found = colours(pdf.save())
    assert found[2, 0] == found[2, 3] == "d9d9d9"
    assert found[2, 4] == "91d14f"


def test_highlighted_words_are_no_background_of_their_cell(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.canvas.setFillColorRGB(1, 1, 0)
    pdf.canvas.rect(99, pdf.height - 140, 60, 14, stroke=0, fill=1)
    pdf.canvas.setFillColorRGB(0, 0, 0)
    pdf.table(XS, YS, CELLS)
    assert not any(colours(pdf.save()).values())


def test_white_paint_is_paper(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    paint(pdf, 1, 2, (1, 1, 1))
    pdf.table(XS, YS, CELLS)
    assert not any(colours(pdf.save()).values())

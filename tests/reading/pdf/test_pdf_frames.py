"""Promises about borders painted as frames, as HTML printers do: a box less the box inside it is four rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from pdf_drawing import Pdf

from pipelines.reading.pdf_file import read_pdf

XS, YS = (60.0, 95.0, 300.0, 540.0), (100.0, 130.0, 160.0, 190.0)
TEXTS = [["TT", "Nhiệm vụ", "Chủ trì"], ["1", "Rà soát thủ tục", "Văn phòng"], ["2", "Báo cáo kết quả", "Công an"]]


def framed(pdf: Pdf, x0: float, y0: float, x1: float, y1: float, thick: float) -> None:
    """One frame in one path, painted by the even-odd rule."""
    path = pdf.canvas.beginPath()
    for inset in (0.0, thick):
        path.rect(x0 + inset, pdf.height - y1 + inset, x1 - x0 - 2 * inset, y1 - y0 - 2 * inset)
    pdf.canvas.drawPath(path, stroke=0, fill=1, fillMode=0)


def drawn(pdf: Pdf, gap: float, thick: float) -> Path:
    for row, line in enumerate(TEXTS):
        for column, text in enumerate(line):
            x0, x1 = XS[column] + gap / 2, XS[column + 1] - gap / 2
            framed(pdf, x0, YS[row] + gap / 2, x1, YS[row + 1] - gap / 2, thick)
            pdf.text(x0 + 4, YS[row] + 19, text, size=11)
    return pdf.save()


@pytest.mark.parametrize("gap", [0.0, 1.5])
@pytest.mark.parametrize("thick", [0.5, 0.75, 1.5])
def test_cells_with_frames_of_their_own_are_a_table_for_both_readers(tmp_path: Path, gap: float, thick: float) -> None:
    document = read_pdf(drawn(Pdf(tmp_path / "a.pdf"), gap, thick), compare_all_pages=True)
    (table,) = document.tables
    assert [cell.text for cell in table.cells] == [text for line in TEXTS for text in line]
    assert document.issues == ()
    assert not any(cell.colour for cell in table.cells), "what is free inside a frame is no shading"


def test_box_filled_under_a_box_of_its_own_colour_is_shading(tmp_path: Path) -> None:
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.canvas.setFillGray(0.8)
    for inset in (0.0, 1.0):
        pdf.canvas.rect(60 + inset, 600 + inset, 400 - 2 * inset, 80 - 2 * inset, stroke=0, fill=1)
    pdf.canvas.setFillGray(0)
    pdf.text(80, 200, "Căn cứ tình hình thực tế, xã xây dựng kế hoạch năm 2026.")
    assert read_pdf(pdf.save()).tables == ()

"""Promises about struck-through words: not read, told once for each place; underlines and borders strike nothing."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from pdf_drawing import CellText, Pdf
from reportlab.pdfbase import pdfmetrics

from pipelines.model.document import Document
from pipelines.reading.pdf_file import read_pdf


def _width(text: str, size: float = 13) -> float:
    return pdfmetrics.stringWidth(text, "regular", size)


def _struck(document: Document) -> list[str]:
    return [issue.detail for issue in document.issues if issue.code == "struck_text"]


def _line(pdf: Pdf, y: float, before: str, struck: str, after: str, height: float = 3.4, strip: bool = False) -> None:
    pdf.text(85, y, before + struck + after)
    x0, x1 = 85 + _width(before), 85 + _width(before + struck)
    (pdf.strip if strip else pdf.rule)(x0, y - height, x1, y - height)


@pytest.mark.parametrize("strip", [False, True])
@pytest.mark.parametrize("height", [2.6, 3.4, 4.5])
def test_struck_words_are_not_read_and_told(tmp_path: Path, height: float, strip: bool):
    pdf = Pdf(tmp_path / "a.pdf")
    _line(pdf, 120, "Tỷ lệ hồ sơ trực tuyến đạt ", "80%", " 90% trở lên.", height, strip)
    document = read_pdf(pdf.save())
    assert [p.text for p in document.paragraphs] == ["Tỷ lệ hồ sơ trực tuyến đạt 90% trở lên."]
    assert _struck(document) == ["“80%”"]
    assert document.issues[0].box is not None


def test_struck_sentence_over_two_lines_is_told_once(tmp_path: Path):
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.text(85, 100, "Các phòng chuyên môn thực hiện.")
    _line(pdf, 120, "", "- Mức độ hài lòng của người dân", "")
    _line(pdf, 137, "", "đạt trên 92,5%.", "")
    document = read_pdf(pdf.save())
    assert [p.text for p in document.paragraphs] == ["Các phòng chuyên môn thực hiện."]
    assert _struck(document) == ["“- Mức độ hài lòng của người dân đạt trên 92,5%.”"]


def test_two_struck_places_are_told_one_by_one(tmp_path: Path):
    pdf = Pdf(tmp_path / "a.pdf")
    _line(pdf, 120, "Một ", "hai", " ba.")
    _line(pdf, 220, "Bốn ", "năm", " sáu.")
    assert _struck(read_pdf(pdf.save())) == ["“hai”", "“năm”"]


def test_struck_row_leaves_the_table_whole_around_it(tmp_path: Path):
    pdf = Pdf(tmp_path / "a.pdf")
    xs, ys = (85, 130, 300, 500), (100, 125, 150, 175)
    rows = (("STT", "Nhiệm vụ", "Thời hạn"), ("1", "Rà soát", "Quý I"), ("2", "Tập huấn", "Quý II"))
    cells = [CellText(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row)]
    pdf.table(xs, ys, cells)
    for column, text in enumerate(rows[1]):
        x, y = xs[column] + 4, ys[1] + 11 * 1.1
        pdf.rule(x, y - 3, x + _width(text, 11), y - 3)
    document = read_pdf(pdf.save())
    (table,) = document.tables
    assert [cell.text for cell in table.cells if cell.row == 2] == ["2", "Tập huấn", "Quý II"]
    assert "Rà soát" not in [cell.text for cell in table.cells]
    assert _struck(document) == ["“1 Rà soát Quý I”"]


@pytest.mark.parametrize(
    ("struck", "left"),
    [
        ((1, 2), ["", "", ""]),  # the number was left standing
        ((1,), ["1", "", "Quý I"]),
        ((), ["1", "Rà soát", "Quý I"]),
    ],
)
def test_row_number_left_standing_does_not_save_a_struck_row(tmp_path: Path, struck: tuple[int, ...], left: list[str]):
    pdf = Pdf(tmp_path / "a.pdf")
    xs, ys = (85, 130, 300, 500), (100, 125, 150, 175)
    rows = (("STT", "Nhiệm vụ", "Thời hạn"), ("1", "Rà soát", "Quý I"), ("2", "", ""))
    cells = [CellText(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row)]
    pdf.table(xs, ys, cells)
    for column in struck:
        x, y = xs[column] + 4, ys[1] + 11 * 1.1
        pdf.rule(x, y - 3, x + _width(rows[1][column], 11), y - 3)
    (table,) = read_pdf(pdf.save()).tables
    assert [cell.text for cell in table.cells if cell.row == 1] == left
    assert [cell.text for cell in table.cells if cell.row == 2] == ["2", "", ""]  # nothing was struck there


@pytest.mark.parametrize("height", [-1.5, -3.0, 11.0])
def test_underline_and_overline_strike_nothing(tmp_path: Path, height: float):
    pdf = Pdf(tmp_path / "a.pdf")
    _line(pdf, 120, "Tỷ lệ đạt ", "80%", " trở lên.", height)
    document = read_pdf(pdf.save())
    assert document.paragraphs[0].text == "Tỷ lệ đạt 80% trở lên." and _struck(document) == []


def test_border_that_runs_through_letters_strikes_nothing(tmp_path: Path):
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.text(85, 120, "Nội dung")
    pdf.rule(60, 116.5, 500, 116.5)
    document = read_pdf(pdf.save())
    assert document.paragraphs[0].text == "Nội dung" and _struck(document) == []


def test_dashes_and_rows_of_dots_under_a_line_are_not_struck(tmp_path: Path):
    pdf = Pdf(tmp_path / "a.pdf")
    pdf.text(85, 120, "Xã – phường")
    x = 85 + _width("Xã ")
    pdf.rule(x, 116, x + _width("–"), 116)
    assert _struck(read_pdf(pdf.save())) == []


def _marked(path: Path, subtype: str, x0: float, x1: float, baseline: float, flags: int = 4) -> Path:
    """The file with a viewer's mark over the words from ``x0`` to ``x1``."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0]
        height = float(page.mediabox[3])
        top, foot = height - baseline + 10, height - baseline - 3
        page.Annots = pikepdf.Array(
            [
                pdf.make_indirect(
                    pikepdf.Dictionary(
                        Type=pikepdf.Name.Annot,
                        Subtype=pikepdf.Name(f"/{subtype}"),
                        Rect=[x0, foot, x1, top],
                        QuadPoints=[x0, top, x1, top, x0, foot, x1, foot],
                        F=flags,
                    )
                )
            ]
        )
        pdf.save(path)
    return path


@pytest.mark.parametrize(
    ("subtype", "flags", "read"),
    [
        ("StrikeOut", 4, "Tỷ lệ hồ sơ trực tuyến đạt 90% trở lên."),
        ("StrikeOut", 2, "Tỷ lệ hồ sơ trực tuyến đạt 80% 90% trở lên."),  # hidden: nobody sees it
        ("Underline", 4, "Tỷ lệ hồ sơ trực tuyến đạt 80% 90% trở lên."),
    ],
)
def test_words_that_a_viewers_mark_strikes_out_are_not_read(tmp_path: Path, subtype: str, flags: int, read: str):
    pdf = Pdf(tmp_path / "a.pdf")
    before, struck = "Tỷ lệ hồ sơ trực tuyến đạt ", "80%"
    pdf.text(85, 120, f"{before}{struck} 90% trở lên.")
    x0, x1 = 85 + _width(before), 85 + _width(before + struck)
    document = read_pdf(_marked(pdf.save(), subtype, x0, x1, 120, flags))
    assert [p.text for p in document.paragraphs] == [read]
    assert _struck(document) == ([] if "80%" in read else ["“80%”"])

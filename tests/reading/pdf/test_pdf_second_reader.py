"""Promises of the second reading: silent when both parsers agree, loud when a cell differs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from pdf_drawing import CellText, Pdf

from pipelines.reading.limits import DEFAULT_LIMITS
from pipelines.reading.pdf.pagelayout import RawPage, raw_page
from pipelines.reading.pdf.primitives import open_pdf, read_page
from pipelines.reading.pdf.second_reader import compare_readings, read_pages_again, sample_pages, second_opinion

XS = [60.0, 95.0, 300.0, 540.0]
CELLS = [
    CellText(r, c, t)
    for r, row in enumerate([("TT", "Việc", "Hạn"), ("1", "Họp thôn", "Quý I")])
    for c, t in enumerate(row)
]


def drawn(path: Path, pages: int = 2) -> tuple[Path, list[RawPage]]:
    pdf = Pdf(path)
    for page in range(pages):
        pdf.table(XS, [100, 120, 150], CELLS, [pdf.rule, pdf.strip][page % 2])
        pdf.page()
    file = pdf.save()
    with open_pdf(str(file), DEFAULT_LIMITS) as document:
        return file, [raw_page(read_page(document, index, DEFAULT_LIMITS)) for index in range(pages)]


def spoiled(raw: RawPage) -> RawPage:
    """The same page with a letter lost in its last cell."""
    fragment = raw.fragments[0]
    cell = fragment.cells[-1]
    last = replace(cell, lines=(cell.lines[0]._replace(text="Quý"),))
    return replace(raw, fragments=(replace(fragment, cells=(*fragment.cells[:-1], last)),))


def test_two_parsers_agree_on_strokes_and_on_filled_strips(tmp_path: Path) -> None:
    file, pages = drawn(tmp_path / "a.pdf")
    assert second_opinion(file, pages) == ()


def with_codes(path: Path, cell: bytes) -> tuple[Path, list[RawPage]]:
    """A table of two rows and two columns in Helvetica with WinAnsiEncoding, its last cell given by codes."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(400, 300))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
    rules = [f"{x} 100 m {x} 200 l S" for x in (50, 150, 350)] + [f"50 {y} m 350 {y} l S" for y in (100, 150, 200)]
    words = [(60, 170, b"Viec"), (160, 170, b"Thoi han"), (60, 120, b"Tra ket qua"), (160, 120, cell)]
    shown = [b"BT /F1 12 Tf %d %d Td (%s) Tj ET" % word for word in words]
    page.obj.Contents = pikepdf.Stream(pdf, b"\n".join([*(rule.encode() for rule in rules), *shown]))
    pdf.save(path)
    with open_pdf(str(path), DEFAULT_LIMITS) as document:
        return path, [raw_page(read_page(document, 0, DEFAULT_LIMITS))]


@pytest.mark.parametrize("cell", [rb"5\25510 ngay", b"5-10 ngay", rb"5\24010 ngay"])
def test_second_hyphen_of_simple_fonts_is_a_hyphen_and_their_second_blank_a_blank(tmp_path: Path, cell: bytes) -> None:
    file, pages = with_codes(tmp_path / "codes.pdf", cell)
    text = pages[0].fragments[0].cells[-1].text
    assert text == ("5 10 ngay" if b"240" in cell else "5-10 ngay")
    assert second_opinion(file, pages) == ()


def test_lost_letter_is_reported_with_its_page_and_both_readings(tmp_path: Path) -> None:
    file, pages = drawn(tmp_path / "a.pdf")
    (again,) = read_pages_again(file, pages[1:])
    (issue,) = compare_readings(spoiled(pages[1]), again)
    assert (issue.code, issue.count) == ("reader_disagreement", 1)
    assert issue.box is not None
    assert issue.box.page == 2
    assert "«Quý»" in issue.detail
    assert "«QuýI»" in issue.detail


def test_missing_table_is_reported(tmp_path: Path) -> None:
    file, pages = drawn(tmp_path / "a.pdf")
    (again,) = read_pages_again(file, pages[:1])
    (issue,) = compare_readings(replace(pages[0], fragments=()), again)
    assert "0 bảng so với 1 bảng" in issue.detail


def test_one_document_in_so_many_gives_one_page_and_always_the_same(tmp_path: Path) -> None:
    file, pages = drawn(tmp_path / "a.pdf", pages=3)
    paths = [tmp_path / f"{number}.pdf" for number in range(100)]
    for number, path in enumerate(paths):
        path.write_bytes(f"plan {number}".encode())
    sampled = [raw.page.number for path in paths for raw in sample_pages(path, pages, 5)]
    assert sampled == [raw.page.number for path in paths for raw in sample_pages(path, pages, 5)]
    assert 10 <= len(sampled) <= 30  # 20 are expected; the lot is drawn by the bytes above, the same at every run
    assert set(sampled) == {1, 2, 3}
    assert all(len(sample_pages(path, pages, 1)) == 1 for path in paths)
    assert sample_pages(file, pages, 0) == tuple(pages)


def test_pages_that_the_font_audit_flags_are_read_twice_in_any_case(tmp_path: Path) -> None:
    file, pages = drawn(tmp_path / "a.pdf", pages=3)
    assert [raw.page.number for raw in sample_pages(file, pages, 10**9, frozenset({2}))] == [2]


def test_file_that_the_second_parser_cannot_open_is_an_issue_not_a_failure(tmp_path: Path) -> None:
    _, pages = drawn(tmp_path / "a.pdf")
    (issue,) = second_opinion(tmp_path / "gone.pdf", pages)
    assert issue.code == "reader_disagreement"

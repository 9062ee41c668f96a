"""Promises about scanned plans: the same structure as the printed page, readable text, doubts told."""

from __future__ import annotations

import sys
from pathlib import Path

import pikepdf
import pytest
from rapidfuzz.distance import Levenshtein

from pipelines.model.document import Document, ExtractionMethod, PageKind
from pipelines.reading.errors import UnreadableDocument
from pipelines.reading.pdf_file import read_pdf
from pipelines.reading.scan import engine
from pipelines.text.vietnamese import match_key

sys.path.insert(0, str(Path(__file__).parent))
from scan_drawing import BODY, LEFT, RIGHT, ROWS, draw_plan, scan

needs_tesseract = pytest.mark.skipif(engine.data_folder() is None, reason="Vietnamese OCR data is not installed")
pytestmark = pytest.mark.ocr


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draw_plan(tmp_path_factory.mktemp("plan") / "printed.pdf")


@pytest.fixture(scope="module")
def digital(printed: Path) -> Document:
    return read_pdf(printed)


@pytest.fixture(scope="module")
def scanned(printed: Path) -> Document:
    return read_pdf(scan(printed, printed.parent / "scanned.pdf"))


def grid(document: Document) -> list[list[tuple[int, int, int, int]]]:
    return [[(c.row, c.column, c.row_span, c.column_span) for c in table.cells] for table in document.tables]


def cells(document: Document) -> dict[tuple[int, int], str]:
    return {(cell.row, cell.column): cell.text for table in document.tables for cell in table.cells}


def whole_text(document: Document) -> str:
    parts = [p.text for p in document.paragraphs] + [text for _, text in sorted(cells(document).items())]
    return match_key(" ".join(parts).replace("\n", " "))


def error_rate(truth: str, read: str) -> float:
    return Levenshtein.distance(truth, read) / len(truth)


@needs_tesseract
def test_tilted_stamped_scan_has_the_grid_of_the_printed_page(digital: Document, scanned: Document) -> None:
    assert scanned.method is ExtractionMethod.PDF_OCR
    assert [page.kind for page in scanned.pages] == [PageKind.SCAN, PageKind.SCAN]
    assert grid(scanned) == grid(digital)


@needs_tesseract
def test_text_of_a_200_dpi_scan_is_right_but_for_a_few_letters(digital: Document, scanned: Document) -> None:
    assert error_rate(whole_text(digital), whole_text(scanned)) <= 0.008


@needs_tesseract
def test_blank_cell_stays_blank_and_lone_signs_stay(scanned: Document) -> None:
    read = cells(scanned)
    assert read[4, 2] == ""
    assert read[3, 2] in ("-", "–")
    assert set(read[3, 4]) <= set("….") and read[3, 4]


@needs_tesseract
def test_row_numbers_are_read(scanned: Document) -> None:
    assert [cells(scanned)[row, 0] for row in range(1, 5)] == [row[0] for row in ROWS]


@needs_tesseract
def test_letterhead_in_two_columns_is_read_column_by_column(scanned: Document) -> None:
    first = [match_key(paragraph.text) for paragraph in scanned.paragraphs[:6]]
    assert first == [match_key(text) for text in (*LEFT, *RIGHT)]


@needs_tesseract
def test_stamp_and_signature_add_no_words(scanned: Document) -> None:
    on_first_page = [p.text for p in scanned.paragraphs if p.boxes[0].page == 1]
    assert match_key(on_first_page[-1]).endswith(match_key(BODY[-1]))


@needs_tesseract
def test_page_number_is_furniture(scanned: Document) -> None:
    assert [paragraph.text for paragraph in scanned.furniture] == ["2"]


@needs_tesseract
def test_confidence_is_kept_for_pages_paragraphs_and_cells(scanned: Document) -> None:
    filled = [cell for table in scanned.tables for cell in table.cells if cell.text]
    known = [page.confidence for page in scanned.pages]
    known += [paragraph.confidence for paragraph in scanned.paragraphs]
    known += [cell.confidence for cell in filled]
    assert all(value is not None and 0.0 < value <= 1.0 for value in known)
    assert not [issue for issue in scanned.issues if issue.code == "low_ocr_confidence"]


@needs_tesseract
def test_picture_stored_turned_is_read_as_displayed(printed: Path, tmp_path: Path, digital: Document) -> None:
    turned = read_pdf(scan(printed, tmp_path / "turned.pdf", rotate=90, stamp=False))
    assert [page.rotation for page in turned.pages] == [90, 90]
    assert grid(turned) == grid(digital)
    assert error_rate(whole_text(digital), whole_text(turned)) <= 0.01


@needs_tesseract
@pytest.mark.parametrize("points", [1.0, 0.2])
def test_page_measured_in_pixels_is_read_as_the_same_picture_on_a4(
    printed: Path, tmp_path: Path, scanned: Document, points: float
) -> None:
    """Programs on phones make one pixel one point; others write a resolution that no scanner has."""
    document = read_pdf(scan(printed, tmp_path / "pixels.pdf", points=points))
    assert whole_text(document) == whole_text(scanned)
    assert grid(document) == grid(scanned)
    assert not [issue for issue in document.issues if issue.code == "low_ocr_confidence"]
    assert [page.width for page in document.pages] == pytest.approx([1653 * points] * 2, rel=0.01)
    where = [box.y1 / 842 for paragraph in scanned.paragraphs for box in paragraph.boxes]
    again = [box.y1 / (2339 * points) for paragraph in document.paragraphs for box in paragraph.boxes]
    assert again == pytest.approx(where, abs=0.01)


@needs_tesseract
@pytest.mark.parametrize("quarter", [90, 180, 270])
def test_sheet_fed_sideways_or_upside_down_is_turned(
    printed: Path, tmp_path: Path, digital: Document, quarter: int
) -> None:
    path = scan(printed, tmp_path / "fed.pdf", rotate=quarter, stamp=False)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        for page in pdf.pages:
            page.obj.Rotate = 0
        pdf.save(path)
    document = read_pdf(path)
    assert [page.width < page.height for page in document.pages] == [True, True]
    assert grid(document) == grid(digital)
    assert error_rate(whole_text(digital), whole_text(document)) <= 0.01


@needs_tesseract
def test_text_stamped_on_a_scan_does_not_hide_the_scan(printed: Path, tmp_path: Path) -> None:
    path = scan(printed, tmp_path / "signed.pdf", stamp=False)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        page = pdf.pages[0]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name("/Helvetica")
        )
        page.obj.Resources.Font = pikepdf.Dictionary(F1=pdf.make_indirect(font))
        page.contents_add(b"BT /F1 8 Tf 400 20 Td (Signed 2026) Tj ET")
        pdf.save(path)
    document = read_pdf(path)
    assert document.pages[0].kind is PageKind.SCAN
    assert match_key(BODY[-1]) in whole_text(document)


@needs_tesseract
def test_document_of_printed_and_scanned_pages_is_read_whole(printed: Path, tmp_path: Path, digital: Document) -> None:
    mixed = read_pdf(scan(printed, tmp_path / "mixed.pdf", keep=frozenset({0})))
    assert [page.kind for page in mixed.pages] == [PageKind.TEXT, PageKind.SCAN]
    assert mixed.pages[0].confidence is None
    assert [p.text for p in mixed.paragraphs] == [p.text for p in digital.paragraphs]
    assert grid(mixed) == grid(digital)


@needs_tesseract
def test_blank_sheets_are_told_instead_of_passing_as_an_empty_plan(tmp_path: Path) -> None:
    blank = tmp_path / "blank.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.save(blank)
    document = read_pdf(scan(blank, tmp_path / "scanned.pdf", stamp=False))
    assert document.blocks == ()
    assert [issue.code for issue in document.issues] == ["scanned_no_text"]


@needs_tesseract
def test_faint_coarse_scan_is_marked_for_a_reviewer(printed: Path, tmp_path: Path) -> None:
    document = read_pdf(scan(printed, tmp_path / "coarse.pdf", dpi=60, stamp=False))
    doubted = {issue.box.page for issue in document.issues if issue.code == "low_ocr_confidence" and issue.box}
    assert doubted
    assert all(document.pages[page - 1].confidence < 0.9 for page in doubted)


def test_without_vietnamese_data_the_outcome_says_what_to_install(
    printed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "data_folder", lambda: None)
    path = scan(printed, tmp_path / "scanned.pdf")
    with pytest.raises(UnreadableDocument) as caught:
        read_pdf(path)
    assert caught.value.reason_code == "needs_ocr"
    assert "tesseract-ocr-vie" in caught.value.detail

"""The scanned pages of a PDF → page contents for the layout code, and what the document keeps of the OCR."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium

from pipelines.model.document import Block, Box, Cell, Document, Paragraph, ReadingIssue, Table
from pipelines.reading.limits import ReadingLimits
from pipelines.reading.pdf.celltext import FilledCell
from pipelines.reading.pdf.primitives import open_pdf
from pipelines.reading.pdf.shapes import PageContent, Stamp
from pipelines.reading.pdf.stitch import Fragment
from pipelines.reading.scan.engine import Engine, open_engine
from pipelines.reading.scan.page import ScannedPage, mean_confidence, read_sheet
from pipelines.reading.scan.paper import on_pages, on_paper, paper_scale
from pipelines.reading.scan.picture import render, scan_dpi, sheet_of
from pipelines.reading.scan.shapes import Picture, PlacedWord

LOW_CONFIDENCE = 0.9  # mean of a page: measured .94 at 200 dpi (.5 % wrong letters), .91 at 90 (1.4 %), .86 at 72 (6 %)
_GIBBERISH = 0.6  # a page read sideways or upside down stays below .5
_SHOWN_REPAIRS = 5


@dataclass(frozen=True, slots=True)
class Scans:
    """The scanned pages of one document by page number (from 1)."""

    pages: Mapping[int, ScannedPage]

    def content(self, number: int) -> PageContent:
        """Content of page ``number``, in the shape that born-digital pages have."""
        return self.pages[number].content

    def stamps(self, number: int, stamps: Sequence[Stamp]) -> tuple[Stamp, ...]:
        """Stamps of page ``number`` in the measure of its content."""
        lie = self.pages[number].lie
        return tuple(on_paper(stamp, lie) for stamp in stamps)

    def with_confidence(self, fragment: Fragment) -> Fragment:
        """A table's part on a scanned page, its cells with the confidence of their words."""
        words = {fragment.page: self.pages[fragment.page].words}
        cells = tuple(replace(cell, confidence=_filled(cell, fragment.page, words)) for cell in fragment.cells)
        return replace(fragment, cells=cells, recognised=True)

    def only(self, numbers: Collection[int]) -> Scans:
        """Some of the pages."""
        return Scans({number: self.pages[number] for number in numbers})

    def finish(self, document: Document) -> Document:
        """Write word confidences into the blocks that stand on scanned pages, and add the issues of the OCR."""
        return self.told(replace(document, issues=(*document.issues, *self.issues())))

    def told(self, document: Document) -> Document:
        """Write word confidences into the blocks of scanned pages, and put these where the pages show them."""
        words = {number: page.words for number, page in self.pages.items()}
        told = replace(
            document,
            blocks=tuple(_with_confidence(block, words) for block in document.blocks),
            furniture=tuple(_paragraph(block, words) for block in document.furniture),
            notes=tuple(_paragraph(block, words) for block in document.notes),
        )
        return on_pages(told, {number: page.lie for number, page in self.pages.items()})

    def issues(self) -> tuple[ReadingIssue, ...]:
        """``scanned_no_text`` once, or ``low_ocr_confidence`` and ``ocr_vocabulary_repair`` page by page."""
        ordered = [self.pages[number] for number in sorted(self.pages)]
        if ordered and not any(page.words for page in ordered):
            detail = f"{len(ordered)} trang ảnh, không nhận dạng được chữ nào"
            return (ReadingIssue("scanned_no_text", detail, _page_box(ordered[0]), len(ordered)),)
        return tuple(issue for page in ordered for issue in (*_doubts(page), *_repairs(page)))


def _page_box(page: ScannedPage) -> Box:
    content = page.content
    return Box(content.number, 0.0, 0.0, round(content.width, 2), round(content.height, 2))


def _doubts(page: ScannedPage) -> list[ReadingIssue]:
    confidence = page.confidence
    if confidence is None or confidence >= LOW_CONFIDENCE:
        return []
    detail = f"trang {page.content.number}: độ tin cậy nhận dạng chữ trung bình {confidence:.0%}"
    return [ReadingIssue("low_ocr_confidence", detail, _page_box(page))]


def _repairs(page: ScannedPage) -> list[ReadingIssue]:
    if not page.repairs:
        return []
    shown = "; ".join(f"{before} → {after}" for before, after in page.repairs[:_SHOWN_REPAIRS])
    detail = f"trang {page.content.number}: {shown}"
    return [ReadingIssue("ocr_vocabulary_repair", detail, _page_box(page), len(page.repairs))]


def _inside(word: PlacedWord, box: Box) -> bool:
    return box.x0 <= word.x <= box.x1 and box.y0 <= word.y <= box.y1


def _confidence(boxes: Iterable[Box], words: Mapping[int, Sequence[PlacedWord]]) -> float | None:
    return mean_confidence(word for box in boxes for word in words.get(box.page, ()) if _inside(word, box))


def _filled(cell: FilledCell, page: int, words: Mapping[int, Sequence[PlacedWord]]) -> float | None:
    place = cell.place
    return _confidence([Box(page, place.x0, place.y0, place.x1, place.y1)], words)


def _paragraph(paragraph: Paragraph, words: Mapping[int, Sequence[PlacedWord]]) -> Paragraph:
    return replace(paragraph, confidence=_confidence(paragraph.boxes, words))


def _cell(cell: Cell, words: Mapping[int, Sequence[PlacedWord]]) -> Cell:
    return replace(cell, confidence=_confidence(cell.boxes, words)) if cell.text else cell


def _with_confidence(block: Block, words: Mapping[int, Sequence[PlacedWord]]) -> Block:
    if isinstance(block, Table):
        return replace(block, cells=tuple(_cell(cell, words) for cell in block.cells))
    return _paragraph(block, words)


def _read_page(engine: Engine, document: pdfium.PdfDocument, number: int) -> ScannedPage:
    page = document[number - 1]
    try:
        paper = paper_scale(page)
        dpi, rotation = scan_dpi(page, paper), page.get_rotation() % 360
        picture = render(page, dpi / paper)
    finally:
        page.close()
    read = _upright(engine, picture, dpi, number, rotation)
    return replace(read, lie=replace(read.lie, scale=paper))


def _upright(engine: Engine, picture: Picture, dpi: float, number: int, rotation: int) -> ScannedPage:
    """Read a page as it lies; when hardly a word comes out, turn it: sheets are fed sideways and upside down."""
    best = read_sheet(engine, sheet_of(picture, dpi), number, rotation)
    if not _is_gibberish(best):
        return best
    for quarter in (1, 3, 2):
        turned = np.ascontiguousarray(np.rot90(picture, -quarter))
        page = read_sheet(engine, sheet_of(turned, dpi), number, (rotation + 90 * quarter) % 360)
        if _legible(page) > _legible(best):
            best = page
        if not _is_gibberish(best):
            break
    return best


def _legible(page: ScannedPage) -> float:
    """Letters read, weighted by confidence."""
    return sum(word.letters * word.confidence for word in page.words)


def _is_gibberish(page: ScannedPage) -> bool:
    return page.confidence is not None and page.confidence < _GIBBERISH


def read_scans(path: Path, numbers: Sequence[int], limits: ReadingLimits) -> Scans:
    """OCR some pages of a PDF.

    Args:
        path: the file.
        numbers: the scanned pages, from 1.
        limits: bounds on the file.

    Raises:
        UnreadableDocument: ``needs_ocr`` without the OCR library or its Vietnamese data; as ``open_pdf`` otherwise.
    """
    with open_engine() as engine, open_pdf(str(path), limits) as document:
        return Scans({number: _read_page(engine, document, number) for number in sorted(numbers)})

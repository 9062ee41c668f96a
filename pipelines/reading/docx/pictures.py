"""Pictures in a document → paragraphs and tables, by the reader of scanned pages."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image

from pipelines.model.document import Block, Box, Cell, Document, Paragraph, ReadingIssue, Table
from pipelines.reading.docx.parsed import EmbeddedPart, ParsedBlock, ParsedCell, ParsedParagraph, ParsedTable
from pipelines.reading.limits import ReadingLimits

_LEAST_WIDTH = 0.4  # of the text width: logos, seals and signatures are smaller
_LEAST_HEIGHT = 36.0  # points: a header row and one row of text
_LEAST_PIXELS = (300, 60)
_LEAST_BLURRED = (90, 30)
_MOST_PIXELS = 120_000_000
_USUAL_WIDTH = 450.0  # points, for pictures that do not say how large they are shown
_USUAL_SIZE = 12.0  # points
_PAGE_WIDTHS = (300.0, 2000.0)
_LEAST_WORDS = 12
_LEAST_CONFIDENCE = 0.75  # mean of a picture: of tables and pages .85 and more, of photographs .3 to .6
_LARGE = 0.6  # of the text width: a picture of this size without readable text may hold some


@dataclass(frozen=True, slots=True)
class FoundText:
    """What a run of pictures says; ``unread`` counts those that are large and gave nothing."""

    blocks: tuple[ParsedBlock, ...] = ()
    issues: tuple[ReadingIssue, ...] = ()
    unread: int = 0


def is_for_text(part: EmbeddedPart, text_width: float) -> bool:
    """True for a picture large enough to hold a table or a page."""
    if not part.width or not part.height:
        return True
    return part.width >= _LEAST_WIDTH * text_width and part.height >= _LEAST_HEIGHT


def read_pictures(images: Sequence[tuple[bytes, EmbeddedPart]], limits: ReadingLimits, page: int) -> FoundText:
    """Recognise pictures that follow one another.

    Args:
        images: bytes and place of each.
        limits: bounds, as for a PDF of as many pages.
        page: the page of the document on which they stand.

    Raises:
        UnreadableDocument: ``needs_ocr``, or as for a PDF.
    """
    opened = [(_opened(data, part), part) for data, part in images]
    sheets = [(image, part) for image, part in opened if image is not None and _is_sharp(image)]
    strange = sum(image is None or (_is_large(part) and _is_blurred(image)) for image, part in opened)
    if not sheets:
        return FoundText(unread=strange)
    from pipelines.reading.pdf_file import read_pdf  # noqa: PLC0415 - the scan engines are loaded only for pictures

    with tempfile.TemporaryDirectory(prefix="cchc-pictures-") as folder:
        path = Path(folder) / "pictures.pdf"
        _write_pdf(sheets, path)
        document = read_pdf(path, limits)
    readable = _readable_pages(document)
    unread = strange + sum(_is_large(part) for index, (_, part) in enumerate(sheets, start=1) if index not in readable)
    blocks = [block for block in document.blocks if _pages_of(block) <= readable]
    if not blocks or not _says_something(blocks):
        return FoundText(unread=unread + sum(_is_large(sheets[index - 1][1]) for index in readable))
    told = ReadingIssue("picture_recognised", f"{len(readable)} ảnh ở trang {page}", Box(page))
    others = [replace(issue, box=Box(page)) for issue in document.issues if issue.box and issue.box.page in readable]
    return FoundText(tuple(_parsed(block, page) for block in blocks), (told, *others), unread)


def _is_large(part: EmbeddedPart) -> bool:
    return part.width >= _LARGE * _USUAL_WIDTH


def _opened(data: bytes, part: EmbeddedPart) -> Image.Image | None:
    """The picture on white paper, cropped as it is shown; None for what is no picture of pixels."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _MOST_PIXELS:
                return None
            image.load()
            return _cropped(_on_white(image), part.crop)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode not in {"RGBA", "LA", "PA"} and "transparency" not in image.info:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    paper = Image.new("RGBA", layer.size, (255, 255, 255, 255))
    return Image.alpha_composite(paper, layer).convert("RGB")


def _cropped(image: Image.Image, crop: tuple[float, float, float, float]) -> Image.Image:
    left, top, right, bottom = (min(max(share, 0.0), 0.95) for share in crop)
    if not any((left, top, right, bottom)) or left + right >= 1 or top + bottom >= 1:
        return image
    width, height = image.size
    box = (round(left * width), round(top * height), round((1 - right) * width), round((1 - bottom) * height))
    return image.crop(box)


def _is_sharp(image: Image.Image) -> bool:
    return image.width >= _LEAST_PIXELS[0] and image.height >= _LEAST_PIXELS[1]


def _is_blurred(image: Image.Image) -> bool:
    """True for a picture of too few pixels for letters, though not a line or a dot."""
    return not _is_sharp(image) and image.width >= _LEAST_BLURRED[0] and image.height >= _LEAST_BLURRED[1]


def _write_pdf(sheets: Iterable[tuple[Image.Image, EmbeddedPart]], path: Path) -> None:
    """One page for each picture."""
    pages = []
    for image, part in sheets:
        out = io.BytesIO()
        image.save(out, "PDF", resolution=image.width * 72 / _page_width(image, part), quality=95)
        pages.append(out.getvalue())
    if len(pages) == 1:
        path.write_bytes(pages[0])
        return
    import pikepdf  # noqa: PLC0415 - only documents with several pictures need it

    with pikepdf.new() as joined:
        for data in pages:
            with pikepdf.open(io.BytesIO(data)) as single:
                joined.pages.extend(single.pages)
        joined.save(path)


def _page_width(image: Image.Image, part: EmbeddedPart) -> float:
    """Width in points of the page that is recognised: so that its letters have their usual size.

    Pictures are shrunk into the text's width, screen shots know nothing of inches; the recogniser measures in inches.
    """
    from pipelines.reading.scan.pictured import letter_size  # noqa: PLC0415 - the scan engines are loaded only for pictures

    size = letter_size(np.asarray(image.convert("L")))
    if size is None:
        return part.width or _USUAL_WIDTH
    return min(max(image.width * _USUAL_SIZE / size, _PAGE_WIDTHS[0]), _PAGE_WIDTHS[1])


def _readable_pages(document: Document) -> frozenset[int]:
    """Pictures whose letters are letters: what the recogniser makes of a photograph is not sure."""
    return frozenset(page.number for page in document.pages if (page.confidence or 0.0) >= _LEAST_CONFIDENCE)


def _pages_of(block: Block) -> frozenset[int]:
    boxes = block.boxes if isinstance(block, Paragraph) else (box for cell in block.cells for box in cell.boxes)
    return frozenset(box.page for box in boxes)


def _says_something(blocks: Sequence[Block]) -> bool:
    tables = [block for block in blocks if isinstance(block, Table)]
    if any(table.row_count > 1 and table.column_count > 1 for table in tables):
        return True
    return sum(len(block.text.split()) for block in blocks if isinstance(block, Paragraph)) >= _LEAST_WORDS


def _parsed(block: Block, page: int) -> ParsedBlock:
    if isinstance(block, Table):
        cells = tuple(_parsed_cell(cell, page) for cell in block.cells)
        return ParsedTable(block.row_count, block.column_count, cells, _widths(block), header_rows=0, ruled=True)
    return _parsed_paragraph(block, page)


def _parsed_paragraph(paragraph: Paragraph, page: int) -> ParsedParagraph:
    return ParsedParagraph(
        tuple(paragraph.text.split("\n")),
        (page,),
        paragraph.kind,
        bold_share=float(paragraph.bold),
        italic_share=float(paragraph.italic),
        size=paragraph.font_size,
        confidence=paragraph.confidence,
    )


def _parsed_cell(cell: Cell, page: int) -> ParsedCell:
    lines = tuple(
        ParsedParagraph((line,), (page,), bold_share=float(cell.bold), confidence=cell.confidence)
        for line in cell.text.split("\n")
    )
    return ParsedCell(cell.row, cell.column, cell.row_span, cell.column_span, lines, (page,), cell.confidence)


def _widths(table: Table) -> tuple[float, ...]:
    """Widths of the columns in points; 0 for one in which no single cell stands."""
    found = [0.0] * table.column_count
    for cell in table.cells:
        if cell.column_span == 1 and cell.boxes:
            found[cell.column] = max(found[cell.column], cell.boxes[0].x1 - cell.boxes[0].x0)
    return tuple(found)

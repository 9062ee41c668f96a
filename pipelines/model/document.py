"""Document model: what `reading` gives and `understanding` takes.

Coordinates are PDF points in *displayed* orientation: origin at the top left of the page as a reader
sees it (``/Rotate`` and CropBox applied), y growing downwards. DOCX and DOC have no pages of their own;
their boxes carry the block order instead (see :class:`Box`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class ExtractionMethod(StrEnum):
    """How the text of a document was obtained (``core.dim_document.extraction_method``)."""

    PDF_TEXT = "pdf_text"
    PDF_OCR = "pdf_ocr"
    DOCX = "docx"
    DOC = "doc"
    SPREADSHEET = "spreadsheet"


class PageKind(StrEnum):
    """What triage found on a page."""

    TEXT = "text"
    TABLE = "table"
    SCAN = "scan"
    EMPTY = "empty"


class ParagraphKind(StrEnum):
    """Role of a paragraph as far as layout alone can tell."""

    BODY = "body"
    HEADING = "heading"  # bold or numbered line set off from the text
    CENTERED = "centered"
    RIGHT = "right"  # right half of the page: signature block, place and date
    LEFT_COLUMN = "left_column"  # left column of a letterhead or of the closing block (Nơi nhận)
    NOTE = "note"  # footnote
    FURNITURE = "furniture"  # page numbers, running headers


@dataclass(frozen=True, slots=True, order=True)
class Box:
    """A rectangle on one page; ``page`` counts from 1.

    For DOCX/DOC, which have no fixed pages, the coordinates are 0. In a spreadsheet ``page`` is the number of the
    sheet, x counts columns and y rows from 0: ``Box(2, 1, 4, 2, 5)`` is cell B5 of the second sheet.
    """

    page: int
    x0: float = 0.0
    y0: float = 0.0
    x1: float = 0.0
    y1: float = 0.0


def around(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """One box for each page around all of ``boxes`` on it, by page; empty when there are none."""
    by_page: dict[int, list[Box]] = {}
    for box in boxes:
        by_page.setdefault(box.page, []).append(box)
    return tuple(
        Box(
            page,
            min(box.x0 for box in own),
            min(box.y0 for box in own),
            max(box.x1 for box in own),
            max(box.y1 for box in own),
        )
        for page, own in sorted(by_page.items())
    )


@dataclass(frozen=True, slots=True)
class Page:
    """One page as displayed; ``width`` and ``height`` in points."""

    number: int
    width: float
    height: float
    kind: PageKind
    rotation: int = 0
    confidence: float | None = None  # mean OCR word confidence 0..1, None when not OCR


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its wrapped lines rejoined.

    ``text`` is NFC, one space between words; a paragraph that goes over a page break has one box per page.
    ``list_label`` is an automatic number that the file does not store as text (DOCX numbering), already part of
    ``text``. ``note_marks`` are the raised marks of notes that stood in the text ("2" of "80²%") and are not part of
    it; of a note itself, the mark it begins with.
    """

    text: str
    boxes: tuple[Box, ...]
    kind: ParagraphKind = ParagraphKind.BODY
    bold: bool = False
    italic: bool = False
    font_size: float | None = None
    level: int | None = None  # outline level from the file's own styles, if any
    list_label: str | None = None
    confidence: float | None = None
    note_marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell at (``row``, ``column``) of the *joined* table, spanning ``row_span`` × ``column_span``.

    ``text`` is NFC; wrapped lines are joined, items of a list inside the cell are separated by a newline.
    A cell that a page break cut has one box per page. ``note_marks`` are raised marks of notes, as in a paragraph.
    ``colour`` names the cell's background, equal for equal colours of one document; None for paper and where the file
    tells none.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    text: str
    boxes: tuple[Box, ...]
    bold: bool = False
    confidence: float | None = None
    note_marks: tuple[str, ...] = ()
    colour: str | None = None


@dataclass(frozen=True, slots=True)
class RowJoin:
    """Why two page fragments were made one: kept so that a reviewer can see the decision."""

    row: int
    page: int  # the page on which the continuation stands
    reason: str  # cut_row | open_span | repeated_header | same_table
    score: float  # 0..1


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table, its page fragments joined; repeated headers dropped (each noted in ``joins``)."""

    row_count: int
    column_count: int
    cells: tuple[Cell, ...]  # ordered by (row, column); every grid position is covered exactly once
    joins: tuple[RowJoin, ...] = ()


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class ReadingIssue:
    """Something the reader repaired or doubts; becomes a finding later. ``code`` is a finding rule name."""

    code: str
    detail: str
    box: Box | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read: pages, then blocks in reading order. Page furniture is apart from the blocks."""

    method: ExtractionMethod
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    furniture: tuple[Paragraph, ...] = ()
    notes: tuple[Paragraph, ...] = ()  # footnotes, in order; not repeated among the blocks
    issues: tuple[ReadingIssue, ...] = ()
    properties: dict[str, str] = field(default_factory=dict)  # file's own metadata: title, producer, tracked changes…
    covers: tuple[Box, ...] = ()  # pictures and stamps among the text that may hold words nobody could read

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables in reading order."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The paragraphs in reading order, without furniture and notes."""
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))

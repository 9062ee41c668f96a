"""The document as printed lines: paragraphs and the cells of layout tables, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.model.document import Block, Box, Document, Paragraph, ParagraphKind, Table
from pipelines.reference.readers import Reader
from pipelines.text.vietnamese import squeeze_spaces
from pipelines.understanding.kept import STRICT, Kept, Place
from pipelines.understanding.tables.grid import first_box


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line; ``block`` is the index of its block, ``cell`` (row, column) in a layout table."""

    text: str
    kind: ParagraphKind
    block: int
    box: Box | None = None
    bold: bool = False
    cell: tuple[int, int] | None = None
    confidence: float = 1.0  # of the reader

    @property
    def is_set_off(self) -> bool:
        """Whether layout sets the line off from running text."""
        return self.bold or self.kind in (ParagraphKind.CENTERED, ParagraphKind.HEADING) or self.text.isupper()


def document_lines(document: Document, content_tables: frozenset[int], kept: Kept = STRICT) -> tuple[Line, ...]:
    """All lines outside the tables ``content_tables`` (tasks, targets); ``kept`` hears of those that are lost."""
    lines: list[Line] = []
    table_index = -1
    for number, block in enumerate(document.blocks):
        table_index += isinstance(block, Table)
        if isinstance(block, Table) and table_index in content_tables:
            continue
        lines.extend(kept.read(_place(block, table_index), (), block_lines, block, number))
    return tuple(lines)


def _place(block: Block, table_index: int) -> Place:
    if isinstance(block, Table):
        return Place(Reader.LINES, f"của bảng số {table_index + 1}")
    return Place(Reader.LINES, words=block.text, box=first_box(block.boxes))


def block_lines(block: Block, number: int) -> tuple[Line, ...]:
    """The lines of a paragraph or of a table that only lays text out; ``number`` is the block's index."""
    return tuple(_paragraph_lines(block, number) if isinstance(block, Paragraph) else _table_lines(block, number))


def _paragraph_lines(paragraph: Paragraph, block: int) -> Iterator[Line]:
    for part in paragraph.text.split("\n"):
        text = squeeze_spaces(part)
        if text:
            sure = 1.0 if paragraph.confidence is None else paragraph.confidence
            yield Line(text, paragraph.kind, block, first_box(paragraph.boxes), paragraph.bold, confidence=sure)


def _table_lines(table: Table, block: int) -> Iterator[Line]:
    for cell in sorted(table.cells, key=lambda one: (one.column, one.row)):
        kind = ParagraphKind.LEFT_COLUMN if cell.column == 0 else ParagraphKind.RIGHT
        for part in cell.text.split("\n"):
            text = squeeze_spaces(part)
            if text:
                yield Line(text, kind, block, first_box(cell.boxes), cell.bold, (cell.row, cell.column))

"""The last judgement over raised letters: when a text is known to be Unicode, typed signs are judged too."""

from __future__ import annotations

from dataclasses import replace

from pipelines.model.document import Block, Cell, Document, Paragraph, Table
from pipelines.text.note_marks import holds_raised, take_marks
from pipelines.text.vietnamese import squeeze_spaces


def settle_marks(document: Document) -> Document:
    """``document`` with every mark of a note out of its texts and in ``note_marks``; powers are raised signs."""
    return replace(
        document,
        blocks=tuple(_settled_block(block) for block in document.blocks),
        furniture=tuple(_settled(paragraph) for paragraph in document.furniture),
        notes=tuple(_settled(paragraph) for paragraph in document.notes),
    )


def _settled_block(block: Block) -> Block:
    if isinstance(block, Table):
        return replace(block, cells=tuple(_settled_cell(cell) for cell in block.cells))
    return _settled(block)


def _settled(paragraph: Paragraph) -> Paragraph:
    if not holds_raised(paragraph.text):
        return paragraph
    text, marks = take_marks(paragraph.text)
    return replace(paragraph, text=squeeze_spaces(text), note_marks=(*paragraph.note_marks, *marks))


def _settled_cell(cell: Cell) -> Cell:
    if not holds_raised(cell.text):
        return cell
    text, marks = take_marks(cell.text)
    lines = "\n".join(squeeze_spaces(line) for line in text.split("\n"))
    return replace(cell, text=lines.strip("\n"), note_marks=(*cell.note_marks, *marks))

"""Parsed blocks → the blocks of the Document model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipelines.model.document import Block, Box, Cell, Paragraph, ParagraphKind, Table
from pipelines.reading.docx.joining import join_tables
from pipelines.reading.docx.layout import is_layout_table, layout_blocks, split_tab_columns
from pipelines.reading.docx.parsed import ParsedBlock, ParsedCell, ParsedParagraph, ParsedTable, paragraphs_of
from pipelines.text.vietnamese import squeeze_spaces

_ITEM = re.compile(r"^\s*(?:[-+*•–▪➢✓]|\(?\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ][.)])\s*\S")
# Kinds whose manual line breaks set lines of their own (names, mottoes, titles), not wrapped prose.
_LINEWISE = {ParagraphKind.CENTERED, ParagraphKind.RIGHT, ParagraphKind.LEFT_COLUMN}


def render(blocks: Iterable[ParsedBlock]) -> tuple[Block, ...]:
    """Blocks in reading order: layout tables opened, split tables joined, empty paragraphs dropped."""
    opened = split_tab_columns(list(_opened(blocks)))
    out: list[Block] = []
    for item in join_tables(opened):
        if isinstance(item, ParsedParagraph):
            out.extend(_paragraphs(item))
        else:
            out.append(replace(_table(item.table), joins=item.joins))
    return tuple(out)


def _opened(blocks: Iterable[ParsedBlock]) -> Iterator[ParsedBlock]:
    for block in blocks:
        if isinstance(block, ParsedParagraph):
            yield block
        elif is_layout_table(block):
            yield from _opened(layout_blocks(block))
        elif not all(paragraph.is_empty for paragraph in paragraphs_of((block,))):
            yield block


def _paragraphs(parsed: ParsedParagraph) -> Iterator[Paragraph]:
    """The paragraph, cut at the manual line breaks that start something new."""
    label = parsed.label
    for text in _pieces(parsed):
        if text:
            yield Paragraph(
                text=text,
                boxes=tuple(Box(page) for page in parsed.pages),
                kind=parsed.kind,
                bold=parsed.bold_share > 0.5,
                italic=parsed.italic_share > 0.5,
                font_size=parsed.size,
                level=parsed.level,
                list_label=label,
                confidence=parsed.confidence,
            )
            label = None


def _pieces(parsed: ParsedParagraph) -> list[str]:
    pieces: list[str] = []
    for line in parsed.lines:
        if pieces and parsed.kind not in _LINEWISE and not _ITEM.match(line):
            pieces[-1] = f"{pieces[-1]} {line}"
        else:
            pieces.append(line)
    return [squeeze_spaces(piece) for piece in pieces]


def note_paragraphs(blocks: Iterable[ParsedBlock], kind: ParagraphKind, label: str | None) -> list[Paragraph]:
    """Paragraphs of a footnote or header; ``label`` (the note's number) goes before the first."""
    out: list[Paragraph] = []
    for parsed in paragraphs_of(blocks):
        for paragraph in _paragraphs(parsed):
            first = label if not out else None
            text = f"{first} {paragraph.text}" if first else paragraph.text
            out.append(replace(paragraph, text=text, kind=kind, list_label=first or paragraph.list_label))
    return out


def _table(parsed: ParsedTable) -> Table:
    return Table(parsed.row_count, parsed.column_count, tuple(_cell(cell) for cell in parsed.cells))


def _cell(parsed: ParsedCell) -> Cell:
    paragraphs = [item for item in paragraphs_of(parsed.content) if not item.is_empty]
    weights = [(sum(map(len, item.lines)), item.bold_share) for item in paragraphs]
    total = sum(weight for weight, _ in weights)
    return Cell(
        row=parsed.row,
        column=parsed.column,
        row_span=parsed.row_span,
        column_span=parsed.column_span,
        text=cell_text(parsed.content),
        boxes=tuple(Box(page) for page in parsed.pages),
        confidence=parsed.confidence,
        colour=parsed.colour,
        bold=total > 0 and sum(weight * share for weight, share in weights) / total > 0.5,
    )


def cell_text(content: tuple[ParsedBlock, ...]) -> str:
    """Text of a cell: a line per paragraph or manual break; a line per row of a nested table."""
    return "\n".join(line for block in content for line in _lines(block) if line)


def _lines(block: ParsedBlock) -> list[str]:
    if isinstance(block, ParsedParagraph):
        return [squeeze_spaces(line) for line in block.lines]
    rows: list[list[str]] = [[] for _ in range(block.row_count)]
    for cell in block.cells:
        rows[cell.row].append(cell_text(cell.content).replace("\n", " "))
    return [squeeze_spaces(" ".join(row)) for row in rows]

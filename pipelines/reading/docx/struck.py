"""Words and rows that are struck out are not read; what was left out is told, once for each place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pipelines.reading.docx.parsed import ParsedBlock, ParsedCell, ParsedParagraph, ParsedTable, paragraphs_of
from pipelines.reading.docx.spans import Run

_BARE_NUMBER = re.compile(r"[\dIVXa-zđ.()\-–\s]{0,8}")


def without_struck(spans: list[Run]) -> tuple[list[Run], str]:
    """The spans that are not struck out, and the words that are ("" when there are none)."""
    if not any(span.format.struck for span in spans):
        return spans, ""
    kept: list[Run] = []
    struck: list[str] = []
    pages = 0
    for span in spans:
        pages += span.page_breaks
        if span.format.struck and span.text.strip():
            struck.append(span.text)
            continue
        kept.append(replace(span, page_breaks=pages))
        pages = 0
    return kept, "".join(struck).strip()


def without_struck_rows(table: ParsedTable) -> ParsedTable:
    """``table`` without the rows whose own cells are all struck out; their words go into ``struck_rows``.

    A cell that is merged over such a row and others becomes one row lower. An automatic number left standing does
    not save a row.
    """
    gone = [row for row in range(table.row_count) if _is_struck(table, row)]
    if not gone:
        return table
    words = tuple((_page(table, row), _words(table, row)) for row in gone)
    kept = tuple(cell for cell in (_lowered(cell, gone) for cell in table.cells) if cell is not None)
    return replace(
        table,
        row_count=table.row_count - len(gone),
        cells=kept,
        header_rows=table.header_rows - sum(row < table.header_rows for row in gone),
        struck_rows=(*table.struck_rows, *words),
    )


def _own_cells(table: ParsedTable, row: int) -> list[ParsedCell]:
    return [cell for cell in table.cells if cell.row == row and cell.row_span == 1]


def _is_struck(table: ParsedTable, row: int) -> bool:
    paragraphs = [paragraph for cell in _own_cells(table, row) for paragraph in paragraphs_of(cell.content)]
    if not any(paragraph.struck for paragraph in paragraphs):
        return False
    return all(_BARE_NUMBER.fullmatch("".join(paragraph.lines)) for paragraph in paragraphs)


def _words(table: ParsedTable, row: int) -> str:
    cells = (" ".join(_struck_in(cell.content)) for cell in _own_cells(table, row))
    return " | ".join(text for text in cells if text)


def _struck_in(blocks: tuple[ParsedBlock, ...]) -> Iterator[str]:
    return (paragraph.struck for paragraph in paragraphs_of(blocks) if paragraph.struck)


def _page(table: ParsedTable, row: int) -> int:
    return min((cell.pages[0] for cell in _own_cells(table, row)), default=1)


def _lowered(cell: ParsedCell, gone: list[int]) -> ParsedCell | None:
    """``cell`` at its place among the rows that stay; None when it stood in rows that are gone alone."""
    span = cell.row_span - sum(cell.row <= row < cell.row + cell.row_span for row in gone)
    above = sum(row < cell.row for row in gone)
    return replace(cell, row=cell.row - above, row_span=span) if span else None


def struck_places(blocks: Iterable[ParsedBlock]) -> Iterator[tuple[int, str]]:
    """(page, words) of everything that is struck out: one for a row, one for a paragraph."""
    for block in blocks:
        if isinstance(block, ParsedParagraph):
            if block.struck:
                yield block.pages[0], block.struck
            continue
        yield from block.struck_rows
        for cell in block.cells:
            yield from struck_places(cell.content)

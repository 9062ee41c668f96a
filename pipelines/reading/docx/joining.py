"""Tables that Word users split although they are one: same columns, nothing but empty lines between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pipelines.model.document import RowJoin
from pipelines.reading.docx.parsed import ParsedBlock, ParsedCell, ParsedParagraph, ParsedTable, paragraphs_of
from pipelines.text.vietnamese import match_key

_WIDTH_TOLERANCE = 0.06  # of the table width, per column line


@dataclass(frozen=True, slots=True)
class JoinedTable:
    """A table with the decisions that made it."""

    table: ParsedTable
    joins: tuple[RowJoin, ...] = ()


def join_tables(blocks: Iterable[ParsedBlock]) -> Iterator[ParsedParagraph | JoinedTable]:
    """Pass paragraphs through and join neighbouring tables that are one; repeated headers are dropped."""
    current: JoinedTable | None = None
    empties: list[ParsedParagraph] = []
    for block in blocks:
        if isinstance(block, ParsedTable):
            joined = _joined(current, block) if current else None
            if current and joined is None:
                yield current
            current, empties = joined or JoinedTable(block), []
        elif current and block.is_empty:
            empties.append(block)
        else:
            if current:
                yield current
            current = None
            yield from empties
            empties = []
            yield block
    if current:
        yield current


def _joined(first: JoinedTable, second: ParsedTable) -> JoinedTable | None:
    """``first`` with the rows of ``second`` below; None when they are different tables."""
    table = first.table
    if table.column_count != second.column_count or not _same_widths(table, second):
        return None
    repeated = _repeated_header(table, second)
    if not repeated and _has_own_header(table, second):
        return None
    body = [cell for cell in second.cells if cell.row >= repeated]
    if any(cell.row < repeated < cell.row + cell.row_span for cell in second.cells):
        return None
    shift = table.row_count - repeated
    moved = tuple(replace(cell, row=cell.row + shift) for cell in body)
    page = min((cell.pages[0] for cell in body), default=1)
    join = RowJoin(row=table.row_count, page=page, reason="same_table", score=1.0 if repeated else 0.8)
    rows = table.row_count + second.row_count - repeated
    return JoinedTable(replace(table, row_count=rows, cells=table.cells + moved), (*first.joins, join))


def _same_widths(first: ParsedTable, second: ParsedTable) -> bool:
    if not all(first.widths) or not all(second.widths):
        return True
    total_a, total_b = sum(first.widths), sum(second.widths)
    line_a = line_b = 0.0
    for a, b in zip(first.widths, second.widths, strict=True):
        line_a, line_b = line_a + a / total_a, line_b + b / total_b
        if abs(line_a - line_b) > _WIDTH_TOLERANCE:
            return False
    return True


def _repeated_header(first: ParsedTable, second: ParsedTable) -> int:
    """How many leading rows of ``second`` repeat those of ``first``."""
    count = 0
    for row in range(min(first.row_count, second.row_count)):
        texts = _row_texts(first, row)
        if texts != _row_texts(second, row) or not any(texts):
            break
        count += 1
    return count


def _has_own_header(first: ParsedTable, second: ParsedTable) -> bool:
    """True when ``second`` starts with a header of its own: marked as one, or bold in every column."""
    if second.header_rows:
        return True
    return _is_bold_row(first) and _is_bold_row(second)


def _is_bold_row(table: ParsedTable) -> bool:
    cells = [cell for cell in table.cells if cell.row == 0]
    shares = [_bold_share(cell) for cell in cells]
    return len(cells) == table.column_count and all(share > 0.5 for share in shares)


def _bold_share(cell: ParsedCell) -> float:
    paragraphs = [item for item in paragraphs_of(cell.content) if not item.is_empty]
    return min((item.bold_share for item in paragraphs), default=0.0)


def _row_texts(table: ParsedTable, row: int) -> tuple[tuple[int, str], ...]:
    return tuple(
        (cell.column, match_key(" ".join(" ".join(item.lines) for item in paragraphs_of(cell.content))))
        for cell in table.cells
        if cell.row == row
    )

"""Tables and tabs that only place text: letterheads, signature blocks, frames."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pipelines.model.document import ParagraphKind
from pipelines.reading.docx.parsed import ParsedBlock, ParsedCell, ParsedParagraph, ParsedTable

_MAX_COLUMNS, _MAX_ROWS = 3, 6
_WINDOW = 14  # printed paragraphs from either end in which tab-made columns are looked for
_MAX_PART = 70  # characters of one side of a tab-made column
_COLUMN_GAP = re.compile(r"\s*\t\s*| {5,}")
# A gap that somebody will fill in by hand parts no columns: "Số:       /KH-UBND", "ngày       tháng 01 năm 2026".
_BEFORE_BLANK = re.compile(r"(?:^|[\s,(])(?:ngày|tháng|năm|số)\s*:?$", re.IGNORECASE)
_BEHIND_BLANK = re.compile(r"/|(?:tháng|năm)(?!\w)", re.IGNORECASE)
_LIST_MARK = re.compile(r"^(?:[-+*•–]|\(?[0-9IVXa-zđ]{1,5}(?:\.[0-9]+)*[.):]?)$")


def is_layout_table(table: ParsedTable) -> bool:
    """True for small tables without vertical rules, and for one-cell frames."""
    if table.row_count * table.column_count == 1:
        return True
    return not table.ruled and table.column_count <= _MAX_COLUMNS and table.row_count <= _MAX_ROWS


def layout_blocks(table: ParsedTable) -> Iterator[ParsedBlock]:
    """Contents of a layout table: cells over the whole width in place, then the left column, then the right."""
    for rows in _bands(table):
        left = [cell for cell in rows if not _is_wide(cell, table) and not _is_right(cell, table)]
        right = [cell for cell in rows if _is_right(cell, table)]
        for cell in (cell for cell in rows if _is_wide(cell, table)):
            yield from cell.content
        yield from _column(left, ParagraphKind.LEFT_COLUMN)
        yield from _column(right, ParagraphKind.RIGHT)


def _bands(table: ParsedTable) -> Iterator[list[ParsedCell]]:
    """Cells in runs of rows: a row that is one wide cell is a run of its own."""
    band: list[ParsedCell] = []
    for cell in table.cells:
        if _is_wide(cell, table):
            yield band
            yield [cell]
            band = []
        else:
            band.append(cell)
    yield band


def _column(cells: list[ParsedCell], kind: ParagraphKind) -> Iterator[ParsedBlock]:
    for cell in cells:
        for block in cell.content:
            yield replace(block, kind=kind) if isinstance(block, ParsedParagraph) else block


def _is_wide(cell: ParsedCell, table: ParsedTable) -> bool:
    return cell.column_span == table.column_count


def _is_right(cell: ParsedCell, table: ParsedTable) -> bool:
    """True when the middle of the cell lies right of the table's middle (by width, else by column count)."""
    if _is_wide(cell, table) or cell.column == 0:
        return False
    widths = table.widths if all(table.widths) else (1.0,) * table.column_count
    start = sum(widths[: cell.column])
    end = start + sum(widths[cell.column : cell.column + cell.column_span])
    return cell.column + cell.column_span == table.column_count or (start + end) > sum(widths)


def split_tab_columns(blocks: list[ParsedBlock]) -> list[ParsedBlock]:
    """Undo letterheads and signature blocks whose two columns are made with tabs or runs of blanks.

    Only lines near the two ends of the document are looked at, and only such whose both sides are short and
    whose left side is not a list mark. Neighbouring split lines give all left sides, then all right sides.
    """
    printed = [index for index, block in enumerate(blocks) if isinstance(block, ParsedTable) or not block.is_empty]
    window = {*printed[:_WINDOW], *printed[-_WINDOW:]}
    result: list[ParsedBlock] = []
    left: list[ParsedBlock] = []
    right: list[ParsedBlock] = []
    for index, block in enumerate(blocks):
        columns = _two_columns(block) if index in window else None
        if columns is not None:
            left.append(columns[0])
            right.append(columns[1])
        else:
            result += [*left, *right, block]
            left, right = [], []
    return [*result, *left, *right]


def _two_columns(block: ParsedBlock) -> tuple[ParsedParagraph, ParsedParagraph] | None:
    if not isinstance(block, ParsedParagraph) or block.label or block.kind is ParagraphKind.LEFT_COLUMN:
        return None
    pairs = [_parts(line.strip(" ")) for line in block.lines if line.strip()]
    if not pairs or not all(_is_pair(pair) for pair in pairs):
        return None
    sides = [tuple(part for part in pair if part) for pair in pairs]
    if any(len(side) != 2 for side in sides):
        return None
    left = replace(block, lines=tuple(side[0] for side in sides), kind=ParagraphKind.LEFT_COLUMN)
    return left, replace(block, lines=tuple(side[1] for side in sides), kind=ParagraphKind.RIGHT)


def _parts(line: str) -> list[str]:
    """The sides of a line; a blank to be filled in stays inside its side."""
    parts: list[str] = []
    for part in _COLUMN_GAP.split(line):
        if parts and (_BEFORE_BLANK.search(parts[-1]) or _BEHIND_BLANK.match(part)):
            parts[-1] = f"{parts[-1]} {part}"
        else:
            parts.append(part)
    return parts


def _is_pair(parts: list[str]) -> bool:
    filled = [part for part in parts if part]
    if len(filled) != 2 or not parts[0]:
        return False
    left, right = filled
    return len(left) >= 4 and max(len(left), len(right)) <= _MAX_PART and not _LIST_MARK.match(left)

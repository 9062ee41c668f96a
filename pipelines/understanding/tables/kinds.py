"""What a table is (layout, continuation) and what each of its rows below the header is."""

from __future__ import annotations

import re
from enum import StrEnum

from pipelines.model.document import Cell
from pipelines.reference.areas import area_of
from pipelines.reference.headers import ColumnRole as Role
from pipelines.text.vietnamese import match_key
from pipelines.understanding.tables.columns import CONTENT_ROLES, Column, Header
from pipelines.understanding.tables.grid import Grid, cell_text
from pipelines.understanding.tables.group_rows import number_of
from pipelines.understanding.tables.sections import is_outer_number, is_total
from pipelines.understanding.tables.titles import is_counter_row, word_in
from pipelines.understanding.words.numbering import split_number

# full-width rows that speak about a section instead of naming one
_REMARK = re.compile(r"[-+* (]*(?:ghi chú|lưu ý|\*|(?:các )?(?:mục tiêu|chỉ tiêu|yêu cầu)(?: [^:]{0,40})?:)")
_FORMAL = re.compile(
    r"độc lập\s*-\s*tự do\s*-\s*hạnh phúc|cộng hòa xã hội chủ nghĩa|nơi nhận\s*:|(?<!\w)(?:tm|kt)\. ?[ủcu]"
)
LONGEST_SECTION = 250  # characters


class RowKind(StrEnum):
    """What a row below the header is."""

    EMPTY = "empty"
    HEADER = "header"
    COUNTER = "counter"
    TOTAL = "total"
    REMARK = "remark"
    SECTION = "section"
    LEAF = "leaf"


def continues(header: Header | None, columns: int, grid: Grid) -> bool:
    """Whether a table without header goes on with the task table before it."""
    if header is None or grid.column_count != columns or is_layout(grid):
        return False
    return not _has_other_titles(header, grid)


def _has_other_titles(header: Header, grid: Grid) -> bool:
    """Whether a table begins with "STT" and titles of its own, other ones: a form, marks, members of a committee."""
    cells = [cell for cell in grid.own_cells(0) if cell_text(cell)]
    words = [word_in(cell) for cell in cells]
    if len(cells) < 3 or words[0] is None or words[0].role != Role.NO:
        return False
    pairs = zip(cells, words, strict=True)
    same = sum(word is not None and word.role == header.columns[cell.column].role for cell, word in pairs)
    return same < 0.5 * len(cells)


def is_layout(grid: Grid) -> bool:
    """Whether a table only sets text side by side: letterhead, closing block, a frame around one text."""
    if grid.column_count <= 2 or (grid.row_count <= 1 and grid.column_count <= 3):
        return True
    return bool(_FORMAL.search(match_key(" ".join(grid.row_text(row) for row in range(min(grid.row_count, 4))))))


def row_kind(grid: Grid, header: Header, row: int) -> RowKind:
    """Classify a row below the header."""
    own = grid.own_cells(row)
    texts = [cell_text(cell) for cell in own]
    filled = [text for text in texts if text]
    if not filled:
        return RowKind.EMPTY
    if is_counter_row(texts) and len(filled) == grid.column_count:
        return RowKind.COUNTER
    if _repeats_header(grid, header, row):
        return RowKind.HEADER
    if is_total(filled[0]) or (len(filled) > 1 and is_total(filled[1]) and len(filled[0]) <= 4):
        return RowKind.TOTAL
    if (len(grid.covering_cells(row)) == 1 and _is_remark(filled[0])) or _is_closing(grid, header, row):
        return RowKind.REMARK
    return RowKind.SECTION if _is_section(grid, header, row) else RowKind.LEAF


def _is_remark(text: str) -> bool:
    """Whether a full-width row is a statement and not a title."""
    return bool(_REMARK.match(match_key(text))) or (len(text) > LONGEST_SECTION and split_number(text)[0] is None)


def _is_closing(grid: Grid, header: Header, row: int) -> bool:
    """Whether a row without a number holds recipients or a signature: a closing block set in the table's last row."""
    return not number_of(grid, header, row) and bool(_FORMAL.search(match_key(grid.row_text(row))))


def _repeats_header(grid: Grid, header: Header, row: int) -> bool:
    """Whether a row prints titles again; of a header of two levels the lower row may hold no more than two."""
    cells = [cell for cell in grid.own_cells(row) if cell_text(cell)]
    if not cells or not all(_titles_column(cell, header.columns[cell.column]) for cell in cells):
        return False
    above = {cell.row for cell in grid.covering_cells(row) if cell.row < row}
    return len(cells) >= 3 or (bool(above) and all(_repeats_header(grid, header, one) for one in above))


def _titles_column(cell: Cell, column: Column) -> bool:
    """Whether a cell prints its column's title, or another wording of it: a header set again need not be the same."""
    if _prints_title(cell, column.title):
        return True
    word = word_in(cell) if column.role else None
    return word is not None and word.role == column.role


def _prints_title(cell: Cell, title: str) -> bool:
    text, key = match_key(cell_text(cell)), match_key(title)
    return text == key or key.endswith("/ " + text) or key.startswith(text + " /")


def _is_section(grid: Grid, header: Header, row: int) -> bool:
    cells = grid.covering_cells(row)
    if any(cell.row < row for cell in cells):
        return _is_overrun_section(grid, row)  # a spanning cell reaches in: the row belongs to the one above
    filled = [cell for cell in cells if cell_text(cell)]
    if len(cells) == 1 or (len(filled) == 2 and _numbers_nest(grid, row)):
        return True
    if len(filled) == 3 and _is_wide_title(header, filled[0], filled[1]):
        return True
    if len(filled) > 2 or any(grid.height(cell) > 1 for cell in filled):
        return False
    widest = max(cell.column_span for cell in cells)
    if len(filled) == 1:
        return _lone_cell_is_section(grid, header, filled[0], widest)
    return _pair_is_section(grid, header, filled[0], filled[1])


def _is_wide_title(header: Header, number: Cell, title: Cell) -> bool:
    """A numbered title merged over contents, products and offices alike, with a time or a remark left beside it."""
    covered = {header.columns[index].role for index in range(title.column, title.column + title.column_span)}
    reaches = bool(covered & CONTENT_ROLES) and {Role.OUTPUT, Role.LEAD} <= covered
    return reaches and number.column == 0 and is_outer_number(cell_text(number))


def _is_overrun_section(grid: Grid, row: int) -> bool:
    """A section row under open cells: a page break there can make a reader stretch the cells above over it.

    Only a Roman number or letter beside the name of a reform area, and nothing else, is taken for one.
    """
    filled = [cell for cell in grid.own_cells(row) if cell_text(cell)]
    if len(filled) != 2 or filled[0].column != 0 or filled[1].column != 1:
        return False
    return is_outer_number(cell_text(filled[0])) and area_of(cell_text(filled[1])) is not None


def _numbers_nest(grid: Grid, row: int) -> bool:
    """Whether the next row's number continues this row's ("2", then "2.1"): then this row is their title."""
    after = grid.row_below(row)
    here, below = grid.at(row, 0), grid.at(after, 0)
    if here is None or below is None or below.row != after:
        return False
    number = cell_text(here).rstrip(". ")
    return bool(number) and cell_text(below).startswith(f"{number}.") and cell_text(below) != cell_text(here)


def _lone_cell_is_section(grid: Grid, header: Header, cell: Cell, widest: int) -> bool:
    if cell.column_span >= max(2, grid.column_count - 2) and cell.column_span == widest:
        return True
    number, name = split_number(cell_text(cell))
    if cell.column > 1 or not name:
        return False
    return _titled(cell, number, name)


def _pair_is_section(grid: Grid, header: Header, number: Cell, title: Cell) -> bool:
    text = cell_text(title)
    if number.column != 0 or title.column != 1 or len(cell_text(number)) > 12:
        return False
    if title.column_span >= max(2, grid.column_count - 2):
        return True
    if title.column_span > 1 or len(text) > LONGEST_SECTION:
        return title.column_span > 1
    role = header.columns[1].role
    if is_outer_number(cell_text(number)) and area_of(text):
        return True  # whatever the second column holds: "I | CẢI CÁCH THỂ CHẾ" above "Thời gian"
    return role in CONTENT_ROLES | {Role.SECTION, Role.INDICATOR, None} and _titled(title, cell_text(number), text)


def _titled(cell: Cell, number: str | None, name: str) -> bool:
    """Whether an unmerged row with nothing but a title is a section: by its number, its type or its words."""
    if len(name) > LONGEST_SECTION:
        return False
    if number and is_outer_number(number):
        return True
    looks = cell.bold or name.isupper() or bool(re.match(r"(?i)nội dung \d", cell_text(cell)))
    return looks or (area_of(name) is not None and len(name.split()) <= 12)
